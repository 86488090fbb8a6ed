"""Each column of a raw export is judged as one of its own file: harmless in one, it may name a person in another."""

from __future__ import annotations

import pytest

from etl.extracts.column_plan import NO_ENTITY
from etl.extracts.mapping import SoftwareMapping
from observatoire.errors import BadFile
from tests.samples.extracts.pseudonyms import expected

USERS, RIGHTS, PLACES = "SOFT_USAGERS_20260630.csv", "SOFT_DROITS_20260630.csv", "SOFT_STRUCT_20260630.csv"


def software(**columns: dict[str, str]) -> SoftwareMapping:
    """A mapping of three files, with the columns of each."""
    files = {"beneficiaires": "SOFT_USAGERS_*", "droits": "SOFT_DROITS_*", "structures": "SOFT_STRUCT_*"}
    return SoftwareMapping.model_validate(
        {"entities": {name: {"file": file, "columns": columns.get(name, {})} for name, file in files.items()}}
    )


SAME_NAME = software(
    beneficiaires={"ID": "id_personne", "Foyer": "id_foyer"},
    droits={"ID": "id_personne", "Début": "date_debut"},
    structures={"ID": "id", "Nom structure": "libelle"},
)


@pytest.mark.parametrize(("name", "other"), [(USERS, "Foyer"), (RIGHTS, "Début")])
def test_a_person_has_her_pseudonym_even_if_the_software_calls_structures_by_the_same_column(given, name, other):
    _, rows = given(f"ID;{other}\nU 1001;x\n", name=name, mapping=SAME_NAME)
    assert rows[0]["ID"] == expected("U1001")


def test_the_number_of_a_structure_stays_its_number(given):
    done, rows = given("ID;Nom structure\nS1;CCAS de Pau\n", name=PLACES, mapping=SAME_NAME)
    assert rows == [{"ID": "S1", "Nom structure": "CCAS de Pau"}] and done.identifiers == ()


@pytest.mark.parametrize("name", ["export.csv", "beneficiaires.csv"])
def test_where_the_name_of_a_file_tells_nothing_a_column_that_may_be_a_person_is_one(given, name):
    done, rows = given("ID;sexe\nU 1001;F\n", name=name, mapping=SAME_NAME)
    assert rows == [{"ID": expected("U1001"), "sexe": "F"}]
    assert NO_ENTITY in done.warnings


def test_a_name_that_fits_two_files_tells_nothing(given):
    entities = {name: rules.model_dump() for name, rules in SAME_NAME.entities.items()}
    entities["structures"]["file"] = "SOFT_*"
    mapping = SoftwareMapping.model_validate({"entities": dict(reversed(entities.items()))})
    done, rows = given("ID;sexe\nU 1001;F\n", name=USERS, mapping=mapping)
    assert rows[0]["ID"] == expected("U1001") and NO_ENTITY in done.warnings


def test_a_column_that_is_a_person_in_one_file_and_a_code_in_another_of_persons_stops_everything(given):
    mapping = software(beneficiaires={"NUMERO": "id_personne"}, droits={"NUMERO": "motif_local", "ID": "id_personne"})
    with pytest.raises(BadFile, match=r"NUMERO\s» est «\smotif_local\s» ici et «\sid_personne\s» dans beneficiaires"):
        given("ID;NUMERO\n1;778899\n", name=RIGHTS, mapping=mapping)


def test_a_text_of_another_file_does_not_leave_under_a_mapping(given):
    text = "ID;Foyer;note;titre;constat\nU 1;F 1;Voit M. MARTIN;Mme;seule\n"
    for name in (USERS, "export.csv"):
        done, rows = given(text, name=name, mapping=SAME_NAME)
        assert list(rows[0]) == ["ID", "Foyer"]
        assert {column for column, _ in done.dropped} == {"note", "titre", "constat"}


@pytest.mark.parametrize("name", ["beneficiaires_64_20260630.csv", "export.csv"])
def test_a_text_of_another_file_is_said_without_a_mapping(given, name):
    done, _ = given("id_personne;note;titre\n1;Voit M. MARTIN;Mme\n", name=name)
    assert done.unknown == ("note", "titre")


def test_a_date_of_birth_does_not_become_a_year_where_the_file_has_none(given):
    _, rows = given("ID;Début;Né(e) le\nU 1;2025-01-01;05/02/1985\n", name=RIGHTS, mapping=SAME_NAME)
    assert list(rows[0]) == ["ID", "Début"]


@pytest.mark.parametrize(
    ("header", "declared", "shared"),
    [
        ("id_personne;id_foyer;Né(e) le;date_naissance", {}, "annee_naissance"),
        ("id_personne;id_foyer;N° dossier;sexe", {"N° dossier": "id_foyer"}, "id_foyer"),
        ("id_personne;id_foyer;sexe;SEXE", {}, "sexe"),
    ],
)
def test_two_columns_that_would_have_one_name_are_refused(given, header, declared, shared):
    with pytest.raises(BadFile, match=rf"deux colonnes deviennent «\s{shared}\s»"):
        given(f"{header}\nU1;F1;05/02/1985;06/03/1990\n", **declared)


def test_a_column_and_the_one_declared_for_its_field_are_refused_together(given):
    mapping = software(beneficiaires={"Civilité": "sexe"})
    with pytest.raises(BadFile, match=r"deux colonnes deviennent «\ssexe\s»"):
        given("id_personne;id_foyer;Civilité;sexe\n1;2;F;F\n", name=USERS, mapping=mapping)
