"""Views of the demonstration of the Hautes-Alpes, and views of cases that it does not hold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from observatoire import formats
from observatoire.view.carte import MapView, map_view
from observatoire.warehouse import Snapshot, Warehouse
from tests.documents.demonstration import published


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory) -> Snapshot:
    return Warehouse(published("05", tmp_path_factory)).snapshot()


@pytest.fixture(scope="session")
def every_view(snapshot) -> list[MapView]:
    """The latest period of each indicator at each level of the map."""
    first = map_view({}, snapshot)
    views = []
    for indicator in first.choices.indicators:
        levels = map_view({"indicateur": indicator.id}, snapshot).choices.levels
        views += [map_view({"indicateur": indicator.id, "niveau": level}, snapshot) for level in levels]
    return views


@pytest.fixture(scope="session")
def poverty(snapshot) -> MapView:
    """Poverty rates of communes: figures, secrets and "≤ 5 %"."""
    return map_view({"indicateur": "taux_pauvrete", "niveau": "commune"}, snapshot)


@pytest.fixture(scope="session")
def households(snapshot) -> MapView:
    """Households of communes: counts, some below 5."""
    return map_view({"indicateur": "foyers_rsa", "niveau": "commune"}, snapshot)


@pytest.fixture(scope="session")
def layer_of(snapshot):
    """The map file of a view, parsed."""
    return lambda view: json.loads(snapshot.layer_content(view.layer)[0])


@pytest.fixture(scope="session")
def hostile(poverty) -> MapView:
    """A view whose first territory is named like a formula and has an illustrative perimeter."""
    first, *others = poverty.rows
    named = replace(first, territory=replace(first.territory, name='=HYPERLINK("http://exemple.fr")', fictif=True))
    return replace(poverty, rows=(named, *others), fictitious=True)


@pytest.fixture(scope="session")
def published_for_real(poverty) -> MapView:
    """The same view as if its figures were not a demonstration."""
    return replace(poverty, publication=replace(poverty.publication, demo=False))


@pytest.fixture(scope="session")
def bounded_and_estimated(poverty) -> MapView:
    """A view where one rate is only known as "≤ 5 %" and another is estimated, with its interval."""
    highest, second, *_ = poverty.sorted_rows
    floor = replace(highest.observation, value=5.0, low=0.0, high=5.0, qualifier="floor")
    estimate = replace(
        second.observation,
        low=second.observation.value - 2,
        high=second.observation.value + 1,
        status="estimated",
        qualifier="calculated",
        method="EPCI pondérés par les personnes",
    )
    changed = {
        row.territory.code: replace(
            row,
            observation=observation,
            key=key,
            text=formats.figure(observation, poverty.indicator),
            interval=formats.interval(observation, poverty.indicator),
            method=observation.method,
            judgement=None,
            standing=None,
            rank_text="",
        )
        for row, observation, key in ((highest, floor, "floor"), (second, estimate, second.key))
    }
    return replace(poverty, rows=tuple(changed.get(row.territory.code, row) for row in poverty.rows))
