"""Extract files written row by row for one test: what a row does not say is valid and empty."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
from pathlib import Path

import duckdb

from etl.extracts.contract import load_contract

COMMUNES = {"64102", "64122", "64445", "01001"}
TERRITORIES = {"est-bearn", "200067106"}
EXTRACTED = "20260630"


def pid(name: str) -> str:
    """The pseudonym of an invented person, household, event."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def person(name: str, **values: str) -> dict[str, str]:
    return {"id_personne": pid(name), "id_foyer": pid(f"foyer de {name}"), **values}


def right(name: str, start: str, end: str = "", **values: str) -> dict[str, str]:
    given = {"etat": "ouvert_versable", "sdd": "1", "date_debut": start, "date_fin": end}
    return {"id_personne": pid(name), **given, **values}


def orientation(name: str, decided: str, **values: str) -> dict[str, str]:
    given = {"id_orientation": pid(f"orientation {name} {decided}"), "id_personne": pid(name), "statut": "orientee"}
    return {**given, "date_decision": decided, "type": "social", **values}


def content(rows: list[dict[str, str]], header: list[str] | None = None, separator: str = ";") -> str:
    """csv text; the header is the keys of the first row unless given."""
    written = io.StringIO(newline="")
    lines = csv.DictWriter(written, header or list(rows[0]), restval="", delimiter=separator, lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return written.getvalue()


def write(
    folder: Path, entity: str, rows: list[dict[str, str]], *, encoding: str = "utf-8", extracted: str = EXTRACTED
) -> Path:
    """The file of an entity, with the columns that its rows use, in the order of the contract."""
    used = {name for row in rows for name in row}
    known = [name for name in load_contract()[entity].fields if name in used]
    header = known + sorted(used - set(known))
    path = folder / f"{entity}_64_{extracted}.csv"
    path.write_bytes(content(rows, header).encode(encoding))
    return path


def read(database: Path, query: str) -> list[tuple]:
    with contextlib.closing(duckdb.connect(str(database), read_only=True)) as connection:
        return connection.execute(query).fetchall()


def quarantined(database: Path) -> list[tuple]:
    """(entity, line, column, rule) of every row put in quarantine."""
    return read(database, "SELECT entity, line, column_name, rule FROM quarantine ORDER BY ALL")


def odd(database: Path) -> list[tuple]:
    """(entity, line, column, rule) of every row kept and flagged."""
    return read(database, "SELECT entity, line, column_name, rule FROM anomaly ORDER BY ALL")
