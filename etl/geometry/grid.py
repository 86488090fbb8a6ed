"""From shapes in metres to what a map file stores: integer rings, SVG paths, border lines, arrow-key neighbours."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

Point = tuple[int, int]
Edge = tuple[Point, Point]
Ring = list[Point]

# Order of the four answers of `neighbours`; y grows downwards, as in SVG.
DIRECTIONS = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}


@dataclass(frozen=True)
class Grid:
    """Integer grid of a drawing: origin at the top left, in metres of a projection, and metres per unit."""

    left_m: float
    top_m: float
    unit_m: float

    def rings(self, shape: shapely.Geometry) -> list[Ring]:
        """Closed integer rings (first point repeated) of a polygon, exterior or hole alike, largest first.

        Two communes that share a vertex in metres share it on the grid: nothing depends on the ring it belongs to.
        Rings that the grid flattens (islets below one unit) are left out.
        """
        found = []
        for ring in shapely.get_rings(shapely.get_parts(shape)):
            metres = shapely.get_coordinates(ring)
            units = np.rint((metres - (self.left_m, self.top_m)) / (self.unit_m, -self.unit_m)).astype(int)
            moved = np.r_[True, np.any(np.diff(units, axis=0) != 0, axis=1)]
            points = units[moved]
            double_area = abs(np.dot(points[:-1, 0], points[1:, 1]) - np.dot(points[1:, 0], points[:-1, 1]))
            if double_area > 0:
                found.append((double_area, [(int(x), int(y)) for x, y in points]))
        return [points for _, points in sorted(found, key=lambda pair: -pair[0])]

    def point(self, point: shapely.Point) -> Point:
        """Nearest grid point."""
        return round((point.x - self.left_m) / self.unit_m), round((self.top_m - point.y) / self.unit_m)

    def cropped(self, shapes: Sequence[shapely.Geometry], margin_units: int) -> tuple["Grid", int, int]:
        """The same grid with its origin moved by whole units to the corner of the shapes, and their width and height.

        Whole units: a point falls on the same grid line in every level of a département.
        """
        left, bottom, right, top = shapely.total_bounds(list(shapes))
        column = math.floor((left - self.left_m) / self.unit_m) - margin_units
        row = math.floor((self.top_m - top) / self.unit_m) - margin_units
        origin = Grid(self.left_m + column * self.unit_m, self.top_m - row * self.unit_m, self.unit_m)
        width = math.ceil((right - origin.left_m) / self.unit_m) + margin_units
        height = math.ceil((origin.top_m - bottom) / self.unit_m) + margin_units
        return origin, width, height


def svg_path(lines: Iterable[Sequence[Point]]) -> str:
    """One relative SVG path: `M` absolute start, `l` relative steps, `z` where a line comes back to its start."""
    parts = []
    for line in lines:
        closed = len(line) > 3 and line[0] == line[-1]
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(line, line[1:], strict=False)]
        numbers = " ".join(f"{x} {y}" for x, y in (steps[:-1] if closed else steps))
        # "5 -3" reads the same as "5-3": a tenth of the file.
        parts.append(f"M{line[0][0]} {line[0][1]}l{numbers}{'z' if closed else ''}".replace(" -", "-"))
    return "".join(parts)


def edges(rings: Iterable[Ring]) -> Iterable[Edge]:
    """Every segment of the rings, written the same way whichever side it is walked from."""
    for ring in rings:
        for start, end in zip(ring, ring[1:], strict=False):
            yield (start, end) if start < end else (end, start)


def border_lines(groups: Iterable[Iterable[Ring]]) -> tuple[list[list[Point]], list[list[Point]]]:
    """Borders between groups of shapes, and contour around them all, each segment once.

    groups: the rings of the communes of each territory. Returns (inner lines, outer lines). Inside a group, a segment
    walked twice is no border of it; between groups, a segment walked by two is inner, by one is outer. Counting
    segments, rather than overlaying shapes, cannot draw a border twice nor invent a sliver.
    """
    walked = Counter()
    for rings in groups:
        walked.update(edge for edge, times in Counter(edges(rings)).items() if times == 1)
    inner = [edge for edge, times in walked.items() if times > 1]
    outer = [edge for edge, times in walked.items() if times == 1]
    return _joined(inner), _joined(outer)


def _joined(segments: list[Edge]) -> list[list[Point]]:
    if not segments:
        return []
    merged = shapely.line_merge(shapely.multilinestrings([segments])[0])
    lines = [[(int(x), int(y)) for x, y in shapely.get_coordinates(part)] for part in shapely.get_parts(merged)]
    return sorted(lines)


def neighbours(labels: Sequence[Point | None]) -> list[tuple[int, int, int, int]]:
    """For each label point, the index of the nearest one (up, right, down, left); -1 when there is none.

    The nearest one is looked for in the quarter turn around the direction, by Manhattan distance: two points of one
    quarter turn are then never further from each other than the farther of them is from the start, so the step
    towards a target never moves away from it and arrows lead from any territory to any other. A diagonal belongs to one
    quarter turn only: with both, two territories could send back to each other and leave the third aside (seen in 11).
    A territory without a label (no shape) has no neighbour and is nobody's neighbour.
    """
    drawn = [index for index, label in enumerate(labels) if label is not None]
    near = np.full((len(labels), len(DIRECTIONS)), -1)
    if drawn:
        xy = np.array([labels[index] for index in drawn])
        step = xy[None, :, :] - xy[:, None, :]
        distance = abs(step).sum(axis=2)
        for column, way in enumerate(DIRECTIONS.values()):
            along, across = step @ np.array(way), step @ np.array((-way[1], way[0]))
            # Of two equally near, the more oblique: it leaves fewer for later (checked on crowded grids, full of ties).
            cost = np.where((-along < across) & (across <= along), distance - abs(across) / 1e4, np.inf)
            found = cost.argmin(axis=1)
            near[drawn, column] = np.where(np.isfinite(cost.min(axis=1)), np.array(drawn)[found], -1)
    return [tuple(int(index) for index in row) for row in near]
