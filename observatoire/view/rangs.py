"""Where a figure stands among those of its level: a rank only where the intervals establish it, and whom it leaves out.

A secret figure may be the highest: how many figures have no place in the order is said with every rank.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.statistics.comparison import Range, compare, ranks
from observatoire.typography import french
from observatoire.view.figures_of import FEWEST_PERSONS, as_range, may_be_judged
from observatoire.warehouse import Observation

#: Smallest number of peers with a value for a rank to mean something; among départements, nearly all of them.
FEWEST_PEERS = 4
FEWEST_DEPARTEMENTS = 80
#: The comparison in which chance has no part: the printed figures are in order, equal ones share a rank.
EXHAUSTIVE = "rounding"
#: Why a figure has no place in the order, one and several.
SECRET, RECENT, FRAGILE = ("secret", "secrets"), ("trop récent", "trop récents"), ("fragile", "fragiles")
BOUNDED, ABSENT = ("connu par une borne", "connus par une borne"), ("sans chiffre", "sans chiffre")
NO_MARGIN = ("sans marge connue", "sans marge connue")
#: Others are named up to this many.
MOST_NAMED = 3


@dataclass(frozen=True)
class Rank:
    """first, last: the best and the worst place, from the highest figure, that the intervals allow; tied: another
    printed figure is the same; unsettled: the territories from which no gap is established.
    """

    first: int
    last: int
    tied: bool = False
    unsettled: tuple[str, ...] = ()

    @property
    def established(self) -> int | None:
        """The rank from the highest figure, None where the intervals allow several."""
        return self.first if self.first == self.last else None

    @property
    def text(self) -> str:
        """ "2", or "1 à 3" where the intervals allow these."""
        first, last = formats.decimal(self.first), formats.decimal(self.last)
        return first if self.first == self.last else f"{first} à {last}"


@dataclass(frozen=True)
class Ranking:
    """{territory: its rank}, and why the others have none: {(one, several): how many}."""

    ranks: Mapping[str, Rank]
    left_out: Mapping[tuple[str, str], int]

    def of(self, territory: str) -> Rank | None:
        return self.ranks.get(territory)

    @property
    def left_out_words(self) -> str:
        """ "2 secrets, 1 fragile"."""
        return ", ".join(formats.count(many, *words) for words, many in self.left_out.items())

    def words(self, territory: str, level: str, indicator: Indicator) -> str:
        """ "2e valeur la plus élevée sur 5 SDSeI au chiffre connu (2 secrets)", or nothing; from the nearer end.

        Where no rank is established: "une des 3 valeurs les plus élevées sur…, sans écart établi avec 2 autres";
        nothing of a figure that differs from no other.
        """
        rank = self.of(territory)
        if rank is None:
            return ""
        many = len(self.ranks)
        among = f"{formats.count_level(many, level)}{self._known(level, indicator)}"
        if rank.established is not None:
            end, place = _from_the_nearer_end(rank, many, self.ranks)
            tied = " ex æquo" if rank.tied else ""
            return f"{'' if place == 1 else f'{formats.decimal(place)}e '}valeur la plus {end}{tied} sur {among}"
        if (rank.first, rank.last) == (1, many):
            return ""
        unsettled = f"sans écart établi avec {formats.count(len(rank.unsettled), 'autre')}"
        if rank.first == 1:
            return f"une des {formats.decimal(rank.last)} valeurs les plus élevées sur {among}, {unsettled}"
        if rank.last == many:
            lowest = formats.decimal(many - rank.first + 1)
            return f"une des {lowest} valeurs les plus basses sur {among}, {unsettled}"
        return f"une valeur de rang {rank.text} en partant de la plus élevée, sur {among}, {unsettled}"

    def _known(self, level: str, indicator: Indicator) -> str:
        """Which territories are in the order, when some are not; hundreds of communes are not counted by reason."""
        if level == "commune":
            least = indicator.fragile_below_population
            return f" de {formats.count(least, 'habitant')} et plus" if least else " au chiffre publié"
        return f" au chiffre connu ({self.left_out_words})" if self.left_out else ""


def _from_the_nearer_end(rank: Rank, many: int, every: Mapping[str, Rank]) -> tuple[str, int]:
    """("élevée" or "basse", place from that end); equal figures share the better place of each end."""
    same = sum(other.first == rank.first for other in every.values()) if rank.tied else 1
    from_lowest = many - rank.first - same + 2
    return ("basse", from_lowest) if from_lowest < rank.first else ("élevée", rank.first)


def ranking_of(figures: Iterable[Observation], indicator: Indicator) -> Ranking:
    """The order of the figures of a level, from the highest; no rank for headcounts, nor among too few figures."""
    every = list(figures)
    ranges = {item.territory: found for item in every if (found := _range(item, indicator)) is not None}
    fewest = FEWEST_DEPARTEMENTS if any(item.level == "departement" for item in every) else FEWEST_PEERS
    if indicator.kind == "count" or len(ranges) < fewest:
        return Ranking({}, {})
    left_out = Counter(_why_left_out(item, indicator) for item in every if item.territory not in ranges)
    exact = indicator.comparison == EXHAUSTIVE
    return Ranking(_printed_order(ranges) if exact else _established_order(ranges, indicator), left_out)


def _range(item: Observation, indicator: Indicator) -> Range | None:
    """What a figure may be, None where it has no place in the order. A median that is not reached is longer than the
    longest wait."""
    if indicator.comparison == EXHAUSTIVE:
        return as_range(item, indicator) if item.is_comparable else None
    days = formats.days_not_reached(item)
    if days and not _is_few(item):
        return Range(days, days, math.inf)
    return as_range(item, indicator) if may_be_judged(item, indicator) else None


def _is_few(item: Observation) -> bool:
    few = item.denominator is not None and item.denominator < FEWEST_PERSONS
    return few or item.qualifier == "fragile"


def _printed_order(ranges: Mapping[str, Range]) -> dict[str, Rank]:
    found = ranks({code: item.value for code, item in ranges.items()}, ascending=False)
    shared = Counter(found.values())
    return {code: Rank(place, place, tied=shared[place] > 1) for code, place in found.items()}


def _established_order(ranges: Mapping[str, Range], indicator: Indicator) -> dict[str, Rank]:
    """Places that the comparisons of each figure with every other allow."""
    found = {}
    for code, own in ranges.items():
        sides = {
            other: compare(item, own, indicator.close_within).side for other, item in ranges.items() if other != code
        }
        above, below = (sum(side == asked for side in sides.values()) for asked in ("higher", "lower"))
        unsettled = tuple(other for other, side in sides.items() if side == "close")
        found[code] = Rank(1 + above, len(ranges) - below, unsettled=unsettled)
    return found


def _why_left_out(item: Observation, indicator: Indicator) -> tuple[str, str]:
    if item.status == "secret":
        return SECRET
    if item.status == "immature":
        return RECENT
    if item.is_bounded:
        return BOUNDED
    if item.value is None and not formats.days_not_reached(item):
        return ABSENT
    return FRAGILE if _is_few(item) else NO_MARGIN


def named(rank: Rank, names: Mapping[str, str]) -> str:
    """From whom no gap is established: "Nive-Nivelle et BAB", or how many they are beyond three."""
    if len(rank.unsettled) > MOST_NAMED:
        return formats.count(len(rank.unsettled), "autre")
    return formats.listed([names[code] for code in rank.unsettled])


def rank_refusal(observation: Observation | None, ranked: bool, indicator: Indicator) -> str:
    """Why no place is said of a figure, as a sentence. `ranked`: whether any other has one."""
    if observation is None or (observation.value is None and not formats.days_not_reached(observation)):
        return french(f"Pas de rang : {formats.why_absent(observation)}.")
    if indicator.kind == "count":
        return "Pas de rang : un grand territoire compte davantage qu’un petit."
    if observation.is_bounded:
        known = formats.figure(observation, indicator)
        return french(f"Pas de rang : « {known} » n’est qu’une borne, la valeur exacte n’est pas publiée.")
    exact = indicator.comparison == EXHAUSTIVE
    if observation.qualifier == "fragile" or (not exact and _is_few(observation)):
        return "Pas de rang : le chiffre repose sur trop peu de personnes."
    if _range(observation, indicator) is None:
        return french("Pas de rang : la marge d’incertitude de ce chiffre n’est pas connue.")
    if not ranked:
        return french("Pas de rang : trop peu de territoires de ce niveau ont un chiffre comparable.")
    return "" if exact else french("Pas de rang : aucun écart n’est établi avec les autres chiffres connus.")
