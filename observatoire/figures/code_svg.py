"""The code of a figure under its picture: a QR code and the address that it leads to, for a print on paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from observatoire.documents.model import Figure, Frozen
from observatoire.documents.qr import QUIET_ZONE, qr_svg
from observatoire.figures.map import MARGIN
from observatoire.figures.palette import PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, line_of_text, wrapped
from observatoire.typography import french

#: Size of the QR code and of the words for a picture 1600 wide, which is about the width of an A4 page: 2 cm.
WIDTH, QR_SIZE, TEXT_SIZE = 1600.0, 140.0, 18.0
#: Words are not smaller than this in a narrower picture.
SMALLEST = 14.0
BELOW = 20.0
LINE = 1.35  # line height, in font sizes
KEPT = "Les mêmes chiffres, leur question, leur version et leur définition, gardés quoi qu’il soit publié ensuite :"
_ROOT = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"(.*?) height="[\d.]+"')
_SIDE = re.compile(r'viewBox="0 0 ([\d.]+) ')
_SIZES = re.compile(r'\s(?:width|height|x|y)="[^"]*"')


def with_code(svg: str, kept: Sequence[Figure], margin: float = MARGIN) -> str:
    """A standalone picture of the house, made higher by what its code needs; the same when it has none.

    kept: the figure of the picture, when it has a code; margin: that of the picture, in its units.
    """
    frozen = kept[0].frozen if kept else None
    return svg if frozen is None else _with_band(svg, frozen, margin)


def _with_band(svg: str, frozen: Frozen, margin: float) -> str:
    width, height = (float(found) for found in _ROOT.search(svg).group(1, 2))
    side, size = QR_SIZE * max(1.0, width / WIDTH), min(TEXT_SIZE, max(SMALLEST, TEXT_SIZE * width / WIDTH))
    code = qr_svg(frozen.address)
    blank = side * QUIET_ZONE / float(_SIDE.search(code)[1])
    left = margin - blank + side + size
    lines = [(french(f"Figure {frozen.code}"), ' font-weight="600"')]
    for text in (KEPT, frozen.address):
        lines += [(line, f' fill="{SOFT_INK}"') for line in wrapped(french(text), size * BOLD, width - left - margin)]
    top = height + side / 2 - len(lines) * size * LINE / 2
    words = "".join(
        line_of_text(line, left, top + (rank + 0.8) * size * LINE, round(size, 1), style)
        for rank, (line, style) in enumerate(lines)
    )
    whole = height + side + BELOW
    band = f'<rect y="{height:.0f}" width="{width:.0f}" height="{side + BELOW:.0f}" fill="{PAPER}"/>'
    drawn = placed(code, margin - blank, height, side, side)
    higher = _ROOT.sub(rf'viewBox="0 0 {width:.0f} {whole:.0f}"\3 height="{whole:.0f}"', svg, count=1)
    return f"{higher.removesuffix('</svg>')}{band}{drawn}{words}</svg>"


def placed(svg: str, x: float, y: float, width: float, height: float) -> str:
    """A standalone drawing inside another: only its place and its size change, its viewBox scales it."""
    end = svg.index(">")
    root = _SIZES.sub("", svg[:end]).replace(
        "<svg", f'<svg x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    )
    return root + svg[end:]
