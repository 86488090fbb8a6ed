"""Paniers: figures that a reader collects, with comments, in an order, under a link that cannot be guessed.

Whoever has the link may read and change the panier: there is no account. Each change carries the version that its
author had under the eyes; a stale one is refused, so that two readers never undo each other unknowingly. Adding is the
exception: an addition undoes nothing.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from observatoire.carnet.database import Carnet
from observatoire.errors import ObservatoireError

FIRST_TITLE = "Panier de figures"
LONGEST_TITLE = 120
LONGEST_COMMENT = 2_000
LONGEST_ADDRESS = 2_000
LONGEST_TEXT = 4_000
MOST_ITEMS = 60
MOST_TEXTS = 400
_ID_BYTES = 16
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_KEY = re.compile(r"[A-Za-z0-9:/~_-]{1,200}")


@dataclass(frozen=True)
class PanierItem:
    """One figure. `address`: path, query and fragment that show it; `title`: what it was called when it was added."""

    address: str
    title: str
    comment: str
    id: int


@dataclass(frozen=True)
class Panier:
    """`items` in their order; `texts`: {key: lines written by the reader}; `updated_at` in UTC."""

    id: str
    title: str
    items: tuple[PanierItem, ...]
    version: int
    updated_at: datetime
    texts: dict[str, tuple[str, ...]]


class StalePanier(ObservatoireError):
    """The panier has changed since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Ce panier a été modifié depuis que vous l’avez ouvert, ailleurs ou dans un autre onglet : rien n’a été "
            "changé. Rechargez la page, puis recommencez."
        )


class UnknownPanier(ObservatoireError):
    """No panier has this id."""

    def __init__(self) -> None:
        super().__init__("Ce panier n’existe pas : l’adresse est peut-être incomplète.")


def new_panier(carnet: Carnet, title: str = FIRST_TITLE) -> Panier:
    """A panier without any figure, under a new id of 128 random bits."""
    identifier = secrets.token_urlsafe(_ID_BYTES)
    with carnet.writing() as connection:
        connection.execute(
            "INSERT INTO panier VALUES (?, ?, 1, ?)", (identifier, _line(title, LONGEST_TITLE, "titre"), _now())
        )
        return _read(connection, identifier)


def panier(carnet: Carnet, identifier: str) -> Panier:
    """Raises UnknownPanier."""
    if not _ID.fullmatch(identifier):
        raise UnknownPanier
    with carnet.reading() as connection:
        return _read(connection, identifier)


def add_item(carnet: Carnet, identifier: str, address: str, title: str) -> Panier:
    """Add a figure at the end; the same address twice is kept once."""
    if len(address) > LONGEST_ADDRESS:
        raise ObservatoireError("L’adresse de cette figure est trop longue pour être gardée.")
    with carnet.writing() as connection:
        known = _read(connection, identifier)
        if any(item.address == address for item in known.items):
            return known
        if len(known.items) >= MOST_ITEMS:
            raise ObservatoireError(
                f"Un panier garde {MOST_ITEMS} figures au plus : retirez-en, ou commencez-en un autre."
            )
        connection.execute(
            "INSERT INTO panier_item (panier, place, address, title) VALUES (?, (SELECT coalesce(max(place), 0) + 1 "
            "FROM panier_item WHERE panier = ?), ?, ?)",
            (identifier, identifier, address, title[:LONGEST_TITLE]),
        )
        return _changed(connection, identifier)


def rename(carnet: Carnet, identifier: str, version: int, title: str) -> Panier:
    """Give another title; an empty one is refused."""
    title = _line(title, LONGEST_TITLE, "titre")
    if not title:
        raise ObservatoireError("Un panier a besoin d’un titre : l’ancien est gardé.")
    with carnet.writing() as connection:
        _expect(connection, identifier, version)
        connection.execute("UPDATE panier SET title = ? WHERE id = ?", (title, identifier))
        return _changed(connection, identifier)


def comment(carnet: Carnet, identifier: str, version: int, item: int, text: str) -> Panier:
    """Write the comment of a figure, line breaks kept."""
    text = checked_text(text, LONGEST_COMMENT, "commentaire")
    with carnet.writing() as connection:
        _expect_item(connection, identifier, version, item)
        connection.execute("UPDATE panier_item SET comment = ? WHERE id = ?", (text, item))
        return _changed(connection, identifier)


