"""Decisions of a meeting, tied to a panier, a figure, a territory and an owner, recalled at the next one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from observatoire.carnet.database import Carnet
from observatoire.carnet.paniers import UnknownPanier, checked_text
from observatoire.errors import ObservatoireError

#: Status of a decision -> its words.
STATUSES = {"a_faire": "à faire", "en_cours": "en cours", "faite": "faite", "abandonnee": "abandonnée"}
LONGEST_DECISION = 1_000
LONGEST_OWNER = 120
LONGEST_THEN = 20_000
MOST_DECISIONS = 500
_COLUMNS = "id, panier, address, indicator, territory, text, owner, due, taken_on, status, value_then"


@dataclass(frozen=True)
class Decision:
    """`address`: that of the figure; `territory`: "sdsei/est-bearn"; `value_then`: what the figure said that day, as
    the caller wrote it. `id` is 0 before it is kept.
    """

    id: int
    panier: str
    address: str
    indicator: str
    territory: str
    text: str
    owner: str
    due: date | None
    taken_on: date
    status: str
    value_then: str

    @property
    def is_open(self) -> bool:
        return self.status in ("a_faire", "en_cours")


def decisions_of(carnet: Carnet, panier: str) -> tuple[Decision, ...]:
    """Every decision of a panier, the oldest first."""
    with carnet.reading() as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM decision WHERE panier = ? ORDER BY taken_on, id", (panier,)
        ).fetchall()
    return tuple(_decision(row) for row in rows)


def add_decision(carnet: Carnet, decision: Decision) -> Decision:
    """Keep a new decision. Raises UnknownPanier, ObservatoireError when it is empty or too long."""
    kept = _checked(decision)
    with carnet.writing() as connection:
        if connection.execute("SELECT 1 FROM panier WHERE id = ?", (decision.panier,)).fetchone() is None:
            raise UnknownPanier
        (many,) = connection.execute("SELECT count(*) FROM decision WHERE panier = ?", (decision.panier,)).fetchone()
        if many >= MOST_DECISIONS:
            raise ObservatoireError(f"Un panier garde {MOST_DECISIONS} décisions au plus : commencez-en un autre.")
        cursor = connection.execute(
            f"INSERT INTO decision ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _values(kept)
        )
        return _one(connection, decision.panier, cursor.lastrowid)


def change_decision(carnet: Carnet, decision: Decision) -> Decision:
    """Rewrite the text, owner, due date and status of a decision; the day, the figure and its value are its own."""
    kept = _checked(decision)
    with carnet.writing() as connection:
        done = connection.execute(
            "UPDATE decision SET text = ?, owner = ?, due = ?, status = ? WHERE id = ? AND panier = ?",
            (kept.text, kept.owner, kept.due and kept.due.isoformat(), kept.status, kept.id, kept.panier),
        )
        if done.rowcount == 0:
            raise ObservatoireError("Cette décision n’existe plus : rechargez la page.")
        return _one(connection, kept.panier, kept.id)


def _checked(decision: Decision) -> Decision:
    text = checked_text(decision.text, LONGEST_DECISION, "texte de décision")
    if not text:
        raise ObservatoireError("Une décision a besoin d’un texte.")
    if decision.status not in STATUSES:
        raise ObservatoireError(f"L’état d’une décision est {', '.join(STATUSES.values())}.")
    if max(map(len, (decision.address, decision.indicator, decision.territory))) > LONGEST_THEN // 10:
        raise ObservatoireError("L’adresse de la figure est trop longue pour être gardée.")
    if len(decision.value_then) > LONGEST_THEN:
        raise ObservatoireError("Cette figure est trop longue pour être gardée avec sa décision.")
    owner = checked_text(decision.owner, LONGEST_OWNER, "nom")
    return Decision(**{**vars(decision), "text": text, "owner": owner})


def _values(kept: Decision) -> tuple:
    due = kept.due.isoformat() if kept.due is not None else None
    return (
        *(kept.panier, kept.address, kept.indicator, kept.territory, kept.text, kept.owner, due),
        *(kept.taken_on.isoformat(), kept.status, kept.value_then),
    )


def _one(connection: sqlite3.Connection, panier: str, identifier: int) -> Decision:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM decision WHERE id = ? AND panier = ?", (identifier, panier)
    ).fetchone()
    return _decision(row)


def _decision(row: tuple) -> Decision:
    *first, due, taken_on, status, then = row
    return Decision(*first, date.fromisoformat(due) if due else None, date.fromisoformat(taken_on), status, then)
