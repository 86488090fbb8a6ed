"""Frozen figures: a short code that leads for years to the same numbers, whatever is published since.

The code is the beginning of the digest of what is frozen: the same figure of the same publication always has the same
code. It is written in the base 32 of Crockford, without I, L, O and U, so that it can be read aloud and typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from observatoire.carnet.database import Carnet
from observatoire.carnet.schema import packed, unpacked
from observatoire.errors import ObservatoireError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST = 8
#: Two contents with the same beginning get longer codes, up to the whole digest.
LONGEST = 52
LONGEST_CONTENT = 5_000_000
_CODE = re.compile(f"[{ALPHABET}]{{{SHORTEST},{LONGEST}}}")
_MISREAD = str.maketrans("ILO", "110", "- ")


@dataclass(frozen=True)
class FrozenContent:
    """`payload`: what its author wrote (`observatoire.documents.frozen_figure`); `picture`: an SVG or ""."""

    code: str
    payload: str
    picture: str
    frozen_on: date


def keep_frozen(carnet: Carnet, payload: str, picture: str) -> str:
    """Keep a content once. -> its code, the same for the same payload."""
    if len(payload) + len(picture) > LONGEST_CONTENT:
        raise ObservatoireError("Cette figure est trop grande pour être figée : choisissez moins de territoires.")
    digest = encoded(sha256(payload.encode()).digest())
    with carnet.reading() as connection:
        found = connection.execute("SELECT code FROM frozen_figure WHERE digest = ?", (digest,)).fetchone()
    if found is not None:
        return found[0]
    drawn = packed(picture) if picture else None
    today = datetime.now(UTC).date().isoformat()
    with carnet.writing() as connection:
        for length in range(SHORTEST, LONGEST + 1):
            connection.execute(
                "INSERT OR IGNORE INTO frozen_figure VALUES (?, ?, ?, ?, ?)",
                (digest[:length], digest, packed(payload), drawn, today),
            )
            kept = connection.execute("SELECT code FROM frozen_figure WHERE digest = ?", (digest,)).fetchone()
            if kept is not None:
                return kept[0]
    raise AssertionError("two contents have the same digest")


def frozen_content(carnet: Carnet, code: str) -> FrozenContent | None:
    """What a code leads to, as it was written or as it is heard (small letters, O for 0); None when it is unknown."""
    asked = code.upper().translate(_MISREAD)
    if not _CODE.fullmatch(asked):
        return None
    with carnet.reading() as connection:
        row = connection.execute(
            "SELECT code, payload, picture, frozen_on FROM frozen_figure WHERE code = ?", (asked,)
        ).fetchone()
    if row is None:
        return None
    picture = unpacked(row[2]) if row[2] is not None else ""
    return FrozenContent(row[0], unpacked(row[1]), picture, date.fromisoformat(row[3]))


def encoded(digest: bytes) -> str:
    """Base 32 of Crockford, 5 bits a character, the last ones filled with zeros."""
    bits = int.from_bytes(digest) << (-len(digest) * 8 % 5)
    size = -(-len(digest) * 8 // 5)
    return "".join(ALPHABET[(bits >> 5 * place) & 31] for place in reversed(range(size)))
