"""The secret of a département that makes its pseudonyms. It stays in its file: never copied, printed or logged."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import duckdb

from etl.extracts.private import OTHERS
from observatoire.errors import CheckFailed

KEY_BYTES = 32
BLOCK_BYTES = 64
#: Digits of a pseudonym: 64 bits, two persons of a département share one less than once in ten million times.
PSEUDONYM_DIGITS = 16
#: Spaces of every width, soft hyphens, marks of order or direction: what an identifier copied from a screen may carry.
UNSEEN = r"\s\x{b}\x{85}\x{a0}\x{ad}\x{1680}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2064}\x{3000}\x{feff}"


def create_key(path: Path) -> None:
    """Write a new key (32 random bytes in hexadecimal), for its owner alone. Raises CheckFailed if the file exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CheckFailed(
            f"Le fichier {path} existe déjà, et une nouvelle clé ferait d’autres pseudonymes : gardez-le, ou donnez un "
            "autre nom."
        ) from None
    with open(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_hex(KEY_BYTES) + "\n")


def read_key(path: Path) -> bytes:
    """The key of a file. Raises CheckFailed: absent, open to other accounts, not hexadecimal, too short."""
    if not path.exists():
        raise CheckFailed(f"Il n’y a pas de clé à {path} : ajoutez --creer-cle la première fois.")
    if path.is_dir():
        raise CheckFailed(f"La clé {path} est un dossier : donnez le fichier de la clé.")
    if path.stat().st_mode & OTHERS:
        raise CheckFailed(f"La clé {path} est lisible par d’autres comptes : « chmod 600 {path} ».")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        raise CheckFailed(f"La clé {path} n’est pas écrite en hexadécimal : créez-la par --creer-cle.") from None
    if len(key) < KEY_BYTES:
        raise CheckFailed(
            f"La clé {path} est trop courte : il faut {KEY_BYTES} octets au moins, créez-la par --creer-cle."
        )
    return key


def refuse_key_within(path: Path, folder: Path) -> None:
    """Raise CheckFailed for a key under `folder`: that one leaves the département, with all that is in it."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise CheckFailed(
            f"La clé {path} est dans le dossier de --sortie, qui est fait pour être copié : gardez-la dans un autre."
        )


def give_key(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Make the macro pseudonym(text): HMAC-SHA256 (RFC 2104) of the normalised text, cut to 16 hexadecimal digits.

    The text is normalised so that a person has one pseudonym in every file: Unicode NFC, capitals, none of UNSEEN.
    """
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key).ljust(BLOCK_BYTES, b"\0")
    connection.execute("SET VARIABLE inner_pad = ?::BLOB", [bytes(byte ^ 0x36 for byte in padded)])
    connection.execute("SET VARIABLE outer_pad = ?::BLOB", [bytes(byte ^ 0x5C for byte in padded)])
    connection.execute(f"""
CREATE TEMP MACRO normalised(t) AS nullif(upper(regexp_replace(nfc_normalize(t), '[{UNSEEN}]', '', 'g')), '');
CREATE TEMP MACRO keyed(t) AS
  sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(t))))
""")
    connection.execute(
        f"CREATE TEMP MACRO pseudonym(t) AS CASE WHEN normalised(t) IS NOT NULL"
        f" THEN left(keyed(normalised(t)), {PSEUDONYM_DIGITS}) END"
    )
