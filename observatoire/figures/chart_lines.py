"""Series over time inside a chart of a document: named at their ends, cut where a figure is missing or a break falls.

Categories that are all years stand on a real time axis; other periods are evenly spaced, as office software does.
"""

from __future__ import annotations

from itertools import pairwise

from observatoire.documents.model import Chart, Series
from observatoire.figures.chart_frame import (
    HALO,
    LINE,
    MARGIN,
    SMALL,
    TEXT,
    Drawn,
    centred,
    dashed,
    ends_of,
    extent,
    nice_ticks,
    notes,
    swatch,
    text_lines,
    tick_words,
    whisker,
)
from observatoire.figures.palette import ACCENT, BORDER, INK, PALETTES, PAPER, SOFT_INK
from observatoire.figures.plotly_base import GRID
from observatoire.figures.svg_text import BOLD, line_of_text, text_width, wrapped
from observatoire.typography import french

#: Height of a chart, as a share of its width.
SHAPE = 0.42
#: Share of the width kept for the names of the series, at most.
NAMES = 0.26
#: One series with at most this many points has all its figures printed; a longer one, its first and last.
MOST_LABELS = 8
#: Side of the pattern of a figure that is not there, on the axis.
GAP_MARK = 14
#: A figure lifted by less than this stays above its point, as the others.
SLIGHT = 8
#: Above this number of points, dots and intervals would hide the line.
MOST_DOTS = 30
#: (colour, dashes) of the series in their order: told apart without colour.
STYLES = (
    (ACCENT, ""),
    (SOFT_INK, "2 5"),
    (PALETTES["difficulty"][3], "9 5"),
    (PALETTES["resource"][3], "9 4 2 4"),
    (PALETTES["diverging"][0], "14 5"),
    (INK, "5 3"),
)
CUT, NOT_FROM_ZERO = "rupture de série", "L’axe ne part pas de zéro."


def lines(chart: Chart, width: float, mark: str, height: float = 0) -> Drawn:
    """The series on one pair of axes. Raises ValueError for more than six."""
    if len(chart.series) > len(STYLES):
        raise ValueError(f"{len(chart.series)} lines in a chart: at most {len(STYLES)} can be told apart")
    numbers = extent(chart) or [0.0, 1.0]
    free = chart.moves_little
    ticks = nice_ticks(min(numbers) if free else min(0.0, *numbers), max(numbers) if free else max(0.0, *numbers))
    words = tick_words(ticks, chart.unit)
    left = MARGIN + max(text_width(word, SMALL) for word in words) + 8
    named = [wrapped(_end_words(series, chart), TEXT * BOLD, width * NAMES) for series in chart.series]
    right = width - MARGIN - 12 - max((text_width(line, TEXT * BOLD) for said in named for line in said), default=0)
    said = _notes(chart, free)
    below = TEXT * LINE + 12 + (notes(said, 0, width).height + 8 if said else 0)
    top = MARGIN + TEXT * LINE + 8
    bottom = max((height or width * SHAPE) - below, top + 120)
    places = _places(chart.categories, left + 18, right - 10)

    def level(value: float) -> float:
        return bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    body = [
        _axis(ticks, words, level, left, right),
        _periods(chart.categories, places, bottom, right),
        *(_cuts(chart, places, top, bottom)),
        _benchmark(chart, level, left, right),
    ]
    single = len(chart.series) == 1
    drawn_as = styles(chart)
    for series, style in reversed(list(zip(chart.series, drawn_as, strict=True))):
        body.append(_line(series, style, chart.categories, places, level))
    body += [_gaps(series, places, bottom, mark) for series in chart.series]
    body += _figures(chart.series[0], chart, places, level, (left, right + 12, bottom)) if single else []
    body += _names(chart, named, drawn_as, places, level, (top, bottom, right + 12))
    under = notes(said, bottom + TEXT * LINE + 14, width) if said else Drawn("", bottom + TEXT * LINE + 10)
    return Drawn("".join(body) + under.body, under.height + MARGIN)


def styles(chart: Chart) -> list[tuple[str, str]]:
    """The full line in the accent is the highlighted series, else the first one."""
    others = iter(STYLES[1:])
    names = [series.name for series in chart.series]
    own = chart.highlighted if chart.highlighted in names else names[0]
    return [STYLES[0] if rank == names.index(own) else next(others) for rank in range(len(names))]


def _last_known(series: Series) -> int | None:
    return next((rank for rank in reversed(range(len(series.points))) if series.points[rank].value is not None), None)


def _end_words(series: Series, chart: Chart) -> str:
    last = _last_known(series)
    if last is None:
        return series.name
    period = "" if last == len(series.points) - 1 else f" ({chart.categories[last]})"
    return f"{series.name} {series.points[last].text}{period}"


def _notes(chart: Chart, free: bool) -> list[str]:
    """Where the axis starts when not at zero, and what has no figure to draw."""
    return ([NOT_FROM_ZERO] if free else []) + absent_words(chart)


