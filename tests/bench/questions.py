"""Changes that a reader makes on the Carte screen, as the browser posts them to the server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from observatoire.statistics.classification import METHODS
from observatoire.view.question import BENCHMARKS, VIEWS, available
from observatoire.warehouse import Snapshot
from pages._carte_controls import INPUTS

UPDATE = "/_dash-update-component"
#: Share of the requests of many readers that ask what was asked before.
ASKED_BEFORE = 0.5
FAVOURITES = 20

Asked = dict[str, str]


def commune_questions(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """{indicator: periods, latest first} of everything published for communes."""
    return {indicator: levels["commune"] for indicator, levels in available(snapshot).items() if "commune" in levels}


def changes(snapshot: Snapshot) -> dict[str, list[Asked]]:
    """{kind of change: questions}; no two questions are the same, so the first answer to each is worked out."""
    published = commune_questions(snapshot)
    latest = [{"indicateur": indicator, "periode": periods[0]} for indicator, periods in published.items()]
    older = [
        {"indicateur": indicator, "periode": period}
        for indicator, periods in published.items()
        for period in periods[1:]
    ]
    code = snapshot.layer("commune")[1][0]
    return {
        "autre indicateur": latest,
        "autre période": older,
        "autres classes": [asked | {"classes": "quantiles"} for asked in latest],
        "territoire choisi": [asked | {"territoire": code} for asked in latest],
        "vue « Barres »": [asked | {"vue": "barres"} for asked in latest],
    }


def mixed(snapshot: Snapshot, seed: int) -> Iterator[Asked]:
    """Questions without end, as several readers would ask: half among a few favourites, half among everything."""
    chance = random.Random(seed)
    pairs = [(indicator, period) for indicator, periods in commune_questions(snapshot).items() for period in periods]
    everything = [
        {"indicateur": indicator, "periode": period, "repere": benchmark, "classes": method, "vue": view}
        for (indicator, period), benchmark, method, view in product(pairs, BENCHMARKS, METHODS, VIEWS)
    ]
    favourites = random.Random(0).sample(everything, FAVOURITES)
    while True:
        yield chance.choice(favourites if chance.random() < ASKED_BEFORE else everything)


def carte_callback(dependencies: list[dict]) -> dict:
    """The callback of the Carte screen among those that the server declares."""
    return next(one for one in dependencies if any(i["id"] == INPUTS["indicateur"].component_id for i in one["inputs"]))


def page_callback(dependencies: list[dict]) -> dict:
    """The callback that answers a whole screen."""
    return next(one for one in dependencies if "_pages_content.children" in one["output"])


def carte_body(callback: dict, asked: Asked) -> dict:
    """What the browser posts when the indicator changes; controls not in `asked` stay as on the communes."""
    state = {"niveau": "commune", "vue": "carte", "territoire": ""} | asked
    values = {control.component_id: state.get(key, "") for key, control in INPUTS.items() if key != "adresse"}
    return _body(callback, values, f"{INPUTS['indicateur'].component_id}.value")


def page_body(callback: dict, path: str, search: str = "") -> dict:
    """What the browser posts to have the screen of an address."""
    location = callback["inputs"][0]["id"]
    values = {"pathname": path, "search": search}
    body = _body(callback, {}, f"{location}.pathname")
    return body | {"inputs": [one | {"value": values[one["property"]]} for one in body["inputs"]]}


def _body(callback: dict, values: dict, changed: str) -> dict:
    outputs = [
        dict(zip(("id", "property"), one.rsplit(".", 1), strict=True))
        for one in callback["output"].strip(".").split("...")
    ]
    return {
        "output": callback["output"],
        "outputs": outputs,
        "changedPropIds": [changed],
        "parsedChangedPropsIds": [changed],
        "state": [],
        "inputs": [one | {"value": values.get(one["id"])} for one in callback["inputs"]],
    }
