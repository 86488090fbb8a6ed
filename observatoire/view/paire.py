"""A figure then and now: what was kept, what the same period says today, and the latest one, in words.

What it was is told only where the same figure, of the same period, is still published: a figure that has become secret
is told as such, and its old value is printed nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.view.etat import is_told
from observatoire.view.figures_of import NOT_ESTABLISHED, break_between, judge
from observatoire.view.parcours_figures import figure_words
from observatoire.warehouse import Observation


@dataclass(frozen=True)
class Pair:
    """A series in two states: `then` as it was kept, `again` the same period today, `latest` today's latest one."""

    indicator: Indicator
    then: Observation
    again: Observation | None
    latest: Observation | None

    @property
    def is_new(self) -> bool:
        return is_told(self.latest) and self.latest.period > self.then.period

    @property
    def is_hidden_since(self) -> bool:
        """It had a value, and has none any more."""
        return self.then.value is not None and (self.again is None or self.again.value is None)


def pair_of(kept: dict[str, Observation], today: dict[str, Observation]) -> Pair:
    """The latest figure kept of a series, beside what today says of it; both by period.

    A year that is not over comes after the others, whatever its date.
    """
    then = kept[max(kept, key=lambda period: (not kept[period].is_running, period))]
    told = [period for period, item in today.items() if is_told(item) and not item.is_running]
    told = told or [period for period, item in today.items() if is_told(item)]
    latest = today[max(told)] if told else None
    return Pair(load_catalogue().indicators[then.indicator], then, today.get(then.period), latest)


def movement(pair: Pair) -> str:
    """The change from the figure kept to today's latest, in words, both as published today: "+0,3 point", "stable"…

    "" where one of the two is not known, or where they are not of the same season.
    """
    start, end, indicator = pair.again, pair.latest, pair.indicator
    if not pair.is_new or start is None or start.value is None or end.value is None or not _same_season(start, end):
        return ""
    found = break_between(load_catalogue(), indicator.id, end.level, start.period, end.period)
    if found is not None:
        return f"non comparable : rupture de série {formats.during(found.period)}"
    if start.is_bounded or end.is_bounded:
        return "non comparable : une borne seulement est connue"
    if indicator.kind == "count":
        gap = end.value - start.value
        return formats.difference(gap, indicator, end.level) if round(gap, indicator.decimals) else "stable"
    judgement = judge(end, start, indicator)
    if judgement is None:
        return "non comparé"
    return NOT_ESTABLISHED if judgement.side == "close" else judgement.text


def then_words(pair: Pair) -> str:
    """ "8,8 % en 2021", or why it is not told."""
    if pair.is_hidden_since:
        secret = pair.again is not None and pair.again.status == "secret"
        return f"chiffre {of(pair.then.period)}, {'secret aujourd’hui' if secret else 'qui n’est plus publié'}"
    return f"{figure_words(pair.then, pair.indicator)} {at(pair.then.period)}"


def now_words(pair: Pair) -> str:
    if pair.latest is None:
        return "non disponible"
    return f"{figure_words(pair.latest, pair.indicator)} {at(pair.latest.period)}"


def change_words(pair: Pair) -> str:
    """ "+0,6 point", "écart non établi", "non comparable : …", "pas de nouveau chiffre"…"""
    if pair.latest is None or pair.latest.value is None or pair.is_hidden_since:
        return "non comparable"
    if pair.is_new:
        return movement(pair) or "non comparable"
    if pair.then.value is None:
        return "chiffre publié depuis"
    told = {figure_words(item, pair.indicator) for item in (pair.then, pair.latest)}
    return "pas de nouveau chiffre" if len(told) == 1 else "chiffre révisé"


def at(period: str) -> str:
    """ "en 2021", "en décembre 2024", "au 3e trimestre 2025"."""
    return f"{'au' if '-T' in period else 'en'} {formats.period(period)}"


def of(period: str) -> str:
    """ "de 2021", "de décembre 2024", "d’août 2024", "du 3e trimestre 2025"."""
    words = formats.period(period)
    if "-T" in period:
        return f"du {words}"
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def _same_season(before: Observation, after: Observation) -> bool:
    return before.period.partition("-")[2] == after.period.partition("-")[2]
