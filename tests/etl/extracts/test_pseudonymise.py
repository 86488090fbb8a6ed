"""On the département's side: one key makes one pseudonym, the key goes nowhere, identity does not come out."""

from __future__ import annotations

import pytest

from etl.extracts.mapping import SoftwareMapping
from etl.extracts.pseudonymise_report import report_text
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.pseudonyms import expected

OTHER_KEY = bytes(range(1, 33))


def test_a_pseudonym_is_the_hmac_sha256_of_the_identifier_cut_to_16_digits(given):
    _, rows = given("id_personne;sexe\n12345;F\n")
    assert rows == [{"id_personne": expected("12345"), "sexe": "F"}]


def test_a_key_longer_than_a_block_is_used_as_the_standard_says(given):
    long_key = bytes(range(100))
    _, rows = given("id_personne\n12345\n", key=long_key)
    assert rows[0]["id_personne"] == expected("12345", long_key)


def test_one_key_gives_one_pseudonym_in_every_file_and_another_key_another(given):
    _, first = given("id_personne;sexe\n12345;F\n")
    _, second = given("date_debut;id_personne\n2024-01-01;12345\n", name="autre.csv")
    _, other = given("id_personne;sexe\n12345;F\n", key=OTHER_KEY)
    assert first[0]["id_personne"] == second[0]["id_personne"] != other[0]["id_personne"]


@pytest.mark.parametrize(
    "written", ["ab é12", "AB É12", " ABÉ12 ", "ab\u00a0e\u030112", "\ufeffab\u2009é\u200b1\u20602"]
)
def test_the_same_identifier_written_in_another_way_is_the_same_person(given, written):
    _, rows = given(f"id_personne;sexe\n{written};F\n")
    assert rows[0]["id_personne"] == expected("ABÉ12")


def test_an_absent_identifier_stays_absent(given):
    _, rows = given("id_personne;id_referent\n12345;\n")
    assert rows[0]["id_referent"] == ""


@pytest.mark.parametrize("name", ["couleur", "organisme"])
def test_a_column_leaves_for_the_identity_of_any_of_its_lines(given, name):
    lines = [f"{number};F;{'1 85 05 78 006 084' if number == 5_000 else ''}" for number in range(6_000)]
    done, rows = given("\n".join([f"id_personne;sexe;{name}", *lines]), name="beneficiaires_64_20260630.csv")
    assert (name, "numéro de sécurité sociale") in done.dropped and done.rows_out == 6_000
    assert list(rows[0]) == ["id_personne", "sexe"]


def test_a_line_that_is_not_written_takes_no_column_away(given):
    lines = [f"{number};F" for number in range(2_000)]
    done, rows = given("\n".join(["id_personne;sexe", *lines, "1;0612345678;F"]))
    assert done.rows_out == 2_000 and list(rows[0]) == ["id_personne", "sexe"]


def test_an_outsized_cell_is_said_to_be_one(given):
    with pytest.raises(BadFile, match="ligne démesurée"):
        given(f"id_personne;sexe\n1;F\n2;{'F' * 3_000_000}\n")


def test_identity_is_taken_away_and_the_birth_date_becomes_a_year(given):
    done, rows = given(
        "id_personne;NOM;Prénom;NIR;date_naissance;Adresse;CODE_POSTAL;tel;sexe;couleur;Commentaire\n"
        "1;DURAND;Zoé;285026412345678;05/02/1985;12 rue Neuve;64000;0612345678;F;bleu;vue avec son frère Ivan\n"
        "2;MARTIN;Luc;185026412345678;1991-12-31;3 rue Haute;64100;0612345679;M;rouge;\n"
    )
    assert list(rows[0]) == ["id_personne", "annee_naissance", "sexe", "couleur"]
    assert [row["annee_naissance"] for row in rows] == ["1985", "1991"]
    assert done.coarsened == ("date_naissance",)
    assert {column for column, _ in done.dropped} == {
        *("NOM", "Prénom", "NIR", "Adresse", "CODE_POSTAL", "tel", "Commentaire")
    }
    written = done.path.read_text(encoding="utf-8")
    assert not any(word in written for word in ("DURAND", "Zoé", "2850264", "05/02", "Neuve", "64000", "06123", "Ivan"))


