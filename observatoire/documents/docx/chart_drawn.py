"""What a native chart draws: its words, its series cut at their breaks, its scale. Knows nothing of XML."""

from __future__ import annotations

from dataclasses import dataclass, replace

from observatoire.documents.model import Chart, Point, Series
from observatoire.formats import MINUS
from observatoire.typography import THIN, french

#: Units short enough to be written beside every number; the caption gives the others.
_SYMBOLS = {"%": f"{THIN}%", "€": f"{THIN}€", "€ par an": f"{THIN}€"}
#: Bars at least this many times as long as the benchmark: see `benchmark_is_bar`.
_FAR_ABOVE = 1.9


@dataclass(frozen=True)
class Drawn:
    """A chart ready to be written: `categories` in words, `series` with one point for each; size in points."""

    chart: Chart
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    width: float
    height: float

    @property
    def lowest(self) -> float:
        return min(_ends(self.series), default=0.0)

    @property
    def highest(self) -> float:
        return max(_ends(self.series), default=0.0)


def drawn_of(chart: Chart, width: float, height: float) -> Drawn:
    categories = tuple(category_words(chart, rank) for rank in range(len(chart.categories)))
    if chart.kind == "lines":
        series = tuple(piece for whole in chart.series for piece in _pieces(whole, chart.categories))
        if chart.benchmark is not None:
            words, value = chart.benchmark
            series += (Series(words, tuple(Point(value, words) for _ in chart.categories)),)
        return Drawn(chart, categories, series, width, height)
    if not benchmark_is_bar(chart):
        return Drawn(chart, categories, chart.series, width, height)
    words, value = chart.benchmark
    series = tuple(replace(one, points=(*one.points, Point(value, words))) for one in chart.series)
    return Drawn(chart, (*categories, words), series, width, height)


def category_words(chart: Chart, rank: int) -> str:
    """The name of a category and why it has no figure: "Béarn des Gaves : secret", or on a second line for a period."""
    name = chart.categories[rank]
    if chart.kind == "lines":
        own = next((series for series in chart.series if series.name == chart.highlighted), chart.series[0])
        point, cut = own.points[rank], rank > 0 and any(name in series.breaks for series in chart.series)
        reason = point.text if point.value is None else ""
        return "\n".join(filter(None, (name, "rupture" if cut else "", reason)))
    absent = [(series.name, series.points[rank].text) for series in chart.series if series.points[rank].value is None]
    reasons = {text for _, text in absent}
    if len(absent) == len(chart.series) and len(reasons) == 1:
        reason = reasons.pop()
        return french(f"{name} : {reason}") if reason else name
    return french(f"{name} ({', '.join(f'{part} : {text}' for part, text in absent)})") if absent else name


def benchmark_is_bar(chart: Chart) -> bool:
    """Whether the benchmark of bars is one more bar rather than a line.

    The line is the only step of the axis of values, so it would be drawn again at its double; and a bar below zero
    moves the origin of the steps.
    """
    if chart.benchmark is None or chart.kind not in ("bars", "funnel"):
        return False
    ends = _ends(chart.series)
    return chart.benchmark[1] <= 0 or min(ends, default=0) < 0 or max(ends, default=0) > chart.benchmark[1] * _FAR_ABOVE


def has_interval(point: Point) -> bool:
    return point.value is not None and point.low is not None and point.high is not None


def number_format(chart: Chart, decimals: int | None = None) -> str:
    """Written the American way, as all files are, with the French locale: programs show a comma and a true minus.

    decimals: those of the chart unless told otherwise.
    """
    places = chart.decimals if decimals is None else decimals
    plain = "#,##0" + ("." + "0" * places if places else "")
    return f'[$-40C]{plain}{unit_format(chart)};[$-40C]"{MINUS}"{plain}{unit_format(chart)}'


def unit_format(chart: Chart) -> str:
    return f'"{_SYMBOLS[chart.unit]}"' if chart.unit in _SYMBOLS else ""


def _pieces(series: Series, periods: tuple[str, ...]) -> list[Series]:
    """A series with breaks as several, each as long as the whole: programs join the points of one series."""
    starts = [0, *(rank for rank, period in enumerate(periods) if period in series.breaks and rank > 0)]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(periods)], strict=True):
        points = tuple(point if start <= rank < end else Point(None, "") for rank, point in enumerate(series.points))
        if any(point.value is not None for point in points):
            named = series.name if end == len(periods) else f"{series.name} (avant {periods[end]})"
            pieces.append(Series(named, points))
    return pieces or [series]


def _ends(series: tuple[Series, ...]) -> list[float]:
    """Every figure and bound; a point without a figure has no bound either."""
    known = [point for one in series for point in one.points if point.value is not None]
    return [end for point in known for end in (point.value, point.low, point.high) if end is not None]
