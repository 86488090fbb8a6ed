"""The figures of the employment screen as CSV and Excel: one question or all of them, from the view of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.breakdowns import TOTAL
from observatoire.catalogue import load_catalogue
from observatoire.documents.code_words import code_words
from observatoire.documents.common import FICTITIOUS
from observatoire.documents.facts import COLUMNS, meanings, row
from observatoire.documents.file_names import file_stem
from observatoire.documents.model import Figure
from observatoire.documents.sheet import Sheet, sheet_csv, sheet_xlsx
from observatoire.figures.siae_points import title as circles_title
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS, EmploiView, Pair
from observatoire.view.emploi_offer import TYPES, OfferRow, Standing
from observatoire.view.emploi_question import DURABLE, STRUCTURES
from observatoire.view.parcours import SOURCE
from observatoire.view.parcours_figures import Fact
from observatoire.warehouse import Observation, Territory
from observatoire.words import DEMO

TITLE = "Emploi et insertion par l’activité économique"
Shown = tuple[Fact, Observation | None, Territory]


def emploi_csv(view: EmploiView, question: str = "", kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figures of the file that have a code."""
    return sheet_csv(_sheet(view, question, kept))


def emploi_xlsx(view: EmploiView, question: str = "", kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figures of the file that have a code."""
    return sheet_xlsx(_sheet(view, question, kept))


def file_name(view: EmploiView, question: str, extension: str) -> str:
    """A readable ASCII name: "emploi-retour-sdsei-est-bearn-2025.csv"."""
    asked = view.question
    stem = file_stem(view.publication, "emploi", question, asked.niveau, view.territory.name, asked.periode)
    return f"{stem}.{extension}"


def _sheet(view: EmploiView, question: str, kept: Sequence[Figure]) -> Sheet:
    asked = [question] if question in QUESTIONS else list(QUESTIONS)
    return Sheet(
        f"{TITLE}, {view.territory.name}",
        _subtitle(view),
        COLUMNS,
        tuple(
            row(
                QUESTIONS[name],
                fact.indicator,
                observation,
                place,
                fact.period,
                fact.breakdown,
                _of(view, place),
                fact.too_recent,
            )
            for name in asked
            for fact, observation, place in shown_figures(view, name)
        ),
        (*((french(label), french(text)) for label, text in _words(view, asked)), *code_words(kept)),
        _mentions(view),
        view.publication.built_at.date(),
    )


def _subtitle(view: EmploiView) -> str:
    year = f"année {view.question.periode}" if view.question.periode else "dernière année connue de chaque chiffre"
    return f"{view.territory.name}, {year}"


def shown_figures(view: EmploiView, question: str) -> Iterator[Shown]:
    """Every figure of a question, as the screen shows it."""
    if question == "carte":
        yield from _map(view)
    elif question == "structures":
        yield from _offer(view)
    elif question == "clauses":
        for fact in _both(view.hours):
            yield fact, fact.own, view.hours_of
    elif question == "rsa":
        for fact in view.monthly_exits:
            yield fact, fact.own, view.departement
    elif question == "sorties":
        for fact in (view.exits.whole, *(part.fact for part in view.exits.parts)):
            yield fact, fact.own, view.departement
        yield from _beside(view, [fact for fact in view.keys if fact.indicator.id == DURABLE])
    else:
        facts = {
            "retour": [*_both(view.cohorts), *(fact for _, pairs in view.profile for fact in _both(pairs))],
            "dispositifs": [view.leavers.whole, *(part.fact for part in view.leavers.parts)],
        }[question]
        yield from _beside(view, facts)


def _beside(view: EmploiView, facts: Iterable[Fact]) -> Iterator[Shown]:
    """Figures of the territory, and those of the territory beside it."""
    for fact in facts:
        yield fact, fact.own, view.territory
        if view.beside is not None and fact.other is not None:
            yield fact, fact.other, view.beside


def _both(pairs: tuple[Pair, ...]) -> list[Fact]:
    return [fact for pair in pairs for fact in (pair.first, pair.second)]


def _map(view: EmploiView) -> Iterator[Shown]:
    """The areas, then the circles."""
    if view.density is not None:
        shown, period = view.density.indicator, view.density.question.periode
        for line in view.density.sorted_rows:
            yield Fact(shown, period, TOTAL, line.observation), line.observation, line.territory
    for standing in view.offer.standings:
        for observation in _standing(standing, view):
            fact = Fact(load_catalogue().indicators[STRUCTURES], observation.period, observation.breakdown, observation)
            yield fact, observation, standing.territory


def _standing(standing: Standing, view: EmploiView) -> Iterator[Observation]:
    """The structures of a commune as figures: their total, then each type that stands there."""
    counts = {TOTAL: standing.total} | {
        f"siae:{kind}": count for kind, count in zip(TYPES, standing.types, strict=True) if count
    }
    whole = view.offer.whole.structures.own
    for breakdown, count in counts.items():
        yield Observation(
            indicator=STRUCTURES,
            level="commune",
            territory=standing.territory.code,
            period=view.offer.standings_period,
            value=float(count),
            numerator=None,
            denominator=None,
            low=None,
            high=None,
            status="published",
            qualifier="",
            method="structures dont la commune est celle-ci",
            source=SOURCE,
            vintage=whole.vintage if whole is not None else "",
            breakdown=breakdown,
        )


def _offer(view: EmploiView) -> Iterator[Shown]:
    for line in (view.offer.whole, *view.offer.rows):
        for fact in _facts_of(line):
            yield fact, fact.own, replace(line.territory, name=line.name)
    for territory, fact in view.offer.long_term:
        yield fact, fact.own, territory
    for fact in (view.siae_exits.whole, *(part.fact for part in view.siae_exits.parts)):
        for observation, place in ((fact.own, view.territory), (fact.other, view.beside)):
            if observation is not None:
                yield fact, observation, place


def _facts_of(line: OfferRow) -> list[Fact]:
    types = [fact for fact in line.types if fact.own is not None]
    seekers = [] if line.part else [line.seekers]  # those of the whole EPCI are not beside the structures of a part
    return [line.structures, *types, line.posts, *seekers, line.density, line.per_inhabitant]


def _words(view: EmploiView, asked: list[str]) -> list[tuple[str, str]]:
    """Everything a reader needs beside the cells, in reading order."""
    indicators = {fact.indicator.id: fact.indicator for name in asked for fact, _, _ in shown_figures(view, name)}
    sources = dict.fromkeys(source for indicator in indicators.values() for source in indicator.sources)
    declared = [load_catalogue().sources[source] for source in sources]
    circles = [("Structures", circles_title(view))] if "carte" in asked and view.offer.standings else []
    said = [
        ("Titre", f"{TITLE} : {_subtitle(view)}"),
        *(("Question", QUESTIONS[name]) for name in asked),
        *circles,
        *(("À noter", note) for note in view.notes),
        *(("Source", source.attribution) for source in declared),
        *(("Licence", licence) for licence in dict.fromkeys(source.licence for source in declared)),
        ("Géographie", f"communes au 1er janvier {view.publication.geo_year}"),
        *((f"Définition ({indicator.short_title})", indicator.definition) for indicator in indicators.values()),
        *meanings(),
        *(
            (f"À ne pas conclure ({indicator.short_title})", text)
            for indicator in indicators.values()
            for text in indicator.not_to_conclude
        ),
        ("Publication", f"données publiées le {formats.day(view.publication.built_at)}"),
        ("Adresse de la page", f"/emploi?{view.question.query}"),
    ]
    return [("Avertissement", mention) for mention in _mentions(view)] + said


def _mentions(view: EmploiView) -> tuple[str, ...]:
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if view.fictitious else ())


def _of(view: EmploiView, place: Territory) -> tuple[str, ...]:
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if place.fictif else ())
