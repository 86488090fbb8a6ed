"""Horizontal bars as one standalone SVG, for files and printed documents.

Knows words already formatted; neither the warehouse nor the web.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from observatoire.figures.map import LINE, MARGIN, SMALL_SIZE, SUBTITLE_SIZE, TEXT_SIZE, TITLE_SIZE, WIDTH
from observatoire.figures.palette import ACCENT, BORDER, CIRCLE_CLASS, CLASSES, INK, PALETTES, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, FONTS, line_of_text, text_width, wrapped

NAME_WIDTH = 560
LABEL_ROOM = 250
BAR = 24
GAP = 12
#: Between the line of the benchmark and the words of a bar.
CLEAR = 8


@dataclass(frozen=True)
class Bar:
    """A territory: its value and interval on the axis, and the words beside it. key: its class on the map, c0 to c4."""

    name: str
    value: float
    label: str
    key: str = CLASSES[CIRCLE_CLASS]
    low: float | None = None
    high: float | None = None
    estimated: bool = False
    selected: bool = False


@dataclass(frozen=True)
class BarsDrawing:
    """What a bar chart shows, from the first bar down. benchmark: (value, words) of a labelled line, or None.

    notes: what is not drawn (figures known by a bound, statuses, bars beyond the last), one sentence each.
    """

    bars: Sequence[Bar]
    palette: str
    titles: Sequence[str]
    footer: Sequence[str]
    benchmark: tuple[float, str] | None = None
    notes: Sequence[str] = ()
    banner: str | None = None


def bars_svg(drawing: BarsDrawing) -> str:
    """The whole figure, 1600 wide and as high as it needs; bars start at zero, estimated ones are striped.

    Raises ValueError for a negative value, which a bar from zero would hide, or an unknown class or palette.
    """
    _check(drawing)
    head, top = _header(drawing)
    names = [wrapped(bar.name, TEXT_SIZE * (BOLD if bar.selected else 1), NAME_WIDTH) for bar in drawing.bars]
    left = MARGIN + max([text_width(line, TEXT_SIZE * BOLD) for lines in names for line in lines], default=0) + 14
    scale = (WIDTH - MARGIN - LABEL_ROOM - left) / _largest(drawing)
    first = top + (TEXT_SIZE * LINE + 8 if drawing.benchmark else 0)
    cut = left + drawing.benchmark[0] * scale if drawing.benchmark else None
    drawn, y = [], first
    for bar, lines in zip(drawing.bars, names, strict=True):
        height = max(BAR, len(lines) * TEXT_SIZE * LINE)
        drawn.append(_bar(bar, lines, drawing.palette, (left, y, height, scale), cut))
        y += height + GAP
    foot, bottom = _footer(drawing, y + 12)
    axis = f'<path d="M{left:.1f} {first - 4:.1f}V{y - GAP + 4:.1f}" stroke="{INK}" stroke-width="1.4"/>'
    said = "; ".join(f"{bar.name} {bar.label}" for bar in drawing.bars)
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" width="{WIDTH}"'
        f' height="{bottom:.0f}" font-family="{FONTS}" fill="{INK}" role="img" aria-labelledby="titre valeurs">',
        f'<title id="titre">{escape(" ".join(drawing.titles))}</title><desc id="valeurs">{escape(said)}</desc>',
        f'<defs>{_stripes()}</defs>',
        f'<rect width="{WIDTH}" height="{bottom:.0f}" fill="{PAPER}"/>', head,
        _benchmark(drawing, left, first, y, scale), "".join(drawn), axis, foot, "</svg>",
    ])  # fmt: skip


def _check(drawing: BarsDrawing) -> None:
    if drawing.palette not in PALETTES:
        raise ValueError(f"unknown palette {drawing.palette!r}: use one of {', '.join(PALETTES)}")
    for bar in drawing.bars:
        if bar.value < 0:
            raise ValueError(f"{bar.name}: {bar.value} is negative, a bar from zero cannot show it")
        if bar.key not in CLASSES:
            raise ValueError(f"{bar.name}: unknown class {bar.key!r}: use one of {', '.join(CLASSES)}")


def _stripes() -> str:
    """Stripes of estimated bars: dark inside white, seen on light and dark colours alike."""
    strokes = "".join(
        f'<path d="M-2 14L14-2M-2 2L2-2M10 14L14 10" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in ((PAPER, 3.4), (INK, 1.2))
    )
    return f'<pattern id="estime" width="12" height="12" patternUnits="userSpaceOnUse">{strokes}</pattern>'


def _largest(drawing: BarsDrawing) -> float:
    ends = [end for bar in drawing.bars for end in (bar.value, bar.high) if end is not None]
    return max([*ends, *(drawing.benchmark[:1] if drawing.benchmark else ())], default=0) or 1


def _header(drawing: BarsDrawing) -> tuple[str, float]:
    """Banner, title and subtitles as on the map, and the y where the chart begins."""
    parts, y = [], 28.0
    if drawing.banner:
        lines = wrapped(drawing.banner, TEXT_SIZE * BOLD, WIDTH - 2 * MARGIN)
        height = len(lines) * TEXT_SIZE * LINE + 18
        parts.append(f'<rect width="{WIDTH}" height="{height:.0f}" fill="{INK}"/>')
        parts += [
            line_of_text(
                line, MARGIN, 9 + TEXT_SIZE + rank * TEXT_SIZE * LINE, TEXT_SIZE, f' font-weight="600" fill="{PAPER}"'
            )
            for rank, line in enumerate(lines)
        ]
        y += height
    for rank, title in enumerate(drawing.titles):
        size, extra = (SUBTITLE_SIZE, f' fill="{SOFT_INK}"') if rank else (TITLE_SIZE, ' font-weight="600"')
        for line in wrapped(title, size * (1 if rank else BOLD), WIDTH - 2 * MARGIN):
            y += size * LINE
            parts.append(line_of_text(line, MARGIN, y, size, extra))
    return "".join(parts), y + 30


def _bar(bar: Bar, lines: list[str], palette: str, place: tuple[float, float, float, float], cut: float | None) -> str:
    """place: left side, top, height and scale. cut: where the benchmark's line goes."""
    left, y, height, scale = place
    middle, end = y + height / 2, left + bar.value * scale
    box = f'x="{left:.1f}" y="{middle - BAR / 2:.1f}" width="{end - left:.1f}" height="{BAR}"'
    outline = f'stroke="{ACCENT}" stroke-width="4"' if bar.selected else f'stroke="{BORDER}" stroke-width="0.8"'
    parts = [f'<rect {box} fill="{PALETTES[palette][CLASSES.index(bar.key)]}" {outline}/>']
    if bar.estimated:
        parts.append(f'<rect {box} fill="url(#estime)"/>')
    if bar.low is not None and bar.high is not None:
        low, end = left + bar.low * scale, max(end, left + bar.high * scale)
        whisker = f"M{low:.1f} {middle - 6:.1f}v12m0-6H{left + bar.high * scale:.1f}m0-6v12"
        parts += [
            f'<path d="{whisker}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
            for colour, width in ((PAPER, 4.5), (INK, 1.8))
        ]
    first = middle + TEXT_SIZE * 0.35 - (len(lines) - 1) * TEXT_SIZE * LINE / 2
    weight = ' font-weight="600"' if bar.selected else ""
    parts += [
        line_of_text(line, left - 14, first + rank * TEXT_SIZE * LINE, TEXT_SIZE, f' text-anchor="end"{weight}')
        for rank, line in enumerate(lines)
    ]
    halo = f' paint-order="stroke" stroke="{PAPER}" stroke-width="5" stroke-linejoin="round"{weight}'
    start = _label_start(bar, end + 10, cut)
    return "".join([*parts, line_of_text(bar.label, start, middle + TEXT_SIZE * 0.35, TEXT_SIZE, halo)])


