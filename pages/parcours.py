"""The parcours of RSA recipients: one page of questions, each with its answer. Its URL is its state."""

from __future__ import annotations

import dash
from dash import Output, ctx, dcc, html

from observatoire.typography import french
from observatoire.view.parcours import ParcoursView, parcours
from pages import _parcours_haut as top
from pages._parcours_attente import limits_block, waits_block
from pages._parcours_etapes import steps_block
from pages._parcours_pratiques import not_to_conclude, practices_block
from pages._parcours_temps import quarters_block, stock_block
from pages._parcours_territoires import attributes_block, places_block
from pages._shell import title
from pages._warehouse import current

dash.register_page(__name__, path="/parcours", title=title("Parcours"))


def layout(**query: str) -> html.Div:
    """The screen answered, or what to do for a département that has given no extract."""
    view = parcours(query, current())
    return _without_extracts() if view is None else _answered(view)


def _answered(view: ParcoursView) -> html.Div:
    return html.Div(
        [
            top.heading(view),
            top.controls(view),
            html.Div(
                [html.P(note, className="note") for note in (*view.notes, view.too_recent) if note], role="status"
            ),
            top.key_figures(view),
            top.contents(),
            steps_block(view),
            waits_block(view),
            limits_block(view),
            stock_block(view),
            places_block(view),
            attributes_block(view),
            quarters_block(view),
            practices_block(view),
            not_to_conclude(view),
        ],
        className="ecran parcours",
    )


def _without_extracts() -> html.Div:
    return html.Div(
        [
            html.H1("Le parcours des allocataires n’est pas encore mesuré ici"),
            html.P(
                french(
                    "Le département n’a pas encore donné d’extraits : cette page dira combien de temps on attend une "
                    "orientation et où le parcours s’arrête, sans que personne ne soit reconnaissable."
                )
            ),
            html.P(
                french(
                    "Pour les donner : préparez les fichiers de votre logiciel selon « docs/extraits.md », "
                    "vérifiez-les par « python -m etl extracts check », puis publiez-les par « python -m etl build … "
                    "--extracts DOSSIER »."
                )
            ),
            html.P(
                [
                    "En attendant, l’enquête nationale donne le ",
                    dcc.Link("délai moyen d’orientation", href="/indicateur/delai_orientation_oarsa"),
                    " des départements qui répondent.",
                ]
            ),
        ],
        className="ecran vide",
    )


@dash.callback(Output("parcours-navigation", "href"), inputs={"asked": top.INPUTS}, prevent_initial_call=True)
def go(asked: dict) -> str:
    """A control changed: the address says it, and the page answers."""
    return top.address_of(asked, moved=ctx.triggered_id == "parcours-territoire")
