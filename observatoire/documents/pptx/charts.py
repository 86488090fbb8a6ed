"""Native charts, editable in PowerPoint: bars and funnels, lines, stacked bars.

A point without a value has none in the chart nor in its workbook: its category says why ("Béarn des Gaves (secret)").
"""

from __future__ import annotations

from dataclasses import replace

from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide

from observatoire.documents.fitting import Box, balanced
from observatoire.documents.model import Chart
from observatoire.documents.pptx.bars import draw_bars, draw_stacked
from observatoire.documents.pptx.chart_parts import set_language
from observatoire.documents.pptx.frame import describe, move
from observatoire.documents.pptx.lines import draw_lines

#: Bars of one slide; beyond, the chart is continued on another.
MOST_BARS = 14


def chart_parts_of(chart: Chart) -> list[Chart]:
    """The chart, or its bars shared between several charts that are read one after the other."""
    if chart.kind == "lines" or len(chart.categories) <= MOST_BARS:
        return [chart]
    return [
        replace(
            chart,
            categories=chart.categories[ranks.start : ranks.stop],
            series=tuple(replace(one, points=one.points[ranks.start : ranks.stop]) for one in chart.series),
        )
        for ranks in balanced(len(chart.categories), MOST_BARS)
    ]


def largest_of(chart: Chart) -> float:
    """End of the longest bar, interval and benchmark included: the scale of all the parts of a chart."""
    known = [point for one in chart.series for point in one.points if point.value is not None]
    ends = [end for point in known for end in (point.value, point.high) if end is not None]
    return max([*ends, *(chart.benchmark[1:] if chart.benchmark else ())], default=0) or 1


def add_chart(slide: Slide, chart: Chart, box: Box, alt: str, scale: float) -> GraphicFrame:
    """Draws the chart in the box. scale: `largest_of` the whole chart when this one is a part of it."""
    if chart.kind == "stacked":
        graphic = draw_stacked(slide, chart, box)
    else:
        graphic = (draw_lines if chart.kind == "lines" else draw_bars)(slide, chart, box, scale)
    move(graphic, box)
    describe(graphic, "Graphique", alt)
    set_language(graphic.chart)
    return graphic
