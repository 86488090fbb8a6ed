"""The reject list that a person works from: one line a fault, what is shown of a value being its shape alone."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.extracts.private import for_owner
from observatoire.documents.csv_parts import guarded
from observatoire.errors import BadFile, CheckFailed
from observatoire.typography import french

HEADINGS = ("fichier", "ligne", "colonne", "règle", "valeur masquée", "correction", "sort")
ASIDE, KEPT, REFUSED = "mise en quarantaine", "gardée, à vérifier", "fichier refusé"
ROWS_AT_ONCE = 10_000
_EVERY = f"""
(SELECT entity, file, line, column_name, rule, masked, fix, '{ASIDE}' AS fate FROM quarantine
 UNION ALL SELECT entity, file, line, column_name, rule, masked, fix, '{KEPT}' FROM anomaly)
"""


@dataclass(frozen=True)
class RuleCount:
    """How many cells of an entity break a rule, and the first of them. `kept`: their rows are loaded all the same."""

    entity: str
    column: str
    rule: str
    kept: bool
    cells: int
    first_line: int
    first_masked: str
    fix: str


def rule_counts(database: Path) -> list[RuleCount]:
    """Rules broken, those that put in quarantine first, then the most frequent."""
    with _reading(database) as connection:
        found = connection.execute(
            f"SELECT entity, column_name, rule, fate = '{KEPT}' AS kept, count(*), min(line),"
            f" coalesce(arg_min(masked, line), ''), any_value(fix) FROM {_EVERY}"
            " GROUP BY entity, column_name, rule, kept ORDER BY kept, count(*) DESC, entity, column_name, rule"
        ).fetchall()
    return [RuleCount(*row) for row in found]


def write_rejects(database: Path, path: Path, refused: Sequence[BadFile] = ()) -> int:
    """Write the list for a French Excel (UTF-8 with its mark, semicolons), refused files first; number of its lines."""
    written = len(refused)
    with (
        open(path, "w", encoding="utf-8-sig", newline="", opener=for_owner) as handle,
        _reading(database) as connection,
    ):
        lines = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        lines.writerow(HEADINGS)
        for file in refused:
            cells = (file.file, file.line, file.column, file.rule, "", file.next_move, REFUSED)
            lines.writerow([guarded(french(str(cell or ""))) for cell in cells])
        found = connection.execute(f"SELECT * EXCLUDE entity FROM {_EVERY} ORDER BY file, line, column_name, rule")
        while block := found.fetchmany(ROWS_AT_ONCE):
            lines.writerows([guarded(french(str(cell or ""))) for cell in row] for row in block)
            written += len(block)
    return written


def refuse_other_file(path: Path) -> None:
    """Raise CheckFailed when a file stands at `path` and is no reject list: an extract would be lost."""
    if not path.is_file():
        return
    with path.open("rb") as handle:
        first = handle.readline(1 << 10)
    if first.strip() != ";".join(HEADINGS).encode("utf-8-sig"):
        raise CheckFailed(
            f"--rejets : {path} existe et n’est pas une liste de rejets, rien n’a été contrôlé ; donnez un autre nom."
        )


@contextlib.contextmanager
def _reading(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with contextlib.closing(duckdb.connect(str(database), read_only=True)) as connection:
        yield connection