def move(carnet: Carnet, identifier: str, version: int, item: int, step: int) -> Panier:
    """Move a figure one place up (-1) or down (+1); at an end it stays where it is."""
    with carnet.writing() as connection:
        known = _expect_item(connection, identifier, version, item)
        order = [found.id for found in known.items]
        place = order.index(item)
        target = min(max(place + (1 if step > 0 else -1), 0), len(order) - 1)
        order.insert(target, order.pop(place))
        connection.executemany("UPDATE panier_item SET place = ? WHERE id = ?", list(enumerate(order, start=1)))
        return _changed(connection, identifier)


def remove(carnet: Carnet, identifier: str, version: int, item: int) -> Panier:
    """Take a figure out. Its comment is kept aside for `put_back`."""
    with carnet.writing() as connection:
        _expect_item(connection, identifier, version, item)
        connection.execute("UPDATE panier_item SET removed = 1 WHERE id = ?", (item,))
        return _changed(connection, identifier)


def put_back(carnet: Carnet, identifier: str, version: int, item: int) -> Panier:
    """Undo `remove`: the figure comes back near its place, with its comment."""
    with carnet.writing() as connection:
        _expect(connection, identifier, version)
        connection.execute("UPDATE panier_item SET removed = 0 WHERE id = ? AND panier = ?", (item, identifier))
        return _changed(connection, identifier)


def write_lines(carnet: Carnet, identifier: str, version: int, key: str, lines: list[str] | None) -> Panier:
    """Keep the lines that a reader wrote under a key; None forgets them, and what was proposed comes back."""
    if not _KEY.fullmatch(key):
        raise ObservatoireError("Cette partie du panier n’existe pas.")
    kept = [line for line in (_line(item, LONGEST_TITLE * 4, "texte") for item in lines or ()) if line]
    written = json.dumps(kept, ensure_ascii=False)
    if len(written) > LONGEST_TEXT:
        raise ObservatoireError(f"Ce texte est trop long : {LONGEST_TEXT} caractères au plus.")
    with carnet.writing() as connection:
        known = _expect(connection, identifier, version)
        if lines is None:
            connection.execute("DELETE FROM panier_text WHERE panier = ? AND key = ?", (identifier, key))
        elif key not in known.texts and len(known.texts) >= MOST_TEXTS:
            raise ObservatoireError("Ce panier garde déjà trop de textes : commencez-en un autre.")
        else:
            connection.execute("INSERT OR REPLACE INTO panier_text VALUES (?, ?, ?)", (identifier, key, written))
        return _changed(connection, identifier)


def _read(connection: sqlite3.Connection, identifier: str) -> Panier:
    found = connection.execute("SELECT title, version, updated_at FROM panier WHERE id = ?", (identifier,)).fetchone()
    if found is None:
        raise UnknownPanier
    title, version, updated_at = found
    items = connection.execute(
        "SELECT address, title, comment, id FROM panier_item WHERE panier = ? AND NOT removed ORDER BY place, id",
        (identifier,),
    )
    texts = connection.execute("SELECT key, text FROM panier_text WHERE panier = ? ORDER BY key", (identifier,))
    return Panier(
        identifier,
        title,
        tuple(PanierItem(*row) for row in items),
        version,
        datetime.fromisoformat(updated_at),
        {key: tuple(json.loads(text)) for key, text in texts},
    )


def _expect(connection: sqlite3.Connection, identifier: str, version: int) -> Panier:
    """The panier, when it is still at the version that the reader knows."""
    known = _read(connection, identifier)
    if known.version != version:
        raise StalePanier
    return known


def _expect_item(connection: sqlite3.Connection, identifier: str, version: int, item: int) -> Panier:
    known = _expect(connection, identifier, version)
    if item not in {found.id for found in known.items}:
        raise ObservatoireError("Cette figure n’est plus dans le panier : rechargez la page.")
    return known


def _changed(connection: sqlite3.Connection, identifier: str) -> Panier:
    connection.execute("UPDATE panier SET version = version + 1, updated_at = ? WHERE id = ?", (_now(), identifier))
    return _read(connection, identifier)


def _line(text: str, longest: int, what: str) -> str:
    """On one line. French spaces stay: only ordinary ones are gathered."""
    return checked_text(re.sub(r"[ \t\r\n\f\v]+", " ", text), longest, what)


def checked_text(text: str, longest: int, what: str) -> str:
    """Without control characters, which no document format accepts; refused, never cut, when too long."""
    kept = "".join(
        mark for mark in text.replace("\r\n", "\n") if mark == "\n" or unicodedata.category(mark)[0] != "C"
    ).strip()
    if len(kept) > longest:
        raise ObservatoireError(f"Ce {what} est trop long : {longest} caractères au plus. L’ancien est gardé.")
    return kept


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
