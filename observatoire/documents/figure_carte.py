"""A view of the map screen as a figure of a document: the map, bars, or its table alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.documents.common import (
    FICTITIOUS,
    address,
    benchmark_sentence,
    capitalized,
    mentions,
)
from observatoire.documents.figure_parts import (
    MOST_BARS,
    absences,
    cell_of,
    evidence_of,
    key_of,
    number_column,
    point_of,
    said,
    table_of,
    told,
    with_date,
)
from observatoire.documents.image import map_picture
from observatoire.documents.model import Cell, Chart, Column, Figure, Point, Sentence, Series, Table
from observatoire.figures.map_points import Overlay
from observatoire.sentences import level_sentences
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row, map_view
from observatoire.view.figures_of import NOT_COMPARED
from observatoire.view.question import VIEW_NAMES
from observatoire.warehouse import Snapshot

#: A longer table is printed as an extract: END territories at each end, NEIGHBOURS on each side of the reader's.
MOST_ROWS_ON_PAGE, END, NEIGHBOURS = 40, 5, 2
EXTRACT = "extrait, le tableau complet est dans le classeur"


def carte_figure(query: Mapping[str, str], snapshot: Snapshot) -> Figure:
    """The view that the screen shows for this query."""
    return figure_of_view(map_view(query, snapshot), snapshot)


def figure_of_view(view: MapView, snapshot: Snapshot, overlay: Overlay | None = None) -> Figure:
    """`overlay`: points that another screen draws above the map."""
    kept, left_out = _kept(view)
    points = [point_of(row.observation, view.indicator) for row in kept]
    figure = Figure(
        key=key_of("carte", view.question.file_stem, view.question.vue),
        title=view.title,
        subtitle=view.subtitle,
        table=_whole_table(kept, view),
        source=with_date(view.source, view.publication),
        address=address(view),
        alt=told(VIEW_NAMES[view.question.vue], [row.territory.name for row in kept], points),
        sentences=_sentences(view),
        benchmark=french(f"Repère : {benchmark_sentence(view)}"),
        indicators=(view.indicator.id,),
        definition=view.indicator.definition,
        not_to_conclude=view.indicator.not_to_conclude,
        notes=(*absences((row.territory.name, row.observation) for row in view.rows), *_methods(view), *left_out),
        mentions=tuple(
            FICTITIOUS if view.fictitious and text.startswith(FICTITIOUS) else text for text in mentions(view)
        ),
    )
    content = snapshot.layer_content(view.layer) if view.layer else None
    if view.question.vue == "carte" and content is not None:
        return replace(figure, picture=map_picture(view, json.loads(content[0]), overlay))
    if view.question.vue != "tableau" and len(kept) >= 2 and any(point.value is not None for point in points):
        return replace(figure, chart=_chart(kept, points, view))
    return figure


def _kept(view: MapView) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of the figure: all those of a map; of bars or a table, what a page holds and the chosen territory."""
    rows = view.sorted_rows
    if len(rows) <= MOST_BARS or view.question.vue == "carte":
        return rows, ()
    chosen = [row for row in rows[MOST_BARS:] if row.territory.code == view.question.territoire]
    also = f", puis {chosen[0].territory.name}" if chosen else ""
    many = formats.count_level(len(rows), view.question.niveau)
    note = french(f"Les {MOST_BARS} premiers territoires sur {many}{also} ; tous sont dans le tableau en ligne.")
    return rows[:MOST_BARS] + chosen, (note,)


def _chart(rows: list[Row], points: list[Point], view: MapView) -> Chart:
    benchmark = point_of(view.benchmark.observation, view.indicator)
    line = None
    if benchmark.value is not None and not view.is_count:
        line = (f"{view.benchmark.name}, {benchmark.text}", benchmark.value)
    names = tuple(row.territory.name for row in rows)
    chosen = view.selected
    return Chart(
        "bars",
        names,
        (Series(view.indicator.short_title, tuple(points)),),
        view.indicator.unit,
        view.indicator.decimals_at(view.question.niveau),
        view.indicator.palette,
        line,
        chosen.territory.name if chosen is not None and chosen.territory.name in names else "",
    )


