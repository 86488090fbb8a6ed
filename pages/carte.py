"""The map screen: one indicator on one level, as a map, a table or bars. Its URL is its state."""

from __future__ import annotations

from urllib.parse import parse_qsl

import dash
from dash import ClientsideFunction, Input, Output, State, clientside_callback, ctx, dcc, html

from observatoire.view.carte import MapView, map_view
from pages import _carte_charts as charts
from pages import _carte_controls as controls
from pages import _carte_words as words
from pages._carte_payload import payload
from pages._panier_bouton import add_button
from pages._shell import title
from pages._warehouse import current

dash.register_page(__name__, path="/carte", title=title("Carte"))

OUTPUTS = {
    "controles": controls.OUTPUTS,
    "titre": Output("carte-titre", "children"),
    "sous_titre": Output("carte-sous-titre", "children"),
    "notes": Output("carte-notes", "children"),
    "exports": Output("carte-exports", "children"),
    "grille": Output("carte-grille", "className"),
    "fiche": Output("carte-fiche", "children"),
    "faits": Output("carte-faits", "children"),
    "legende": Output("carte-legende", "children"),
    "source": Output("carte-source", "children"),
    "sigle": Output("carte-sigle", "children"),
    "donnees": Output("carte-donnees", "data"),
    "etat": Output("carte-etat", "data"),
    "a_cote": {
        "chart": Output("carte-a-cote-image", "children"),
        "title": Output("carte-a-cote-titre", "children"),
        "description": Output("carte-a-cote-image", "aria-label"),
        "hidden": Output("carte-a-cote-figure", "hidden"),
    },
    "barres": {
        "chart": Output("carte-barres-image", "children"),
        "title": Output("carte-barres-titre", "children"),
        "description": Output("carte-barres-image", "aria-label"),
        "hidden": Output("carte-barres-figure", "hidden"),
        "left_out": Output("carte-barres-absents", "children"),
    },
}


def answer(view: MapView, *, from_address: bool) -> dict:
    """Everything on screen for a view, by the keys of OUTPUTS. `from_address`: the URL asked, it is no new step."""
    return {
        "controles": controls.answered(view),
        "titre": view.title,
        "sous_titre": words.subtitle(view),
        "notes": words.notes(view),
        "exports": words.exports(view),
        "grille": f"carte-grille zone vue-{view.question.vue}",
        "fiche": words.chosen_territory(view),
        "faits": words.facts(view),
        "legende": words.legend(view),
        "source": view.source,
        "sigle": controls.level_words(view.question.niveau),
        "donnees": payload(view),
        "etat": {"query": view.question.query, "replace": from_address},
        "a_cote": charts.beside(view),
        "barres": charts.instead(view),
    }


def layout(**query: str) -> html.Div:
    """The screen already answered: no callback is needed before it can be read.

    Only the small chart comes after the map is drawn: Plotly takes longer to start than the map to draw.
    """
    view = map_view(query, current())
    props = answer(view, from_address=True)
    return html.Div(
        [
            html.H1(props["titre"], id="carte-titre"),
            html.P(props["sous_titre"], id="carte-sous-titre", className="chapeau"),
            controls.subject(view, props["controles"]),
            _tools(props),
            html.Div(props["notes"], id="carte-notes", role="status"),
            html.Div(
                [
                    html.Div(
                        [
                            _shown(props),
                            html.Div(props["faits"], id="carte-faits", className="carte-faits"),
                        ],
                        className="carte-gauche",
                    ),
                    html.Div(
                        [
                            html.Div(props["fiche"], id="carte-fiche", className="carte-fiche"),
                            html.Div(
                                [
                                    html.Div(props["legende"], id="carte-legende"),
                                    _figure("carte-a-cote", charts.room(props["a_cote"])),
                                    controls.classes(props["controles"]),
                                ],
                                className="carte-lecture",
                            ),
                        ],
                        className="carte-droite",
                    ),
                ],
                id="carte-grille",
                className=props["grille"],
            ),
            dcc.Store(id="carte-donnees", data=props["donnees"]),
            dcc.Store(id="carte-etat", data=props["etat"]),
            dcc.Store(id="carte-ouverture"),
            dcc.Store(id="carte-prete"),
            dcc.Location(id="carte-navigation", refresh="callback-nav"),
        ],
        className="ecran ecran-carte",
    )


