"""Reading sets of questions line by line: every fault is told with file, line and reason, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from eval.base.errors import GoldError

Record = Mapping[str, Any]
Given = TypeVar("Given")
Made = TypeVar("Made")


class Fault(Exception):
    """What is wrong with one line, in Swedish."""


def read_text(path: Path) -> tuple[bytes, str]:
    """The bytes of a file and its text, which is UTF-8. Raises ``GoldError``."""
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GoldError(f"{path.name}, rad {line}: texten är inte UTF-8; spara om filen som UTF-8") from error
    except FileNotFoundError as error:
        raise GoldError(f"Frågefilen {path} finns inte.") from error
    except OSError as error:
        raise GoldError(f"Frågefilen {path} går inte att läsa: {error.strerror}") from error


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers from 1."""
    # Only a line feed ends a line: JSON strings may hold other line separators of Unicode.
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def json_object(line: str) -> Record:
    """The JSON object on the line. Raises ``Fault``."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Fault(f"raden är inte giltig JSON ({error})") from error
    if not isinstance(record, dict):
        raise Fault("raden är inte ett JSON-objekt")
    return record


def make_each(
    name: str, numbered: Iterable[tuple[int, Given]], make: Callable[[Given], Made], key: Callable[[Made], str]
) -> dict[int, Made]:
    """What ``make`` makes of each line, by the line's number, in order; no two with one key.

    Raises ``GoldError`` that lists every faulty line (``make`` raises ``Fault``), or says that there are none.
    """
    made: dict[int, Made] = {}
    faults: list[str] = []
    lines_of: dict[str, int] = {}
    for number, given in numbered:
        try:
            item = make(given)
            if key(item) in lines_of:
                raise Fault(f"id «{key(item)}» finns redan på rad {lines_of[key(item)]}")
        except Fault as fault:
            faults.append(f"{name}, rad {number}: {fault}")
            continue
        lines_of[key(item)] = number
        made[number] = item
    if not made and not faults:
        faults.append(f"{name}: filen innehåller inga frågor")
    if faults:
        raise GoldError("\n".join(faults))
    return made
