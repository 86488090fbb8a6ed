"""The tartan rug as a picture: a cell for each figure, its verdict told by a word, a mark, a bar and a colour.

Knows words already chosen, no view. Read in greyscale: a solid bar for "moins bien", a double one for "mieux".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.figures.chart_frame import swatch
from observatoire.figures.frame_svg import MARGIN, footer, header, whole
from observatoire.figures.palette import BORDER, INK, PALETTES, PAPER, SOFT_INK
from observatoire.figures.patterns import patterns
from observatoire.figures.svg_text import BOLD, line_of_text, text_width, wrapped

NAME_WIDTH, CELL_WIDTH, CELL_HEIGHT = 360.0, 136.0, 54.0
#: A cell is wider when a word of its heading is, up to this.
WIDEST = 210.0
TEXT, SMALL, LEADING = 17.0, 14.0, 1.25
#: Colours of the verdicts: the classes beside the benchmark of the diverging scale; a neutral gap is grey.
FILLS = {
    "mieux": PALETTES["diverging"][1],
    "moins bien": PALETTES["diverging"][3],
    "plus élevé": PALETTES["neutral"][0],
    "moins élevé": PALETTES["neutral"][0],
}
_MARK = "tapis"


@dataclass(frozen=True)
class RugMark:
    """A cell: its figure, or the words of its status (`known` is then False), its verdict, "" for a benchmark."""

    text: str
    verdict: str = ""
    mark: str = ""
    known: bool = True


@dataclass(frozen=True)
class RugDrawing:
    """`marks` by row then column; `pinned`: "row" or "column", where the first one is the benchmark."""

    titles: Sequence[str]
    corner: str
    rows: Sequence[str]
    columns: Sequence[str]
    marks: Sequence[Sequence[RugMark]]
    pinned: str
    words: str
    footer: Sequence[str] = ()
    banner: str = ""


def rug_svg(drawing: RugDrawing) -> str:
    """The picture, as wide as its columns."""
    words = [text_width(word, SMALL * BOLD) + 14 for name in drawing.columns for word in name.split(" ")]
    wide = min(max([CELL_WIDTH, *words]), WIDEST)
    width = max(2 * MARGIN + NAME_WIDTH + wide * len(drawing.columns), 900.0)
    head, y = header(drawing.titles, drawing.banner, width, TEXT)
    names = [wrapped(name, SMALL * BOLD, wide - 12) for name in drawing.columns]
    y += max(len(lines) for lines in names) * SMALL * LEADING + 8
    parts = [f"<defs>{patterns(_MARK)}</defs>", head]
    parts.append(line_of_text(drawing.corner, MARGIN, y - 8, SMALL, f' font-weight="600" fill="{SOFT_INK}"'))
    for place, lines in enumerate(names):
        x, first = _left(place, wide) + 6, y - 8 - (len(lines) - 1) * SMALL * LEADING
        parts += [
            line_of_text(line, x, first + rank * SMALL * LEADING, SMALL, ' font-weight="600"')
            for rank, line in enumerate(lines)
        ]
    for rank, (name, marks) in enumerate(zip(drawing.rows, drawing.marks, strict=True)):
        strong = ' font-weight="600"' if drawing.pinned == "row" and rank == 0 else ""
        lines = wrapped(name, TEXT * BOLD, NAME_WIDTH - 16)
        first = y + CELL_HEIGHT / 2 + TEXT * 0.35 - (len(lines) - 1) * TEXT * 1.1 / 2
        parts += [line_of_text(line, MARGIN, first + i * TEXT * 1.1, TEXT, strong) for i, line in enumerate(lines)]
        for place, mark in enumerate(marks):
            parts.append(_cell(mark, _left(place, wide), y, wide))
        y += CELL_HEIGHT
    parts.append(_pinned(drawing.pinned, y, width, wide, len(drawing.rows)))
    foot, bottom = footer(drawing.footer, y + 12, width, SMALL)
    return whole("".join([*parts, foot]), width, bottom, drawing.words)


def _pinned(pinned: str, bottom: float, width: float, wide: float, rows: int) -> str:
    """A strong line between the benchmark and the territories."""
    top = bottom - rows * CELL_HEIGHT
    path = (
        f"M{_left(1, wide):.1f} {top:.1f}V{bottom:.1f}"
        if pinned == "column"
        else (f"M{MARGIN:.1f} {top + CELL_HEIGHT:.1f}H{width - MARGIN:.1f}")
    )
    return f'<path d="{path}" stroke="{INK}" stroke-width="2.5"/>'


def _left(place: int, wide: float) -> float:
    return MARGIN + NAME_WIDTH + place * wide


def _cell(mark: RugMark, x: float, y: float, wide: float) -> str:
    fill = FILLS.get(mark.verdict, PAPER)
    parts = [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{CELL_HEIGHT:.1f}" fill="{fill}"'
        f' stroke="{BORDER}" stroke-width="0.8"/>'
    ]
    if not mark.known:
        parts.append(swatch(mark.text, _MARK, x + 12, y + CELL_HEIGHT / 2 - 8, 16, 16))
        lines = wrapped(mark.text, SMALL, wide - 44)[:2]
        first = y + CELL_HEIGHT / 2 + SMALL * 0.35 - (len(lines) - 1) * SMALL * LEADING / 2
        soft = f' fill="{SOFT_INK}"'
        parts += [
            line_of_text(line, x + 36, first + rank * SMALL * LEADING, SMALL, soft) for rank, line in enumerate(lines)
        ]
        return "".join(parts)
    if mark.verdict == "moins bien":
        parts.append(f'<rect x="{x + 2:.1f}" y="{y + 4:.1f}" width="5" height="{CELL_HEIGHT - 8:.1f}" fill="{INK}"/>')
    elif mark.verdict == "mieux":
        path = f"M{x + 3:.1f} {y + 4:.1f}v{CELL_HEIGHT - 8:.1f}m4 0v-{CELL_HEIGHT - 8:.1f}"
        parts.append(f'<path d="{path}" stroke="{INK}" stroke-width="1.5"/>')
    middle = y + (CELL_HEIGHT / 2 + TEXT * 0.35 if not mark.verdict else 23)
    size = TEXT if len(mark.text) < 13 else SMALL
    parts.append(line_of_text(mark.text, x + 13, middle, size, ' font-weight="600"'))
    if mark.verdict:
        parts.append(line_of_text(f"{mark.mark} {mark.verdict}".strip(), x + 13, y + 43, SMALL))
    return "".join(parts)
