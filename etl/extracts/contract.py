"""The extract contract (v1): what each file of the département holds, read from data/catalogue/extracts.

One YAML file an entity. The importer, the templates, the documentation and the tests read the same declaration.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import model_validator

from observatoire.catalogue import DATA, Declared

CONTRACT_VERSION = "1"
PEOPLE = "beneficiaires"
#: States of a right that is open, whether it is paid or not.
OPEN_STATES = ("ouvert_versable", "ouvert_suspendu", "versement_suspendu")
UNKNOWN_COMMUNE = "inconnue"
#: Marks of an unlocated person or of one who lives abroad in the files of the CAF.
COMMUNE_MARKS = ("99999", "XXXXX")

#: What is said of WebRSA where its public code shows no place: nothing is guessed.
NOT_IN_WEBRSA, ASK_THE_EDITOR = "absent de WebRSA", "à demander à l’éditeur"

FieldType = Literal["pseudonyme", "identifiant", "date", "entier", "decimal", "booleen", "code", "texte", "commune"]
Otherwise = Literal["quarantine", "flag"]
SQL_TYPES: dict[str, str] = {"date": "DATE", "entier": "INTEGER", "decimal": "DOUBLE", "booleen": "BOOLEAN"}


class ContractField(Declared):
    """One column. `past`: a date that cannot be after the extraction. `webrsa`: table.column where it is
    documented; in the files of persons, NOT_IN_WEBRSA or ASK_THE_EDITOR where it is not.

    A `pseudonyme` is 16 hexadecimal digits and stands for a person, a household or an event of a person; an
    `identifiant` is any text that names a thing. `derived_from`: the field that the importer computes this one from.
    """

    type: FieldType
    description: str
    required: bool = False
    past: bool = False
    bounds: tuple[float, float] | None = None
    codes: dict[str, str] = {}
    derived_from: str | None = None
    webrsa: str | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES.get(self.type, "VARCHAR")

    @model_validator(mode="after")
    def _agrees_with_its_type(self) -> ContractField:
        if (self.type == "code") != bool(self.codes):
            raise ValueError("a code has a list of codes, and nothing else has one")
        if self.past and self.type != "date" or self.bounds and self.type not in ("entier", "decimal"):
            raise ValueError("only a date is past, only a number has bounds")
        return self


class Order(Declared):
    """`first` is not after `then`; otherwise the row goes to quarantine, or is kept and flagged."""

    first: str
    then: str
    otherwise: Otherwise


class Reference(Declared):
    """`field` exists in the column `target` (the same name by default) of another entity."""

    field: str
    entity: str
    target: str = ""
    otherwise: Otherwise

    @property
    def target_field(self) -> str:
        return self.target or self.field


class Entity(Declared):
    """One file of the contract. `number` is its chapter; `individual`: its rows are persons or events of persons."""

    id: str
    number: int
    title: str
    grain: str
    individual: bool
    primary_key: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    references: tuple[Reference, ...] = ()
    fields: dict[str, ContractField]

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.fields.items() if field.required)

    @model_validator(mode="after")
    def _names_are_its_fields(self) -> Entity:
        dates = {name for name, field in self.fields.items() if field.type == "date"}
        named = {*self.primary_key, *(reference.field for reference in self.references)}
        named |= {field.derived_from for field in self.fields.values() if field.derived_from}
        ordered = {name for order in self.orders for name in (order.first, order.then)}
        if unknown := (named - set(self.fields)) | (ordered - dates):
            raise ValueError(f"{self.id}: {sorted(unknown)} are not fields that a rule may name")
        return self


Contract = dict[str, Entity]


@lru_cache(maxsize=4)
def load_contract(folder: Path = DATA / "catalogue" / "extracts") -> Contract:
    """{entity: its declaration}, beneficiaires first, in the order of the contract."""
    entities = []
    for path in folder.glob("*.yml"):
        entity = Entity.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        if entity.id != path.stem:
            raise ValueError(f"{path.name} declares the id {entity.id}")
        entities.append(entity)
    contract = {entity.id: entity for entity in sorted(entities, key=lambda entity: (entity.number, entity.id))}
    for entity in entities:
        for reference in entity.references:
            if reference.target_field not in contract[reference.entity].fields:
                raise ValueError(f"{entity.id}.{reference.field}: no such field in {reference.entity}")
    return contract
