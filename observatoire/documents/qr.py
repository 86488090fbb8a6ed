"""QR codes of addresses, for printed figures: medium error correction and the white margin that readers need."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

#: White modules around the code: four, as ISO/IEC 18004 asks.
QUIET_ZONE = 4
#: Pixels of a module of the PNG: about 2 cm at 300 dots per inch for an address of 50 letters.
MODULE_PX = 8


@lru_cache(maxsize=256)  # one figure is in several files, and finding its code is slow
def qr_svg(address: str) -> str:
    """A standalone SVG, sized by its viewBox in modules; the same address always gives the same drawing."""
    return _written(address, "svg", xmldecl=False, svgns=True, omitsize=True, nl=False).decode()


@lru_cache(maxsize=256)
def qr_png(address: str) -> bytes:
    """A black and white PNG, 8 pixels a module."""
    return _written(address, "png", scale=MODULE_PX)


def _written(address: str, kind: str, **style) -> bytes:
    written = io.BytesIO()
    segno.make_qr(address, error="m").save(written, kind=kind, border=QUIET_ZONE, light="white", dark="black", **style)
    return written.getvalue()
