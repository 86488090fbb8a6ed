"""Dated events of a département that a delay may be read before and after: a platform that opens, a rule that changes.

They are data (data/departements/NN/evenements.yml). An event explains nothing by itself.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import field_validator

from observatoire.catalogue import DATA, Declared, read_yaml
from observatoire.dates import first_day
from observatoire.territories import Level

WHOLE_DEPARTEMENT = "departement"


class DatedEvent(Declared):
    """`date`: "2018" when only the year is known, "2023-03" or "2023-03-01".

    `scope`: the whole département, or the territories it happened in, as (level, code). `fictif`: an example, for a
    demonstration only.
    """

    date: str
    title: str
    scope: str | tuple[tuple[Level, str], ...]
    fictif: bool = False
    source: str

    @field_validator("date")
    @classmethod
    def _dated(cls, text: str) -> str:
        first_day(text)
        return text

    @field_validator("scope")
    @classmethod
    def _whole_or_territories(cls, scope):
        if not scope or (isinstance(scope, str) and scope != WHOLE_DEPARTEMENT):
            raise ValueError(f"the scope is {WHOLE_DEPARTEMENT!r} or a list of (level, code)")
        return scope

    def concerns(self, level: str, code: str) -> bool:
        """Whether it happened in a territory, or in the whole département around it."""
        return self.scope == WHOLE_DEPARTEMENT or (level, code) in self.scope


@lru_cache(maxsize=128)
def events_of(departement: str, demo: bool, folder: Path = DATA / "departements") -> tuple[DatedEvent, ...]:
    """Events of a département, oldest first, none without a file; the fictitious ones in a demonstration only."""
    path = folder / departement / "evenements.yml"
    if not path.exists():
        return ()
    events = (DatedEvent.model_validate(item) for item in read_yaml(path))
    return tuple(
        sorted((event for event in events if demo or not event.fictif), key=lambda event: first_day(event.date))
    )
