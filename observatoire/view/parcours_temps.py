"""The parcours over time: persons waiting at the end of each quarter, delays before and after a dated event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observatoire import breakdowns, formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.dates import first_day, last_day
from observatoire.events import WHOLE_DEPARTEMENT, DatedEvent, events_of
from observatoire.typography import french
from observatoire.view.figures_of import evolution, is_rounded_too_much, judge, previous
from observatoire.view.parcours_figures import Figures, comparison_words
from observatoire.view.parcours_question import DELAY
from observatoire.warehouse import Observation, Snapshot, Territory

STOCK = "stock_attente_orientation"
QUARTERS = "delai_median_orientation_trimestre"
#: What the charts of the stock and of the quarters count, after the name of their territory.
STOCK_COUNTS = "personnes au droit ouvert, arrondies à 5 près"
QUARTERS_COUNT = french("en jours, avec l’intervalle à 95 %")
#: Levels at which the delays of a quarter are counted: elsewhere a quarter has too few persons.
QUARTER_LEVELS = ("departement", "sdsei")
#: Said of two intervals that overlap; never "not different", which they do not show.
NOT_SHOWN = "l’écart avec avant n’est pas établi"
#: Why the stock of some ends of year is not there.
WITHOUT_DECEMBER = "Le nombre de décembre n’est donné que pour le département."
ONE_QUARTER = "Un trimestre de chaque côté ne permet pas de conclure."
NOTHING_TO_COMPARE = "Il manque un trimestre connu, avant ou après : rien ne se compare."
NOT_PROVEN = "Une différence avant/après n’est pas un effet prouvé."


@dataclass(frozen=True)
class Stock:
    """Persons waiting at the end of each quarter, oldest first; `parts`: {time waited: figures in the same order}, none
    where the level has no such detail.
    """

    indicator: Indicator
    months: tuple[str, ...]
    totals: tuple[Observation, ...]
    parts: dict[str, tuple[Observation | None, ...]]
    change: str

    @property
    def latest(self) -> Observation | None:
        return next((item for item in reversed(self.totals) if item.value is not None), None)

    def lacks_december(self, level: str) -> bool:
        """Whether ends of year are told of the département only; the département has them, once they have come."""
        return level != "departement" and not any(month.endswith("-12") for month in self.months)


@dataclass(frozen=True)
class EventReading:
    """An event and the delays around it. `here`: it happened in the territory, or in a part of it (`places`);
    `compared`: the figures that `sentences` quote.
    """

    event: DatedEvent
    day: date
    date_text: str
    here: bool
    places: tuple[str, ...]
    sentences: tuple[str, ...]
    compared: tuple[Observation, ...]


@dataclass(frozen=True)
class Quarters:
    """Medians by quarter of entry; `substitute`: those of the département, its territory having none of its own.

    periods: every quarter from the first to the last that is known here, beside or in the département. own, other:
    their figures in the same order, None for a quarter at which too few persons came in; other is empty without a
    territory beside.
    """

    indicator: Indicator
    place: Territory
    periods: tuple[str, ...]
    own: tuple[Observation | None, ...]
    other_place: Territory | None
    other: tuple[Observation | None, ...]
    events: tuple[EventReading, ...]
    substitute: bool

    @property
    def known(self) -> tuple[Observation, ...]:
        """The medians of the place, oldest first."""
        return tuple(item for item in self.own if item is not None and item.value is not None)

    @property
    def absence(self) -> str:
        """That some quarters of the place have no row at all, and why; nothing when they all have one."""
        few = sum(item is None for item in self.own)
        if not few or not self.known:
            return ""
        lack = "n’a" if few == 1 else "n’ont"
        return french(
            f"{formats.decimal(few)} des {formats.decimal(len(self.periods))} trimestres {lack} pas de chiffre"
            f" pour {self.place.name} : trop peu de personnes y sont entrées. La ligne s’y interrompt."
        )


def stock(own: Figures) -> Stock:
    indicator = load_catalogue().indicators[STOCK]
    totals = own.series(STOCK)
    months = tuple(item.period for item in totals)
    parts = {
        waiting: tuple(own.of(STOCK, month, f"attente:{waiting}") for month in months)
        for waiting in breakdowns.modalities("attente")
    }
    if not any(item for found in parts.values() for item in found):
        parts = {}
    latest = next((item for item in reversed(totals) if item.value is not None), None)
    return Stock(indicator, months, totals, parts, _change(totals, latest, indicator))


def _change(totals: tuple[Observation, ...], latest: Observation | None, indicator: Indicator) -> str:
    """ "650 en juin 2025": rounded, the two numbers make no percentage; "+3,8 % depuis juin 2025" of exact ones."""
    before = previous(list(totals), latest) if latest is not None and not latest.is_bounded else None
    if before is None:
        return ""
    if is_rounded_too_much(before, latest, indicator):
        return f"{formats.decimal(before.value)} en {formats.period(before.period)}"
    return evolution(list(totals), latest, indicator, load_catalogue())[0]


def quarters(own: Figures, other: Figures | None, whole: Figures, snapshot: Snapshot) -> Quarters:
    """The series of the territory, else that of the département, with the events of the département."""
    indicator = load_catalogue().indicators[QUARTERS]
    shown = own if own.level in QUARTER_LEVELS and own.series(QUARTERS) else whole
    same = other is None or (other.level, other.code) == (shown.level, shown.code)
    beside = None if same or not other.series(QUARTERS) else other
    series = shown.series(QUARTERS)
    every = [item for found in (shown, beside, whole) if found is not None for item in found.series(QUARTERS)]
    periods = _quarters_between([item.period for item in every])
    publication = snapshot.publication()
    events = events_of(publication.departement, publication.demo)
    return Quarters(
        indicator,
        snapshot.territory(shown.level, shown.code),
        periods,
        _along(periods, series),
        snapshot.territory(beside.level, beside.code) if beside is not None else None,
        _along(periods, beside.series(QUARTERS)) if beside is not None else (),
        tuple(_reading(event, shown, series, snapshot) for event in events) if series else (),
        shown is not own and own.level != "departement",
    )


def _quarters_between(known: list[str]) -> tuple[str, ...]:
    """Every quarter from the first to the last of some, "2024-T3"."""
    if not known:
        return ()
    first, last = min(known), max(known)
    every = (f"{year}-T{quarter}" for year in range(int(first[:4]), int(last[:4]) + 1) for quarter in range(1, 5))
    return tuple(period for period in every if first <= period <= last)


def _along(periods: tuple[str, ...], series: tuple[Observation, ...]) -> tuple[Observation | None, ...]:
    at = {item.period: item for item in series}
    return tuple(at.get(period) for period in periods)


def _reading(event: DatedEvent, shown: Figures, series: tuple[Observation, ...], snapshot: Snapshot) -> EventReading:
    places = () if event.scope == WHOLE_DEPARTEMENT else event.scope
    found = [snapshot.territory(level, code) for level, code in places]
    names = tuple(territory.name for territory in found if territory is not None)
    here = shown.level == "departement" or event.concerns(shown.level, shown.code)
    text = formats.day(date.fromisoformat(event.date)) if len(event.date) == 10 else formats.period(event.date)
    return EventReading(
        event,
        first_day(event.date),
        text,
        here,
        () if event.concerns(shown.level, shown.code) else names,
        *_before_and_after(event, shown, series),
    )


def _before_and_after(
    event: DatedEvent, shown: Figures, series: tuple[Observation, ...]
) -> tuple[tuple[str, ...], tuple[Observation, ...]]:
    """(sentences, figures they quote): whole years around the event, else the quarters around it."""
    years = [item for item in shown.series(DELAY) if item.value is not None]
    around = _around(event, years)
    if around:
        before, *after = around
        said = [f"Avant : {_quoted(before)}.", f"Après : {_quoted(after[0])}, {_than(after[0], before) or NOT_SHOWN}."]
        said += [f"La dernière année : {_quoted(item)}, {_than(item, before) or NOT_SHOWN}." for item in after[1:]]
        said += _skipped(event, before.period, shown.series(DELAY))
        return tuple(french(text) for text in said), around
    around = _around(event, [item for item in series if item.value is not None])
    if not around:
        return (french(NOTHING_TO_COMPARE),), ()
    before, after, *_ = around
    said = [f"Avant : {_quoted(before)}.", f"Après : {_quoted(after)}."]
    between = _quarters_between([before.period, after.period])[1:-1]
    said += _without_figure([item for item in between if _is_beside(item, event)], series)
    return tuple(french(text) for text in (*said, ONE_QUARTER)), (before, after)


def _skipped(event: DatedEvent, since: str, years: tuple[Observation, ...]) -> list[str]:
    """The years of which nothing is told, from the one quoted before the event; those too young to be are not among
    them."""
    hidden = [item.period for item in years if item.period > since and item.status == "secret"]
    return _without_figure([period for period in hidden if _is_beside(period, event)], years)


def _without_figure(periods: list[str], series: tuple[Observation, ...]) -> list[str]:
    """That some periods are skipped, because they have no figure."""
    known = {item.period for item in series if item.value is not None}
    lost = [formats.period(period) for period in periods if period not in known]
    if not lost:
        return []
    return [f"Sans chiffre publié, donc {'sauté' if len(lost) == 1 else 'sautés'} : {formats.listed(lost)}."]


def _is_beside(period: str, event: DatedEvent) -> bool:
    """Whether a period is wholly before or wholly after the event."""
    return last_day(period) < first_day(event.date) or first_day(period) >= last_day(event.date)


def _around(event: DatedEvent, known: list[Observation]) -> tuple[Observation, ...]:
    """The last period wholly before the event, then of those wholly after it the first and the last of the same
    season; nothing when a side is unknown.
    """
    before = next((item for item in reversed(known) if last_day(item.period) < first_day(event.date)), None)
    after = [item for item in known if first_day(item.period) >= last_day(event.date)]
    if before is None or not after:
        return ()
    season = [item for item in after if item.period[4:] == before.period[4:]] or after[:1]
    return (before, *dict.fromkeys((season[0], season[-1])))


def _quoted(observation: Observation) -> str:
    """ "95 jours (entre 88 et 103 jours) pour les entrants de 2022"."""
    indicator = load_catalogue().indicators[observation.indicator]
    interval = formats.interval(observation, indicator)
    value = formats.figure(observation, indicator) + (f" ({interval})" if interval else "")
    quarter = "-T" in observation.period
    return f"{value} pour les entrants {'du ' if quarter else 'de '}{formats.period(observation.period)}"


def _than(after: Observation, before: Observation) -> str:
    """ "plus court qu’avant"; nothing when the two intervals overlap."""
    indicator = load_catalogue().indicators[after.indicator]
    judgement = judge(after, before, indicator)
    if judgement is None:
        return "trop fragile pour être comparé"
    if judgement.side == "close":
        return ""
    return f"{comparison_words(judgement, indicator).partition(' (')[0]} qu’avant"
