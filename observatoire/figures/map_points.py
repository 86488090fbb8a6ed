"""Points drawn above a map: what stands in a commune, as a circle sized by how many there are.

Every map file of a département is cut from one grid, each with its own corner: an EPCI that reaches into the next
département moves it. The contour of the département, which they all carry, tells how far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from observatoire.figures.palette import CIRCLE_SHARE, INK, PAPER, POINT_OPACITY

_START = re.compile(r"M(-?\d+) ?(-?\d+)")


@dataclass(frozen=True)
class MapPoint:
    """x, y: units of the map file it is drawn on. r: 0 to 1 of the largest circle. name and text: what it says."""

    x: int
    y: int
    r: float
    name: str
    text: str


@dataclass(frozen=True)
class Overlay:
    """Points and what must be read with them. legend: (radius, words) of known sizes, the largest first. lost: names
    of the communes that cannot be placed. address: path and query of the screen that shows them.
    """

    title: str
    points: tuple[MapPoint, ...]
    legend: tuple[tuple[float, str], ...]
    lost: tuple[str, ...]
    address: str


def shift(communes: Mapping, shown: Mapping) -> tuple[int, int] | None:
    """What to add to a place of the map file of the communes to find it on another map file, in units.

    None when the two are not drawn on one grid: the map of France, or files of two départements.
    """
    mine, other = (layer["outlines"].get("departement", "") for layer in (communes, shown))
    starts = [_START.findall(path) for path in (mine, other)]
    same_line = _START.sub("M", mine) == _START.sub("M", other)
    if not starts[0] or not same_line or communes["unit"] != shown["unit"]:
        return None
    steps = {
        (int(x_there) - int(x_here), int(y_there) - int(y_here))
        for (x_here, y_here), (x_there, y_there) in zip(*starts, strict=True)
    }
    return steps.pop() if len(steps) == 1 else None


def map_points(
    standing: Iterable[tuple[str, float, str]], communes: Mapping, shown: Mapping
) -> tuple[tuple[MapPoint, ...], tuple[str, ...]]:
    """-> (points, the largest first; codes of the communes that cannot be placed on this map).

    standing: (commune code, radius from 0 to 1, words). communes, shown: map files, parsed.
    """
    step = shift(communes, shown)
    place = {code: rank for rank, code in enumerate(communes["ids"])}
    points, lost = [], []
    for code, radius, text in standing:
        label = communes["c"][place[code]] if code in place else None
        if step is None or label is None:
            lost.append(code)
        else:
            name = communes["names"][place[code]]
            points.append(MapPoint(label[0] + step[0], label[1] + step[1], radius, name, text))
    return tuple(sorted(points, key=lambda point: (-point.r, point.name))), tuple(lost)


def over_the_edge(points: Sequence[MapPoint], layer: Mapping) -> float:
    """Room needed around the map, in its units, so that no point is cut."""
    width, height = layer["w"], layer["h"]
    largest = CIRCLE_SHARE * max(width, height)
    return max(
        [0.0, *(point.r * largest - min(point.x, point.y, width - point.x, height - point.y) for point in points)]
    )


def points_svg(points: Sequence[MapPoint], layer: Mapping, scale: float) -> str:
    """The points of a standalone map, in the units of the map file; strokes keep their width on paper."""
    largest = CIRCLE_SHARE * max(layer["w"], layer["h"])
    dots = "".join(f'<circle cx="{point.x}" cy="{point.y}" r="{point.r * largest:.2f}"/>' for point in points)
    style = f'fill="{PAPER}" fill-opacity="{POINT_OPACITY}" stroke="{INK}" stroke-width="{2 / scale:.3f}"'
    return f"<g {style}>{dots}</g>"
