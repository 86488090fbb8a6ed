"""Map files of a département: one a level, for screens and documents alike.

Shapes are simplified together, so a border shared by two communes stays shared; every level of a
département is merged from the same simplified communes, so its borders lie exactly on theirs.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from etl.geometry.grid import Grid
from etl.geometry.layer import WITHOUT_SHAPE, Layer, draw_layer, merged, some
from etl.geometry.projection import METROPOLE_EPSG, OVERSEAS_EPSG

GRID_UNITS = 1_000  # longest side of the département: finer than the pixels of a map on half a screen
SIMPLIFICATION_M = 400
SIMPLIFICATION_SHARE = 1 / 300  # of the longest side: 400 m would blur the small départements (75, 92, 90…)

BORDERS_OVER_COMMUNES = ("epci", "sdsei")


def build_layers(
    shapes: gpd.GeoDataFrame, levels: dict[str, pd.Series], names: dict[str, dict[str, str]], departement: str
) -> list[Layer]:
    """The commune layer of a département, then one layer for each of `levels`.

    shapes: columns code, name, departement, geometry (EPSG:4326); at least the communes of the département and of the
    territories it shares with others. levels[level]: commune code -> territory code, missing or "" where a commune
    belongs to none (L'Île-d'Yeu has no EPCI). A territory is drawn whole as soon as one of its communes is in the
    département.
    names[level]: territory code -> name.
    Raises ValueError, with the codes, for a shape that is missing or vanishes, or a territory without a name.
    """
    own = set(shapes.loc[shapes["departement"] == departement, "code"])
    if not own:
        raise ValueError(f"no commune of the département {departement} in the shapes: is the code right?")
    territories = {level: _territories(series, own) for level, series in levels.items()}
    needed = own.union(*(members for groups in territories.values() for members in groups.values()))
    metres, grid = _on_one_grid(shapes, needed, own, OVERSEAS_EPSG.get(departement, METROPOLE_EPSG))

    def present(codes: set[str]) -> list[shapely.Geometry]:
        return [metres[code] for code in sorted(codes) if code in metres]

    contour = {"departement": present(own)}
    borders = {}
    for level in BORDERS_OVER_COMMUNES:
        if level in territories:
            groups = [members & own for members in territories[level].values()]
            alone = own.difference(*groups)
            borders[level] = [present(group) for group in [*groups, *({code} for code in alone)]]
    commune_names = dict(zip(shapes["code"], shapes["name"], strict=True))
    layers = [draw_layer("commune", {code: metres.get(code) for code in own}, commune_names, grid, borders, contour)]
    for level, groups in territories.items():
        whole = {code: merged(present(members)) for code, members in groups.items()}
        layers.append(draw_layer(level, whole, names[level], grid, {}, contour))
    return layers


def _territories(series: pd.Series, own: set[str]) -> dict[str, set[str]]:
    """Territory code -> all its communes, for the territories that have at least one of `own`."""
    known = series[series.notna() & (series != "")]
    chosen = set(known[known.index.isin(own)])
    return {code: set(members.index) for code, members in known[known.isin(chosen)].groupby(known)}


def _on_one_grid(
    shapes: gpd.GeoDataFrame, needed: set[str], own: set[str], epsg: int
) -> tuple[dict[str, shapely.Geometry], Grid]:
    """Simplified shapes in metres by commune code, and the grid of the département they are drawn on."""
    chosen = shapes[shapes["code"].isin(needed)]
    chosen = chosen[~(chosen.geometry.isna() | chosen.geometry.is_empty)]
    lost = needed - set(chosen["code"]) - WITHOUT_SHAPE
    if lost:
        raise ValueError(f"no shape for {len(lost)} communes, e.g. {some(lost)}: newer than the contours file?")
    projected = chosen.to_crs(epsg).geometry.to_numpy()
    left, bottom, right, top = shapely.total_bounds(projected[chosen["code"].isin(own).to_numpy()])
    side_m = max(right - left, top - bottom)
    simplified = shapely.coverage_simplify(projected, min(SIMPLIFICATION_M, SIMPLIFICATION_SHARE * side_m))
    grid = Grid(float(left), float(top), float(side_m) / GRID_UNITS)
    return dict(zip(chosen["code"], np.asarray(simplified), strict=True)), grid
