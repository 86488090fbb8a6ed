"""The questions of the comparing screen as figures of a document: the rug, the funnel plot, the alerts, the peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.common import capitalized, value_of
from observatoire.documents.comparer_pictures import (
    READING,
    funnel_picture,
    funnel_subtitle,
    funnel_words,
    mentions,
    rug_picture,
    rug_words,
)
from observatoire.documents.figure_parts import (
    MOST_BARS,
    cell_of,
    definition_of,
    evidence_of,
    key_of,
    number_column,
    sources_of,
    table_of,
    with_date,
)
from observatoire.documents.model import Cell, Column, Figure, Sentence, Table
from observatoire.errors import ObservatoireError
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import NOT_TO_CONCLUDE, QUESTIONS, CompareView, compare_view, held_at
from observatoire.view.comparer_tapis import RugCell, RugColumn, RugRow
from observatoire.view.parcours_figures import figure_words
from observatoire.warehouse import Observation, Snapshot

WORSE = "moins bien"


def comparer_figure(query: Mapping[str, str], block: str, snapshot: Snapshot) -> Figure:
    """`block`: a question of the screen. Raises ObservatoireError for an unknown one, or one that has no answer."""
    view = compare_view(query, snapshot)
    if view is None:
        raise ObservatoireError("Aucun niveau n’a de chiffres à comparer : cet écran n’a pas de figure.")
    if block not in _MADE:
        raise ObservatoireError(f"Aucune figure de la comparaison ne s’appelle « {block} ».")
    return _MADE[block](view)


def _figure(
    view: CompareView,
    block: str,
    about: str,
    table: Table,
    indicators: Sequence[Indicator],
    sources: Sequence[str],
    said: Sequence[str],
    alt: str,
    subtitle: str = "",
    notes: tuple[str, ...] = (),
) -> Figure:
    """`about`: what tells two figures of one question apart, in their key."""
    return Figure(
        key=key_of("comparer", block, view.question.niveau, about, view.question.repere),
        title=QUESTIONS[block],
        subtitle=subtitle or view.subtitle,
        table=table,
        source=with_date(sources_of(sources), view.publication),
        address=f"{view.question.address}#{block}",
        alt=alt,
        sentences=tuple(Sentence(text) for text in said),
        indicators=tuple(item.id for item in indicators),
        definition=definition_of(indicators),
        not_to_conclude=NOT_TO_CONCLUDE,
        notes=notes,
        mentions=mentions(view),
    )


def _number(observation: Observation | None, indicator: Indicator) -> Cell:
    """Indicators of several units share the column: each number is written with its own."""
    value = value_of(observation, indicator)
    decimals = indicator.decimals_at(observation.level) if value is not None else 0
    return Cell(figure_words(observation, indicator), value, decimals, evidence_of(observation))


def _rug(view: CompareView) -> Figure:
    rug = view.rug
    cells = [(row, column, cell) for row in rug.rows for column, cell in zip(rug.columns, row.cells, strict=True)]
    worse = [found for found in cells if found[2].verdict == WORSE]
    kept, notes = worse[:MOST_BARS], rug.reasons
    if worse:
        some = f"les {formats.decimal(len(kept))} premières " if len(kept) < len(worse) else ""
        notes = (french(f"Dans un document, le tableau ne garde que {some or 'les '}cases « {WORSE} »."), *notes)
    table, printed = _rug_table(cells, view), _rug_table(kept, view)
    printed = replace(printed, columns=printed.columns[:-1], rows=tuple(row[:-1] for row in printed.rows))
    figure = _figure(
        view,
        "tapis",
        view.question.theme,
        replace(table, printed=printed) if worse else table,
        [column.indicator for column in rug.columns],
        rug.sources,
        rug.sentences[1:],  # the first one is told by the subtitle
        rug_words(view),
        notes=notes,
    )
    return replace(figure, picture=rug_picture(view), benchmark=french(f"Repère : {view.benchmark_name}"))


def _rug_table(cells: Sequence[tuple[RugRow, RugColumn, RugCell]], view: CompareView) -> Table:
    """A figure a row, its benchmark and its verdict beside it."""
    columns = [
        Column(capitalized(level_name(view.question.niveau))),
        Column("Indicateur"),
        number_column("Chiffre", ""),
        number_column(view.benchmark_name, ""),
        Column("Comparaison au repère"),
    ]
    rows = [
        [
            Cell(row.territory.name),
            Cell(column.heading),
            replace(_number(cell.observation, column.indicator), text=cell.text),
            replace(_number(column.benchmark, column.indicator), text=column.benchmark_text),
            Cell(cell.verdict),
        ]
        for row, column, cell in cells
    ]
    return table_of(f"{QUESTIONS['tapis']} {view.subtitle}", columns, rows)


def _funnel(view: CompareView) -> Figure:
    found = view.funnel
    picture = funnel_picture(view)  # a refused funnel says so here
    indicator = found.indicator
    columns = [
        Column("Territoire"),
        number_column(indicator.short_title, indicator.unit),
        number_column("Taille", ""),
        Column("Position"),
        Column("Par rapport à l’ensemble"),
    ]
    rows = [
        [
            Cell(point.territory.name),
            cell_of(point.observation, indicator),
            Cell(formats.decimal(point.size), point.size),
            Cell(point.words),
            Cell(point.verdict),
        ]
        for point in found.points
    ]
    absent = [[Cell(place.name), Cell(why), Cell(""), Cell(""), Cell("")] for place, why in found.left_out]
    figure = _figure(
        view,
        "entonnoir",
        indicator.id,
        table_of(f"{funnel_subtitle(view)}. Taille : {indicator.denominator}", columns, [*rows, *absent]),
        [indicator],
        [found.source],
        found.sentences,
        funnel_words(view),
        funnel_subtitle(view),
        (READING,),
    )
    return replace(figure, picture=picture, not_to_conclude=(*indicator.not_to_conclude, NOT_TO_CONCLUDE[0]))


def _watch(view: CompareView) -> Figure:
    watch = view.watch
    if not watch.entries:
        raise ObservatoireError(" ".join(watch.sentences))
    columns = [
        Column("Territoire"),
        Column("Indicateur"),
        number_column("Chiffre", ""),
        number_column(view.benchmark_name, ""),
        number_column("Écart au repère", ""),
        Column("Évolution"),
        number_column("Part de fausses alertes", ""),
    ]
    rows = [
        [
            Cell(entry.territory.name),
            Cell(f"{entry.indicator.short_title}, {formats.short_period(entry.observation.period)}"),
            _number(entry.observation, entry.indicator),
            _number(entry.benchmark, entry.indicator),
            Cell(entry.judgement.text),
            Cell(f"{entry.trend.words}, de {entry.trend.periods[0]} à {entry.trend.periods[-1]}"),
            Cell(held_at(entry)),
        ]
        for entry in watch.entries
    ]
    table = table_of(f"{QUESTIONS['vigilance']} {view.subtitle}", columns, rows)
    page = [0, 1, 2, 3, 5]  # a slide holds no more columns: the gap is the difference of two of them
    printed = table_of(
        table.caption, [columns[place] for place in page], [[row[place] for place in page] for row in rows]
    )
    indicators = list({entry.indicator.id: entry.indicator for entry in watch.entries}.values())
    alerts = " ; ".join(f"{entry.territory.name}, {entry.indicator.short_title}" for entry in watch.entries[:8])
    return _figure(
        view,
        "vigilance",
        "",
        replace(table, printed=printed),
        indicators,
        view.watch_sources,
        watch.sentences,
        french(f"Tableau des alertes, la plus sûre d’abord : {alerts}."),
        notes=watch.refusals,
    )


def _peers(view: CompareView) -> Figure:
    peers = view.alike.peers
    if peers.refusal:
        raise ObservatoireError(peers.refusal)
    columns = [
        Column("Territoire semblable"),
        number_column("Distance", ""),
        Column("Variable"),
        number_column(peers.territory.name, ""),
        number_column("Chiffre du semblable", ""),
        number_column("Différence", "écarts-types"),
        number_column("Part de la distance", ""),
    ]
    rows = [
        [
            Cell(peer.territory.name),
            Cell(peer.distance_text, peer.distance, 2),
            Cell(f"{part.indicator.short_title}, {formats.short_period(variable.period)}"),
            Cell(variable.text),
            Cell(part.text),
            Cell(part.difference_text, part.difference, 1),
            Cell(part.share_text, 100 * part.share),
        ]
        for peer in peers.peers
        for part, variable in zip(peer.contributions, peers.variables, strict=True)
    ]
    caption = french(f"Les plus proches de {peers.territory.name}, le plus semblable d’abord")
    apart = [
        [
            Cell(peer.territory.name),
            Cell(peer.distance_text, peer.distance, 2),
            Cell(f"{part.indicator.short_title} ({variable.text} et {part.text})"),
        ]
        for peer in peers.peers
        for part, variable in [max(zip(peer.contributions, peers.variables, strict=True), key=lambda p: p[0].share)]
    ]
    printed = table_of(caption, [*columns[:2], Column("Ce qui diffère le plus")], apart)
    listed = ", ".join(f"{peer.territory.name} (distance {peer.distance_text})" for peer in peers.peers)
    return _figure(
        view,
        "semblables",
        peers.territory.code,
        replace(table_of(caption, columns, rows), printed=printed),
        [variable.indicator for variable in peers.variables],
        view.peer_sources,
        peers.sentences,
        french(f"{caption} : {listed}."),
        french(f"{peers.territory.name} et les territoires du même niveau ({level_name(peers.territory.level)})"),
        tuple(french(f"{item.title} : {why}") for item, why in peers.set_aside),
    )


_MADE: dict[str, Callable[[CompareView], Figure]] = {
    "tapis": _rug,
    "entonnoir": _funnel,
    "vigilance": _watch,
    "semblables": _peers,
}
