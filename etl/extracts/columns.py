"""A row of text -> a typed row, its faults and its oddities, as SQL: no row is looped over in Python.

Each field has a text `t_<field>` (trimmed, codes translated, NULL when empty) and a typed value `p_<field>`. A fault
sends the row to quarantine; an oddity is noted and the row kept. What is shown of a value is its shape alone.

No IN (…) here: DuckDB may turn one into a join, and the rows would no longer be in the order of the lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.extracts.contract import ContractField, Entity
from etl.extracts.csv_source import SURPLUS, literal, quoted
from etl.extracts.identities import first_identity
from etl.extracts.mapping import EntityMapping

#: `shape('AB 12')` is 'AA 99': enough to see what went wrong, not who it is. That of a pseudonym would single it out.
#: Whatever is neither ASCII nor a mark is told as a letter. Ranges and not \p{L}: that class takes RE2 milliseconds to
#: compile, at every rule of every file.
SHAPE_MACRO = r"""
CREATE OR REPLACE TEMP MACRO shape(v) AS CASE WHEN regexp_full_match(v, '[0-9a-fA-F]{16}') THEN 'pseudonyme' ELSE
  left(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    v, '[0-9]', '9', 'g'), '[A-ZÀ-ÖØ-ÞŒŸ]', 'A', 'g'),
    '[a-zªµº]|[^\x00-\x{bf}×÷€\x{2000}-\x{206f}]', 'a', 'g'), '\s+', ' ', 'g'), 24) END
"""
#: What a software leaves around a value: spaces, those that do not break too, tabulations.
SPACES = " \t\u00a0\u202f"
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
YES, NO = ("o", "oui", "1", "vrai", "true"), ("n", "non", "0", "faux", "false")
#: Upper limit of age (excluded) of each band of the contract; the last has none.
AGE_BANDS = ((25, "<25"), (30, "25-29"), (40, "30-39"), (50, "40-49"), (60, "50-59"))
OLDEST_BAND = "60+"

NO_CELL = "la ligne n’a pas autant de cellules que l’en-tête"
MISSING = "valeur obligatoire absente"
UNKNOWN_CODE = "code inconnu"
OUT_OF_BOUNDS = "hors des bornes plausibles"
AFTER_EXTRACTION = "date après l’extraction"
NOT_OF_TYPE = {
    "pseudonyme": ("n’est pas un pseudonyme", "pseudonymisez l’identifiant : 16 chiffres hexadécimaux"),
    "date": ("n’est pas une date", "écrivez AAAA-MM-JJ ou JJ/MM/AAAA, entre 1900 et 2099"),
    "entier": ("n’est pas un nombre entier", "écrivez un nombre entier, sans unité"),
    "decimal": ("n’est pas un nombre", "écrivez un nombre, sans unité"),
    "booleen": ("n’est ni oui ni non", "écrivez O ou N (ou 1 et 0)"),
}


@dataclass(frozen=True)
class Check:
    """A rule on one row. `condition` is SQL over t_ and p_ columns; `kept`: an oddity, the row stays."""

    column: str
    rule: str
    fix: str
    condition: str
    kept: bool = False


def table_sql(entity: Entity) -> str:
    """Table of an entity while it is being imported. Pseudonyms are random digits: not worth compressing."""
    columns = [
        f"{quoted(name)} {field.sql_type}" + (" USING COMPRESSION uncompressed" if field.type == "pseudonyme" else "")
        for name, field in entity.fields.items()
    ]
    found = "STRUCT(column_name VARCHAR, rule VARCHAR, masked VARCHAR)[]"
    hidden = f"__faults {found}, __oddities {found}, __identity VARCHAR, __day_first BOOLEAN"
    return f"CREATE TABLE {entity.id} ({', '.join(columns)}, {hidden})"


def sources_of(entity: Entity, header: list[str], mapping: EntityMapping) -> dict[str, str]:
    """{field: SQL of its text in the file or of its constant}; fields that the file does not have are absent."""
    found = {field: literal(constant) for field, constant in mapping.constants.items()}
    for rank, name in enumerate(header):
        field = mapping.columns.get(name, name)
        if field in entity.fields:
            found[field] = f"c{rank}"
    return found


def checks_of(entity: Entity, present: set[str], extraction: date) -> list[Check]:
    """Rules on one row, for the fields that the file has, then the order of its dates."""
    checks = [
        check
        for name, field in entity.fields.items()
        if name in present
        for check in _field_checks(name, field, extraction)
    ]
    for order in entity.orders:
        if {order.first, order.then} <= present:
            checks.append(
                Check(
                    order.then,
                    f"{order.then} avant {order.first}",
                    "corrigez l’une des deux dates dans le logiciel",
                    f"{_parsed(order.then)} < {_parsed(order.first)}",
                    kept=order.otherwise == "flag",
                )
            )
    return checks


def insert_sql(
    entity: Entity, source: str, sources: dict[str, str], width: int, mapping: EntityMapping, extraction: date
) -> str:
    """INSERT that reads `source` (csv_source.relation, of `width` columns) into the table of the entity."""
    texts = [f"{_text(sources[name], mapping.codes.get(name, {}))} AS {_texted(name)}" for name in sources]
    parsed = [f"{_parse(name, entity.fields[name], mapping.date_format)} AS {_parsed(name)}" for name in sources]
    dates = [_texted(name) for name in sources if entity.fields[name].type == "date"]
    read_day_first = [f"{text} LIKE '__/__/____%'{_not_as_declared(text, mapping.date_format)}" for text in dates]
    checks = checks_of(entity, set(sources), extraction)
    selected = [_selected(name, field, set(sources), extraction) for name, field in entity.fields.items()]
    day_first = " OR ".join(f"({one})" for one in read_day_first) or "false"
    identity = first_identity(entity, {name: (_texted(name), _parsed(name)) for name in sources})
    uneven = f"c{width - 1} IS NULL OR {quoted(SURPLUS)} IS NOT NULL"
    return f"""
