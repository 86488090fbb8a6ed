"""Persons waiting for an orientation at the end of a month, by how long they have waited."""

from __future__ import annotations

from etl.parcours.family import Family
from etl.parcours.persons import Microdata
from etl.parcours.rates import Headcount, count_heads
from etl.parcours.settings import COUNTED_LEVELS
from observatoire.dates import last_day

#: How long somebody has waited: label of the breakdown, months from, months before.
WAITING = (("moins_1_mois", 1), ("1_a_3_mois", 3), ("3_a_6_mois", 6))
LONGEST = "6_mois_et_plus"


def waiting_stock(microdata: Microdata) -> Family:
    """Persons with an open right and no orientation on each day counted: `stock_attente_orientation`."""
    days = ", ".join(f"('{period}', DATE '{last_day(period)}')" for period in stock_periods(microdata))
    waited = " ".join(f"WHEN d < demande + INTERVAL {months} MONTH THEN '{label}'" for label, months in WAITING)
    source = (
        f"SELECT commune, period, CASE {waited} ELSE '{LONGEST}' END AS attente"
        f" FROM entrant, (VALUES {days}) AS month_end(period, d)"
        " WHERE opened AND demande <= d AND entry <= d"
        " AND (right_end IS NULL OR right_end > d) AND (decided IS NULL OR decided > d)"
    )
    return count_heads(
        Headcount("stock_attente_orientation", "attente", source, ("attente",), ("commune", *COUNTED_LEVELS)), microdata
    )


def stock_periods(microdata: Microdata) -> list[str]:
    """Months counted, oldest first: those of the settings, over the years they say, up to the extraction."""
    settings, until = microdata.settings, microdata.extracted_on
    first = max(microdata.since.year, until.year - settings.stock_years)
    months = (f"{year}-{month:02d}" for year in range(first, until.year + 1) for month in settings.stock_months)
    return [period for period in months if microdata.since <= last_day(period) <= until]


def rounded_stock(microdata: Microdata, rule):
    return waiting_stock(microdata).figures
