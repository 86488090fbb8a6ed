"""Pieces of the figures of a document: an observation as a cell, as a mark of a chart, as the address of its proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.common import FICTITIOUS, capitalized, value_of
from observatoire.documents.model import Cell, Column, Evidence, Point, Sentence, Table
from observatoire.typography import french
from observatoire.view.paire import of
from observatoire.view.parcours_figures import figure_words, why
from observatoire.warehouse import Observation, Publication, Territory
from observatoire.words import DEMO

#: A drawing is told in words up to this number of marks; its table has them all.
MOST_TOLD = 8
#: Territories without a figure are named up to this number.
MOST_NAMED = 3
#: More categories than this no longer fit on a slide.
MOST_BARS = 30


def evidence_of(observation: Observation | None) -> Evidence | None:
    if observation is None:
        return None
    return Evidence(
        observation.indicator, observation.level, observation.territory, observation.period, observation.breakdown
    )


def point_of(observation: Observation | None, indicator: Indicator) -> Point:
    """A mark, with its interval when it has one; a figure known by its bounds is words and no mark.

    Its ends have the decimals that are printed, as its value: all of theirs would tell how many persons there are.
    """
    value = value_of(observation, indicator)
    low = high = None
    if value is not None and formats.interval(observation, indicator):
        decimals = indicator.decimals_at(observation.level)
        low, high = (round(end, decimals) + 0.0 for end in (observation.low, observation.high))
    return Point(value, figure_words(observation, indicator), low, high, evidence_of(observation))


def cell_of(observation: Observation | None, indicator: Indicator) -> Cell:
    """A number without its unit, which the heading has; else why there is none."""
    value = value_of(observation, indicator)
    if value is None:
        return Cell(figure_words(observation, indicator), evidence=evidence_of(observation))
    decimals = indicator.decimals_at(observation.level)
    return Cell(formats.decimal(value, decimals), value, decimals, evidence_of(observation))


def number_column(heading: str, unit: str) -> Column:
    """A unit that the heading names is not written again."""
    return Column(heading, unit if formats.unit_after(heading, unit) else "", number=True)


def table_of(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    pinned: Sequence[int] = (),
    highlighted: Sequence[int] = (),
) -> Table:
    return Table(french(caption), tuple(columns), tuple(tuple(row) for row in rows), tuple(pinned), tuple(highlighted))


def told(kind: str, names: Sequence[str], points: Sequence[Point]) -> str:
    """ "Barres : Est Béarn 8,8 %, … et 12 autres." for those who do not see the drawing."""
    marks = [f"{name} {point.text}" for name, point in zip(names, points, strict=True)]
    rest = len(marks) - MOST_TOLD
    more = f", et {formats.count(rest, 'autre')} dans le tableau" if rest > 0 else ""
    return french(f"{kind} : {' ; '.join(marks[:MOST_TOLD])}{more}.")


def absences(named: Iterable[tuple[str, Observation | None]]) -> tuple[str, ...]:
    """Why figures are absent, fragile or of a year not over, a sentence a reason: its territories or periods when they
    are few.
    """
    reasons: dict[tuple[str, str], list[str]] = {}
    for name, item in named:
        if item is not None and item.value is not None and item.is_running:
            reasons.setdefault(("Année en cours", _running(item)), []).append(name)
        if item is None or (item.value is not None and item.qualifier != "fragile"):
            continue
        reason = why(item) or french(formats.why_absent(item))
        word = "Fragile" if item.value is not None else capitalized(formats.STATUS_WORDS[item.status])
        for prefix in ("fragile : ", "caché : "):
            reason = reason.removeprefix(french(prefix))
        if reason and reason.casefold() != word.casefold():
            reasons.setdefault((word, reason), []).append(name)
    return tuple(
        french(f"{word}{f' ({_listed(names)})' if len(names) <= MOST_NAMED else ''} : {reason}.")
        for (word, reason), names in reasons.items()
    )


def _running(item: Observation) -> str:
    return french(formats.year_so_far(item)).removeprefix("année en cours, ")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def sources_of(lines: Iterable[str]) -> str:
    """Several source lines as one: "Source : Insee…, millésime 2021 ; Cnaf…. Géographie : …"."""
    start, geography = french("Source : "), french(" Géographie : ")
    said: dict[str, None] = {}
    end = ""
    for line in lines:
        title, mark, place = line.removeprefix(start).partition(geography)
        said[title.rstrip(".")] = None
        end = end or mark + place
    return french(f"{start}{' ; '.join(said)}.{end}")


def mentions_of(publication: Publication, places: Iterable[Territory | None]) -> tuple[str, ...]:
    """What the figure must not travel without: invented data, illustrative boundaries."""
    fictitious = any(place is not None and place.fictif for place in places)
    return ((DEMO,) if publication.demo else ()) + ((FICTITIOUS,) if fictitious else ())


def with_date(source: str, publication: Publication) -> str:
    """The source line, and when what it says was published here."""
    return f"{source} Données publiées le {formats.day(publication.built_at)}."


def between(periods: Sequence[str]) -> str:
    """Of periods, oldest first: ", de mars 2022 à juin 2026", ", 2025" for one, nothing for none."""
    if len(set(periods)) < 2:
        return "".join(f", {formats.period(period)}" for period in dict.fromkeys(periods))
    return f", {of(periods[0])} {'au' if '-T' in periods[-1] else 'à'} {formats.period(periods[-1])}"


def said(text: str, *observations: Observation | None) -> Sentence:
    return Sentence(french(text), tuple(found for item in observations if (found := evidence_of(item)) is not None))


def definition_of(indicators: Sequence[Indicator]) -> str:
    """The definition of one indicator, or each with its name."""
    if len(indicators) == 1:
        return indicators[0].definition
    return " ".join(french(f"{item.title} : {item.definition}") for item in indicators)


def cautions_of(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for item in indicators for text in item.not_to_conclude))


def key_of(*words: str) -> str:
    """An ASCII key: "carte-taux-pauvrete-sdsei-2021"."""
    return formats.slug(*words)
