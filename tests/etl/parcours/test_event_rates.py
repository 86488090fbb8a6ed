"""Appointments, contracts, invitations and exits: one person may bring several, and secrecy is about persons."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours.protection import Protected, protect_families
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from observatoire.statistics.intervals import wilson
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2022, 3, 1)
PLACES = {"pau-agglomeration": "64445", "bab": "64102", "haut-bearn": "64422"}
SMALL = "haut-bearn"


def appointments(persons: int, each: int) -> Extracts:
    """In each place, people of whom two appointments in three are honoured; few people in the small one."""
    extracts, number = Extracts(), iter(range(50_000, 90_000))
    for first, (place, commune) in enumerate(PLACES.items()):
        here, brought = (persons, each) if place == SMALL else (60, 2)
        crowd(extracts, here, ASKED, 30, commune, first=1000 * first)
        for rank in range(here * brought):
            extracts.add(
                "rendez_vous",
                id_rdv=pseudonym(next(number)),
                id_personne=pseudonym(1000 * first + rank % here),
                type="suivi",
                date_creation=date(2022, 5, 1),
                date_rdv=date(2022, 5, 20),
                statut="absent_excuse" if rank % 3 == 0 else "honore",
            )
    return extracts


def judged(microdata, indicator: str) -> Protected:
    rates = [one for one in every_rate(microdata) if one.indicator == indicator]
    heads = [one for one in every_headcount(microdata) if one.indicator == indicator]
    families = [family for one in rates for family in count_rate(one, microdata)]
    families += [family for one in heads for family in count_heads(one, microdata)]
    found = protect_families([families], microdata.atoms, RULE)
    assert found.broken == 0
    return found


def by_place(found: Protected, level: str, column: str = "value") -> pd.Series:
    figures = found.figures[found.figures["level"].eq(level) & found.figures["breakdown"].eq("ensemble")]
    return figures.set_index("territory")[column]


def test_twenty_four_appointments_of_six_persons_are_not_told_nor_found_by_subtraction(counted):
    with counted(appointments(6, 4)) as microdata:
        found = judged(microdata, "taux_presence_rdv")
    for level in ("sdsei", "epci"):
        honoured = by_place(found, level, "numerator")
        assert honoured.isna().sum() >= 2
    assert pd.isna(by_place(found, "sdsei")[SMALL])
    assert by_place(found, "departement")["64"] > 0


def test_the_same_appointments_of_twenty_four_persons_are_told(counted):
    with counted(appointments(24, 1)) as microdata:
        found = judged(microdata, "taux_presence_rdv")
    assert by_place(found, "sdsei").notna().all()
    assert by_place(found, "sdsei", "qualifier").to_dict() == dict.fromkeys(PLACES, "") | {SMALL: "fragile"}


def test_a_figure_is_fragile_by_its_persons_though_its_events_are_many(counted):
    with counted(appointments(20, 4)) as microdata:
        found = judged(microdata, "taux_presence_rdv")
    assert by_place(found, "sdsei", "denominator")[SMALL] == 80
    assert by_place(found, "sdsei", "qualifier")[SMALL] == "fragile"


@pytest.mark.parametrize(("persons", "told"), [(29, False), (30, True)])
def test_few_persons_have_no_interval_for_it_would_tell_who_had_several_events(counted, persons, told):
    extracts = appointments(persons, 1)
    for row in extracts.rows["rendez_vous"]:
        row["statut"] = "honore" if int(row["id_personne"], 16) % 2 else "absent_excuse"
    with counted(extracts) as microdata:
        found = judged(microdata, "taux_presence_rdv")
    assert pd.notna(by_place(found, "sdsei")[SMALL])
    assert [pd.notna(by_place(found, "sdsei", end)[SMALL]) for end in ("low", "high")] == [told, told]


def test_the_interval_is_as_wide_as_the_persons_are_few(counted):
    """Forty persons of three appointments, who come to all of them or to none but the first: 120 events say less."""
    extracts = appointments(40, 3)
    for row in extracts.rows["rendez_vous"]:
        row["statut"] = "honore" if int(row["id_personne"], 16) % 2 else "absent_excuse"
    with counted(extracts) as microdata:
        found = judged(microdata, "taux_presence_rdv")
    low, high = (100 * end for end in wilson(60, 120))
    assert by_place(found, "sdsei")[SMALL] == 50
    assert by_place(found, "sdsei", "low")[SMALL] < low - 5
    assert by_place(found, "sdsei", "high")[SMALL] > high + 5


def contracts(extracts: Extracts, person: int, rank: int) -> None:
    ended = date(2022, 6 + rank, 1)
    extracts.add(
        "contrats",
        id_contrat=pseudonym(50_000 + 10 * person + rank),
        id_personne=pseudonym(person),
        nature="CER",
        date_signature=date(2022, 4, 1 + rank),
        date_debut=date(2022, 4, 1 + rank),
        date_fin=ended,
        statut="echu",
    )


def invitations(extracts: Extracts, person: int, rank: int) -> None:
    extracts.add(
        "invitations",
        id_invitation=pseudonym(50_000 + 10 * person + rank),
        id_personne=pseudonym(person),
        id_action=pseudonym(600),
        date_invitation=date(2022, 5, 1),
        date_seance=date(2022, 5, 5 + rank),
        present="oui" if rank % 2 else "non",
        suite="oriente" if rank == 1 else "aucune",
    )


def exits(extracts: Extracts, person: int, rank: int) -> None:
    extracts.add(
        "sorties",
        id_sortie=pseudonym(50_000 + 10 * person + rank),
        id_personne=pseudonym(person),
        date=date(2022, 6, 1 + rank),
        dispositif=f"dispositif {rank}",
        type_sortie="cdi" if rank % 2 else "sans_solution",
    )


@pytest.mark.parametrize(
    ("indicator", "brings", "each", "few"),
    [
        ("part_contrats_expires_non_renouveles", contracts, 4, 6),
        ("taux_presence_kiosque", invitations, 4, 6),
        ("part_orientes_invites_kiosque", invitations, 4, 6),
        ("part_orientes_presents_kiosque", invitations, 4, 6),
        ("sorties_emploi", exits, 4, 3),
        ("taux_sortie_dispositif", exits, 4, 6),
    ],
)
def test_events_of_a_few_persons_are_not_told_and_those_of_many_are(counted, indicator, brings, each, few):
    extracts = Extracts()
    extracts.add("actions", id_action=pseudonym(600), libelle="Kiosque", date=date(2022, 5, 5))
    for first, (place, commune) in enumerate(PLACES.items()):
        here = few if place == SMALL else 40
        crowd(extracts, here, ASKED, 30, commune, first=1000 * first)
        for person in range(1000 * first, 1000 * first + here):
            for rank in range(each):
                brings(extracts, person, rank)
    with counted(extracts) as microdata:
        value = by_place(judged(microdata, indicator), "sdsei")
    assert pd.isna(value[SMALL])
    assert value.notna().sum() == 1  # another keeps it company
