"""Territories beside each other: one page of questions, each with its answer. Its URL is its state."""

from __future__ import annotations

import dash
from dash import ClientsideFunction, Input, Output, State, clientside_callback, ctx, dcc, html

from observatoire.view.comparer import NOT_TO_CONCLUDE, CompareView, compare_view
from pages import _comparer_haut as top
from pages._comparer_ecarts import funnel_block, watch_block
from pages._comparer_semblables import peers_block
from pages._comparer_tapis import rug_block
from pages._shell import title
from pages._warehouse import current

dash.register_page(__name__, path="/comparer", title=title("Comparer"))


def layout(**query: str) -> html.Div:
    """The screen answered, or what there is instead when nothing can be compared."""
    view = compare_view(query, current())
    return _nothing() if view is None else _answered(view)


def _answered(view: CompareView) -> html.Div:
    return html.Div(
        [
            top.heading(view),
            top.controls(view),
            html.Div([html.P(note, className="note") for note in view.notes], role="status"),
            top.contents(),
            rug_block(view),
            funnel_block(view),
            watch_block(view),
            peers_block(view),
            html.Div(
                [html.H2("À ne pas conclure"), html.Ul([html.Li(text) for text in NOT_TO_CONCLUDE])],
                className="a-ne-pas-conclure",
            ),
        ],
        className="ecran comparer",
    )


def _nothing() -> html.Div:
    return html.Div(
        [
            html.H1("Il n’y a rien à comparer pour l’instant"),
            html.P("Aucun indicateur publié n’a de chiffre pour deux territoires d’un même niveau."),
            html.P(["Ce qui est reçu, et ce qui manque, est dit dans les ", dcc.Link("sources", href="/sources"), "."]),
        ],
        className="ecran vide",
    )


@dash.callback(Output("comparer-navigation", "href"), inputs={"asked": top.INPUTS}, prevent_initial_call=True)
def go(asked: dict) -> str:
    """A control changed: the address says it, and the page answers."""
    return top.address_of(asked, ctx.triggered_id)


# An output that is never written: a callback without any would not run when the page appears.
clientside_callback(
    ClientsideFunction("comparer", "draw"),
    Output("comparer-entonnoir", "data-dessin"),
    Input("comparer-entonnoir-dessins", "data"),
    State("comparer-entonnoir", "id"),
)
