"""Portrait of a territory as a diagnostic: what stands out, then the chapters of a PTLI, each question answered."""

from __future__ import annotations

import dash
from dash import html

from observatoire.errors import ObservatoireError
from observatoire.territories import UNION, level_name
from observatoire.view.diagnostic import diagnostic
from pages import _shell
from pages._territoire_chapitres import chapters
from pages._territoire_haut import bar, key_figures, standing_out, title, unknown
from pages._territoire_membres import members
from pages._territoire_union import union_tools
from pages._warehouse import current


def _tab_title(niveau: str | None = None, code: str | None = None) -> str:
    """Title of the tab: the territory's name, when the published version knows it."""
    if niveau == UNION:
        return _shell.title(level_name(UNION).capitalize())
    try:
        territory = current().territory(niveau or "", code or "")
    except ObservatoireError:
        territory = None
    return _shell.title(territory.name if territory is not None else "Territoire")


dash.register_page(__name__, path_template="/territoire/<niveau>/<code>", title=_tab_title)


def layout(niveau: str = "", code: str = "", **query: str) -> html.Div:
    """The portrait, or a sentence and the ways out for a territory that the published version does not know."""
    snapshot = current()
    found = diagnostic(niveau, code, query, snapshot)
    if found is None:
        return unknown()
    return html.Div(
        [
            title(found),
            html.Div([html.P(note, className="note") for note in found.portrait.notes], role="status"),
            bar(found),
            html.Div([*members(found.portrait, snapshot), *union_tools(found, snapshot)], className="parties"),
            *key_figures(found),
            *standing_out(found),
            *chapters(found, snapshot),
        ],
        className="ecran portrait",
    )
