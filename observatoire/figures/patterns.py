"""What fills an area or a bar without a figure: hatches for secrecy, dots for what is missing, lines for a floor."""

from __future__ import annotations

from observatoire.figures.palette import PAPER, SOFT_INK

#: Status -> side of the tile, and what is drawn on it.
_TILES = {
    "secret": (8, f'<path d="M-2 10L10-2M-2 2L2-2M6 10L10 6" stroke="{SOFT_INK}" stroke-width="1.4"/>'),
    "missing": (9, f'<circle cx="4.5" cy="4.5" r="1.4" fill="{SOFT_INK}"/>'),
    "floor": (7, f'<path d="M0 3.5H7" stroke="{SOFT_INK}" stroke-width="1.4"/>'),
}


def pattern_id(status: str, mark: str) -> str:
    """`mark` tells two drawings of one page apart; none on a page that has only one."""
    return f"{status}-{mark}" if mark else status


def patterns(mark: str, scale: float = 1.0) -> str:
    """Definitions of the tiles; `scale` keeps their size on paper inside a scaled drawing."""
    shared = 'patternUnits="userSpaceOnUse"' + f' patternTransform="scale({scale:.4f})"' * (scale != 1)
    return "".join(
        f'<pattern id="{pattern_id(status, mark)}" width="{side}" height="{side}" {shared}>'
        f'<rect width="{side}" height="{side}" fill="{PAPER}"/>{drawn}</pattern>'
        for status, (side, drawn) in _TILES.items()
    )
