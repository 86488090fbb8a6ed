"""The button that puts a figure in the reader's panier, beside its files. assets/panier.js answers it."""

from __future__ import annotations

from dash import html

from observatoire import formats

#: The address of the page itself, for a screen whose URL is always that of its figure.
THIS_PAGE = ""
LABEL = "Ajouter au panier"


def add_button(address: str = THIS_PAGE, name: str = "", className: str = "btn") -> html.Button:
    """`address`: path, query and fragment of the figure; `name`: what it is, for those who hear the page."""
    heard = [html.Span(f"{formats.THIN}: {name}", className="hors-ecran")] if name else []
    return html.Button(
        [LABEL, *heard], type="button", className=f"{className} ajouter-panier", **{"data-panier-adresse": address}
    )
