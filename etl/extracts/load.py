"""From the extracts of a département to its private database: good rows are loaded, the others are put in quarantine.

The database is built under another name and takes its place in one gesture; a failure leaves the former one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from etl.discover import LeftFile
from etl.extracts import crosschecks, journal, rows
from etl.extracts.contract import PEOPLE, Contract, load_contract
from etl.extracts.mapping import SoftwareMapping, load_mapping, no_mapping
from etl.extracts.opening import OpenedExtract, open_extract
from etl.extracts.private import connect, no_value_said, put_in_place, workspace
from etl.extracts.recognise import recognise
from etl.reading import Aside
from observatoire.errors import BadFile, CheckFailed
from observatoire.formats import decimal

Progress = Callable[[str], None]
#: Gives codes: of communes, or of territories.
Codes = Callable[[], Collection[str]]
MERGED = "période réunie à une autre qu’elle chevauche ou touche"
NO_PEOPLE = f"Il manque le fichier {PEOPLE} : sans lui aucune personne ne se retrouve, et rien ne se compte."


@dataclass(frozen=True)
class ExtractLoad:
    """One file loaded. rows_in = rows_loaded + the rows of `reasons`; rows_quarantined are those at fault.

    `reasons` count a row once, under its first rule; the example is a line, never a value. `warnings` also say the rows
    kept with an oddity and, on the first load, the files of the folder that were left.
    """

    entity: str
    path: Path
    sha256: str
    extraction_date: date
    software: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    reasons: tuple[Aside, ...]
    warnings: tuple[str, ...]
    period_start: date | None = None


@dataclass(frozen=True)
class Trial:
    """What a trial says: files loaded, files refused, files that are not extracts."""

    loads: tuple[ExtractLoad, ...]
    refused: tuple[BadFile, ...]
    left: tuple[LeftFile, ...]


def load_extracts(
    folder: Path,
    departement: str,
    database: Path,
    communes: Codes,
    *,
    territories: Codes | None = None,
    progress: Progress = lambda step: None,
) -> tuple[ExtractLoad, ...]:
    """Load the extracts of `folder` into `database` (replaced), one table an entity of the contract.

    `communes` gives the codes that exist, former ones included; it is asked once the files are read. `territories`
    gives those that a market may name; without it they are not judged. Raises BadFile (a file is refused) and
    CheckFailed (no extract, no beneficiaires, nobody in it, no good row in a file, unreadable mapping, folder open to
    others): `database` is then unchanged.
    """
    database = database.resolve()  # a link would be replaced, and the file that it leads to would stay
    contract, mapping = load_contract(), load_mapping(departement)
    files, left = recognise([folder], departement, contract, mapping)
    if not files:
        raise CheckFailed(nothing_recognised(departement))
    if PEOPLE not in {file.entity for file in files}:
        raise CheckFailed(NO_PEOPLE)
    with workspace(database.parent, database.stem) as work, no_value_said("Chargement des extraits"):
        opened = []
        for file in files:
            progress(f"Lecture de {file.path.name}")
            opened.append(open_extract(file, contract[file.entity], mapping.of(file.entity), work))
        fresh = work / database.name
        with contextlib.closing(connect(fresh, work, _bytes(opened))) as connection:
            loads = _fill(connection, opened, contract, mapping, (communes, territories), progress)
            connection.execute("CHECKPOINT")
        for refusal in refusals(loads):
            raise CheckFailed(refusal)
        put_in_place(fresh, database)
    aside = tuple(f"{file.path.name} : laissé, {file.reason}." for file in left)
    return replace(loads[0], warnings=aside + loads[0].warnings), *loads[1:]


def try_extracts(
    paths: Sequence[Path],
    departement: str,
    communes: Codes,
    work: Path,
    *,
    territories: Codes | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Trial, Path]:
    """Import files and folders into a database under `work`, refusals collected: (what it says, the database)."""
    contract, mapping = load_contract(), load_mapping(departement)
    files, left = recognise(paths, departement, contract, mapping)
    opened, refused, trial = [], [], work / "trial.duckdb"
    with no_value_said("Contrôle des extraits"):
        for file in files:
            progress(f"Lecture de {file.path.name}")
            try:
                opened.append(open_extract(file, contract[file.entity], mapping.of(file.entity), work))
            except BadFile as error:
                refused.append(error)
        with contextlib.closing(connect(trial, work, _bytes(opened))) as connection:
            loads = _fill(connection, opened, contract, mapping, (communes, territories), progress, refused)
    return Trial(loads, tuple(refused), tuple(left)), trial


def _bytes(opened: Sequence[OpenedExtract]) -> int:
    return sum(one.readable.stat().st_size for one in opened)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    opened: Sequence[OpenedExtract],
    contract: Contract,
    mapping: SoftwareMapping,
    known: tuple[Codes, Codes | None],
    progress: Progress,
    refused: list[BadFile] | None = None,
) -> tuple[ExtractLoad, ...]:
    """Every table. A file whose lines do not read as a csv is refused: noted in `refused`, or raised without it."""
    connection.execute(journal.TABLES)
    rows.prepare(connection)
    said, loaded = {}, {}
    for one in opened:
        entity = one.file.entity
        progress(f"Chargement de {one.file.path.name}")
        try:
            said[entity] = one.warnings + rows.load_rows(connection, one, contract[entity], mapping.of(entity))
            loaded[entity] = one
        except BadFile as error:
            if refused is None:
                raise
            refused.append(error)
            connection.execute(f"DROP TABLE {entity}")
    progress("Règles entre les lignes et entre les fichiers")
    communes, territories = known
    crosschecks.check_together(connection, contract, list(loaded), sorted(communes()), territories)
    if "orientations" in loaded:
        crosschecks.give_up_second_ranks(connection)
    progress("Mise en quarantaine")
    names = {entity: one.file.path.name for entity, one in loaded.items()}
    journal.write_rows(connection, names)
    every_reason, every_oddity = journal.reasons(connection), journal.oddities(connection, names)
    loads = []
    for entity, one in loaded.items():
        rows_in, passed_over = _counts(connection, entity)
        rows.finish(connection, entity)
        good = connection.execute(f"SELECT count(*) FROM {entity}").fetchone()[0]
        reasons, merged = every_reason.get(entity, []), 0
        if entity == "droits" and (merged := crosschecks.merge_periods(connection)):
            reasons.append(Aside(MERGED, merged, entity))
        quarantined = rows_in - passed_over - good
        loads.append(
            ExtractLoad(
                entity,
                one.file.path,
                one.scan.sha256,
                one.file.extraction_date,
                one.file.software,
                rows_in - passed_over,
                good - merged,
                quarantined,
                tuple(reasons),
                said[entity] + every_oddity.get(entity, ()),
                one.file.period_start,
            )
        )
    journal.write_loads(
        connection,
        [
            (
                load.entity,
                load.path.name,
                load.sha256,
                load.extraction_date,
                load.software,
                load.period_start,
                load.rows_in,
                load.rows_loaded,
                load.rows_quarantined,
            )
            for load in loads
        ],
    )
    for entity in contract:
        if entity not in loaded:
            connection.execute(_empty_table(contract, entity))
    return tuple(loads)


def _counts(connection: duckdb.DuckDBPyConnection, entity: str) -> tuple[int, int]:
    """(rows, among them lines of separators alone)."""
    return connection.execute(f"SELECT count(*), count(*) FILTER (len(__faults) = 0) FROM {entity}").fetchone()


def _empty_table(contract: Contract, entity: str) -> str:
    columns = ", ".join(f'"{name}" {field.sql_type}' for name, field in contract[entity].fields.items())
    return f"CREATE TABLE {entity} ({columns})"


def nothing_recognised(departement: str) -> str:
    """Why there is nothing to load: no file has the name of an extract, and perhaps the mapping was not found."""
    said = f"Aucun extrait du département {departement} : voyez docs/extraits.md"
    return f"{said} ; {missing}." if (missing := no_mapping(departement)) else f"{said}."


def _none_good(rows: int) -> str:
    return "sa seule ligne n’est pas bonne" if rows == 1 else f"aucune de ses {decimal(rows)} lignes n’est bonne"


def refusals(loads: Sequence[ExtractLoad]) -> Iterator[str]:
    """Why extracts that were read are not to be counted, one sentence a reason: the same for a trial and for a load."""
    if PEOPLE not in {load.entity for load in loads}:
        yield NO_PEOPLE
    for load in loads:
        if load.entity == PEOPLE and not load.rows_in:
            yield f"{load.path.name} : aucune ligne de données, personne à compter ; exportez-le de nouveau."
        elif load.rows_in and not load.rows_loaded:
            yield (
                f"{load.path.name} : {_none_good(load.rows_in)} ({load.reasons[0].reason}) ; la liste des rejets : "
                f"« python -m etl extracts check {load.path.parent} »."
            )
