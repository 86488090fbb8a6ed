"""The font of the house inside a drawing: shown as an image, a drawing has no other, and a wider one would be cut."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

FONT = Path(__file__).parents[2] / "assets" / "polices" / "source-sans-3-latin-5.3.0.woff2"


def with_font(svg: str) -> str:
    """A standalone drawing of the house, with its font in it: about 40 kB more."""
    end = svg.index(">") + 1
    return svg[:end] + _style() + svg[end:]


@cache
def _style() -> str:
    font = b64encode(FONT.read_bytes()).decode()
    return (
        "<style>@font-face{font-family:'Source Sans 3';font-weight:200 900;"
        f"src:url('data:font/woff2;base64,{font}') format('woff2')}}</style>"
    )
