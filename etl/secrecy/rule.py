"""The primary rule: which figures are too small to be told, as data/catalogue/secrecy.yml declares it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import Field, model_validator

from observatoire.catalogue import DATA, Declared


class Counts(Declared):
    """A count of 1 to `threshold` - 1 persons is sensitive; zero too when `hide_zero`.

    width: distance that must remain between the bounds of a hidden figure; overlap_width: the same for an area that
    nobody publishes and that published areas may betray by difference.
    """

    threshold: int = Field(ge=2)
    hide_zero: bool
    width: int = Field(ge=1)
    overlap_width: int = Field(ge=1)


class Rates(Declared):
    """A rate is hidden below `minimum_denominator` persons, or when its numerator or its complement is sensitive.

    `zero_hidden_below`: nobody, or everybody, says something of each member of a group; below this many persons a
    numerator or a complement of zero is sensitive too (0: never).
    """

    minimum_denominator: int = Field(ge=1)
    zero_hidden_below: int = Field(ge=0)


class Magnitudes(Declared):
    """Hours, ETP, amounts: too few contributors, or one that makes too much of the total."""

    minimum_contributors: int = Field(ge=1)
    largest_share: float = Field(gt=0, le=1)
    width_share: float = Field(gt=0, le=1)


class Rule(Declared):
    """One complete rule. `unknown`: an unknown sex, age or commune is taken as known to everybody, or protected."""

    counts: Counts
    rates: Rates
    magnitudes: Magnitudes
    rounding_base: int = Field(ge=2)
    unknown: Literal["known", "protected"]
    reasons: dict[str, str] = {}

    @model_validator(mode="after")
    def _rule_is_coherent(self) -> Rule:
        if self.rounding_base < self.counts.threshold:
            raise ValueError("rounding_base below the threshold: a rounded figure would tell a small count")
        return self

    def sensitive_counts(self, values: np.ndarray) -> np.ndarray:
        """Counts too small to be told."""
        lowest = 0 if self.counts.hide_zero else 1
        return (values >= lowest) & (values < self.counts.threshold)

    def sensitive_rates(
        self, numerators: np.ndarray, denominators: np.ndarray, complements: np.ndarray | None = None
    ) -> np.ndarray:
        """Rates that may not be told, from their counts of persons; nobody counted (0 / 0) is not a rate.

        complements: persons of the denominator who are not of the numerator, or who may be of both when each brings
        several events; by default, the difference.
        """
        complements = denominators - numerators if complements is None else complements
        extreme = (numerators == 0) | (complements == 0)
        small = self.small(numerators) | self.small(complements)
        thin = denominators < self.rates.minimum_denominator
        alike = extreme & (denominators < self.rates.zero_hidden_below)
        return (denominators > 0) & (small | thin | alike)

    def small(self, values: np.ndarray) -> np.ndarray:
        """Counts of somebody, but of too few."""
        return (values >= 1) & (values < self.counts.threshold)

    def sensitive_magnitudes(self, totals: np.ndarray, largest: np.ndarray, contributors: np.ndarray) -> np.ndarray:
        """Totals made by too few, or mostly by one. largest: what the first contributor brings, same unit."""
        few = contributors < self.magnitudes.minimum_contributors
        return (totals > 0) & (few | (largest > self.magnitudes.largest_share * totals))


@lru_cache(maxsize=8)
def load_rule(source: str | None = None, path: Path = DATA / "catalogue" / "secrecy.yml") -> Rule:
    """The rule of a source: the default one, changed where `by_source` says so."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    rule = declared["default"]
    for part, changes in (declared.get("by_source") or {}).get(source, {}).items():
        rule[part] = {**rule[part], **changes} if isinstance(changes, dict) else changes
    return Rule.model_validate(rule)
