"""Densities of the IAE: structures and full-time equivalents against the people they are for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.geography import Geography

PLACE = ["level", "territory", "year"]
#: A population may be this many years away from the year of the structures.
YEARS_AWAY = 2
SHARED_EPCI = "EPCI partagé entre départements : ses structures hors du département ne sont pas dans l’extrait"
NO_ETP = "aucun ETP conventionné par l’État dans ce territoire"


@dataclass(frozen=True)
class Density:
    """`per` × top / bottom; one of the two is counted from the extracts, the other is published."""

    indicator: str
    top: str
    bottom: str
    per: float
    quarter: str = ""
    years_away: int = 0


DENSITIES = (
    Density("siae_pour_10000_hab", "siae", "population", 10_000, years_away=YEARS_AWAY),
    Density("etp_iae_pour_1000_de", "etp_iae", "demandeurs_emploi", 1_000, "-T4"),
    Density("deld_par_etp_iae", "demandeurs_emploi_longue_duree", "etp_iae", 1, "-T4"),
)


def densities(counted: pd.DataFrame, published: pd.DataFrame, geography: Geography) -> pd.DataFrame:
    """`counted`: protected figures of `siae` and `etp_iae`; `published`: every published figure.

    -> columns of `counted`, one row where both sides exist. A hidden side hides the density.
    """
    sides = {side for one in DENSITIES for side in (one.top, one.bottom)}
    parts = [part[part["indicator"].isin(sides)] for part in (counted, published)]
    everything = pd.concat([part[part["breakdown"] == "ensemble"] for part in parts], ignore_index=True)
    return pd.concat([_density(one, everything, geography) for one in DENSITIES], ignore_index=True)


def _side(everything: pd.DataFrame, indicator: str, quarter: str) -> pd.DataFrame:
    rows = everything[everything["indicator"] == indicator]
    kept = rows[rows["period"].str.fullmatch(rf"\d{{4}}({quarter})?")].astype(
        dict.fromkeys(("value", "low", "high"), float)
    )
    return kept.assign(year=kept["period"].str[:4].astype(int))[[*PLACE, "value", "low", "high", "status", "qualifier"]]


def _density(one: Density, everything: pd.DataFrame, geography: Geography) -> pd.DataFrame:
    top, bottom = _side(everything, one.top, one.quarter), _side(everything, one.bottom, one.quarter)
    pairs = top.merge(bottom, on=["level", "territory"], suffixes=("", "_bottom"))
    pairs["away"] = (pairs["year"] - pairs["year_bottom"]).abs()
    pairs = pairs[pairs["away"] <= one.years_away].sort_values("away", kind="stable").drop_duplicates(PLACE)
    shared = pairs["level"].eq("epci") & pairs["territory"].isin(_shared_epci(geography))
    nobody = pairs["value_bottom"].eq(0) | pairs["qualifier_bottom"].eq("below_5")
    hidden = (pairs["status"].eq("secret") | pairs["status_bottom"].eq("secret")) & ~shared
    known = pairs["value"].notna() & pairs["value_bottom"].gt(0) & ~nobody & ~shared & ~hidden
    factor = one.per / pairs["value_bottom"].where(known)
    low = one.per * pairs["low"].fillna(pairs["value"]) / pairs["high_bottom"].fillna(pairs["value_bottom"])
    high = one.per * pairs["high"].fillna(pairs["value"]) / pairs["low_bottom"].fillna(pairs["value_bottom"])
    blurred = pairs[["low", "high", "low_bottom", "high_bottom"]].notna().any(axis=1) & known
    estimated = pairs["status_bottom"].eq("estimated") | pairs["status"].eq("estimated")
    status = pd.Series("missing", index=pairs.index).mask(hidden, "secret")
    without = pairs["value_bottom"].eq(0) if one.bottom == "etp_iae" else pd.Series(False, index=pairs.index)
    return pd.DataFrame(
        {
            "indicator": one.indicator,
            "level": pairs["level"],
            "territory": pairs["territory"],
            "period": pairs["year"].astype(str),
            "breakdown": "ensemble",
            "value": pairs["value"] * factor,
            "low": low.where(blurred),
            "high": high.where(blurred),
            "numerator": pairs["value"].where(known),
            "denominator": pairs["value_bottom"].where(known),
            "status": status.mask(known, "published")
            .mask(known & estimated, "estimated")
            .mask(without, "not_applicable"),
            "qualifier": pd.Series("denominator", index=pairs.index)
            .mask(shared, "not_aggregable")
            .mask(hidden, "ours")
            .mask(known, "calculated"),
            "method": pd.Series("", index=pairs.index).mask(shared, SHARED_EPCI).mask(without, NO_ETP),
        }
    )


def _shared_epci(geography: Geography) -> set[str]:
    """EPCI with communes in another département."""
    epci = geography.memberships["epci"]
    outside = epci[~epci.index.isin(geography.own_communes)]
    return set(outside.unique())
