"""Counts of persons, by place for what is published and by atom for what its secrecy is judged on.

The rows of a query are packed once (persons alike make one row); what was counted by atom is given again as it is, so
that figures of the same persons stand on the same counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from etl.parcours.persons import ATOM, Microdata
from etl.parcours.settings import COUNTED_LEVELS, DIMENSIONS, TOTAL


def count_by_place(
    microdata: Microdata,
    source: str,
    keys: Sequence[str],
    told: Mapping[str, str],
    *,
    each: Sequence[str] = ("period",),
    dimensions: Sequence[str] = (),
    levels: Sequence[str] = COUNTED_LEVELS,
) -> pd.DataFrame:
    """Columns level, territory, breakdown, those of `each`, and one a number told.

    `source` is a query with the columns `commune` and those of the keys and dimensions; `each` are among the keys.
    told: {column: condition on the keys that the persons added up meet}. The breakdown is the ensemble, or each
    modality of the dimensions when there are some; who has none is in no breakdown.
    """
    _pack(microdata, source, (*keys, *dimensions))
    sums = ", ".join(f"coalesce(sum(persons) FILTER ({met}), 0)::DOUBLE AS {column}" for column, met in told.items())
    wanted = ", ".join(f"'{level}'" for level in levels)
    breakdown = f"'{TOTAL}'"
    if dimensions:
        told_by = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}:' || {name}" for name in dimensions)
        breakdown = f"CASE {told_by} END"
    place = ("level", "territory", *each)
    return microdata.rows(
        f"SELECT level, territory, {breakdown} AS breakdown, {', '.join(each)}, {sums}"
        f" FROM packed JOIN belongs USING (commune) WHERE level IN ({wanted})"
        f" GROUP BY {_by_each(place, dimensions)} HAVING breakdown IS NOT NULL"
    )


def count_by_atom(
    microdata: Microdata, source: str, keys: Sequence[str], cls: str, dimensions: Sequence[str] = ()
) -> pd.DataFrame:
    """Columns atom, period, cls, one a dimension, and count; a missing attribute is missing.

    `cls` is an expression over the keys. The same counts are the same table: it is not to be changed.
    """
    named = "".join(f", {name}" for name in dimensions)
    query = (
        f"SELECT territory AS atom, period, {cls} AS cls{named}, sum(persons)::BIGINT AS count"
        f" FROM packed JOIN belongs USING (commune) WHERE level = '{ATOM}' GROUP BY ALL"
    )
    asked = f"{query} -- {source}"
    if asked not in microdata.remembered:
        _pack(microdata, source, (*keys, *dimensions))
        microdata.remembered[asked] = microdata.rows(query)
    return microdata.remembered[asked]


def count_by_day(
    microdata: Microdata,
    source: str,
    keys: Sequence[str],
    told: Mapping[str, str],
    days: Sequence[int],
    dimensions: Sequence[str] = (),
) -> pd.DataFrame:
    """Columns atom, period, dimension, modality (the ensemble's too), day, and one a number told: as count_by_place.

    The column `day` of `source` is given as the first of `days` that it is not after; after the last, one more.
    """
    _pack(microdata, source, (*keys, *dimensions))
    sums = ", ".join(f"coalesce(sum(persons) FILTER ({met}), 0)::BIGINT AS {column}" for column, met in told.items())
    last = max(days)
    bounds, every = [*sorted(days), last + 1], range(last + 2)
    steps = pd.DataFrame({"day": every, "until": np.take(bounds, np.searchsorted(bounds, every))})
    sets = [f"({', '.join(('atom', 'period', 'until', *named))})" for named in ((), *zip(dimensions))]
    microdata.connection.register("steps", steps)
    found = microdata.rows(
        f"SELECT territory AS atom, period, until AS day, {sums},"
        f" {_by_grouping({name: repr(name) for name in dimensions})} AS dimension,"
        f" {_by_grouping({name: name for name in dimensions})} AS modality"
        f" FROM packed JOIN belongs USING (commune) JOIN steps ON steps.day = least(packed.day, {last + 1})"
        f" WHERE level = '{ATOM}' GROUP BY GROUPING SETS ({', '.join(sets)})"
    )
    microdata.connection.unregister("steps")
    return found


def _by_grouping(told: Mapping[str, str]) -> str:
    """What is told of a row of grouping sets: {dimension: expression}, or the ensemble."""
    cases = "".join(f" WHEN grouping({name}) = 0 THEN {own}" for name, own in told.items())
    return f"CASE{cases} ELSE '{TOTAL}' END" if cases else f"'{TOTAL}'"


def persons_by_place(microdata: Microdata, source: str, dimensions: Sequence[str] = ()) -> pd.DataFrame:
    """The persons behind the events of a rate, by place; by dimension, for the whole département only.

    `source` is a query with the columns id_personne, commune, period, counted (missing for an event that is not of the
    rate) and the dimensions. Columns level, territory, breakdown, period, persons, and sums over them of the squares of
    counted, counted × events, events: counted_squared, crossed, squared. The same table is not to be changed.
    """
    own = "count(*) FILTER (counted) AS y, count(counted) AS n"
    return _remembered(
        microdata,
        f"SELECT level, territory, if(dimension = '{TOTAL}', '', dimension || ':') || modality AS breakdown, period,"
        " count(*)::DOUBLE AS persons, sum(y * y)::DOUBLE AS counted_squared, sum(y * n)::DOUBLE AS crossed,"
        f" sum(n * n)::DOUBLE AS squared FROM ({_by_person(source, dimensions, own)}) JOIN belongs USING (commune)"
        f" WHERE n > 0 AND level <> '{ATOM}' AND modality IS NOT NULL"
        f" AND (dimension = '{TOTAL}' OR level = 'departement') GROUP BY ALL",
    )


def persons_by_atom(
    microdata: Microdata, source: str, classes: Mapping[str, str], dimensions: Sequence[str] = ()
) -> pd.DataFrame:
    """The persons behind the events of `count_by_atom`: `source` has the column id_personne too.

    classes: {base class: condition on the rows of the source}. Columns atom, period, dimension, modality, one a class,
    count and most, as build_cube takes them; the ensemble is there with the dimensions. The same table is not to be
    changed.
    """
    held = ", ".join(f'coalesce(bool_or({condition}), false) AS "{name}"' for name, condition in classes.items())
    names = ", ".join(f'"{name}"' for name in classes)
    return _remembered(
        microdata,
        f"SELECT territory AS atom, period, dimension, modality, {names}, count(*)::BIGINT AS count, max(n) AS most"
        f" FROM ({_by_person(source, dimensions, f'{held}, count(*) AS n')}) JOIN belongs USING (commune)"
        f" WHERE level = '{ATOM}' GROUP BY ALL",
    )


def _by_each(place: Sequence[str], dimensions: Sequence[str]) -> str:
    """What to group by: the place, and each dimension in turn when there are some."""
    sets = (f"({', '.join((*place, name))})" for name in dimensions)
    return f"GROUPING SETS ({', '.join(sets)})" if dimensions else ", ".join(place)


def _by_person(source: str, dimensions: Sequence[str], own: str) -> str:
    """A query with one row a person, period and modality of each dimension, and what is aggregated of her events.

    Her own attributes are those of all her events: one pass serves for them and the ensemble.
    """
    attributes = [name for name in dimensions if name in DIMENSIONS]
    once = f"SELECT id_personne, {', '.join(('commune', 'period', *attributes))}, {own} FROM ({source}) GROUP BY ALL"
    parts = [f"SELECT *, '{TOTAL}' AS dimension, '{TOTAL}' AS modality FROM person"]
    parts += [f"SELECT *, '{name}' AS dimension, {name} AS modality FROM person" for name in attributes]
    parts += [
        f"SELECT id_personne, commune, period, {own}, '{name}' AS dimension, {name} AS modality FROM ({source})"
        " GROUP BY ALL"
        for name in dimensions
        if name not in DIMENSIONS
    ]
    return f"WITH person AS MATERIALIZED ({once}) {' UNION ALL BY NAME '.join(parts)}"


def _remembered(microdata: Microdata, query: str) -> pd.DataFrame:
    if query not in microdata.remembered:
        microdata.remembered[query] = microdata.rows(query)
    return microdata.remembered[query]


def _pack(microdata: Microdata, source: str, columns: Sequence[str]) -> None:
    """Make the table `packed` of a query, unless it is the one that stands."""
    packed = f"SELECT {', '.join(('commune', *columns))}, count(*) AS persons FROM ({source}) GROUP BY ALL"
    if microdata.remembered.get("packed") != packed:
        microdata.connection.execute(f"CREATE OR REPLACE TEMP TABLE packed AS {packed}")
        microdata.remembered["packed"] = packed
