"""The chapters of a portrait, their list that stays in sight, and what they do not say."""

from __future__ import annotations

from dash import dcc, html

from observatoire.documents.portrait_document import UNMEASURED, unmeasured_words
from observatoire.documents.portrait_parts import address
from observatoire.typography import french
from observatoire.view.diagnostic import Block, Chapter, Diagnostic
from observatoire.warehouse import Snapshot
from observatoire.words import BETWEEN
from pages._panier_bouton import add_button
from pages._territoire_lignes import legend, rows_table


def chapters(found: Diagnostic, snapshot: Snapshot) -> list:
    """The list of chapters beside them; one sentence when nothing is published for the territory."""
    if not found.portrait.rows:
        return [
            html.P("Aucun chiffre n’est publié pour ce territoire dans les sources reçues.", className="note"),
            html.P(dcc.Link("Voir les sources reçues", href="/sources")),
        ]
    return [
        html.Div(
            [
                _contents(found),
                html.Div(
                    [
                        legend(found),
                        html.P(BETWEEN, className="legende-position"),
                        *(_chapter(chapter, found, snapshot) for chapter in found.chapters),
                    ],
                    className="chapitres",
                ),
            ],
            className="avec-sommaire",
        )
    ]


def _contents(found: Diagnostic) -> html.Nav:
    links = [html.Li(html.A(chapter.title, href=f"#{chapter.id}")) for chapter in found.chapters]
    return html.Nav(html.Ol(links), className="sommaire", **{"aria-label": "Chapitres du portrait"})


def _chapter(chapter: Chapter, found: Diagnostic, snapshot: Snapshot) -> html.Section:
    return html.Section(
        [
            html.H2(chapter.title, id=chapter.id),
            html.P(chapter.question, className="chapeau"),
            *(part for block in chapter.blocks for part in _block(block, found, snapshot)),
            _not_measured(chapter),
        ],
        className="chapitre",
        **{"aria-labelledby": chapter.id},
    )


def _block(block: Block, found: Diagnostic, snapshot: Snapshot) -> list:
    """A question, the sentences that answer it, its rows and their sources."""
    said = " ".join(sentence.text for sentence in block.sentences)
    kept = [add_button(f"{address(found)}#{block.lead.row.indicator.id}", block.question)] if block.lead.known else []
    return [
        html.Div([html.H3(block.question), *kept], className="tete-bloc"),
        html.P(said),
        rows_table(block.question, block.rows, found, snapshot),
    ]


def _not_measured(chapter: Chapter) -> html.Details | html.Div:
    """Closed beside figures, open where it is all that the chapter says."""
    listed = html.Ul([html.Li(unmeasured_words(item)) for item in chapter.not_measured])
    if any(row.known for row in chapter.rows):
        return html.Details([html.Summary(UNMEASURED), listed], className="non-mesure")
    said = f"Aucun chiffre publié ne répond ici à cette question. {UNMEASURED}, et qui le publie :"
    return html.Div([html.P(french(said), className="note"), listed], className="non-mesure")
