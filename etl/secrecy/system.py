"""Everything published together, as cells and sums: what the secrecy engine protects and what an attacker reads.

A cell is one count or magnitude; a relation says that a total is the sum of other cells. Hierarchies that do not nest,
breakdowns, and rates with a published denominator are relations that share cells. Nothing here knows of RSA.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from observatoire.errors import CheckFailed
from observatoire.formats import count

#: What hiding a zero costs, against log(1 + value) for another cell: a zero protects nobody and is hidden last.
ZERO_COST = 1e4
#: Width of the interval that must remain around a hidden count (domain rule: three values besides the true one).
COUNT_WIDTH = 3.0


@dataclass(frozen=True)
class System:
    """n cells and m relations. Arrays of n unless said.

    values: true values, ≥ 0. publishable: False for a cell that is never shown (an overlap of two territories, the
    complement of a rate): hidden at no cost. sensitive: must not be recovered, by the primary rule. cost: loss when
    the cell is hidden. width: an attacker's interval must be at least this wide around the cell when it is hidden.
    low, high: bounds that everybody knows; equal where the value is known to everybody though not shown.
    guess_low, guess_high: bounds that one who knows the rule may guess for a sensitive cell that he sees hidden.
    insiders: for each contributor, the least and the most that each cell can be for him (2 × n), who knows what he
    brings to it. whole: values are counts, an attacker knows it.
    start (m + 1), members, sign: relation r says that the sum of sign × value over members[start[r]:start[r+1]] is
    zero; its first member is the total, of sign -1. implied (m): relations that follow from the others, useful to
    subtractions and useless to linear programs.
    """

    values: np.ndarray
    publishable: np.ndarray
    sensitive: np.ndarray
    cost: np.ndarray
    width: np.ndarray
    low: np.ndarray
    high: np.ndarray
    guess_low: np.ndarray
    guess_high: np.ndarray
    insiders: tuple[np.ndarray, ...]
    whole: bool
    start: np.ndarray
    members: np.ndarray
    sign: np.ndarray
    implied: np.ndarray

    def __post_init__(self):
        for one in fields(self):
            if isinstance(array := getattr(self, one.name), np.ndarray):
                array.flags.writeable = False

    @property
    def size(self) -> int:
        return len(self.values)

    @cached_property
    def relation_of(self) -> np.ndarray:
        """Relation of each entry of `members`."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def everybody_knows(self) -> np.ndarray:
        """Cells whose value is known to everybody, shown or not."""
        return self.low == self.high

    @cached_property
    def may_choose(self) -> np.ndarray:
        """Cells that a pattern may show or hide: neither sensitive nor never shown."""
        return self.publishable & ~self.sensitive & ~self.everybody_knows

    @cached_property
    def sums_of_others(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cells that are only watched: never shown, bounded by nothing, total of one relation and part of none.

        As their mask (n), then pairs (cell, part). They add nothing to what an attacker knows of the others.
        """
        own = ~self.implied
        appearances = np.bincount(self.members[own[self.relation_of]], minlength=self.size)
        unbounded = (self.low == 0) & np.isinf(self.high) & (self.guess_low == 0) & np.isinf(self.guess_high)
        totals = self.members[self.start[:-1]]
        watched = np.zeros(self.size, dtype=bool)
        watched[totals[own]] = (unbounded & ~self.publishable & (appearances == 1))[totals[own]]
        inside = watched[totals][self.relation_of] & own[self.relation_of] & (self.sign > 0)
        return watched, totals[self.relation_of[inside]], self.members[inside]

    @cached_property
    def own_relations(self) -> np.ndarray:
        """Relations (mask, m) that say it all: neither implied by others nor of a cell that is only watched."""
        return ~self.implied & ~self.sums_of_others[0][self.members[self.start[:-1]]]

    @cached_property
    def surface_relations(self) -> np.ndarray:
        """Relations (mask, m) among figures shown or withheld: at most one member is never shown."""
        beneath = (~self.publishable & ~self.everybody_knows)[self.members]
        return self.per_relation(beneath) <= 1

    @cached_property
    def hubs(self) -> np.ndarray:
        """Cells (n) that several sums cut in different ways: holding them still parts what they tie."""
        totals = self.members[self.start[:-1]][self.own_relations]
        return np.bincount(totals, minlength=self.size) > 1

    def per_relation(self, entries: np.ndarray) -> np.ndarray:
        """Sum of one number an entry of `members`, by relation."""
        return np.bincount(self.relation_of, weights=entries, minlength=len(self.start) - 1)

    def to_check(self, hidden: np.ndarray) -> np.ndarray:
        """Cells that must stay uncertain: every figure withheld, whatever the reason, and what was not to be known."""
        return ((hidden & self.publishable) | self.sensitive) & ~self.everybody_knows


def make_system(
    values: Sequence[float],
    relations: Iterable[tuple[int, Sequence[int]]],
    *,
    sensitive: Sequence[bool] | None = None,
    publishable: Sequence[bool] | None = None,
    cost: Sequence[float] | None = None,
    width: Sequence[float] | float = COUNT_WIDTH,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    guess: tuple[Sequence[float], Sequence[float]] | None = None,
    insiders: Sequence[np.ndarray] = (),
    whole: bool = True,
) -> System:
    """A system from its values and its relations (index of the total, indices of the parts).

    Defaults: everything may be shown, nothing is sensitive, cost is log(1 + value), an attacker knows only that values
    are not negative and guesses nothing. Raises CheckFailed when a relation does not add up.
    """
    listed = [(total, *parts) for total, parts in relations]
    lengths = np.array([len(cells) for cells in listed], dtype=np.int64)
    members = np.array([cell for cells in listed for cell in cells], dtype=np.int64)
    return system_from_arrays(
        np.asarray(values, dtype=float),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        members,
        sensitive=sensitive,
        publishable=publishable,
        cost=cost,
        width=width,
        low=low,
        high=high,
        guess=guess,
        insiders=insiders,
        whole=whole,
    )


def system_from_arrays(
    values: np.ndarray,
    start: np.ndarray,
    members: np.ndarray,
    *,
    sensitive=None,
    publishable=None,
    cost=None,
    width=COUNT_WIDTH,
    low=None,
    high=None,
    guess=None,
    insiders=(),
    whole: bool = True,
    implied=None,
) -> System:
    """The same as make_system with relations already in compressed rows (each begins with its total)."""
    size = len(values)

    def filled(given, default, kind=float) -> np.ndarray:
        return np.array(np.broadcast_to(default if given is None else np.asarray(given, dtype=kind), size), dtype=kind)

    sign = np.ones(len(members))
    sign[start[:-1]] = -1.0
    lows, highs = filled(low, 0.0), filled(high, np.inf)
    guesses = (lows, highs) if guess is None else guess
    default_cost = np.where(values > 0, np.log1p(values), ZERO_COST)
    system = System(
        values=values,
        publishable=filled(publishable, True, bool),
        sensitive=filled(sensitive, False, bool),
        cost=filled(cost, default_cost),
        width=filled(width, COUNT_WIDTH),
        low=lows,
        high=highs,
        guess_low=filled(guesses[0], 0.0),
        guess_high=filled(guesses[1], np.inf),
        insiders=tuple(insiders),
        whole=whole,
        start=start,
        members=members,
        sign=sign,
        implied=np.zeros(len(start) - 1, dtype=bool) if implied is None else np.asarray(implied, dtype=bool),
    )
    gaps = np.abs(system.per_relation(sign * values[members]))
    if (gaps > 1e-6 * (1 + np.abs(values).max(initial=0))).any():
        wrong = count(int((gaps > 1e-6).sum()), "somme ne tombe pas juste", "sommes ne tombent pas juste")
        raise CheckFailed(
            f"Secret statistique : {wrong} dans le système à protéger ; les parties et leur total doivent venir du "
            "même comptage."
        )
    outside = (values < lows) | (values > highs) | (values < system.guess_low) | (values > system.guess_high)
    if outside.any():
        wrong = count(int(outside.sum()), "cellule est hors", "cellules sont hors")
        raise CheckFailed(
            f"Secret statistique : {wrong} des bornes que tout le monde connaît ; vérifiez les bornes données avec les "
            "effectifs."
        )
    return system
