"""The screen that compares territories as CSV and Excel: one question a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from observatoire import formats
from observatoire.catalogue import THEMES
from observatoire.documents.code_words import code_words
from observatoire.documents.common import (
    bounds_of,
    comparison_words,
    method_of,
    source_of,
    status_of,
    unit_of_gap,
    value_of,
)
from observatoire.documents.comparer_pictures import READING, mentions
from observatoire.documents.facts import meanings
from observatoire.documents.file_names import file_stem
from observatoire.documents.model import Figure
from observatoire.documents.sheet import Cell, Column, Number, Sheet, sheet_csv, sheet_xlsx
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import NOT_TO_CONCLUDE, QUESTIONS, CompareView, held_at
from observatoire.warehouse import Territory

_WHO = (Column("territoire", 30), Column("code", 14), Column("niveau", 14))
_WHAT = (Column("indicateur", 50), Column("période", 18))
RUG_COLUMNS = (
    *_WHO,
    Column("thème", 26),
    *_WHAT,
    *(Column("valeur", 12, number=True), Column("unité", 16), Column("statut", 19)),
    *(Column("borne basse", 12, number=True), Column("borne haute", 12, number=True)),
    *(Column("valeur du repère", 12, number=True), Column("repère", 24)),
    *(Column("écart au repère", 12, number=True), Column("unité de l’écart", 12)),
    *(Column("comparaison", 28), Column("pourquoi non comparé", 50), Column("méthode", 50), Column("source", 60)),
)
FUNNEL_COLUMNS = (
    *_WHO,
    *_WHAT,
    *(Column("valeur", 12, number=True), Column("unité", 16), Column("taille", 12, number=True)),
    *(Column("taille : ce qui est compté", 50), Column("position", 30), Column("par rapport à l’ensemble", 24)),
)
WATCH_COLUMNS = (
    *_WHO,
    *_WHAT,
    *(Column("valeur", 12, number=True), Column("unité", 16), Column("valeur du repère", 12, number=True)),
    *(Column("écart au repère", 18), Column("évolution", 28), Column("années testées", 18), Column("test", 50)),
    Column("part de fausses alertes", 24),
)
PEER_COLUMNS = (
    *(Column("territoire", 30), Column("territoire semblable", 30), Column("rang", 8, number=True)),
    *(Column("distance", 10, number=True), Column("variable", 44), Column("période", 18)),
    *(Column("valeur du territoire", 18), Column("valeur du territoire semblable", 18)),
    *(Column("différence en écarts-types", 12, number=True), Column("part de la distance (%)", 12, number=True)),
)


def compare_csv(view: CompareView, block: str, kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figure of the table, when it has a code."""
    return sheet_csv(_sheet(view, block, kept))


