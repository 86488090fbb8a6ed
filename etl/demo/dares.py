"""Dares files of the jobseekers registered with France Travail, fourth quarters of 2021 to 2024.

Communes: rounded to 5, by sex and by age, the three cities with their arrondissements. Départements: by category and
time since registration, rounded to 10 (an assumption: the producer's rounding is not known), with the total lines. No
file of the zones d'emploi: the demonstration has no list of their communes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.demo.cnaf import CITIES
from etl.demo.draws import Floats, expit, logit, stream, whole_parts
from etl.demo.text import half_up, joined, write_lines
from etl.demo.world import World
from etl.geography import OVERSEAS_REGIONS
from observatoire.territories import FRANCE

#: Registered in categories A, B and C in an ordinary département at the end of 2024, for one inhabitant.
REGISTERED = 0.082
#: Generated course: each fourth quarter over that of 2024.
PACE = {2021: 1.03, 2022: 0.98, 2023: 0.985, 2024: 1.0}
CATEGORIES = {"A": 0.57, "B": 0.15, "C": 0.28}
#: Registered in category A for a year or more, of all those of category A, in an ordinary département.
LONG_TERM = 0.43
#: Text of the column -> its share of those under, or over, one year.
UNDER_A_YEAR = {
    "Moins de 3 mois": 0.42,
    "De 3 mois à moins de 6 mois": 0.27,
    "De 6 mois à moins de 12 mois": 0.31,
}
A_YEAR_OR_MORE = {
    "De 1 an à moins de 2 ans": 0.43,
    "De 2 ans à moins de 3 ans": 0.20,
    "3 ans ou plus": 0.37,
}
SEXES = {"Femmes": 0.52, "Hommes": 0.48}
AGES = {"Moins de 25 ans": 0.13, "De 25 à 49 ans": 0.59, "50 ans et plus": 0.28}
PLACE = ("Date", "Code région", "Région", "Code département", "Département")
COUNTED = ("Type de données", "Catégorie", "Sexe", "Tranche d'âge")
PERSONS = "Nombre de demandeurs d'emploi"
ALL = "Total"
METROPOLE = "Total France métropolitaine"


def write_dares(world: World, folder: Path) -> list[Path]:
    registered = _registered(world)
    return [_communes_file(world, registered, folder), _departements_file(world, registered, folder)]


def _registered(world: World) -> pd.DataFrame:
    """Whole persons in categories A, B and C: index département, one column a year."""
    draws = stream("inscrits", FRANCE)
    frame = world.departements
    lasting = frame["population"] * REGISTERED * np.exp(0.13 * frame["difficulty"] + draws.normal(0, 0.06, len(frame)))
    return pd.DataFrame(
        {year: (lasting * pace * np.exp(draws.normal(0, 0.012, len(frame)))).round() for year, pace in PACE.items()}
    )


def _communes_file(world: World, registered: pd.DataFrame, folder: Path) -> Path:
    rows = [(*PLACE, "Code commune", "Commune", *COUNTED, PERSONS)]
    communes = world.communes
    for year in PACE:
        date = f"{year}-T4"
        counts = _by_commune(world, registered[year], year)
        for (code, commune), count in zip(communes.iterrows(), counts, strict=True):
            departement, region = commune["departement"], commune["region"]
            place = (date, region, world.region_names[region], departement, world.departements.at[departement, "name"])
            details = _details(code, count, year)
            if code in CITIES:
                parts = _arrondissements(code, commune["name"], details)
                for part_code, name, part_details in parts:
                    rows += _detail_lines((*place, part_code, name), part_details)
                details = sum(part_details for *_, part_details in parts)
            rows += _detail_lines((*place, code, commune["name"]), details)
        total = _nearest(registered[year][~world.departements["region"].isin(OVERSEAS_REGIONS)].sum(), 5)
        rows.append((date, METROPOLE, METROPOLE, ALL, ALL, ALL, METROPOLE, "Brutes", "ABC", ALL, ALL, str(total)))
    name = f"dares_defm_communales-brutes.{world.departement}.csv"
    return write_lines(folder / name, joined(rows), end="\r\n", bom=True)


def _by_commune(world: World, totals: pd.Series, year: int) -> NDArray[np.int64]:
    """Whole persons by commune; those of each département add up to its part of the total."""
    frame = world.communes
    fair = frame["population"] * frame["departement"].map(totals / world.departements["population"])
    lasting = stream("inscrits des communes", world.departement).normal(0, 0.10, len(frame))
    passing = stream(f"inscrits des communes {year}", world.departement).normal(size=len(frame))
    usual = (fair * world.odds_beside_departement(0.4) * np.exp(lasting)).to_numpy()
    # From one year to the next, chance moves a village more than a town.
    expected = usual * np.exp(passing * np.minimum(0.08, 0.5 / np.sqrt(np.maximum(usual, 1))))
    counts = np.empty(len(frame), dtype=np.int64)
    for _, rows in frame.reset_index().groupby("departement"):
        counts[rows.index] = whole_parts(expected[rows.index], round(fair.iloc[rows.index].sum()))
    return counts


def _details(code: str, count: int, year: int) -> NDArray[np.int64]:
    """[total, sexes…, ages…] of a commune, rounded each on its own."""
    draws = stream(f"détail des inscrits {year}", code)
    parts = [draws.multinomial(count, list(shares.values())) for shares in (SEXES, AGES)]
    return np.array([_nearest(part, 5) for part in (count, *parts[0], *parts[1])])


def _arrondissements(city: str, name: str, details: NDArray[np.int64]) -> list[tuple[str, str, NDArray[np.int64]]]:
    """(code, name, rounded details) of each arrondissement: the city is their sum, as published."""
    first, count = CITIES[city]
    shares = stream("arrondissements", city).dirichlet(np.full(count, 15.0))
    parts = []
    for rank, share in enumerate(shares):
        ordinal = "1er" if rank == 0 else f"{rank + 1}e"
        rounded = np.array([_nearest(share * detail, 5) for detail in details])
        parts.append((str(first + rank), f"{name} {ordinal} Arrondissement", rounded))
    return parts


def _detail_lines(place: tuple[str, ...], details: NDArray[np.int64]) -> list[tuple[str, ...]]:
    crossings = [(ALL, ALL), *((sex, ALL) for sex in SEXES), *((ALL, age) for age in AGES)]
    return [
        (*place, "Brutes", "ABC", sex, age, str(count)) for (sex, age), count in zip(crossings, details, strict=True)
    ]


def _departements_file(world: World, registered: pd.DataFrame, folder: Path) -> Path:
    rows = [(*PLACE, *COUNTED, "Ancienneté", PERSONS)]
    frame = world.departements
    long_term = expit(
        logit(LONG_TERM)
        + 0.12 * frame["difficulty"].to_numpy()
        + stream("ancienneté", FRANCE).normal(0, 0.07, len(frame))
    )
    for year in PACE:
        cells = _by_seniority(registered[year].to_numpy(), long_term)
        for place, inside in _places(world):
            rows += _seniority_lines((f"{year}-T4", *place), {key: cell[inside].sum() for key, cell in cells.items()})
    return write_lines(folder / "dares_defm_stock_regions_brut_trim.csv", joined(rows), end="\r\n", bom=True)


def _places(world: World) -> list[tuple[tuple[str, ...], NDArray[np.bool_]]]:
    """((code and name of région, code and name of département), départements inside) of each territory of the file."""
    frame = world.departements
    regions = frame["region"].to_numpy()
    france = "Total France"
    everywhere = np.full(len(frame), True)
    places = [
        ((france, france, ALL, ALL), everywhere),
        ((METROPOLE, METROPOLE, ALL, ALL), ~np.isin(regions, OVERSEAS_REGIONS)),
    ]
    for region in sorted(set(regions)):
        inside = regions == region
        places.append(((region, world.region_names[region], ALL, ALL), inside))
        for code, name in frame.loc[inside, "name"].items():
            places.append(((region, world.region_names[region], code, name), (frame.index == code)))
    return places


def _by_seniority(registered: Floats, long_term: Floats) -> dict[tuple[str, str], Floats]:
    """Persons of each département by (category, text of seniority), total lines included."""
    cells = {(category, ALL): share * registered for category, share in CATEGORIES.items()} | {("ABC", ALL): registered}
    for share_of_all, parts in ((1 - long_term, UNDER_A_YEAR), (long_term, A_YEAR_OR_MORE)):
        for text, share in parts.items():
            cells["A", text] = cells["A", ALL] * share_of_all * share
    return cells


def _seniority_lines(place: tuple[str, ...], cells: dict[tuple[str, str], float]) -> list[tuple[str, ...]]:
    lines = [
        (*place, "Brutes", category, ALL, ALL, seniority, str(_nearest(persons, 10)))
        for (category, seniority), persons in cells.items()
    ]
    by_sex = [
        (*place, "Brutes", "A", sex, ALL, ALL, str(_nearest(share * cells["A", ALL], 10)))
        for sex, share in SEXES.items()
    ]
    return lines + by_sex


def _nearest(count: float, step: int) -> int:
    return step * half_up(count / step)
