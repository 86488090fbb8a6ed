"""One opened file -> the rows of its table, with the number of each line and what its own rules say of it.

The rows of a table keep their rank (rowid) until the end of the import: it is the link between a row, its line in the
file and its faults (temp tables `bad` and `odd`).
"""

from __future__ import annotations

import duckdb

from etl.extracts import identities
from etl.extracts.columns import SHAPE_MACRO, checks_of, insert_sql, sources_of, table_sql
from etl.extracts.contract import Entity
from etl.extracts.csv_source import NOT_A_CSV, ONE_LINE_A_CELL, blank_lines, quoted, relation
from etl.extracts.forbidden import REMOVE
from etl.extracts.mapping import EntityMapping
from etl.extracts.opening import OpenedExtract
from observatoire.errors import BadFile
from observatoire.formats import count, decimal

FOUND = "(entity VARCHAR, row BIGINT, column_name VARCHAR, rule VARCHAR, masked VARCHAR)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary tables of an import: bad and odd rows, corrections to make, empty lines."""
    connection.execute(SHAPE_MACRO)
    connection.execute(identities.MACRO)
    connection.execute(f"CREATE TEMP TABLE bad {FOUND}")
    connection.execute(f"CREATE TEMP TABLE odd {FOUND}")
    connection.execute("CREATE TEMP TABLE fix (entity VARCHAR, column_name VARCHAR, rule VARCHAR, fix VARCHAR)")
    connection.execute("CREATE TEMP TABLE blank (entity VARCHAR, from_row BIGINT, shift BIGINT)")


def load_rows(
    connection: duckdb.DuckDBPyConnection, opened: OpenedExtract, entity: Entity, mapping: EntityMapping
) -> tuple[str, ...]:
    """Fill the table of an entity, rows at fault included. Returns what there is to say of the file."""
    extraction = opened.file.extraction_date
    sources = sources_of(entity, opened.header, mapping)
    for parallel in (True, False):
        connection.execute(f"DROP TABLE IF EXISTS {entity.id}")
        connection.execute(table_sql(entity))
        source = relation(opened.readable, opened.header, mapping.separator, parallel=parallel)
        try:
            connection.execute(insert_sql(entity, source, sources, len(opened.header), mapping, extraction))
            break
        except (duckdb.IOException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error:
            # Line breaks inside cells are read by one thread only; anything else fails again.
            if not parallel:
                raise BadFile(opened.file.path.name, NOT_A_CSV, ONE_LINE_A_CELL) from None
    _refuse_other_count(connection, opened, entity)
    warnings = _number_lines(connection, opened, entity, mapping.separator)
    _refuse_identities(connection, opened, entity)
    if fixes := [(entity.id, c.column, c.rule, c.fix) for c in checks_of(entity, set(sources), extraction)]:
        every = ", ".join(["(?, ?, ?, ?)"] * len(fixes))
        connection.execute(f"INSERT INTO fix VALUES {every}", [value for fix in fixes for value in fix])
    for found, table in (("__faults", "bad"), ("__oddities", "odd")):
        connection.execute(
            f"INSERT INTO {table} SELECT '{entity.id}', row, f.column_name, f.rule, f.masked"
            f" FROM (SELECT rowid AS row, unnest({found}) AS f FROM {entity.id} WHERE {found} IS NOT NULL)"
        )
    return warnings


def good_rows(entity: str) -> str:
    """SQL of the rows of a table that are in no quarantine, with their rank `row`."""
    return (
        f"(SELECT rowid AS row, * FROM {entity} WHERE __faults IS NULL"
        f" AND rowid NOT IN (SELECT row FROM bad WHERE entity = '{entity}'))"
    )


def numbered(found: str) -> str:
    """SQL of the rows of `bad` or `odd` with the number of their `line` in the file (1 is the header)."""
    return (
        f"(SELECT f.*, f.row + 2 + coalesce(b.shift, 0) AS line FROM {found} f"
        " ASOF LEFT JOIN blank b ON f.entity = b.entity AND f.row >= b.from_row)"
    )


def finish(connection: duckdb.DuckDBPyConnection, entity: str) -> None:
    """Take away the rows at fault and the columns of the import."""
    connection.execute(
        f"DELETE FROM {entity} WHERE __faults IS NOT NULL OR rowid IN (SELECT row FROM bad WHERE entity = '{entity}')"
    )
    for column in ("__faults", "__oddities", "__identity", "__day_first"):
        connection.execute(f"ALTER TABLE {entity} DROP COLUMN {quoted(column)}")


def _refuse_other_count(connection: duckdb.DuckDBPyConnection, opened: OpenedExtract, entity: Entity) -> None:
    """Raise BadFile when the manifest announces another number of lines."""
    announced = opened.file.declared.lines if opened.file.declared else None
    query = f"SELECT count(*) FILTER (__faults IS NULL OR len(__faults) > 0) FROM {entity.id}"
    if announced is not None and (found := connection.execute(query).fetchone()[0]) != announced:
        raise BadFile(
            opened.file.path.name,
            f"{count(found, 'ligne')} de données, et le manifeste en annonce {decimal(announced)} : le fichier est "
            "tronqué, ou le manifeste est celui d’un autre",
            "copiez-le de nouveau, ou exportez-le de nouveau avec son manifeste",
        )


def _refuse_identities(connection: duckdb.DuckDBPyConnection, opened: OpenedExtract, entity: Entity) -> None:
    """Raise BadFile at the first value that is visibly an identity: of the value, only its kind is told."""
    if (found := identities.identity_found(connection, entity.id)) is None:
        return
    row, column, kind = found
    one = f"(SELECT '{entity.id}' AS entity, {row} AS row)"
    (line,) = connection.execute(f"SELECT line FROM {numbered(one)}").fetchone()
    raise BadFile(
        opened.file.path.name,
        f"une valeur a la forme d’une donnée qui identifie une personne ({kind})",
        REMOVE,
        line=line,
        column=column,
    )


def _number_lines(
    connection: duckdb.DuckDBPyConnection, opened: OpenedExtract, entity: Entity, separator: str
) -> tuple[str, ...]:
    name = opened.file.path.name
    rows, day_first = connection.execute(f"SELECT count(*), count(*) FILTER (__day_first) FROM {entity.id}").fetchone()
    warnings = []
    if rows == 0:
        warnings.append(f"{name} : aucune ligne de données.")
    if day_first:
        warnings.append(f"{name} : {count(day_first, 'ligne')} avec des dates JJ/MM/AAAA, lues comme telles.")
    if missing := opened.scan.lines - 1 - rows:
        empty = blank_lines(opened.readable, separator)
        connection.execute(
            "INSERT INTO blank SELECT ?, line - 1 - rank AS from_row, max(rank) FROM ("
            "  SELECT line, row_number() OVER (ORDER BY line) AS rank FROM (SELECT unnest(?::BIGINT[]) AS line))"
            " GROUP BY from_row",
            [entity.id, empty],
        )
        if (inside := missing - len(empty)) > 0:
            warnings.append(
                f"{name} : {count(inside, 'retour')} à la ligne dans des cellules ; le numéro d’une ligne est celui du "
                "tableur."
            )
    return tuple(warnings)
