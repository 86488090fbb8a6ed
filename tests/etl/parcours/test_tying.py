"""What populations of the same persons tell of one another, from one year to the next."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from etl.parcours import count_parcours, tying
from etl.parcours.counting import count_by_place
from observatoire.catalogue import load_catalogue
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

BEFORE, DURING, LATE = date(2022, 10, 1), date(2023, 3, 1), date(2023, 12, 1)
PAU, BAB, WEST = ("64445", "pau-agglomeration"), ("64102", "bab"), ("64300", "ouest-bearn")
NOTHING_ELSE = pd.DataFrame(columns=["indicator", "level", "territory", "period", "breakdown", "value", "status"])
#: A place of which nothing is to hide: twelve wait on 31 December 2022, nineteen a year later, five have left.
USUAL = (12, 20, 5)


def entries(extracts: Extracts, commune: str, first: int, waiting: int, new_waiting: int, leaving: int) -> None:
    """Sixty oriented before 2023, `waiting` who are so in 2023; then thirty oriented at once, `new_waiting` who are not
    in the year, and `leaving` more whose right closes without an orientation. One in three finds a job."""
    crowd(extracts, 60, BEFORE, 30, commune, first)
    crowd(extracts, waiting, BEFORE, 120, commune, first + 100)
    crowd(extracts, 30, DURING, 30, commune, first + 200)
    crowd(extracts, new_waiting, LATE, None, commune, first + 300)
    crowd(extracts, leaving, DURING, None, commune, first + 400)
    for number in range(first + 400, first + 400 + leaving):
        extracts.close(pseudonym(number), LATE)
    for number in (*range(first, first + 20), *range(first + 200, first + 210)):
        job(extracts, number)


def job(extracts: Extracts, number: int, **values) -> None:
    given = {"id_sortie": pseudonym(30_000 + number), "date": LATE, "type_sortie": "cdi"}
    extracts.add("sorties", id_personne=pseudonym(number), **given | values)


def appointment(extracts: Extracts, number: int) -> None:
    """Without any, the number of persons oriented in the year stands beside no figure."""
    values = {"type": "premier_accompagnement", "date_rdv": DURING, "statut": "honore"}
    extracts.add("rendez_vous", id_rdv=pseudonym(9000 + number), id_personne=pseudonym(number), **values)


@pytest.fixture
def published(loaded, geography_64):
    def made(extracts: Extracts):
        return count_parcours(loaded(extracts), geography_64, load_catalogue(), lambda: NOTHING_ELSE)

    return made


def known(observations: pd.DataFrame, indicator: str, period: str = "2023", level: str = "sdsei") -> set[str]:
    """Territories of which the number of persons behind an indicator is told."""
    rows = observations[observations["indicator"].eq(indicator) & observations["period"].eq(period)]
    rows = rows[rows["breakdown"].eq("ensemble") & rows["level"].eq(level) & rows["denominator"].notna()]
    return set(rows["territory"])


@pytest.mark.parametrize(
    ("here", "told"),
    [
        ((12, 20, 5), True),
        ((12, 2, 1), False),  # two wait, and three at most: nine orientations in ten would be read for sure
        ((12, 2, 5), True),  # two wait, or up to seven
        ((12, 20, 2), False),  # two left without an orientation
        ((12, 20, 0), True),  # nobody left: nobody is told of, and the twenty who wait are told
        ((3, 20, 0), False),  # three waited the year before, which is secret: nobody left, so they are three at least
    ],
)
def test_the_flows_of_a_year_do_not_tell_who_waits_at_its_end(published, here, told):
    """Who waited, plus who entered, minus who was oriented, is who waits, or more."""
    extracts = Extracts()
    entries(extracts, PAU[0], 0, *here)
    for rank, (commune, _) in enumerate((BAB, WEST), start=1):
        entries(extracts, commune, 1000 * rank, *USUAL)
    appointment(extracts, 0)
    found = published(extracts).observations
    flows = [
        known(found, "taux_retour_emploi_6_mois"),
        known(found, "delai_median_rdv_honore"),
        known(found, "part_orientee_31_decembre"),
        known(found, "part_orientee_31_decembre", "2022"),
    ]
    untold = [{BAB[1], PAU[1], WEST[1]} - places for places in flows]
    if told:
        assert not any(places - {PAU[1]} for places in untold) and not any(untold[:2])
    else:
        assert any(len(places) > 1 for places in untold)  # one alone would be read in the total
        whole = known(found, "delai_median_rdv_honore", level="departement")
        assert whole == {"64"}


@pytest.mark.parametrize(
    ("unopened", "waiting", "days", "told"),
    [
        (3, 0, 0, False),  # three without a right: three at least are not oriented, and four at most by the rule
        (2, 2, 0, False),
        (3, 9, 0, True),  # twelve are not oriented: that may be told
        (3, 0, 20, True),  # openings that come later are of other years too
    ],
)
def test_those_who_entered_do_not_tell_who_was_not_oriented(published, unopened, waiting, days, told):
    """Where openings are dated from the month of the request."""
    extracts = Extracts()
    for rank, (commune, few) in enumerate(((PAU[0], True), (BAB[0], False), (WEST[0], False))):
        first = 1000 * rank
        crowd(extracts, 60, DURING, 30, commune, first)
        crowd(extracts, waiting if few else 20, DURING, None, commune, first=first + 100)
        for number in range(first + 200, first + 200 + (unopened if few else 6)):
            extracts.person(number, DURING, commune, opened=False)
        for number in range(first, first + 20):
            job(extracts, number)
    for row in extracts.rows["beneficiaires"]:
        if row["date_ouverture_droit"]:
            row["date_ouverture_droit"] = DURING + timedelta(days=days)
    found = published(extracts).observations
    entered, asked = known(found, "taux_retour_emploi_6_mois"), known(found, "part_orientee_91_jours")
    assert (PAU[1] in entered and PAU[1] in asked) is told


def test_a_return_to_work_is_not_read_beside_a_place_where_nobody_took_a_job(published):
    """Twelve entered the west and none came back, which is secret as such; the absence of any first job says it. The
    return of those of Pau would be what is left of the département."""
    extracts = Extracts()
    for first, (commune, persons, back) in zip(
        (0, 1000, 2000), ((PAU[0], 60, 20), (BAB[0], 60, 25), (WEST[0], 12, 0)), strict=True
    ):
        crowd(extracts, persons, DURING, 30, commune, first)
        for number in range(first, first + back):
            job(extracts, number)
    made = published(extracts)
    found = made.observations
    rates = found[found["indicator"].eq("taux_retour_emploi_12_mois") & found["breakdown"].eq("ensemble")]
    rates = rates[rates["period"].eq("2023") & rates["level"].eq("sdsei")].set_index("territory")
    assert set(rates.index) == {PAU[1], BAB[1], WEST[1]}
    assert rates["value"].isna().all()  # one alone told would give the other
    assert all(check.passed for check in made.checks if check.blocking)


def test_an_exit_for_a_job_is_not_read_beside_a_place_where_nobody_took_one(published):
    """Twelve left a dispositif in the west, none for a job."""
    extracts = Extracts()
    for first, (commune, persons, back) in zip(
        (0, 1000, 2000), ((PAU[0], 60, 20), (BAB[0], 60, 25), (WEST[0], 12, 0)), strict=True
    ):
        crowd(extracts, 60, DURING, 30, commune, first)
        for number in range(first, first + persons):
            left = "cdi" if number < first + back else "formation_certifiante"
            job(extracts, number, dispositif="PLIE", type_sortie=left)
    made = published(extracts)
    found = made.observations
    rates = found[found["indicator"].eq("taux_sortie_dispositif") & found["breakdown"].eq("ensemble")]
    rates = rates[rates["period"].eq("2023") & rates["level"].eq("sdsei")].set_index("territory")
    assert set(rates.index) == {PAU[1], BAB[1], WEST[1]}
    assert rates["value"].isna().all()
    assert all(check.passed for check in made.checks if check.blocking)


def test_nobody_oriented_is_hidden_and_not_left_out(published):
    """Six wait in the west and nobody is oriented: a figure that is not there would say it."""
    extracts = Extracts()
    for first, (commune, _) in ((0, PAU), (1000, BAB)):
        entries(extracts, commune, first, *USUAL)
    crowd(extracts, 6, DURING, None, WEST[0], 2000)
    found = published(extracts).observations
    counted = found[found["indicator"].eq("personnes_orientees") & found["breakdown"].eq("ensemble")]
    west = counted[counted["period"].eq("2023") & counted["territory"].eq(WEST[1])]
    assert west["status"].tolist() == ["secret"] and west["value"].isna().all()


def test_what_cannot_be_mended_stops_the_publication(published, monkeypatch):
    extracts = Extracts()
    entries(extracts, PAU[0], 0, 12, 2, 1)
    for rank, (commune, _) in enumerate((BAB, WEST), start=1):
        entries(extracts, commune, 1000 * rank, *USUAL)
    appointment(extracts, 0)
    assert all(check.passed for check in published(extracts).checks if check.blocking)
    monkeypatch.setattr(tying, "MOST_TURNS", 1)  # the first attack finds what the last one would confirm is closed
    assert [check.passed for check in published(extracts).checks if check.blocking] == [False]


def test_what_a_reader_knows_holds_for_persons_one_by_one(counted):
    """The inclusions that follow from the definitions, on persons of every kind, place by place."""
    extracts = Extracts()
    for rank, (commune, _) in enumerate((PAU, BAB, WEST)):
        entries(extracts, commune, 1000 * rank, 12, 7, 5)
    told = {
        "present": "SELECT commune, period FROM year_end",
        "waiting": "SELECT commune, period FROM year_end WHERE NOT is_oriented",
        "oriented": "SELECT commune, period FROM year_end WHERE is_oriented",
        "entered": "SELECT commune, year(entry)::VARCHAR AS period FROM entrant WHERE opened AND entry IS NOT NULL",
        "decided": "SELECT commune, year(decided)::VARCHAR AS period FROM entrant WHERE decided IS NOT NULL",
        "back": "SELECT commune, year(entry)::VARCHAR AS period FROM entrant WHERE opened AND job_start <= entry + 365",
        "first_job": "SELECT commune, year(job_start)::VARCHAR AS period FROM entrant WHERE job_start IS NOT NULL",
    }
    query = " UNION ALL ".join(f"SELECT commune, period, '{name}' AS flow FROM ({sql})" for name, sql in told.items())
    with counted(extracts) as microdata:
        conditions = {name: f"flow = '{name}'" for name in told}
        rows = count_by_place(microdata, query, ("period", "flow"), conditions)
    rows = rows.assign(period=rows["period"].astype(int)).set_index(["level", "territory", "period"])
    before, after = (rows[list(told)].groupby(level=[0, 1]).shift(shift, fill_value=0.0) for shift in (1, -1))
    assert np.diff(sorted(set(rows.index.get_level_values("period")))).tolist() == [1]
    assert (rows["present"] <= before["present"] + rows["entered"]).all()
    assert (rows["waiting"] + rows["decided"] <= before["waiting"] + rows["entered"]).all()
    assert (rows["oriented"] <= before["oriented"] + rows["decided"] + rows["entered"]).all()
    assert (rows["back"] <= rows["first_job"] + after["first_job"]).all()
