"""A figure of a document as one picture to be taken away: title, drawing, source, warnings, and where it is frozen."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from observatoire.documents.model import Figure
from observatoire.documents.qr import qr_svg
from observatoire.figures.chart_svg import chart_svg
from observatoire.figures.code_svg import placed
from observatoire.figures.palette import INK, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, FONTS, line_of_text, wrapped
from observatoire.typography import french

WIDTH = 1600
MARGIN = 48
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 36, 23, 18
LINE = 1.3  # line height, in font sizes
QR_SIZE = 150
_ROOT = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"[^>]*>')


def drawing_svg(figure: Figure, width: float) -> str:
    """The chart or the picture alone; "" for a figure that is only a table."""
    if figure.chart is not None:
        return chart_svg(figure.chart, width)
    return figure.picture.svg if figure.picture is not None else ""


def figure_card_svg(figure: Figure) -> str:
    """The whole figure, 1600 wide and as high as it needs; "" for a figure that is only a table."""
    inside = WIDTH - 2 * MARGIN
    drawing = drawing_svg(figure, inside)
    if not drawing:
        return ""
    parts, y = _banner(figure.mentions)
    y += 28
    for text, size, style in (
        (figure.title, TITLE_SIZE, ' font-weight="600"'),
        (figure.subtitle, TEXT_SIZE, f' fill="{SOFT_INK}"'),
    ):
        for line in wrapped(text, size * (BOLD if size == TITLE_SIZE else 1), inside):
            y += size * LINE
            parts.append(line_of_text(line, MARGIN, y, size, style))
    y += 30
    height = _height_of(drawing, inside)
    parts.append(placed(drawing, MARGIN, y, inside, height))
    y += height + 24
    foot, y = _foot(figure, y)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" width="{WIDTH}" height="{y:.0f}"'
        f' font-family="{FONTS}" fill="{INK}" role="img" aria-labelledby="figure-titre figure-mots">'
        f'<title id="figure-titre">{escape(figure.title)}</title><desc id="figure-mots">{escape(figure.alt)}</desc>'
        f'<rect width="{WIDTH}" height="{y:.0f}" fill="{PAPER}"/>{"".join(parts)}{foot}</svg>'
    )


def _banner(mentions: tuple[str, ...]) -> tuple[list[str], float]:
    """What the figure must not travel without, white on dark, and the y below it."""
    if not mentions:
        return [], 0.0
    lines = wrapped(" · ".join(mentions), TEXT_SIZE * BOLD, WIDTH - 2 * MARGIN)
    height = len(lines) * TEXT_SIZE * LINE + 18
    style = f' font-weight="600" fill="{PAPER}"'
    return [
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{INK}"/>',
        *(line_of_text(line, MARGIN, 9 + TEXT_SIZE + rank * TEXT_SIZE * LINE, TEXT_SIZE, style)
          for rank, line in enumerate(lines)),
    ], height  # fmt: skip


def _foot(figure: Figure, y: float) -> tuple[str, float]:
    """Benchmark, notes, source and code; the QR code on the right. -> (drawing, height of the whole figure)."""
    code = french(f"Figure {figure.frozen.code} : {figure.frozen.address}") if figure.frozen is not None else ""
    said = [figure.benchmark, *figure.notes, figure.source, code]
    room = WIDTH - 2 * MARGIN - (QR_SIZE + 24 if figure.frozen is not None else 0)
    lines = [line for text in said if text for line in wrapped(text, SMALL_SIZE, room)]
    words = "".join(
        line_of_text(line, MARGIN, y + (rank + 1) * SMALL_SIZE * LINE, SMALL_SIZE, f' fill="{SOFT_INK}"')
        for rank, line in enumerate(lines)
    )
    height = len(lines) * SMALL_SIZE * LINE
    if figure.frozen is None:
        return words, y + height + 28
    drawn = placed(qr_svg(figure.frozen.address), WIDTH - MARGIN - QR_SIZE, y, QR_SIZE, QR_SIZE)
    return words + drawn, y + max(height, QR_SIZE) + 28


def _height_of(svg: str, width: float) -> float:
    """Height of a drawing brought to a width."""
    found = _ROOT.match(svg)
    return width * float(found[2]) / float(found[1])
