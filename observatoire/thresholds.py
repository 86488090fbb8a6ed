"""Legal and local time limits of the parcours, each with its text and its dates, read once from data/catalogue.

Two limits that start elsewhere stand side by side and are never merged. A past figure is judged by the limits of its
own time: a cohort of 2023 by those of 2023.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from observatoire.catalogue import DATA, Declared, Origin, read_folder
from observatoire.dates import first_day, last_day

EndEvent = Literal["orientation", "rendez_vous_fixe", "contrat"]
#: From the most to the least binding: the order in which a reader meets them, on one step of the parcours.
Nature = Literal["loi", "decret", "plan", "contrat", "objectif_local"]


class Threshold(Declared):
    """A time limit between two events, as a text sets it.

    `days` are counted from the day after `start_event`; `inclusive`: the last of them is still in time. `indicator` is
    the share it judges; where that share starts elsewhere, its breakdown `origine:<start_event>` is the one to read.
    `target_pct`: share of the persons that the text wants in time, when it gives one. `valid_from` and `valid_to` are
    ISO dates, both included; a year alone is known to the year only, and `null` is not known (`note` says so).
    `departement`: null for the whole country. `fictif`: an example, for a demonstration only.
    """

    id: str
    label: str
    days: int = Field(gt=0)
    inclusive: bool
    start_event: Origin
    end_event: EndEvent
    indicator: str | None = None
    target_pct: float | None = Field(default=None, gt=0, le=100)
    source: str
    nature: Nature
    valid_from: str | None
    valid_to: str | None
    departement: str | None
    fictif: bool = False
    note: str

    @field_validator("valid_from", "valid_to")
    @classmethod
    def _dated(cls, text: str | None) -> str | None:
        if text is not None:
            first_day(text)
        return text

    def holds_on(self, day: date) -> bool:
        """Whether the limit is in force on a day; an unknown end is open."""
        return (self.valid_from is None or first_day(self.valid_from) <= day) and (
            self.valid_to is None or day <= last_day(self.valid_to)
        )


@lru_cache(maxsize=4)
def load_thresholds(folder: Path = DATA / "catalogue" / "thresholds") -> tuple[Threshold, ...]:
    """Every limit of the register, by step of the parcours, then length, then date."""
    return tuple(
        sorted(
            read_folder(Threshold, folder).values(),
            key=lambda limit: (limit.end_event, limit.days, limit.valid_from or "", limit.id),
        )
    )


def in_force(day: date, departement: str, *, demo: bool = False) -> tuple[Threshold, ...]:
    """National limits in force on a day and those of the département; the fictitious ones in a demonstration only."""
    return tuple(
        limit
        for limit in load_thresholds()
        if limit.holds_on(day) and limit.departement in (None, departement) and (demo or not limit.fictif)
    )


def regime_of(period: str, departement: str, *, demo: bool = False) -> tuple[Threshold, ...]:
    """Limits that judge the figures of a period ("2023", "2025-T3", "2024-12"): those in force on its first day.

    A limit that comes in the course of a period does not judge the persons who entered before it.
    """
    return in_force(first_day(period), departement, demo=demo)
