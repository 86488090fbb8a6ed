"""Good rows are loaded as they are, bad rows are put in quarantine with their line and reason, none disappears."""

from __future__ import annotations

import pytest

from etl.extracts.contract import load_contract
from etl.extracts.crosschecks import BEFORE_REQUEST
from tests.samples.extracts.written import odd, orientation, person, pid, quarantined, read, right, write


def test_an_unknown_code_puts_its_row_in_quarantine_and_keeps_the_rest(folder, database, load):
    write(folder, "beneficiaires", [person("a", sexe="F"), person("b", sexe="X"), person("c", sexe="M")])
    people = load()["beneficiaires"]
    assert (people.rows_in, people.rows_loaded, people.rows_quarantined) == (3, 2, 1)
    assert quarantined(database) == [("beneficiaires", 3, "sexe", "code inconnu")]
    assert read(database, "SELECT sexe FROM beneficiaires ORDER BY sexe") == [("F",), ("M",)]
    assert [(aside.reason, aside.rows, aside.example) for aside in people.reasons] == [
        ("sexe : code inconnu", 1, "ligne 3")
    ]


def test_a_row_of_nobody_is_an_orphan(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    write(folder, "droits", [right("a", "2024-01-01"), right("b", "2024-01-01")])
    assert load()["droits"].rows_loaded == 1
    assert quarantined(database) == [("droits", 3, "id_personne", "personne absente de beneficiaires")]


def test_the_rows_of_a_person_in_quarantine_are_orphans_too(folder, database, load):
    write(folder, "beneficiaires", [person("a", role="DEM"), person("b", role="ENF")])
    write(folder, "droits", [right("b", "2024-01-01"), right("a", "2024-01-01")])
    load()
    assert ("droits", 2, "id_personne", "personne absente de beneficiaires") in quarantined(database)


@pytest.mark.parametrize(
    ("entity", "rows", "rule"),
    [
        ("droits", [right("a", "2024-02-01", "2024-01-31")], "date_fin avant date_debut"),
        (
            "contrats",
            [{"id_contrat": pid("c"), "id_personne": pid("a"), "date_debut": "2024-02-01", "date_fin": "2024-01-01"}],
            "date_fin avant date_debut",
        ),
        ("orientations", [orientation("a", "2023-12-31")], "date_decision avant date_demande"),
    ],
)
def test_dates_in_the_wrong_order_put_the_row_in_quarantine(folder, database, load, entity, rows, rule):
    write(folder, "beneficiaires", [person("a", date_demande="2024-01-01")])
    good = {"date_debut": "2024-03-01", "date_decision": "2024-03-01", "date_fin": ""}
    key = next(iter(load_contract()[entity].primary_key), None)
    write(
        folder,
        entity,
        [*rows, {name: good.get(name, value) for name, value in rows[0].items()} | ({key: pid("k")} if key else {})],
    )
    assert load()[entity].rows_quarantined == 1
    assert [(line, found) for _, line, _, found in quarantined(database)] == [(2, rule)]


def test_one_day_is_a_period_and_the_decision_of_the_day_is_no_mistake(folder, load):
    write(folder, "beneficiaires", [person("a", date_demande="2024-01-01")])
    write(folder, "droits", [right("a", "2024-01-01", "2024-01-01")])
    write(folder, "orientations", [orientation("a", "2024-01-01")])
    loads = load()
    assert (loads["droits"].rows_quarantined, loads["orientations"].rows_quarantined) == (0, 0)


def test_tabulations_and_unbreakable_spaces_around_a_value_are_no_part_of_it(folder, database, load):
    write(folder, "beneficiaires", [person("a", sexe="\tF\u00a0", date_demande=" 2024-01-01\t\u202f")])
    assert load()["beneficiaires"].rows_loaded == 1
    assert read(database, "SELECT sexe, date_demande::VARCHAR FROM beneficiaires") == [("F", "2024-01-01")]


def test_the_first_of_two_rows_with_one_identifier_is_kept(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    twice = orientation("a", "2024-03-01", type="emploi")
    write(folder, "orientations", [twice, twice | {"type": "social"}])
    load()
    assert quarantined(database) == [("orientations", 3, "id_orientation", "identifiant déjà vu dans le fichier")]
    assert read(database, "SELECT type FROM orientations") == [("emploi",)]


def test_a_person_seen_in_two_households_is_kept_once_and_told_from_a_plain_duplicate(folder, database, load):
    write(folder, "beneficiaires", [person("a"), person("b"), person("a") | {"id_foyer": pid("autre")}, person("b")])
    load()
    assert quarantined(database) == [
        ("beneficiaires", 4, "id_foyer", "personne déjà vue dans un autre foyer"),
        ("beneficiaires", 5, "id_personne", "identifiant déjà vu dans le fichier"),
    ]
    assert read(database, f"SELECT id_foyer FROM beneficiaires WHERE id_personne = '{pid('a')}'") == [
        (pid("foyer de a"),)
    ]


def test_periods_of_two_households_at_once_are_kept_and_flagged(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    write(
        folder,
        "droits",
        [
            right("a", "2024-01-01", "2024-03-31", id_foyer=pid("f")),
            right("a", "2024-03-15", "", id_foyer=pid("g"), etat="ouvert_suspendu"),
        ],
    )
    assert load()["droits"].rows_loaded == 2
    assert odd(database) == [("droits", 3, "id_foyer", "périodes qui se chevauchent dans deux foyers")]


@pytest.mark.parametrize("code", ["64999", "99999", "XXXXX", "xxxxx", "1001"])
def test_a_commune_that_does_not_exist_keeps_its_person_who_lives_nowhere_known(folder, database, load, code):
    write(folder, "beneficiaires", [person("a", code_commune="64445"), person("b", code_commune=code), person("c")])
    assert load()["beneficiaires"].rows_loaded == 3
    assert read(database, "SELECT code_commune FROM beneficiaires ORDER BY 1 NULLS LAST") == [
        ("64445",),
        ("inconnue",),
        (None,),
    ]
    assert [(line, column) for _, line, column, _ in odd(database)] == [(3, "code_commune")]


def test_more_than_730_days_from_the_request_to_the_first_decision_is_flagged_and_kept(folder, database, load):
    write(folder, "beneficiaires", [person(name, date_demande="2022-01-01") for name in "abc"])
    write(
        folder,
        "orientations",
        [
            orientation("a", "2024-01-01", rang="1"),
            orientation("b", "2024-01-02", rang="1"),
            orientation("c", "2024-01-02", rang="2"),
        ],
    )
    assert load()["orientations"].rows_loaded == 3
    assert odd(database) == [
        ("orientations", 3, "date_decision", "plus de 730 jours entre date_demande et date_decision")
    ]


def test_of_two_first_orientations_the_first_by_date_keeps_its_rank(folder, database, load):
    write(folder, "beneficiaires", [person("a"), person("b")])
    write(
        folder,
        "orientations",
        [
            orientation("a", "2024-05-01", rang="1"),
            orientation("a", "2024-03-01", rang="1"),
            orientation("b", "2024-02-01", rang="1", statut="annulee"),
            orientation("b", "2024-04-01", rang="1"),
        ],
    )
    load()
    assert odd(database) == [("orientations", 2, "rang", "deuxième orientation de rang 1")]
    assert read(database, "SELECT date_decision::VARCHAR, rang FROM orientations ORDER BY date_decision") == [
        ("2024-02-01", 1),
        ("2024-03-01", 1),
        ("2024-04-01", 1),
        ("2024-05-01", None),
    ]


def test_periods_that_overlap_or_touch_become_one_and_the_others_stay(folder, database, load):
    write(folder, "beneficiaires", [person("a"), person("b")])
    write(
        folder,
        "droits",
        [
            right("a", "2024-01-01", "2024-03-31"),
            right("a", "2024-03-01", "2024-05-31", motif_fin="mutation"),
            right("a", "2024-06-01", ""),
            right("b", "2024-01-01", "2024-01-31"),
            right("b", "2024-02-02", "2024-02-29"),
            right("b", "2024-02-10", "2024-02-20", etat="ouvert_suspendu"),
            right("b", "2024-02-10", "2024-02-20", sdd="0"),
        ],
    )
    rights = load()["droits"]
    assert (rights.rows_in, rights.rows_loaded, rights.rows_quarantined) == (7, 5, 0)
    assert [(aside.rows, aside.reason) for aside in rights.reasons] == [
        (2, "période réunie à une autre qu’elle chevauche ou touche")
    ]
    periods = (
        "SELECT date_debut::VARCHAR, date_fin::VARCHAR, motif_fin FROM droits WHERE id_personne = '%s' ORDER BY ALL"
    )
    assert read(database, periods % pid("a")) == [("2024-01-01", None, None)]
    assert len(read(database, periods % pid("b"))) == 4


def test_every_row_read_is_loaded_or_has_a_reason(folder, load):
    write(folder, "beneficiaires", [person("a"), person("a"), person("b", sexe="?", role="?"), person("c")])
    write(folder, "droits", [right("a", "2024-01-01"), right("a", "2024-02-01"), right("z", "2024-01-01")])
    for one in load().values():
        assert one.rows_in == one.rows_loaded + sum(aside.rows for aside in one.reasons)


def test_values_are_typed_whatever_the_way_they_are_written(folder, database, load):
    write(
        folder,
        "beneficiaires",
        [person("a", date_demande="05/03/2024", rqth="oui", statut_tns="0", annee_naissance="1990")]
        + [person("b", date_demande="2024-03-05 00:00:00", rqth="N", statut_tns="", annee_naissance="")],
    )
    contract = {"id_personne": pid("a"), "date_debut": "2024-03-05"}
    write(
        folder,
        "contrats",
        [
            contract | {"id_contrat": pid("1"), "heures_hebdo": "12,5"},
            contract | {"id_contrat": pid("2").upper(), "heures_hebdo": " 1.25 "},
        ],
    )
    loads = load()
    assert read(
        database, "SELECT date_demande::VARCHAR, rqth, statut_tns, tranche_age FROM beneficiaires ORDER BY rqth DESC"
    ) == [("2024-03-05", True, False, "30-39"), ("2024-03-05", False, None, None)]
    assert read(database, "SELECT heures_hebdo FROM contrats ORDER BY 1") == [(1.25,), (12.5,)]
    assert read(database, f"SELECT count(*) FROM contrats WHERE id_contrat = '{pid('2')}'") == [(1,)]
    assert any(
        "1 ligne avec des dates JJ/MM/AAAA" in said.replace("\u00a0", " ") for said in loads["beneficiaires"].warnings
    )


@pytest.mark.parametrize(
    ("born", "band"),
    [(2002, "<25"), (2001, "25-29"), (1997, "25-29"), (1996, "30-39"), (1977, "40-49"), (1967, "50-59"), (1966, "60+")],
)
def test_the_age_band_is_that_of_the_year_of_extraction(folder, database, load, born, band):
    write(folder, "beneficiaires", [person("a", annee_naissance=str(born), tranche_age="60+")])
    load()
    assert read(database, "SELECT annee_naissance, tranche_age FROM beneficiaires") == [(born, band)]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("id_personne", "12", "n’est pas un pseudonyme"),
        ("id_foyer", "", "valeur obligatoire absente"),
        ("date_demande", "2024-02-30", "n’est pas une date"),
        ("date_demande", "31/02/2024", "n’est pas une date"),
        ("date_demande", "0024-02-01", "n’est pas une date"),
        ("date_demande", "2026-07-01", "date après l’extraction"),
        ("annee_naissance", "1990.5", "n’est pas un nombre entier"),
        ("annee_naissance", "90", "hors des bornes plausibles"),
        ("rqth", "peut-être", "n’est ni oui ni non"),
    ],
)
def test_a_value_of_another_type_puts_its_row_in_quarantine(folder, database, load, column, value, rule):
    write(folder, "beneficiaires", [person("a"), person("b") | {column: value}])
    load()
    assert quarantined(database) == [("beneficiaires", 3, column, rule)]


def test_a_market_of_no_territory_of_the_departement_is_kept_and_flagged(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    named = ("est-bearn", "Est Béarn", "", "200067106")
    write(folder, "clauses", [{"id_marche": f"M{n}", "annee": "2024", "territoire": t} for n, t in enumerate(named)])
    assert load()["clauses"].rows_loaded == 4
    assert odd(database) == [("clauses", 3, "territoire", "territoire qui n’est pas l’un de ceux du département")]


def test_a_territory_given_twice_to_a_commune_and_an_unknown_commune_are_set_aside(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    place = {"code_commune": "64445", "type": "SDSEI", "code": "EB", "libelle": "Est Béarn"}
    write(
        folder,
        "territoires",
        [
            place,
            place | {"type": "EPCI"},
            place | {"code": "PA", "date_debut": "2020-01-01"},
            place | {"code_commune": "64999"},
        ],
    )
    load()
    assert [(line, column) for _, line, column, _ in quarantined(database)] == [(4, "code"), (5, "code_commune")]


@pytest.mark.parametrize(
    ("rights", "loaded"),
    [
        ([right("a", "2021-03-01", "2021-12-31"), right("a", "2024-01-20")], True),  # she comes back
        ([right("a", "2023-12-31")], True),  # her right was already open
        ([right("a", "2024-01-01")], False),  # it counts from the first of the month of her request
        ([right("a", "2021-03-01", etat="refuse"), right("a", "2024-01-20")], False),
        ([right("b", "2021-03-01", "2021-12-31")], False),
    ],
)
def test_an_orientation_before_the_request_is_no_mistake_when_a_right_was_open_before(
    folder, database, load, rights, loaded
):
    write(folder, "beneficiaires", [person(name, date_demande="2024-01-10") for name in "ab"])
    write(folder, "droits", rights)
    write(folder, "orientations", [orientation("a", "2021-05-03"), orientation("b", "2024-03-01")])
    load()
    assert quarantined(database) == ([] if loaded else [("orientations", 2, "date_decision", BEFORE_REQUEST)])
