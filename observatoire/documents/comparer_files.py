"""The screen that compares territories as CSV and Excel (one question a table), and its two pictures."""

from __future__ import annotations

import re
from collections.abc import Callable

from observatoire import formats
from observatoire.catalogue import THEMES
from observatoire.documents.common import (
    FICTITIOUS,
    bounds_of,
    capitalized,
    comparison_words,
    method_of,
    source_of,
    status_of,
    unit_of_gap,
    value_of,
)
from observatoire.documents.facts import meanings
from observatoire.documents.image import PNG_WIDTH, png
from observatoire.documents.sheet import Cell, Column, Number, Sheet, sheet_csv, sheet_xlsx
from observatoire.errors import ObservatoireError
from observatoire.figures.funnel_svg import FunnelDrawing, funnel_svg
from observatoire.figures.rug_svg import RugDrawing, RugMark, rug_svg
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import NOT_TO_CONCLUDE, QUESTIONS, CompareView, geography, held_at
from observatoire.warehouse import Territory
from observatoire.words import DEMO

PICTURES = ("tapis", "entonnoir")
#: Territories up to which they are the columns of the picture: names of indicators are long, they read better in rows.
MOST_COLUMNS = 12
#: Drawings larger than this on screen are not made sharper.
LARGEST_SCALE = 2.0

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
    Column("taux de fausses alertes auquel elle tient", 24),
)
PEER_COLUMNS = (
    *(Column("territoire", 30), Column("territoire semblable", 30), Column("rang", 8, number=True)),
    *(Column("distance", 10, number=True), Column("variable", 44), Column("période", 18)),
    *(Column("valeur du territoire", 18), Column("valeur du territoire semblable", 18)),
    *(Column("différence en écarts-types", 12, number=True), Column("part de la distance (%)", 12, number=True)),
)


def compare_csv(view: CompareView, block: str) -> bytes:
    return sheet_csv(_sheet(view, block))


def compare_xlsx(view: CompareView, block: str) -> bytes:
    return sheet_xlsx(_sheet(view, block))


def compare_svg(view: CompareView, block: str) -> bytes:
    return picture_svg(view, block).encode()


def compare_png(view: CompareView, block: str) -> bytes:
    drawn = picture_svg(view, block)
    width = float(re.search(r' width="(\d+)"', drawn)[1])
    return png(drawn, min(LARGEST_SCALE, PNG_WIDTH / width))


def file_name(view: CompareView, block: str, extension: str) -> str:
    """A readable ASCII name: "comparer-tapis-sdsei-pyrenees-atlantiques.csv"."""
    asked = view.question
    about = {"tapis": asked.theme, "entonnoir": asked.indicateur, "semblables": view.alike.peers.territory.name}
    said = f"comparer {block} {asked.niveau} {about.get(block, '')} repere {asked.repere}"
    demo = "demonstration-" if view.publication.demo else ""
    return f"{demo}{re.sub(r'[^a-z0-9]+', '-', formats.sort_key(said)).strip('-')}.{extension}"


def picture_svg(view: CompareView, block: str) -> str:
    """The rug or the funnel with all that must be read with it. Raises ObservatoireError for what has no picture."""
    if block == "tapis":
        return rug_svg(_rug_drawing(view))
    if block != "entonnoir":
        raise ObservatoireError("Cette question n’a pas d’image : téléchargez son tableau.")
    if view.funnel.refusal:
        raise ObservatoireError(view.funnel.refusal)
    subtitle = f"{view.funnel.indicator.title}, {formats.period(view.funnel.period)}, {geography(view)}"
    return funnel_svg(
        FunnelDrawing(
            view.funnel,
            view.funnel.indicator.denominator,
            funnel_words(view),
            (QUESTIONS["entonnoir"], subtitle),
            (*view.funnel.sentences, READING, view.funnel.source, _online(view, "entonnoir")),
            " · ".join(mentions(view)),
        )
    )


READING = french(
    "Chaque point est un territoire, le trait droit leur ensemble. Si tous étaient comme lui, 95 % des territoires de "
    "chaque taille seraient entre les tirets et 99,8 % entre les traits gris. Cercle vide : dans les limites ; carré : "
    "hors des limites à 95 % ; losange : hors des limites à 99,8 %."
)


def funnel_words(view: CompareView) -> str:
    """The plot in words, for who cannot see it."""
    names = ", ".join(f"{point.territory.name} ({point.text}, {point.words})" for point in view.funnel.outside)
    outside = f" {names}." if names else ""
    return french(f"{view.funnel.indicator.title}, {' '.join(view.funnel.sentences)}{outside}")


def mentions(view: CompareView) -> tuple[str, ...]:
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if view.fictitious else ())


def _online(view: CompareView, block: str) -> str:
    day = formats.day(view.publication.built_at)
    return french(f"Données publiées le {day}. Vue en ligne : {view.question.address}#{block}")


def _rug_drawing(view: CompareView) -> RugDrawing:
    """Territories in columns when they are few, else in rows; the benchmark first."""
    rug, across = view.rug, len(view.rug.rows) <= MOST_COLUMNS
    pinned = [
        RugMark(column.benchmark_text, known=column.benchmark is not None and column.benchmark.value is not None)
        for column in rug.columns
    ]
    by_territory = [
        pinned,
        *(
            [
                RugMark(
                    f"{cell.text} estimé" if cell.estimated else cell.text,
                    cell.verdict,
                    cell.judgement.mark if cell.judgement is not None else "",
                    cell.observation is not None and cell.observation.value is not None,
                )
                for cell in row.cells
            ]
            for row in rug.rows
        ),
    ]
    territories = [f"Repère{formats.THIN}: {view.benchmark_name}", *(row.territory.name for row in rug.rows)]
    indicators = [column.heading for column in rug.columns]
    marks = [list(line) for line in zip(*by_territory, strict=True)] if across else by_territory
    said = [*rug.sentences, *rug.reasons, *rug.sources, _online(view, "tapis")]
    return RugDrawing(
        (QUESTIONS["tapis"], view.subtitle),
        "Indicateur" if across else capitalized(level_name(view.question.niveau)),
        indicators if across else territories,
        territories if across else indicators,
        marks,
        "column" if across else "row",
        french(f"{QUESTIONS['tapis']} {view.subtitle}. {' '.join(rug.sentences)}"),
        said,
        " · ".join(mentions(view)),
    )


def _sheet(view: CompareView, block: str) -> Sheet:
    columns, rows = _ROWS[block]
    return Sheet(
        QUESTIONS[block],
        view.subtitle,
        columns,
        tuple(rows(view)),
        tuple((french(label), french(text)) for label, text in _words(view, block)),
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
