"""Cnaf file of the communes, December 2020 to 2024: counts blurred to multiples of 5, unlocated households apart."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.calibration import published
from etl.demo.draws import Floats, stream, whole_parts
from etl.demo.drees import PRIME_2019, prime_index
from etl.demo.text import joined, write_lines
from etl.demo.world import World
from observatoire.territories import FRANCE

YEARS = range(2020, 2025)
COLUMNS = ("dtreffre", "numcomdo", "nomcom", "indfoy_ndur", "indnbp_ndur", "indfoy_rsa", "indfoy_ppa")
#: The Caf pay this part of the prime d'activité; the rest is paid by the MSA.
CAF_SHARE_OF_PRIME = 0.97
UNLOCATED_SHARE = 0.004
#: First arrondissement code and number of arrondissements of the three cities published by arrondissement.
CITIES = {"75056": (75101, 20), "69123": (69381, 9), "13055": (13201, 16)}


def write_cnaf(world: World, folder: Path) -> list[Path]:
    communes = by_arrondissement(world)
    rows = [COLUMNS]
    for year in YEARS:
        counts = pd.DataFrame({"rsa": _rsa(world, communes, year), "ppa": _prime(world, communes, year)})
        # Households with at least one benefit: a third of them all, never fewer than those with RSA or prime.
        counts["all"] = np.maximum(0.34 * communes["households"].to_numpy(), 1.15 * (counts["rsa"] + counts["ppa"]))
        counts["persons"] = 2.3 * counts["all"]
        lost = UNLOCATED_SHARE * counts.sum()
        for code, name, row in zip(communes["code"], communes["name"], counts.itertuples(index=False), strict=True):
            rows.append((f"{year}-12", code, capitals(name), *map(blurred, (row.all, row.persons, row.rsa, row.ppa))))
        rows.append((f"{year}-12", "", "", *(blurred(lost[column]) for column in ("all", "persons", "rsa", "ppa"))))
    return [write_lines(folder / f"s_ben_com_f.{world.departement}.csv", joined(rows), end="\r\n", bom=True)]


def by_arrondissement(world: World) -> pd.DataFrame:
    """Communes of the world, Paris, Lyon and Marseille replaced by their arrondissements: code, name, weights."""
    frame = world.communes.reset_index(names="code").assign(
        rsa_odds=world.odds_beside_departement(1.5), prime_odds=world.odds_beside_departement(0.5)
    )
    parts = [frame[~frame["code"].isin(CITIES)]]
    for city in frame[frame["code"].isin(CITIES)].itertuples():
        first, count = CITIES[city.code]
        shares = stream("arrondissements", city.code).dirichlet(np.full(count, 15.0))
        split = frame[frame["code"] == city.code]
        split = split.loc[split.index.repeat(count)].reset_index(drop=True)
        split["code"] = [str(first + rank) for rank in range(count)]
        split["name"] = [f"{city.name} {rank + 1:02d}" for rank in range(count)]
        split["population"] *= shares
        split["households"] *= shares
        parts.append(split)
    return pd.concat(parts, ignore_index=True).sort_values("code", ignore_index=True)


def departement_rsa(world: World, year: int) -> pd.Series:
    """RSA households paid by the Caf in each département: its December 2019 count at the national pace since."""
    pace = published("foyers_rsa_caf", f"{year}-12")[FRANCE] / published("foyers_rsa", "2019-12")[FRANCE]
    return world.departements["rsa_2019"] * pace


def _rsa(world: World, communes: pd.DataFrame, year: int) -> Floats:
    return _spread(world, communes, departement_rsa(world, year), "rsa_odds", "RSA", year)


def _prime(world: World, communes: pd.DataFrame, year: int) -> Floats:
    totals = world.departements["population"] * PRIME_2019 * prime_index(2020, 10) * CAF_SHARE_OF_PRIME
    return _spread(world, communes, totals * (1 + 0.004 * (year - 2020)), "prime_odds", "prime", year)


def _spread(world: World, communes: pd.DataFrame, totals: pd.Series, odds: str, topic: str, year: int) -> Floats:
    """Whole households by commune, before the blur; those of the département add up to its total."""
    per_head = communes["departement"].map(totals / world.departements["population"])
    lasting = stream(topic, world.departement).normal(0, 0.18, len(communes))
    passing = stream(f"{topic} {year}", world.departement).normal(size=len(communes))
    fair = communes["population"] * per_head
    usual = (fair * communes[odds] * np.exp(lasting)).to_numpy()
    # From one December to the next, chance moves a village more than a town.
    expected = usual * np.exp(passing * np.minimum(0.06, 0.4 / np.sqrt(np.maximum(usual, 1))))
    counts = np.empty(len(communes))
    for _, part in fair.groupby(communes["departement"]):
        counts[part.index] = whole_parts(expected[part.index], round(part.sum()))
    return counts


def blurred(count: float) -> str:
    """The producer's rounding: 7 is 5, 12 is 10."""
    return str((round(count) + 2) // 5 * 5)


def capitals(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).upper().replace("-", " ")
