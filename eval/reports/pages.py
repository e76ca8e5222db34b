"""Pages that stand alone: one HTML file that needs nothing beside it, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.base.errors import RunFolderError
from eval.reports import figures
from service.base.shares import ENOUGH
from service.web.assets import style_sheet
from service.web.rendering import templates

_HERE = Path(__file__).resolve().parent


def make_page(template: str, values: dict[str, Any]) -> str:
    """The page as HTML."""
    page: str = _TEMPLATES.get_template(template).render({**values, "style": style_sheet()})
    return page


def write_page(page: str, path: Path) -> Path:
    """Writes the page to the file and gives its path. Raises ``RunFolderError``."""
    aside = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(page, "utf-8")
        aside.replace(path)
    except OSError as error:
        raise RunFolderError(f"Rapporten går inte att spara i {path.parent}: {error.strerror}") from error
    return path


def _make_templates() -> Any:
    environment = templates(_HERE / "templates")
    environment.filters.update(number=figures.number, percent=figures.percent)
    environment.globals.update(
        enough=ENOUGH,
        interval=figures.interval,
        percent_range=figures.percent_range,
        share_with_interval=figures.share_with_interval,
        written=figures.written,
        written_difference=figures.written_difference,
        written_interval=figures.written_interval,
        written_mean=figures.written_mean,
    )
    return environment


_TEMPLATES = _make_templates()
