"""The styles of an OpenDocument text: what letters show, and how lists and headings are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.formats.markup import Element, local_name
from corpus.formats.numbering import Level

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OUTLINE = "outline"
_NUMBER_STYLES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_WHITE, _NO_GROUND = "#ffffff", ("", "transparent", "#ffffff")
_SMALLEST = 2.0
_MAX_CHAIN = 20

_SHOWING = (
    "text-properties",
    "paragraph-properties",
    "table-cell-properties",
    "table-row-properties",
    "table-properties",
)

Looks = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by family and name."""

    looks: Mapping[tuple[str, str], Looks]

    def of(self, node: Element, family: str, outer: Looks) -> Looks:
        """How the text of an element looks inside text that looks like ``outer``."""
        return {**outer, **self.looks.get((family, node.get(f"{TEXT}style-name", "")), {})}


def styles_of(roots: Sequence[Element]) -> Styles:
    """The styles of a document, each with what it takes over from its parents."""
    nodes: dict[tuple[str, str], Element] = {}
    for root in roots:
        for node in root.iter(f"{STYLE}style"):
            nodes[node.get(f"{STYLE}family", ""), node.get(f"{STYLE}name", "")] = node
    return Styles({key: _resolved(key, nodes) for key in nodes})


def is_unseen(looks: Looks) -> bool:
    """Whether text does not show, or is struck out."""
    white = looks.get("color") == _WHITE and looks.get("background-color", "") in _NO_GROUND
    struck = looks.get("text-line-through-style", looks.get("text-line-through-type", "none")) != "none"
    return white or struck or looks.get("display") == "none" or _is_tiny(looks.get("font-size", ""))


def is_raised(looks: Looks) -> bool:
    """Whether text stands raised above its line."""
    place = looks.get("text-position", "").split(" ")[0]
    return place == "super" or (place.endswith("%") and not place.startswith(("-", "0")))


def lists_of(roots: Sequence[Element]) -> dict[str, dict[int, Level]]:
    """How each level of each list, and of the headings, is numbered."""
    found: dict[str, dict[int, Level]] = {OUTLINE: {}}
    for root in roots:
        for node in root.iter(f"{TEXT}list-style"):
            found.setdefault(str(node.get(f"{STYLE}name", "")), _levels(node))
        for node in root.iter(f"{TEXT}outline-style"):
            found[OUTLINE] = _levels(node)
    return found


def _resolved(key: tuple[str, str], nodes: Mapping[tuple[str, str], Element]) -> Looks:
    found: dict[str, str] = {}
    for node in reversed(list(_chain(key, nodes))):
        for part in node:
            if local_name(part) in _SHOWING:
                found |= {name.rpartition("}")[2]: str(value).lower() for name, value in part.attrib.items()}
    return found


def _chain(key: tuple[str, str], nodes: Mapping[tuple[str, str], Element]) -> Iterator[Element]:
    """A style and its parents."""
    family, name = key
    for _ in range(_MAX_CHAIN):
        node = nodes.get((family, name))
        if node is None:
            return
        yield node
        name = node.get(f"{STYLE}parent-style-name", "")


def _is_tiny(size: str) -> bool:
    number = size.removesuffix("pt")
    return size.endswith("pt") and number.replace(".", "", 1).isdigit() and float(number) <= _SMALLEST


def _levels(style: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in style:
        text = str(node.get(f"{TEXT}level", ""))
        if not text.isdigit() or len(text) > 2:
            continue
        depth = int(text) - 1
        if local_name(node) == "list-level-style-bullet":
            levels[depth] = Level("bullet", "")
        else:
            levels[depth] = _numbered(node, depth)
    return levels


def _numbered(node: Element, depth: int) -> Level:
    style = _NUMBER_STYLES.get(str(node.get(f"{STYLE}num-format", "")), "decimal")
    shown = node.get(f"{TEXT}display-levels", "1")
    first = depth + 1 - (int(shown) if shown.isdigit() and len(shown) < 3 else 1)
    numbers = ".".join(f"%{position + 1}" for position in range(max(first, 0), depth + 1))
    start = node.get(f"{TEXT}start-value", "1")
    prefix, suffix = node.get(f"{STYLE}num-prefix", ""), node.get(f"{STYLE}num-suffix", "")
    return Level(style, f"{prefix}{numbers}{suffix}", int(start) if start.isdigit() and len(start) < 6 else 1)
