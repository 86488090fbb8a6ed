"""Persons waiting for an orientation at the end of a month, by how long they have waited."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from etl.geography import Geography
from etl.parcours.given import absence, untold
from etl.parcours.persons import Microdata
from etl.parcours.protection import Protected, behind, nothing_told
from etl.parcours.rates import Headcount, count_heads
from etl.parcours.rounded import Tied, rounded_figures
from etl.parcours.settings import COUNTED_LEVELS, TOTAL
from etl.secrecy.rule import Rule
from etl.secrecy.system import System, make_system
from observatoire.dates import last_day

STOCK = "stock_attente_orientation"
#: How long somebody has waited: label of the breakdown, months from, months before.
WAITING = (("moins_1_mois", 1), ("1_a_3_mois", 3), ("3_a_6_mois", 6))
LONGEST = "6_mois_et_plus"
#: Names of given.GIVEN.
STANDS_ON = ("right_end", "decided")


def waiting_stock(microdata: Microdata) -> pd.DataFrame:
    """Figures not yet rounded: persons with an open right and no orientation on each day counted."""
    days = ", ".join(f"('{period}', DATE '{last_day(period)}')" for period in stock_periods(microdata))
    waited = " ".join(f"WHEN d < demande + INTERVAL {months} MONTH THEN '{label}'" for label, months in WAITING)
    source = (
        f"SELECT commune, period, CASE {waited} ELSE '{LONGEST}' END AS attente"
        f" FROM entrant, (VALUES {days}) AS month_end(period, d)"
        " WHERE opened AND demande <= d AND entry <= d"
        " AND (right_end IS NULL OR right_end >= d) AND (oriented_on IS NULL OR oriented_on > d)"
    )
    headcount = Headcount(STOCK, "attente", source, ("attente",), ("commune", *COUNTED_LEVELS))
    families = count_heads(headcount, microdata)
    return pd.concat([family.figures for family in families], ignore_index=True)


def stock_periods(microdata: Microdata) -> list[str]:
    """Months counted, oldest first: those of the settings, over the years they say, up to the extraction."""
    settings, until = microdata.settings, microdata.extracted_on
    first = max(microdata.since.year, until.year - settings.stock_years)
    months = (f"{year}-{month:02d}" for year in range(first, until.year + 1) for month in settings.stock_months)
    return [period for period in months if microdata.since <= last_day(period) <= until]


def rounded_stock(microdata: Microdata, geography: Geography, rule: Rule) -> Protected:
    """The stock, down to the communes, which have no breakdown and which the sums of territories are made of.

    Nothing is told when nobody ever waits.
    """
    figures = _told_here(waiting_stock(microdata)) if stock_periods(microdata) else pd.DataFrame()
    if figures.empty:
        return nothing_told()
    if why := absence(STANDS_ON, microdata):
        return nothing_told(untold(figures, why))
    members = microdata.rows(
        "SELECT commune, level, territory FROM belongs JOIN (SELECT DISTINCT commune FROM entrant) USING (commune)"
        " WHERE level <> 'commune'"
    )
    inside = {key: communes.tolist() for key, communes in members.groupby(["level", "territory"])["commune"]}
    periods = (
        Tied(rows, _system(rows.reset_index(drop=True), inside, rule), np.arange(len(rows)))
        for _, rows in figures.groupby("period")
    )
    found = rounded_figures(STOCK, periods, geography, rule)
    every = every_wait(found.figures)
    return replace(found, figures=every, told=behind(every, every))


def every_wait(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures shown, and "fewer than five" for each wait of nobody, wherever waits are told: no row at all would
    read as unknown, and tell a zero exactly. figures: columns of FIGURE_COLUMNS, rounded."""
    levels = figures.loc[figures["breakdown"].ne(TOTAL), "level"].unique()
    totals = figures[figures["breakdown"].eq(TOTAL) & figures["level"].isin(levels)]
    waits = pd.DataFrame({"breakdown": [f"attente:{label}" for label in (*dict(WAITING), LONGEST)]})
    every = totals.drop(columns="breakdown").merge(waits, how="cross").assign(value=0.0, qualifier="below_5")
    key = ["level", "territory", "period", "breakdown"]
    unknown = ~pd.MultiIndex.from_frame(every[key]).isin(pd.MultiIndex.from_frame(figures[key]))
    return pd.concat([figures, every.loc[unknown, figures.columns]], ignore_index=True)


def _told_here(figures: pd.DataFrame) -> pd.DataFrame:
    """In December, the département only: under it, who waits is read exactly in what is told of 31 December, persons
    less persons oriented, which would undo the rounding, and be bounded by it where it is hidden."""
    return figures[~figures["period"].str.endswith("-12") | figures["level"].eq("departement")]


def _system(rows: pd.DataFrame, inside: dict[tuple[str, str], list[str]], rule: Rule) -> System:
    """Cells of one month: figures, then for each sum what no figure tells (persons without a known commune)."""
    place = {
        key: number
        for number, key in enumerate(rows[["level", "territory", "breakdown"]].itertuples(index=False, name=None))
    }
    values = rows["value"].tolist()
    relations = []

    def add(total: tuple, parts: list[tuple]) -> None:
        known = [place[part] for part in parts if part in place]
        if rest := values[place[total]] - sum(values[part] for part in known):
            values.append(rest)
            known.append(len(values) - 1)
        relations.append((place[total], known))

    names = [name for name in rows["breakdown"].unique() if name != TOTAL]
    for (level, territory), communes in inside.items():
        whole = (level, territory, TOTAL)
        if whole in place:
            add(whole, [("commune", commune, TOTAL) for commune in communes])
            add(whole, [(level, territory, name) for name in names])
    departement = next(key for key in place if key[0] == "departement")
    for level in sorted(set(rows["level"]) - {"commune", "departement"}):
        for breakdown in rows["breakdown"].unique():
            if ("departement", departement[1], breakdown) in place:
                parts = [key for key in place if key[0] == level and key[2] == breakdown]
                add(("departement", departement[1], breakdown), parts)
    counts = np.array(values)
    return make_system(counts, relations, sensitive=rule.sensitive_counts(counts))
