"""The map of France by département, its overseas départements as insets at the left of the hexagon."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from etl.geometry.grid import Grid
from etl.geometry.layer import Layer, draw_layer, merged, some
from etl.geometry.projection import METROPOLE_EPSG, OVERSEAS_EPSG

GRID_UNITS = 2_000  # looked at on the full width, and zoomed on Île-de-France
SIMPLIFICATION_M = 800

# Insets: a column of boxes in the empty corner of the ocean, south of Brittany and west of Aquitaine.
INSET_WIDTH_M = 150_000
INSET_HEIGHT_M = 100_000
INSET_GAP_M = 8_000
INSET_FILL = 0.86  # share of the box taken by the island: the rest is air


def build_france_layer(
    shapes_all: gpd.GeoDataFrame, departement_of_commune: pd.Series, names: Mapping[str, str]
) -> Layer:
    """The départements of `shapes_all`, overseas ones as insets, each in its own projection and scale.

    shapes_all: columns code, geometry (EPSG:4326), every commune. departement_of_commune: commune code -> département
    code. names: département code -> name.
    Raises ValueError for communes without a département, or a département without a name.
    """
    drawn = shapes_all[~(shapes_all.geometry.isna() | shapes_all.geometry.is_empty)]
    departement = drawn["code"].map(departement_of_commune)
    if departement.isna().any():
        raise ValueError(f"communes without a département: {some(drawn.loc[departement.isna(), 'code'])}")
    overseas = sorted(set(departement) & set(OVERSEAS_EPSG))
    metropole = _contours(drawn[~departement.isin(overseas)].to_crs(METROPOLE_EPSG), departement)
    simplified = shapely.coverage_simplify(list(metropole.values()), SIMPLIFICATION_M)
    contours = dict(zip(metropole, simplified, strict=True))

    left, bottom, right, top = shapely.total_bounds(list(contours.values()))
    frames = _frames(left, bottom, len(overseas))
    for code, frame in zip(overseas, frames, strict=True):
        island = _contours(drawn[departement == code].to_crs(OVERSEAS_EPSG[code]), departement)[code]
        contours[code] = _fitted(island, frame)
    grid = Grid(float(left), float(top), float(max(right - left, top - bottom)) / GRID_UNITS)
    return draw_layer("departement", contours, names, grid, {}, {"france": list(contours.values())}, frames)


def _contours(communes: gpd.GeoDataFrame, departement: pd.Series) -> dict[str, shapely.Geometry]:
    """One shape a département. Holes are filled unless another département lies in them.

    A commune nouvelle whose shape lacks an absorbed commune leaves a hole; a real enclave (of 84 in 26, of 65 in 64) is
    somebody's territory.
    """
    groups = communes.geometry.groupby(departement.loc[communes.index])
    whole = {code: merged(group.to_numpy()) for code, group in groups}
    parts = shapely.get_parts(list(whole.values()))
    inhabited = shapely.STRtree(shapely.point_on_surface(parts))
    return {code: _without_gaps(shape, inhabited) for code, shape in whole.items()}


def _without_gaps(shape: shapely.Geometry, inhabited: shapely.STRtree) -> shapely.Geometry:
    parts = []
    for part in shapely.get_parts(shape):
        enclaves = [hole for hole in part.interiors if len(inhabited.query(shapely.Polygon(hole), "contains"))]
        parts.append(shapely.Polygon(part.exterior, enclaves))
    return shapely.multipolygons(parts)


def _frames(left_m: float, bottom_m: float, count: int) -> list[shapely.Polygon]:
    """Boxes from top to bottom, the last one on the bottom line of the hexagon."""
    step = INSET_HEIGHT_M + INSET_GAP_M
    bottoms = [bottom_m + rank * step for rank in reversed(range(count))]
    return [shapely.box(left_m, bottom, left_m + INSET_WIDTH_M, bottom + INSET_HEIGHT_M) for bottom in bottoms]


def _fitted(island: shapely.Geometry, frame: shapely.Polygon) -> shapely.Geometry:
    """The island moved and scaled to the centre of its box."""
    left, bottom, right, top = island.bounds
    scale = INSET_FILL * min(INSET_WIDTH_M / (right - left), INSET_HEIGHT_M / (top - bottom))
    simplified = shapely.coverage_simplify([island], SIMPLIFICATION_M / scale)[0]
    centre = ((left + right) / 2, (bottom + top) / 2)
    target = frame.centroid
    return shapely.transform(simplified, lambda xy: (xy - centre) * scale + (target.x, target.y))
