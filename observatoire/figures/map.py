"""A map as one standalone SVG: the same shapes, classes and words as on screen, for files and printed documents.

Knows the map file (etl writes it) and words already formatted; neither the warehouse nor the web.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from xml.sax.saxutils import escape

from observatoire.figures.map_points import MapPoint, over_the_edge, points_svg
from observatoire.figures.palette import (
    ACCENT,
    BORDER,
    CIRCLE_CLASS,
    CIRCLE_OPACITY,
    CIRCLE_SHARE,
    CLASSES,
    INK,
    PALETTES,
    PAPER,
    PLAIN,
    SOFT_INK,
    STATUSES,
)
from observatoire.figures.patterns import pattern_id, patterns
from observatoire.figures.svg_text import BOLD, FONTS, line_of_text, text_width, wrapped

WIDTH, HEIGHT = 1600, 1000
MARGIN = 48
LEGEND_WIDTH = 400
GAP = 40
TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 36, 23, 21, 18
LINE = 1.3  # line height, in font sizes
ROW = 38
SWATCH = (38, 24)
#: Width for which strokes and hatches of a map alone are drawn: between a phone and a desk. Edge: half of the widest.
AREAS_WIDTH, EDGE = 520, 3.5
#: Patterns of the scaled map, beside those of the legend.
_MARK = "carte"


@dataclass(frozen=True)
class LegendRow:
    """A class or a status, what it means, and how many territories it holds (already formatted, or "")."""

    key: str
    label: str
    count: str = ""


@dataclass(frozen=True)
class MapDrawing:
    """What a map shows. classes and radii follow the order of layer["ids"].

    layer: the map file, parsed. classes: c0 to c4 from light to dark, or a status. titles: the question, then
    subtitles (territory, period, unit). radii: 0 to 1 of proportional circles, from `circle_radii`, or None for areas
    in colour. points: drawn above the areas. circle_legend: (radius, words) of circles or points. banner: a warning the
    figure must not travel without, or None. size: width and height of the page; a smaller one has larger words.
    legend_width, margin: what the map leaves on its right, and around. counted: what the numbers of the legend count.
    """

    layer: Mapping
    classes: Sequence[str]
    palette: str
    titles: Sequence[str]
    legend: Sequence[LegendRow]
    footer: Sequence[str]
    legend_title: str = ""
    radii: Sequence[float] | None = None
    points: Sequence[MapPoint] = ()
    circle_legend: Sequence[tuple[float, str]] = ()
    banner: str | None = None
    selected: str | None = None
    size: tuple[int, int] = (WIDTH, HEIGHT)
    legend_width: int = LEGEND_WIDTH
    margin: int = MARGIN
    counted: str = ""


def circle_radii(values: Sequence[float | None], largest: float) -> list[float]:
    """Radii from 0 to 1 whose circles have areas proportional to the values; 0 where there is no value."""
    return [sqrt(value / largest) if value is not None and value > 0 else 0.0 for value in values]


def map_svg(drawing: MapDrawing) -> str:
    """The whole figure, 1600 x 1000 unless told otherwise: titles, map, legend, scale bar, sources, credit, banner.

    Raises ValueError when the classes do not match the map file, or a class or palette does not exist.
    """
    _check(drawing)
    head, top = _header(drawing)
    foot, bottom = _footer(drawing)
    page_width, page_height = drawing.size
    left, right = drawing.margin, page_width - drawing.margin - drawing.legend_width - GAP
    width, height, over = drawing.layer["w"], drawing.layer["h"], _circles_over_the_edge(drawing)
    scale = min((right - left) / (width + 2 * over), (bottom - top - ROW) / (height + 2 * over))
    x, y = left + (right - left - scale * width) / 2, top + scale * over
    words = "; ".join(" ".join(filter(None, (row.label, row.count and f"({row.count})"))) for row in drawing.legend)
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page_width} {page_height}"'
        f' width="{page_width}" height="{page_height}"'
        f' font-family="{FONTS}" fill="{INK}" role="img" aria-labelledby="titre legende">',
        f'<title id="titre">{escape(" ".join(drawing.titles))}</title><desc id="legende">{escape(words)}</desc>',
        f"<defs>{patterns('')}{patterns(_MARK, 1 / scale)}</defs>",
        f'<rect width="{page_width}" height="{page_height}" fill="{PAPER}"/>',
        head,
        f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.4f})">{_shapes(drawing, scale)}</g>',
        _scale_bar(drawing.layer, scale, left, bottom),
        _legend(drawing, scale, right + GAP, top),
        foot,
        "</svg>",
    ])  # fmt: skip


def areas_svg(drawing: MapDrawing) -> str:
    """The map alone, for a screen that writes its words around it: its frame is that of the map file.

    Raises ValueError as `map_svg` does.
    """
    _check(drawing)
    width, height = drawing.layer["w"], drawing.layer["h"]
    scale = AREAS_WIDTH / width
    edge = EDGE / scale
    box = f"{-edge:.2f} {-edge:.2f} {width + 2 * edge:.2f} {height + 2 * edge:.2f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><defs>{patterns(_MARK, 1 / scale)}</defs>'
        f"{_shapes(drawing, scale)}</svg>"
    )


def _check(drawing: MapDrawing) -> None:
    count = len(drawing.layer["ids"])
    for name, given in (("classes", drawing.classes), ("radii", drawing.radii)):
        if given is not None and len(given) != count:
            raise ValueError(f"{len(given)} {name} for the {count} territories of the map file: not the same list")
    unknown = {*drawing.classes, *(row.key for row in drawing.legend)} - {*CLASSES, *STATUSES}
    if unknown:
        raise ValueError(f"unknown map classes {sorted(unknown)}: use one of {', '.join(CLASSES + STATUSES)}")
    if drawing.palette not in PALETTES:
        raise ValueError(f"unknown palette {drawing.palette!r}: use one of {', '.join(PALETTES)}")


def _fill(key: str, palette: str, mark: str) -> str:
    if key in CLASSES:
        return PALETTES[palette][CLASSES.index(key)]
    return PAPER if key in ("not_applicable", "immature") else f"url(#{pattern_id(key, mark)})"


def _dashes(key: str, scale: float) -> str:
    """An immature cohort is told by its dashed outline."""
    return f' stroke="{INK}" stroke-width="{1.6 / scale:.3f}" stroke-dasharray="{5 / scale:.2f} {4 / scale:.2f}"' * (
        key == "immature"
    )


def _shapes(drawing: MapDrawing, scale: float) -> str:
    """Areas, circles and border lines, in the units of the map file; strokes keep their width on paper."""
    layer, counts = drawing.layer, drawing.radii is not None
    border_px = 0.7 if len(layer["ids"]) > 150 else 1.2
    parts = [
        f'<g stroke="{BORDER}" stroke-width="{border_px / scale:.3f}" stroke-linejoin="round" fill-rule="evenodd">'
    ]
    coloured = [(key, path) for key, path in zip(drawing.classes, layer["d"], strict=True) if key in CLASSES and path]
    # Areas of one status share a path: hundreds of separate patterns take seconds to draw. Dashed outlines last, or a
    # neighbour's plain border would fill the gaps.
    statuses = [
        (status, "".join(path for key, path in zip(drawing.classes, layer["d"], strict=True) if key == status))
        for status in sorted(set(drawing.classes) - set(CLASSES), key=lambda status: status == "immature")
    ]
    for key, path in [*coloured, *statuses]:
        if path:
            fill = PLAIN if counts and key in CLASSES else _fill(key, drawing.palette, _MARK)
            parts.append(f'<path d="{path}" fill="{fill}"{_dashes(key, scale)}/>')
    parts.append("</g>")
    for name, width in (("epci", 1.0), ("sdsei", 2.0), ("insets", 1.0), ("departement", 2.0), ("france", 1.2)):
        if layer["outlines"].get(name):
            parts.append(
                f'<path d="{layer["outlines"][name]}" fill="none" stroke="{INK}"'
                f' stroke-width="{width / scale:.3f}" stroke-linejoin="round"/>'
            )
    if drawing.selected in layer["ids"]:
        path = layer["d"][layer["ids"].index(drawing.selected)]
        for colour, width in ((PAPER, 7), (ACCENT, 4)):
            parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width / scale:.3f}"/>')
    if counts:
        parts.append(_circles(drawing, scale))
    if drawing.points:
        parts.append(points_svg(drawing.points, layer, scale))
    return "".join(parts)


def _circles(drawing: MapDrawing, scale: float) -> str:
    largest = CIRCLE_SHARE * max(drawing.layer["w"], drawing.layer["h"])
    placed = sorted(
        (
            (radius, point)
            for radius, point in zip(drawing.radii, drawing.layer["c"], strict=True)
            if radius > 0 and point
        ),
        key=lambda pair: -pair[0],
    )
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{radius * largest:.2f}"/>' for radius, (x, y) in placed)
    return f'<g {_circle_style(drawing.palette)} stroke-width="{1.2 / scale:.3f}">{dots}</g>'


def _circles_over_the_edge(drawing: MapDrawing) -> float:
    """Room needed around the map, in its units, so that no circle is cut."""
    width, height = drawing.layer["w"], drawing.layer["h"]
    largest = CIRCLE_SHARE * max(width, height)
    placed = zip(drawing.radii or (), drawing.layer["c"] if drawing.radii else (), strict=True)
    over = [
        radius * largest - min(x, y, width - x, height - y)
        for radius, (x, y) in ((radius, point) for radius, point in placed if radius > 0 and point)
    ]
    return max([over_the_edge(drawing.points, drawing.layer), *over])


def _circle_style(palette: str) -> str:
    return f'fill="{PALETTES[palette][CIRCLE_CLASS]}" fill-opacity="{CIRCLE_OPACITY}" stroke="{PAPER}"'


def _header(drawing: MapDrawing) -> tuple[str, float]:
    """Banner, title and subtitles, and the y where the map begins."""
    parts, y = [], min(28.0, drawing.margin)
    if drawing.banner:
        lines = wrapped(drawing.banner, TEXT_SIZE * BOLD, drawing.size[0] - 2 * drawing.margin)
        height = len(lines) * TEXT_SIZE * LINE + 18
        parts.append(f'<rect width="{drawing.size[0]}" height="{height:.0f}" fill="{INK}"/>')
        for rank, line in enumerate(lines):
            parts.append(
                line_of_text(
                    line,
                    drawing.margin,
                    9 + TEXT_SIZE + rank * TEXT_SIZE * LINE,
                    TEXT_SIZE,
                    f' font-weight="600" fill="{PAPER}"',
                )
            )
        y += height
    for rank, title in enumerate(drawing.titles):
        size, extra = (SUBTITLE_SIZE, f' fill="{SOFT_INK}"') if rank else (TITLE_SIZE, ' font-weight="600"')
        for line in wrapped(title, size * (1 if rank else BOLD), drawing.size[0] - 2 * drawing.margin):
            y += size * LINE
            parts.append(line_of_text(line, drawing.margin, y, size, extra))
    return "".join(parts), y + (30 if parts else 0)


def _footer(drawing: MapDrawing) -> tuple[str, float]:
    """Sources and credit against the bottom of the page, and the y where the map must end."""
    undrawn = [name for name, path in zip(drawing.layer["names"], drawing.layer["d"], strict=True) if not path]
    said = [*drawing.footer, drawing.layer["credit"]]
    if undrawn:
        said.append(f"Sans contour disponible, à lire dans le tableau\u202f: {', '.join(undrawn)}.")
    lines = [line for text in said for line in wrapped(text, SMALL_SIZE, drawing.size[0] - 2 * drawing.margin)]
    top = drawing.size[1] - min(28, drawing.margin) - len(lines) * SMALL_SIZE * LINE
    drawn = "".join(
        line_of_text(line, drawing.margin, top + (rank + 1) * SMALL_SIZE * LINE, SMALL_SIZE, f' fill="{SOFT_INK}"')
        for rank, line in enumerate(lines)
    )
    return drawn, top - 24


def _scale_bar(layer: Mapping, scale: float, left: float, bottom: float) -> str:
    """A round distance of about a tenth of the page."""
    px_per_m = scale / layer["unit"]
    rounds_m = [step * 10**power for power in range(2, 6) for step in (1, 2, 5)]
    length_m = max([metres for metres in rounds_m if metres * px_per_m <= 180], default=rounds_m[0])
    words = f"{length_m // 1000}\u00a0km" if length_m >= 1000 else f"{length_m}\u00a0m"
    if layer["outlines"].get("insets"):
        words += " (outre-mer\u202f: hors échelle)"
    end = left + length_m * px_per_m
    return (
        f'<path d="M{left} {bottom - 8:.1f}v8H{end:.1f}v-8" fill="none" stroke="{INK}" stroke-width="1.6"/>'
        + line_of_text(words, end + 10, bottom + 2, SMALL_SIZE)
    )


def _legend(drawing: MapDrawing, scale: float, x: float, y: float) -> str:
    parts = []
    room = drawing.legend_width - (text_width(drawing.counted, TEXT_SIZE) + 10 if drawing.counted else 0)
    if drawing.counted:
        there = ' text-anchor="end"'
        parts.append(line_of_text(drawing.counted, x + drawing.legend_width, y + TEXT_SIZE * LINE, TEXT_SIZE, there))
    for line in wrapped(drawing.legend_title, TEXT_SIZE * BOLD, room) if drawing.legend_title else []:
        y += TEXT_SIZE * LINE
        parts.append(line_of_text(line, x, y, TEXT_SIZE, ' font-weight="600"'))
    y += 14
    if drawing.circle_legend and not drawing.points:
        circles, y = _circle_legend(drawing, scale, x, y)
        parts.append(circles)
    for row in drawing.legend:
        parts.append(_legend_row(row, drawing, x, y))
        y += ROW + (len(_label_lines(row, drawing.legend_width)) - 1) * TEXT_SIZE * LINE
    if drawing.circle_legend and drawing.points:  # after the classes, whose title comes first
        parts.append(_circle_legend(drawing, scale, x, y + 10)[0])
    return "".join(parts)


def _circle_legend(drawing: MapDrawing, scale: float, x: float, y: float) -> tuple[str, float]:
    """Circles of known values, one in another, and the y below them."""
    unit = CIRCLE_SHARE * max(drawing.layer["w"], drawing.layer["h"]) * scale
    widest = unit * max(radius for radius, _ in drawing.circle_legend)
    parts, middle, floor, level = [], x + widest, y + 2 * widest + 8, 0.0
    for radius, words in sorted(drawing.circle_legend, reverse=True):
        top = floor - 2 * radius * unit
        level = max(top, level + TEXT_SIZE * LINE)
        parts.append(
            f'<circle cx="{middle:.1f}" cy="{floor - radius * unit:.1f}" r="{radius * unit:.1f}" fill="none"'
            f' stroke="{INK}"/><path d="M{middle:.1f} {top:.1f}L{middle + widest + 20:.1f} {level:.1f}"'
            f' stroke="{BORDER}" fill="none"/>'
            + line_of_text(words, middle + widest + 26, level + TEXT_SIZE / 3, TEXT_SIZE)
        )
    return "".join(parts), max(floor, level + TEXT_SIZE) + 20


def _label_lines(row: LegendRow, width: float) -> list[str]:
    return wrapped(row.label, TEXT_SIZE, width - SWATCH[0] - 16 - text_width(row.count, TEXT_SIZE) - 10)


def _legend_row(row: LegendRow, drawing: MapDrawing, x: float, y: float) -> str:
    fill = PLAIN if drawing.radii is not None and row.key in CLASSES else _fill(row.key, drawing.palette, "")
    style = _dashes(row.key, 1) or f' stroke="{INK}" stroke-width="0.8"'
    baseline = y + 5 + TEXT_SIZE * 0.75
    return "".join([
        f'<rect x="{x}" y="{y:.1f}" width="{SWATCH[0]}" height="{SWATCH[1]}" fill="{fill}"{style}/>',
        *(line_of_text(line, x + SWATCH[0] + 16, baseline + rank * TEXT_SIZE * LINE, TEXT_SIZE)
          for rank, line in enumerate(_label_lines(row, drawing.legend_width))),
        line_of_text(row.count, x + drawing.legend_width, baseline, TEXT_SIZE, ' text-anchor="end"')
        if row.count else "",
    ])  # fmt: skip
