"""Portrait of a territory: every indicator in a row, with its benchmark, its trend and its rank."""

from __future__ import annotations

import dash
from dash import dcc, html

from observatoire.catalogue import THEMES
from observatoire.errors import ObservatoireError
from observatoire.view.portrait import Portrait, portrait
from observatoire.warehouse import Snapshot
from pages import _shell, _words
from pages._territoire_lignes import theme_table
from pages._territoire_membres import members
from pages._warehouse import current


def _tab_title(niveau: str | None = None, code: str | None = None) -> str:
    """Title of the tab: the territory's name, when the published version knows it."""
    try:
        territory = current().territory(niveau or "", code or "")
    except ObservatoireError:
        territory = None
    return _shell.title(territory.name if territory is not None else "Territoire")


dash.register_page(__name__, path_template="/territoire/<niveau>/<code>", title=_tab_title)


def layout(niveau: str = "", code: str = "", **query: str) -> html.Div:
    """The portrait, or a sentence and the ways out for a territory that the published version does not know."""
    snapshot = current()
    found = portrait(niveau, code, query, snapshot)
    if found is None:
        return _unknown()
    return html.Div(
        [
            _title(found),
            html.Div(_notes(found), role="status"),
            _bar(found),
            *members(found, snapshot),
            *_themes(found, snapshot),
        ],
        className="ecran portrait",
    )


def _unknown() -> html.Div:
    return html.Div(
        [
            html.H1("Ce territoire n’existe pas ici"),
            html.P(
                "Les données publiées ne le connaissent pas\u202f: il est hors du département, ou son code a changé."
            ),
            html.P(["Cherchez-le par son nom dans l’en-tête, ou revenez à ", dcc.Link("l’accueil", href="/"), "."]),
        ],
        className="ecran vide",
    )


def _title(found: Portrait) -> html.Div:
    label = [" ", html.Span("découpage illustratif", className="etiquette fictif")] if found.territory.fictif else []
    return html.Div(
        [html.H1([found.title, *label]), html.P(found.subtitle, className="chapeau")], className="titre-portrait"
    )


def _notes(found: Portrait) -> list:
    return [html.P(note, className="note") for note in found.notes]


def _bar(found: Portrait) -> html.Div:
    territory = found.territory
    path = f"/territoire/{territory.level}/{territory.code}"

    def file(extension: str) -> str:
        return _words.address(
            f"/fichiers/territoire.{extension}", niveau=territory.level, code=territory.code, repere=found.benchmark_key
        )

    return html.Div(
        [
            _words.choices("Comparer à", found.benchmarks, found.benchmark_key, path),
            html.Details(
                [
                    html.Summary("Exporter"),
                    html.Ul(
                        [
                            html.Li(html.A("Tableau pour Excel (XLSX)", href=file("xlsx"))),
                            html.Li(html.A("Tableau pour tout logiciel (CSV)", href=file("csv"))),
                        ]
                    ),
                ],
                className="menu-exporter fin",
            ),
        ],
        className="barre",
    )


def _themes(found: Portrait, snapshot: Snapshot) -> list:
    """The list of themes, then a table for each; one sentence when nothing is published for the territory."""
    if not found.rows:
        return [
            html.P("Aucun chiffre n’est publié pour ce territoire dans les sources reçues.", className="note"),
            html.P(dcc.Link("Voir les sources reçues", href="/sources")),
        ]
    links = [html.Li(html.A(THEMES[theme], href=f"#{theme}")) for theme in found.rows]
    return [
        html.Nav(html.Ul(links), className="themes", **{"aria-label": "Thèmes du portrait"}),
        *(
            html.Section(
                [html.H2(THEMES[theme], id=theme), theme_table(found, theme, snapshot)], **{"aria-labelledby": theme}
            )
            for theme in found.rows
        ),
    ]
