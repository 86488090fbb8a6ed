"""Which files are taken, of which extraction, and what a manifest that disagrees does."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest

from etl.extracts.contract import load_contract
from etl.extracts.load import load_extracts
from etl.extracts.mapping import SoftwareMapping, load_mapping
from etl.extracts.recognise import recognise
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.written import COMMUNES, person, pid, read, right, write

PEOPLE = [person("a")]


def recognised(folder, mapping=None):
    found, left = recognise([folder], "64", load_contract(), mapping or SoftwareMapping())
    return {file.entity: file for file in found}, {file.path.name: file.reason for file in left}


def give_manifest(folder, **changes) -> None:
    manifest = {"departement": "64", "date_extraction": "2026-06-30", "fichiers": {}} | changes
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_the_latest_extraction_is_used_and_the_others_are_said_to_be_left(folder):
    for extracted in ("20260331", "20260630"):
        write(folder, "beneficiaires", PEOPLE, extracted=extracted)
    write(folder, "droits", [right("a", "2024-01-01")], extracted="20260331")
    write(folder, "siae", [{"id_siae": "s", "annee": "2025"}], extracted="20260331")
    found, left = recognised(folder)
    # The files of persons are of one date; a yearly list of structures may be older.
    assert {entity: file.extraction_date for entity, file in found.items()} == {
        "beneficiaires": date(2026, 6, 30),
        "siae": date(2026, 3, 31),
    }
    assert set(left) == {"beneficiaires_64_20260331.csv", "droits_64_20260331.csv"}
    assert "remplacée par celle du 30 juin 2026" in left["droits_64_20260331.csv"]


def test_the_files_left_are_said_by_the_load(folder, database):
    for extracted in ("20260331", "20260630"):
        write(folder, "beneficiaires", PEOPLE, extracted=extracted)
    (one,) = load_extracts(folder, "64", database, lambda: COMMUNES)
    assert any(said.startswith("beneficiaires_64_20260331.csv : laissé") for said in one.warnings)


def test_files_of_another_departement_and_other_files_are_left_with_a_reason(folder):
    (folder / "beneficiaires_65_20260630.csv").write_text("x")
    (folder / "notes.txt").write_text("x")
    (folder / "rapport-pseudonymisation.md").write_text("x")  # our own, beside the extracts
    found, left = recognised(folder)
    assert set(left) == {"beneficiaires_65_20260630.csv", "notes.txt"}
    assert found == {}
    assert left["beneficiaires_65_20260630.csv"] == "extrait du département 65" and "nom" in left["notes.txt"]


def test_two_files_for_one_entity_and_date_are_not_guessed_between(folder):
    write(folder, "beneficiaires", PEOPLE)
    again = folder / "copie"
    again.mkdir()
    write(again, "beneficiaires", PEOPLE)
    with pytest.raises(CheckFailed, match="deux fichiers"):
        recognised(folder)


@pytest.mark.parametrize(
    ("entry", "told"),
    [({"lignes": 3}, "tronqué"), ({"sha256": "0" * 64}, "empreinte"), ({"lignes": 1, "sha256": None}, None)],
)
def test_a_file_that_is_not_the_one_of_its_manifest_is_refused(folder, database, entry, told):
    path = write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, fichiers={path.name: entry})
    if told is None:
        assert len(load_extracts(folder, "64", database, lambda: COMMUNES)) == 1
    else:
        with pytest.raises(BadFile, match=told):
            load_extracts(folder, "64", database, lambda: COMMUNES)


def test_a_file_with_its_own_digest_and_lines_is_loaded(folder, database):
    path = write(folder, "beneficiaires", PEOPLE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    give_manifest(folder, fichiers={path.name: {"lignes": 1, "sha256": digest}})
    assert load_extracts(folder, "64", database, lambda: COMMUNES)[0].sha256 == digest


def test_a_file_with_more_lines_than_its_manifest_says_is_not_the_one_it_describes(folder, database):
    path = write(folder, "beneficiaires", [person("a"), person("b")])
    give_manifest(folder, fichiers={path.name: {"lignes": 1}})
    with pytest.raises(BadFile, match="le manifeste en annonce 1"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"departement": "65"}, "département 65"), ({"date_extraction": "AAAA-MM-JJ"}, "date_extraction")],
)
def test_a_manifest_of_another_departement_or_left_unfilled_is_refused(folder, changes, told):
    write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, **changes)
    with pytest.raises(BadFile, match=told):
        recognised(folder)


@pytest.mark.parametrize("name", ["beneficiaires_64_AAAAMMJJ.csv", "Beneficiaires_64_20260630.csv"])
def test_a_manifest_that_describes_a_file_that_is_not_there_is_refused(folder, name):
    write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, fichiers={name: {}})
    with pytest.raises(BadFile, match=f"«.{name}.», qui n’est pas dans son dossier"):
        recognised(folder)


def test_a_manifest_speaks_of_every_file_of_its_folder_and_checks_those_it_describes(folder, database):
    write(folder, "beneficiaires", PEOPLE)
    path = write(folder, "droits", [right("a", "2024-01-01")], extracted="20260331")
    give_manifest(folder, periode_debut="2021-01-01", logiciel="Essai", fichiers={path.name: {"lignes": 1}})
    loads = load_extracts(folder, "64", database, lambda: COMMUNES)
    assert {(one.extraction_date, one.period_start, one.software) for one in loads} == {
        (date(2026, 6, 30), date(2021, 1, 1), "Essai")
    }
    said = [warning for one in loads for warning in one.warnings]
    assert said == ["droits_64_20260331.csv : du 30 juin 2026 d’après manifest.json, et non du jour de son nom."]


def test_a_key_of_a_file_that_is_not_known_is_not_passed_over(folder):
    path = write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, fichiers={path.name: {"ligne": 1}})
    with pytest.raises(BadFile, match="fichiers → beneficiaires_64_20260630.csv → ligne"):
        recognised(folder)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"lignes": ' + "9" * 5_000 + "}"])
def test_a_manifest_that_is_no_json_is_told_with_words(folder, text):
    write(folder, "beneficiaires", PEOPLE)
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BadFile, match="ce n’est pas du JSON"):
        recognised(folder)


def test_a_manifest_that_is_a_list_is_told_with_words(folder):
    write(folder, "beneficiaires", PEOPLE)
    (folder / "manifest.json").write_text("[]")
    with pytest.raises(BadFile, match="liste de clés et de valeurs"):
        recognised(folder)


def test_two_extractions_under_one_manifest_are_told_with_the_date_it_gives(folder):
    for extracted in ("20260331", "20260630"):
        write(folder, "beneficiaires", PEOPLE, extracted=extracted)
    give_manifest(folder)
    with pytest.raises(CheckFailed, match="du 30 juin 2026, date que manifest.json donne à tout son dossier"):
        recognised(folder)


def test_an_extraction_of_a_day_to_come_is_refused(folder):
    tomorrow = date.today() + timedelta(days=1)
    write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, date_extraction=f"{tomorrow}")
    with pytest.raises(BadFile, match="dans l’avenir"):
        recognised(folder)
    give_manifest(folder, date_extraction=f"{date.today()}")
    assert recognised(folder)[0]
    write(folder, "droits", [right("a", "2024-01-01")], extracted=f"{tomorrow:%Y%m%d}")
    (folder / "manifest.json").unlink()
    with pytest.raises(BadFile, match="dans l’avenir"):
        recognised(folder)


def test_a_period_that_begins_after_the_extraction_is_refused(folder):
    write(folder, "beneficiaires", PEOPLE)
    give_manifest(folder, periode_debut="2026-07-01")
    with pytest.raises(BadFile, match="periode_debut.*après l’extraction"):
        recognised(folder)


def test_a_software_of_other_names_and_codes_is_read_through_its_mapping(folder, database, declared):
    declared(
        """
