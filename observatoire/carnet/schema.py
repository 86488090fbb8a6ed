"""Tables of the carnet. A migration is never edited once released: the next version of the software adds one."""

from __future__ import annotations

import zlib

_FIRST = """
CREATE TABLE panier (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE panier_item (
  id INTEGER PRIMARY KEY,
  panier TEXT NOT NULL REFERENCES panier ON DELETE CASCADE,
  place INTEGER NOT NULL,
  address TEXT NOT NULL,
  title TEXT NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;
CREATE INDEX panier_item_by_panier ON panier_item (panier, place);

CREATE TABLE panier_text (
  panier TEXT NOT NULL REFERENCES panier ON DELETE CASCADE,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (panier, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  panier TEXT NOT NULL REFERENCES panier ON DELETE CASCADE,
  address TEXT NOT NULL,
  indicator TEXT NOT NULL,
  territory TEXT NOT NULL,
  text TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  taken_on TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('a_faire', 'en_cours', 'faite', 'abandonnee')),
  value_then TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_panier ON decision (panier, taken_on);

CREATE TABLE state (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  taken_on TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX state_by_subject ON state (subject, taken_on);

CREATE TABLE frozen_figure (
  code TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  payload TEXT NOT NULL,
  picture BLOB,
  frozen_on TEXT NOT NULL
) STRICT;
"""

#: A figure of 500 communes is 200 kB of text and 8 kB packed, and each exported view keeps one. `packed` is
#: the function below, which the connection knows while it migrates.
_PACKED_FIGURES = """
CREATE TABLE packed_figure (
  code TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  payload BLOB NOT NULL,
  picture BLOB,
  frozen_on TEXT NOT NULL
) STRICT;
INSERT INTO packed_figure SELECT code, digest, packed(payload), picture, frozen_on FROM frozen_figure;
DROP TABLE frozen_figure;
ALTER TABLE packed_figure RENAME TO frozen_figure;
"""

#: Scripts in order; the version of a file is the number of those that it has received.
MIGRATIONS: tuple[str, ...] = (_FIRST, _PACKED_FIGURES)


def packed(text: str) -> bytes:
    """A text as the carnet keeps it."""
    return zlib.compress(text.encode(), 9)


def unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()
