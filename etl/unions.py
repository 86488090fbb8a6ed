"""A poverty rate for a territory that nobody publishes (a SDSeI): exact, bounded, or refused with a sentence.

Persons below the poverty line of a union are added, never rates. What is published fixes them (EPCI, communes); what
is not published leaves certain bounds: nobody poor or everybody poor among the persons concerned, within the total of
their EPCI. No model, no average of what happens to be published. Sums are exactly rounded (fsum): the order in which
communes come never shows in a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import pandas as pd

#: Certain bounds wider than this say too little: no figure is given.
WIDEST_BOUNDS_POINTS = 4.0
#: Persons of the members may differ by this much from the persons of the EPCI before its perimeter is in doubt.
PERIMETER_TOLERANCE = 0.015


@dataclass(frozen=True)
class Rate:
    """A published rate: value and its certain bounds in %, for `persons` persons."""

    value: float
    low: float
    high: float
    persons: float

    @property
    def is_bound_only(self) -> bool:
        """Known as "5 % or less": wider than the rounding of any published rate."""
        return self.high - self.low > 1.0


@dataclass(frozen=True)
class UnionRate:
    """Rate of a union in %, None when its certain bounds (low, high, %) are too wide; persons is its denominator.

    exact: made of whole published EPCI and published communes only, none of them "5 % or less". inside_share: part of
    the persons of the EPCI concerned who live inside. published_share: part of its persons who live in an EPCI held
    whole or in a commune whose rate is published.
    """

    value: float | None
    low: float
    high: float
    persons: float
    exact: bool
    inside_share: float
    published_share: float


@dataclass(frozen=True)
class _Piece:
    """Part of one EPCI inside the union: persons below the line (certain bounds and estimate), persons."""

    low: float
    poor: float
    high: float
    persons: float
    published: float
    touched: float
    exact: bool


def rounding_half_width(values: pd.Series) -> float:
    """Half of the last printed digit of a set of published rates: 0.5 when all are whole numbers, else 0.05."""
    return 0.5 if (values.dropna() % 1 == 0).all() else 0.05


def union_rate(
    communes: frozenset[str],
    members_of: dict[str, set[str]],
    persons: dict[str, float],
    commune_rates: dict[str, Rate],
    epci_rates: dict[str, Rate],
) -> UnionRate | None:
    """Rate of the union of `communes`. None when the persons of one of the communes concerned are not known.

    members_of: {EPCI: all its communes, inside the union or not} for the EPCI concerned. persons: fiscal-household
    persons by commune (hidden counts already shared out within the total of their EPCI).
    """
    pieces = []
    for epci, members in members_of.items():
        inside, outside = members & communes, members - communes
        if any(commune not in persons for commune in members):
            return None
        if inside:
            pieces.append(_piece(inside, outside, persons, commune_rates, epci_rates.get(epci)))
    total = fsum(piece.persons for piece in pieces)
    if total <= 0 or communes - set().union(*members_of.values()):
        return None
    low, poor, high = (100 * fsum(getattr(piece, name) for piece in pieces) / total for name in ("low", "poor", "high"))
    return UnionRate(
        None if high - low > WIDEST_BOUNDS_POINTS else poor,
        low,
        high,
        total,
        all(piece.exact for piece in pieces),
        total / fsum(piece.touched for piece in pieces),
        fsum(piece.published for piece in pieces) / total,
    )


def _piece(
    inside: set[str], outside: set[str], persons: dict[str, float], commune_rates: dict[str, Rate], whole: Rate | None
) -> _Piece:
    total = fsum(persons[commune] for commune in inside)
    if whole is not None and not outside:
        low, poor, high = (bound * total / 100 for bound in (whole.low, whole.value, whole.high))
        return _Piece(low, poor, high, total, total, total, not whole.is_bound_only)
    touched = total + fsum(persons[commune] for commune in outside)
    hidden_in = fsum(persons[commune] for commune in inside if commune not in commune_rates)
    hidden_out = fsum(persons[commune] for commune in outside if commune not in commune_rates)
    fixed, beside = _poor(inside, persons, commune_rates), _poor(outside, persons, commune_rates)
    exact = hidden_in == 0 and not any(commune_rates[commune].is_bound_only for commune in inside)
    low, high = fixed.low, fixed.high + hidden_in
    if whole is None:
        return _Piece(low, (low + high) / 2, high, total, total - hidden_in, touched, exact)
    low = max(low, whole.low * touched / 100 - beside.high - hidden_out)
    high = min(high, whole.high * touched / 100 - beside.low)
    if (
        low > high
    ):  # the figure of the EPCI and those of its communes contradict each other: only the communes are certain
        return _piece(inside, outside, persons, commune_rates, None)
    left = max(0.0, whole.value * touched / 100 - fixed.value - beside.value)
    share_in = hidden_in / (hidden_in + hidden_out) if hidden_in else 0.0
    poor = min(max(fixed.value + left * share_in, low), high)
    return _Piece(low, poor, high, total, total - hidden_in, touched, exact)


def _poor(communes: set[str], persons: dict[str, float], rates: dict[str, Rate]) -> Rate:
    """Persons below the line in the communes whose rate is published (value and bounds are persons here)."""
    known = [(rates[commune], persons[commune]) for commune in communes if commune in rates]
    low, value, high = (
        fsum(getattr(rate, name) * people / 100 for rate, people in known) for name in ("low", "value", "high")
    )
    return Rate(value, low, high, fsum(people for _, people in known))
