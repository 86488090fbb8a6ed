"""Spine chart rows as SVG: the range of the peers, the middle half, the benchmark and the figure with its interval.

One row the height of a line for the screen, or a picture of several rows with their words for documents. Knows words
and places already computed; told apart by shape and in greyscale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

from observatoire.figures.palette import ACCENT, BORDER, INK, PAPER, SOFT_INK
from observatoire.figures.svg_text import FONTS, line_of_text, text_width, wrapped
from observatoire.view.spine import BETTER_END, HIGH_END, LOW_END, WORSE_END, Spine

#: A row alone, and the size of the words that the page writes below it.
ROW_WIDTH, ROW_HEIGHT, MARGIN, ROW_TEXT = 240, 34, 8, 15
RANGE, BOX = "#d9dee5", "#a9b4c2"

#: A unit is a point on a slide, which the picture fills, and about half a point across an A4 page.
WIDTH = 880
NAME_WIDTH, VALUE_WIDTH, SIDE_WIDTH = 200, 205, 245
TEXT, SMALL, LEADING = 18, 15.5, 1.17
PADDING, GUTTER = 5, 12
#: Room above and below the middle of a row for its marks and the values of its range.
MARKS_UP, MARKS_DOWN = 26, 25


@dataclass(frozen=True)
class SpineLine:
    """A row of the picture: a figure and what qualifies it, the verdict and what supports it, one line of text each.

    spine: None shows `refusal` instead.
    """

    name: str
    value: str
    detail: str
    verdict: str
    support: Sequence[str]
    spine: Spine | None
    refusal: str


def spine_row_svg(spine: Spine) -> str:
    """One row alone, without words: those beside it say the same."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ROW_WIDTH}" height="{ROW_HEIGHT}"'
        f' viewBox="0 0 {ROW_WIDTH} {ROW_HEIGHT}">{_marks(spine, MARGIN, ROW_WIDTH - 2 * MARGIN, ROW_HEIGHT / 2, 1)}'
        "</svg>"
    )


def spine_row_uri(spine: Spine) -> str:
    """The row as the address of an image."""
    return f"data:image/svg+xml,{quote(spine_row_svg(spine), safe=' =:/,')}"


def spine_picture_svg(lines: Sequence[SpineLine], benchmark: str, peers: str) -> tuple[str, float, float]:
    """(svg, width, height) of several rows under their headings. benchmark and peers: names printed in the legend."""
    legend, top = _legend(benchmark, peers, any(line.spine is not None and line.spine.box for line in lines))
    left, width = NAME_WIDTH + VALUE_WIDTH, WIDTH - NAME_WIDTH - VALUE_WIDTH - SIDE_WIDTH
    parts, y = [legend, _ends(lines, left, width, top + SMALL)], top + SMALL + 9
    rule = ""
    for line in lines:
        drawn, height = _line(line, y, left, width)
        parts.append(drawn)
        if line.spine is not None:  # a row of words is not crossed by the line of the benchmark
            rule += f"M{left + width / 2:.1f} {y:.1f}v{height:.1f}"
        y += height
    if any(line.spine is not None and line.spine.benchmark is not None for line in lines):
        parts.insert(1, f'<path d="{rule}" stroke="{INK}" stroke-width="1" stroke-dasharray="4 3"/>')
    height = y + 2
    said = "; ".join(line.spine.words if line.spine is not None else f"{line.name} {line.value}" for line in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" font-family="{FONTS}" fill="{INK}" role="img"><desc>{escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>{"".join(parts)}</svg>',
        float(WIDTH),
        float(round(height)),
    )


def _marks(spine: Spine, left: float, width: float, middle: float, scale: float) -> str:
    """Range, middle half, benchmark, interval and figure, from back to front."""

    def x(place: float) -> float:
        return left + place * width

    parts = []
    parts.append(_rect(x(spine.left), x(spine.right), middle, 10 * scale, RANGE))
    if spine.box is not None:
        parts.append(_rect(x(spine.box[0]), x(spine.box[1]), middle, 10 * scale, BOX))
    if spine.benchmark is not None:
        half = 14 * scale
        parts.append(
            f'<path d="M{x(spine.benchmark):.1f} {middle - half:.1f}v{2 * half:.1f}" stroke="{INK}"'
            f' stroke-width="{1.6 * scale:.1f}"/>'
        )
    if spine.low is not None and spine.high is not None:
        cap = 4 * scale
        path = f"M{x(spine.low):.1f} {middle - cap:.1f}v{2 * cap:.1f}m0-{cap:.1f}H{x(spine.high):.1f}m0-{cap:.1f}"
        path += f"v{2 * cap:.1f}"
        parts += [
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick * scale:.1f}"/>'
            for colour, thick in ((PAPER, 4), (ACCENT, 1.6))
        ]
    parts.append(
        f'<circle cx="{x(spine.value):.1f}" cy="{middle:.1f}" r="{5.5 * scale:.1f}" fill="{ACCENT}" stroke="{PAPER}"'
        f' stroke-width="{1.5 * scale:.1f}"/>'
    )
    return "".join(parts)


def _rect(start: float, end: float, middle: float, thick: float, colour: str) -> str:
    return (
        f'<rect x="{start:.1f}" y="{middle - thick / 2:.1f}" width="{max(end - start, 1):.1f}" height="{thick:.1f}"'
        f' fill="{colour}"/>'
    )