software: "Logiciel X 3.1"
entities:
  beneficiaires:
    file: "EXPORT_BENEF_*.csv"
    separator: ","
    date_format: "%d.%m.%y"
    columns: {IDP: id_personne, IDF: id_foyer, SEXE: sexe, DEM: date_demande}
    codes: {sexe: {1: M, 2: F, 9: ""}}
    constants: {organisme: CAF}
"""
    )
    lines = [f"{pid(name)},{pid(name)},{sexe},05.03.24" for name, sexe in (("a", "1"), ("b", "2"), ("c", "9"))]
    (folder / "Export_benef_20260630.csv").write_text("\n".join(["IDP,IDF,SEXE,DEM", *lines]) + "\n")
    (one,) = load_extracts(folder, "64", database, lambda: COMMUNES)
    assert (one.software, one.extraction_date) == ("Logiciel X 3.1", date(2026, 6, 30))
    rows = read(database, "SELECT sexe, organisme, date_demande::VARCHAR FROM beneficiaires ORDER BY sexe NULLS LAST")
    assert rows == [("F", "CAF", "2024-03-05"), ("M", "CAF", "2024-03-05"), (None, "CAF", "2024-03-05")]


def test_of_two_patterns_the_one_that_says_most_of_a_name_is_followed(folder, declared):
    declared('entities:\n  beneficiaires: {file: "EXP_*.csv"}\n  droits: {file: "EXP_DROITS_*.csv"}\n')
    for name in ("EXP_20260630.csv", "EXP_DROITS_20260630.csv"):
        (folder / name).write_text("x")
    found, _ = recognised(folder, load_mapping("64"))
    assert {entity: file.path.name for entity, file in found.items()} == {
        "beneficiaires": "EXP_20260630.csv",
        "droits": "EXP_DROITS_20260630.csv",
    }


def test_two_patterns_that_say_as_much_are_not_guessed_between(folder, declared):
    declared('entities:\n  beneficiaires: {file: "EXP_*.csv"}\n  droits: {file: "*_EXP.csv"}\n')
    (folder / "EXP_20260630_EXP.csv").write_text("x")
    with pytest.raises(CheckFailed, match="«.beneficiaires.» et de «.droits.» d’après leurs motifs"):
        recognised(folder, load_mapping("64"))


def test_a_file_without_a_date_anywhere_is_refused(folder, database, declared):
    declared('entities:\n  beneficiaires: {file: "benef.csv"}\n')
    (folder / "benef.csv").write_text("id_personne;id_foyer\n")
    with pytest.raises(BadFile, match="date d’extraction"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("entities: [", "YAML"),
        ("logiciel: X", "logiciel"),
        ("entities:\n  beneficiaire: {}", "beneficiaire"),
        ("entities:\n  droits: {columns: {A: etat_droit}}", "etat_droit"),
        ("entities:\n  droits: {columns: {A: etat, B: etat}}", "deux colonnes"),
        ("entities:\n  droits: {codes: {etat: {2: ouvert}}}", "ouvert"),
        ("entities:\n  droits: {columns: {A: etat, B: [etat]}}", "columns → B"),
        ("[a]", "liste de clés et de valeurs"),
        ("entities:\n  droits: {separator: ;;}", "droits.: «.separator.» est un seul signe"),
        ("entities:\n  droits: {separator: }", "droits.: «.separator.» est un seul signe"),
        ("entities:\n  droits: {separator: a}", "droits.: «.separator.» est un seul signe"),
        ('entities:\n  droits: {date_format: "%d/%m/%Q"}', "droits.: «.date_format.» ne se lit pas"),
        ('entities:\n  droits: {date_format: "%d/%m"}', "droits.: «.date_format.» ne se lit pas"),
        ("entities:\n  droits: {columns: {N° dossier: id_foyer}}", '--colonnes-id "N° dossier=id_foyer"'),
    ],
)
def test_a_mapping_that_says_something_impossible_is_told_with_its_place(declared, text, told):
    declared(text)
    with pytest.raises(CheckFailed, match=told):
        load_mapping("64")


@pytest.mark.parametrize("written", ["tabulation", "'\\t'", '"\\t"'])
def test_a_tabulation_may_be_written_in_words(folder, database, declared, written):
    declared(f"entities:\n  beneficiaires: {{separator: {written}}}\n")
    (folder / "beneficiaires_64_20260630.csv").write_text(f"id_personne\tid_foyer\n{pid('a')}\t{pid('a')}\n")
    assert load_extracts(folder, "64", database, lambda: COMMUNES)[0].rows_loaded == 1


@pytest.mark.parametrize(
    ("codes", "theirs"), [("{01: M, 02: F}", "02"), ("{NO: F}", "NO"), ("{010: M, 8: F}", "8"), ("{1.0: F}", "1.0")]
)
def test_the_codes_of_a_software_are_texts_as_they_are_written(folder, database, declared, codes, theirs):
    declared(f"entities:\n  beneficiaires: {{codes: {{sexe: {codes}}}}}\n")
    write(folder, "beneficiaires", [person("a", sexe=theirs)])
    load_extracts(folder, "64", database, lambda: COMMUNES)
    assert read(database, "SELECT sexe FROM beneficiaires") == [("F",)]


def test_a_key_of_the_mapping_left_empty_declares_nothing(declared):
    declared("software:\nentities:\n  beneficiaires:\n  droits: {file: , columns: , codes: , date_format: }\n")
    assert load_mapping("64").of("droits").columns == {}


def test_dates_are_told_to_be_read_day_first_only_where_they_are(folder, database, declared):
    declared('entities:\n  beneficiaires: {date_format: "%m/%d/%Y"}\n')
    write(folder, "beneficiaires", [person("a", date_demande="03/05/2024"), person("b", date_demande="13/05/2024")])
    (one,) = load_extracts(folder, "64", database, lambda: COMMUNES)
    said = [warning.replace("\u00a0", " ") for warning in one.warnings]
    assert [warning for warning in said if "JJ/MM/AAAA" in warning] == [
        "beneficiaires_64_20260630.csv : 1 ligne avec des dates JJ/MM/AAAA, lues comme telles."
    ]
    dates = "SELECT date_demande::VARCHAR FROM beneficiaires ORDER BY ALL"
    assert read(database, dates) == [("2024-03-05",), ("2024-05-13",)]


def test_a_mapping_saved_in_windows_1252_is_to_be_saved_again(declared, tmp_path):
    declared("software: Été")
    (tmp_path / "departements" / "64" / "extraits.yml").write_bytes("software: Été".encode("cp1252"))
    with pytest.raises(CheckFailed, match="enregistrez-le en UTF-8"):
        load_mapping("64")


def test_a_departement_without_a_mapping_is_expected_to_follow_the_contract(tmp_path):
    assert load_mapping("64", tmp_path) == SoftwareMapping()
