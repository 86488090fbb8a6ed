"""Months of the rate of exits from the RSA that can be drawn as one line, and what is said of those left out."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire import formats
from observatoire.typography import french
from observatoire.view.parcours_figures import Fact


def known_months(facts: Sequence[Fact]) -> list[Fact]:
    """Those that have a rate, in the order of `facts`."""
    return [fact for fact in facts if fact.own is not None and fact.own.value is not None]


def settled_months(known: Sequence[Fact]) -> list[Fact]:
    """From the first month that counts at least half as many persons as the latest: before, the extracts fill up."""
    least = (known[-1].own.denominator or 0) / 2
    first = next(place for place, fact in enumerate(known) if (fact.own.denominator or 0) >= least)
    return list(known[first:])


def later_start_words(known: Sequence[Fact], drawn: Sequence[Fact]) -> str:
    """Why the line begins later than the table; nothing when it does not."""
    if len(drawn) == len(known):
        return ""
    first, latest = known[0], known[-1]
    few, many = (formats.count(round(fact.own.denominator), "personne") for fact in (first, latest))
    return french(
        f"La courbe commence en {formats.period(drawn[0].period)}. Avant, l’extrait compte moins de la moitié des "
        f"personnes d’aujourd’hui ({few} en {formats.period(first.period)}, {many} en "
        f"{formats.period(latest.period)}), entrées depuis peu : ces taux ne se comparent pas aux suivants. Le tableau "
        "les donne."
    )
