"""Dots and their intervals on one scale: a row for each thing compared, a labelled line for the benchmark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.palette import ACCENT, INK, PAPER, SOFT_INK
from observatoire.figures.plotly_base import FONT, GRID, layout, value_axis, vertical_benchmark
from observatoire.figures.svg_text import text_width, wrapped
from observatoire.view.figures_of import lacks_its_interval
from observatoire.view.parcours_figures import margin_words
from observatoire.warehouse import Observation

LINE_PX, BETWEEN_PX = 18, 12
#: Names are cut in lines about this wide, so that a phone keeps room for the dots.
LABEL_PX = 230
#: Two dots of one row are drawn this far above and below its middle.
APART_PX = 6


@dataclass(frozen=True)
class DotRow:
    """`own` is a full dot, `other` an open square; a figure that is unknown has its words instead of a dot.

    `strong`: the row of the territory of the screen. `heading`: a line of words, without a dot.
    """

    name: str
    own: Observation | None = None
    words: str = ""
    other: Observation | None = None
    strong: bool = False
    heading: bool = False


@dataclass(frozen=True)
class DotChart:
    figure: dict
    height_px: int


def dots(
    rows: Sequence[DotRow], indicator: Indicator, benchmark: tuple[float, str] | None = None, longest: float = 0
) -> DotChart:
    """Rows from top to bottom. benchmark: (value, words) of a vertical line; longest: least end of the scale."""
    labels = [_label(row) for row in rows]
    middles, total_px = _middles(labels)
    named = wrapped(benchmark[1], FONT["size"], _labels_px(labels)) if benchmark else []
    height_px = 60 + total_px + LINE_PX * len(named)
    longest = max(longest, end_of(rows), benchmark[0] if benchmark else 0)
    paired = any(row.other is not None for row in rows)
    shapes, annotations = [], []
    if benchmark is not None:
        lines, words = vertical_benchmark(benchmark[0], "<br>".join(named), at_left=False)
        shapes = [line | {"layer": "below"} for line in lines]
        annotations.append(words | {"align": "right"})
    traces = [_trace(rows, middles, indicator, own=True, paired=paired)]
    if paired:
        traces.insert(0, _trace(rows, middles, indicator, own=False, paired=paired))
    figure = {
        "data": traces,
        "layout": layout(
            height_px,
            margin={"l": 8, "r": 20, "t": 8 + LINE_PX * len(named), "b": 8},
            shapes=shapes,
            annotations=annotations,
            xaxis=value_axis(indicator, range=[0, longest * 1.05 or 1], side="bottom"),
            yaxis={
                "tickmode": "array",
                "tickvals": middles,
                "ticktext": labels,
                "ticklabelstandoff": 6,
                "range": [total_px, 0],
                "fixedrange": True,
                "automargin": True,
                "gridcolor": GRID,
                "griddash": "dot",
                "zeroline": False,
            },
        ),
    }
    return DotChart(figure, height_px)


def end_of(rows: Sequence[DotRow]) -> float:
    """The highest end of an interval: charts side by side share their scale."""
    return max((_end(item) for row in rows for item in (row.own, row.other)), default=0.0)


def _end(observation: Observation | None) -> float:
    if observation is None or observation.value is None:
        return 0.0
    return observation.value if observation.high is None else observation.high


def _label(row: DotRow) -> str:
    """The name in one line or two, its words after it when they fit."""
    lines = wrapped(row.name, FONT["size"], LABEL_PX)
    last = f"{lines[-1]}  {row.words}".rstrip()
    fits = text_width(last, FONT["size"]) <= LABEL_PX
    words = "<br>".join([*lines[:-1], last] if fits else [*lines, row.words])
    return f"<b>{words}</b>" if row.strong or row.heading else words


def _labels_px(labels: Sequence[str]) -> float:
    """Width of the names at the left: the words of a benchmark end at its line, over them, whatever the screen."""
    lines = [re.sub("</?b>", "", line) for label in labels for line in label.split("<br>")]
    return max(text_width(line, FONT["size"]) for line in lines)


def _middles(labels: list[str]) -> tuple[list[float], float]:
    """(middle of each row, height of all), in pixels: a name in two lines has a taller row."""
    heights = [BETWEEN_PX + LINE_PX * (label.count("<br>") + 1) for label in labels]
    bottoms = list(accumulate(heights))
    return [bottom - height / 2 for bottom, height in zip(bottoms, heights, strict=True)], sum(heights)


def _trace(rows: Sequence[DotRow], middles: Sequence[float], indicator: Indicator, *, own: bool, paired: bool) -> dict:
    """One series of dots; a fragile figure is an open dot, one that lacks its interval an open diamond."""
    shift = 0.0 if not paired else (-APART_PX if own else APART_PX)
    drawn = [(middle, row, row.own if own else row.other) for middle, row in zip(middles, rows, strict=True)]
    known = [(middle, row, item) for middle, row, item in drawn if item is not None and item.value is not None]
    colour = ACCENT if own else SOFT_INK
    open_ended = [lacks_its_interval(item, indicator) for _, _, item in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(item.value, 3) for _, _, item in known],
        "y": [middle + shift for middle, _, _ in known],
        "text": [_hover(row, item, indicator) for _, row, item in known],
        "hovertemplate": "%{text}<extra></extra>",
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(_end(item) - item.value, 3) for _, _, item in known],
            "arrayminus": [round(item.value - (item.value if item.low is None else item.low), 3) for *_, item in known],
            "color": INK if own else SOFT_INK,
            "thickness": 1.5,
            "width": 4,
        },
        "marker": {
            "size": 11 if own else 9,
            "symbol": ["diamond" if lacking else "circle" if own else "square" for lacking in open_ended],
            "color": [
                colour if own and item.qualifier != "fragile" and not lacking else PAPER
                for (_, _, item), lacking in zip(known, open_ended, strict=True)
            ],
            "line": {"color": colour, "width": 2},
        },
    }


def _hover(row: DotRow, item: Observation, indicator: Indicator) -> str:
    interval = margin_words(item, indicator)
    return f"<b>{row.name}</b><br>{formats.figure(item, indicator)}" + (f"<br>{interval}" if interval else "")
