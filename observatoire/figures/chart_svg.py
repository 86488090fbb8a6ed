"""A chart of a document as one standalone SVG, in the house style: for PDF files, printed pages and HTML slides.

Needs no font file: the house font first, then those of the machine.
"""

from __future__ import annotations

from hashlib import sha256
from xml.sax.saxutils import quoteattr

from observatoire.documents.model import Chart
from observatoire.figures.chart_bars import bars, stacked
from observatoire.figures.chart_frame import WIDTH
from observatoire.figures.chart_lines import lines
from observatoire.figures.palette import INK, PALETTES, PAPER
from observatoire.figures.patterns import patterns
from observatoire.figures.svg_text import FONTS
from observatoire.typography import french

_DRAW = {"bars": bars, "funnel": bars, "stacked": stacked, "lines": lines}
_KIND_WORDS = {"bars": "Barres", "funnel": "Étapes", "stacked": "Barres empilées", "lines": "Courbes"}


def chart_svg(chart: Chart, width: float, height: float | None = None, laid_out_on: float = WIDTH) -> str:
    """The drawing, `width` units wide; its text is a 48th of the width, more when it is laid out on less than WIDTH.

    Without `height`, as high as it needs. With it, bars grow to fill it; where they need more, the whole drawing gets
    smaller, text included. Raises ValueError for an unknown palette, or more series than can be told apart.
    """
    if chart.palette not in PALETTES:
        raise ValueError(f"unknown palette {chart.palette!r}: use one of {', '.join(PALETTES)}")
    draw = _DRAW[chart.kind]
    # Patterns of two charts of one page must not share a name: a hidden chart would take the other's away.
    mark = sha256(_said(chart).encode()).hexdigest()[:8]
    across = laid_out_on
    drawn = draw(chart, across, mark)
    tall = drawn.height
    if height is not None:
        across = max(laid_out_on, drawn.height * width / height)
        tall = across * height / width
        drawn = draw(chart, across, mark, tall)
    shown_height = tall * width / across
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.1f} {tall:.1f}" width="{width:g}"'
        f' height="{shown_height:.1f}" font-family="{FONTS}" fill="{INK}" role="img"'
        f" aria-label={quoteattr(_said(chart))}>"
        f"<defs>{patterns(mark)}</defs>"
        f'<rect width="{across:.1f}" height="{tall:.1f}" fill="{PAPER}"/>{drawn.body}</svg>'
    )


def _said(chart: Chart) -> str:
    """Every figure in words, for those who hear the drawing."""
    many = len(chart.series) > 1
    said = "; ".join(
        f"{category} {series.name if many else ''} {point.text}".replace("  ", " ")
        for series in chart.series
        for category, point in zip(chart.categories, series.points, strict=True)
    )
    benchmark = f" ; repère : {chart.benchmark[0]}" if chart.benchmark else ""
    return french(f"{_KIND_WORDS[chart.kind]} : {said}{benchmark}")
