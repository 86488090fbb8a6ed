"""What a territory holds, or what holds it: links from a portrait to its neighbours up and down."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.territories import LEVEL_SPELLED_OUT, level_name
from observatoire.view.portrait import Portrait
from observatoire.warehouse import Snapshot, Territory

#: Levels whose communes all belong to the département served, or straddle it: their list is known.
WITH_COMMUNES = ("sdsei", "epci", "canton", "zone_emploi")
#: Levels listed on the portrait of the département served, and levels said for a commune.
PARTS = ("sdsei", "epci", "canton")
HOLDERS = ("sdsei", "epci", "canton", "zone_emploi", "departement", "region")


def territory_link(territory: Territory) -> dcc.Link:
    return dcc.Link(territory.name, href=f"/territoire/{territory.level}/{territory.code}")


def level_heading(level: str, count: int = 1) -> html.Span:
    """The name of a level, its acronym explained."""
    name = level_name(level, count)
    name = name[0].upper() + name[1:]
    return html.Abbr(name, title=LEVEL_SPELLED_OUT[level]) if level in ("epci", "sdsei") else html.Span(name)


def members(found: Portrait, snapshot: Snapshot) -> list:
    """Territories that hold a commune, communes of a territory, or parts of the département served."""
    territory = found.territory
    if territory.level == "commune":
        return _holders(territory, snapshot)
    if territory.level in WITH_COMMUNES:
        return _communes(found, snapshot)
    if territory.level == "departement" and territory.code == found.publication.departement:
        return parts(snapshot)
    return []


def _holders(commune: Territory, snapshot: Snapshot) -> list:
    places = dict(snapshot.memberships(commune.code))
    holders = [snapshot.territory(level, places[level]) for level in HOLDERS if level in places]
    if not holders:
        return []
    return [
        html.Dl(
            [html.Div([html.Dt(level_heading(holder.level)), html.Dd(territory_link(holder))]) for holder in holders],
            className="appartenance",
        )
    ]


def _communes(found: Portrait, snapshot: Snapshot) -> list:
    names = {territory.code: territory for territory in snapshot.territories("commune")}
    communes = sorted(
        (names[code] for code in found.communes if code in names), key=lambda item: formats.sort_key(item.name)
    )
    if not communes:
        return []
    return [
        html.Details(
            [
                html.Summary(f"Les {formats.count(len(communes), 'commune')}" if len(communes) > 1 else "Sa commune"),
                html.Ul([html.Li(territory_link(commune)) for commune in communes], className="communes"),
            ],
            className="membres",
        )
    ]


def parts(snapshot: Snapshot) -> list:
    """A closed list of territories for each level that cuts the département."""
    shown = []
    for level in PARTS:
        territories = sorted(snapshot.territories(level), key=lambda item: formats.sort_key(item.name))
        if territories:
            label = formats.count_level(len(territories), level)
            shown.append(
                html.Details(
                    [
                        html.Summary(label if len(territories) == 1 else f"Les {label}"),
                        html.Ul([html.Li(territory_link(item)) for item in territories], className="communes"),
                    ],
                    className="membres",
                )
            )
    return shown
