"""The looks of a collection: its accent colour, made darker or lighter until it can be read on all it stands on."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from service.api.entrance.collections import collection_of

PATH = "/farger.css"
# What text needs against what it stands on (WCAG 2.2, 1.4.3), with a little over for rounding.
_LEAST = 4.55
# As in tokens.css: the paper and what is raised from it, light and dark, and what buttons write in.
_LIGHT, _DARK = ("#fcfbf8", "#f3f0e8"), ("#15181b", "#1f2428")
_ON_LIGHT, _ON_DARK = "#ffffff", "#0d1a20"
_STEPS = 50

_Colour = tuple[float, float, float]

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def colours(request: Request) -> Response:
    """The colours of the collection that is asked; none where it has no accent of its own."""
    name = collection_of(request)
    accent = request.app.state.settings.collections[name].accent if name else None
    if accent is None:
        raise HTTPException(404)
    return Response(style_of(accent), media_type="text/css")


def style_of(accent: str) -> str:
    """The style sheet of an accent colour (``#rrggbb``), in light and in dark."""
    light, light_paper = readable(accent, "#000000", (*_LIGHT, _ON_LIGHT), _LIGHT[0])
    dark, dark_paper = readable(accent, "#ffffff", (*_DARK, _ON_DARK), _DARK[0])
    return (
        f"@media screen {{ :root {{ --accent: {light}; --on-accent: {_ON_LIGHT}; --accent-paper: {light_paper}; }} }}\n"
        "@media screen and (prefers-color-scheme: dark) { :root { "
        f"--accent: {dark}; --on-accent: {_ON_DARK}; --accent-paper: {dark_paper}; }} }}\n"
    )


def readable(accent: str, towards: str, beside: tuple[str, ...], paper: str) -> tuple[str, str]:
    """The colour, as little as is needed towards another until it can be read, and the paper tinted with it."""
    for step in range(_STEPS + 1):
        colour = _mixed(_read(accent), _read(towards), step / _STEPS)
        tinted = _mixed(_read(paper), colour, 0.1)
        if all(contrast(colour, each) >= _LEAST for each in (*map(_read, beside), tinted)):
            break
    return _written(colour), _written(tinted)


def contrast(one: _Colour, other: _Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: _Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(one: _Colour, other: _Colour, share: float) -> _Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _read(written: str) -> _Colour:
    red, green, blue = (int(written[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _written(colour: _Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
