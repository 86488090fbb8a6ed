"""The figures of the parcours screen as CSV and Excel: one question or all of them, from the view of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from observatoire import formats
from observatoire.breakdowns import TOTAL, parse
from observatoire.catalogue import load_catalogue
from observatoire.documents.code_words import code_words
from observatoire.documents.common import FICTITIOUS
from observatoire.documents.facts import COLUMNS, curve_row, meanings, row
from observatoire.documents.file_names import file_stem
from observatoire.documents.model import Figure
from observatoire.documents.sheet import Cell, Sheet, sheet_csv, sheet_xlsx
from observatoire.typography import french
from observatoire.view.parcours import QUESTIONS, SOURCE, ParcoursView
from observatoire.view.parcours_attente import Curve
from observatoire.view.parcours_etapes import TOO_RECENT
from observatoire.view.parcours_figures import Fact
from observatoire.view.parcours_question import DELAY
from observatoire.view.parcours_temps import NOT_PROVEN
from observatoire.warehouse import Observation, Territory
from observatoire.words import DEMO

TITLE = "Parcours du RSA à l’emploi"
ELSEWHERE = (
    "les définitions partent de la demande ; une ligne dont la ventilation est « Depuis… » compte le délai depuis ce "
    "jour, comme le dit le nom de son indicateur"
)
#: Mention of each point of a curve whose year is too young for a median.
PARTIAL_YEAR = "année trop récente : la courbe ne compte que les personnes déjà entrées"
Shown = tuple[Fact, Observation | None, Territory]


def parcours_csv(view: ParcoursView, question: str = "", kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figures of the file that have a code."""
    return sheet_csv(_sheet(view, question, kept))


