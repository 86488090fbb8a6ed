"""Employment and insertion through work: one page of questions, each with its answer. Its URL is its state."""

from __future__ import annotations

import dash
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html

from observatoire.figures.siae_points import siae_overlay
from observatoire.typography import french
from observatoire.view.emploi import EmploiView, emploi_view
from observatoire.warehouse import Snapshot
from pages import _emploi_haut as top
from pages._emploi_clauses import clauses_block
from pages._emploi_iae import hidden_choices, map_block
from pages._emploi_retour import return_block
from pages._emploi_rsa import monthly_exits_block
from pages._emploi_sorties import exits_block, leavers_block
from pages._emploi_structures import structures_block
from pages._shell import title
from pages._warehouse import current

dash.register_page(__name__, path="/emploi", title=title("Emploi et IAE"))


def layout(**query: str) -> html.Div:
    """The screen answered, or what to do for a département that has given no extract."""
    snapshot = current()
    view = emploi_view(query, snapshot)
    return _without_extracts() if view is None else _answered(view, snapshot)


def _answered(view: EmploiView, snapshot: Snapshot) -> html.Div:
    return html.Div(
        [
            top.heading(view),
            top.controls(view),
            html.Div([html.P(note, className="note") for note in view.notes], role="status"),
            top.key_figures(view),
            top.contents(),
            return_block(view),
            exits_block(view),
            leavers_block(view),
            monthly_exits_block(view),
            map_block(view, siae_overlay(view, snapshot)),
            *([] if view.offer.is_known else [hidden_choices(view)]),
            structures_block(view),
            clauses_block(view),
            html.Div(
                [html.H2("À ne pas conclure"), html.Ul([html.Li(text) for text in view.not_to_conclude])],
                className="a-ne-pas-conclure",
            ),
        ],
        className="ecran emploi",
    )


def _without_extracts() -> html.Div:
    return html.Div(
        [
            html.H1("Le retour à l’emploi n’est pas encore mesuré ici"),
            html.P(
                french(
                    "Le département n’a pas encore donné d’extraits : sans eux, personne ne sait combien de "
                    "bénéficiaires du revenu de solidarité active (RSA) retrouvent un emploi, ni où sont les "
                    "structures d’insertion."
                )
            ),
            html.P(
                french(
                    "Pour les donner : préparez les fichiers de votre logiciel selon « docs/extraits.md », vérifiez-"
                    "les par « python -m etl extracts check », puis publiez avec « python -m etl build … --extracts "
                    "DOSSIER »."
                )
            ),
            html.P(
                [
                    "En attendant, la carte montre le ",
                    dcc.Link("taux de chômage localisé", href="/carte?indicateur=taux_chomage_localise"),
                    " de chaque territoire publié.",
                ]
            ),
        ],
        className="ecran vide",
    )


@dash.callback(Output("emploi-navigation", "href"), inputs={"asked": top.INPUTS}, prevent_initial_call=True)
def go(asked: dict) -> str:
    """A control changed: the address says it, and the page answers."""
    return top.address_of(asked)


# Outputs that are never written: a callback without any would not run when the page appears.
for drawer, written in (("carte", "data-dessin"), ("carte_legende", "data-legende")):
    clientside_callback(
        ClientsideFunction(drawer, "draw"),
        Output("emploi-carte", written),
        Input("emploi-carte-donnees", "data"),
        State("emploi-carte", "id"),
    )
clientside_callback(
    ClientsideFunction("page_carte", "open"),
    Output("emploi-navigation", "href", allow_duplicate=True),
    Input("emploi-carte-ouverture", "data"),
    State("emploi-carte-donnees", "data"),
    prevent_initial_call=True,
)
