"""The published totals on which the demonstration is set, quoted one by one in data/catalogue/demo/calibration.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import model_validator

from observatoire.catalogue import DATA, Declared

CALIBRATION = DATA / "catalogue" / "demo" / "calibration.yml"


class Quote(Declared):
    """A published value; `source` is a key of Calibration.sources."""

    figure: str
    territory: str
    period: str
    value: float
    source: str


class Calibration(Declared):
    sources: dict[str, str]
    quotes: tuple[Quote, ...]

    @model_validator(mode="after")
    def _every_quote_has_its_source(self) -> Calibration:
        if unknown := {quote.source for quote in self.quotes} - set(self.sources):
            raise ValueError(f"calibration: sources {sorted(unknown)} are not described")
        return self


@lru_cache(maxsize=1)
def load_calibration(path: Path = CALIBRATION) -> Calibration:
    return Calibration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def published(figure: str, period: str) -> dict[str, float]:
    """{territory: published value} of a figure at a period; empty when none is quoted."""
    return {
        quote.territory: quote.value
        for quote in load_calibration().quotes
        if quote.figure == figure and quote.period == period
    }
