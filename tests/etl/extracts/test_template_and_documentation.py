"""A département starts from the templates and from the page alone: both say what the contract says."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from etl.extracts.contract import load_contract
from etl.extracts.documentation import PAGE, contract_text, write_documentation
from etl.extracts.load import load_extracts
from etl.extracts.mapping import EntityMapping, load_mapping
from etl.extracts.template import write_templates
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.written import COMMUNES, person, write

CONTRACT = load_contract()


@pytest.fixture
def templates(tmp_path):
    write_templates(tmp_path / "modeles", "64", CONTRACT)
    return tmp_path / "modeles"


def test_the_page_and_the_declarations_agree():
    """Run « python -m etl extracts documentation » after a change of data/catalogue/extracts."""
    assert contract_text(CONTRACT) in PAGE.read_text(encoding="utf-8")


def test_every_column_and_every_code_is_in_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for entity in CONTRACT.values():
        table = page.split(f"`{entity.id}.csv`\n", 1)[1].split("\n### ")[0]
        for name, field in entity.fields.items():
            assert f"| `{name}` |" in table
            assert all(f"`{code}`" in table for code in field.codes)


def test_writing_the_documentation_again_changes_nothing(tmp_path):
    page = tmp_path / "extraits.md"
    page.write_bytes(PAGE.read_bytes())
    write_documentation(CONTRACT, page)
    assert page.read_bytes() == PAGE.read_bytes()


def test_a_page_without_its_marks_is_left_alone(tmp_path):
    page = tmp_path / "extraits.md"
    page.write_text("rien")
    with pytest.raises(CheckFailed, match="repères"):
        write_documentation(CONTRACT, page)
    assert page.read_text() == "rien"


def test_there_is_a_header_for_each_entity_and_nothing_else_in_it(templates):
    for name, entity in CONTRACT.items():
        with (templates / f"{name}_64_AAAAMMJJ.csv").open(encoding="utf-8-sig", newline="") as handle:
            assert list(csv.reader(handle, delimiter=";")) == [list(entity.fields)]


def test_the_mapping_of_the_template_declares_nothing_until_it_is_filled_in(templates, tmp_path):
    home = tmp_path / "departements" / "64"
    home.mkdir(parents=True)
    (home / "extraits.yml").write_bytes((templates / "extraits.yml").read_bytes())
    mapping = load_mapping("64", tmp_path / "departements")
    assert mapping.software == ""
    assert {name: mapping.of(name) for name in CONTRACT} == dict.fromkeys(CONTRACT, EntityMapping())


def test_the_examples_of_the_template_are_valid_once_taken_out_of_their_comment(templates, tmp_path):
    home = tmp_path / "departements" / "64"
    home.mkdir(parents=True)
    lines = (templates / "extraits.yml").read_text(encoding="utf-8").splitlines()
    taken = [line.replace("# VOTRE_COLONNE", "VOTRE_COLONNE").replace('# sexe: {"', 'sexe: {"') for line in lines]
    # One example of each kind is enough: a column has one name only.
    first = next(rank for rank, line in enumerate(taken) if "VOTRE_COLONNE" in line)
    kept = [line for rank, line in enumerate(taken) if "VOTRE_COLONNE" not in line or rank == first]
    (home / "extraits.yml").write_text("\n".join(kept), encoding="utf-8")
    people = load_mapping("64", tmp_path / "departements").of("beneficiaires")
    assert people.columns == {"VOTRE_COLONNE": "id_personne"} and people.codes == {"sexe": {"VOTRE CODE": "F"}}


def test_the_model_of_a_manifest_must_be_filled_in_or_taken_away(templates, database):
    write(templates, "beneficiaires", [person("a")])
    with pytest.raises(BadFile, match="manifest.json.*mal rempli.*template"):
        load_extracts(templates, "64", database, lambda: COMMUNES)
    (templates / "manifest.json").unlink()
    assert load_extracts(templates, "64", database, lambda: COMMUNES)[0].rows_loaded == 1


def test_the_model_of_a_manifest_once_filled_in_speaks_of_the_files_beside_it(templates, database):
    model = json.loads((templates / "manifest.json").read_text(encoding="utf-8"))
    filled = {"date_extraction": "2026-06-15", "periode_debut": "2021-01-01"}
    (templates / "manifest.json").write_text(json.dumps(model | filled), encoding="utf-8")
    for empty in templates.glob("*_AAAAMMJJ.csv"):
        empty.unlink()
    write(templates, "beneficiaires", [person("a")])
    (one,) = load_extracts(templates, "64", database, lambda: COMMUNES)
    assert (one.extraction_date, one.period_start) == (date(2026, 6, 15), date(2021, 1, 1))


def test_no_software_is_said_to_be_supported(templates):
    for path in templates.iterdir():
        text = path.read_text(encoding="utf-8-sig")
        assert not any(name in text for name in ("IODAS", "SOLIS", "Genesis", "compatible"))