INSERT INTO {entity.id}
SELECT {", ".join(selected)}, {_faults(checks, width)}, {_oddities(checks)}, {identity}, {day_first}
FROM (SELECT *, {", ".join(parsed)} FROM (SELECT *, {", ".join(texts)}, {uneven} AS __uneven FROM {source}))"""


def _faults(checks: list[Check], width: int) -> str:
    """Faults of a row; the empty list marks a line of separators alone, which is passed over."""
    cut = f"[{_struct('', NO_CELL, chr(39) * 2)}]"
    blank = " AND ".join(f"{_trimmed(f'c{rank}')} = ''" for rank in range(width))
    faults = [check for check in checks if not check.kept]
    return f"CASE WHEN __uneven THEN {cut} WHEN {_some(faults)} THEN if({blank}, [], {_each(faults)}) END"


def _oddities(checks: list[Check]) -> str:
    kept = [check for check in checks if check.kept]
    return f"CASE WHEN {_some(kept)} THEN {_each(kept)} END" if kept else "NULL"


def _some(checks: list[Check]) -> str:
    return " OR ".join(f"({check.condition})" for check in checks)


def _each(checks: list[Check]) -> str:
    """List of the checks that fail: built for the rows that fail only."""
    each = ", ".join(
        f"CASE WHEN {check.condition} THEN {_struct(check.column, check.rule, _texted(check.column))} END"
        for check in checks
    )
    masked = "{'column_name': x.column_name, 'rule': x.rule, 'masked': shape(x.masked)}"
    return f"[{masked} for x in [{each}] if x IS NOT NULL]"


def _struct(column: str, rule: str, masked: str) -> str:
    return f"{{'column_name': {literal(column)}, 'rule': {literal(rule)}, 'masked': {masked}}}"


def _field_checks(name: str, field: ContractField, extraction: date):
    text, value = _texted(name), _parsed(name)
    if field.required:
        yield Check(name, MISSING, "remplissez la cellule à la source", f"{text} IS NULL")
    if field.type == "code":
        fix = f"codes admis : {', '.join(field.codes)} ; traduisez les vôtres dans extraits.yml"
        yield Check(name, UNKNOWN_CODE, fix, f"{text} IS NOT NULL AND {value} IS NULL")
    elif field.type in NOT_OF_TYPE:
        rule, fix = NOT_OF_TYPE[field.type]
        wrong = f"{text} IS NOT NULL AND {value} IS NULL"
        if field.type == "date":
            wrong += f" OR {value} NOT BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"
        yield Check(name, rule, fix, wrong)
    if field.bounds is not None:
        low, high = field.bounds
        fix = f"vérifiez l’unité et la colonne : de {low:g} à {high:.0f} attendu"
        yield Check(name, OUT_OF_BOUNDS, fix, f"{value} NOT BETWEEN {low} AND {high}")
    if field.past:
        fix = "corrigez la date, ou la date d’extraction du manifeste"
        yield Check(name, AFTER_EXTRACTION, fix, f"{value} > DATE '{extraction}'")


def _text(source: str, codes: dict[str, str]) -> str:
    trimmed = f"nullif({_trimmed(source)}, '')"
    if not codes:
        return trimmed
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in codes.items())
    return f"nullif(CASE {trimmed} {cases} ELSE {trimmed} END, '')"


def _trimmed(source: str) -> str:
    return f"trim({source}, {literal(SPACES)})"


def _parse(name: str, field: ContractField, date_format: str | None) -> str:
    text = _texted(name)
    match field.type:
        case "pseudonyme":
            small = f"CASE WHEN regexp_full_match({text}, '[0-9a-f]{{16}}') THEN {text} END"
            capital = f"CASE WHEN regexp_full_match({text}, '[0-9A-Fa-f]{{16}}') THEN lower({text}) END"
            return f"coalesce({small}, {capital})"
        case "date":
            return _parse_date(text, date_format)
        case "entier":
            return f"CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,9}}') THEN CAST({text} AS INTEGER) END"
        case "decimal":
            number = f"replace(regexp_replace({text}, '[ \\x{{a0}}\\x{{202f}}]', '', 'g'), ',', '.')"
            return f"CASE WHEN regexp_full_match({number}, '-?[0-9]+(\\.[0-9]+)?') THEN CAST({number} AS DOUBLE) END"
        case "booleen":
            words = [(word, "true") for word in YES] + [(word, "false") for word in NO]
            return f"CASE lower({text}) {' '.join(f'WHEN {literal(word)} THEN {said}' for word, said in words)} END"
        case "code":
            return f"CAST(TRY_CAST({text} AS ENUM({', '.join(map(literal, field.codes))})) AS VARCHAR)"
        case "commune":
            return f"upper({text})"
    return text


def _parse_date(text: str, date_format: str | None) -> str:
    """ISO, then day first; an hour after the day is passed over."""
    head = f"CASE WHEN length({text}) = 10 OR {text}[11] = ' ' OR {text}[11] = 'T' THEN left({text}, 10) END"
    tries = [f"TRY_CAST({head} AS DATE)", f"CAST(try_strptime({head}, '%d/%m/%Y') AS DATE)"]
    if date_format:
        tries.insert(0, f"CAST({_as_declared(text, date_format)} AS DATE)")
    return f"coalesce({', '.join(tries)})"


def _as_declared(text: str, date_format: str) -> str:
    return f"try_strptime({text}, {literal(date_format)})"


def _not_as_declared(text: str, date_format: str | None) -> str:
    return f" AND {_as_declared(text, date_format)} IS NULL" if date_format else ""


def _selected(name: str, field: ContractField, present: set[str], extraction: date) -> str:
    own = _parsed(name) if name in present else f"CAST(NULL AS {field.sql_type})"
    if field.derived_from in present:
        age = f"{extraction.year} - {_parsed(field.derived_from)}"
        cases = " ".join(f"WHEN {age} < {limit} THEN {literal(band)}" for limit, band in AGE_BANDS)
        own = f"CASE WHEN {_parsed(field.derived_from)} IS NULL THEN {own} {cases} ELSE {literal(OLDEST_BAND)} END"
    return f"{own} AS {quoted(name)}"


def _texted(name: str) -> str:
    return quoted(f"t_{name}")


def _parsed(name: str) -> str:
    return quoted(f"p_{name}")
