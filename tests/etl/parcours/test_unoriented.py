"""Who waits on 31 December, bounded by who was oriented in the year."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours import count_parcours
from etl.parcours.unoriented import exposed_entrants, exposed_oriented
from observatoire.catalogue import load_catalogue
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

BEFORE, DURING, LATE = date(2022, 10, 1), date(2023, 3, 1), date(2023, 12, 1)
PAU, BAB, WEST = ("64445", "pau-agglomeration"), ("64102", "bab"), ("64300", "ouest-bearn")
NOTHING_ELSE = pd.DataFrame(columns=["indicator", "level", "territory", "period", "breakdown", "value", "status"])
#: A place of which nothing is to hide: twelve wait on 31 December 2022, nineteen a year later, five have left.
USUAL = (12, 20, 5)


def entries(extracts: Extracts, commune: str, first: int, waiting: int, new_waiting: int, leaving: int) -> None:
    """Sixty oriented before 2023, `waiting` who are so in 2023; then thirty oriented at once, `new_waiting` who are not
    in the year, and `leaving` more whose right closes without an orientation."""
    crowd(extracts, 60, BEFORE, 30, commune, first)
    crowd(extracts, waiting, BEFORE, 120, commune, first + 100)
    crowd(extracts, 30, DURING, 30, commune, first + 200)
    crowd(extracts, new_waiting, LATE, None, commune, first + 300)
    crowd(extracts, leaving, DURING, None, commune, first + 400)
    for number in range(first + 400, first + 400 + leaving):
        extracts.close(pseudonym(number), LATE)


@pytest.mark.parametrize(
    ("here", "is_exposed"),
    [
        ((12, 20, 5), False),
        ((12, 2, 1), True),  # two wait, and three at most: nine orientations in ten would be read for sure
        ((12, 2, 5), False),  # two wait, or up to seven
        ((12, 20, 2), True),  # two left without an orientation
        ((12, 20, 0), False),  # nobody left: nobody is told of, and the twenty who wait are told
        (
            (3, 20, 0),
            True,
        ),  # three waited the year before, which is secret: nobody left, so that they are three at least
        ((3, 20, 5), False),
        ((3, 2, 1), False),  # who waits is secret at both ends: nothing can be taken from one to the other
    ],
)
def test_the_oriented_of_a_year_are_not_told_where_they_bound_who_waits(counted, here, is_exposed):
    extracts = Extracts()
    entries(extracts, PAU[0], 0, *here)
    for rank, (commune, _) in enumerate((BAB, WEST), start=1):
        entries(extracts, commune, 1000 * rank, *USUAL)
    with counted(extracts) as microdata:
        found = exposed_oriented(microdata)
    assert (("2023", "sdsei", PAU[1]) in found) is is_exposed
    assert not {("2023", "sdsei", BAB[1]), ("2023", "sdsei", WEST[1])} & found


def test_no_figure_tells_their_number_nor_does_another_territory(loaded, geography_64):
    extracts = Extracts()
    entries(extracts, PAU[0], 0, 12, 2, 1)
    for rank, (commune, _) in enumerate((BAB, WEST), start=1):
        entries(extracts, commune, 1000 * rank, *USUAL)
    appointment = {"type": "premier_accompagnement", "date_rdv": DURING, "statut": "honore"}
    extracts.add("rendez_vous", id_rdv=pseudonym(9000), id_personne=pseudonym(0), **appointment)
    found = count_parcours(loaded(extracts), geography_64, load_catalogue(), lambda: NOTHING_ELSE).observations
    told = found[found["period"].eq("2023") & found["breakdown"].eq("ensemble") & found["level"].eq("sdsei")]
    oriented = told[told["indicator"].eq("delai_median_rdv_honore")]
    known = set(oriented.loc[oriented["denominator"].notna(), "territory"])
    assert PAU[1] not in known and len(known) <= 1  # one of the two others at least is hidden with it
    whole = found[found["indicator"].eq("delai_median_rdv_honore") & found["level"].eq("departement")]
    assert whole[whole["period"].eq("2023")]["denominator"].notna().all()


@pytest.mark.parametrize(
    ("unopened", "waiting", "days", "is_exposed"),
    [
        (3, 0, 0, True),  # three without a right: three at least are not oriented, and four at most by the rule
        (2, 2, 0, True),
        (1, 3, 0, False),
        (3, 9, 0, False),  # twelve are not oriented: that may be told
        (3, 0, 20, False),  # openings that come later are of other years too
    ],
)
def test_the_entrants_are_not_told_where_they_bound_who_was_not_oriented(counted, unopened, waiting, days, is_exposed):
    extracts = Extracts()
    crowd(extracts, 60, DURING, 30, PAU[0])
    crowd(extracts, waiting, DURING, None, PAU[0], first=100)
    for row in extracts.rows["beneficiaires"]:
        row["date_ouverture_droit"] = DURING + timedelta(days=days)
    for number in range(200, 200 + unopened):
        extracts.person(number, DURING, PAU[0], opened=False)
    with counted(extracts) as microdata:
        assert (("2023", "sdsei", PAU[1]) in exposed_entrants(microdata)) is is_exposed
