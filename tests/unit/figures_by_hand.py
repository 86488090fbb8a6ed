"""Observations written by hand, for the tests of verdicts, trends and alerts."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.catalogue import Indicator, load_catalogue
from observatoire.statistics.intervals import wilson
from observatoire.warehouse import Observation, Territory

CATALOGUE = load_catalogue()
#: A share of persons counted, better high; a rate published and rounded, better low; a delay with its interval.
PRESENCE = CATALOGUE.indicators["taux_presence_rdv"]
POVERTY = CATALOGUE.indicators["taux_pauvrete"]
UNEMPLOYMENT = CATALOGUE.indicators["taux_chomage_localise"]
DELAY = CATALOGUE.indicators["delai_median_orientation"]
HOUSEHOLDS = CATALOGUE.indicators["foyers_rsa"]
STRUCTURES = CATALOGUE.indicators["siae_pour_10000_hab"]
PORTFOLIO = CATALOGUE.indicators["portefeuille_moyen_referent"]
COMPLETED_DELAY = CATALOGUE.indicators["delai_moyen_orientation_realises"]


def figure(
    indicator: Indicator,
    value: float | None,
    period: str = "2025",
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    low: float | None = None,
    high: float | None = None,
    qualifier: str = "",
    status: str = "",
    level: str = "sdsei",
    territory: str = "x",
) -> Observation:
    return Observation(
        indicator.id,
        level,
        territory,
        period,
        value,
        numerator,
        denominator,
        low,
        high,
        status or ("published" if value is not None else "missing"),
        qualifier,
        "",
        indicator.sources[0],
        period[:4],
    )


def share(counted: int, persons: int, period: str = "2025", indicator: Indicator = PRESENCE, **other) -> Observation:
    """A share with its counts and its interval, as the warehouse publishes it."""
    low, high = wilson(counted, persons)
    return figure(
        indicator,
        100 * counted / persons,
        period,
        numerator=counted,
        denominator=persons,
        low=100 * float(low),
        high=100 * float(high),
        **other,
    )


def yearly(indicator: Indicator, values: Sequence[float | None], last: int = 2025, **other) -> list[Observation]:
    return [figure(indicator, value, str(last - len(values) + 1 + i), **other) for i, value in enumerate(values)]


def shares(counted: Sequence[int], persons: int, last: int = 2025, **other) -> list[Observation]:
    return [share(one, persons, str(last - len(counted) + 1 + i), **other) for i, one in enumerate(counted)]


def place(code: str, name: str = "", level: str = "sdsei") -> Territory:
    return Territory(level, code, name or code, "64", 50_000.0, False, 2026)
