"""Decisions that the slides send: read, tied to the figure that was shown, kept in the carnet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from observatoire.carnet.database import Carnet
from observatoire.carnet.decisions import MOST_DECISIONS, Decision, add_decision, change_decision, decisions_of
from observatoire.documents.evidences import lead
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Evidence, Figure
from observatoire.errors import ObservatoireError
from observatoire.view.suivi import kept_value
from observatoire.warehouse import Snapshot

INCOMPLETE = "Cette décision est incomplète : rechargez la page."


def note_decision(carnet: Carnet, panier: str, sent: Mapping, snapshot: Snapshot, today: date) -> Decision:
    """Keep a new decision, taken today. Raises ObservatoireError for one that is empty, too long or malformed."""
    return add_decision(carnet, _read(panier, sent, snapshot, today))


def correct_decision(carnet: Carnet, panier: str, number: int, sent: Mapping) -> Decision:
    """Rewrite the text, owner, due date and status of a decision: what it is about and its day stay as they were."""
    known = next((item for item in decisions_of(carnet, panier) if item.id == number), None)
    if known is None:
        raise ObservatoireError("Cette décision n’existe plus : rechargez la page.")
    return change_decision(carnet, _rewritten(known, sent))


def take_back(carnet: Carnet, panier: str, sent: Mapping, snapshot: Snapshot, today: date) -> int:
    """Keep the decisions of a file saved without network, and return how many are new or changed.

    The same file taken back twice changes nothing. Their figures are kept as published today: what the file says of
    them is not believed.
    """
    found = sent.get("decisions")
    if not isinstance(found, list) or len(found) > MOST_DECISIONS or not all(isinstance(item, dict) for item in found):
        raise ObservatoireError("Ce fichier n’est pas un fichier de décisions.")
    known = decisions_of(carnet, panier)
    numbers = {item.id: item for item in known}
    alike = {_likeness(item) for item in known}
    changed = 0
    for item in found:
        read = _read(panier, item, snapshot, min(_day(item, "prise_le") or today, today))
        mine = numbers.get(item.get("id")) if isinstance(item.get("id"), int) else None
        if mine is not None and mine.taken_on == read.taken_on and mine.address == read.address:
            rewritten = _rewritten(mine, item)
            if rewritten != mine:
                change_decision(carnet, rewritten)
                changed += 1
        elif _likeness(read) not in alike:
            add_decision(carnet, read)
            alike.add(_likeness(read))
            changed += 1
    return changed


def _read(panier: str, sent: Mapping, snapshot: Snapshot, taken_on: date) -> Decision:
    figure = _figure(_text(sent, "adresse"), snapshot)
    evidence = lead(figure) if figure is not None else None
    empty = Decision(
        0,
        panier,
        figure.address if figure is not None else "",
        _indicator(figure, evidence),
        f"{evidence.level}/{evidence.territory}" if evidence is not None else "",
        *("", "", None),
        taken_on,
        "a_faire",
        kept_value(evidence, snapshot),
    )
    return _rewritten(empty, sent)


def _rewritten(decision: Decision, sent: Mapping) -> Decision:
    return replace(
        decision,
        text=_text(sent, "texte").strip(),
        owner=_text(sent, "responsable").strip(),
        due=_day(sent, "echeance"),
        status=_text(sent, "etat") or "a_faire",
    )


def _figure(address: str, snapshot: Snapshot) -> Figure | None:
    """None for a slide without a figure, and for an address that shows none any more."""
    try:
        return figure_at(address, snapshot) if address else None
    except ObservatoireError:
        return None


def _indicator(figure: Figure | None, evidence: Evidence | None) -> str:
    if evidence is not None:
        return evidence.indicator
    return figure.indicators[0] if figure is not None and figure.indicators else ""


def _likeness(decision: Decision) -> tuple:
    return decision.address, decision.text, decision.taken_on


def _text(sent: Mapping, name: str) -> str:
    found = sent.get(name, "")
    if not isinstance(found, str):
        raise ObservatoireError(INCOMPLETE)
    return found


def _day(sent: Mapping, name: str) -> date | None:
    text = _text(sent, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ObservatoireError("Une date s’écrit avec son jour, son mois et son année.") from error
