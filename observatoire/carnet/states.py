"""Past states of what was shown: one each time a meeting ends or a bilan is made, to say later what has changed.

The carnet keeps a state as the text that its author wrote (`observatoire.view.etat`), and never reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observatoire.carnet.database import Carnet
from observatoire.errors import ObservatoireError

LONGEST_STATE = 5_000_000


@dataclass(frozen=True)
class KeptState:
    """`subject`: what it is a state of ("copil/<panier>", "bilan/departement/64")."""

    id: int
    subject: str
    taken_on: date
    content: str


def keep_state(carnet: Carnet, subject: str, taken_on: date, content: str) -> KeptState:
    """Keep a state; that of the same subject and day is replaced."""
    if len(content) > LONGEST_STATE:
        raise ObservatoireError("Cet état est trop grand pour être gardé : retirez des figures.")
    with carnet.writing() as connection:
        connection.execute("DELETE FROM state WHERE subject = ? AND taken_on = ?", (subject, taken_on.isoformat()))
        cursor = connection.execute(
            "INSERT INTO state (subject, taken_on, content) VALUES (?, ?, ?)", (subject, taken_on.isoformat(), content)
        )
        return KeptState(cursor.lastrowid, subject, taken_on, content)


def states_of(carnet: Carnet, subject: str) -> tuple[KeptState, ...]:
    """Every state of a subject, the oldest first."""
    with carnet.reading() as connection:
        rows = connection.execute(
            "SELECT id, subject, taken_on, content FROM state WHERE subject = ? ORDER BY taken_on", (subject,)
        ).fetchall()
    return tuple(KeptState(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in rows)


def latest_state(carnet: Carnet, subject: str, before: date | None = None) -> KeptState | None:
    """The last state of a subject, or the last one taken before a day; None when there is none."""
    found = [state for state in states_of(carnet, subject) if before is None or state.taken_on < before]
    return found[-1] if found else None
