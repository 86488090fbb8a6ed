"""What every chart of a document shares: its sizes, the patterns of what has no figure, its axis of values."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from observatoire import formats
from observatoire.documents.model import Chart, Point
from observatoire.figures.palette import ACCENT, INK, PAPER, SOFT_INK
from observatoire.figures.patterns import pattern_id
from observatoire.figures.svg_text import line_of_text, text_width, wrapped

#: Charts are laid out on this width, then scaled: text is a 48th of it, about 10 points across an A4 page.
WIDTH = 720.0
TEXT, SMALL = 15.0, 13.0
LINE = 1.3
MARGIN = 6.0
SWATCH = 30.0
HALO = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round"'

#: First words of a figure that is not there -> pattern of the maps. Anything else is missing.
_PATTERN_OF = {
    "secret": "secret",
    "caché": "secret",
    "≤": "floor",
    "moins de": "floor",
    "sans objet": "not_applicable",
    "trop récent": "immature",
}
_OUTLINED = ("not_applicable", "immature")


@dataclass(frozen=True)
class Drawn:
    """The inside of a drawing and the height that it takes, in layout units."""

    body: str
    height: float


def status_of(text: str) -> str:
    """The pattern that tells why there is no figure, from its words."""
    said = text.lower()
    return next((status for words, status in _PATTERN_OF.items() if said.startswith(words)), "missing")


def swatch(text: str, mark: str, x: float, y: float, height: float, width: float = SWATCH) -> str:
    """The pattern of a figure that is not there: always the same size, so that it is not read as a length."""
    status = status_of(text)
    fill = PAPER if status in _OUTLINED else f"url(#{pattern_id(status, mark)})"
    dashes = ' stroke-dasharray="5 4"' if status == "immature" else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"'
        f' stroke="{SOFT_INK}" stroke-width="1"{dashes}/>'
    )


def text_lines(lines: list[str], x: float, y: float, size: float, extra: str = "") -> str:
    """Lines one under the other, the first with its baseline at y."""
    return "".join(line_of_text(line, x, y + rank * size * LINE, size, extra) for rank, line in enumerate(lines))


def notes(said: list[str], y: float, width: float) -> Drawn:
    """Sentences under a chart, across its width; `height` is the y under the last one."""
    lines = [line for text in said for line in wrapped(text, SMALL, width - 2 * MARGIN)]
    drawn = text_lines(lines, MARGIN, y + SMALL, SMALL, f' fill="{SOFT_INK}"')
    return Drawn(drawn, y + len(lines) * SMALL * LINE)


def whisker(x: float, y_low: float, y_high: float, *, across: bool) -> str:
    """An interval: a line with two ends, white around it. `across`: along x at y `x`."""
    if across:
        path = f"M{y_low:.1f} {x - 5:.1f}v10m0-5H{y_high:.1f}m0-5v10"
    else:
        path = f"M{x - 5:.1f} {y_low:.1f}h10m-5 0V{y_high:.1f}m-5 0h10"
    return "".join(
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in ((PAPER, 4), (INK, 1.5))
    )


def dashed(path: str) -> str:
    """The line of a benchmark: dashes on white, seen on the darkest bars."""
    return "".join(
        f'<path d="{path}" fill="none" stroke="{colour}"{style}/>'
        for colour, style in ((PAPER, ' stroke-width="4"'), (ACCENT, ' stroke-width="2" stroke-dasharray="7 5"'))
    )


def ends_of(point: Point) -> list[float]:
    """What the axis must reach to show a point."""
    return [end for end in (point.value, point.low, point.high) if end is not None] if point.value is not None else []


def extent(chart: Chart) -> list[float]:
    """Every number that the axis of values must reach."""
    found = [end for series in chart.series for point in series.points for end in ends_of(point)]
    return found + ([chart.benchmark[1]] if chart.benchmark else [])


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round steps from at or under `low` to at or above `high`, about `wanted` of them."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / wanted))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if span / (factor * power) <= wanted * 1.25)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(rank * step, 10) for rank in range(first, max(last, first + 1) + 1)]


def tick_words(ticks: list[float], unit: str) -> list[str]:
    """Ticks in French, with the fewest decimals that tell them apart, and their unit when it is a symbol."""
    decimals = next(places for places in range(11) if all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks))
    symbol = "€" if unit.startswith("€") else unit if unit == "%" else ""
    return [formats.with_unit(formats.decimal(tick + 0.0, decimals), symbol) for tick in ticks]


def centred(words: str, x: float, size: float, left: float, right: float) -> float:
    """Where a line of text starts to be centred at x without leaving the drawing."""
    width = text_width(words, size)
    return max(left, min(x - width / 2, right - width))
