"""How the values of a map spread, with the limits of its classes: a histogram in the colours of the map."""

from __future__ import annotations

from collections import Counter
from math import floor, isfinite

from observatoire import formats
from observatoire.figures.palette import BORDER, CLASSES, INK
from observatoire.figures.plotly_base import GRID, colour_of, layout, value_axis, vertical_benchmark
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row

HEIGHT_PX = 190
MOST_BINS = 24


def histogram(view: MapView) -> dict:
    """Number of territories by value, stacked by class; lines at the limits of the classes and at the benchmark.

    Only for coloured indicators with values: counts are circles and have no classes.
    """
    rows = _classified(view)
    start, width = bins([row.observation.value for row in rows], view.indicator.decimals_at(view.question.niveau))
    data = []
    for key in CLASSES:
        heights = Counter(floor((_printed(row, view) - start) / width + 1e-9) for row in rows if row.key == key)
        if heights:
            places = sorted(heights)
            data.append(
                {
                    "type": "bar",
                    "x": [round(start + (place + 0.5) * width, 6) for place in places],
                    "y": [heights[place] for place in places],
                    "width": width,
                    "hovertext": [_hover(heights[place], start + place * width, width, view) for place in places],
                    "hoverinfo": "text",
                    "marker": {
                        "color": colour_of(key, view.palette, is_count=False),
                        "line": {"color": BORDER, "width": 1},
                    },
                }
            )
    lowest = min(start, *(bar["x"][0] - width / 2 for bar in data))
    highest = max(bar["x"][-1] + width / 2 for bar in data)
    shapes, annotations = _class_limits(view, lowest, highest), []
    compared = view.benchmark.observation
    if compared is not None and compared.value is not None and lowest <= compared.value <= highest:
        label = f"{view.benchmark.name}{formats.THIN}: {view.benchmark.text}"
        lines, words = vertical_benchmark(compared.value, label, at_left=compared.value < (lowest + highest) / 2)
        shapes, annotations = [*shapes, *lines], [words]
    return {
        "data": data,
        "layout": layout(
            HEIGHT_PX,
            barmode="stack",
            bargap=0,
            shapes=shapes,
            annotations=annotations,
            margin={"l": 8, "r": 12, "t": 28, "b": 8},
            xaxis=value_axis(
                view.indicator,
                range=[lowest - width / 4, highest + width / 4],
                zeroline=False,
                showgrid=False,
                ticks="outside",
                showline=True,
                linecolor=INK,
            ),
            yaxis={
                "fixedrange": True,
                "automargin": True,
                "rangemode": "tozero",
                "nticks": 4,
                "gridcolor": GRID,
                "tickformat": ",d",
            },
        ),
    }


def histogram_words(view: MapView) -> str:
    """What a reader who does not see the histogram hears: the number of territories in each class."""
    classes = [entry for entry in view.legend if entry.key in CLASSES]
    said = " ; ".join(f"{formats.count_level(entry.count, view.question.niveau)} {entry.label}" for entry in classes)
    return french(f"Répartition des {level_name(view.question.niveau, 2)} par classe : {said}.")


def bins(values: list[float], decimals: int) -> tuple[float, float]:
    """(start, width) of at most 24 bins of round width, whose limits fall between two printed values."""
    digit = 10**-decimals
    low, high = round(min(values), decimals), round(max(values), decimals)
    steps = (mantissa * 10**power * digit for power in range(9) for mantissa in (1, 2, 5))
    width = next(step for step in steps if (high - low) / step + 1 <= MOST_BINS)
    return floor(low / width + 1e-9) * width - digit / 2, width


def _classified(view: MapView) -> list[Row]:
    return [row for row in view.rows if row.key in CLASSES]


def _printed(row: Row, view: MapView) -> float:
    return round(row.observation.value, view.indicator.decimals_at(view.question.niveau))


def _hover(count: int, low: float, width: float, view: MapView) -> str:
    decimals = view.indicator.decimals_at(view.question.niveau)
    first, last = low + 10**-decimals / 2, low + width - 10**-decimals / 2
    printed = formats.decimal(first, decimals)
    if round(last - first, decimals):
        printed = f"{printed} à {formats.decimal(last, decimals)}"
    territories = formats.count_level(count, view.question.niveau)
    return f"{formats.with_unit(printed, view.indicator.unit)}{formats.THIN}: {territories}"


def _class_limits(view: MapView, lowest: float, highest: float) -> list[dict]:
    """Limits of the classes: a class holds its upper bound, so the line stands half a digit above it."""
    half = 0.5 * 10 ** -view.indicator.decimals_at(view.question.niveau)
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": edge + half,
            "x1": edge + half,
            "y0": 0,
            "y1": 1,
            "line": {"color": BORDER, "width": 1},
        }
        for edge in view.edges[1:-1]
        if isfinite(edge) and lowest < edge < highest
    ]
