"""Living standards that follow from the poverty rates of the fictitious world, at every level Filosofi publishes.

Slopes are those of an ordinary town: a poorer place has a lower median, wider deciles, more benefits in its income.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.calibration import published
from etl.demo.draws import Floats, stream
from etl.demo.world import OUTSIDE_FILOSOFI, World
from etl.geography import OVERSEAS_REGIONS
from observatoire.territories import FRANCE, FRANCE_METRO

LATEST = 2021
#: From 2019 to 2021: persons, median and poverty rate of an ordinary territory.
GROWTH_TO_2021 = {2021: (1.0, 1.0, 1.0), 2019: (1.006, 1.05, 1.03)}
MEDIAN_SLOPE = 0.0125
#: Standard normal quantiles of the deciles and quartiles, over that of the first decile.
DECILE_POSITIONS = {
    "D2": 0.657,
    "Q1": 0.526,
    "D3": 0.409,
    "D4": 0.198,
    "D6": -0.198,
    "D7": -0.409,
    "Q3": -0.526,
    "D8": -0.657,
}


def places(world: World, year: int) -> dict[str, pd.DataFrame]:
    """{level: frame indexed by code} for commune, epci, departement, region, france_metro and france.

    Columns: persons, households, units (consumption units), rate (%, unrounded), MED, D1 to D9, Q1, Q3 (€ a year,
    unrounded), RD, IMP and the shares of disposable income PACT… (%). `rate` of the département is exactly the
    published one in 2021.
    """
    growth, inflation, easing = GROWTH_TO_2021[year]
    covered = ~world.departements.index.isin(OUTSIDE_FILOSOFI)
    departements = world.departements.loc[covered, ["region", "persons", "poverty"]].copy()
    departements["households"] = departements["persons"] / 2.1
    departements["median"] = _departement_medians(departements)
    communes = world.communes.loc[~world.communes["departement"].isin(OUTSIDE_FILOSOFI)].copy()
    around = communes["departement"].map(departements["median"]), communes["departement"].map(departements["poverty"])
    chance = stream("médianes", world.departement).normal(0, 0.035, len(communes))
    communes["median"] = around[0] * np.exp(-MEDIAN_SLOPE * 100 * (communes["poverty"] - around[1]) + chance)
    own = communes[communes["departement"] == world.departement]
    if len(own):
        departements.loc[world.departement, ["persons", "households"]] = own[["persons", "households"]].sum()
    mainland = departements[~departements["region"].isin(OVERSEAS_REGIONS)]
    frames = {
        "commune": communes,
        "epci": _together(communes[communes["epci"] != ""], "epci"),
        "departement": departements,
        "region": _together(departements, "region"),
        "france_metro": _together(mainland.assign(all=FRANCE_METRO), "all"),
        "france": _together(departements.assign(all=FRANCE), "all"),
    }
    frames["france"].loc[FRANCE, "median"] = published("niveau_vie_median", str(LATEST))[FRANCE]
    found = {}
    for level, frame in frames.items():
        code = world.departement if level in ("commune", "epci") else FRANCE
        draws = stream(f"revenus {level}", code)
        wobble = np.exp(draws.normal(0, 0.006, (3, len(frame))))
        then = frame[["persons", "households", "poverty", "median"]].copy()
        if year != LATEST:
            then["persons"] = (then["persons"] / growth).round()
            then["households"] /= growth
            then["poverty"] /= easing * wobble[1]
            then["median"] /= inflation * wobble[2]
        found[level] = _distribution(then, draws)
    return found


def _departement_medians(departements: pd.DataFrame) -> Floats:
    rates, medians = published("taux_pauvrete", str(LATEST)), published("niveau_vie_median", str(LATEST))
    chance = stream("médianes", FRANCE).normal(0, 0.03, len(departements))
    drawn = medians[FRANCE] * np.exp(-MEDIAN_SLOPE * (100 * departements["poverty"] - rates[FRANCE]) + chance)
    known = departements.index.map(medians).to_numpy(dtype=float)
    return np.where(np.isnan(known), drawn, known)


def _together(parts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Persons and households added; poverty weighted by persons; the median stands at a weighted geometric mean."""
    weighted = parts.assign(
        poor=parts["poverty"] * parts["persons"], log_median=np.log(parts["median"].astype(float)) * parts["persons"]
    )
    sums = weighted.groupby(column)[["persons", "households", "poor", "log_median"]].sum()
    return sums.assign(poverty=sums["poor"] / sums["persons"], median=np.exp(sums["log_median"] / sums["persons"]))


def _distribution(frame: pd.DataFrame, draws: np.random.Generator) -> pd.DataFrame:
    count = len(frame)
    rate = 100 * frame["poverty"].to_numpy()
    median = frame["median"].to_numpy()
    first = median * np.clip(0.60 - 0.0075 * (rate - 8) + draws.normal(0, 0.008, count), 0.40, 0.68)
    ratio = np.clip(3.05 + 0.07 * (rate - 12.6) + draws.normal(0, 0.12, count), 2.2, 6.0)
    last = first * ratio
    out = pd.DataFrame(
        {
            "persons": frame["persons"],
            "households": frame["households"].round(),
            "units": frame["households"] + 0.44 * (frame["persons"] - frame["households"]),
            "rate": rate,
            "MED": median,
            "D1": first,
            "D9": last,
            "RD": ratio,
        },
        index=frame.index,
    )
    for name, position in DECILE_POSITIONS.items():
        end = first if position > 0 else last
        out[name] = median * (end / median) ** abs(position)
    out["IMP"] = np.clip(53 - 1.6 * (rate - 12.6) + draws.normal(0, 2, count), 20, 85)
    out["S80S20"], out["GI"] = 1.25 * ratio, 0.16 + 0.037 * ratio
    out["PPMINI"] = 0.20 * rate * np.exp(draws.normal(0, 0.05, count))
    out["PPLOGT"] = 0.085 * rate * np.exp(draws.normal(0, 0.05, count))
    out["PPFAM"] = 0.7 + 0.07 * rate
    out["PPSOC"] = out["PPMINI"] + out["PPLOGT"] + out["PPFAM"]
    out["PCHO"] = 2.6 + 0.03 * rate
    out["PBEN"] = np.clip(5 + draws.normal(0, 1.2, count), 2, 12)
    out["PTSA"] = np.clip(58 - 0.2 * (rate - 12.6) + draws.normal(0, 4, count), 40, 75)
    out["PACT"] = out["PTSA"] + out["PCHO"] + out["PBEN"]
    out["PPAT"] = np.clip(10 - 0.35 * (rate - 12.6) + draws.normal(0, 1.5, count), 2, 25)
    out["PIMPOT"] = -np.clip(16.5 - 0.35 * (rate - 12.6), 8, 25)
    out["PPEN"] = 100 - out[["PACT", "PPAT", "PPSOC", "PIMPOT"]].sum(axis=1)
    return out
