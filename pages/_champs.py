"""Controls of a screen: a list, a row of segments, the list of territories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from observatoire.territories import level_name
from observatoire.warehouse import Territory


def options(pairs: Iterable[tuple[str, str]]) -> list[dict]:
    """(key, name) as the components want them."""
    return [{"value": key, "label": name} for key, name in pairs]


def territory_options(by_level: Iterable[tuple[str, Sequence[Territory]]]) -> list[dict]:
    """Territories by level; a level is a line that cannot be chosen (the list component has no groups)."""
    found = []
    for level, territories in by_level:
        if level != "departement":
            found.append({"value": f"niveau-{level}", "label": f"— {level_name(level, 2)} —", "disabled": True})
        found += options((f"{level}:{item.code}", item.name) for item in territories)
    return found


def field(label: str, control_id: str, listed: list[dict], value: str, more: str = "") -> html.Div:
    """A list under its label; more: classes of its own."""
    return html.Div(
        [html.Label(label, htmlFor=control_id), dbc.Select(id=control_id, options=listed, value=value)],
        className=f"champ {more}".strip(),
    )


def segments(label: str | Component, control_id: str, listed: list[dict], value: str, **more) -> html.Fieldset:
    """A choice among a few, all in view."""
    chosen = dbc.RadioItems(id=control_id, options=listed, value=value, class_name="segments")
    return html.Fieldset([html.Legend(label), chosen], className="champ", **more)