def absent_words(chart: Chart) -> list[str]:
    """Why periods have no figure, a sentence a reason: "Secret : 2021, 2022."."""
    absent: dict[str, list[str]] = {}
    for series in chart.series:
        periods: dict[str, list[str]] = {}
        for category, point in zip(chart.categories, series.points, strict=True):
            if point.value is None:
                periods.setdefault(point.text, []).append(category)
        for words, found in periods.items():
            whose = f"{series.name}, " if len(chart.series) > 1 else ""
            absent.setdefault(words, []).append(whose + _spread(found, chart.categories))
    said = [f"{words[:1].upper()}{words[1:]} : {' ; '.join(whose)}." for words, whose in absent.items()]
    return [french(text) for text in said]


def _spread(found: list[str], categories: tuple[str, ...]) -> str:
    """Periods in words; from one to the other when there are more than three in a row."""
    first = categories.index(found[0])
    if len(found) > 3 and tuple(found) == categories[first : first + len(found)]:
        return f"de {found[0]} à {found[-1]}"
    return ", ".join(found)


def _places(categories: tuple[str, ...], left: float, right: float) -> list[float]:
    years = [int(name) for name in categories if name.isdigit() and len(name) == 4]
    rising = len(years) == len(categories) and all(before < after for before, after in pairwise(years))
    steps = years if rising else list(range(len(categories)))
    if len(steps) < 2:
        return [(left + right) / 2] * len(steps)
    return [left + (step - steps[0]) / (steps[-1] - steps[0]) * (right - left) for step in steps]


def _axis(ticks: list[float], words: list[str], level, left: float, right: float) -> str:
    parts = []
    for tick, word in zip(ticks, words, strict=True):
        y = level(tick)
        colour, thick = (INK, 1.2) if abs(tick) < 1e-9 else (GRID, 1)
        parts.append(f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{colour}" stroke-width="{thick}"/>')
        extra = f' text-anchor="end" fill="{SOFT_INK}"'
        parts.append(line_of_text(word, left - 8, y + SMALL * 0.35, SMALL, extra))
    return "".join(parts)


def _periods(categories: tuple[str, ...], places: list[float], bottom: float, right: float) -> str:
    """Names of periods, as many as stand side by side; always the last one."""
    parts, free = [], right + 40
    for name, x in reversed(list(zip(categories, places, strict=True))):
        half = text_width(name, SMALL) / 2
        if x + half > free:
            continue
        parts.append(f'<path d="M{x:.1f} {bottom:.1f}v5" stroke="{BORDER}" stroke-width="1"/>')
        parts.append(line_of_text(name, x, bottom + SMALL + 8, SMALL, ' text-anchor="middle"'))
        free = x - half - 8
    return "".join(parts)


def _cuts(chart: Chart, places: list[float], top: float, bottom: float) -> list[str]:
    """A dashed line before each break, named once when two names would overlap."""
    found = {name for series in chart.series for name in series.breaks} & set(chart.categories[1:])
    parts, taken = [], -1e9
    half = text_width(CUT, SMALL) / 2
    for rank, name in enumerate(chart.categories):
        if name not in found:
            continue
        x = (places[rank - 1] + places[rank]) / 2
        dashes = f'stroke="{SOFT_INK}" stroke-width="1" stroke-dasharray="4 4"'
        parts.append(f'<path d="M{x:.1f} {top - 4:.1f}V{bottom:.1f}" {dashes}/>')
        if x - half > taken:
            middle = max(x, half + MARGIN)
            parts.append(line_of_text(CUT, middle, top - 10, SMALL, f' text-anchor="middle" fill="{SOFT_INK}"'))
            taken = x + half + 8
    return parts


def _benchmark(chart: Chart, level, left: float, right: float) -> str:
    if chart.benchmark is None:
        return ""
    words, value = chart.benchmark
    y = level(value)
    extra = f' font-weight="600" fill="{ACCENT}"{HALO}'
    return dashed(f"M{left:.1f} {y:.1f}H{right:.1f}") + line_of_text(words, left + 6, y - 6, TEXT, extra)


def _pieces(series: Series, categories: tuple[str, ...]) -> list[list[int]]:
    """Ranks of the points that a line joins: none across a missing figure or a break."""
    pieces: list[list[int]] = [[]]
    for rank, (name, point) in enumerate(zip(categories, series.points, strict=True)):
        if name in series.breaks or point.value is None:
            pieces.append([])
        if point.value is not None:
            pieces[-1].append(rank)
    return [piece for piece in pieces if piece]


def _line(series: Series, style: tuple[str, str], categories: tuple[str, ...], places: list[float], level) -> str:
    colour, dashes = style
    pieces, parts = _pieces(series, categories), []
    dotted = len(series.points) <= MOST_DOTS
    for piece in pieces:
        path = "L".join(f"{places[rank]:.1f} {level(series.points[rank].value):.1f}" for rank in piece)
        pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{2 if dashes else 2.6}"{pattern}'
            ' stroke-linejoin="round"/>'
        )
    for rank in (rank for piece in pieces for rank in piece if dotted or len(piece) == 1):
        point, x = series.points[rank], places[rank]
        if point.low is not None and point.high is not None:
            parts.append(whisker(x, level(point.low), level(point.high), across=False))
        size = 3.4 if dashes else 4.2
        parts.append(
            f'<circle cx="{x:.1f}" cy="{level(point.value):.1f}" r="{size}" fill="{PAPER if dashes else colour}"'
            f' stroke="{colour}" stroke-width="1.6"/>'
        )
    return "".join(parts)


