"""What an import keeps of itself beside the tables of the entities: files loaded, rows at fault, rows odd.

Each is written at once for all the files: planning a statement takes longer than going through the few rows it finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import duckdb

from etl.extracts.rows import numbered
from etl.reading import Aside
from observatoire.formats import count, decimal

#: What was loaded, the rows in quarantine, the rows kept with an oddity.
TABLES = """
CREATE TABLE extract_load (
  entity VARCHAR, file VARCHAR, sha256 VARCHAR, extraction_date DATE, software VARCHAR, period_start DATE,
  rows_in BIGINT, rows_loaded BIGINT, rows_quarantined BIGINT, loaded_at TIMESTAMP
);
CREATE TABLE quarantine (
  entity VARCHAR, file VARCHAR, line BIGINT, column_name VARCHAR, rule VARCHAR, masked VARCHAR, fix VARCHAR
);
CREATE TABLE anomaly (
  entity VARCHAR, file VARCHAR, line BIGINT, column_name VARCHAR, rule VARCHAR, masked VARCHAR, fix VARCHAR
);
"""


def write_rows(connection: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> None:
    """Write the rows found bad or odd, with their line and what to do, entity by entity. names: {entity: file}."""
    if not names:
        return
    files = ", ".join(["(?, ?, ?)"] * len(names))
    told = [value for rank, pair in enumerate(names.items()) for value in (rank, *pair)]
    for found, table in (("bad", "quarantine"), ("odd", "anomaly")):
        connection.execute(
            f"INSERT INTO {table} SELECT entity, file, line, column_name, rule, masked,"
            " (SELECT any_value(fix) FROM fix WHERE fix.rule = n.rule AND coalesce(fix.entity, n.entity) = n.entity"
            "  AND coalesce(fix.column_name, n.column_name) = n.column_name)"
            f" FROM {numbered(found)} n JOIN (VALUES {files}) AS files(rank, entity, file) USING (entity)"
            " ORDER BY files.rank, line",
            told,
        )


def reasons(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Aside]]:
    """{entity: why its rows were put in quarantine}: a row counts once, under its first rule."""
    found: dict[str, list[Aside]] = {}
    for entity, rule, column, many, line in connection.execute(
        "SELECT entity, rule, column_name, count(*), min(line) FROM"
        f" (SELECT DISTINCT ON (entity, row) entity, rule, column_name, line FROM {numbered('bad')}"
        " ORDER BY entity, row, column_name, rule)"
        " GROUP BY entity, rule, column_name ORDER BY entity, count(*) DESC, rule, column_name"
    ).fetchall():
        found.setdefault(entity, []).append(Aside(_ruled(rule, column), many, f"ligne {decimal(line)}"))
    return found


def oddities(connection: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """{entity: sentences on its rows kept with an oddity}. names: {entity: file}."""
    found: dict[str, tuple[str, ...]] = {}
    for entity, rule, column, many in connection.execute(
        "SELECT entity, rule, column_name, count(*) FROM odd GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        kept = count(many, "ligne gardée", "lignes gardées")
        told = f"{names[entity]} : {kept} avec une anomalie : {_ruled(rule, column)}."
        found[entity] = (*found.get(entity, ()), told)
    return found


def _ruled(rule: str, column: str) -> str:
    """A rule with the column that it is about, unless its words already name it."""
    return rule if not column or column in rule else f"{column} : {rule}"


def write_loads(connection: duckdb.DuckDBPyConnection, loads: Sequence[tuple]) -> None:
    """Write the files loaded: the columns of extract_load but the last one, which is now."""
    now = datetime.now(UTC).replace(tzinfo=None)
    if loads:
        every = ", ".join([f"({', '.join('?' * (len(loads[0]) + 1))})"] * len(loads))
        told = [value for load in loads for value in (*load, now)]
        connection.execute(f"INSERT INTO extract_load VALUES {every}", told)
