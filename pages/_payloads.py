"""What a browser sends to a callback, checked once for all of them before Dash reads it.

Dash trusts its own script: a request with another shape would end in a trace for each way of being wrong. Here it is
refused with one sentence, and one line of the log that repeats nothing of it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping

from dash import Dash
from flask import Response, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from pages._answers import sentence

UPDATE = "_dash-update-component"
REFUSED = "La demande reçue n’a pas la forme attendue : rechargez la page, puis recommencez."

Shape = Callable[[object], bool]


class Malformed(ValueError):
    """What is wrong, in words that hold nothing of what was received."""


def _text(value: object) -> bool:
    return isinstance(value, str)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _query(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("query"), str)


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _or_nothing(shape: Shape) -> Shape:
    return lambda value: value is None or shape(value)


#: What each property holds, then each store.
PROPERTIES: dict[str, Shape] = {
    "value": _text,
    "n_clicks": _or_nothing(_number),
    "pathname": _or_nothing(_text),
    "search": _or_nothing(_text),
    "id": _texts,
}
STORES: dict[str, Shape] = {
    "carte-territoire": _or_nothing(_text),
    "carte-adresse": _or_nothing(_query),
    "carte-prete": _or_nothing(_number),
    "carte-etat": _query,
    "comparer-sans": _text,
    "panier-version": _number,
    "panier-cle": _text,
}

#: What a store that is empty at first holds once it has changed.
WHEN_CHANGED: dict[str, Shape] = {"carte-adresse.data": _query}


def shape_of(component: str, held: str) -> Shape | None:
    """The shape of a property of a component; None when no rule says it, which a test forbids."""
    return STORES.get(component) if held == "data" else PROPERTIES.get(held)


def guard(app: Dash) -> None:
    """Refuse what no browser of ours would send."""
    address = f"{app.config.requests_pathname_prefix}{UPDATE}"

    @app.server.before_request
    def refuse_malformed() -> Response | None:
        if request.path != address or request.method != "POST":
            return None
        known = None
        try:
            body = _body()
            known = _known_output(body, app.callback_map)
            check(body, app.callback_map[known])
        except Malformed as error:
            logging.getLogger(__name__).warning("callback %s: request refused, %s", known or "unknown", error)
            return sentence(REFUSED, 400)
        return None


def _body() -> dict:
    try:
        body = request.get_json()
    except (BadRequest, UnsupportedMediaType, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(body, dict):
        raise Malformed("not an object")
    return body


def _known_output(body: Mapping, callbacks: Mapping) -> str:
    output = body.get("output")
    if not isinstance(output, str) or "callback" not in callbacks.get(output, {}):
        raise Malformed("no such callback")
    return output


def check(body: Mapping, callback: Mapping) -> None:
    """Raises Malformed unless the request has the inputs, states and outputs of its callback, of the right shapes."""
    _check_items(body.get("inputs"), callback["inputs"], "inputs")
    _check_items(body.get("state", []), callback["state"], "state")
    several = body["output"].startswith("..")
    outputs = body.get("outputs") if several else [body.get("outputs")]
    if not isinstance(outputs, list) or not outputs or not all(map(_named, outputs)):
        raise Malformed("outputs of another shape")
    if several and len(outputs) != len(body["output"].strip(".").split("...")):
        raise Malformed("another number of outputs")
    _check_changed(body.get("changedPropIds", []), body["inputs"])


def _named(item: object) -> bool:
    return isinstance(item, dict) and (_text(item.get("id")) or _texts(item.get("id"))) and _text(item.get("property"))


def _check_items(items: object, declared: list[dict], what: str) -> None:
    if not isinstance(items, list) or len(items) != len(declared):
        raise Malformed(f"another number of {what}")
    for item, expected in zip(items, declared, strict=True):
        if not _named(item) or item["property"] != expected["property"] or not _is(item["id"], expected["id"]):
            raise Malformed(f"{what} of other components")
        shape = shape_of(expected["id"], expected["property"])
        if shape is not None and not shape(item.get("value")):
            raise Malformed(f"{what}: a value of another type for {expected['id']}.{expected['property']}")
        if expected["property"] == "id" and item["value"] != item["id"]:
            raise Malformed(f"{what}: an id that is not its own")


def _is(component: str | dict, declared: str) -> bool:
    """Whether an id is the one declared, or one of those that its pattern names."""
    if not declared.startswith("{"):
        return component == declared
    pattern = json.loads(declared)
    return (
        isinstance(component, dict)
        and component.keys() == pattern.keys()
        and all(isinstance(fixed, list) or component[key] == fixed for key, fixed in pattern.items())
    )


def _check_changed(changed: object, inputs: list[dict]) -> None:
    """What is said to have changed is among the inputs."""
    values = {f"{_written(item['id'])}.{item['property']}": item.get("value") for item in inputs}
    if not isinstance(changed, list) or not all(_text(name) and name in values for name in changed):
        raise Malformed("changes of something else")
    if not all(WHEN_CHANGED[name](values[name]) for name in changed if name in WHEN_CHANGED):
        raise Malformed("a change to nothing")


def _written(component: str | dict) -> str:
    """An id as Dash writes it."""
    if isinstance(component, str):
        return component
    return json.dumps(component, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
