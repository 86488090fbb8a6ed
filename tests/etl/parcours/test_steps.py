"""The number of rights opened, beside what other figures count of the same persons."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.family import ALL
from etl.parcours.protection import Protected, protect_families
from etl.parcours.steps import FEW_WAIT, THOSE_ENTERED, count_step, every_step
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import Extracts, crowd

ASKED = date(2023, 3, 1)
PLACES = (("64445", "pau-agglomeration"), ("64102", "bab"), ("64300", "ouest-bearn"))


def town(extracts: Extracts, commune: str, first: int, waiting: int, unopened: int = 10) -> None:
    """Forty oriented, `waiting` who are not, and `unopened` whose right is not open."""
    crowd(extracts, 40, ASKED, 40, commune, first)
    crowd(extracts, waiting, ASKED, None, commune, first + 100)
    for number in range(first + 200, first + 200 + unopened):
        extracts.person(number, ASKED, commune, opened=False)


def opened_after(extracts: Extracts, days: int) -> Extracts:
    """The same persons, whose rights were all granted so many days after the request."""
    for row in extracts.rows["beneficiaires"]:
        if row["date_ouverture_droit"]:
            row["date_ouverture_droit"] = ASKED + timedelta(days=days)
    return extracts


@pytest.fixture
def steps(counted):
    """`steps(extracts)`: every step, protected."""

    def found(extracts: Extracts) -> Protected:
        with counted(extracts) as microdata:
            families = [one for item in every_step(microdata).items() for one in count_step(*item, microdata)]
            return protect_families([families], microdata.atoms, RULE)

    return found


def told(found: Protected, step: str, level: str) -> pd.DataFrame:
    rows = found.figures[found.figures["breakdown"].eq(f"etape:{step}") & found.figures["level"].eq(level)]
    return rows.set_index("territory")


def three_towns(*waiting: int) -> Extracts:
    extracts = Extracts()
    for rank, ((commune, _), number) in enumerate(zip(PLACES, waiting, strict=True)):
        town(extracts, commune, 1000 * rank, number)
    return opened_after(extracts, 20)


def test_rights_opened_are_told_where_enough_wait(steps):
    found = steps(three_towns(12, 12, 12))
    assert told(found, "ouverture", "sdsei")["value"].tolist() == [52, 52, 52]
    assert told(found, "ouverture", "departement")["value"].tolist() == [156]


def test_the_two_who_wait_are_not_read_between_the_opened_and_the_oriented(steps):
    found = steps(three_towns(2, 12, 12))
    opened, oriented = (told(found, step, "sdsei")["value"] for step in ("ouverture", "orientation"))
    assert (opened - oriented)["pau-agglomeration"] != 2
    assert pd.isna((opened - oriented)["pau-agglomeration"])
    assert (opened - oriented).isna().sum() >= 2 and found.broken == 0


def test_those_oriented_without_an_opening_do_not_shelter_who_waits(steps):
    """Forty-two opened of whom two wait, two oriented without an opening: as many opened as oriented, and two wait."""
    extracts = three_towns(2, 12, 12)
    for number in (200, 201):
        extracts.orientation(f"{number:016x}", ASKED + timedelta(days=40))
    opened, oriented = (told(steps(extracts), step, "sdsei")["value"] for step in ("ouverture", "orientation"))
    assert pd.isna((opened - oriented)["pau-agglomeration"])


def met(extracts: Extracts, first: int, held: int, signed: int) -> None:
    """The first `held` persons come to an appointment; the first `signed` of them sign a contract."""
    for number in range(first, first + held):
        person, day = f"{number:016x}", ASKED + timedelta(days=60)
        extracts.add("rendez_vous", id_rdv=person, id_personne=person, type="suivi", date_rdv=day, statut="honore")
        if number < first + signed:
            dates = dict.fromkeys(("date_debut", "date_signature"), day)
            extracts.add("contrats", id_contrat=person, id_personne=person, nature="CER", statut="valide", **dates)


@pytest.mark.parametrize("alone", [0, 2])
def test_the_two_who_came_and_signed_nothing_are_not_read_between_two_steps(steps, alone):
    """alone: persons who signed without coming; everybody is supposed to know how many they are."""
    extracts = three_towns(12, 12, 12)
    for first, held in ((0, 20), (1000, 30), (2000, 30)):
        met(extracts, first, held, held - (2 if first == 0 else 12))
    for number in range(30, 30 + alone):
        person, day = f"{number:016x}", ASKED + timedelta(days=60)
        dates = dict.fromkeys(("date_debut", "date_signature"), day)
        extracts.add("contrats", id_contrat=person, id_personne=person, nature="CER", statut="valide", **dates)
    held, signed = (told(steps(extracts), step, "sdsei")["value"] for step in ("rendez_vous", "contrat"))
    assert pd.isna((held - signed)["pau-agglomeration"])


def test_no_epci_tells_rights_opened_and_it_says_why(steps):
    found = told(steps(three_towns(12, 12, 12)), "ouverture", "epci")
    assert found["value"].isna().all() and set(found["status"]) == {"missing"} and set(found["method"]) == {FEW_WAIT}
    assert told(steps(three_towns(12, 12, 12)), "demande", "epci")["value"].notna().all()


def test_openings_dated_from_the_request_are_told_of_the_departement_alone(steps):
    found = steps(opened_after(three_towns(12, 12, 12), 0))
    assert told(found, "ouverture", "departement")["value"].tolist() == [156]
    below = told(found, "ouverture", "sdsei")
    assert below["value"].isna().all() and set(below["method"]) == {THOSE_ENTERED}
    assert told(found, "demande", "sdsei")["value"].tolist() == [62, 62, 62]


def test_what_is_not_told_of_a_level_is_no_cell_of_its_system(counted):
    with counted(three_towns(12, 12, 12)) as microdata:
        condition = every_step(microdata)["ouverture"]
        opened, asked, hidden = count_step("ouverture", condition, microdata)
    assert set(opened.figures["level"]) == {"sdsei", "departement"} and set(asked.classes) == {ALL}
    assert hidden.classes == {}