SOFTWARE = SoftwareMapping.model_validate(
    {
        "entities": {
            "beneficiaires": {
                "columns": {"Réf. usager": "id_personne", "Civilité": "sexe", "Commune INSEE": "code_commune"},
                "codes": {"sexe": {"Madame": "F", "Monsieur": "M"}},
            }
        }
    }
)
NAMED = {"mapping": SOFTWARE, "name": "beneficiaires_64_20260630.csv"}
OF_SOFTWARE = "Réf. usager;Civilité;Commune INSEE;Né(e) le;Gestionnaire\n"


def test_under_a_mapping_only_what_the_contract_asks_for_leaves_the_departement(given):
    done, rows = given(f"{OF_SOFTWARE}U 1;Madame;64445;05/02/1985;Mme DURAND\n", mapping=SOFTWARE)
    wanted = {"Réf. usager": expected("U1"), "Civilité": "Madame", "Commune INSEE": "64445", "annee_naissance": "1985"}
    assert rows == [wanted]
    assert done.dropped == (("Gestionnaire", "hors du contrat"),)
    assert "Gestionnaire (hors du contrat)" in report_text([done])


def test_a_column_misspelt_in_the_mapping_is_said_with_the_field_that_it_loses(given):
    done, _ = given(OF_SOFTWARE.replace("Civilité", "Civilite") + "U 1;Madame;64445;05/02/1985;x\n", **NAMED)
    assert "la correspondance déclare « Civilité », absente de l’en-tête : « sexe » manque" in done.warnings
    assert "« Civilité », absente de l’en-tête" in report_text([done]).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_mandatory_field_that_does_not_come_out_is_said_with_the_column_removed_that_may_be_it(given):
    done, _ = given("Réf. usager;N° dossier;Civilité\nU 1;88;Madame\n", **NAMED)
    (said,) = [warning for warning in done.warnings if "id_foyer" in warning]
    assert "le champ obligatoire « id_foyer » manque à la sortie" in said
    assert '--colonnes-id "N° dossier=id_foyer"' in said
    done, _ = given("Réf. usager;N° dossier;Civilité\nU 1;88;Madame\n", **NAMED, **{"N° dossier": "id_foyer"})
    assert not any("id_foyer" in warning for warning in done.warnings)


def test_rare_persons_are_found_under_the_column_names_of_the_software(given):
    crowd = "".join(f"U{number};Madame;64445;05/02/1985;x\n" for number in range(5))
    done, _ = given(f"{OF_SOFTWARE}{crowd}U9;Monsieur;64001;01/01/1950;x\n", mapping=SOFTWARE)
    assert (done.rare.persons, done.rare.of) == (1, 6)
    assert done.rare.columns == ("code_commune", "annee_naissance", "sexe")


def test_without_a_mapping_a_column_that_the_contract_does_not_have_is_kept_and_said(given):
    done, rows = given("id_personne;sexe;Gestionnaire\n1;F;Mme DURAND\n")
    assert rows[0]["Gestionnaire"] == "Mme DURAND" and done.unknown == ("Gestionnaire",)
    assert "vérifiez qu’elles ne nomment personne" in report_text([done])


def test_a_column_of_mails_is_taken_away_whatever_its_name(given):
    done, rows = given("id_personne;contact\n1;zoe@example.fr\n")
    assert list(rows[0]) == ["id_personne"] and done.dropped == (("contact", "courriel"),)


def test_the_identifier_of_the_software_takes_the_name_of_the_contract(given):
    _, rows = given("MATRICULE;sexe\n1234567A;F\n", MATRICULE="id_personne")
    assert rows == [{"id_personne": expected("1234567A"), "sexe": "F"}]


def test_an_identifier_that_would_keep_a_forbidden_name_is_refused(given):
    with pytest.raises(CheckFailed, match="MATRICULE=id_personne"):
        given("MATRICULE;sexe\n1234567A;F\n", MATRICULE="MATRICULE")


@pytest.mark.parametrize(
    "column",
    [
        "ID_USAGER",
        "N° usager",
        "N° bénéficiaire",
        "nº usager",
        "N°usager",
        "IDPERS",
        "idPersonne",
        "Code usager",
        "NUMBENEF",
    ],
)
def test_a_column_that_seems_an_identifier_is_never_left_as_it_is(given, column):
    with pytest.raises(BadFile, match="semble être un identifiant"):
        given(f"id_personne;{column}\n1;778899\n")


def test_an_identifier_takes_the_name_of_a_field_of_the_contract_or_keeps_its_own(given):
    with pytest.raises(CheckFailed, match="id_bidon.* n’est pas un champ du contrat"):
        given("id_personne;NUM_RDV\n1;R1\n", NUM_RDV="id_bidon")
    assert "NUM_RDV" in given("id_personne;NUM_RDV\n1;R1\n", NUM_RDV="NUM_RDV")[1][0]


