"""Nearest territories by some variables, and what each variable weighs in the distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Neighbour:
    """distance: root mean square of the standardised differences; 1 is one standard deviation on every variable.

    differences: own − neighbour in standard deviations, by variable; shares: part of each in the squared distance,
    which add up to 1 (all 0 for a twin).
    """

    code: str
    distance: float
    differences: tuple[float, ...]
    shares: tuple[float, ...]


def nearest(code: str, values: Mapping[str, Sequence[float]]) -> list[Neighbour]:
    """Every other territory, nearest first, equal distances by code.

    values: {territory: its value of each variable, in one order}, each known. Standardised by the mean and the standard
    deviation (n − 1) of all the territories; a variable equal everywhere counts for nothing.
    """
    codes = sorted(values)
    table = numpy.array([values[one] for one in codes], dtype=float)
    spread = table.std(axis=0, ddof=1)
    scaled = (table - table.mean(axis=0)) / numpy.where(spread > 0, spread, 1.0)
    own = scaled[codes.index(code)]
    found = []
    for other, row in zip(codes, scaled, strict=True):
        if other == code:
            continue
        difference = own - row
        square = float((difference**2).sum())
        found.append(
            Neighbour(
                other,
                float(numpy.sqrt(square / len(row))),
                tuple(float(step) for step in difference),
                tuple(float(step**2 / square) if square else 0.0 for step in difference),
            )
        )
    return sorted(found, key=lambda neighbour: (neighbour.distance, neighbour.code))
