"""Counts of persons, by place for what is published and by atom for what its secrecy is judged on.

The rows of a query are packed once (persons alike make one row); what was counted by atom is given again as it is, so
that figures of the same persons stand on the same counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from etl.parcours.persons import ATOM, Microdata
from etl.parcours.settings import COUNTED_LEVELS, TOTAL


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
    breakdowns = [(f"'{name}:' || {name}", f"{name} IS NOT NULL") for name in dimensions] or [(f"'{TOTAL}'", "true")]
    return microdata.rows(
        " UNION ALL ".join(
            f"SELECT level, territory, {breakdown} AS breakdown, {', '.join(each)}, {sums}"
            f" FROM packed JOIN belongs USING (commune) WHERE level IN ({wanted}) AND {known} GROUP BY ALL"
            for breakdown, known in breakdowns
        )
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


def _pack(microdata: Microdata, source: str, columns: Sequence[str]) -> None:
    """Make the table `packed` of a query, unless it is the one that stands."""
    packed = f"SELECT {', '.join(('commune', *columns))}, count(*) AS persons FROM ({source}) GROUP BY ALL"
    if microdata.remembered.get("packed") != packed:
        microdata.connection.execute(f"CREATE OR REPLACE TEMP TABLE packed AS {packed}")
        microdata.remembered["packed"] = packed
