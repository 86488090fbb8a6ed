"""Raw exports -> files without identity, on the département's side: identifiers become pseudonyms, the rest is judged.

Forbidden columns leave, a date of birth becomes a year, and what is left of a person is said to be rare or not. Under a
mapping nothing leaves the département but what the contract asks for; without one, what it does not know is said.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.extracts.birth_year import unread
from etl.extracts.column_plan import ColumnPlan, is_expected, lacking, plan_columns
from etl.extracts.contract import load_contract
from etl.extracts.csv_source import (
    NOT_A_CSV,
    ONE_LINE_A_CELL,
    SEPARATORS_SPOKEN,
    SURPLUS,
    blank_lines,
    in_utf8,
    literal,
    quoted,
    read_header,
    relation,
    scan,
)
from etl.extracts.forbidden import identity_in
from etl.extracts.identities import identities_of_columns
from etl.extracts.keys import give_key
from etl.extracts.mapping import SoftwareMapping
from etl.extracts.private import connect, files_for_owner, no_value_said, private_folder, workspace
from etl.extracts.pseudonymise_report import Pseudonymised
from etl.extracts.rare import rare_persons
from observatoire.errors import BadFile, CheckFailed
from observatoire.formats import count

#: Lines left out of which the number is said.
LINES_SAID = 10
#: A number or a date: no name of a column, unlike "Montant_2025".
VALUE = re.compile(r"[-+]?\d[\d\s.,/:-]*")


@dataclass(frozen=True)
class _Accepted:
    """A file that may be written. readable: itself or its copy in UTF-8; source: SQL of its rows, of `width` cells."""

    path: Path
    plan: ColumnPlan
    warnings: tuple[str, ...]
    readable: Path
    source: str
    width: int


def pseudonymise(
    paths: Sequence[Path],
    key: Callable[[], bytes],
    target: Path,
    *,
    identifiers: dict[str, str],
    mapping: SoftwareMapping,
    year: int,
    bench: Path,
) -> tuple[Pseudonymised, ...]:
    """Write each file under `target` (private), semicolons and UTF-8, its identity taken away.

    `key` is asked once every file is accepted. `identifiers`: {their column: name written} beside the pseudonyms of the
    contract; `year`: today's, for ages; `bench`: a private folder where raw lines may be copied while it works, outside
    `target`, which leaves the département. Raises CheckFailed (a declared column is in no file, or its name in no
    entity, `target` holds the sources or the bench, two files would have one name) and BadFile (a column that seems to
    be an identifier and is not declared, a first line that is not a header, a damaged file).
    """
    _refuse_same_stem(paths)
    headers = {path: _header(path, identifiers, mapping) for path in paths}
    fields = {name for entity in load_contract().values() for name in entity.fields}
    for column, ours in identifiers.items():
        if ours not in {column, *fields}:
            raise CheckFailed(
                f"--colonnes-id {column}={ours} : « {ours} » n’est pas un champ du contrat, par exemple id_personne ou "
                "id_foyer ; tous sont dans docs/extraits.md."
            )
        if not any(column in header for header, _ in headers.values()):
            raise CheckFailed(
                f"La colonne « {column} » de --colonnes-id n’est dans aucun des fichiers : vérifiez son nom."
            )
    private_folder(target)
    if any(path.resolve().parent == target.resolve() for path in paths):
        raise CheckFailed(f"Les fichiers d’origine sont dans {target} : donnez un autre dossier à --sortie.")
    if bench.resolve().is_relative_to(target.resolve()):
        raise CheckFailed(f"Le dossier de travail {bench} est dans celui de --sortie : donnez un autre --travail.")
    with (
        files_for_owner(),
        workspace(bench, "pseudonymise") as work,
        no_value_said("Pseudonymisation"),
        contextlib.closing(connect(":memory:", work)) as connection,
    ):
        accepted = []
        for path, (header, separator) in headers.items():
            plan = plan_columns(path, header, separator, identifiers, mapping, year)
            readable = in_utf8(path, scan(path).encoding, work)
            source = relation(readable, header, separator, parallel=False)
            if found := _identities(connection, path, f"{source} WHERE {_whole(len(header))}", plan):
                plan = plan_columns(path, header, separator, identifiers, mapping, year, found)
            warnings = tuple(lacking(path, header, plan, mapping))
            accepted.append(_Accepted(path, plan, warnings, readable, source, len(header)))
        give_key(connection, key())
        return tuple(_write(connection, file, target, year) for file in accepted)


def _refuse_same_stem(paths: Sequence[Path]) -> None:
    """Two files that would be written under one name: one of them would be lost."""
    stems = [path.stem.casefold() for path in paths]
    for path in paths:
        if stems.count(path.stem.casefold()) > 1:
            raise CheckFailed(
                f"Deux fichiers donneraient {path.stem}.csv dans le dossier de sortie : renommez-en un, ou "
                "pseudonymisez-les vers deux dossiers."
            )


def _header(path: Path, identifiers: Collection[str], mapping: SoftwareMapping) -> tuple[list[str], str]:
    """Header and separator of a file: the one that cuts the first line most. Errors say nothing of the line."""
    separator = max(SEPARATORS_SPOKEN, key=lambda mark: len(read_header(path, mark)))
    header = read_header(path, separator)
    known = any(is_expected(cell, mapping) or cell in identifiers for cell in header)
    if not known or any(VALUE.fullmatch(cell) or identity_in(cell, of_person=True) for cell in header):
        raise BadFile(
            path.name,
            "la première ligne n’est pas un en-tête, ou aucune de ses colonnes n’est connue",
            "exportez-le avec le nom des colonnes ; les vôtres se déclarent dans extraits.yml (--departement)",
            line=1,
        )
    for rank, cell in enumerate(header):
        if cell and cell in header[:rank]:
            raise BadFile(
                path.name,
                f"les colonnes n° {header.index(cell) + 1} et n° {rank + 1} portent le même nom",
                "donnez-leur deux noms à l’export",
                line=1,
            )
    return header, separator


def _whole(width: int) -> str:
    """SQL condition: the line has the cells of the header, no more and no less."""
    return f"c{width - 1} IS NOT NULL AND {quoted(SURPLUS)} IS NULL"


def _identities(connection: duckdb.DuckDBPyConnection, path: Path, source: str, plan: ColumnPlan) -> dict[int, str]:
    """Identities among the cells that would be written as they are. Raises BadFile: lines that are no csv."""
    try:
        return identities_of_columns(connection, source, plan.as_read)
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error:
        raise BadFile(path.name, NOT_A_CSV, ONE_LINE_A_CELL) from None


def _write(connection: duckdb.DuckDBPyConnection, file: _Accepted, target: Path, year: int) -> Pseudonymised:
    plan, source = file.plan, file.source
    selected = ", ".join(f"{column.value} AS {quoted(column.name)}" for column in plan.written)
    whole = _whole(file.width)
    rows_in, rows_out = connection.execute(f"SELECT count(*), count(*) FILTER ({whole}) FROM {source}").fetchone()
    written, part = target / f"{file.path.stem}.csv", target / f".{file.path.stem}.part"
    kept = f"SELECT {selected} FROM {source} WHERE {whole}"
    try:
        connection.execute(f"COPY ({kept}) TO {literal(str(part))} (FORMAT csv, DELIMITER ';', HEADER)")
        os.replace(part, written)
    finally:
        part.unlink(missing_ok=True)
    return Pseudonymised(
        written,
        rows_in,
        rows_out,
        _cut_lines(connection, file.readable, source, whole) if rows_out < rows_in else (),
        tuple(plan.identifiers),
        tuple(plan.dropped),
        tuple(plan.coarsened),
        tuple(plan.unknown),
        (*file.warnings, *_lost_years(connection, file, whole)),
        rare_persons(connection, written, plan.written, year),
    )


def _lost_years(connection: duckdb.DuckDBPyConnection, file: _Accepted, whole: str) -> Iterator[str]:
    """One sentence for each column of births of which some cells are no date that is understood."""
    for name, (cell, year) in file.plan.years.items():
        lost = connection.execute(
            f"SELECT count(*) FROM {file.source} WHERE {whole} AND {unread(cell, year)}"
        ).fetchone()[0]
        if lost:
            read, left = ("ne se lit pas", "laissée vide") if lost == 1 else ("ne se lisent pas", "laissées vides")
            yield (
                f"{count(lost, 'année')} de naissance de « {name} » {read}, {left} : écrivez AAAA, AAAA-MM-JJ ou "
                "JJ/MM/AAAA à l’export, ou déclarez date_format dans extraits.yml"
            )


def _cut_lines(connection: duckdb.DuckDBPyConnection, readable: Path, source: str, whole: str) -> tuple[int, ...]:
    """Numbers of the first lines that do not have the header's cells, empty lines counted."""
    found = connection.execute(
        f"SELECT rank + 1 FROM (SELECT row_number() OVER () AS rank, {whole} AS whole FROM {source})"
        f" WHERE NOT whole ORDER BY rank LIMIT {LINES_SAID}"
    ).fetchall()
    lines = [line for (line,) in found]
    for blank in blank_lines(readable):
        lines = [line + (blank <= line) for line in lines]
    return tuple(lines)
