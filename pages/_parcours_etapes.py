"""Where the parcours stops: a row and a bar for each step, the delays that lead to it written between them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_etapes import NO_SHARE, TOO_RECENT, Delay, Step
from observatoire.view.parcours_figures import Fact, fragile_mark, is_not_given, margin_words
from pages import _words
from pages._parcours_pieces import paragraph, place_and_period, reasons, section, small

NOTE = (
    "Chaque étape est comptée pour elle-même : on peut avoir un contrat sans rendez-vous honoré saisi, ou retrouver un "
    "emploi avant d’être orienté. Les délais d’après l’orientation décrivent les personnes orientées dans l’année."
)
#: The mean of the waits that are over, as the national survey counts them.
MEAN = (
    "Moyenne des contrats déjà signés (façon de compter de la Drees) : {}. {} ne compte pas les personnes qui "
    "attendent encore."
)
#: How the mean is called: shorter than the median, or not.
MEAN_CALLED = {True: "Elle flatte : elle", False: "Elle"}
NOT_BETWEEN_YEARS = (
    "Les personnes entrées récemment ont eu moins de temps pour atteindre une étape : les parts de deux années ne se "
    "comparent pas."
)


def steps_block(view: ParcoursView) -> html.Section:
    """Roles are written out: on a phone the rows are no longer those of a table for the style sheet."""
    found = view.blocks.steps
    if all(step.is_hidden or step.is_missing for step in found) and any(step.is_hidden for step in found):
        return section(view, "etapes", *_all_hidden(view))
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
        *reasons(_facts(found)),
        paragraph(NOTE, "precision"),
        paragraph(NOT_BETWEEN_YEARS, "precision"),
    )


def _all_hidden(view: ParcoursView) -> list:
    """A sentence for the steps, and the delays between them that are told."""
    found = view.blocks.steps
    words = f"{view.territory.name}, {view.question.periode} : le nombre de personnes de chaque étape est secret."
    delays = [
        html.Li(french(f"{step.label}, délai médian {_delay(delay)}"))
        for step in found
        for delay in step.delays
        if delay.fact.own is not None and delay.fact.own.value is not None
    ]
    return [paragraph(words, "note"), *reasons(_facts(found)), *([html.Ul(delays)] if delays else [])]


def _facts(found: Sequence[Step]) -> list[Fact]:
    """Every figure of the block: persons, then delays."""
    return [fact for step in found for fact in (step.fact, *(delay.fact for delay in step.delays))]


def _subtitle(view: ParcoursView) -> str:
    """Territory, cohort, and when its steps are counted."""
    followed = f"étapes {view.follow_up.words}" if view.follow_up is not None else "part de ceux qui ont demandé"
    return place_and_period(view, followed)


def _row(step: Step, view: ParcoursView) -> html.Tr:
    other, recent = [], view.is_recent(step)
    if view.other is not None:
        absent = step.fact.other is None or step.fact.other.value is None
        number = html.Span(step.other_share_text, className="nombre")
        text = _words.badge(step.fact.other, step.other_share_text) if absent else number
        other = [html.Td(text, role="cell", **{"data-intitule": view.other.name})]
    return html.Tr(
        [
            html.Th([step.label, *(small(french(TOO_RECENT)) if recent else [])], scope="row", role="rowheader"),
            html.Td(_words.badge(step.fact.own, _count(step)), role="cell"),
            html.Td(_share(step), role="cell"),
            *other,
        ],
        role="row",
        className="etape recente" if recent else "etape",
    )


def _share(step: Step) -> list:
    """The share, or what the extracts should hold for the step to be counted, or why it is not told so finely."""
    if step.is_missing:
        return small(step.fact.reason)
    if step.share_pct is not None:
        return _bar(step.share_pct, step.share_text)
    known = step.fact.own is not None and step.fact.own.value is not None
    return [html.Span(NO_SHARE, className="absent")] if known else []


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
    """One line of words before the step: its median delays with their starts, then the mean and whom it leaves out."""
    if not step.delays:
        return []
    said = f"délai médian {' ; '.join(_delay(delay) for delay in step.delays)}"
    if step.mean is not None:
        said += f". {MEAN.format(step.mean.text, MEAN_CALLED[step.mean_flatters])}"
    columns = 4 if view.other is not None else 3
    arrow = html.Span("↓ ", **{"aria-hidden": "true"})
    words = html.Td([arrow, french(said)], colSpan=columns, role="cell")
    return [html.Tr(words, role="row", className="entre")]


def _delay(delay: Delay) -> str:
    """ "depuis la demande : 79 jours (entre 77 et 82 jours)"."""
    return f"{delay.since} : {delay.fact.text}{_detail(delay.fact)}"


def _detail(fact: Fact) -> str:
    absent = fact.own is None or (fact.own.value is None and fact.own.status != "secret")
    absent = absent and not is_not_given(fact.own)  # said in the row of the step
    said = [margin_words(fact.own, fact.indicator), fact.reason if absent else fragile_mark(fact.own)]
    said = [text for text in said if text]
    return f" ({', '.join(said)})" if said else ""
