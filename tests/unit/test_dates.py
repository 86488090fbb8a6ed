"""Dates known to the year, the quarter, the month or the day."""

from __future__ import annotations

from datetime import date

import pytest

from observatoire.dates import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2025-T3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2020-12-08", date(2020, 12, 8), date(2020, 12, 8)),
    ],
)
def test_a_date_known_to_the_year_lasts_the_whole_year(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["", "vers 2018", "2018-13", "2018-T5", "2018-02-30", "08/12/2020"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        first_day(text)
    with pytest.raises(ValueError):
        last_day(text)
