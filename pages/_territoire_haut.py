"""Top of a portrait: its name, its benchmark and its files, its key figures, what sets it apart."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.documents.portrait_parts import address
from observatoire.sentences import SwotLine
from observatoire.sentences.swot import NOTHING_SURE
from observatoire.typography import french
from observatoire.view.diagnostic import Diagnostic, DiagnosticRow
from pages import _words
from pages._panier_bouton import add_button

#: Files about a territory, in the order of the menu: extension, its words, the route that makes it, its paper.
DOCUMENTS = (
    ("pptx", "Présentation (PPTX)", "portrait", ""),
    ("docx", "Rapport Word (DOCX)", "portrait", ""),
    ("pdf", "PDF accessible", "portrait", ""),
    ("pdf", "Affiche A3 (PDF)", "portrait", "a3"),
    ("docx", "Bilan annuel Word (DOCX)", "bilan", ""),
    ("pdf", "Bilan annuel (PDF)", "bilan", ""),
    ("xlsx", "Tableau pour Excel (XLSX)", "territoire", ""),
    ("csv", "Tableau pour tout logiciel (CSV)", "territoire", ""),
)
QUADRANTS = (
    ("forces", "Forces", "Ce qui va mieux que le repère"),
    ("faiblesses", "Faiblesses", "Ce qui va moins bien que le repère"),
    ("opportunites", "Opportunités", "Ce qui s’améliore"),
    ("menaces", "Menaces", "Ce qui se dégrade"),
)


def title(found: Diagnostic) -> html.Div:
    portrait = found.portrait
    label = [" ", html.Span("découpage illustratif", className="etiquette fictif")] if portrait.territory.fictif else []
    return html.Div(
        [html.H1([portrait.title, *label]), html.P(portrait.subtitle, className="chapeau")], className="titre-portrait"
    )


def bar(found: Diagnostic) -> html.Div:
    portrait, territory = found.portrait, found.portrait.territory
    asked = {"niveau": territory.level, "code": territory.code, "repere": portrait.benchmark_key}
    return html.Div(
        [
            _words.choices(
                "Comparer à",
                portrait.benchmarks,
                portrait.benchmark_key,
                f"/territoire/{territory.level}/{territory.code}",
            ),
            html.Details(
                [
                    html.Summary("Exporter"),
                    html.Ul(
                        [
                            html.Li(html.A(words, href=_file_address(route, extension, papier=paper, **asked)))
                            for extension, words, route, paper in DOCUMENTS
                        ]
                    ),
                ],
                className="menu-exporter fin",
            ),
            html.Button(
                "Préparer une séance",
                type="button",
                className="btn preparer-seance",
                title="Un panier de figures pour un comité de pilotage, à compléter, à présenter ou à exporter",
                **{"data-niveau": territory.level, "data-code": territory.code},
            ),
        ],
        className="barre",
    )


def _file_address(route: str, extension: str, **asked: str) -> str:
    return _words.address(f"/fichiers/{route}.{extension}", **asked)


def key_figures(found: Diagnostic) -> list:
    if not found.key_rows:
        return []
    return [
        html.Section(
            [
                html.H2("Chiffres clés", className="hors-ecran"),
                html.Div([_key_figure(row) for row in found.key_rows], className="chiffres-cles"),
            ]
        )
    ]


def _key_figure(row: DiagnosticRow) -> html.Div:
    """Value, name, date and benchmark; the row below has the rest."""
    shown = row.row
    amount, unit = _words.amount_and_unit(shown)
    compared = []
    if shown.judgement is not None:
        compared = [
            html.Span(f"{shown.benchmark.name}{formats.THIN}: {shown.benchmark.text}", className="detail"),
            html.Span([_words.gap(shown.judgement), f", {shown.judgement.verdict}"], className="detail"),
        ]
    return html.Div(
        [
            html.Span(amount, className="valeur"),
            *([html.Span(unit, className="detail")] if unit else []),
            html.A(shown.indicator.short_title, href=f"#{shown.indicator.id}", className="intitule"),
            html.Span(formats.period(shown.period), className="detail"),
            *compared,
            *([html.Span(shown.change, className="detail")] if shown.change else []),
        ],
        className="chiffre-cle",
    )


def standing_out(found: Diagnostic) -> list:
    """The proposed forces, faiblesses, opportunités and menaces; nothing when no figure tells any."""
    if not any(getattr(found.swot, name) for name, _, _ in QUADRANTS):
        return []
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.H2(french("Qu’est-ce qui distingue ce territoire ?"), id="forces-faiblesses"),
                        add_button(f"{address(found)}#forces-faiblesses", "Forces et faiblesses"),
                    ],
                    className="tete-bloc",
                ),
                html.P(
                    "Proposé à partir des chiffres de cette page, sans leurs causes\u202f: à relire et à compléter.",
                    className="sous-titre",
                ),
                html.Div(
                    [_quadrant(heading, said, getattr(found.swot, name)) for name, heading, said in QUADRANTS],
                    className="quadrants",
                ),
            ],
            **{"aria-labelledby": "forces-faiblesses"},
        )
    ]


def _quadrant(heading: str, said: str, lines: tuple[SwotLine, ...]) -> html.Div:
    listed = html.Ul([html.Li(_line(line)) for line in lines]) if lines else html.P(NOTHING_SURE, className="absent")
    return html.Div([html.H3([heading, html.Span(said, className="precision")]), listed], className="quadrant")


def _line(line: SwotLine) -> list:
    """The sentence, and the way to the row behind it."""
    return [
        line.sentence.text,
        " ",
        html.A(["Voir", html.Span(f" {line.sentence.text}", className="hors-ecran")], href=f"#{line.indicator}"),
    ]


def unknown() -> html.Div:
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
