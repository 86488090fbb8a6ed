"""The words of a figure of the employment screen, the same on screen and in its files."""

from __future__ import annotations

from observatoire import formats
from observatoire.typography import french
from observatoire.view.emploi_question import (
    DENSITY,
    DURABLE,
    LEAVERS,
    LONG_TERM,
    MONTHLY_EXITS,
    SIAE_EXITS,
    SIX_MONTHS,
    TWELVE_MONTHS,
)
from observatoire.view.parcours_figures import Fact

#: Who is behind a rate, one and several.
_ENTERED = ("personne entrée", "personnes entrées")
COUNTED = {
    SIX_MONTHS: _ENTERED,
    TWELVE_MONTHS: _ENTERED,
    DURABLE: ("personne qui a repris un emploi", "personnes qui ont repris un emploi"),
    LEAVERS: ("personne sortie", "personnes sorties"),
    SIAE_EXITS: ("sortie", "sorties"),
    MONTHLY_EXITS: ("personne au début du mois", "personnes au début du mois"),
    DENSITY: ("inscrit en catégories A, B, C", "inscrits en catégories A, B, C"),
}


def text_of(fact: Fact) -> str:
    """The value with its unit or the words of its status; no post at all makes a ratio that does not exist."""
    if fact.indicator.id == LONG_TERM and fact.own is not None and fact.own.status == "not_applicable":
        return "aucun ETP"
    return fact.text


def number_of(fact: Fact) -> str:
    """The value without its unit, for a table whose heading has it; else the words of its status."""
    known = fact.own is not None and fact.own.value is not None and not fact.own.is_bounded
    return formats.number(fact.own.value, fact.indicator, fact.own.level) if known else text_of(fact)


def why_of(fact: Fact) -> str:
    """Why there is no figure, or why it is to be read with care; nothing when there is nothing to say."""
    if fact.own is None:
        return f"aucun chiffre pour {formats.period(fact.period)}" if fact.period else fact.reason
    return french(formats.why_absent(fact.own)) if fact.own.status == "missing" else fact.reason


def persons_of(fact: Fact) -> str:
    """ "3 614 personnes entrées", or nothing where the figure is hidden or counts something else than persons."""
    if fact.indicator.id not in COUNTED or fact.own is None or fact.own.value is None or not fact.own.denominator:
        return ""
    return formats.count(round(fact.own.denominator), *COUNTED[fact.indicator.id])
