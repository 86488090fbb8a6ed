"""Where the parcours stops: a row and a bar for each step, the delays that lead to it written between them."""

from __future__ import annotations

from dash import html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_etapes import Delay, Step
from observatoire.view.parcours_figures import Fact
from pages import _words
from pages._parcours_pieces import paragraph, place_and_period, section, small

NOTE = (
    "Chaque étape est comptée pour elle-même : on peut avoir un contrat sans rendez-vous honoré saisi, ou retrouver un "
    "emploi avant d’être orienté. Les délais d’après l’orientation décrivent les personnes orientées dans l’année."
)
#: The mean of the waits that are over, as the national survey counts them.
MEAN = (
    "Moyenne des contrats déjà signés (façon de compter de la Drees) : {}. Elle flatte : les personnes qui attendent "
    "encore n’y sont pas."
)


def steps_block(view: ParcoursView) -> html.Section:
    """Roles are written out: on a phone the rows are no longer those of a table for the style sheet."""
    found = view.blocks.steps
    rows = [line for step in found for line in (*_delays(step, view), _row(step, view))]
    other = view.other
    headings = ["Étape", "Personnes", "Part de ceux qui ont demandé", *([other.name] if other is not None else [])]
    return section(
        view,
        "etapes",
        html.P(place_and_period(view, "part de la cohorte"), className="sous-titre"),
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
    )


def _row(step: Step, view: ParcoursView) -> html.Tr:
    other = []
    if view.other is not None:
        text = html.Span(step.other_share_text, className="nombre")
        other = [html.Td(text, role="cell", **{"data-intitule": view.other.name})]
    return html.Tr(
        [
            html.Th(step.label, scope="row", role="rowheader"),
            html.Td([_words.badge(step.fact.own, _count(step)), *small(step.fact.reason)], role="cell"),
            html.Td(_bar(step.share_pct, step.share_text) if step.share_pct is not None else [], role="cell"),
            *other,
        ],
        role="row",
        className="etape",
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
    """One line of words before the step: its median delays, each with its start, then the mean and why it flatters."""
    if not step.delays:
        return []
    said = f"délai médian {' ; '.join(_delay(delay) for delay in step.delays)}"
    if step.mean is not None:
        said += f". {MEAN.format(step.mean.text)}"
    columns = 4 if view.other is not None else 3
    arrow = html.Span("↓ ", **{"aria-hidden": "true"})
    words = html.Td([arrow, french(said)], colSpan=columns, role="cell")
    return [html.Tr(words, role="row", className="entre")]


def _delay(delay: Delay) -> str:
    """ "depuis la demande : 79 jours (entre 77 et 82 jours)"."""
    return f"{delay.since} : {delay.fact.text}{_detail(delay.fact)}"


def _detail(fact: Fact) -> str:
    said = [fact.interval, fact.reason if fact.own is None or fact.own.value is None else ""]
    said = [text for text in said if text]
    return f" ({', '.join(said)})" if said else ""
