"""Hours of insertion in public contracts: promised and worked, side by side, never summed."""

from __future__ import annotations

from datetime import date

from dash import html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.figures.counts import CountRow, counts
from observatoire.typography import french
from observatoire.view.emploi import EmploiView, Pair
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
    if not any(_value(item) is not None for pair in years for item in (pair.first, pair.second)):
        return empty_section(
            "clauses",
            f"Aucune heure d’insertion n’est publiée pour {view.hours_of.name} : les chiffres y sont tous secrets.",
        )
    rows = []
    for pair in years:
        young = extraction_day(pair) is not None
        year = f"{pair.label}, en cours," if young else pair.label
        first, second = pair.first, pair.second
        rows += [
            CountRow(f"{year} {NAMES[0]}", number_of(first), _value(first), pale=True, first=True, partial=young),
            CountRow(NAMES[1], number_of(second), _value(second), partial=young),
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
                        *(_running(pair) for pair in years if extraction_day(pair) is not None),
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


def extraction_day(pair: Pair) -> date | None:
    """The day of the extraction when it falls within the year of the hours: that year is not over; else None."""
    vintages = [item.own.vintage for item in (pair.first, pair.second) if item.own is not None]
    try:
        day = date.fromisoformat(max(vintages, default=""))
    except ValueError:
        return None
    return day if str(day.year) == pair.label and (day.month, day.day) != (12, 31) else None


def _running(pair: Pair) -> html.P:
    """What a year that is not over counts, and why its hours worked may be missing."""
    day = formats.day(extraction_day(pair))
    said = f"Contour tireté : {pair.label}, année en cours, au {day}. À ne pas comparer aux années entières."
    if pair.second.own is None:
        said += (
            " Réalisées : l’extrait n’en a encore aucune pour cette année ; un marché sans heures saisies n’est pas un "
            "marché sans heures."
        )
    return paragraph(said, "precision")


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
