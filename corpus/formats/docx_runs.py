"""What the runs of a Word paragraph show: text, signs, fields, raised figures."""

from __future__ import annotations

from corpus.formats import raised
from corpus.formats.docx_styles import W, as_number, value
from corpus.formats.markup import Element, local_name
from corpus.formats.symbol_fonts import sign

DELETED = frozenset({"del", "moveFrom"})
LEFT_OUT = DELETED | {
    *("instrText", "delText", "Fallback", "footnoteReference", "endnoteReference", "pPr", "rPr", "txbxContent")
}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class Line:
    """The text of a paragraph in the making, what stands raised in it apart."""

    def __init__(self) -> None:
        self._text = ""
        self._raised = ""

    def add(self, text: str, *, raised_up: bool) -> None:
        """Add the text of a run."""
        if raised_up:
            self._raised += text
        else:
            self._text = self.text() + text
            self._raised = ""

    def text(self) -> str:
        """What has been added."""
        return self._text + (raised.in_line(self._text, self._raised) if self._raised else "")


def shown(run: Element) -> str:
    """The text of a run, with what its signs and fields show."""
    pieces: list[str] = []
    for child in run:
        name = local_name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name == "sym":
            pieces.append(_symbol(child))
        elif name == "ffData":
            pieces.append(_field(child))
        elif name not in LEFT_OUT:
            pieces.append(shown(child))
    return "".join(pieces)


def _symbol(node: Element) -> str:
    code = node.get(f"{W}char", "")
    return (
        sign(node.get(f"{W}font", ""), int(code, 16))
        if code and all(c in "0123456789abcdefABCDEF" for c in code)
        else ""
    )


def _field(data: Element) -> str:
    """What a field of a form shows beside the text that is filled in: a cross in a box, the choice from a list."""
    box, choices = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        ticked = box.find(f"{W}checked")
        state = box.find(f"{W}default") if ticked is None else ticked
        return "☐" if state is None or value(state) in ("0", "false") else "☒"
    if choices is not None:
        entries = [value(entry) for entry in choices.iter(f"{W}listEntry")]
        chosen = as_number(choices.find(f"{W}result"), as_number(choices.find(f"{W}default"), 0))
        return entries[chosen] if chosen < len(entries) else ""
    return ""
