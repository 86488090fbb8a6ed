"""The panier of a reader: figures collected on any screen, commented, ordered, exported, shown in a meeting.

Its address is its only key. assets/panier.js sends each change, then asks for the content again.
"""

from __future__ import annotations

import dash
from dash import Input, Output, State, dcc, html

from observatoire.carnet.paniers import LONGEST_TITLE, Panier, UnknownPanier, panier
from observatoire.documents.panier_view import shown_items
from observatoire.typography import french
from pages import _panier_contenu as content
from pages import _shell
from pages._carnet import current_carnet
from pages._warehouse import current

dash.register_page(__name__, path_template="/panier/<identifiant>", title=_shell.title("Panier"))

WARNING = (
    "Qui a l’adresse de cette page peut lire et modifier ce panier : il n’y a pas de compte. Gardez-la, et ne la "
    "donnez qu’à celles et ceux qui y travaillent. Elle n’est écrite dans aucun document exporté."
)


def layout(identifiant: str = "", **_query: str) -> html.Div:
    """A panier, or a sentence when no panier has this address."""
    try:
        known = panier(current_carnet(), identifiant)
    except UnknownPanier as error:
        return _unknown(str(error))
    return html.Div(
        [
            html.Div(
                [
                    html.H1(known.title, id="panier-titre"),
                    html.P(content.summary(known), className="chapeau", id="panier-resume"),
                ]
            ),
            _bar(known),
            html.Div(content.items(shown_items(known, current())), id="panier-contenu", className="zone"),
            html.P(french(WARNING), className="note"),
            html.Div(id="panier-etat", **_state(known)),
            dcc.Store(id="panier-cle", data=known.id),
            dcc.Store(id="panier-version", data=known.version),
        ],
        className="ecran panier",
    )


def _state(known: Panier) -> dict[str, str]:
    """What assets/panier.js reads when the page appears."""
    return {"data-panier": known.id, "data-version": str(known.version), "data-nombre": str(len(known.items))}


def _bar(known: Panier) -> html.Div:
    title = dcc.Input(
        id="panier-titre-champ",
        value=known.title,
        maxLength=LONGEST_TITLE,
        className="panier-titre-champ",
        autoComplete="off",
    )
    return html.Div(
        [
            html.Div([html.Label("Titre", htmlFor="panier-titre-champ"), title], className="champ"),
            html.Div(
                [
                    html.A("Ouvrir en séance", href=f"/copil/{known.id}", className="btn btn-principal"),
                    content.exports(known),
                    html.Button("Copier le lien", id="panier-copier", type="button", className="btn"),
                    html.Button("Commencer un autre panier", id="panier-autre", type="button", className="btn"),
                    html.Button(
                        "En faire mon panier", id="panier-adopter", type="button", className="btn", hidden=True
                    ),
                ],
                className="fin outils",
            ),
        ],
        className="barre",
    )


def _unknown(sentence: str) -> html.Div:
    return html.Div(
        [html.H1("Ce panier n’existe pas ici"), html.P(sentence), html.P(dcc.Link("Voir la carte", href="/carte"))],
        className="ecran vide",
        id="panier-inconnu",
    )


@dash.callback(
    Output("panier-contenu", "children"),
    Output("panier-titre", "children"),
    Output("panier-resume", "children"),
    Input("panier-version", "data"),
    State("panier-cle", "data"),
    prevent_initial_call=True,
)
def refresh(_version: int, identifier: str) -> tuple:
    """The panier again, after a change."""
    known = panier(current_carnet(), identifier)
    return content.items(shown_items(known, current())), known.title, content.summary(known)
