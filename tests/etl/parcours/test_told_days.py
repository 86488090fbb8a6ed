"""Medians and curves that would betray a few persons are not told, from the extracts to what may be published."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.protection import Protected, protect_families
from etl.parcours.waits import DELAYS
from etl.secrecy.rule import load_rule
from tests.samples.extracts_by_hand import Extracts, crowd

RULE = load_rule()
ASKED = date(2023, 3, 1)
PAU, BAYONNE = "64445", "64102"


def two_places(counted, early: int, late: int, asked: date = ASKED) -> Protected:
    """280 persons of Pau, of whom 251 wait 30 days and 29 wait 60; those of Bayonne wait as long."""
    extracts = Extracts()
    crowds = ((251, 30, PAU), (29, 60, PAU), (early, 30, BAYONNE), (late, 60, BAYONNE))
    for rank, (persons, days, commune) in enumerate(crowds):
        crowd(extracts, persons, asked, days, commune, first=1000 * rank)
    with counted(extracts) as microdata:
        return protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE)


def places(curves: pd.DataFrame) -> set[tuple[str, str]]:
    own = curves[curves["breakdown"].eq("ensemble")]
    return set(own[["level", "territory"]].itertuples(index=False, name=None))


def test_a_curve_that_tells_of_a_few_persons_of_another_territory_is_not_drawn(counted):
    """Day 30 is that of nine tenths of the 300 persons of the département, and not yet of those of Pau: 19 at least of
    the 20 persons of Bayonne were oriented by then, and one at most still waits."""
    found = two_places(counted, 19, 1)
    assert places(found.curves) == {("departement", "64")}
    assert found.broken == 0


def test_a_curve_that_tells_of_many_persons_only_is_drawn(counted):
    found = two_places(counted, 100, 100)
    assert {("departement", "64"), ("sdsei", "pau-agglomeration"), ("sdsei", "bab")} <= places(found.curves)


def test_a_median_that_tells_of_a_few_persons_is_secret(counted):
    """Half of the 56 persons of the département are served by day 30, and 24 at most of the 50 of Pau: 4 at least of
    the 6 of Bayonne were, and 2 at most still wait."""
    found = medians_of(counted, (24, 26), (5, 1))
    assert found["departement", "64"]["status"] == "published"
    betrayed = found["sdsei", "pau-agglomeration"]
    assert betrayed["status"] == "secret" and betrayed[["value", "low", "high"]].isna().all()


def test_a_median_that_tells_of_many_persons_is_published(counted):
    found = medians_of(counted, (24, 26), (16, 14))
    assert found["sdsei", "pau-agglomeration"]["value"] == 60


def medians_of(counted, *places: tuple[int, int]) -> dict[tuple[str, str], pd.Series]:
    """Medians of places where some wait 30 days and the others 60."""
    extracts = Extracts()
    for rank, (commune, waits) in enumerate(zip((PAU, BAYONNE), places, strict=True)):
        for turn, (persons, days) in enumerate(zip(waits, (30, 60), strict=True)):
            crowd(extracts, persons, ASKED, days, commune, first=10_000 * rank + 1000 * turn)
    with counted(extracts) as microdata:
        figures = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE).figures
    own = figures[figures["indicator"].eq("delai_median_orientation") & figures["breakdown"].eq("ensemble")]
    return {(row["level"], row["territory"]): row for _, row in own.iterrows()}


@pytest.mark.parametrize("told", ["ensemble", "origine:premier_jour_mois"])
def test_the_curves_of_a_year_too_recent_for_a_median_are_read_together_too(counted, told):
    found = two_places(counted, 19, 1, asked=date(2024, 3, 1))
    own = found.curves[found.curves["breakdown"].eq(told)]
    assert set(own["level"]) == {"departement"}
