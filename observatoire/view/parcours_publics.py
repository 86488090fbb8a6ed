"""The figures of the département by kind of person and of orientation, several indicators side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from observatoire import breakdowns
from observatoire.view.parcours_figures import SHARE, Fact, Figures, fact
from observatoire.warehouse import Observation, Snapshot

#: What a person is; what she is oriented to.
PERSONS = ("sexe", "age", "famille", "payeur")
ORIENTATIONS = ("type", "organisme")
#: Days within which the share oriented is told by kind of person.
BOUNDS_BY_KIND = (30, 42)
#: Practices told by kind, in the order of the columns.
BY_KIND = (
    "taux_presence_rdv",
    "part_avec_referent",
    "taux_contractualisation",
    "delai_median_contrat",
    "part_contrats_expires_non_renouveles",
)

#: True whether the level has no such figure, or the extracts nothing to count it on.
_NOT_SO_FINE = (
    "Pour ce territoire, rien n’est publié par sexe, âge, situation familiale ou caisse : comptés si finement, ces "
    "chiffres seraient presque tous cachés. Le département les donne, si les extraits les contiennent."
)


def nothing_by_person(level: str) -> str:
    """Why no figure of a territory of a level tells persons apart."""
    whole = level == "departement"
    return "Les extraits ne donnent ni le sexe, ni l’âge, ni la famille, ni la caisse." if whole else _NOT_SO_FINE


@dataclass(frozen=True)
class Kind:
    """Persons told apart, and their figures: one an indicator, some without any."""

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Kinds:
    """The kinds of one dimension, in reading order."""

    label: str
    rows: tuple[Kind, ...]


def shares_by_kind(period: str, own: Figures) -> tuple[Kinds, ...]:
    """Shares oriented within each bound, from the request; nothing but for the département."""
    return kinds([SHARE.format(days) for days in BOUNDS_BY_KIND], PERSONS, period, own)


def practices_by_kind(period: str, own: Figures, snapshot: Snapshot) -> tuple[Kinds, ...]:
    """The practices of a year by kind of person, then of orientation; nothing but for the département."""
    if own.level != "departement":
        return ()
    told = Figures(own.level, own.code, own.name, _told(snapshot, own.code))
    return kinds(BY_KIND, (*PERSONS, *ORIENTATIONS), period, told)


def kinds(indicators: Iterable[str], dimensions: Iterable[str], period: str, own: Figures) -> tuple[Kinds, ...]:
    """The kinds that one of the indicators is told for; an indicator that is told for none is left out."""
    cuts = {one: [f"{one}:{modality}" for modality in breakdowns.modalities(one)] for one in dimensions}
    every = [cut for of_one in cuts.values() for cut in of_one]
    columns = [name for name in indicators if any(own.of(name, period, cut) is not None for cut in every)]
    found = []
    for dimension, of_one in cuts.items():
        rows = [
            Kind(breakdowns.label(cut), tuple(fact(name, period, own, breakdown=cut) for name in columns))
            for cut in of_one
            if any(own.of(name, period, cut) is not None for name in columns)
        ]
        if rows:
            found.append(Kinds(breakdowns.dimension_label(dimension), tuple(rows)))
    return tuple(found)


@lru_cache(maxsize=4)
def _told(snapshot: Snapshot, code: str) -> dict[tuple[str, str, str], Observation]:
    rows = snapshot.broken_down(BY_KIND, "departement", code)
    return {(row.indicator, row.period, row.breakdown): row for row in rows}
