"""Dates known to the year, quarter, month or day, as ISO texts: "2023", "2023-T1", "2023-03", "2023-03-01"."""

from __future__ import annotations

import calendar
import re
from datetime import date

_SHAPE = re.compile(r"(?P<year>\d{4})(?:-T(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


def first_day(text: str) -> date:
    """First day of what the text says; ValueError when it is not a date."""
    year, first_month, _, day = _parts(text)
    return date(year, first_month, day or 1)


def last_day(text: str) -> date:
    """Last day of what the text says, included; ValueError when it is not a date."""
    year, _, last_month, day = _parts(text)
    return date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def _parts(text: str) -> tuple[int, int, int, int]:
    """(year, first month, last month, day or 0)."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is neither a year, nor a quarter, nor a month, nor a day")
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    if quarter:
        return year, 3 * quarter - 2, 3 * quarter, 0
    return (year, month, month, day) if month else (year, 1, 12, 0)
