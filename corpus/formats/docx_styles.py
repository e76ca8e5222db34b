"""The styles of a Word document: headings, lists, and how letters look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.formats.markup import Element, local_name
from corpus.formats.numbering import Level

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^(?:heading|rubrik) (\d)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|innehåll) \d$", re.IGNORECASE)
_OFF = ("0", "false", "off")
_WHITE = "FFFFFF"
_NO_FILLS = ("", "auto", _WHITE)
_SMALLEST = 4  # half points
_UNSEEN = ("vanish", "strike", "dstrike")

Looks = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says: heading level (0 for none), list and depth, whether it is of a contents list; how letters look
    (only what the style names), whether it fills the ground.
    """

    level: int = 0
    list_id: str = ""
    depth: int = 0
    contents: bool = False
    looks: Looks = field(default_factory=dict)
    filled: bool = False


def styles_of(root: Element | None) -> dict[str, Style]:
    """The styles by their ids, each with what it takes over from those it is based on."""
    nodes = {} if root is None else {node.get(f"{W}styleId", ""): node for node in root.iter(f"{W}style")}
    return {name: _resolved(node, nodes) for name, node in nodes.items()}


def style_of(paragraph: Element, styles: Mapping[str, Style]) -> Style:
    """The style of a paragraph with what the paragraph itself says."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return Style()
    style = styles.get(value(properties.find(f"{W}pStyle")), Style())
    outline, number = properties.find(f"{W}outlineLvl"), properties.find(f"{W}numPr")
    level = style.level if outline is None else (as_number(outline, 9) + 1) % 10
    list_id, depth = style.list_id, style.depth
    if number is not None:
        list_id, depth = value(number.find(f"{W}numId")) or list_id, as_number(number.find(f"{W}ilvl"), depth)
    return Style(level, list_id, depth, style.contents, style.looks, style.filled or _is_filled(properties))


def looks_of(run: Element, style: Style, styles: Mapping[str, Style]) -> Looks:
    """How the letters of a run look: as its paragraph's style says, its own style and it itself."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return style.looks
    own = styles.get(value(properties.find(f"{W}rStyle")), Style())
    return {**style.looks, **own.looks, **_looks(properties)}


def is_unseen(looks: Looks) -> bool:
    """Whether letters do not show, or are struck out."""
    return any(name in looks and looks[name] not in _OFF for name in _UNSEEN) or looks.get("sz") == "tiny"


def is_white(looks: Looks) -> bool:
    """Whether letters are white on no ground of their own."""
    return looks.get("color") == _WHITE and looks.get("shd", "") in _NO_FILLS and "highlight" not in looks


def stands_on_fill(node: Element, styles: Mapping[str, Style]) -> bool:
    """Whether an element stands in a cell, table or box that may have a ground of its own."""
    for above in node.iterancestors():
        name = local_name(above)
        if name == "txbxContent":
            return True
        if name in ("tc", "tr", "tbl") and _is_filled(above.find(f"{W}{name}Pr")):
            return True
        if name == "tbl" and styles.get(value(above.find(f"{W}tblPr/{W}tblStyle")), Style()).filled:
            return True
    return False


def lists_of(root: Element | None) -> dict[str, dict[int, Level]]:
    """How each level of each list is numbered."""
    if root is None:
        return {}
    kinds = {node.get(f"{W}abstractNumId", ""): _levels(node) for node in root.iter(f"{W}abstractNum")}
    return {
        node.get(f"{W}numId", ""): kinds.get(value(node.find(f"{W}abstractNumId")), {}) for node in root.iter(f"{W}num")
    }


def value(node: Element | None) -> str:
    """The ``val`` of an element; empty when there is none."""
    return "" if node is None else str(node.get(f"{W}val", ""))


def as_number(node: Element | None, default: int) -> int:
    """The ``val`` of an element as a number."""
    text = value(node)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _resolved(node: Element, nodes: Mapping[str, Element]) -> Style:
    chain = list(_based_on(node, nodes))
    names = [value(link.find(f"{W}name")) for link in chain]
    level = next((found for link, name in zip(chain, names, strict=True) if (found := _heading_level(link, name))), 0)
    numbered = [number for link in chain if (number := link.find(f"{W}pPr/{W}numPr")) is not None]
    list_id = next((value(number.find(f"{W}numId")) for number in numbered if number.find(f"{W}numId") is not None), "")
    depth = next((as_number(number.find(f"{W}ilvl"), 0) for number in numbered), max(level - 1, 0))
    looks: dict[str, str] = {}
    for link in reversed(chain):
        looks |= _looks(link.find(f"{W}rPr"))
    filled = any(_is_filled(part) for link in chain for part in link.iter() if local_name(part).endswith("Pr"))
    depth = depth or (max(level - 1, 0) if list_id else 0)
    return Style(level, list_id, depth, any(map(_CONTENTS_NAME.match, names)), looks, filled)


def _based_on(node: Element | None, nodes: Mapping[str, Element]) -> Iterator[Element]:
    """A style and those it is based on, each once."""
    seen: list[Element] = []
    while node is not None and node not in seen:
        yield node
        seen.append(node)
        node = nodes.get(value(node.find(f"{W}basedOn")))


def _heading_level(style: Element, name: str) -> int:
    match = _HEADING_NAME.match(name)
    if match:
        return int(match.group(1))
    if name.lower() in ("title", "rubrik"):
        return 1
    outline = style.find(f"{W}pPr/{W}outlineLvl")
    return 0 if outline is None else (as_number(outline, 9) + 1) % 10


def _looks(properties: Element | None) -> dict[str, str]:
    """What run properties say about how letters look."""
    found: dict[str, str] = {}
    for node in () if properties is None else properties:
        name = local_name(node)
        if name in _UNSEEN:
            found[name] = value(node) or "1"
        elif name == "sz":
            found[name] = "tiny" if as_number(node, 20) <= _SMALLEST else "shown"
        elif name == "shd":
            found[name] = node.get(f"{W}fill", "")
        elif name in ("color", "vertAlign", "highlight"):
            found[name] = value(node)
    return found


def _is_filled(properties: Element | None) -> bool:
    shade = None if properties is None else properties.find(f"{W}shd")
    return shade is not None and shade.get(f"{W}fill", "") not in _NO_FILLS


def _levels(kind: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in kind.iter(f"{W}lvl"):
        depth = node.get(f"{W}ilvl", "")
        if depth.isdigit():
            style = value(node.find(f"{W}numFmt")) or "decimal"
            pattern, start = value(node.find(f"{W}lvlText")), as_number(node.find(f"{W}start"), 1)
            levels[int(depth)] = Level(style if pattern else "none", pattern, start)
    return levels
