"""Who waits longest: the median delay of each territory of a level, and of each kind of person."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.view.figures_of import ranks_of
from observatoire.view.parcours_figures import Fact, Figures
from observatoire.view.parcours_question import DELAY, ParcoursQuestion, counted
from observatoire.warehouse import Snapshot, Territory

ATTRIBUTES = ("sexe", "age", "famille", "payeur")


@dataclass(frozen=True)
class PlaceRow:
    """A territory against the département. `rank_text`: "2 sur 7", from the longest; `asked`: that of the screen."""

    territory: Territory
    fact: Fact
    rank_text: str
    asked: bool


@dataclass(frozen=True)
class Places:
    """Longest wait first, those without a figure last by name."""

    level: str
    benchmark: Figures
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class Attribute:
    """A kind of person: each modality against everybody in the same territory."""

    label: str
    rows: tuple[tuple[str, Fact], ...]


def places(question: ParcoursQuestion, whole: Figures, snapshot: Snapshot) -> Places:
    indicator, level, period = load_catalogue().indicators[DELAY], question.decoupage, question.periode
    found = snapshot.observations_at(DELAY, level, period)
    ranks = ranks_of(found.values(), indicator)
    benchmark = whole.of(DELAY, period)
    rows = [
        PlaceRow(
            territory,
            Fact(indicator, period, breakdowns.TOTAL, found.get(territory.code), benchmark),
            f"{ranks[territory.code]} sur {len(ranks)}" if territory.code in ranks else "",
            (level, territory.code) == (question.niveau, question.territoire),
        )
        for territory in counted(snapshot).get(level, ())
    ]
    return Places(level, whole, tuple(sorted(rows, key=_longest_first)))


def _longest_first(row: PlaceRow) -> tuple:
    observation = row.fact.own
    value = observation.value if observation is not None else None
    return value is None, -(value or 0), formats.sort_key(row.territory.name)


def attributes(period: str, own: Figures) -> tuple[Attribute, ...]:
    """Delays from the request by attribute of the person; an attribute that the extracts do not give is left out."""
    indicator, everybody = load_catalogue().indicators[DELAY], own.of(DELAY, period)
    found = []
    for dimension in ATTRIBUTES:
        rows = [
            (breakdowns.label(cut), Fact(indicator, period, cut, observation, everybody))
            for cut in (f"{dimension}:{modality}" for modality in breakdowns.modalities(dimension))
            if (observation := own.of(DELAY, period, cut)) is not None
        ]
        if rows:
            found.append(Attribute(breakdowns.dimension_label(dimension), tuple(rows)))
    return tuple(found)