def _gaps(series: Series, places: list[float], bottom: float, mark: str) -> str:
    """On the axis, the pattern of each figure that is not there."""
    return "".join(
        swatch(point.text, mark, x - GAP_MARK / 2, bottom - GAP_MARK, GAP_MARK, GAP_MARK)
        for point, x in zip(series.points, places, strict=True)
        if point.value is None
    )


def _figures(series: Series, chart: Chart, places: list[float], level, frame: tuple[float, float, float]) -> list[str]:
    """The figures of one series, beside their points and inside the axes; the last one is beside its name.

    frame: left and right of the axes, and their bottom.
    """
    last = _last_known(series)
    known = [rank for rank, point in enumerate(series.points) if point.value is not None and rank != last]
    shown = known if len(series.points) <= MOST_LABELS else known[:1]
    return [_figure(series, rank, chart, places, level, frame) for rank in shown]


def _figure(series: Series, rank: int, chart: Chart, places, level, frame: tuple[float, float, float]) -> str:
    """Above its point, or under it where it goes less far to be off the line and the intervals."""
    left, right, bottom = frame
    text = series.points[rank].text
    x = centred(text, places[rank], SMALL, left + 3, right)
    own = [level(end) for end in _drawn_ends(series, rank)]
    met = own + _met(series, chart, places, level, (x - 4, x + text_width(text, SMALL) + 4))
    under = max(met) + SMALL + 6
    lifted, lowered = min(own) - min(met), max(met) - max(own)
    is_under = lifted > max(lowered, SLIGHT) and under < bottom - GAP_MARK
    return line_of_text(text, x, under if is_under else min(met) - 10, SMALL, HALO)


def _drawn_ends(series: Series, rank: int) -> list[float]:
    """A point and its interval, where it is drawn."""
    point = series.points[rank]
    return ends_of(point) if len(series.points) <= MOST_DOTS else [point.value]


def _met(series: Series, chart: Chart, places: list[float], level, span: tuple[float, float]) -> list[float]:
    """The heights of the line and of its intervals between two places."""
    found = []
    for piece in _pieces(series, chart.categories):
        inside = [rank for rank in piece if span[0] - 5 <= places[rank] <= span[1] + 5]
        found += [level(end) for rank in inside for end in _drawn_ends(series, rank)]
        for one, two in pairwise(piece):
            (x1, y1), (x2, y2) = ((places[rank], level(series.points[rank].value)) for rank in (one, two))
            ends = [max(span[0], x1), min(span[1], x2)]
            found += [y1 + (x - x1) / (x2 - x1) * (y2 - y1) for x in ends if x2 > x1 and ends[0] < ends[1]]
    return found


def _names(
    chart: Chart,
    named: list[list[str]],
    drawn_as: list[tuple[str, str]],
    places: list[float],
    level,
    frame: tuple[float, float, float],
) -> list[str]:
    """Names and last figures at the right, pushed apart; a thin line leads to a name that had to move."""
    top, bottom, x = frame
    ends = []
    for rank, (series, said) in enumerate(zip(chart.series, named, strict=True)):
        last = _last_known(series)
        if last is not None:
            y = level(series.points[last].value)
            ends.append((y, places[last], rank, said))
    ends.sort()
    tall = [len(said) * TEXT * LINE for *_, said in ends]
    firsts, free = [], top - TEXT
    for (y, *_), height in zip(ends, tall, strict=True):
        firsts.append(max(free, y - height / 2))
        free = firsts[-1] + height + 2
    limit = bottom + TEXT
    for rank in reversed(range(len(firsts))):
        firsts[rank] = min(firsts[rank], limit - tall[rank])
        limit = firsts[rank] - 2
    parts = []
    for (y, end, rank, said), first, height in zip(ends, firsts, tall, strict=True):
        colour = drawn_as[rank][0]
        middle = first + height / 2
        stops_early = end < max(places)
        if not (stops_early and max(y, middle) > bottom - GAP_MARK - 2):  # else it would cross the marks on the axis
            parts.append(
                f'<path d="M{end + 6:.1f} {y:.1f}L{x - 3:.1f} {middle:.1f}" stroke="{colour}" stroke-width="0.8"/>'
            )
        parts.append(text_lines(said, x, first + TEXT, TEXT, f' font-weight="600" fill="{colour}"{HALO}'))
    return parts
