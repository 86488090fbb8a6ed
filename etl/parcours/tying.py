"""Populations of the same persons, one year and the next: what each hides is attacked with all that they tell.

Whoever waits for an orientation on 31 December waited on the one before, or has entered since; a return to work within
the year is a first job of that year or of the next. docs/secret.md tells each of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from etl.parcours.family import ALL
from etl.parcours.persons import Microdata
from etl.parcours.rate_list import FIRST_JOBS, FOR_A_JOB, LEAVERS, ORIENTED, PRESENT
from etl.parcours.settings import ENTRIES
from etl.parcours.settling import Again, Key, Settled, Together, settle_again
from etl.parcours.steps import FIRST_STEP, ORIENTATION_STEP, called
from etl.parcours.waits import ENTERED, FIRST_ORIENTED, OPENED, RECEIVED, dated_from_the_start
from etl.secrecy.audit import Siege
from etl.secrecy.naming import all_but, named
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import mended
from etl.secrecy.ties import Inclusion, Ties
from etl.workers import Each
from observatoire.errors import CheckFailed

#: {key: number of its system} -> inclusions between them.
Inclusions = Callable[[Mapping[Key, int]], list[Inclusion]]
#: Populations tied to one another, the longest to settle first; the last one is kin to those entered.
TIED = (ENTRIES, PRESENT, ENTERED, FIRST_ORIENTED, RECEIVED, FIRST_JOBS, LEAVERS, OPENED)
#: Times that what an attack has found narrow is mended, and all attacked again: the first ones, what more is hidden is
#: only read again.
MOST_TURNS, READ_AGAIN = 8, 3


@dataclass(frozen=True)
class _Count:
    """Persons of a class of a population: of the year, or of some years before or after."""

    population: str
    cls: tuple
    years: tuple[int, ...] = (0,)

    def in_year(self, year: int, number: Mapping[Key, int]) -> list[tuple[int, tuple]] | None:
        """The counts, None when one of them is not told."""
        keys = [(self.population, str(year + shift)) for shift in self.years]
        return [(number[key], self.cls) for key in keys] if all(key in number for key in keys) else None

    def over(self, *years: int) -> _Count:
        return replace(self, years=years)


_ENTERED, _PRESENT, _FIRST_ORIENTED, _RECEIVED, _FIRST_JOBS, _ASKED = (
    _Count(population, named(ALL)) for population in (ENTERED, PRESENT, FIRST_ORIENTED, RECEIVED, FIRST_JOBS, ENTRIES)
)
_ORIENTED, _WAITING = _Count(PRESENT, named(ORIENTED)), _Count(PRESENT, all_but(ORIENTED, ALL))
_OPENED, _EVER_ORIENTED = (_Count(ENTRIES, named(called(step))) for step in (FIRST_STEP, ORIENTATION_STEP))
_BACK = _Count(ENTERED, named("taux_retour_emploi_12_mois"))
_FOR_A_JOB = _Count(LEAVERS, named(FOR_A_JOB))
_FLOWS = [
    # Those left over: who has left since; who has left, or was oriented; who has left without an orientation.
    ([_PRESENT], [_PRESENT.over(-1), _ENTERED], True),
    ([_WAITING], [_WAITING.over(-1), _ENTERED], True),
    ([_WAITING, _FIRST_ORIENTED], [_WAITING.over(-1), _ENTERED], True),
    # Those left over are of several kinds, or counted twice.
    ([_ORIENTED], [_ORIENTED.over(-1), _FIRST_ORIENTED, _ENTERED], False),
    ([_BACK], [_FIRST_JOBS.over(0, 1)], False),
    ([_FOR_A_JOB], [_FIRST_JOBS], False),
    ([_EVER_ORIENTED], [_ENTERED.over(0, 1, 2)], False),
    ([_EVER_ORIENTED], [_RECEIVED.over(0, 1)], False),
    ([_RECEIVED], [_ASKED.over(0, -1)], False),
    ([_FIRST_ORIENTED], [_EVER_ORIENTED.over(0, -1, -2)], False),
]
#: Where the day of an opening is that of the request, whoever is oriented in a cohort has entered in its year.
_ON_REQUEST = [([_OPENED], [_ENTERED], True), ([_EVER_ORIENTED], [_ENTERED], True)]
#: Up to a year, since the first one: whether those left over are persons of one kind (who were oriented later).
_CUMULATED = [(_FIRST_ORIENTED, _EVER_ORIENTED, True), (_RECEIVED, _ASKED, False)]


def inclusions_of(microdata: Microdata) -> Inclusions:
    """What a reader knows of these populations, whatever the extracts."""
    opened_on_request = dated_from_the_start("demande", "ouverture", microdata)

    def found(number: Mapping[Key, int]) -> list[Inclusion]:
        years = sorted({int(period) for _, period in number})
        flows = [*_FLOWS, *(_ON_REQUEST if opened_on_request else [])]
        wanted = [(year, *flow) for year in years for flow in flows]
        for year in years:
            since = range(years[0] - year, 1)
            wanted += [(year, [one.over(*since)], [other.over(*since)], kind) for one, other, kind in _CUMULATED]
        return [made for one in wanted if (made := _inclusion(*one, number))]

    return found


def _inclusion(
    year: int, inside: list[_Count], around: list[_Count], persons: bool, number: Mapping[Key, int]
) -> Inclusion | None:
    sides = [[count.in_year(year, number) for count in side] for side in (inside, around)]
    if any(counts is None for side in sides for counts in side):
        return None
    return Inclusion(*(tuple(one for counts in side for one in counts) for side in sides), persons)


def settle_tied(
    settled: dict[Key, Settled],
    asked: Mapping[Key, Together],
    inclusions: Inclusions,
    rule: Rule,
    each: Each,
    hide_alike: Callable[[], None],
) -> tuple[int, int]:
    """Attack together all that is settled and sealed, and hide what that asks for (in place).

    asked: what each was settled from. hide_alike: hides (in place) what figures hidden elsewhere would be read off.
    -> how many cells were attacked, and how many can still be bounded too narrowly.
    """
    keys = [key for key, one in settled.items() if one.sealed is not None]
    if not keys:
        return 0, 0
    number = {key: place for place, key in enumerate(keys)}
    ties = Ties([settled[key].sealed for key in keys], inclusions(number), rule)
    siege = Siege(ties.system, ties.moves.checked(), ties.openness)
    attacked, asking = 0, 0
    for turn in range(MOST_TURNS):
        hide_alike()
        now = [settled[key] for key in keys]
        hidden = ties.hidden([_pattern(one) for one in now])
        siege.having_read(ties.read([one.sealed.bounds for one in now]))
        wanted = _mended(siege, hidden)
        attacked, asking = int(ties.system.to_check(hidden).sum()), int((wanted & ~hidden).sum())
        if not asking:
            break
        again = []
        for one, begin in zip(now, ties.first, strict=False):
            names = {shown[:-1] for shown in one.sealed.cube.published if wanted[begin + shown.cell]}
            if not names <= one.cells:
                again.append(Again(asked[one.key], one, names | one.cells, only_read=turn < READ_AGAIN))
        settled |= {one.key: one for one in each(settle_again, again)}
        siege.known = siege.proofs(wanted)
    return attacked, asking


def _mended(siege: Siege, hidden: np.ndarray) -> np.ndarray:
    """A pattern (n) with some of what it lacks to be safe; all of it when it cannot be made safe."""
    try:
        return mended(siege, hidden)
    except CheckFailed:  # narrow whatever is hidden: nothing of these populations is told
        return np.ones(siege.system.size, dtype=bool)


def _pattern(settled: Settled) -> np.ndarray:
    """What is hidden (n) once these cells, by their names, are not told."""
    cube = settled.sealed.cube
    hidden = np.ones(cube.system.size, dtype=bool)
    hidden[[one.cell for one in cube.published if one[:-1] not in settled.cells]] = False
    return hidden
