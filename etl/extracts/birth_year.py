"""A date of birth, however it is written -> its year, as SQL: the whole text is a date that is understood, or nothing.

Four digits among others may be a day and a month (19021985), or the number of a day in a spreadsheet (31997).
"""

from __future__ import annotations

from etl.extracts.csv_source import literal

EARLIEST_BIRTH = 1900
BLANKS = " \t\u00a0\u202f"


def birth_year(cell: str, today: int, date_format: str | None = None) -> str:
    """SQL (text of four digits, or NULL) of the year of `cell`: AAAA, AAAA-MM-JJ, J/M/AAAA, JJMMAAAA or AAAAMMJJ.

    date_format: that of the mapping, tried first. Years outside EARLIEST_BIRTH to `today` are not years of birth; under
    a format with %y a year to come is one of the century before. JJMMAAAA and AAAAMMJJ are never both plausible: the
    first two digits of such a year, 19 or 20, are no month.
    """
    day = f"regexp_replace({_trimmed(cell)}, '[ T][0-9]{{1,2}}:[0-9:.]+$', '')"
    dashed = f"regexp_replace({day}, '[/.]', '-', 'g')"
    digits = f"CASE WHEN regexp_full_match({day}, '[0-9]{{8}}') THEN {day} END"
    years = [
        f"CAST(CASE WHEN regexp_full_match({day}, '[0-9]{{4}}') THEN {day} END AS INTEGER)",
        _year_of(dashed, "%Y-%m-%d"),
        _year_of(dashed, "%d-%m-%Y"),
        _year_of(digits, "%d%m%Y"),
        _year_of(digits, "%Y%m%d"),
    ]
    if date_format:
        declared = _year_of(_trimmed(cell), date_format)
        if "%y" in date_format:
            declared = f"{declared} - CASE WHEN {declared} > {today} THEN 100 ELSE 0 END"
        years.insert(0, declared)
    plausible = (f"CASE WHEN {year} BETWEEN {EARLIEST_BIRTH} AND {today} THEN {year} END" for year in years)
    return f"CAST(coalesce({', '.join(plausible)}) AS VARCHAR)"


def unread(cell: str, year: str) -> str:
    """SQL condition: something is written in `cell`, and its `year` (as birth_year gives it) is not known."""
    return f"{_trimmed(cell)} <> '' AND {year} IS NULL"


def _trimmed(cell: str) -> str:
    return f"trim({cell}, {literal(BLANKS)})"


def _year_of(text: str, written: str) -> str:
    return f"CAST(year(try_strptime({text}, {literal(written)})) AS INTEGER)"
