"""Horizontal bars: the territories of a map view, highest first, against their benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.palette import BORDER, INK
from observatoire.figures.plotly_base import ESTIMATED_PATTERN, colour_of, layout, value_axis, vertical_benchmark
from observatoire.typography import french
from observatoire.view.carte import MapView, Row
from observatoire.warehouse import Observation

MOST_BARS = 30
BAR_HEIGHT_PX = 26
#: Height of a bar when a name beside it takes two lines, and letters on a line.
TWO_LINES_PX, LONGEST_LINE = 40, 24
#: Width of the narrowest interval drawn, as a share of the longest bar.
NARROWEST_WHISKER = 0.02
#: Beyond this many territories without a bar for one reason, they are counted and not named.
MOST_NAMED = 8
#: Letters of the longest unit written beside each figure; a longer one is told once, above the chart.
LONGEST_UNIT = 12


@dataclass(frozen=True)
class BarChart:
    """figure: a Plotly dictionary. description: its words, for who cannot see it. left_out: who has no bar and why."""

    figure: dict
    height_px: int
    description: str
    left_out: tuple[str, ...]


def bars(view: MapView, most: int = MOST_BARS, highlighted: str = "") -> BarChart:
    """The `most` highest values of a view, and the highlighted territory when it has one; zero is the baseline.

    A whisker shows the interval of a figure that has one; an estimated figure is striped.
    """
    sharp = [row for row in view.sorted_rows if _has_bar(row)]
    shown = sharp[:most]
    if extra := next((row for row in sharp[most:] if row.territory.code == highlighted), None):
        shown = [*shown[:-1], extra]
    each = TWO_LINES_PX if any(len(row.territory.name) > LONGEST_LINE for row in shown) else BAR_HEIGHT_PX
    height_px = 64 + each * max(len(shown), 1)
    figure = {
        "data": [_trace(shown, view, highlighted), *_whiskers(shown)],
        "layout": _layout(shown, view, height_px, highlighted),
    }
    return BarChart(figure, height_px, _description(shown, view), tuple(_left_out(view, shown, sharp)))


def unit_above(indicator: Indicator) -> str:
    """The unit to tell above the chart, "" when it is short enough to stand beside each figure."""
    return indicator.unit if len(indicator.unit) > LONGEST_UNIT and not indicator.unit.startswith("€") else ""


def _figure(text: str, observation: Observation, indicator: Indicator) -> str:
    return formats.number(observation.value, indicator, observation.level) if unit_above(indicator) else text


def _has_bar(row: Row) -> bool:
    return row.observation is not None and row.observation.value is not None and not row.observation.is_bounded


def _trace(shown: list[Row], view: MapView, highlighted: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(shown))),
        "x": [_printed(row) for row in shown],
        "customdata": [row.territory.code for row in shown],
        "hovertext": [_hover(row) for row in shown],
        "hoverinfo": "text",
        "width": 0.72,
        "marker": {
            "color": [colour_of(row.key, view.palette, is_count=view.is_count) for row in shown],
            "line": {
                "color": [INK if row.territory.code == highlighted else BORDER for row in shown],
                "width": [2.5 if row.territory.code == highlighted else 1 for row in shown],
            },
            "pattern": {
                "shape": [ESTIMATED_PATTERN if row.observation.status == "estimated" else "" for row in shown],
                "fillmode": "replace",
                "size": 7,
                "solidity": 0.6,
            },
        },
    }


def _whiskers(shown: list[Row]) -> list[dict]:
    """Intervals as a line with two ends; one too narrow to be seen is left to the table."""
    longest = max((row.observation.value for row in shown), default=0)
    wide = [
        (place, row.observation)
        for place, row in enumerate(shown)
        if row.interval and row.observation.high - row.observation.low > NARROWEST_WHISKER * longest
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "hoverinfo": "skip",
            "x": [round(item.low, 3), round(item.high, 3)],
            "y": [place, place],
            "line": {"color": INK, "width": 1.5},
            "marker": {"symbol": "line-ns", "size": 9, "line": {"color": INK, "width": 1.5}},
        }
        for place, item in wide
    ]


def _printed(row: Row) -> float:
    """Enough digits to draw; the exact figure is in words."""
    return round(row.observation.value, 3)


def _hover(row: Row) -> str:
    parts = [row.text + (" (estimé)" if row.observation.status == "estimated" else ""), row.interval]
    return f"<b>{row.territory.name}</b><br>" + ", ".join(part for part in parts if part)


def _layout(shown: list[Row], view: MapView, height_px: int, highlighted: str) -> dict:
    shapes, annotations = [], []
    compared = view.benchmark.observation
    longest = max((row.observation.high if row.interval else row.observation.value for row in shown), default=0)
    if compared is not None and compared.value is not None and not view.is_count:
        longest = max(longest, compared.value)
        label = f"{view.benchmark.name}{formats.THIN}: {_figure(view.benchmark.text, compared, view.indicator)}"
        shapes, words = vertical_benchmark(compared.value, label, at_left=compared.value < longest / 3)
        annotations = [words]
    return layout(
        height_px,
        shapes=shapes,
        annotations=annotations,
        margin={"l": 8, "r": 16, "t": 26 if annotations else 8, "b": 8},
        xaxis=value_axis(view.indicator, range=[0, longest * 1.04 or 1], side="bottom", nticks=3),
        yaxis={
            "tickmode": "array",
            "tickvals": list(range(len(shown))),
            "fixedrange": True,
            "automargin": True,
            "ticktext": [_label(row, view.indicator, highlighted) for row in shown],
            "ticklabelstandoff": 6,
            "range": [len(shown) - 0.4, -0.6],
        },
    )


def _label(row: Row, indicator: Indicator, highlighted: str) -> str:
    """The whole name, on as many lines as it needs, and the figure."""
    name = "<br>".join(wrap(row.territory.name, LONGEST_LINE))
    told = f"{name}  {_figure(row.text, row.observation, indicator)}"
    return f"<b>{told}</b>" if row.territory.code == highlighted else told


def _description(shown: list[Row], view: MapView) -> str:
    read = " ; ".join(f"{row.territory.name} {row.text}" for row in shown[:10])
    more = f" et {formats.decimal(len(shown) - 10)} autres, à lire dans le tableau" if len(shown) > 10 else ""
    return french(f"Diagramme en barres, {view.subtitle} : {read}{more}.")


def _left_out(view: MapView, shown: list[Row], sharp: list[Row]) -> list[str]:
    said = []
    if len(sharp) > len(shown):
        territories = formats.count_level(len(sharp), view.question.niveau)
        said.append(
            f"{formats.count(len(shown), 'barre')} pour {territories} au chiffre connu{formats.THIN}: les "
            "valeurs les plus élevées. Toutes sont dans le tableau."
        )
    reasons: dict[str, list[str]] = {}
    for row in view.sorted_rows:
        if not _has_bar(row):
            reasons.setdefault(row.text, []).append(row.territory.name)
    for text, names in reasons.items():
        who = ", ".join(names) if len(names) <= MOST_NAMED else formats.count_level(len(names), view.question.niveau)
        said.append(f"Sans barre, {text}{formats.THIN}: {who}.")
    return said
