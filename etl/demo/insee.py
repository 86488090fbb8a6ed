"""Localised unemployment (1982 to the third quarter of 2025) and young people neither in employment nor in school."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.calibration import published
from etl.demo.draws import Floats, expit, logit, stream
from etl.demo.text import joined, number, write_lines
from etl.demo.workbooks import FICTITIOUS, Cell, write_workbook
from etl.demo.world import World
from etl.geography import OVERSEAS_REGIONS
from observatoire.territories import FRANCE

QUARTERS = [(1982 + index // 4, index % 4 + 1) for index in range(175)]
OVERSEAS_SINCE = (2014, 1)
NO_ESTIMATE = "976"
#: Unemployment in an ordinary département (generated course): year and quarter as a decimal, %.
COURSE = (
    (1982, 1987, 1990, 1994, 1997, 2001, 2005, 2008, 2010, 2013, 2015.5, 2020, 2020.25, 2020.5, 2021, 2022.5, 2025.5),
    (6.5, 9.2, 7.6, 9.9, 9.8, 7.2, 7.9, 6.6, 8.8, 9.9, 9.9, 7.6, 7.1, 8.6, 7.8, 7.0, 7.4),
)
NEET_2018 = 16.3
#: NEET of each census over 2018.
NEET_PACE = {2007: 0.79, 2008: 0.83, 2012: 0.96, 2013: 0.98, 2017: 1.01, 2018: 1.0}
FIVE_YEARS_APART = (2008, 2013, 2018)
#: Persons aged 15 to 24 surveyed in a commune for one inhabitant, and the fewest that make a rate.
SURVEYED, FEWEST = 0.07, 6
#: Below that size a commune may have no young inhabitant: the cell is empty.
NOBODY_BELOW = 30


def write_insee(world: World, folder: Path) -> list[Path]:
    return [_unemployment(world, folder), *_neet(world, folder)]


def _unemployment(world: World, folder: Path) -> Path:
    known = published("taux_chomage_localise", "2025-T3")
    draws = stream("chômage", FRANCE)
    moments = np.array([year + (quarter - 1) / 4 for year, quarter in QUARTERS])
    course = np.interp(moments, *COURSE)
    rows: list[list[Cell]] = [
        ["Estimations de taux de chômage localisé : comparaisons départementales"],
        ["(en%)"],
        [FICTITIOUS],
        ["Code", "Libellé", *(f"T{quarter}_{year}" for year, quarter in QUARTERS)],
    ]
    for code, row in world.departements.drop(index=NO_ESTIMATE).iterrows():
        last = known.get(code, course[-1] * np.exp(0.16 * row["difficulty"] + draws.normal(0, 0.10)))
        # A département drifts slowly towards its present place, with a little chance each quarter but the last.
        distance = np.log(last / course[-1]) * np.linspace(0.6, 1.0, len(moments))
        chance = draws.normal(0, 0.008, len(moments)) * (np.arange(len(moments)) < len(moments) - 1)
        rates = np.clip(course * np.exp(distance + chance), 2.0, 35.0).round(1)
        since = OVERSEAS_SINCE if row["region"] in OVERSEAS_REGIONS else QUARTERS[0]
        cells = [float(rate) if quarter >= since else "" for rate, quarter in zip(rates, QUARTERS, strict=True)]
        rows.append([_code(code), _capitals(row["name"]), *cells])
    notes = ["", "Données CVS, en moyenne trimestrielle (en %). ", "Source : aucune, données fictives."]
    return write_workbook(folder / "sl_etc_2025T3.xlsx", {"Département": rows + [[note] for note in notes]})


def _code(code: str) -> Cell:
    """As published: text for 01 to 09, Corsica and overseas, a number for the others."""
    return float(code) if code.isdigit() and len(code) == 2 and code[0] != "0" else code


def _capitals(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).upper()


def _neet(world: World, folder: Path) -> list[Path]:
    departements = _departement_neet(world)
    regions = {
        region: np.average(np.array([departements[code] for code in part.index]), axis=0, weights=part["population"])
        for region, part in world.departements.groupby("region")
    }
    communes, epci = _local_neet(world, departements)
    years = tuple(NEET_PACE)
    names = world.departements["name"].to_dict()
    return [
        _neet_file(folder, "dpt", departements, names, years, blank=("976",)),
        _neet_file(folder, "region", regions, world.region_names, years, blank=("06",)),
        _neet_file(folder, "communes", communes, world.communes["name"].to_dict(), FIVE_YEARS_APART),
        *([_neet_file(folder, "epci", epci, world.epci_names, FIVE_YEARS_APART)] if epci else []),
    ]


def _departement_neet(world: World) -> dict[str, Floats]:
    """{département: % of the 15-24 at each census of NEET_PACE}; the last is the calibration where there is one."""
    known = published("taux_neet_15_24", "2018")
    draws = stream("NEET", FRANCE)
    found = {}
    for code, difficulty in world.departements["difficulty"].items():
        last = known.get(code, 100 * expit(logit(NEET_2018 / 100) + 0.17 * difficulty + draws.normal(0, 0.05)))
        chance = draws.normal(0, 0.01, len(NEET_PACE)) * (np.array(list(NEET_PACE)) != 2018)
        found[code] = last * np.array(list(NEET_PACE.values())) * np.exp(chance)
    return found


def _local_neet(world: World, departements: dict[str, Floats]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Communes (shares of a few surveyed young people: noisy, often 0) and EPCI; NaN where nobody was surveyed."""
    frame, draws = world.communes, stream("NEET des communes", world.departement)
    kept = [list(NEET_PACE).index(year) for year in FIVE_YEARS_APART]
    base = np.array([departements[code][kept] / 100 for code in frame["departement"]])
    shares = expit(logit(base) + np.log(world.odds_beside_departement(0.9))[:, None])
    surveyed = np.maximum(FEWEST, (SURVEYED * frame["population"]).round().to_numpy()).astype(int)
    seen = 100 * draws.binomial(surveyed[:, None], shares) / surveyed[:, None]
    seen[(frame["population"] < NOBODY_BELOW).to_numpy() | (frame["departement"] == "976").to_numpy()] = np.nan
    weighted = pd.DataFrame(100 * shares * frame["population"].to_numpy()[:, None], index=frame.index)
    inside = frame["epci"] != ""
    sums = weighted[inside].groupby(frame["epci"][inside]).sum()
    people = frame["population"][inside].groupby(frame["epci"][inside]).sum()
    blank = frame["departement"][inside].groupby(frame["epci"][inside]).first() == "976"
    means = sums.div(people, axis=0).mask(blank)
    return dict(zip(frame.index, seen, strict=True)), {code: row.to_numpy() for code, row in means.iterrows()}


def _neet_file(
    folder: Path,
    part: str,
    rates: dict[str, Floats],
    names: dict[str, str],
    years: tuple[int, ...],
    blank: tuple[str, ...] = (),
) -> Path:
    rows = [("codgeo", "libgeo", "an", "part_non_inseres")]
    for code in sorted(rates):
        for year, rate in zip(years, rates[code], strict=True):
            empty = code in blank or np.isnan(rate)
            # One decimal, printed with two, as published: 8,30.
            rows.append((code, names[code], str(year), "" if empty else number(round(float(rate), 1), 2, ",")))
    return write_lines(folder / f"neet_{part}_2018.csv", joined(rows), end="\r\n", bom=True)
