"""Unions of territories of one level: the parts of one, and how to make or undo it with plain links."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.territories import level_name
from observatoire.view.diagnostic import Diagnostic
from observatoire.view.union import MOST_PARTS, UNITED_LEVELS, union_address
from observatoire.warehouse import Snapshot, Territory

#: A longer list of territories to add is cut down to those that share a whole with the reader's.
MOST_OFFERED = 60


def union_tools(found: Diagnostic, snapshot: Snapshot) -> list:
    """The parts of a union, each with the way to take it out, and the territories that may be added."""
    territory = found.portrait.territory
    parts = found.parts or (territory,)
    level = parts[0].level
    if level not in UNITED_LEVELS or (level == "departement" and not found.parts):
        return []
    listed = [html.Li(_part(part, parts)) for part in parts] if found.parts else []
    offered = _offered(parts, found, snapshot) if len(parts) < MOST_PARTS else []
    codes = [part.code for part in parts]
    added = [html.Li(dcc.Link(item.name, href=union_address(level, [*codes, item.code]))) for item in offered]
    what = level_name(level)
    return [
        *([html.Div([html.P("Territoires réunis"), html.Ul(listed, className="communes")])] if listed else []),
        *(
            [
                html.Details(
                    [
                        html.Summary(f"Réunir avec {'un autre' if level != 'commune' else 'une autre'} {what}"),
                        html.P(
                            "Les effectifs s’additionnent, les taux se pondèrent. Les médianes, les chiffres cachés et "
                            "ceux des personnes suivies par le département ne se calculent pas pour une union.",
                            className="precision",
                        ),
                        html.Ul(added, className="communes"),
                    ],
                    className="membres",
                )
            ]
            if added
            else []
        ),
    ]


def _part(part: Territory, parts: tuple[Territory, ...]) -> list:
    left = [item.code for item in parts if item != part]
    return [
        dcc.Link(part.name, href=f"/territoire/{part.level}/{part.code}"),
        " ",
        dcc.Link(
            ["Retirer", html.Span(f" {part.name}", className="hors-ecran")],
            href=union_address(part.level, left),
            className="retirer",
        ),
    ]


def _offered(parts: tuple[Territory, ...], found: Diagnostic, snapshot: Snapshot) -> list[Territory]:
    """Territories of the level that are not in yet, by name; communes: those of the EPCI of the parts."""
    level, inside = parts[0].level, {part.code for part in parts}
    others = [item for item in snapshot.territories(level) if item.code not in inside]
    if len(others) > MOST_OFFERED and level == "commune":
        around = {holder for part in parts for holder in snapshot.memberships(part.code) if holder[0] == "epci"}
        near = {code for holder in around for code in snapshot.members(*holder)}
        others = [item for item in others if item.code in near]
    return sorted(others, key=lambda item: formats.sort_key(item.name))
