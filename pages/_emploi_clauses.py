"""Hours of insertion in public contracts: promised and worked, side by side, never summed."""

from __future__ import annotations

from dash import html

from observatoire.catalogue import load_catalogue
from observatoire.figures.counts import CountRow, counts
from observatoire.typography import french
from observatoire.view.emploi import EmploiView
from observatoire.view.emploi_question import PROMISED, WORKED
from observatoire.view.emploi_words import number_of
from observatoire.view.parcours_figures import Fact
from pages._emploi_pieces import cell, empty_section, section
from pages._parcours_pieces import chart, paragraph, reasons, twin

NAMES = ("engagées", "réalisées")


def clauses_block(view: EmploiView) -> html.Section:
    years = tuple(reversed(view.hours))
    if not years:
        return empty_section(
            "clauses",
            "Les extraits reçus ne décrivent pas encore les clauses sociales des marchés (fichier « clauses »).",
        )
    rows = []
    for pair in years:
        rows += [
            CountRow(f"{pair.label} {NAMES[0]}", number_of(pair.first), _value(pair.first), pale=True, first=True),
            CountRow(NAMES[1], number_of(pair.second), _value(pair.second)),
        ]
    facts = [item for pair in years for item in (pair.first, pair.second)]
    drawn = counts(rows, years[0].first.indicator)
    title = "Heures d’insertion engagées et heures réalisées, par année"
    place = view.hours_of.name
    said = " ; ".join(
        f"{pair.label}, {number_of(pair.first)} {NAMES[0]}, {number_of(pair.second)} {NAMES[1]}" for pair in years
    )
    return section(
        view,
        "clauses",
        html.Div(
            [
                html.Div(
                    chart(
                        title,
                        f"{place}, heures",
                        drawn.figure,
                        drawn.height_px,
                        french(f"Barres : {said}."),
                        twin(
                            "Lire le tableau des heures",
                            f"{title}, {place}",
                            ["Année", "Heures engagées", "Heures réalisées"],
                            [[pair.label, cell(pair.first), cell(pair.second)] for pair in years],
                        ),
                    ),
                    className="col-7",
                ),
                html.Div(_difference(view), className="col-5"),
            ],
            className="grille",
        ),
        *reasons(facts),
        source=view.source(*facts),
    )


def _difference(view: EmploiView) -> list:
    """Promised is not worked, in the words of the catalogue."""
    promised, worked = (load_catalogue().indicators[key] for key in (PROMISED, WORKED))
    elsewhere = (
        [
            paragraph(
                f"Ces heures sont celles de tout le département : aucun marché ne nomme {view.territory.name}.",
                "note",
            )
        ]
        if view.hours_of != view.territory
        else []
    )
    return [
        html.H3("Engagées ou réalisées\u202f?"),
        html.P([html.Strong("Engagées. "), promised.definition]),
        html.P([html.Strong("Réalisées. "), worked.definition]),
        html.P(promised.caveats[0]),
        *elsewhere,
    ]


def _value(fact: Fact) -> float | None:
    return fact.own.value if fact.own is not None else None
