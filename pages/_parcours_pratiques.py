"""Appointments, kiosks, referents, contracts: rates in one table; then what must not be concluded from the screen."""

from __future__ import annotations

from dash import dcc, html

from observatoire import breakdowns
from observatoire.typography import french
from observatoire.view.parcours import ORIENTATION, ParcoursView
from observatoire.view.parcours_figures import Fact
from pages import _words
from pages._parcours_pieces import cell, judged, other_cell, paragraph, reasons, section, small

KIOSKS = (
    "Trois taux distincts pour les kiosques : qui vient parmi les invités, qui est orienté parmi les invités, qui est "
    "orienté parmi les présents. Aucun ne se déduit d’un autre."
)
BY_SENIORITY_ABOVE = "La part des personnes orientées selon l’ancienneté du droit n’est donnée que pour le département."
#: National survey of the Drees: its own definitions, département by département.
SURVEY = (
    ("delai_orientation_oarsa", "délai moyen d’orientation"),
    ("part_bsdd_orientes", "part des personnes orientées"),
    ("taux_contractualisation_oarsa", "contractualisation"),
)


def practices_block(view: ParcoursView) -> html.Section:
    other = view.other
    headings = ["Taux", view.territory.name, *([other.name, "Comparaison"] if other is not None else [])]
    when = f"{view.territory.name}, {view.question.periode}"
    tables = []
    for theme, facts in view.blocks.practices.items():
        tables += [
            html.H3(theme),
            _words.stacked_table(
                html.Span(french(f"{theme} : {when}"), className="hors-ecran"),
                headings,
                [_cells(fact, view) for fact in facts],
                "pratiques compacte" if other is not None else "pratiques compacte seul",
            ),
        ]
        if theme == ORIENTATION and view.question.niveau != "departement":
            tables.append(paragraph(BY_SENIORITY_ABOVE, "precision"))
        if theme.startswith("Kiosques"):
            tables.append(paragraph(KIOSKS, "precision"))
    return section(
        view,
        "pratiques",
        html.P(when, className="sous-titre"),
        *tables,
        *reasons(fact for facts in view.blocks.practices.values() for fact in facts),
        _national(),
    )


def _cells(fact: Fact, view: ParcoursView) -> list:
    """The name of a rate with whom it tells apart and the limits that judge it, then its figures."""
    link = dcc.Link(fact.indicator.title, href=f"/indicateur/{fact.indicator.id}")
    cut = (breakdowns.label(fact.breakdown),) if fact.breakdown != breakdowns.TOTAL else ()
    beneath = (*cut, *view.blocks.practice_limits.get(fact.indicator.id, ()))
    name = html.Div([link, html.Div(small(*beneath), className="statut-legal")]) if beneath else link
    own, other = cell(fact, counted=True), other_cell(fact, counted=True)
    return [name, own, *([other, judged(fact)] if view.other is not None else [])]


def _national() -> html.P:
    links = []
    for indicator, name in SURVEY:
        links += [", ", dcc.Link(name, href=f"/indicateur/{indicator}")]
    return html.P(
        [french("Chiffres nationaux de l’enquête de la Drees, avec leurs propres définitions : "), *links[1:], "."],
        className="precision",
    )


def not_to_conclude(view: ParcoursView) -> html.Div:
    return html.Div(
        [html.H2("À ne pas conclure"), html.Ul([html.Li(text) for text in view.warnings])],
        className="a-ne-pas-conclure",
    )
