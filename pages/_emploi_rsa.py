"""How many rights to the RSA are closed each month, for the whole département."""

from __future__ import annotations

from dash import html

from observatoire import formats
from observatoire.figures.trend import HEIGHT_PX, Line, trend_figure
from observatoire.typography import french
from observatoire.view.emploi import EmploiView
from observatoire.view.emploi_rsa import known_months, later_start_words, settled_months
from observatoire.view.emploi_words import text_of
from observatoire.view.parcours_figures import Fact
from observatoire.view.portrait import TrendPoint
from pages._emploi_pieces import cell, empty_section, section
from pages._parcours_pieces import chart, paragraph, reasons, twin

WHOLE_ONLY = "Ce taux n’est donné que pour le département : le voici en entier."
NOT_A_JOB = "Sortir du RSA n’est pas retrouver un emploi : l’extrait ne dit pas pourquoi un droit se ferme."


def monthly_exits_block(view: EmploiView) -> html.Section:
    known = known_months(view.monthly_exits)
    if not known:
        return empty_section(
            "rsa", "Aucun taux de sortie n’est publié : les extraits ne couvrent aucun mois en entier."
        )
    latest, indicator = known[-1], known[-1].indicator
    drawn = settled_months(known)
    later_start = later_start_words(known, drawn)
    title = "Droits au RSA fermés dans le mois, pour 100 ouverts au début du mois"
    line = Line(
        view.departement.name,
        "departement",
        tuple(fact.own for fact in view.monthly_exits if fact.period >= drawn[0].period),
        tuple(TrendPoint(fact.period, fact.own.value, after_break=False) for fact in drawn),
    )
    return section(
        view,
        "rsa",
        *([paragraph(WHOLE_ONLY, "note")] if view.beside is not None else []),
        paragraph(f"En {_when(latest)} : {text_of(latest)} ({latest.interval})."),
        chart(
            title,
            f"{view.departement.name}, en %, personnes soumises aux droits et devoirs",
            trend_figure(line, None, indicator),
            HEIGHT_PX,
            french(f"De {text_of(drawn[0])} ({_when(drawn[0])}) à {text_of(latest)} ({_when(latest)})."),
            *([paragraph(later_start, "precision")] if later_start else []),
            twin(
                "Lire le graphique en tableau",
                f"{title}, {view.departement.name}",
                ["Mois", "Taux de sortie"],
                [[_when(fact), cell(fact)] for fact in reversed(view.monthly_exits)],
            ),
        ),
        paragraph(NOT_A_JOB, "precision"),
        *reasons(view.monthly_exits),
        source=view.source(*view.monthly_exits),
    )


def _when(fact: Fact) -> str:
    return formats.period(fact.period)
