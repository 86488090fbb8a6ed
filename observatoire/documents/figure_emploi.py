"""The blocks of the employment screen as figures of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby

from observatoire import formats
from observatoire.documents.emploi_files import shown_figures
from observatoire.documents.figure_carte import figure_of_view
from observatoire.documents.figure_facts import facts_figure, facts_table
from observatoire.documents.figure_parcours import NOTHING
from observatoire.documents.figure_parts import MOST_BARS, between, mentions_of, point_of, said
from observatoire.documents.model import Chart, Figure, Point, Sentence, Series, Table
from observatoire.errors import ObservatoireError
from observatoire.figures.siae_points import siae_overlay
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS, EmploiView, Pair, Part, emploi_view
from observatoire.view.emploi_rsa import known_months, later_start_words, settled_months
from observatoire.view.parcours_figures import Fact
from observatoire.warehouse import Observation, Snapshot, Territory

#: Of a sum of a year that is not over: the words of what is immature.
RUNNING = "trop récent pour être comparé (année en cours)"

#: What a block counts, after the name of its territory.
COUNTED = {
    "retour": "part des personnes entrées, en %",
    "sorties": "reprises d’emploi et sorties connues",
    "dispositifs": "part des personnes sorties, en %",
    "rsa": "personnes soumises aux droits et devoirs, en %",
    "structures": "structures, postes et demandeurs d’emploi",
    "clauses": "heures",
}

Drawn = tuple[Chart | None, tuple[Sentence, ...]]


def emploi_figure(query: Mapping[str, str], block: str, snapshot: Snapshot) -> Figure:
    """`block`: a question of the screen. Raises ObservatoireError without extracts, or for an unknown block."""
    view = emploi_view(query, snapshot)
    if view is None:
        raise ObservatoireError("Le département n’a pas encore donné d’extraits : cet écran n’a pas de figure.")
    if block not in QUESTIONS:
        raise ObservatoireError(f"Aucune figure de l’emploi ne s’appelle « {block} ».")
    address = f"/emploi?{view.question.query}#{block}"
    if block == "carte":
        if view.density is None:
            raise ObservatoireError("Il n’y a pas de carte à garder pour cette page.")
        drawn = replace(figure_of_view(view.density, snapshot, siae_overlay(view, snapshot)), address=address)
        return replace(drawn, table=_with_structures(drawn.table.on_page, view))
    facts = list(shown_figures(view, block))
    own = {"clauses": view.hours_of, "rsa": view.departement, "sorties": view.departement}.get(block, view.territory)
    if not facts:
        raise ObservatoireError(NOTHING)
    chart, sentences = _DRAW[block](view) if block in _DRAW else (None, ())
    known = [replace(fact, own=observation) for fact, observation, _ in facts]
    figure = facts_figure(
        screen="emploi",
        block=block,
        title=QUESTIONS[block],
        subtitle=_subtitle(block, own, facts, view),
        facts=facts,
        source=view.source(*known),
        publication=view.publication,
        address=address,
        mentions=mentions_of(view.publication, [place for _, _, place in facts]),
        own=own,
        chart=chart,
        sentences=sentences,
    )
    if block != "rsa" or chart is None:
        return figure
    drawn = [shown for shown in facts if formats.period(shown[0].period) in chart.categories]
    return replace(figure, subtitle=_subtitle(block, own, drawn, view))


def _with_structures(areas: Table, view: EmploiView) -> Table:
    """The areas and the structures of each commune; a page prints the areas alone."""
    facts = list(shown_figures(view, "carte"))
    return replace(facts_table(facts, areas.caption, view.territory), printed=areas)


def _subtitle(block: str, own: Territory, facts: list[tuple], view: EmploiView) -> str:
    """Territory, what is counted and the periods of its figures, whatever the year asked."""
    of_one_year = {"sorties": view.exits.period, "dispositifs": view.leavers.period}.get(block, "")
    periods = sorted({fact.period for fact, _, _ in facts if fact.period}, key=formats.period_as_year)
    return french(f"{own.name}, {COUNTED[block]}{between([of_one_year] if of_one_year else periods)}")


def _back(view: EmploiView) -> Drawn:
    """Two lines: after six and twelve months, by year of entry."""
    chart = _two_lines(view.cohorts)
    sentences = [
        said(f"{fact.indicator.title}, {formats.period(fact.period)} : {fact.text}.", fact.own)
        for fact in view.keys[:2]
        if fact.own is not None and fact.own.value is not None
    ]
    return chart, tuple(sentences)


def _hours(view: EmploiView) -> Drawn:
    """Hours promised and worked, a pair a year; the sentence is that of the latest year that is over."""
    over = [pair for pair in view.hours if not (_is_running(pair) or pair.second.too_recent)]
    rank = _leading(over)
    if rank is None:
        return _two_lines(view.hours), ()
    worked, promised, later = over[rank].second, over[rank].first, over[rank + 1 :]
    text = f"{over[rank].label} : {_hours_words(worked, 'réalisée')}, pour {_hours_words(promised, 'engagée')}"
    for words, alike in groupby(later, key=lambda pair: _hours_words(pair.second, "réalisée")):
        text += f" ; {', '.join(pair.label for pair in alike)} : {words}"
    known = [pair.second.own for pair in later if _value(pair.second.own) is not None]
    return _two_lines(view.hours), (said(f"{text}.", worked.own, promised.own, *known),)


def _leading(over: list[Pair]) -> int | None:
    """Rank of the year that the sentence begins with: the latest known, but a zero that hidden years follow is old
    news, and the latest year with hours says more. None without any known year."""
    known = [rank for rank, pair in enumerate(over) if _value(pair.second.own) is not None]
    if not known or known[-1] == len(over) - 1:
        return known[-1] if known else None
    return next((rank for rank in reversed(known) if _value(over[rank].second.own)), known[-1])


def _hours_words(fact: Fact, done: str) -> str:
    """ "5 301 heures réalisées", "0 heure réalisée", or why they are not told."""
    value = _value(fact.own)
    return fact.text if value is None else f"{fact.text} {done}{'s' if value >= 2 else ''}"


def _two_lines(pairs: tuple[Pair, ...]) -> Chart | None:
    if sum(_value(pair.first.own) is not None and not _is_running(pair) for pair in pairs) < 2:
        return None
    firsts, seconds = [pair.first for pair in pairs], [pair.second for pair in pairs]
    running = [_is_running(pair) for pair in pairs]
    series = tuple(
        Series(
            facts[0].indicator.short_title,
            tuple(_mark(fact, young) for fact, young in zip(facts, running, strict=True)),
        )
        for facts in (firsts, seconds)
    )
    indicator = pairs[0].first.indicator
    return Chart(
        "lines",
        tuple(pair.label for pair in pairs),
        series,
        indicator.unit,
        indicator.decimals,
        indicator.palette,
        highlighted=series[0].name,
    )


def _mark(fact: Fact, young: bool) -> Point:
    """A sum of a year that is not over is no point of the line: it would read as a fall. What is hidden stays so.

    What is too recent to have been counted is said with the word of the screen.
    """
    mark = point_of(fact.own, fact.indicator) if fact.own is not None else Point(None, fact.text)
    return Point(None, RUNNING, evidence=mark.evidence) if young and not _is_hidden(fact) else mark


def _is_hidden(fact: Fact) -> bool:
    return fact.own is not None and fact.own.value is None


def _is_running(pair: Pair) -> bool:
    """Whether a year is not over, as one of its sums says."""
    return any(fact.own is not None and fact.own.is_running for fact in (pair.first, pair.second))


def _exits(view: EmploiView) -> Drawn:
    """Parts of the exits of a year, in %, for the département."""
    exits = view.exits
    if not any(part.share is not None for part in exits.parts):
        return None, ()
    place = view.departement.name
    series = tuple(Series(part.label, (_share(part.fact.own, part.share, part),)) for part in exits.parts)
    chart = Chart("stacked", (place,), series, "%", 1, exits.whole.indicator.palette, highlighted=place)
    return chart, (said(f"{exits.period} : {exits.whole.text} en tout.", exits.whole.own),)


def _share(observation: Observation | None, share_pct: float | None, part: Part) -> Point:
    mark = point_of(observation, part.fact.indicator)
    if share_pct is None or mark.value is None:
        return replace(mark, value=None)
    return Point(round(share_pct, 1), formats.with_unit(formats.decimal(share_pct, 1), "%"), evidence=mark.evidence)


def _leavers(view: EmploiView) -> Drawn:
    parts, whole = view.leavers.parts[:MOST_BARS], view.leavers.whole
    if not any(_value(part.fact.own) is not None for part in parts):
        return None, ()
    known = point_of(whole.own, whole.indicator).value  # as precise as its words
    line = (f"Tous dispositifs, {whole.text}", known) if known is not None else None
    points = tuple(point_of(part.fact.own, whole.indicator) for part in parts)
    chart = Chart(
        "bars",
        tuple(part.label for part in parts),
        (Series(whole.indicator.short_title, points),),
        whole.indicator.unit,
        whole.indicator.decimals,
        whole.indicator.palette,
        line,
    )
    sentence = said(f"Tous dispositifs, {view.leavers.period} : {whole.text}.", whole.own)
    return chart, (sentence,) if line else ()


def _monthly(view: EmploiView) -> Drawn:
    """One line: the département, month after month, from the month that the screen begins with."""
    known = known_months(view.monthly_exits)
    if len(known) < 2:
        return None, ()
    indicator, latest, drawn = known[-1].indicator, known[-1], settled_months(known)
    shown = [fact for fact in view.monthly_exits if fact.period >= drawn[0].period]
    sentences = [said(f"{indicator.title}, {formats.period(latest.period)} : {latest.text}.", latest.own)]
    if later_start := later_start_words(known, drawn):
        sentences.append(said(later_start, known[0].own, latest.own))
    if len(drawn) < 2:
        return None, tuple(sentences)
    chart = Chart(
        "lines",
        tuple(formats.period(fact.period) for fact in shown),
        (Series(view.departement.name, tuple(point_of(fact.own, indicator) for fact in shown)),),
        indicator.unit,
        indicator.decimals,
        indicator.palette,
        highlighted=view.departement.name,
    )
    return chart, tuple(sentences)


def _value(observation: Observation | None) -> float | None:
    return None if observation is None or observation.is_bounded else observation.value


_DRAW: dict[str, Callable[[EmploiView], Drawn]] = {
    "retour": _back,
    "sorties": _exits,
    "dispositifs": _leavers,
    "rsa": _monthly,
    "clauses": _hours,
}
