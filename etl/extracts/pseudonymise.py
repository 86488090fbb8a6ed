"""Raw exports -> files without identity, on the département's side: identifiers become pseudonyms, the rest is judged.

Forbidden columns leave, a date of birth becomes a year, and what is left of a person is said to be rare or not. Under a
mapping nothing leaves the département but what the contract asks for; without one, what it does not know is said.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.extracts.columns import AGE_BANDS, OLDEST_BAND
from etl.extracts.contract import load_contract
from etl.extracts.csv_source import (
    SEPARATORS_SPOKEN,
    SURPLUS,
    blank_lines,
    in_utf8,
    literal,
    quoted,
    read_header,
    relation,
    sample_rows,
    scan,
)
from etl.extracts.forbidden import forbidden_as, identity_in, is_birth_date, plain
from etl.extracts.keys import give_key
from etl.extracts.mapping import SoftwareMapping, declare, lost_columns
from etl.extracts.private import connect, no_value_said, private_folder, workspace
from etl.extracts.recognise import entity_named
from observatoire.errors import BadFile, CheckFailed
from observatoire.formats import count, decimal
from observatoire.typography import french

BIRTH_YEAR = "annee_naissance"
RARE_BELOW = 5
#: Lines left out of which the number is said.
LINES_SAID = 10
OUTSIDE = "hors du contrat"
#: What describes a person in an extract; together they may single one out.
DESCRIBING = ("code_commune", BIRTH_YEAR, "tranche_age", "sexe", "situation_familiale")
IDENTIFIER_WORDS = frozenset(("id", "ident", "identifiant", "num", "numero", "no", "ref", "cle"))


@dataclass(frozen=True)
class Rare:
    """Persons who share their combination of `columns` with fewer than RARE_BELOW persons in all."""

    columns: tuple[str, ...]
    persons: int
    of: int

    @property
    def sentence(self) -> str:
        share = 100 * self.persons / self.of if self.of else 0.0
        return (
            f"{count(self.persons, 'personne')} sur {decimal(self.of)} ({decimal(share, 1)} %) à moins de {RARE_BELOW} "
            f"pour une même combinaison de {', '.join(self.columns)} : elles restent reconnaissables, ces fichiers se "
            "gardent comme des données personnelles."
        )


@dataclass(frozen=True)
class Pseudonymised:
    """One file written. `dropped`: (column, why); `unknown`: columns kept that the contract does not have.

    rows_out < rows_in when lines do not have the header's cells: cut_lines, the first of them as a spreadsheet numbers
    the original. `warnings`: what the file lacks of the contract.
    """

    path: Path
    rows_in: int
    rows_out: int
    cut_lines: tuple[int, ...]
    identifiers: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    coarsened: tuple[str, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]
    rare: Rare | None


@dataclass(frozen=True)
class _Plan:
    """What becomes of each column of a file: written, (SQL, name written, field of the contract); the others."""

    written: list[tuple[str, str, str]]
    identifiers: list[str]
    dropped: list[tuple[str, str]]
    coarsened: list[str]
    unknown: list[str]


@dataclass(frozen=True)
class _Accepted:
    """A file that may be written. readable: itself or its copy in UTF-8; source: SQL of its rows, of `width` cells."""

    path: Path
    plan: _Plan
    lacking: tuple[str, ...]
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
) -> tuple[Pseudonymised, ...]:
    """Write each file under `target` (private), semicolons and UTF-8, its identity taken away.

    `key` is asked once every file is accepted. `identifiers`: {their column: name written} beside the pseudonyms of the
    contract; `year`: today's, for ages. Raises CheckFailed (a declared column is in no file, or its name in no entity,
    `target` holds the sources) and BadFile (a column that seems to
    be an identifier and is not declared, a first line that is not a header, a damaged file).
    """
    headers = {path: _header(path) for path in paths}
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
    with (
        workspace(target, "pseudonymise") as work,
        no_value_said("Pseudonymisation"),
        contextlib.closing(connect(":memory:", work)) as connection,
    ):
        accepted = [
            _accept(path, header, separator, identifiers, mapping, work)
            for path, (header, separator) in headers.items()
        ]
        give_key(connection, key())
        return tuple(_write(connection, file, target, work, year) for file in accepted)


def _accept(
    path: Path, header: list[str], separator: str, identifiers: dict[str, str], mapping: SoftwareMapping, work: Path
) -> _Accepted:
    plan = _plan(path, header, separator, identifiers, mapping)
    lacking = tuple(_lacking(path, header, plan, mapping))
    readable = in_utf8(path, scan(path).encoding, work)
    source = relation(readable, header, separator, parallel=False)
    return _Accepted(path, plan, lacking, readable, source, len(header))


def report_text(done: Sequence[Pseudonymised]) -> str:
    """What was done to each file, in counts and names of columns (Markdown)."""
    parts = ["# Pseudonymisation"]
    for file in done:
        lines = [
            f"- lignes lues : {decimal(file.rows_in)}, écrites : {decimal(file.rows_out)}",
            f"- {cut_rows(file) or 'aucune ligne laissée'}",
            f"- identifiants remplacés : {', '.join(file.identifiers) or 'aucun'}",
            f"- colonnes retirées : {', '.join(f'{name} ({why})' for name, why in file.dropped) or 'aucune'}",
            f"- dates de naissance ramenées à l’année : {', '.join(file.coarsened) or 'aucune'}",
        ]
        if file.unknown:
            lines.append(f"- {kept_unknown(file)}")
        lines += [f"- {warning}" for warning in file.warnings]
        if file.rare is not None:
            lines.append(f"- combinaisons rares : {file.rare.sentence}")
        parts.append(f"## {file.path.name}\n\n" + "\n".join(lines))
    return french("\n\n".join(parts)) + "\n"


def cut_rows(file: Pseudonymised) -> str:
    """How many lines were left out and which, empty when none was."""
    if not (cut := file.rows_in - file.rows_out):
        return ""
    told = ", ".join(map(str, file.cut_lines))
    more = f" et {count(cut - len(file.cut_lines), 'autre')}" if cut > len(file.cut_lines) else ""
    lines, left = ("la ligne", "laissée") if cut == 1 else ("les lignes", "laissées")
    return f"{count(cut, 'ligne')} {left}, cellules en trop ou en moins : {lines} {told}{more} du fichier d’origine"


def kept_unknown(file: Pseudonymised) -> str:
    """What to verify of the columns that nobody judged."""
    return (
        f"gardées sans être dans le contrat : {', '.join(file.unknown)} ; vérifiez qu’elles ne nomment personne, ou "
        "donnez la correspondance (--departement) : elles seront retirées"
    )


def _header(path: Path) -> tuple[list[str], str]:
    """Header and separator of a file: the one that cuts the first line most."""
    separator = max(SEPARATORS_SPOKEN, key=lambda mark: len(read_header(path, mark)))
    header = read_header(path, separator)
    if any(re.search(r"\d{4}|@", cell) for cell in header) or len(set(header)) < len(header):
        raise BadFile(
            path.name, "la première ligne n’est pas un en-tête", "exportez-le avec le nom des colonnes", line=1
        )
    return header, separator


def _plan(
    path: Path, header: list[str], separator: str, identifiers: dict[str, str], mapping: SoftwareMapping
) -> _Plan:
    contract = load_contract()
    of_people = {
        name for entity in contract.values() for name, field in entity.fields.items() if field.type == "pseudonyme"
    }
    of_things = {name for entity in contract.values() for name in entity.fields} - of_people
    theirs = {column: ours for entity in mapping.entities.values() for column, ours in entity.columns.items()}
    seen = _identities_seen(path, separator)
    plan = _Plan([], [], [], [], [])
    for rank, name in enumerate(header):
        field = theirs.get(name, name)
        if name in identifiers or field in of_people:
            written = identifiers.get(name, name)
            if kind := forbidden_as(written):
                raise CheckFailed(
                    f"La colonne « {name} » garderait un nom interdit ({kind}) : donnez-lui celui du contrat, par "
                    f"exemple --colonnes-id {name}=id_personne."
                )
            plan.identifiers.append(name)
            plan.written.append((f"pseudonym(c{rank})", written, theirs.get(written, written)))
        elif is_birth_date(name):
            plan.coarsened.append(name)
            if BIRTH_YEAR not in (theirs.get(column, column) for column in header):
                plan.written.append((f"regexp_extract(c{rank}, '(?:19|20)[0-9][0-9]')", BIRTH_YEAR, BIRTH_YEAR))
        elif kind := forbidden_as(name) or seen.get(rank):
            plan.dropped.append((name, kind))
        elif theirs and field not in of_things:
            plan.dropped.append((name, OUTSIDE))
        elif field not in of_things and IDENTIFIER_WORDS & set(re.findall("[a-z]+", plain(name))):
            raise BadFile(
                path.name,
                f"la colonne « {name} » semble être un identifiant",
                f"déclarez-la (--colonnes-id {name}), ou retirez-la",
                line=1,
            )
        else:
            plan.written.append((f"c{rank}", name, field))
            if field not in of_things:
                plan.unknown.append(name)
    return plan


def _lacking(path: Path, header: list[str], plan: _Plan, mapping: SoftwareMapping) -> Iterator[str]:
    """What a file of a known entity will lack: columns declared that it does not have, fields that are mandatory."""
    entity, _ = entity_named(path.name, load_contract(), mapping)
    if entity is None:
        return
    written = {field for _, _, field in plan.written} | set(mapping.of(entity).constants)
    yield from lost_columns(mapping.of(entity), header, written)
    removed = [name for name, _ in plan.dropped if forbidden_as(name)]
    for field in load_contract()[entity].required:
        if field in written:
            continue
        remedy = "le fichier sera refusé"
        if removed and load_contract()[entity].fields[field].type == "pseudonyme":
            remedy += f" ; s’il est dans « {removed[0]} », qui a été retirée, {declare(removed[0], field)}"
        yield f"le champ obligatoire « {field} » manque à la sortie : {remedy}"


def _identities_seen(path: Path, separator: str) -> dict[int, str]:
    """{rank of a column: identity that one of its first values visibly is}."""
    seen: dict[int, str] = {}
    for _, cells in sample_rows(path, separator):
        for rank, cell in enumerate(cells):
            if rank not in seen and (kind := identity_in(cell, of_person=True)):
                seen[rank] = kind
    return seen


def _write(
    connection: duckdb.DuckDBPyConnection, file: _Accepted, target: Path, work: Path, year: int
) -> Pseudonymised:
    plan, source = file.plan, file.source
    selected = ", ".join(f"{value} AS {quoted(name)}" for value, name, _ in plan.written)
    whole = f"c{file.width - 1} IS NOT NULL AND {quoted(SURPLUS)} IS NULL"
    rows_in, rows_out = connection.execute(f"SELECT count(*), count(*) FILTER ({whole}) FROM {source}").fetchone()
    written, part = target / f"{file.path.stem}.csv", work / "part.csv"
    kept = f"SELECT {selected} FROM {source} WHERE {whole}"
    connection.execute(f"COPY ({kept}) TO {literal(str(part))} (FORMAT csv, DELIMITER ';', HEADER)")
    os.chmod(part, 0o600)
    os.replace(part, written)
    return Pseudonymised(
        written,
        rows_in,
        rows_out,
        _cut_lines(connection, file.readable, source, whole) if rows_out < rows_in else (),
        tuple(plan.identifiers),
        tuple(plan.dropped),
        tuple(plan.coarsened),
        tuple(plan.unknown),
        file.lacking,
        _rare(connection, written, plan, year),
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


def _rare(connection: duckdb.DuckDBPyConnection, written: Path, plan: _Plan, year: int) -> Rare | None:
    """k-anonymity of the file written, when it describes persons by two fields of the contract or more."""
    fields = [field for _, _, field in plan.written]
    describing = [field for field in DESCRIBING if field in fields]
    if len(describing) < 2:
        return None
    text = relation(written, [name for _, name, _ in plan.written], ";", parallel=False)
    # trim: DuckDB would otherwise hand a bare cast to the csv reader, which fails where TRY_CAST does not.
    age = f"{year} - TRY_CAST(trim(%s) AS INTEGER)"
    keys = []
    for name in describing:
        column = f"c{fields.index(name)}"
        cases = " ".join(f"WHEN {age % column} < {limit} THEN '{band}'" for limit, band in AGE_BANDS)
        unknown = f"WHEN {age % column} IS NULL THEN ''"
        keys.append(f"CASE {unknown} {cases} ELSE '{OLDEST_BAND}' END" if name == BIRTH_YEAR else column)
    person = f"count(DISTINCT c{fields.index('id_personne')})" if "id_personne" in fields else "count(*)"
    rare, everyone = connection.execute(
        f"SELECT coalesce(sum(n) FILTER (n < {RARE_BELOW}), 0), coalesce(sum(n), 0)"
        f" FROM (SELECT {person} AS n FROM {text} GROUP BY {', '.join(keys)})"
    ).fetchone()
    return Rare(tuple(describing), int(rare), int(everyone))
