"""Days by which shares of some persons were served: what they tell, day by day, of groups that share those persons.

The day of a tenth of a group says that a tenth at least was served by then, and fewer the day before. Beside the same
day of another group, it bounds how many were served among the persons that only one of them holds. Each sum is read
again with what the others gave, and each day with those before and after it, until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from etl.secrecy.groups import Bounds, Groups, bounds_of, ends_of, since, until
from etl.secrecy.rule import Rule

Item = TypeVar("Item")
NOISE = 1e-9


class Windows(NamedTuple):
    """Few persons served after one day and until another (positions in the days), in a group that days are told of, and
    the width to leave around their number: one entry each."""

    group: np.ndarray
    after: np.ndarray
    until: np.ndarray
    width: np.ndarray


def propagated(
    groups: Groups, known: Bounds, bounds: Bounds, required: np.ndarray | float = 0.0, closely: bool = True
) -> Bounds:
    """Bounds (groups × days) of the persons served by each day, after every sum and every day was read again.

    Days are in order: whoever was served stays so, and what a part gains between two days its total gains too, which is
    left out unless read closely. known: bounds of which nothing more follows, before what else was read. Given as they
    are as soon as one is narrower than required.
    """
    ends, before = ends_of(bounds), ends_of(known)
    while True:
        ends = np.stack([until(ends[0]), since(ends[1])])
        if (-ends.sum(axis=0) < required).any():
            return bounds_of(ends)
        news = (ends != before).any(axis=(0, 1))
        before = ends
        if news.any():
            ends = ends.copy()
            ends[:, :, news] = groups.summed(ends[:, :, news])
        elif closely:
            ends = groups.gained(ends)
            closely = not np.array_equal(ends, before)
        else:
            return bounds_of(ends)


@dataclass(frozen=True)
class Waits:
    """What is told of one wait of some persons, and what it is told of.

    days: in order. served, left (groups × days): persons served by then, or who left without it. all (groups): persons.
    shown (groups × days): where the number served is told as it is. group, persons, reached, not_yet (one entry a day
    told): so many persons of the group were served on the day `reached` (inf when it was not told) and fewer on the day
    `not_yet` (-1 when it was not told). even (same entries): they are a share of Kaplan and Meier of the group, which
    those who left have as the others; else they may all be missing.
    """

    groups: Groups
    days: np.ndarray
    served: np.ndarray
    left: np.ndarray
    all: np.ndarray
    shown: np.ndarray
    group: np.ndarray
    persons: np.ndarray
    reached: np.ndarray
    not_yet: np.ndarray
    even: np.ndarray

    def read(
        self,
        told: np.ndarray,
        known: Bounds | None = None,
        required: np.ndarray | float = 0.0,
        closely: bool = True,
    ) -> Bounds:
        """Bounds (groups × days) for who reads what is shown, and some of the days told (mask).

        known: his bounds before he reads these days. required, closely: as in `propagated`.
        """
        known = self.untold if known is None else known
        return propagated(self.groups, known, self.at_sight(told, known), required, closely)

    def at_sight(self, told: np.ndarray, known: Bounds) -> Bounds:
        """The same bounds, each day read alone."""
        low, high = known[0].copy(), known[1].copy()
        group, persons = self.group[told], self.persons[told, None]
        served = self.served[group]
        after, before = self.days >= self.reached[told, None], self.days <= self.not_yet[told, None]
        missing = self.left[group] * np.where(self.even[told, None], persons / self.all[group, None], 1.0)
        least = np.minimum(np.ceil(persons - missing - NOISE), served)  # what was rounded is never false
        most = np.maximum(np.ceil(persons - NOISE) - 1, served)
        np.maximum.at(low, group, np.where(after, least, 0).astype(low.dtype))
        np.minimum.at(high, group, np.where(before, most, self.all[group, None]).astype(high.dtype))
        return low, high

    @cached_property
    def untold(self) -> Bounds:
        """The same bounds, before any day is read: he knows how many persons there are in each group, and how many
        left, more than anybody does."""
        least, most = np.zeros_like(self.served), np.repeat(self.all[:, None], len(self.days), axis=1)
        low, high = (np.where(self.sure, self.served, end) for end in (least, most))
        return propagated(self.groups, (least, most), (low, high))

    @cached_property
    def sure(self) -> np.ndarray:
        """Where the number served (groups × days) is known before any day is read."""
        return self.shown | self.groups.known[:, None]

    def required(self, rule: Rule, hidden: np.ndarray) -> np.ndarray:
        """Width to leave around the persons served (groups × days), where few are served or few wait still, and where
        their number is hidden (mask); 0 elsewhere.

        Without any day told, what is shown may leave less already, and no more is asked then: see etl/secrecy/audit.py.
        """
        few = rule.small(self.served) | rule.small(self.all[:, None] - self.served)
        few |= self.groups.named[:, None] & rule.sensitive_rates(self.served, self.all[:, None])
        width = np.where(self.groups.named, rule.counts.width, rule.counts.overlap_width)[:, None]
        low, high = self.untold
        return np.where((few | hidden) & ~self.groups.known[:, None], np.minimum(width, high - low), 0)

    def windows(self, rule: Rule) -> Windows:
        """42 days less 30 days is a number of persons, like another."""
        told = np.unique(self.group)
        days = self.shown[told]
        for ends in (self.reached, self.not_yet):
            days |= np.array([np.isin(self.days, ends[self.group == group]) for group in told])
        served = self.served[told]
        few = rule.small(served[:, None, :] - served[:, :, None]) & days[:, None, :] & days[:, :, None]
        group, after, until = np.nonzero(few)
        found = Windows(told[group], after, until, np.full(len(group), rule.counts.width))
        low, high = self.served_within(found, self.untold)
        return found._replace(width=np.minimum(found.width, high - low))

    def served_at_sight(self, windows: Windows, bounds: Bounds) -> Bounds:
        """Bounds of the persons served in each window, each group read alone."""
        group, after, until, _ = windows
        low, high = bounds
        return np.maximum(low[group, until] - high[group, after], 0), high[group, until] - low[group, after]

    def served_within(self, windows: Windows, bounds: Bounds) -> Bounds:
        """The same bounds, after every sum was read again."""
        pairs, of = np.unique(np.stack([windows.after, windows.until]), axis=1, return_inverse=True)
        every = np.arange(self.groups.size)[:, None]
        within = ends_of(self.served_at_sight(Windows(every, *pairs, np.zeros(0)), bounds))
        while not np.array_equal(within, narrower := self.groups.summed(within)):
            within = narrower
        low, high = bounds_of(within)
        return low[windows.group, of], high[windows.group, of]

    def safe(
        self, of: Sequence[Item], items: Sequence[Item], required: np.ndarray, rule: Rule
    ) -> tuple[list[Item], Bounds]:
        """Those of the items that leave the width required (groups × days), as `told_safely` tells them, and the bounds
        (groups × days) of who reads them.

        of: the item that tells each day.
        """
        number = {item: place for place, item in enumerate(items)}
        item_of = np.array([number[item] for item in of])
        windows = self.windows(rule)

        def days_of(some: Iterable[Item]) -> np.ndarray:
            return np.isin(item_of, [number[item] for item in some])

        def narrow(bounds: Bounds) -> np.ndarray:
            return bounds[1] - bounds[0] < windows.width

        def betrays_alone() -> set[Item]:
            found, left = set(), dict(zip(of, self.group, strict=True))
            while left:
                one_a_group = {group: item for item, group in left.items()}
                read = self.at_sight(days_of(one_a_group.values()), self.untold)
                betrayed = windows.group[narrow(self.served_at_sight(windows, read))]
                found |= {one_a_group[group] for group in betrayed if group in one_a_group}
                left = {item: group for item, group in left.items() if one_a_group[group] != item}
            return found

        def leave(closely: bool, known: dict[tuple[Item, ...], Bounds]) -> Callable[[list[Item], list[Item]], bool]:
            """Whether items leave what is required beside others, of which what is known is kept."""
            within = self.served_within if closely else self.served_at_sight

            def beside(told: list[Item], more: list[Item]) -> bool:
                low, high = self.read(days_of(more), known[tuple(told)], required, closely)
                if (high - low < required).any() or narrow(within(windows, (low, high))).any():
                    return False
                known[*told, *more] = low, high
                return True

            return beside

        alone, known = betrays_alone(), {(): self.untold}
        some = told_safely([item for item in items if item not in alone], leave(False, {(): self.untold}))
        told = told_safely(some, leave(True, known))
        return told, known[tuple(told)]


def told_safely(
    items: Sequence[Item], safe: Callable[[list[Item], list[Item]], bool], suspects: Collection[Item] = ()
) -> list[Item]:
    """The items that may be told together, the first of them before the others.

    safe: whether more items may be told beside some that may; telling nothing is safe. suspects: those that may be in
    cause, tried after the others. Many are tried at once, then each half with what is told already: few tries, when few
    items are in cause.
    """

    def told_with(told: list[Item], more: list[Item]) -> list[Item]:
        if not more or safe(told, more):
            return told + more
        if len(more) == 1:
            return told
        half = len(more) // 2
        return told_with(told_with(told, more[:half]), more[half:])

    told = told_with([], [item for item in items if item not in suspects])
    return told_with(told, [item for item in items if item in suspects])
