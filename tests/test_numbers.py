"""The numbers that decide what is found and told stand in docs/numbers.md, each with where it comes from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("service/answers", "service/question", "service/retrieval")
_ROW = re.compile(r"^\| `(service/[\w/.]+)` \| `([^`]+)` \| ([^|]+?) \| ", re.MULTILINE)
# Off and on, the first and the last; and what tells one form of a file from another.
_NO_BARS = {"0", "1", "-1", "0.0"}


def numbers_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """The numbers that a module names, at its top or as the field of a class: file, name, value as written."""
    module = ast.parse(path.read_text("utf-8"))
    bodies = [module.body, *(node.body for node in module.body if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body):
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Tuple() as target], value=value):
                pass
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
                pass
            case _:
                continue
        names = [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
        values = value.elts if isinstance(value, ast.Tuple) and len(names) > 1 else [value]
        for name, one in zip(names, values, strict=len(names) == len(values)):
            if _is_number(one) and ast.unparse(one) not in _NO_BARS and not name.endswith("_VERSION"):
                yield path.relative_to(PROJECT).as_posix(), name, ast.unparse(one)


def _is_number(value: ast.expr) -> bool:
    leaves = [node for node in ast.walk(value) if isinstance(node, ast.Constant | ast.Name | ast.Call | ast.List)]
    numbers = [node for node in leaves if isinstance(node, ast.Constant) and type(node.value) in (int, float)]
    plain = isinstance(value, ast.Constant | ast.BinOp | ast.UnaryOp)
    return plain and bool(numbers) and all(isinstance(node, ast.Name) or node in numbers for node in leaves)


def test_every_number_that_decides_is_told_with_where_it_comes_from() -> None:
    told = _ROW.findall((PROJECT / "docs" / "numbers.md").read_text("utf-8"))
    found = [number for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py")) for number in numbers_in(path)]
    assert len(found) > 50
    assert sorted(told) == sorted(found)
