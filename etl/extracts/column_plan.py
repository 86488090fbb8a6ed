"""What becomes of each column of a raw export: a pseudonym, a year of birth, written as it is, or taken away.

The name of the file tells its entity: its columns are judged by the mapping and the contract of that entity alone. A
name that tells none is judged by all of them, and a column that is a pseudonym in one file is a pseudonym then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

from etl.extracts.birth_year import birth_year
from etl.extracts.contract import Contract, load_contract
from etl.extracts.csv_source import sample_rows
from etl.extracts.forbidden import forbidden_as, identity_in, is_birth_date, is_birth_year, names_an_identifier
from etl.extracts.mapping import SoftwareMapping, declare, lost_columns
from etl.extracts.recognise import entity_named
from observatoire.errors import BadFile, CheckFailed

BIRTH_YEAR = "annee_naissance"
OUTSIDE, NAMELESS, BIRTH_DATE = "hors du contrat", "sans nom", "date de naissance"
NO_ENTITY = (
    "son nom n’est celui d’aucun extrait, ou de plusieurs : ses colonnes ont été jugées d’après tout le contrat ; "
    "nommez-le entité_département_AAAAMMJJ.csv, ou déclarez son motif (file) dans extraits.yml"
)


@dataclass(frozen=True)
class Column:
    """A column that is written. value: SQL over c0, c1…; name: that of the file written; field: of the contract."""

    value: str
    name: str
    field: str


@dataclass(frozen=True)
class ColumnPlan:
    """`dropped`: (column, why); `coarsened`: dates of birth that become a year; `unknown`: kept, not of the contract.

    `years`: {column: (SQL of its cells, SQL of their year)}, to count what is lost of them. `as_read`: ranks of the
    columns whose cells are written as they are.
    """

    written: list[Column] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    coarsened: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    years: dict[str, tuple[str, str]] = field(default_factory=dict)
    as_read: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What is known of the columns of a file. entity: None when its name tells none, or several.

    theirs: {column: field}; fields: those that may be written; mapped: a mapping says what leaves; elsewhere: {column:
    (entity, pseudonym that it is there)}.
    """

    entity: str | None
    theirs: Mapping[str, str]
    fields: frozenset[str]
    pseudonyms: frozenset[str]
    mapped: bool
    of_persons: bool
    elsewhere: Mapping[str, tuple[str, str]]
    date_format: str | None

    def field_of(self, column: str) -> str:
        return self.theirs.get(column, column)

    def is_pseudonym(self, column: str) -> bool:
        ours = self.field_of(column)
        return ours in self.pseudonyms and (ours in self.fields or not self.mapped)


def plan_columns(
    path: Path,
    header: Sequence[str],
    separator: str,
    identifiers: Mapping[str, str],
    mapping: SoftwareMapping,
    year: int,
    found: Mapping[int, str] = MappingProxyType({}),
) -> ColumnPlan:
    """Judge a header. `identifiers`: {column: name written} declared beside the contract; `year`: today's; `found`:
    {rank of a column: identity that one of its cells is}, beside those of the first lines.

    Raises BadFile (a column that seems to be an identifier and is not declared, that is a pseudonym in another file,
    two columns that would have one name) and CheckFailed (an identifier that would keep a forbidden name).
    """
    known = _known(path.name, load_contract(), mapping)
    seen = {**found, **_identities_seen(path, separator)}
    plan = ColumnPlan()
    for rank, name in enumerate(header):
        ours = known.field_of(name)
        if not name:
            plan.dropped.append((f"colonne n° {rank + 1}", NAMELESS))
        elif name in identifiers or known.is_pseudonym(name):
            plan.identifiers.append(name)
            written = _written_name(name, identifiers)
            plan.written.append(Column(f"pseudonym(c{rank})", written, known.field_of(written)))
        elif is_birth_date(name):
            if BIRTH_YEAR in map(known.field_of, header):
                plan.dropped.append((name, BIRTH_DATE))
            elif known.mapped and BIRTH_YEAR not in known.fields:
                plan.dropped.append((name, OUTSIDE))
            else:
                plan.coarsened.append(name)
                _write_year(plan, known, rank, name, year, as_field=BIRTH_YEAR)
        elif kind := forbidden_as(name) or seen.get(rank):
            plan.dropped.append((name, kind))
        elif known.mapped and ours not in known.fields:
            plan.dropped.append((name, OUTSIDE))
        else:
            if ours not in known.fields:
                _refuse_undeclared(path, name)
                plan.unknown.append(name)
            _refuse_raw_elsewhere(path, name, known)
            if ours == BIRTH_YEAR or is_birth_year(name):
                _write_year(plan, known, rank, name, year)
            else:
                plan.as_read.append(rank)
                plan.written.append(Column(f"c{rank}", name, ours))
    _refuse_twins(path, plan, known)
    return plan