def _line(line: SpineLine, y: float, left: float, width: float) -> tuple[str, float]:
    """A row of the picture and its height."""
    name = wrapped(line.name, TEXT, NAME_WIDTH - GUTTER)
    side = [text for said in line.support if said for text in wrapped(said, SMALL, SIDE_WIDTH - GUTTER)]
    value = wrapped(line.value, TEXT * 1.1, VALUE_WIDTH - GUTTER)
    detail = wrapped(line.detail, SMALL, VALUE_WIDTH - GUTTER) if line.detail else []
    refusal = wrapped(line.refusal, SMALL, width - GUTTER) if line.spine is None else []
    heights = (
        len(name) * TEXT * LEADING,
        (len(value) * TEXT * 1.1 + len(detail) * SMALL) * LEADING,
        (TEXT + len(side) * SMALL) * LEADING,
        len(refusal) * SMALL * LEADING + (MARKS_UP + MARKS_DOWN) * (line.spine is not None),
    )
    height = max(heights) + 2 * PADDING
    middle = y + height / 2
    parts = [f'<path d="M0 {y:.1f}H{WIDTH}" stroke="{BORDER}" stroke-width="0.8"/>']
    parts += _column(name, 0, middle, TEXT, "")
    parts += _stacked(value, detail, TEXT * 1.1, NAME_WIDTH, middle)
    parts += _stacked([line.verdict], side, TEXT, left + width + GUTTER, middle)
    if line.spine is None:
        parts += _column(refusal, left, middle, SMALL, f' fill="{SOFT_INK}"')
    else:
        parts.append(_marks(line.spine, left + 8, width - 16, middle - 8, 1.3))
        parts += _range_words(line.spine, left + 8, width - 16, middle + MARKS_DOWN - 4)
    return "".join(parts), height


def _range_words(spine: Spine, left: float, width: float, y: float) -> list[str]:
    """Values of the ends of the range, under them, kept apart when the range is short."""
    start, end = left + spine.left * width, left + spine.right * width
    room = text_width(spine.left_text + spine.right_text, SMALL) + 14
    if end - start < room:
        middle = (start + end) / 2
        start, end = middle - room / 2, middle + room / 2
        shift = max(left - start, 0) + min(left + width - end, 0)
        start, end = start + shift, end + shift
    soft = f' fill="{SOFT_INK}" paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round"'
    return [
        line_of_text(spine.left_text, start, y, SMALL, soft),
        line_of_text(spine.right_text, end, y, SMALL, f'{soft} text-anchor="end"'),
    ]


def _column(lines: Sequence[str], x: float, middle: float, size: float, extra: str) -> list[str]:
    first = middle - (len(lines) - 1) * size * LEADING / 2 + size * 0.35
    return [line_of_text(text, x, first + rank * size * LEADING, size, extra) for rank, text in enumerate(lines)]


def _stacked(bold: Sequence[str], small: Sequence[str], size: float, x: float, middle: float) -> list[str]:
    """Lines in bold, and in small below them."""
    y = middle - (len(bold) * size + len(small) * SMALL) * LEADING / 2 + size
    parts = []
    for lines, height, extra in ((bold, size, ' font-weight="600"'), (small, SMALL, f' fill="{SOFT_INK}"')):
        for text in lines:
            parts.append(line_of_text(text, x, y, height, extra))
            y += height * LEADING
    return parts


def _ends(lines: Sequence[SpineLine], left: float, width: float, y: float) -> str:
    """What left and right mean, on both sides of the middle: favourable sides when every row drawn has one, else both
    ways of reading. The words may be wider than the marks: nothing else is on their line.
    """
    drawn = [line.spine for line in lines if line.spine is not None]
    if not drawn:
        return ""
    judged = all(spine.judged for spine in drawn)
    ends = (WORSE_END, BETTER_END) if judged else (LOW_END, HIGH_END)
    if not judged and any(spine.judged for spine in drawn):
        ends = (f"{WORSE_END} ou plus bas", f"{BETTER_END} ou plus élevé")
    bold, middle = ' font-weight="600"', left + width / 2
    return line_of_text(f"◂ {ends[0]}", middle - GUTTER, y, SMALL, f'{bold} text-anchor="end"') + line_of_text(
        f"{ends[1]} ▸", middle + GUTTER, y, SMALL, bold
    )


def _legend(benchmark: str, peers: str, boxed: bool) -> tuple[str, float]:
    """What each mark stands for, on one line or two."""
    y, x, parts = SMALL + 1, 2.0, []
    entries = [
        (f'<circle cx="9" cy="-5" r="7" fill="{ACCENT}"/>', "le territoire"),
        (f'<path d="M9 -15V4" stroke="{INK}" stroke-width="2"/>', benchmark),
        (f'<rect x="0" y="-11" width="18" height="12" fill="{RANGE}"/>', peers),
    ]
    if boxed:
        entries.append((f'<rect x="0" y="-11" width="18" height="12" fill="{BOX}"/>', "la moitié d’entre eux"))
    for mark, words in entries:
        length = 24 + text_width(words, SMALL)
        if x + length > WIDTH:
            x, y = 2.0, y + SMALL * 1.5
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{mark}{line_of_text(words, 24, 0, SMALL)}</g>')
        x += length + 28
    return "".join(parts), y + 10


def ends_share(spine: Spine) -> tuple[float, float]:
    """(start, width), in shares of a row alone, of the line that holds the values of the two ends of the range."""
    width = ROW_WIDTH - 2 * MARGIN
    room = (text_width(spine.left_text + spine.right_text, ROW_TEXT) + 14) / ROW_WIDTH
    start, end = (MARGIN + place * width for place in (spine.left, spine.right))
    start, end = start / ROW_WIDTH, end / ROW_WIDTH
    if end - start < room:
        middle = (start + end) / 2
        start = min(max(middle - room / 2, 0.0), max(1 - room, 0.0))
        end = start + room
    return start, min(end, 1.0) - start
