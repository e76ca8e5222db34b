"""The description of the data sets as a data package (Frictionless): what they hold, and under which licence."""

from __future__ import annotations

from typing import Any

from service.api.formats.open_data.tables import TABLES, Column, Table
from service.base.settings import ServiceSettings


def data_package(settings: ServiceSettings, snapshot: str) -> dict[str, Any]:
    """The ``datapackage.json``: paths are beside it."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "paragraf",
        "title": "Beslut, omröstningar och sammanträden ur politiska handlingar",
        "version": snapshot,
        "resources": [_resource(table) for table in TABLES.values()],
    }
    if settings.licence:
        package["licenses"] = [{"path": settings.licence}]
    if settings.publisher:
        package["contributors"] = [{"title": settings.publisher, "role": "publisher"}]
    return package


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.words,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(column) for column in table.columns], "primaryKey": ["id"]},
    }


def _field(column: Column) -> dict[str, Any]:
    field = {"name": column.name, "type": column.kind, "description": column.words}
    return {**field, "constraints": {"required": True}} if column.is_required else field
