"""Rights closed in each month among those open at its start, and what a few of them must not tell."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pandas as pd
import pytest

from etl.parcours.monthly_exits import Withheld, count_months, months_told, protected_exits, withheld
from etl.parcours.protection import protect_families
from etl.parcours.rate_list import every_rate
from etl.parcours.rates import count_rate
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ENTERED = date(2021, 1, 4)


def leave(extracts: Extracts, numbers: range, day: date) -> None:
    for number in numbers:
        extracts.close(pseudonym(number), day)


def shown(microdata, geography, *untold: Withheld) -> pd.DataFrame:
    found = protected_exits(microdata, geography, RULE, *untold)
    assert found.broken == 0
    return found.figures.set_index("period")


def test_a_month_counts_who_leaves_in_it_among_who_is_there_at_its_start(counted, geography_64):
    extracts = Extracts()
    crowd(extracts, 100, ENTERED, None)
    leave(extracts, range(0, 6), date(2021, 5, 31))  # the day after the last one of the right is in the month
    leave(extracts, range(6, 10), date(2021, 6, 29))
    leave(extracts, range(10, 15), date(2021, 6, 30))
    leave(extracts, range(15, 20), date(2021, 7, 15))
    crowd(extracts, 30, date(2021, 6, 10), None, first=500)
    with counted(extracts) as microdata:
        months = count_months(microdata).set_index("period")
        figures = shown(microdata, geography_64)
    assert months.loc["2021-06"].tolist() == [100, 10, 30]
    assert months.loc["2021-07"].tolist() == [120, 10, 0]
    assert figures.loc["2021-06", ["value", "numerator", "denominator"]].tolist() == [10, 10, 100]
    low, high = figures.loc["2021-06", ["low", "high"]]
    assert (low, high) == pytest.approx((4.79, 18.39), abs=0.01)  # 10 events: Poisson limits at 95 %, of 100 persons


def test_a_right_renewed_or_opened_again_is_not_an_exit(counted):
    extracts = Extracts()
    crowd(extracts, 40, ENTERED, None)
    for number in range(20):
        extracts.close(pseudonym(number), date(2021, 6, 30))
        extracts.right(pseudonym(number), date(2021, 7, 1) if number < 10 else date(2021, 6, 15))
    leave(extracts, range(20, 25), date(2021, 6, 30))
    with counted(extracts) as microdata:
        months = count_months(microdata).set_index("period")
    assert months.loc["2021-06"].tolist() == [40, 0, 0]
    assert months.loc["2021-07"].tolist() == [40, 5, 0]
    assert months.loc["2021-08"].tolist() == [35, 0, 0]


def test_january_starts_with_the_persons_of_31_december_when_rights_end_with_the_month(counted, geography_64):
    """Two rights end on 31 December: neither 31 December, nor January, nor one less the other tells them."""
    extracts = Extracts()
    crowd(extracts, 400, ENTERED, None)
    for month in range(1, 13):
        leave(extracts, range(20 * month, 20 * month + 12), date(2022, month, monthrange(2022, month)[1]))
        crowd(extracts, 20, date(2022, month, 12), None, first=1000 * month)
    leave(extracts, range(0, 10), date(2021, 12, 31))
    for number in range(250, 252):  # of the twelve of December, ten ended on the 30th
        extracts.close(pseudonym(number), date(2022, 12, 31))
    leave(extracts, range(240, 250), date(2022, 12, 30))
    with counted(extracts) as microdata:
        months, figures = count_months(microdata).set_index("period"), shown(microdata, geography_64)
        (oriented,) = (one for one in every_rate(microdata) if one.indicator == "part_orientee_31_decembre")
        families = count_rate(oriented, microdata)
    there = {year: figure(families, "part_orientee_31_decembre", year)["denominator"] for year in ("2021", "2022")}
    assert there == {"2021": 400, "2022": 400 + 12 * 20 - 10 - 11 * 12 - 10}
    assert [months.loc[f"{year}-01", "present"] for year in (2022, 2023)] == list(there.values())
    assert [months.loc[f"{year}-01", "left_since"] for year in (2022, 2023)] == [10, 2]
    assert figures.loc["2022-01", ["numerator", "denominator"]].tolist() == [10, 400]
    assert figures.loc["2023-01", "status"] == "secret"


def test_somebody_outside_droits_et_devoirs_or_only_refused_is_not_counted(counted):
    extracts = Extracts()
    crowd(extracts, 12, ENTERED, None)
    extracts.right(extracts.person(50, ENTERED, opened=False), ENTERED, date(2021, 6, 3), sdd="0")
    extracts.right(extracts.person(51, ENTERED, opened=False), date(2021, 6, 3), etat="refuse")
    with counted(extracts) as microdata:
        assert count_months(microdata).set_index("period").loc["2021-06"].tolist() == [12, 0, 0]


def test_only_months_that_the_extraction_covers_whole_are_told(counted, geography_64):
    extracts = Extracts()
    crowd(extracts, 12, ENTERED, None)
    with counted(extracts) as microdata:  # from 1 January 2021, extracted on 30 June 2024
        told = months_told(microdata)
        assert (told[0], told[-1], len(told)) == ("2021-02", "2024-05", 40)  # a right closed on 1 January ended before
        assert shown(microdata, geography_64).index[0] == "2021-02"  # nobody was there on the first day of January


def test_extracts_that_cover_no_month_tell_nothing(counted, geography_64, monkeypatch):
    monkeypatch.setattr("tests.samples.extracts_by_hand.SINCE", date(2024, 6, 2))
    extracts = Extracts()
    crowd(extracts, 12, date(2024, 6, 3), None)
    with counted(extracts) as microdata:
        assert shown(microdata, geography_64).empty


def test_more_exits_than_persons_at_the_start_make_no_rate(counted, geography_64):
    extracts = Extracts()
    crowd(extracts, 12, ENTERED, None)
    crowd(extracts, 40, date(2021, 6, 2), None, first=100)
    leave(extracts, range(100, 120), date(2021, 6, 20))
    with counted(extracts) as microdata:
        assert count_months(microdata).set_index("period").loc["2021-06"].tolist() == [12, 20, 40]
        assert "2021-06" not in shown(microdata, geography_64).index


def test_a_departement_where_few_leave_each_month_tells_none_of_them(counted, geography_64):
    extracts = Extracts()
    crowd(extracts, 60, ENTERED, None)
    for month in range(1, 13):
        leave(extracts, range(3 * month, 3 * month + 1 + month % 3), date(2022, month, 10))
    with counted(extracts) as microdata:
        figures = shown(microdata, geography_64)
    year = figures[figures.index.str.startswith("2022")]
    assert len(year) == 12 and year["status"].eq("secret").all()


def test_two_exits_of_a_month_are_not_told_nor_found_from_the_year(counted, geography_64):
    """Who is there on each 31 December and who entered in the year are told elsewhere: the exits of a year follow."""
    extracts = Extracts()
    crowd(extracts, 400, ENTERED, None)
    for month in range(1, 13):
        leave(extracts, range(20 * month, 20 * month + (2 if month == 5 else 12)), date(2022, month, 10))
        crowd(extracts, 20, date(2022, month, 12), None, first=1000 * month)
    with counted(extracts) as microdata:
        figures = shown(microdata, geography_64)
    year = figures[figures.index.str.startswith("2022")]
    hidden = year.index[year["status"].eq("secret")]
    assert "2022-05" in hidden and 2 <= len(hidden) < 12
    assert year.loc[hidden, ["value", "low", "high", "numerator", "denominator"]].isna().all(axis=None)


def test_two_entries_are_not_found_between_two_months(counted, geography_64):
    """Present in May, less the exits of May, is not present in June: the difference would be two persons."""
    extracts = Extracts()
    crowd(extracts, 400, ENTERED, None)
    for month in range(1, 13):
        leave(extracts, range(20 * month, 20 * month + 12), date(2022, month, 10))
        crowd(extracts, 2 if month == 5 else 20, date(2022, month, 12), None, first=1000 * month)
    with counted(extracts) as microdata:
        months, figures = count_months(microdata).set_index("period"), shown(microdata, geography_64)
    assert months.loc["2022-05", "entered"] == 2
    assert figures.loc[["2022-05", "2022-06"], "status"].eq("secret").any()


def steady() -> Extracts:
    """Twelve leave and twenty enter in each month of 2022 and 2023: nothing is to be hidden but the first month."""
    extracts = Extracts()
    crowd(extracts, 700, ENTERED, None)
    for number, month in enumerate(f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)):
        year, in_year = int(month[:4]), int(month[5:])
        leave(extracts, range(20 * number, 20 * number + 12), date(year, in_year, 10))
        crowd(extracts, 20, date(year, in_year, 12), None, first=1000 * (number + 1))
    return extracts


def test_who_is_there_on_31_december_is_not_told_by_the_months_where_secrecy_hides_it(counted, geography_64):
    with counted(steady()) as microdata:
        free = shown(microdata, geography_64)
        held = shown(microdata, geography_64, Withheld(ends=frozenset({"2022"})))
    assert free.loc["2023-01", "denominator"] == 796 and free.loc["2022-12", "status"] == "published"
    assert held.loc["2023-01", "status"] == "secret" and pd.isna(held.loc["2023-01", "denominator"])
    assert held.loc["2022-01", "denominator"] == 700  # those of the other years are told


def test_who_is_there_on_a_hidden_31_december_is_not_found_from_what_is_told_of_the_year(counted, geography_64):
    """There at its start, plus entered, less gone: one of these is missing, other than the entries told elsewhere."""
    with counted(steady()) as microdata:
        held = shown(microdata, geography_64, Withheld(ends=frozenset({"2022"})))
        months = count_months(microdata).set_index("period")
    for year, other in (("2022", "2022-01"), ("2023", "2024-01")):
        told = held[held.index.str.startswith(year)]
        assert told["numerator"].isna().any() or pd.isna(held.loc[other, "denominator"])
    assert months.loc["2023-01", "present"] == 796


def test_the_entries_of_a_year_are_not_found_from_the_months_where_secrecy_hides_them(counted, geography_64):
    """All its months told, there at the end, plus gone, less there at the start, are those who entered."""
    with counted(steady()) as microdata:
        free = shown(microdata, geography_64)
        held = shown(microdata, geography_64, Withheld(entries=frozenset({"2022"})))
    year = [*(f"2022-{month:02d}" for month in range(1, 13)), "2023-01"]
    assert free.loc[year, "status"].eq("published").all()
    assert held.loc[year, "status"].eq("secret").any()


def test_what_secrecy_hides_is_found_in_the_figures_of_the_departement(counted):
    """Three persons on the first 31 December, who all entered in the year; forty more a year later."""
    extracts = Extracts()
    crowd(extracts, 3, ENTERED, None)
    crowd(extracts, 40, date(2022, 3, 1), 30, first=100)
    with counted(extracts) as microdata:
        rates = every_rate(microdata)
        same = [one for one in rates if one.population in ("droits_31_decembre", "entrees_droit")]
        families = [count_rate(one, microdata)[0] for one in same]
        figures = protect_families([families], microdata.atoms, RULE).figures
    assert withheld(figures, rates) == Withheld(frozenset({"2021"}), frozenset({"2021"}))
