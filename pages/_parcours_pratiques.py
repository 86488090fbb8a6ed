"""Appointments, kiosks, referents, contracts: rates in one table; then what must not be concluded from the screen."""

from __future__ import annotations

from dash import dcc, html

from observatoire import breakdowns
from observatoire.typography import french
from observatoire.view.parcours import ORIENTATION, ParcoursView
from observatoire.view.parcours_figures import Fact
from pages import _words
from pages._parcours_pieces import cell, judged, other_cell, paragraph, reasons, section, small, twin

KIOSKS = (
    "Trois taux distincts pour les kiosques : qui vient parmi les invités, qui est orienté parmi les invités, qui est "
    "orienté parmi les présents. Aucun ne se déduit d’un autre, et le premier ne "
    "compte que les invitations dont la présence a été notée."
)
BY_KIND_ABOVE = (
    "Ces taux selon le sexe, l’âge, la situation familiale, la caisse, le type de parcours et l’organisme ne sont "
    "donnés que pour le département."
)
BY_ORIENTATION = (
    "Type de parcours et organisme : ceux de la dernière orientation décidée, au 31 décembre, au jour du rendez-vous "
    "ou à la fin du contrat ; pour le délai du contrat, ceux de la première orientation."
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
        *_by_kind(view),
        *reasons([*(one for facts in view.blocks.practices.values() for one in facts), *_facts(view)]),
        _national(),
    )


def _by_kind(view: ParcoursView) -> list:
    """The same rates by kind of person and of orientation: a table that opens, or where they are told."""
    groups = view.blocks.kinds
    if not groups:
        return [paragraph(BY_KIND_ABOVE, "precision")] if view.question.niveau != "departement" else []
    rows = []
    for group in groups:
        rows += [[group.label], *([kind.name, *map(_of_kind, kind.facts)] for kind in group.rows)]
    return [
        html.H3("Selon la personne et l’orientation"),
        twin(
            "Lire ces taux selon la personne et l’orientation",
            french(f"{view.territory.name}, {view.question.periode}"),
            ["", *(fact.indicator.short_title for fact in groups[0].rows[0].facts)],
            rows,
        ),
        paragraph(BY_ORIENTATION, "precision"),
    ]


def _of_kind(fact: Fact) -> list:
    return cell(fact) if fact.own is not None else [html.Span("sans objet", className="absent")]


def _facts(view: ParcoursView) -> list[Fact]:
    return [fact for group in view.blocks.kinds for kind in group.rows for fact in kind.facts]


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
