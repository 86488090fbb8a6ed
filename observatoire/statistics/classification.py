"""Classes of a map: where to cut, and in which class a value falls.

Edges are [lower bound, upper bound of class 1, …, upper bound of the last class]; a class holds its upper bound, the
first one also its lower bound. There are at most five classes and at least two territories a class: six territories
get three classes, never five.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import kmeans1d
import numpy

MOST_CLASSES = 5
TERRITORIES_PER_CLASS = 2

#: Methods computed on the pooled values of every year, so that colours keep their meaning from one year to the next.
METHODS = ("jenks", "quantiles", "egaux")


def class_count(territories: int) -> int:
    """Number of classes for this number of territories with a value; 0 when there is nothing to classify."""
    if territories == 0:
        return 0
    return max(1, min(MOST_CLASSES, territories // TERRITORIES_PER_CLASS))


def edges(values: Sequence[float], method: str, classes: int, decimals: int) -> list[float]:
    """Class edges, rounded to the decimals that are printed; empty classes of the rounding are merged.

    jenks: natural breaks (Fisher 1958; Jenks 1977), minimal variance inside classes. quantiles: as many values in each.
    egaux: equal widths. Raises ValueError on an unknown method.
    """
    data = numpy.asarray(values, dtype=float)
    distinct = len(numpy.unique(data))
    classes = min(classes, distinct)
    if classes <= 1:
        cuts = [data.min(), data.max()]
    elif method == "jenks":
        cuts = _natural(data, classes)
    elif method == "quantiles":
        cuts = numpy.quantile(data, numpy.linspace(0, 1, classes + 1))
    elif method == "egaux":
        cuts = numpy.linspace(data.min(), data.max(), classes + 1)
    else:
        raise ValueError(f"unknown classification method: {method}")
    return _rounded(cuts, decimals)


def _natural(data: numpy.ndarray, classes: int) -> list[float]:
    """Natural breaks are those of the optimal k-means on a line."""
    group = numpy.array(kmeans1d.cluster(data, classes).clusters)
    return [data.min(), *(data[group == number].max() for number in range(classes))]


def around(reference: float, step: float, decimals: int) -> list[float]:
    """Edges of five classes around a reference, the middle one being "close to the reference" (± half a step)."""
    cuts = [reference + step * offset for offset in (-1.5, -0.5, 0.5, 1.5)]
    return [float("-inf"), *(round(cut, decimals) for cut in cuts), float("inf")]


def class_of(value: float, class_edges: Sequence[float]) -> int:
    """Class number of a printed value, from 0; a value beyond the edges falls in the nearest class."""
    return min(max(bisect.bisect_left(class_edges, value, lo=1) - 1, 0), len(class_edges) - 2)


def _rounded(cuts: Sequence[float], decimals: int) -> list[float]:
    """Edges as printed: a value is classified as it is printed, so the first class may hold its lower bound alone."""
    low, *inner, high = (round(float(cut), decimals) for cut in cuts)
    return [low, *sorted({cut for cut in inner if low <= cut < high}), high]