def parcours_xlsx(view: ParcoursView, question: str = "", kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figures of the file that have a code."""
    return sheet_xlsx(_sheet(view, question, kept))


def file_name(view: ParcoursView, question: str, extension: str) -> str:
    """A readable ASCII name: "parcours-attente-sdsei-est-bearn-2025.csv"."""
    asked = view.question
    stem = file_stem(view.publication, "parcours", question, asked.niveau, view.territory.name, asked.periode)
    return f"{stem}.{extension}"


def _sheet(view: ParcoursView, question: str, kept: Sequence[Figure]) -> Sheet:
    asked = [question] if question in QUESTIONS else list(QUESTIONS)
    return Sheet(
        f"{TITLE}, {view.territory.name}, {view.question.periode}",
        view.subtitle,
        COLUMNS,
        tuple(cells for name in asked for cells in _rows(view, name)),
        (*((french(label), french(text)) for label, text in _words(view, asked)), *code_words(kept)),
        _mentions(view),
        view.publication.built_at.date(),
    )


def _rows(view: ParcoursView, question: str) -> Iterator[tuple[Cell, ...]]:
    words = QUESTIONS[question]
    recent = [step.fact for step in view.blocks.steps if question == "etapes" and view.is_recent(step)]
    for fact, observation, place in told_figures(view, question):
        mentions = (*_mentions_of(view, place), *([french(TOO_RECENT)] if fact in recent else []))
        told = (words, fact.indicator, observation, place, fact.period, fact.breakdown, mentions)
        yield row(*told, fact.too_recent)
    if question == "attente":
        young = (french(PARTIAL_YEAR),) if view.blocks.waits.is_recent else ()
        for curve, place in curves(view):
            for point in curve.points:
                asked = view.question
                yield curve_row(
                    words,
                    load_catalogue().indicators[DELAY],
                    point,
                    curve.median,
                    place,
                    asked.periode,
                    asked.delay_breakdown,
                    (*_mentions_of(view, place), *young),
                )


def told_figures(view: ParcoursView, question: str) -> Iterator[Shown]:
    """The figures shown, then those by kind of person or of orientation that the screen keeps closed."""
    yield from shown_figures(view, question)
    groups = {"publics": view.blocks.shares, "pratiques": view.blocks.kinds}.get(question, ())
    for fact in (fact for group in groups for kind in group.rows for fact in kind.facts):
        if fact.own is not None:
            yield fact, fact.own, view.territory


def shown_figures(view: ParcoursView, question: str) -> Iterator[Shown]:
    """Every figure of a question: that of the territory, then that of the territory beside it."""
    blocks = view.blocks
    if question == "territoires":
        if blocks.places is not None:
            for line in blocks.places.rows:
                yield line.fact, line.fact.own, line.territory
        return
    if question == "stock":
        yield from _stock(view)
        return
    if question == "evenements":
        yield from _quarters(view)
        return
    really = [blocks.waits.really] if blocks.waits.really is not None else []
    facts = {
        "etapes": [item for step in blocks.steps for item in step.facts],
        "attente": [blocks.waits.mean, *blocks.waits.origins],
        "seuils": [item.fact for item in (*blocks.waits.limits, *blocks.waits.rows)] + really,
        "publics": [fact for group in blocks.attributes for _, fact in group.rows],
        "pratiques": [fact for rates in blocks.practices.values() for fact in rates],
    }[question]
    for fact in dict.fromkeys(facts):
        yield fact, fact.own, view.territory
        if view.other is not None and question != "publics":
            yield fact, fact.other, view.other


def _stock(view: ParcoursView) -> Iterator[Shown]:
    stock = view.blocks.stock
    for place, month in enumerate(stock.months):
        found = {TOTAL: stock.totals[place]} | {f"attente:{key}": items[place] for key, items in stock.parts.items()}
        for breakdown, observation in found.items():
            yield Fact(stock.indicator, month, breakdown, observation), observation, view.territory


def _quarters(view: ParcoursView) -> Iterator[Shown]:
    shown = view.blocks.quarters
    for series, place in ((shown.own, shown.place), (shown.other, shown.other_place)):
        for period, observation in zip(shown.periods, series, strict=False):
            yield Fact(shown.indicator, period, TOTAL, observation), observation, place
    years = load_catalogue().indicators[DELAY]
    compared = dict.fromkeys(item for event in shown.events for item in event.compared if item.indicator == DELAY)
    for observation in compared:
        yield Fact(years, observation.period, observation.breakdown, observation), observation, shown.place


def curves(view: ParcoursView) -> list[tuple[Curve, Territory]]:
    """The curve of the territory, then that of the territory beside it."""
    waits = view.blocks.waits
    found = [(waits.own, view.territory)]
    return [*found, (waits.other, view.other)] if waits.other is not None else found


def _words(view: ParcoursView, asked: list[str]) -> list[tuple[str, str]]:
    """Everything a reader needs beside the cells, in reading order."""
    indicators = {fact.indicator.id: fact.indicator for name in asked for fact, _, _ in told_figures(view, name)}
    source = load_catalogue().sources[SOURCE]
    said = [
        ("Titre", f"{TITLE} : {view.subtitle}"),
        *(("Question", QUESTIONS[name]) for name in asked),
        *(("À noter", note) for note in view.notes),
        *([("Étapes", view.follow_up.words)] if "etapes" in asked and view.follow_up is not None else []),
        ("Source", view.source.removeprefix(french("Source : "))),
        ("Licence", source.licence),
        *(("Limite", caveat) for caveat in source.caveats),
        *((f"Définition ({indicator.short_title})", indicator.definition) for indicator in indicators.values()),
        *([("Point de départ", ELSEWHERE)] if _starts_elsewhere(view, asked) else []),
        *meanings(),
        *(("À ne pas conclure", NOT_PROVEN) for name in asked if name == "evenements"),
        *(
            (f"À ne pas conclure ({indicator.short_title})", text)
            for indicator in indicators.values()
            for text in indicator.not_to_conclude
        ),
        ("Publication", f"données publiées le {formats.day(view.publication.built_at)}"),
        ("Adresse de la page", f"/parcours?{view.question.query}"),
    ]
    return [("Avertissement", mention) for mention in _mentions(view)] + said


def _starts_elsewhere(view: ParcoursView, asked: list[str]) -> bool:
    return any(parse(fact.breakdown)[0] == "origine" for name in asked for fact, _, _ in shown_figures(view, name))


def _mentions(view: ParcoursView) -> tuple[str, ...]:
    shown = [view.territory, view.other] + (
        [row.territory for row in view.blocks.places.rows] if view.blocks.places else []
    )
    fictitious = any(place is not None and place.fictif for place in shown)
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if fictitious else ())


def _mentions_of(view: ParcoursView, place: Territory) -> tuple[str, ...]:
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if place.fictif else ())
