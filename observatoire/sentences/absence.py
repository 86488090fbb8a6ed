"""What a sentence says in place of a figure: hidden, missing, too recent, without object, too uncertain."""

from __future__ import annotations

from observatoire import formats
from observatoire.sentences.grammar import Grammar
from observatoire.sentences.words import one_colon
from observatoire.view.portrait import PortraitRow

#: Reasons that only repeat that there is no figure.
_EMPTY_REASONS = (formats.MARKER_WORDS["vide"], formats.MARKER_WORDS["nd"], formats.STATUS_WORDS["missing"])
_HIDDEN = "caché : "


def absence(row: PortraitRow, where: str, grammar: Grammar) -> str:
    """The sentence of a row without value, `where` being "À Pau"."""
    observation = row.observation
    status = "missing" if observation is None else observation.status
    subject, when = f"{where}, {grammar.subject}", grammar.period(row.period)
    reason = one_colon(row.reason)
    if status == "immature":
        return f"{where}, il est trop tôt pour mesurer {grammar.subject} {when}."
    if status == "not_applicable":
        return f"{subject} est sans objet {when} : {reason}."
    if status == "secret" and observation.qualifier == "ours":
        why = one_colon(row.reason.removeprefix(_HIDDEN))
        return f"{subject} est {grammar.agreed('caché')} par le secret statistique {when} : {why}."
    if status == "secret":
        return f"{subject} est {grammar.agreed('couvert')} par le secret statistique {when} : {reason}."
    if observation is not None and observation.qualifier == "not_reached":
        days = formats.days_not_reached(observation)
        after = f"après {formats.count(days, 'jour')}, " if days else ""
        return f"{subject} n’est pas atteint {when} : {after}la moitié des personnes ou plus attendent encore."
    if observation is not None and observation.qualifier == "uncertain":
        too = f"trop {grammar.agreed('incertain')} pour être {grammar.agreed('donné')}"
        return f"{subject} est {too} {when} : {reason}."
    if row.reason in _EMPTY_REASONS:
        return f"{subject} n’est pas {grammar.agreed('publié')} {when}."
    return f"{subject} n’est pas disponible {when} : {reason}."
