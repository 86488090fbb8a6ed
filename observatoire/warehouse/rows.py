"""What a row of each published table tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Publication:
    departement: str
    departement_name: str
    built_at: datetime
    demo: bool
    geo_year: int


@dataclass(frozen=True, slots=True)
class Territory:
    level: str
    code: str
    name: str
    parent_departement: str | None
    population: float | None
    fictif: bool
    geo_year: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as published; `value` is None unless status is published or estimated; interval in the same unit."""

    indicator: str
    level: str
    territory: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    status: str
    qualifier: str
    method: str
    source: str
    vintage: str
    breakdown: str = "ensemble"

    @property
    def is_bounded(self) -> bool:
        """A figure known only by a bound ("≤ 5 %", "moins de 5"): no rank, no mean, no difference."""
        return self.qualifier in ("floor", "below_5")

    @property
    def is_running(self) -> bool:
        """A sum of a year that is not over: never beside a whole year."""
        return self.qualifier == "year_to_date"

    @property
    def is_comparable(self) -> bool:
        """A figure exact enough to be ranked and compared."""
        return self.value is not None and not self.is_bounded and self.qualifier != "fragile"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Day by which a tenth more of the persons is served: share served then, in %, with its 95 % interval in multiples
    of 5; at_risk: persons still waiting, about, as the tenth says; None where they are not told. The last point may
    only say how far the cohort was followed without reaching another tenth."""

    day: int
    share: float
    low: float | None
    high: float | None
    at_risk: int | None