def lacking(path: Path, header: Sequence[str], plan: ColumnPlan, mapping: SoftwareMapping) -> Iterator[str]:
    """What a file will lack: its entity, columns declared that it does not have, fields that are mandatory."""
    contract = load_contract()
    entity = _only_entity(path.name, contract, mapping)
    if entity is None:
        yield NO_ENTITY
        return
    written = {column.field for column in plan.written} | set(mapping.of(entity).constants)
    yield from lost_columns(mapping.of(entity), header, written)
    removed = [name for name, _ in plan.dropped if forbidden_as(name)]
    for ours in contract[entity].required:
        if ours in written:
            continue
        remedy = "le fichier sera refusé"
        if removed and contract[entity].fields[ours].type == "pseudonyme":
            remedy += f" ; s’il est dans « {removed[0]} », qui a été retirée, {declare(removed[0], ours)}"
        yield f"le champ obligatoire « {ours} » manque à la sortie : {remedy}"


def is_expected(column: str, mapping: SoftwareMapping) -> bool:
    """Whether a column is one that the contract, the mapping or our list of forbidden names knows."""
    known = {name for entity in load_contract().values() for name in entity.fields}
    known.update(theirs for entity in mapping.entities.values() for theirs in entity.columns)
    return column in known or forbidden_as(column) is not None


def _only_entity(name: str, contract: Contract, mapping: SoftwareMapping) -> str | None:
    """The entity that a name tells, None when it tells none or fits the patterns of several."""
    fitting = [
        entity
        for entity, rules in mapping.entities.items()
        if rules.file and fnmatch(name.casefold(), rules.file.casefold())
    ]
    return None if len(fitting) > 1 else entity_named(name, contract, mapping)[0]


def _known(name: str, contract: Contract, mapping: SoftwareMapping) -> _Known:
    entity = _only_entity(name, contract, mapping)
    pseudonyms = frozenset(
        ours for one in contract.values() for ours, declared in one.fields.items() if declared.type == "pseudonyme"
    )
    elsewhere = {
        theirs: (other, ours)
        for other, rules in mapping.entities.items()
        for theirs, ours in rules.columns.items()
        if ours in pseudonyms and other != entity
    }
    mapped = any(rules.columns for rules in mapping.entities.values())
    if entity is not None:
        rules, declared = mapping.of(entity), contract[entity]
        fields, of_persons = frozenset(declared.fields), declared.individual
        return _Known(entity, rules.columns, fields, pseudonyms, mapped, of_persons, elsewhere, rules.date_format)
    theirs = {column: ours for rules in mapping.entities.values() for column, ours in rules.columns.items()}
    theirs |= {column: ours for column, (_, ours) in elsewhere.items()}
    return _Known(None, theirs, _fields_of_any(contract), pseudonyms, mapped, True, {}, None)


def _fields_of_any(contract: Contract) -> frozenset[str]:
    """Every field of the contract but the texts about things: the rows of this file may be persons."""
    return frozenset(
        name
        for entity in contract.values()
        for name, declared in entity.fields.items()
        if entity.individual or declared.type != "texte"
    )


def _written_name(column: str, identifiers: Mapping[str, str]) -> str:
    written = identifiers.get(column, column)
    if kind := forbidden_as(written):
        raise CheckFailed(
            f"La colonne « {column} » garderait un nom interdit ({kind}) : donnez-lui celui du contrat, par "
            f"exemple --colonnes-id {column}=id_personne."
        )
    return written


def _write_year(
    plan: ColumnPlan, known: _Known, rank: int, name: str, year: int, *, as_field: str | None = None
) -> None:
    value = birth_year(f"c{rank}", year, known.date_format)
    plan.years[name] = (f"c{rank}", value)
    plan.written.append(Column(value, as_field or name, as_field or known.field_of(name)))


def _refuse_undeclared(path: Path, name: str) -> None:
    if names_an_identifier(name):
        raise BadFile(
            path.name,
            f"la colonne « {name} » semble être un identifiant",
            f'déclarez-la (--colonnes-id "{name}"), ou retirez-la',
            line=1,
        )


def _refuse_raw_elsewhere(path: Path, name: str, known: _Known) -> None:
    """What is a pseudonym in another file is not written as it is, but where a file of things declares the column."""
    if name not in known.elsewhere or (not known.of_persons and known.field_of(name) in known.fields):
        return
    other, ours = known.elsewhere[name]
    raise BadFile(
        path.name,
        f"la colonne « {name} » est « {known.field_of(name)} » ici et « {ours} » dans {other} : elle ne peut pas "
        "sortir telle quelle",
        "donnez-lui à l’export un autre nom dans l’un des deux fichiers, puis dans extraits.yml",
        line=1,
    )


def _refuse_twins(path: Path, plan: ColumnPlan, known: _Known) -> None:
    """Two columns that come out under one name, or as one field of a known entity: nobody knows which is right."""
    for told in ("name", "field"):
        if told == "field" and known.entity is None:
            return
        names = [getattr(column, told).casefold() for column in plan.written]
        for column in plan.written:
            if names.count(shared := getattr(column, told).casefold()) > 1:
                raise BadFile(
                    path.name,
                    f"deux colonnes deviennent « {shared} » à la sortie",
                    "n’en gardez qu’une à l’export",
                    line=1,
                )


def _identities_seen(path: Path, separator: str) -> dict[int, str]:
    """{rank of a column: identity that one of its first values visibly is}."""
    seen: dict[int, str] = {}
    for _, cells in sample_rows(path, separator):
        for rank, cell in enumerate(cells):
            if rank not in seen and (kind := identity_in(cell, of_person=True)):
                seen[rank] = kind
    return seen
