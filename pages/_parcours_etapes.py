"""Where the parcours stops: a row and a bar for each step, the delays that lead to it written between them."""

from __future__ import annotations

from dash import html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_etapes import LATE_STEPS, Delay, Step
from observatoire.view.parcours_figures import Fact
from pages import _words
from pages._parcours_pieces import paragraph, place_and_period, section, small

NOTE = (
    "Chaque étape est comptée pour elle-même : on peut avoir un contrat sans rendez-vous honoré saisi, ou retrouver un "
    "emploi avant d’être orienté. Les délais d’après l’orientation décrivent les personnes orientées dans l’année."
)
NOT_BETWEEN_YEARS = (
    "Une cohorte récente a eu moins de temps pour atteindre une étape : les parts de deux années ne se comparent pas."
)
TOO_RECENT = "trop récent : des personnes sont entrées il y a moins d’un an"


def steps_block(view: ParcoursView) -> html.Section:
    """Roles are written out: on a phone the rows are no longer those of a table for the style sheet."""
    found = view.blocks.steps
    rows = [line for step in found for line in (*_delays(step, view), _row(step, view))]
    other = view.other
    headings = ["Étape", "Personnes", "Part de ceux qui ont demandé", *([other.name] if other is not None else [])]
    return section(
        view,
        "etapes",
        html.P(_subtitle(view), className="sous-titre"),
        html.Table(
            [
                html.Caption(french(f"Étapes du parcours : {place_and_period(view, '')}"), className="hors-ecran"),
                html.Thead(
                    html.Tr([html.Th(heading, scope="col", role="columnheader") for heading in headings], role="row"),
                    role="rowgroup",
                ),
                html.Tbody(rows, role="rowgroup"),
            ],
            role="table",
            className="etapes" if other is not None else "etapes seul",
            **{"data-palette": "neutral"},
        ),
        paragraph(NOTE, "precision"),
        paragraph(NOT_BETWEEN_YEARS, "precision"),
    )


def _subtitle(view: ParcoursView) -> str:
    """Territory, cohort, and when its steps are counted."""
    followed = f"étapes {view.follow_up.words}" if view.follow_up is not None else "part de la cohorte"
    return place_and_period(view, followed)


def _is_recent(step: Step, view: ParcoursView) -> bool:
    """Whether a late step of the cohort has not had its time: its share will grow."""
    return step.key in LATE_STEPS and view.follow_up is not None and view.follow_up.is_short


def _row(step: Step, view: ParcoursView) -> html.Tr:
    other, recent = [], _is_recent(step, view)
    if view.other is not None:
        text = html.Span(step.other_share_text, className="nombre")
        other = [html.Td(text, role="cell", **{"data-intitule": view.other.name})]
    return html.Tr(
        [
            html.Th([step.label, *(small(french(TOO_RECENT)) if recent else [])], scope="row", role="rowheader"),
            html.Td([_words.badge(step.fact.own, _count(step)), *small(step.fact.reason)], role="cell"),
            html.Td(_bar(step.share_pct, step.share_text) if step.share_pct is not None else [], role="cell"),
            *other,
        ],
        role="row",
        className="etape recente" if recent else "etape",
    )


def _bar(share_pct: float, text: str) -> list:
    """The share as a bar from zero, and in figures: the bar alone would say nothing to who cannot see it."""
    return [
        html.Span(
            html.Span(className="barre-etape", style={"width": f"{share_pct:.1f}%"}),
            className="fond-etape",
            **{"aria-hidden": "true"},
        ),
        html.Span(text, className="nombre part"),
    ]


def _count(step: Step) -> str:
    """The count alone: its unit is in the heading."""
    own = step.fact.own
    return formats.decimal(own.value) if own is not None and own.value is not None else step.text


def _delays(step: Step, view: ParcoursView) -> list[html.Tr]:
    """One line of words before the step: its median delays, each with its start."""
    if not step.delays:
        return []
    said = " ; ".join(_delay(delay) for delay in step.delays)
    columns = 4 if view.other is not None else 3
    arrow = html.Span("↓ ", **{"aria-hidden": "true"})
    words = html.Td([arrow, french(f"délai médian {said}")], colSpan=columns, role="cell")
    return [html.Tr(words, role="row", className="entre")]


def _delay(delay: Delay) -> str:
    """ "depuis la demande : 79 jours (entre 77 et 82 jours)"."""
    return f"{delay.since} : {delay.fact.text}{_detail(delay.fact)}"


def _detail(fact: Fact) -> str:
    said = [fact.interval, fact.reason if fact.own is None or fact.own.value is None else ""]
    said = [text for text in said if text]
    return f" ({', '.join(said)})" if said else ""
