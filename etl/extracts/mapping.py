"""How the columns and codes of a département's software become those of the contract.

data/departements/NN/extraits.yml, optional: without it the names and codes of the contract are expected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from etl.extracts.contract import Contract, Entity, load_contract
from etl.extracts.csv_source import SEPARATOR, SEPARATORS_SPOKEN
from etl.extracts.forbidden import forbidden_as
from observatoire.catalogue import DATA
from observatoire.errors import CheckFailed

MAPPING_FILE = "extraits.yml"
TABULATION = "\t"
#: A separator: neither a letter nor a digit, a quote, a space, a line break.
ONE_MARK = re.compile(r"\t|[^\w\s\"']")


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityMapping(Given):
    """One file of the software. `file`: pattern of its name (`export_*.csv`); `columns`: {theirs: ours};

    `codes`: {our field: {their code: ours, "" for a missing value}}; `constants`: {our field: code of every row};
    `date_format`: as strptime writes it, tried before the two formats of the contract.
    """

    file: str | None = None
    separator: str = SEPARATOR
    columns: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    date_format: str | None = None

    @field_validator("columns", "codes", "constants", mode="before")
    @classmethod
    def _an_empty_key_declares_nothing(cls, given):
        return given or {}

    @field_validator("separator")
    @classmethod
    def _a_separator_may_be_spoken(cls, given: str) -> str:
        return TABULATION if given in ("\\t", SEPARATORS_SPOKEN[TABULATION]) else given


class SoftwareMapping(Given):
    software: str = ""
    entities: dict[str, EntityMapping] = {}

    @field_validator("entities", mode="before")
    @classmethod
    def _an_empty_entity_declares_nothing(cls, given):
        return {name: entity or {} for name, entity in given.items()} if isinstance(given, dict) else given or {}

    def of(self, entity: str) -> EntityMapping:
        return self.entities.get(entity, EntityMapping())


def no_mapping(departement: str, folder: Path = DATA / "departements") -> str:
    """What to say to those who expected their mapping to be read, empty when it is there."""
    path = folder / departement / MAPPING_FILE
    return "" if path.exists() else f"{path} n’existe pas : seuls les noms et les codes du contrat sont reconnus"


def load_mapping(departement: str, folder: Path = DATA / "departements") -> SoftwareMapping:
    """Mapping of a département, empty when it has none. Raises CheckFailed with the place of the first mistake."""
    path = folder / departement / MAPPING_FILE
    if not path.exists():
        return SoftwareMapping()
    try:
        # Every scalar is a text: 01, NO or 010 are codes of a software, not a number, a boolean or an octal number.
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
        mapping = SoftwareMapping.model_validate(given)
    except UnicodeDecodeError:
        raise CheckFailed(f"{path} : il n’est pas en UTF-8 ; enregistrez-le en UTF-8, puis recommencez.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", ligne {mark.line + 1}" if mark else ""
        raise CheckFailed(f"{path}{place} : ce n’est pas du YAML ; vérifiez les retraits et les guillemets.") from None
    except ValidationError as error:
        place = " → ".join(str(part) for part in error.errors()[0]["loc"])
        said = f"« {place} » n’est pas attendu ici" if place else "ce n’est pas une liste de clés et de valeurs"
        raise CheckFailed(f"{path} : {said} ; comparez au modèle de « python -m etl extracts template ».") from None
    for problem in _problems(mapping, load_contract()):
        raise CheckFailed(f"{path} : {problem}.")
    return mapping


def declare(theirs: str, ours: str) -> str:
    """How an identifier of the software is told to the pseudonymiser."""
    return f'déclarez-la au pseudonymiseur par --colonnes-id "{theirs}={ours}"'


def lost_columns(mapping: EntityMapping, header: Sequence[str], fields: Collection[str]) -> Iterator[str]:
    """One sentence for each column declared that a header does not have; `fields`: what comes from another column."""
    for theirs, ours in mapping.columns.items():
        if theirs not in header and ours not in fields:
            yield f"la correspondance déclare « {theirs} », absente de l’en-tête : « {ours} » manque"


def _problems(mapping: SoftwareMapping, contract: Contract):
    for name, entity in mapping.entities.items():
        if name not in contract:
            yield f"« {name} » n’est pas un fichier du contrat ; les fichiers : {', '.join(contract)}"
        else:
            yield from (f"{name} : {problem}" for problem in _entity_problems(entity, contract[name]))


def _entity_problems(mapping: EntityMapping, entity: Entity):
    known = f"les champs : {', '.join(entity.fields)}"
    if not ONE_MARK.fullmatch(mapping.separator):
        yield "« separator » est un seul signe, ou « tabulation » ; le plus souvent « ; »"
    if mapping.date_format and not _is_date_format(mapping.date_format):
        yield "« date_format » ne se lit pas ; par exemple « %d/%m/%y » pour 05/03/24, « %m/%d/%Y » pour 03/05/2024"
    for theirs, ours in mapping.columns.items():
        if kind := forbidden_as(theirs, of_person=entity.individual):
            next_move = "elle ne doit pas quitter le logiciel"
            if ours in entity.fields and entity.fields[ours].type == "pseudonyme":
                next_move = f"retirez-la d’ici et {declare(theirs, ours)}"
            yield f"la colonne « {theirs} » est interdite ({kind}) ; {next_move}"
    for field in (*mapping.columns.values(), *mapping.codes, *mapping.constants):
        if field not in entity.fields:
            yield f"« {field} » n’est pas un champ du contrat ; {known}"
    if twice := [field for field in mapping.columns.values() if list(mapping.columns.values()).count(field) > 1]:
        yield f"deux colonnes deviennent « {twice[0]} » ; gardez-en une"
    for field, codes in mapping.codes.items():
        listed = entity.fields[field].codes if field in entity.fields else {}
        for ours in codes.values():
            if listed and ours and ours not in listed:
                yield f"« {ours} » n’est pas un code de « {field} » ; les codes : {', '.join(listed)}"


def _is_date_format(text: str) -> bool:
    """Whether the database reads dates so: its word, for it is what reads them. A day without its year is none."""
    day = date(2019, 11, 23)
    with duckdb.connect() as connection:
        try:
            return connection.execute("SELECT strptime(strftime($1, $2), $2)::DATE", [day, text]).fetchone() == (day,)
        except duckdb.Error:
            return False