def compare_xlsx(view: CompareView, block: str, kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figure of the table, when it has a code."""
    return sheet_xlsx(_sheet(view, block, kept))


def file_name(view: CompareView, block: str, extension: str) -> str:
    """A readable ASCII name: "comparer-tapis-sdsei-pyrenees-atlantiques.csv"."""
    asked = view.question
    about = {"tapis": asked.theme, "entonnoir": asked.indicateur, "semblables": view.alike.peers.territory.name}
    words = ("comparer", block, asked.niveau, about.get(block, ""), "repere", asked.repere)
    return f"{file_stem(view.publication, *words)}.{extension}"


def _sheet(view: CompareView, block: str, kept: Sequence[Figure]) -> Sheet:
    columns, rows = _ROWS[block]
    return Sheet(
        QUESTIONS[block],
        view.subtitle,
        columns,
        tuple(rows(view)),
        (*((french(label), french(text)) for label, text in _words(view, block)), *code_words(kept)),
        mentions(view),
        view.publication.built_at.date(),
    )


def _number(value: float | None, decimals: int) -> Number | None:
    return None if value is None else Number(value, decimals)


def _where(place: Territory) -> tuple[str, str, str]:
    return place.name, place.code, level_name(place.level)


def _rug_rows(view: CompareView) -> list[tuple[Cell, ...]]:
    found = []
    for row in view.rug.rows:
        for cell, column in zip(row.cells, view.rug.columns, strict=True):
            indicator, level = column.indicator, row.territory.level
            low, high = bounds_of(cell.observation, indicator)
            decimals = indicator.decimals_at(level)
            gap = cell.judgement.gap if cell.judgement is not None else None
            found.append(
                (
                    *_where(row.territory),
                    *(THEMES[indicator.theme], indicator.title, column.period),
                    *(_number(value_of(cell.observation, indicator), decimals), indicator.unit),
                    *(status_of(cell.observation), _number(low, decimals), _number(high, decimals)),
                    _number(value_of(column.benchmark, indicator), indicator.decimals),
                    view.benchmark_name,
                    *(_number(gap, indicator.decimals), unit_of_gap(indicator) if gap is not None else ""),
                    *(comparison_words(cell.judgement), cell.reason),
                    *(method_of(cell.observation), source_of(cell.observation)),
                )
            )
    return found


def _funnel_rows(view: CompareView) -> list[tuple[Cell, ...]]:
    found, indicator = view.funnel, view.funnel.indicator
    decimals = indicator.decimals_at(view.question.niveau)
    points = [
        (
            *_where(point.territory),
            *(indicator.title, found.period, Number(point.value, decimals), indicator.unit, Number(point.size)),
            *(indicator.denominator, point.words, point.verdict),
        )
        for point in found.points
    ]
    absent = [
        (*_where(place), indicator.title, found.period, None, indicator.unit, None, indicator.denominator, why, "")
        for place, why in found.left_out
    ]
    return points + absent


def _watch_rows(view: CompareView) -> list[tuple[Cell, ...]]:
    return [
        (
            *_where(entry.territory),
            *(entry.indicator.title, entry.observation.period),
            Number(entry.observation.value, entry.indicator.decimals),
            entry.indicator.unit,
            Number(entry.benchmark.value, entry.indicator.decimals),
            *(entry.judgement.text, entry.trend.words),
            f"{entry.trend.periods[0]} à {entry.trend.periods[-1]}",
            *(entry.trend.method, held_at(entry)),
        )
        for entry in view.watch.entries
    ]


def _peer_rows(view: CompareView) -> list[tuple[Cell, ...]]:
    peers = view.alike.peers
    return [
        (
            *(peers.territory.name, peer.territory.name, Number(rank), Number(peer.distance, 2)),
            *(part.indicator.title, variable.period, variable.text, part.text),
            *(Number(part.difference, 1), Number(100 * part.share)),
        )
        for rank, peer in enumerate(peers.peers, start=1)
        for part, variable in zip(peer.contributions, peers.variables, strict=True)
    ]


_ROWS: dict[str, tuple[tuple[Column, ...], Callable[[CompareView], list[tuple[Cell, ...]]]]] = {
    "tapis": (RUG_COLUMNS, _rug_rows),
    "entonnoir": (FUNNEL_COLUMNS, _funnel_rows),
    "vigilance": (WATCH_COLUMNS, _watch_rows),
    "semblables": (PEER_COLUMNS, _peer_rows),
}


def _words(view: CompareView, block: str) -> list[tuple[str, str]]:
    """Everything a reader needs beside the cells, in reading order."""
    peers = view.alike.peers
    content = {
        "tapis": (*view.rug.sentences, *view.rug.reasons),
        "entonnoir": (*view.funnel.sentences, READING),
        "vigilance": (*view.watch.sentences, *view.watch.refusals),
        "semblables": (*peers.sentences, *(f"{item.title} : {why}" for item, why in peers.set_aside)),
    }[block]
    indicators = {
        "tapis": [column.indicator for column in view.rug.columns],
        "entonnoir": [view.funnel.indicator],
        "vigilance": [entry.indicator for entry in view.watch.entries],
        "semblables": [variable.indicator for variable in peers.variables],
    }[block]
    sources = {
        "tapis": view.rug.sources,
        "entonnoir": (view.funnel.source,),
        "vigilance": view.watch_sources,
        "semblables": view.peer_sources,
    }[block]
    said = [
        ("Titre", QUESTIONS[block]),
        ("Contenu", view.subtitle),
        *(("À noter", note) for note in view.notes),
        *(("En bref", sentence) for sentence in content),
        *(("Source", source.removeprefix(french("Source : "))) for source in sources),
        *((f"Définition ({item.short_title})", item.definition) for item in dict.fromkeys(indicators)),
        *meanings(),
        *(("À ne pas conclure", text) for text in NOT_TO_CONCLUDE),
        ("Publication", f"données publiées le {formats.day(view.publication.built_at)}"),
        ("Adresse de la vue", f"{view.question.address}#{block}"),
    ]
    return [("Avertissement", mention) for mention in mentions(view)] + said
