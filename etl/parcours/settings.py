"""Choices behind the indicators counted from the extracts (data/catalogue/parcours.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from observatoire.catalogue import DATA

#: Levels at which persons are counted: territories of the département, or the part of them that lies in it.
COUNTED_LEVELS = ("epci", "mds", "sdsei", "departement")
#: Levels at which figures are broken down by attribute: below, nearly every figure would be secret.
ATTRIBUTE_LEVELS = ("mds", "sdsei", "departement")
#: Attributes of a person that a figure may be broken down by: dimension of the breakdown -> column of `entrant`.
DIMENSIONS = {"sexe": "sexe", "age": "age", "famille": "famille", "payeur": "payeur"}
TOTAL = "ensemble"


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CurveSettings(_Declared):
    persons: int
    step_days: int
    longest_days: int


class Settings(_Declared):
    """See data/catalogue/parcours.yml, where each key is explained."""

    durable: tuple[str, ...]
    transition: tuple[str, ...]
    positive: tuple[str, ...]
    return_days: dict[str, int]
    median_follow_up_days: int
    fragile_below: int
    curve: CurveSettings
    stock_months: tuple[int, ...]
    stock_years: int

    @property
    def jobs(self) -> tuple[str, ...]:
        return (*self.durable, *self.transition)


@lru_cache(maxsize=2)
def load_settings(path: Path = DATA / "catalogue" / "parcours.yml") -> Settings:
    return Settings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
