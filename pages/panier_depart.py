"""The panier of a reader who has none yet; assets/panier.js leads the others to theirs."""

from __future__ import annotations

import dash
from dash import html

from pages import _panier_contenu as content
from pages import _shell

dash.register_page(__name__, path="/panier", title=_shell.title("Panier"))


def layout(**_query: str) -> html.Div:
    """How to fill a panier."""
    return html.Div([html.H1("Panier"), content.empty()], className="ecran panier", id="panier-depart")