def _shown(props: dict) -> html.Div:
    """The map, the table or the bars, with its source."""
    return html.Div(
        [
            html.Div(html.Div(id="carte", className="carte"), className="panneau-carte"),
            html.Div(html.Div(id="carte-tableau", className="tableau-cadre"), className="panneau-tableau"),
            _figure(
                "carte-barres",
                props["barres"],
                html.Div(props["barres"]["left_out"], id="carte-barres-absents", className="note"),
            ),
            html.P(props["source"], id="carte-source", className="source"),
            html.P(props["sigle"], id="carte-sigle", className="source"),
        ],
        className="carte-figure",
    )


def _tools(props: dict) -> html.Div:
    return html.Div(
        [
            *controls.views(props["controles"]),
            html.Div(
                [
                    html.Span(id="carte-copie", role="status"),
                    add_button(),
                    html.Details(
                        [html.Summary("Exporter"), html.Ul(props["exports"], id="carte-exports")],
                        className="menu-exporter",
                    ),
                    html.Button("Copier le lien", id="carte-copier", type="button", className="btn"),
                ],
                className="fin outils",
            ),
        ],
        className="barre barre-outils",
    )


def _figure(name: str, props: dict, *more) -> html.Figure:
    """A chart with its caption; its image has words for those who do not see it."""
    return html.Figure(
        [
            html.Figcaption(props["title"], id=f"{name}-titre"),
            html.Div(props["chart"], id=f"{name}-image", role="img", **{"aria-label": props["description"]}),
            *more,
        ],
        id=f"{name}-figure",
        hidden=props["hidden"],
    )


@dash.callback(output=OUTPUTS, inputs={"asked": controls.INPUTS}, prevent_initial_call=True)
def update(asked: dict) -> dict:
    """A control changed, or Back and Forward gave another address."""
    from_address = ctx.triggered_id == "carte-adresse"
    query = dict(parse_qsl(asked["adresse"]["query"])) if from_address else asked
    return answer(map_view(query, current()), from_address=from_address)


@dash.callback(
    Output("carte-a-cote-image", "children", allow_duplicate=True),
    Input("carte-prete", "data"),
    State("carte-etat", "data"),
    prevent_initial_call=True,
)
def chart_after_map(_ready: int, state: dict):
    """The small chart of the first screen, once the map is drawn."""
    return charts.beside(map_view(dict(parse_qsl(state["query"])), current()))["chart"]


# Outputs that are never written: a callback without any would not run when the page appears.
clientside_callback(
    ClientsideFunction("page_carte", "draw"), Output("carte", "data-dessin"), Input("carte-donnees", "data")
)
clientside_callback(
    ClientsideFunction("page_carte", "address"), Output("carte-etat", "clear_data"), Input("carte-etat", "data")
)
clientside_callback(
    ClientsideFunction("page_carte", "open"),
    Output("carte-navigation", "href"),
    Input("carte-ouverture", "data"),
    State("carte-donnees", "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("page_carte", "copy"), Input("carte-copier", "n_clicks"), prevent_initial_call=True
)
for chart in ("carte-barres", "carte-a-cote"):
    clientside_callback(
        ClientsideFunction("page_carte", "hover"),
        Input(chart, "hoverData"),
        State(chart, "id"),
        prevent_initial_call=True,
    )
    clientside_callback(ClientsideFunction("page_carte", "click"), Input(chart, "clickData"), prevent_initial_call=True)
