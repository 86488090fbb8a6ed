"""Who waits longest: the median delay of each territory of a level, and of each kind of person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.view.carte import MapView, map_view
from observatoire.view.parcours_figures import Fact, Figures
from observatoire.view.parcours_publics import PERSONS
from observatoire.view.parcours_question import DELAY, WHOLE, ParcoursQuestion, counted
from observatoire.view.question import available
from observatoire.view.rangs import Rank, Ranking, named, ranking_of
from observatoire.warehouse import Snapshot, Territory


@dataclass(frozen=True)
class PlaceRow:
    """A territory against the département. `rank_text`: "2e", "parmi les 3 plus longs", from the longest; rank_detail:
    from whom no gap is established; `asked`: that of the screen.
    """

    territory: Territory
    fact: Fact
    rank_text: str
    rank_detail: str
    asked: bool


@dataclass(frozen=True)
class DelayMap:
    """The same delays as the map screen shows them. layer: the map file, parsed."""

    view: MapView
    layer: Mapping


@dataclass(frozen=True)
class Places:
    """Longest wait first, those without a figure last by name. `map`: None where nothing is known, or no contour.

    ranked: how many have a place in the order; left_out: why the others have none, "2 secrets".
    """

    level: str
    ranked: int
    left_out: str
    benchmark: Figures
    rows: tuple[PlaceRow, ...]
    map: DelayMap | None


@dataclass(frozen=True)
class Attribute:
    """A kind of person: each modality against everybody in the same territory."""

    label: str
    rows: tuple[tuple[str, Fact], ...]


def places(question: ParcoursQuestion, whole: Figures, snapshot: Snapshot) -> Places:
    indicator, level, period = load_catalogue().indicators[DELAY], question.decoupage, question.periode
    found = snapshot.observations_at(DELAY, level, period)
    ranking = ranking_of(found.values(), indicator)
    names = {territory.code: territory.name for territory in snapshot.territories(level)}
    benchmark = whole.of(DELAY, period)
    rows = [
        PlaceRow(
            territory,
            Fact(indicator, period, breakdowns.TOTAL, found.get(territory.code), benchmark),
            *_place_words(ranking, territory.code, names),
            (level, territory.code) == (question.niveau, question.territoire),
        )
        for territory in counted(snapshot).get(level, ())
    ]
    return Places(
        level,
        len(ranking.ranks),
        ranking.left_out_words,
        whole,
        tuple(sorted(rows, key=_longest_first)),
        _delay_map(question, snapshot),
    )


def _place_words(ranking: Ranking, code: str, names: Mapping[str, str]) -> tuple[str, str]:
    """("parmi les 2 plus longs", "écart non établi avec BAB"), ("1er", ""); two empty texts without a place."""
    rank, many = ranking.of(code), len(ranking.ranks)
    if rank is None:
        return "", ""
    if rank.established is not None:
        return "1er" if rank.first == 1 else f"{formats.decimal(rank.first)}e", ""
    return _group(rank, many), f"écart non établi avec {named(rank, names)}"


def _group(rank: Rank, many: int) -> str:
    """The places that the intervals allow, from the nearer end."""
    if (rank.first, rank.last) == (1, many):
        return "sans rang"
    if rank.first == 1:
        return f"parmi les {formats.decimal(rank.last)} plus longs"
    if rank.last == many:
        return f"parmi les {formats.decimal(many - rank.first + 1)} plus courts"
    between = "ou" if rank.last == rank.first + 1 else "à"
    return f"{formats.decimal(rank.first)}e {between} {formats.decimal(rank.last)}e"


def _delay_map(question: ParcoursQuestion, snapshot: Snapshot) -> DelayMap | None:
    """The map of exactly these delays: the map screen falls back on another question, this one must not."""
    level, period = question.decoupage, question.periode
    if level not in snapshot.layer_levels() or period not in available(snapshot).get(DELAY, {}).get(level, ()):
        return None
    chosen = question.territoire if question.niveau == level else ""
    asked = {"indicateur": DELAY, "niveau": level, "periode": period, "repere": WHOLE, "territoire": chosen}
    view = map_view(asked, snapshot)
    found = snapshot.layer_content(view.layer) if view.layer else None
    if found is None or (view.question.niveau, view.question.periode) != (level, period):
        return None
    return DelayMap(view, json.loads(found[0]))


def _longest_first(row: PlaceRow) -> tuple:
    observation = row.fact.own
    value = observation.value if observation is not None else None
    value = value or formats.days_not_reached(observation) or None
    return value is None, -(value or 0), formats.sort_key(row.territory.name)


def attributes(period: str, own: Figures) -> tuple[Attribute, ...]:
    """Delays from the request by attribute of the person; an attribute that the extracts do not give is left out."""
    indicator, everybody = load_catalogue().indicators[DELAY], own.of(DELAY, period)
    found = []
    for dimension in PERSONS:
        rows = [
            (breakdowns.label(cut), Fact(indicator, period, cut, observation, everybody))
            for cut in (f"{dimension}:{modality}" for modality in breakdowns.modalities(dimension))
            if (observation := own.of(DELAY, period, cut)) is not None
        ]
        if rows:
            found.append(Attribute(breakdowns.dimension_label(dimension), tuple(rows)))
    return tuple(found)
