"""How the columns and codes of a département's software become those of the contract.

data/departements/NN/extraits.yml, optional: without it the names and codes of the contract are expected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from etl.extracts.contract import Contract, Entity, load_contract
from etl.extracts.csv_source import SEPARATOR
from etl.extracts.forbidden import forbidden_as
from observatoire.catalogue import DATA
from observatoire.errors import CheckFailed

MAPPING_FILE = "extraits.yml"


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
    def _codes_are_texts(cls, given):
        """`1: M` is read by YAML as a number, `oui: O` as a text: both are codes. An empty key declares nothing."""
        return _texts(given or {})


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
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        mapping = SoftwareMapping.model_validate(given)
    except UnicodeDecodeError:
        raise CheckFailed(f"{path} : il n’est pas en UTF-8 ; enregistrez-le en UTF-8, puis recommencez.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", ligne {mark.line + 1}" if mark else ""
        raise CheckFailed(f"{path}{place} : ce n’est pas du YAML ; vérifiez les retraits et les guillemets.") from None
    except ValidationError as error:
        place = " → ".join(str(part) for part in error.errors()[0]["loc"])
        raise CheckFailed(
            f"{path} : « {place} » n’est pas attendu ici ; comparez au modèle de « python -m etl extracts template »."
        ) from None
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


def _texts(given):
    if isinstance(given, Mapping):
        return {str(key): _texts(item) for key, item in given.items()}
    return given if isinstance(given, str) else str(given)


def _problems(mapping: SoftwareMapping, contract: Contract):
    for name, entity in mapping.entities.items():
        if name not in contract:
            yield f"« {name} » n’est pas un fichier du contrat ; les fichiers : {', '.join(contract)}"
        else:
            yield from (f"{name} : {problem}" for problem in _entity_problems(entity, contract[name]))


def _entity_problems(mapping: EntityMapping, entity: Entity):
    known = f"les champs : {', '.join(entity.fields)}"
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