def _whole_table(kept: list[Row], view: MapView) -> Table:
    """Every territory; a page prints the rows of the figure."""
    printed = _table(kept, view)
    if len(kept) == len(view.rows):
        return printed
    return replace(_table(view.sorted_rows, view), printed=replace(printed, printed=None))


def _table(rows: list[Row], view: MapView) -> Table:
    """Territories, then the benchmark; comparison and rank only where there are some."""
    indicator, ranked = view.indicator, any(row.rank for row in rows)
    interval = any(row.interval for row in rows)
    compared = indicator.comparison != "none"
    columns = [
        Column(capitalized(level_name(view.question.niveau))),
        number_column(indicator.short_title, indicator.unit),
        *([Column("Intervalle")] if interval else []),
        *([Column("Comparaison au repère")] if compared else []),
        *([number_column("Rang", "")] if ranked else []),
    ]

    def cells(row: Row) -> list[Cell]:
        return [
            Cell(row.territory.name),
            cell_of(row.observation, indicator),
            *([Cell(row.interval, evidence=evidence_of(row.observation))] if interval else []),
            *([Cell(row.judgement.verdict if row.judgement is not None else NOT_COMPARED)] if compared else []),
            *([Cell(formats.decimal(row.rank) if row.rank else "", row.rank)] if ranked else []),
        ]

    benchmark = [
        Cell(french(f"Repère : {view.benchmark.name}")),
        cell_of(view.benchmark.observation, indicator),
        *([Cell(formats.interval(view.benchmark.observation, indicator))] if interval else []),
        *([Cell("")] if compared else []),
        *([Cell("")] if ranked else []),
    ]
    caption = f"{indicator.title}, {formats.period(view.question.periode)}"

    def made(shown: Sequence[Row], others: Sequence[tuple[str, str]] = ()) -> Table:
        said = [[Cell(name), Cell(words), *[Cell("")] * (len(columns) - 2)] for name, words in others]
        return table_of(
            caption + (f" : {EXTRACT}" if others else ""),
            columns,
            [*map(cells, shown), *said, benchmark],
            pinned=(len(shown) + len(said),),
            highlighted=[place for place, row in enumerate(shown) if row.territory.code == view.question.territoire],
        )

    whole = made(rows)
    if len(rows) <= MOST_ROWS_ON_PAGE:
        return whole
    kept = _ends(rows, view.question.territoire)
    return replace(whole, printed=made(kept, _left_out(rows, kept, view.question.niveau)))


def _ends(rows: Sequence[Row], chosen: str | None) -> list[Row]:
    """The highest and the lowest figures, and the chosen territory with its neighbours in the order of values."""
    exact = sorted(
        (row for row in rows if row.observation is not None and row.observation.is_comparable),
        key=lambda row: -row.observation.value,
    )
    place = next((place for place, row in enumerate(exact) if row.territory.code == chosen), None)
    around = exact[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1] if place is not None else []
    shown = {row.territory.code for row in (*exact[:END], *exact[-END:], *around)} | {chosen}
    ranked = {row.territory.code for row in exact}
    rest = (row for row in rows if row.territory.code not in ranked)
    return [row for row in (*exact, *rest) if row.territory.code in shown]


def _left_out(rows: Sequence[Row], kept: Sequence[Row], level: str) -> list[tuple[str, str]]:
    """("500 autres communes", "secret statistique"): how many are not shown, by what is known of them."""
    shown = {row.territory.code for row in kept}
    known: dict[str, int] = {}
    for row in rows:
        if row.territory.code not in shown:
            exact = row.observation is not None and row.observation.is_comparable
            words = "publié" if exact else row.text
            known[words] = known.get(words, 0) + 1
    return [
        (french(f"Autres {level_name(level, 2)} : {formats.decimal(many)}"), words) for words, many in known.items()
    ]


def _sentences(view: MapView) -> tuple[Sentence, ...]:
    """What the screen says of the whole, then of the chosen territory."""
    sentences = list(level_sentences(view))
    chosen = view.selected
    if chosen is not None:
        sentences.insert(0, said(f"{chosen.territory.name} : {chosen.text}.", chosen.observation))
    return tuple(sentences)


def _methods(view: MapView) -> tuple[str, ...]:
    """How the estimated figures were computed."""
    methods = {row.method: None for row in view.rows if row.method and row.observation.status == "estimated"}
    return tuple(french(f"Chiffres estimés : {method}.") for method in methods)
