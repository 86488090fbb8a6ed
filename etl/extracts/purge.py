"""Deletion of microdata at the end of their retention, so that deleted rows are no longer in the file.

The rule. Let `limit` be today less N months. When the extraction itself is older than `limit`, every person leaves.
Otherwise a person leaves who has no right still open at the extraction and whose last known date (end of a right,
orientation, appointment, contract, exit, invitation, request) is before `limit`. With a person leave all the rows that
carry the pseudonym. The journal, the quarantine, the anomalies and the référents of an extraction older than `limit`
leave too.
"""

from __future__ import annotations

import contextlib
import csv
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from etl.extracts.contract import PEOPLE, Contract, load_contract
from etl.extracts.csv_source import literal, quoted
from etl.extracts.private import connect, no_value_said, put_in_place, remove_leftovers, workspace
from observatoire.errors import CheckFailed

LOG = "purges.csv"
#: A hundred years: beyond, nothing would ever leave.
MOST_MONTHS = 1200
LOG_COLUMNS = ("date", "mois", "limite", "fichier", "lignes_supprimees", "lignes_gardees")
CLOSED_RIGHTS = ("clos", "refuse")
JOURNALS = ("extract_load", "quarantine", "anomaly")


@dataclass(frozen=True)
class Purged:
    """Rows that left and stayed, by table."""

    limit: date
    deleted: dict[str, int]
    kept: dict[str, int]


def purge(database: Path, months: int, today: date) -> Purged:
    """Rewrite `database` without what is older than `months`, and note it in purges.csv beside it.

    What killed commands left beside it goes too, even when there is no database.
    Raises CheckFailed when there is no database; a failure leaves the former one.
    """
    database = database.resolve()  # a link would be replaced, and the file that it leads to would stay
    remove_leftovers(database.parent)
    if not database.exists():
        raise CheckFailed(f"Il n’y a pas de base à {database} : rien à purger.")
    limit = months_before(today, months)
    contract = load_contract()
    with workspace(database.parent, database.stem) as work, no_value_said("Purge"):
        fresh = work / database.name
        with contextlib.closing(connect(fresh, work)) as connection:
            connection.execute(f"ATTACH {literal(str(database))} AS former (READ_ONLY)")
            purged = _copy_what_stays(connection, contract, limit)
            connection.execute("DETACH former")
            connection.execute("CHECKPOINT")
        put_in_place(fresh, database)
    _note(database.parent / LOG, purged, months, today)
    return purged


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _copy_what_stays(connection: duckdb.DuckDBPyConnection, contract: Contract, limit: date) -> Purged:
    connection.execute(f"CREATE TEMP TABLE leaving AS {_leaving(contract, limit)}")
    old_file = f"(SELECT file FROM former.extract_load WHERE extraction_date < DATE '{limit}')"
    deleted, kept = {}, {}
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'former'").fetchall()
    for (table,) in sorted(tables):
        if table in JOURNALS:
            staying = f"file NOT IN {old_file}"
        elif table in contract and "id_personne" in contract[table].fields:
            staying = "id_personne NOT IN (SELECT id_personne FROM leaving)"
        elif table in contract and any(field.type == "pseudonyme" for field in contract[table].fields.values()):
            staying = f"NOT coalesce({_extraction(table)} < DATE '{limit}', false)"
        else:
            staying = "true"
        connection.execute(f"CREATE TABLE {quoted(table)} AS SELECT * FROM former.{quoted(table)} WHERE {staying}")
        before, after = connection.execute(
            f"SELECT (SELECT count(*) FROM former.{quoted(table)}), (SELECT count(*) FROM {quoted(table)})"
        ).fetchone()
        deleted[table], kept[table] = before - after, after
    connection.execute("DROP TABLE leaving")
    return Purged(limit, deleted, kept)


def _leaving(contract: Contract, limit: date) -> str:
    """SQL of the pseudonyms of the persons who leave."""
    known = " UNION ALL ".join(
        f"SELECT id_personne, {_latest(contract[entity].fields)} AS seen FROM former.{entity}"
        for entity in contract
        if "id_personne" in contract[entity].fields
    )
    closed = ", ".join(map(literal, CLOSED_RIGHTS))
    extraction = _extraction(PEOPLE)
    return f"""
SELECT id_personne FROM ({known}) GROUP BY id_personne
HAVING {extraction} < DATE '{limit}' OR (
  coalesce(max(seen), DATE '1900-01-01') < DATE '{limit}'
  AND id_personne NOT IN (SELECT id_personne FROM former.droits WHERE coalesce(etat, '') NOT IN ({closed})
    AND (date_fin IS NULL OR date_fin >= {extraction}))
)"""


def _extraction(entity: str) -> str:
    return f"(SELECT max(extraction_date) FROM former.extract_load WHERE entity = '{entity}')"


def _latest(fields) -> str:
    dates = ", ".join(quoted(name) for name, field in fields.items() if field.type == "date")
    return f"greatest({dates})"


def _note(log: Path, purged: Purged, months: int, today: date) -> None:
    """Append one line a table."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8", newline="") as handle:
        lines = csv.writer(handle, delimiter=";")
        if handle.tell() == 0:
            lines.writerow(LOG_COLUMNS)
        for table, rows in purged.deleted.items():
            lines.writerow([today, months, purged.limit, table, rows, purged.kept[table]])
