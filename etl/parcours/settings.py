"""Choices behind the indicators counted from the extracts (data/catalogue/parcours.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from observatoire.catalogue import DATA

SOURCE = "extraits_departement"
#: Population of the persons who asked for the RSA, by year of the request.
ENTRIES = "entrees"
#: Levels at which persons are counted: territories of the département, or the part of them that lies in it.
COUNTED_LEVELS = ("epci", "mds", "sdsei", "departement")
#: Levels at which figures are broken down by attribute: below, nearly every figure would be secret.
ATTRIBUTE_LEVELS = ("mds", "sdsei", "departement")
#: Attributes of a person that a figure may be broken down by: dimension of the breakdown -> column of `entrant`.
DIMENSIONS = {"sexe": "sexe", "age": "age", "famille": "famille", "payeur": "payeur"}
TOTAL = "ensemble"
#: A code of the contract of extraction says "six mois ou plus" or "moins de six mois", and nothing finer.
CODED_MONTHS = 6
NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CurveSettings(_Declared):
    persons: int
    longest_days: int


class Settings(_Declared):
    """See data/catalogue/parcours.yml, where each key is explained."""

    durable: tuple[str, ...]
    transition: tuple[str, ...]
    positive: tuple[str, ...]
    dated: tuple[str, ...]
    durable_months: int = Field(ge=1, le=len(NUMBERS))
    durable_strictly: bool
    return_days: dict[str, int]
    median_follow_up_days: int
    orientation_kept_months: int = Field(ge=0, le=60)
    fragile_below: int
    curve: CurveSettings
    stock_months: tuple[int, ...]
    stock_years: int

    @property
    def jobs(self) -> tuple[str, ...]:
        return (*self.durable, *self.transition)

    @property
    def durable_undated(self) -> tuple[str, ...]:
        """Exits that are durable when nothing tells how long they last: "six months or more" may not be enough."""
        enough = (self.durable_months, self.durable_strictly) <= (CODED_MONTHS, False)
        return tuple(code for code in self.durable if enough or code not in self.dated)

    @property
    def durable_words(self) -> str:
        """The threshold as the cards write it: "six mois ou plus", "plus de six mois"."""
        months = f"{NUMBERS[self.durable_months - 1]} mois"
        return f"plus de {months}" if self.durable_strictly else f"{months} ou plus"

    @model_validator(mode="after")
    def _classes_agree(self) -> Settings:
        named = (*self.jobs, *self.positive)
        if len(named) != len(set(named)):
            raise ValueError("a type of exit is of one class only: durable, transition or positive")
        if unknown := set(self.dated) - set(self.jobs):
            raise ValueError(f"dated: {sorted(unknown)} are no jobs")
        return self


@lru_cache(maxsize=2)
def load_settings(path: Path = DATA / "catalogue" / "parcours.yml") -> Settings:
    return Settings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
