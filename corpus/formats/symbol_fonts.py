"""What the signs of fonts made of pictures (Symbol, Wingdings) show."""

from __future__ import annotations

from collections.abc import Mapping

_SYMBOL = {
    0x2D: "–", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xD7: "·", 0x44: "Δ", 0x53: "Σ", 0x61: "α", 0x62: "β", 0x6D: "µ",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x78: "☒", 0x76: "•", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "•",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "→", 0xF0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA3: "☐"}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
}
_PRIVATE = 0xF000


def sign(font: str, code: int) -> str:
    """What a code of such a font shows; empty when it is not known."""
    return _FONTS.get(font.lower(), {}).get(code - _PRIVATE if code >= _PRIVATE else code, "")


# The same codes in text that does not tell its font: what is oftenest written in Swedish documents goes first.
WITHOUT_FONT = {_PRIVATE + code: shown for code, shown in (_WINGDINGS | _SYMBOL).items() if code > 0x7F or code == 0x2D}
