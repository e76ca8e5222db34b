"""What a web page shows and what its styles hide or strike out.

Styles that stand in the page are followed, in the simple forms that word processors and editors write; those in
files of their own are not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.formats.markup import Element, is_element

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_PROPERTIES = frozenset(
    {
        "display",
        "visibility",
        "text-decoration",
        "text-decoration-line",
        "font-size",
        "color",
        "opacity",
        "background",
        "vertical-align",
        "width",
        "clip",
    }
)
_WHITE = re.compile(r"^(?:white|#f{3}|#f{6}|rgba?\(\s*255\s*,\s*255\s*,\s*255\b.*|transparent)$")
_LENGTH = re.compile(r"^(\d*\.?\d+)\s*(px|pt|em|rem|%)?$")
_SMALLEST = {"px": 1.5, "pt": 1.2, "em": 0.1, "rem": 0.1, "%": 10.0, None: 0.0}
_FAR_AWAY = re.compile(r"^-\d{3,}")
_STRUCK_TAGS = frozenset({"del", "s", "strike"})

Declarations = dict[str, str]
Rule = tuple[list[str], Declarations]


class Styles:
    """The styles that stand in a page."""

    def __init__(self, root: Element) -> None:
        self._whole = not any("stylesheet" in link.get("rel", "").lower() for link in root.iter("link"))
        self._by_key: dict[str, list[Rule]] = {}
        for sheet in root.iter("style"):
            for selector, declarations in _rules(sheet.text_content()):
                self._by_key.setdefault(_key(selector[-1]), []).append((selector, declarations))
        self._opened = frozenset(_opened(root))

    def hides(self, node: Element) -> bool:
        """Whether an element shows nothing, or only what is struck out."""
        if node.tag in _STRUCK_TAGS:
            return True
        if node.get("hidden") is not None:
            return not self._is_opened(node)
        if not self._by_key and not node.get("style"):
            return False
        shown = self._declarations(node)
        if not shown:
            return False
        return (
            (_takes_no_room(shown) and not self._is_opened(node))
            or _is_struck(shown)
            or self._is_unreadable(node, shown)
        )

    def _is_opened(self, node: Element) -> bool:
        """Whether a reader opens the element with a click, which is then no hidden text."""
        before = node.getprevious()
        behind_button = before is not None and is_element(before) and _opens_next(before)
        return node.get("id") in self._opened or behind_button

    def raises(self, node: Element) -> bool:
        """Whether an element's text stands raised."""
        return node.tag == "sup" or "super" in _declared(node.get("style", "")).get("vertical-align", "")

    def _declarations(self, node: Element) -> Declarations:
        keys = [str(node.tag), *(f".{name}" for name in node.get("class", "").split()), f"#{node.get('id', '')}"]
        found: Declarations = {}
        for key in keys:
            for selector, declarations in self._by_key.get(key, ()):
                if _fits(node, selector):
                    found |= declarations
        return found | _declared(node.get("style", ""))

    def _is_unreadable(self, node: Element, shown: Mapping[str, str]) -> bool:
        size = _LENGTH.match(shown.get("font-size", ""))
        if size and float(size.group(1)) <= _SMALLEST[size.group(2)]:
            return True
        white = self._whole and _WHITE.match(shown.get("color", ""))
        return bool(white) and not any(self._has_background(above) for above in (node, *node.iterancestors()))

    def _has_background(self, node: Element) -> bool:
        shown = self._declarations(node)
        background = shown.get("background", node.get("bgcolor", "")).lower()
        return bool(background) and not _WHITE.match(background) and background != "none"


def _takes_no_room(shown: Mapping[str, str]) -> bool:
    away = any(_FAR_AWAY.match(shown.get(side, "")) for side in ("left", "top", "text-indent"))
    unseen = shown.get("visibility") in ("hidden", "collapse") or re.fullmatch(r"0?\.?0+%?", shown.get("opacity", ""))
    clipped = shown.get("width") == "1px" and "clip" in shown  # for screen readers alone
    return shown.get("display") == "none" or bool(unseen) or away or clipped


def _is_struck(shown: Mapping[str, str]) -> bool:
    return "line-through" in f"{shown.get('text-decoration', '')} {shown.get('text-decoration-line', '')}"


def _declared(text: str) -> Declarations:
    """The declarations of one style, names and values in small letters."""
    found: Declarations = {}
    for piece in text.lower().replace("!important", "").split(";"):
        name, colon, value = piece.partition(":")
        if colon:
            found["background" if name.strip() == "background-color" else name.strip()] = value.strip()
    return found


def _rules(sheet: str) -> Iterator[Rule]:
    """The rules that say how something is shown on a screen, one selector each."""
    for match in _RULE.finditer(_for_screens(_COMMENT.sub("", sheet))):
        declarations = {name: value for name, value in _declared(match.group(2)).items() if name in _PROPERTIES}
        for selector in match.group(1).split(",") if declarations else ():
            parts = selector.split()
            if parts and all(map(_SIMPLE.match, parts)):
                yield parts, declarations


def _for_screens(sheet: str) -> str:
    """The style sheet without what holds for paper and for windows of some size only."""
    pieces: list[str] = []
    at = 0
    while (start := sheet.find("@", at)) >= 0:
        pieces.append(sheet[at:start])
        at = _end_of_block(sheet, start)
    return "".join([*pieces, sheet[at:]])


def _end_of_block(sheet: str, start: int) -> int:
    depth = 0
    for index in range(start, len(sheet)):
        sign = sheet[index]
        depth += (sign == "{") - (sign == "}")
        if depth <= 0 and sign in "};":
            return index + 1
    return len(sheet)


def _key(part: str) -> str:
    """The sign by which an element is looked up: its last class or id, else its name."""
    names = re.findall(r"[.#][\w-]+", part)
    return names[-1] if names else part.lower()


def _fits(node: Element, selector: list[str]) -> bool:
    """Whether an element is what the selector's last part names, inside what the parts before name, in order."""
    if not _is_named(node, selector[-1]):
        return False
    wanted = selector[:-1]
    for above in node.iterancestors() if wanted else ():
        if wanted and _is_named(above, wanted[-1]):
            wanted = wanted[:-1]
    return not wanted


def _is_named(node: Element, part: str) -> bool:
    match = _SIMPLE.match(part)
    if match is None or (match.group(1) and match.group(1).lower() != node.tag):
        return False
    classes = set(node.get("class", "").split())
    names = re.findall(r"([.#])([\w-]+)", match.group(2))
    return all(name in classes if sign == "." else name == node.get("id") for sign, name in names)


def _opens_next(node: Element) -> bool:
    """Whether an element is the button, or holds it, that opens what stands behind."""
    holds = (node, *node.iter("button", "a"))
    return any(one.get("aria-expanded") is not None or one.get("data-toggle") == "collapse" for one in holds)


def _opened(root: Element) -> Iterator[str]:
    """The ids of what a button or link in the page opens."""
    for node in root.iter():
        if is_element(node):
            for name in ("aria-controls", "data-target", "data-bs-target", "href"):
                value = node.get(name, "")
                if value and (name == "aria-controls" or value.startswith("#")):
                    yield value.lstrip("#")
