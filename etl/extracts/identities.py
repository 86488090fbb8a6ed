"""forbidden.identity_in, as SQL: the first value of each row that is visibly an identity, over the whole of a file.

A value that was read as what its column holds (a pseudonym, a date, a code…) is none. So every row is looked at, and
costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from etl.extracts.contract import Entity
from etl.extracts.csv_source import literal
from etl.extracts.forbidden import MAIL, MATRICULE, NIR, PHONE

#: What may stand between the digits of an identity: spaces, a dot, a dash.
_MARKS = " .-\t\n\r\u00a0\u202f" + "".join(map(chr, range(0x2000, 0x200B)))
_PACKED = f"translate(upper(v), {literal(_MARKS)}, '')"
#: One letter at most: a pseudonym of a thing is told from a number by it.
_NUMBER = "[^A-Za-z]*[A-Za-z]?[^A-Za-z]*"
MACRO = f"""
CREATE OR REPLACE TEMP MACRO identity(v, of_person) AS CASE
  WHEN contains(v, '@') THEN CASE WHEN regexp_full_match(v, '(?i){MAIL.pattern}') THEN 'courriel' END
  WHEN length(v) < 8 OR NOT regexp_full_match(v, '{_NUMBER}') THEN NULL
  WHEN regexp_full_match({_PACKED}, '{NIR.pattern}') THEN 'numéro de sécurité sociale'
  WHEN of_person AND regexp_full_match({_PACKED}, '{MATRICULE.pattern}') THEN 'matricule'
  WHEN of_person AND regexp_full_match({_PACKED}, '{PHONE.pattern}') THEN 'téléphone' END
"""
#: Types whose values, once read, are no identity; what is read of the others is any text.
_TOLD_BY_READING = ("pseudonyme", "date", "entier", "booleen", "code")
_BETWEEN = "\t"


def judged_fields(entity: Entity) -> Iterator[str]:
    """Fields where an identity is looked for: identifiers, and everything when the rows are persons."""
    for name, field in entity.fields.items():
        if entity.individual or field.type in ("pseudonyme", "identifiant"):
            yield name


def first_identity(entity: Entity, values: dict[str, tuple[str, str]]) -> str:
    """SQL of the first identity of a row, its column then its kind; NULL without any. values: {field: (text, read)}.

    Patterns take a millisecond to compile: they are written once a file, and tried on the rows that may hold one.
    """
    suspect, texts = [], []
    for name in judged_fields(entity):
        if name not in values:
            continue
        text, read = values[name]
        if entity.fields[name].type in _TOLD_BY_READING:
            suspect.append(f"{text} IS NOT NULL AND {read} IS NULL")
            text = f"CASE WHEN {read} IS NULL THEN {text} END"
        else:
            number = f"length({text}) >= 8 AND upper(left({text}, 1)) NOT BETWEEN 'A' AND 'Z'"
            suspect.append(f"contains({text}, '@') OR {number}")
        texts.append(f"{{'name': {literal(name + _BETWEEN)}, 'said': {text}}}")
    if not texts:
        return "NULL"
    kinds = f"[x.name || identity(x.said, {str(entity.individual).lower()}) for x in [{', '.join(texts)}]]"
    found = f"list_filter({kinds}, lambda kind: kind IS NOT NULL)[1]"
    return f"CASE WHEN {' OR '.join(suspect)} THEN {found} END"


def identities_of_columns(connection: duckdb.DuckDBPyConnection, source: str, ranks: Iterable[int]) -> dict[int, str]:
    """{rank of a column of a raw export: kind of an identity that one of its cells visibly is}; every row is read."""
    connection.execute(MACRO)
    ranks = tuple(ranks)
    kinds = "".join(f", max(identity(c{rank}, true))" for rank in ranks)
    _, *found = connection.execute(f"SELECT count(*){kinds} FROM {source}").fetchone()
    return {rank: kind for rank, kind in zip(ranks, found, strict=True) if kind is not None}


def identity_found(connection: duckdb.DuckDBPyConnection, entity: str) -> tuple[int, str, str] | None:
    """(rank of the row, column, kind) of the first identity of a table that `first_identity` was written in."""
    found = connection.execute(
        f"SELECT rowid, __identity FROM {entity} WHERE __identity IS NOT NULL ORDER BY rowid LIMIT 1"
    ).fetchone()
    return (found[0], *found[1].split(_BETWEEN)) if found else None
