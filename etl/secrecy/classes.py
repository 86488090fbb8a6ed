"""Published classes as sets of base classes: what each is the sum of, and what is left when it is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Classes:
    """base: base classes; sets: each a set of base numbers, the single base classes first; published: {name: number of
    its set}; denominator: number of its set, None without one; complements: {number of a published set: number of what
    the denominator has besides}.
    """

    base: tuple[str, ...]
    sets: tuple[frozenset[int], ...]
    published: dict[str, int]
    denominator: int | None
    complements: dict[int, int]

    @cached_property
    def matrix(self) -> np.ndarray:
        """Base classes × sets, 1 where the set holds the class."""
        return np.array([[float(base in held) for held in self.sets] for base in range(len(self.base))])

    @property
    def wholes(self) -> np.ndarray:
        """Which sets are everybody, or the denominator."""
        every = np.array([len(held) == len(self.base) for held in self.sets])
        return every | (np.arange(len(self.sets)) == self.denominator)

    @cached_property
    def begun(self) -> list[tuple[list[int], list[int]]]:
        """For each set, those that it is the sum of: the largest published class inside a published one, if there is
        any, and the base classes left."""
        shown, found = set(self.published.values()), []
        for number, held in enumerate(self.sets):
            within = [one for one in shown if self.sets[one] < held] if number in shown else []
            inside = [max(within, key=self.size_of)] if within else []
            found.append((inside, sorted(held.difference(*(self.sets[one] for one in inside)))))
        return found

    def sums(self) -> dict[tuple[int, ...], bool]:
        """{(set, sets that add up to it): whether it follows from the others}.

        Each set is the largest smaller one and the base classes left; the denominator is each set and its complement.
        """
        found = {}
        for number, held in enumerate(self.sets):
            if len(held) > 1:
                inside = max((other for other in range(number) if self.sets[other] < held), key=self.size_of)
                found[number, *sorted([inside, *held - self.sets[inside]])] = False
        for published, complement in self.complements.items():
            found.setdefault((self.denominator, *sorted([published, complement])), True)
        return found

    def size_of(self, number: int) -> int:
        """How many base classes a set holds."""
        return len(self.sets[number])


def classes_of(published: Mapping[str, tuple[str, ...]], denominator: str | None) -> Classes:
    """The classes of a layout; sets are sorted by size, so that a set comes after those that it holds."""
    base = tuple(sorted({name for names in published.values() for name in names}))
    held = {name: frozenset(base.index(one) for one in names) for name, names in published.items()}
    whole = held.get(denominator, frozenset())
    rests = {whole - one for one in held.values() if one < whole}
    singles = [frozenset([number]) for number in range(len(base))]
    several = sorted(
        {one for one in rests | set(held.values()) if len(one) > 1}, key=lambda one: (len(one), sorted(one))
    )
    sets = (*singles, *several)
    number = {one: position for position, one in enumerate(sets)}
    complements = {number[one]: number[whole - one] for one in held.values() if one < whole}
    names = {name: number[one] for name, one in held.items()}
    return Classes(base, sets, names, names.get(denominator), complements)
