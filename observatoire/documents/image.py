"""A map view as a picture: the map, or the bars, with all that must be read with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from observatoire import formats
from observatoire.documents.common import (
    STATUS_MEANINGS,
    address,
    banner,
    benchmark_sentence,
    capitalized,
    published_on,
)
from observatoire.documents.model import Picture
from observatoire.documents.rasters import rasters
from observatoire.figures.bars_svg import Bar, BarsDrawing, bars_svg
from observatoire.figures.map import GAP, ROW, WIDTH, LegendRow, MapDrawing, areas_svg, circle_radii, map_svg
from observatoire.figures.map_points import Overlay
from observatoire.figures.palette import CIRCLE_CLASS, CLASSES
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row

SVG_MIMETYPE, PNG_MIMETYPE = "image/svg+xml; charset=utf-8", "image/png"
PNG_WIDTH = 2400
#: Map of a document: its width, that of its legend and its margin. A page as narrow as this has words that are read
#: from the end of a meeting room, once on a slide.
PICTURE_WIDTH, PICTURE_LEGEND, PICTURE_MARGIN = 690, 270, 6
#: Height of what is above and below the map, and of the map and its legend at most, in shares of the width.
PICTURE_FRAME, PICTURE_TALLEST = 96, 0.85
#: Bars beyond this number no longer fit on a page: the table has them all.
MOST_BARS = 30
#: Territories without a figure are named up to this number, counted above it.
MOST_NAMES = 8


def figure_svg(view: MapView, layer: Mapping | None, overlay: Overlay | None = None) -> str:
    """The figure that the view shows, as SVG: bars when it shows bars, else the map. `layer`: the map file, parsed.

    The table has no picture: its file shows the map. A level without a map file is drawn as bars. overlay: points that
    another screen draws above the map.
    """
    if view.question.vue == "barres" or layer is None:
        return bars_svg(_bars(view))
    return map_svg(_map(view, layer) if overlay is None else _with_points(_map(view, layer), overlay, view))


def map_picture(view: MapView, layer: Mapping, overlay: Overlay | None = None) -> Picture:
    """The map and its legend alone, for a document that writes title, source and mentions around it."""
    drawing = _map(view, layer) if overlay is None else _with_points(_map(view, layer), overlay, view)
    size = PICTURE_WIDTH, _picture_height(drawing)
    alone = replace(
        drawing,
        titles=(),
        footer=(),
        banner=None,
        size=size,
        legend_width=PICTURE_LEGEND,
        margin=PICTURE_MARGIN,
    )
    return Picture(map_svg(alone), *size)


def map_uri(view: MapView, layer: Mapping) -> str:
    """The map alone, without a word, as the address of an image."""
    return f"data:image/svg+xml,{quote(areas_svg(_map(view, layer)), safe=' =:/,()')}"


def _picture_height(drawing: MapDrawing) -> int:
    """As high as the map or its legend needs, no more: what is left around is lost for its words."""
    across = PICTURE_WIDTH - PICTURE_LEGEND - GAP - 2 * PICTURE_MARGIN
    map_height = across * drawing.layer["h"] / drawing.layer["w"]
    legend_height = ROW * (len(drawing.legend) + 1 + 4 * bool(drawing.circle_legend))
    return round(min(max(map_height, legend_height) + PICTURE_FRAME, PICTURE_TALLEST * PICTURE_WIDTH))


def png(svg: str, scale: float = PNG_WIDTH / WIDTH) -> bytes:
    """An SVG of ours as PNG, `scale` pixels a unit. Raises ObservatoireError when it cannot be drawn in a minute."""
    return rasters([(svg, scale)], "L’image n’a pas pu être dessinée : téléchargez le fichier SVG à sa place.")[0]


def _map(view: MapView, layer: Mapping) -> MapDrawing:
    rows = {row.territory.code: row for row in view.rows}
    shown = [rows.get(code) for code in layer["ids"]]
    largest = max(view.values, default=0)
    values = [None if row is None else _drawn_value(row) for row in shown]
    named = not formats.unit_after(view.indicator.short_title, view.indicator.unit)
    unit = f" ({view.indicator.unit})" if view.indicator.unit and not view.is_count and not named else ""
    return MapDrawing(
        layer=layer,
        classes=["missing" if row is None else row.key for row in shown],
        palette=view.palette,
        titles=(view.title, view.subtitle),
        legend_title=f"{view.indicator.short_title}{unit}",
        legend=[LegendRow(entry.key, entry.label, formats.decimal(entry.count)) for entry in view.legend],
        counted=level_name(view.question.niveau, 2) if view.legend else "",
        radii=circle_radii(values, largest) if view.is_count else None,
        circle_legend=_circle_legend(largest, view) if view.is_count else (),
        footer=_footer(view),
        banner=banner(view) or None,
        selected=view.question.territoire or None,
    )


def _with_points(drawing: MapDrawing, overlay: Overlay, view: MapView) -> MapDrawing:
    lost = [f"Sans point sur la carte{formats.THIN}: {', '.join(overlay.lost)}."] if overlay.lost else []
    return replace(
        drawing,
        titles=(*drawing.titles, overlay.title),
        points=overlay.points,
        circle_legend=overlay.legend,
        footer=[*lost, *(line.replace(address(view), overlay.address) for line in drawing.footer)],
    )


def _bars(view: MapView) -> BarsDrawing:
    known = [row for row in view.sorted_rows if _drawn_value(row) is not None]
    selected = view.question.territoire
    beyond = [row for row in known[MOST_BARS:] if row.territory.code == selected]
    benchmark = view.benchmark.observation
    drawn = not view.is_count and benchmark is not None and benchmark.value is not None and not benchmark.is_bounded
    return BarsDrawing(
        bars=[_bar(row, view) for row in known[:MOST_BARS] + beyond],
        palette=view.palette,
        titles=(view.title, view.subtitle),
        benchmark=(benchmark.value, benchmark_sentence(view)) if drawn else None,
        notes=_not_drawn(view, len(known), beyond),
        footer=_footer(view),
        banner=banner(view) or None,
    )


def _bar(row: Row, view: MapView) -> Bar:
    observation = row.observation
    with_interval = bool(row.interval)
    return Bar(
        name=row.territory.name,
        value=observation.value,
        label=f"{row.text} (estimé)" if observation.status == "estimated" else row.text,
        key=CLASSES[CIRCLE_CLASS] if view.is_count else row.key,
        low=observation.low if with_interval else None,
        high=observation.high if with_interval else None,
        estimated=observation.status == "estimated",
        selected=row.territory.code == view.question.territoire,
    )


def _drawn_value(row: Row) -> float | None:
    """The value that a circle or a bar shows: none for a bound."""
    observation = row.observation
    return None if observation is None or observation.value is None or observation.is_bounded else observation.value


def _not_drawn(view: MapView, known: int, beyond: list[Row]) -> list[str]:
    """What the bars leave out: bars beyond the last, figures known by a bound, territories without a figure."""
    said = []
    if known > MOST_BARS:
        chosen = "".join(f", puis {row.territory.name}" for row in beyond)
        first = f"Les {MOST_BARS} premiers sur {formats.decimal(known)}{chosen}"
        said.append(french(f"{first} ; tous sont dans le tableau."))
    absent: dict[str, list[str]] = {}
    for row in view.sorted_rows:
        if _drawn_value(row) is None:
            absent.setdefault(row.text, []).append(row.territory.name)
    for words, names in absent.items():
        listed = ", ".join(names) if len(names) <= MOST_NAMES else formats.count_level(len(names), view.question.niveau)
        said.append(french(f"{capitalized(words)} : {listed}."))
    return said


def _footer(view: MapView) -> list[str]:
    """Benchmark, meaning of the statuses shown, source and geography, date and address."""
    shown = {"missing" if row.observation is None else row.observation.status for row in view.rows}
    meanings = [
        f"{formats.STATUS_WORDS[status]} : {meaning}"
        for status, meaning in STATUS_MEANINGS.items()
        if status in shown and status != "published"
    ]
    legend = [f"{'. '.join(map(capitalized, meanings))}."] if meanings else []
    return [
        french(line)
        for line in (
            f"Repère : {benchmark_sentence(view)}.",
            *legend,
            view.source,
            f"Données publiées le {published_on(view)}. Vue en ligne : {address(view)}",
        )
    ]


def _circle_legend(largest: float, view: MapView) -> list[tuple[float, str]]:
    """Circles of round values: about the largest, a third and a tenth of it."""
    rounds = [step * 10**power for power in range(8) for step in (1, 2, 5)]
    nearest = {max([value for value in rounds if value <= largest / share], default=0) for share in (1, 3, 10)}
    values = sorted(nearest - {0})
    words = [formats.value(value, view.indicator, view.question.niveau) for value in values]
    return list(zip(circle_radii(values, largest), words, strict=True))