def test_a_declared_column_that_no_file_has_is_a_mistake(given):
    with pytest.raises(CheckFailed, match="IDENT.*dans aucun"):
        given("id_personne;sexe\n1;F\n", IDENT="id_personne")


def test_the_name_of_a_thing_is_no_person(given):
    _, rows = given("id_personne;id_structure;id_action\n1;S-12;A-1\n")
    assert (rows[0]["id_structure"], rows[0]["id_action"]) == ("S-12", "A-1")


def test_a_line_cut_in_two_is_left_out_and_counted(given):
    done, rows = given("id_personne;sexe\n1;F\n2;F;DURAND\n3\n")
    assert (done.rows_in, done.rows_out, len(rows)) == (3, 1, 1)


def test_the_lines_left_out_are_numbered_as_the_spreadsheet_of_the_original_shows_them(given):
    text = 'id_personne;motif_local\n1;ok\n\n2\n3;"en deux\nlignes"\n\n4;x;y\n' + "5\n" * 12
    done, _ = given(text)
    assert done.cut_lines == (4, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    assert "14 lignes laissées" in report_text([done]).replace("\u00a0", " ").replace("\u202f", " ")
    assert "les lignes 4, 7, 8" in report_text([done]) and "et 4" in report_text([done]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "first",
    [
        "285026412345678;DURAND",
        "id_personne;05/02/1985",
        "id_personne;1985-02-05",
        "sexe;zoe@example.fr",
        "sexe;1042",
        "U 1042;DURAND",
    ],
)
def test_a_first_line_that_is_a_person_is_no_header(given, first):
    with pytest.raises(BadFile, match="n’est pas un en-tête") as refused:
        given(f"{first}\n185026412345678;MARTIN\n")
    assert not any(word in str(refused.value) for word in first.split(";"))


def test_a_year_in_the_name_of_a_column_is_no_date(given):
    done, rows = given("id_personne;sexe;Montant_2025\n1;F;12\n")
    assert rows[0]["Montant_2025"] == "12" and done.unknown == ("Montant_2025",)


def test_columns_without_a_name_are_left(given):
    done, rows = given("id_personne;sexe;;\n1;F;;\n2;M;DURAND;\n")
    assert [list(row) for row in rows] == [["id_personne", "sexe"]] * 2
    assert done.dropped == (("colonne n° 3", "sans nom"), ("colonne n° 4", "sans nom"))


def test_two_columns_of_one_name_are_told_by_their_place(given):
    with pytest.raises(BadFile, match="colonnes n° 2 et n° 4 portent le même nom"):
        given("id_personne;Suivi;sexe;Suivi\n1;a;F;b\n")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_separator_is_read_and_the_semicolon_is_written(given, separator):
    _, rows = given(f"id_personne{separator}ville{separator}sexe\n1{separator}Pau{separator}F\n")
    assert rows[0]["ville"] == "Pau"


def test_windows_1252_comes_out_in_utf8(given):
    _, rows = given("id_personne;ville\n1;Orthez-lès-Pau\n", encoding="cp1252")
    assert rows[0]["ville"] == "Orthez-lès-Pau"


def test_rare_combinations_are_counted_and_never_listed(given):
    many = [f"{rank};1980;F;64445" for rank in range(5)] + [f"{rank};1950;M;64122" for rank in range(5, 9)]
    done, _ = given("\n".join(["id_personne;annee_naissance;sexe;code_commune", *many]) + "\n")
    assert (done.rare.persons, done.rare.of) == (4, 9)
    said = report_text((done,)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "4 personnes sur 9 (44,4 %)" in said
    assert "64122" not in said and "1950" not in said


def test_an_unreadable_year_of_birth_is_a_combination_like_another(given):
    many = [f"{rank};{year};F" for rank, year in enumerate(["1980"] * 5 + ["inconnue", ""])]
    done, _ = given("\n".join(["id_personne;annee_naissance;sexe", *many]) + "\n")
    assert (done.rare.persons, done.rare.of) == (2, 7)


def test_one_person_on_several_lines_is_one_person(given):
    lines = ["1;F;64445"] * 6
    done, _ = given("\n".join(["id_personne;sexe;code_commune", *lines]) + "\n")
    assert (done.rare.persons, done.rare.of) == (1, 1)