def _label_start(bar: Bar, x: float, cut: float | None) -> float:
    """At x, or after the line of the benchmark that would strike the label through."""
    end = x + text_width(bar.label, TEXT_SIZE * (BOLD if bar.selected else 1))
    return cut + CLEAR if cut is not None and x - CLEAR < cut < end + CLEAR else x


def _benchmark(drawing: BarsDrawing, left: float, first: float, last: float, scale: float) -> str:
    """A dashed line under the bars' labels, its words above the bars, on the side that has room."""
    if drawing.benchmark is None:
        return ""
    value, words = drawing.benchmark
    x, width = left + value * scale, text_width(words, TEXT_SIZE)
    start = min(max(x - width / 2, MARGIN), WIDTH - MARGIN - width)
    line = f"M{x:.1f} {first - 10:.1f}V{last - GAP + 4:.1f}"
    return f'<path d="{line}" stroke="{INK}" stroke-width="2" stroke-dasharray="7 5"/>' + line_of_text(
        words, start, first - 18, TEXT_SIZE, ' font-weight="600"'
    )


def _footer(drawing: BarsDrawing, y: float) -> tuple[str, float]:
    """Notes, then sources; and the height of the figure."""
    parts = []
    for said, size, colour in ((drawing.notes, TEXT_SIZE, INK), (drawing.footer, SMALL_SIZE, SOFT_INK)):
        for line in [line for text in said for line in wrapped(text, size, WIDTH - 2 * MARGIN)]:
            y += size * LINE
            parts.append(line_of_text(line, MARGIN, y, size, f' fill="{colour}"'))
        y += 10
    return "".join(parts), y + 28
