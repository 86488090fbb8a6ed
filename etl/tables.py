"""The tables of the published warehouse, written from what the build prepared."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import duckdb
import pandas as pd

from etl.geography import Geography
from etl.parcours import Parcours
from etl.parcours.settings import SOURCE as EXTRACTS
from etl.prepared import Load, MapLayer, Prepared
from etl.reading import Aside
from observatoire.schema import FORMAT_VERSION
from observatoire.territories import LEVELS
from observatoire.typography import french

IN_THE_REJECTS = "dans la liste des rejets"


def fill(connection: duckdb.DuckDBPyConnection, prepared: Prepared, layers: list[MapLayer], *, demo: bool) -> None:
    """Write every table of an empty warehouse, in one transaction."""
    geography, published, breaks = prepared.geography, prepared.published, prepared.breaks
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?)",
        [
            geography.departement,
            geography.names["departement"][geography.departement],
            datetime.now(UTC).replace(tzinfo=None),
            demo,
            geography.year,
            FORMAT_VERSION,
        ],
    )
    territories, memberships = _territories(geography, published), _memberships(geography)
    columns = (
        "indicator, level, territory, period, breakdown, value, numerator, denominator, low, high, status, qualifier,"
        " method, source, vintage"
    )
    for name, frame in (
        ("territories", territories),
        ("memberships", memberships),
        ("published", published),
        ("breaks", breaks),
    ):
        connection.register(name, frame)
    connection.execute("INSERT INTO territory SELECT * FROM territories")
    connection.execute("INSERT INTO membership SELECT * FROM memberships")
    connection.execute(
        f"INSERT INTO observation SELECT {columns} FROM published ORDER BY indicator, level, period, territory"
    )
    connection.execute("INSERT INTO class_breaks SELECT * FROM breaks")
    if prepared.parcours is not None:
        _fill_parcours(connection, prepared.parcours)
    drawn = [(layer.level, layer.name, list(layer.ids), layer.content, layer.small) for layer in layers]
    _insert(connection, "map_layer", drawn)
    for table, rows in _journal(prepared).items():
        _insert(connection, table, rows)
    connection.execute("COMMIT")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    """Rows of a small table, at once: a statement a row takes longer than all that they say."""
    if rows:
        one = f"({', '.join('?' * len(rows[0]))})"
        told = [value for row in rows for value in row]
        connection.execute(f"INSERT INTO {table} VALUES {', '.join([one] * len(rows))}", told)


def _journal(prepared: Prepared) -> dict[str, list[tuple]]:
    """What was read, left aside and checked: {table: its rows}."""
    loads, aside = [], []
    for load in prepared.loads:
        stat, file = os.stat(load.path), (load.source, load.vintage, load.path.name)
        read_on = datetime.fromtimestamp(stat.st_mtime, UTC).replace(tzinfo=None)
        left, warnings = sum(item.rows for item in load.aside), [french(warning) for warning in load.warnings]
        loads.append((*file, load.sha256, stat.st_size, read_on, load.rows_in, load.rows_out, left, warnings))
        aside += [(*file, french(item.reason), item.rows, _example(load, item)) for item in load.aside]
    checks = [(french(one.rule), one.passed, one.blocking, french(one.detail)) for one in prepared.checks]
    return {"source_load": loads, "set_aside": aside, "check_result": checks}


def _example(load: Load, item: Aside) -> str:
    """A line of a public file; that of an extract is one of a person, and the list of rejects gives it."""
    return IN_THE_REJECTS if load.source == EXTRACTS else item.example


def _fill_parcours(connection: duckdb.DuckDBPyConnection, parcours: Parcours) -> None:
    for table, frame in (
        ("survival_curve", parcours.curves),
        ("place", parcours.places),
        ("secrecy_price", parcours.price),
    ):
        connection.register("rows_of_table", frame)
        connection.execute(f"INSERT INTO {table} SELECT {', '.join(frame.columns)} FROM rows_of_table")
        connection.unregister("rows_of_table")


def _territories(geography: Geography, published: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table territory, with the latest published population."""
    people = published[(published["indicator"] == "population") & published["value"].notna()].sort_values("period")
    own = geography.own_communes
    known = {("commune", code): value for code, value in geography.communes.loc[own, "population"].items()}
    known |= people.groupby(["level", "territory"])["value"].last().to_dict()
    rows = []
    for level in LEVELS:
        codes = sorted(geography.territories_of_interest.get(level, ()))
        if level == "commune":
            parents = dict.fromkeys(codes, geography.departement)
        elif level == "departement":
            parents = {code: code for code in codes}
        else:
            parents = _main_departement(geography, level, codes)
        rows += [
            (
                level,
                code,
                geography.names[level][code],
                parents.get(code),
                float(known.get((level, code), float("nan"))),
                (level, code) in geography.fictitious,
                geography.year,
            )
            for code in codes
        ]
    columns = ["level", "code", "name", "parent_departement", "population", "fictif", "geo_year"]
    return pd.DataFrame(rows, columns=columns).astype({"population": "float64"})


def _main_departement(geography: Geography, level: str, codes: list[str]) -> dict[str, str]:
    """The département where most of a territory's people live; none for a région or France."""
    if level in ("region", "france", "france_metro") or level not in geography.memberships:
        return {}
    membership = geography.memberships[level]
    inside = membership[membership.isin(codes) & membership.index.isin(geography.communes.index)]
    people = geography.communes.loc[inside.index, ["departement", "population"]].assign(territory=inside)
    sums = people.groupby(["territory", "departement"])["population"].sum().sort_values()
    return dict(sums.index)


def _memberships(geography: Geography) -> pd.DataFrame:
    """(commune, level, territory) for the communes of the département."""
    own = geography.own_communes
    parts = [
        pd.DataFrame({"commune": series.index, "level": level, "territory": series.to_numpy()})
        for level, series in (
            (level, series[series.index.isin(own)]) for level, series in geography.memberships.items()
        )
    ]
    return pd.concat(parts, ignore_index=True)
