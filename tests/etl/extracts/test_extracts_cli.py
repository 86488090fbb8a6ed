"""The command line of the extracts as a person uses it: exit codes, what is said, and what never is."""

from __future__ import annotations

import csv
import re
import stat

import pytest
from typer.testing import CliRunner

from etl.extracts import cli
from observatoire.errors import CheckFailed
from tests.samples.extracts.written import COMMUNES, orientation, person, pid, right, write

SECRETS = ("Zoé DURAND", "DURAND", "K-4711", "zoe@example.fr")


@pytest.fixture(autouse=True)
def few_communes(monkeypatch):
    monkeypatch.setattr(cli, "known_communes", lambda: COMMUNES)
    monkeypatch.setenv("COLUMNS", "160")


def ordinary(said: object) -> str:
    """What is said, with ordinary spaces, on one line, out of its tables."""
    return " ".join(re.sub(r"[\u202f\u00a0│]", " ", str(said)).split())


@pytest.fixture
def run(tmp_path):
    """Run a command; its exit code and what it says, with ordinary spaces on one line."""

    def ran(*arguments) -> tuple[int, str]:
        work = ["--travail", str(tmp_path / "travail")] if arguments[0] in ("check", "pseudonymise") else []
        done = CliRunner().invoke(cli.app, [*map(str, arguments), *work])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.exit_code, ordinary(done.output)

    return ran


@pytest.fixture
def mistaken(folder):
    """Every file with something wrong in it, among good rows."""
    rows = [person("a", date_demande="2022-01-01"), person("b", sexe="Zoé DURAND"), person("c", code_commune="64999")]
    write(folder, "beneficiaires", [*rows, person("d") | {"id_foyer": "K-4711"}])
    write(folder, "droits", [right("a", "05/03/2024"), right("z", "2024-01-01")])
    write(folder, "orientations", [orientation("a", "2024-06-01", rang="1")])
    return folder


def test_a_check_says_what_would_be_loaded_and_why_the_rest_would_not(run, mistaken):
    code, said = run("check", mistaken, "--departement", "64")
    assert code == 0
    assert "code inconnu" in said and "codes admis : F, M" in said
    assert "personne absente de beneficiaires" in said and "commune absente du code officiel" in said
    assert "1 ligne avec des dates JJ/MM/AAAA" in said
    assert "Ces extraits peuvent être chargés" in said


def test_the_reject_list_has_the_place_the_rule_the_shape_and_the_remedy_of_each_fault(run, mistaken, tmp_path):
    run("check", mistaken, "--departement", "64", "--rejets", tmp_path / "rejets.csv")
    raw = (tmp_path / "rejets.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [(line["fichier"][:8], line["ligne"], line["colonne"], line["valeur masquée"]) for line in lines] == [
        ("benefici", "3", "sexe", "Aaa AAAAAA"),
        ("benefici", "4", "code_commune", "99999"),
        ("benefici", "5", "id_foyer", "A-9999"),
        ("droits_6", "3", "id_personne", "pseudonyme"),
        ("orientat", "2", "date_decision", "9999-99-99"),
    ]
    assert [line["sort"] for line in lines].count("gardée, à vérifier") == 2
    assert all(line["règle"] and line["correction"] for line in lines)


def test_a_refused_file_is_the_first_line_of_the_reject_list(run, mistaken, tmp_path):
    (mistaken / "contrats_64_20260630.csv").write_text("id_contrat;PRENOM\n1;Zoé DURAND\n", encoding="utf-8")
    code, _ = run("check", mistaken, "--departement", "64", "--rejets", tmp_path / "rejets.csv")
    text = (tmp_path / "rejets.csv").read_text(encoding="utf-8-sig")
    first = next(csv.DictReader(text.splitlines(), delimiter=";"))
    assert code == 1 and "DURAND" not in text.splitlines()[1]
    assert (first["fichier"], first["ligne"], first["sort"]) == ("contrats_64_20260630.csv", "1", "fichier refusé")
    assert "interdite (prénom)" in first["règle"] and "retirez cette colonne" in first["correction"]


def test_nothing_of_a_value_is_ever_said(run, mistaken, tmp_path):
    write(mistaken, "sorties", [{"id_sortie": pid("s"), "id_personne": "zoe@example.fr", "date": "2024-01-01"}])
    code, said = run("check", mistaken, "--departement", "64", "--rejets", tmp_path / "rejets.csv")
    said += (tmp_path / "rejets.csv").read_text(encoding="utf-8")
    assert code == 1
    assert [secret for secret in SECRETS if secret in said] == []
    assert not any(pid(name) in said for name in "abcdz")


def test_a_refused_file_is_said_with_the_others_and_the_check_fails(run, mistaken):
    (mistaken / "contrats_64_20260630.csv").write_text("id_contrat;nom\n1;DURAND\n")
    code, said = run("check", mistaken, "--departement", "64")
    assert code == 1
    assert "contrats_64_20260630.csv, ligne 1 : la colonne n° 2 est interdite (nom)" in said
    assert "orientations" in said and "DURAND" not in said


def test_a_check_leaves_nothing_behind(run, mistaken, tmp_path):
    run("check", mistaken, "--departement", "64")
    assert [path.name for path in (tmp_path / "travail").iterdir()] == [".check.lock"]


def test_one_file_alone_is_read_and_told_to_lack_the_persons(run, mistaken):
    code, said = run("check", mistaken / "droits_64_20260630.csv", "--departement", "64")
    assert code == 1 and "droits 30 juin 2026 2 2 0" in said and "sans le fichier beneficiaires" in said


def test_a_file_without_one_good_row_fails_the_check(run, folder):
    write(folder, "beneficiaires", [person("a", sexe="1")])
    code, said = run("check", folder, "--departement", "64")
    assert code == 1 and "code inconnu" in said


def test_a_folder_without_extracts_fails_the_check_and_a_wrong_use_is_2(run, folder, tmp_path):
    (folder / "notes.txt").write_text("x")
    code, said = run("check", folder, "--departement", "64")
    assert code == 1 and "Aucun extrait" in said and "notes.txt" in said
    assert run("check", tmp_path / "nulle_part", "--departement", "64")[0] == 2
    assert run("check", folder)[0] == 2
    assert run("purge", "--mois", "0")[0] == 2
    code, said = run("purge", "--mois", "30000")
    assert code == 2 and "1200" in said


def test_pseudonymise_creates_the_key_writes_the_report_and_never_says_the_key(run, tmp_path):
    raw = tmp_path / "beneficiaires_64_20260630.csv"
    raw.write_text("MATRICULE;id_foyer;NOM;sexe;code_commune\n1234567A;9;DURAND;F;64445\n", encoding="utf-8")
    key, out = tmp_path / "cle.txt", tmp_path / "sortie"
    arguments = ("pseudonymise", raw, "--cle", key, "--sortie", out, "--colonnes-id", "MATRICULE=id_personne")
    code, said = run(*arguments)
    assert code == 1 and "--creer-cle" in said
    code, said = run(*arguments, "--creer-cle")
    report = (out / "rapport-pseudonymisation.md").read_text(encoding="utf-8")
    assert code == 0 and "NOM (nom)" in said and "1 personne sur 1" in said
    assert key.read_text().strip() not in said + report and "DURAND" not in said + report
    assert run(*arguments, "--creer-cle")[0] == 1  # the key exists: never replaced
    code, _ = run("check", out, "--departement", "64")
    assert code == 0  # what comes out is what the importer takes


@pytest.mark.parametrize("within", ["sortie/cle.txt", "sortie/cles/cle.txt", "autre/../sortie/cle.txt"])
def test_a_key_is_not_made_in_the_folder_that_leaves(run, tmp_path, within):
    (tmp_path / "export.csv").write_text("id_personne;sexe\n1;F\n", encoding="utf-8")
    (tmp_path / "sortie" / "cles").mkdir(parents=True)
    (tmp_path / "autre").mkdir()
    arguments = ("--cle", tmp_path / within, "--creer-cle", "--sortie", tmp_path / "sortie")
    code, said = run("pseudonymise", tmp_path / "export.csv", *arguments)
    assert code == 1 and "est dans le dossier de --sortie" in said
    assert not (tmp_path / within).exists()


def test_what_is_written_beside_personal_data_is_for_its_owner_alone(run, mistaken, tmp_path):
    (tmp_path / "export.csv").write_text("id_personne;sexe\n1;F\n", encoding="utf-8")
    rejects, out = tmp_path / "rejets.csv", tmp_path / "sortie"
    run("check", mistaken, "--departement", "64", "--rejets", rejects)
    rejects.chmod(0o644)
    run("check", mistaken, "--departement", "64", "--rejets", rejects)
    run("pseudonymise", tmp_path / "export.csv", "--cle", tmp_path / "cle.txt", "--sortie", out, "--creer-cle")
    written = [rejects, *(tmp_path / "travail").iterdir(), *out.iterdir()]
    assert len(written) == 5
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in written} == {path.name: 0o600 for path in written}


def test_the_key_is_not_created_before_every_file_is_accepted(run, tmp_path):
    good, bad = tmp_path / "export.csv", tmp_path / "autre.csv"
    good.write_text("id_personne;sexe\n1;F\n", encoding="utf-8")
    bad.write_text('id_personne;sexe\n1;"F\n', encoding="utf-8")
    arguments = (
        "pseudonymise",
        good,
        bad,
        "--cle",
        tmp_path / "cle.txt",
        "--sortie",
        tmp_path / "sortie",
        "--creer-cle",
    )
    code, said = run(*arguments)
    assert code == 1 and "guillemet" in said and not (tmp_path / "cle.txt").exists()
    bad.write_text("id_personne;sexe\n1;F\n", encoding="utf-8")
    assert run(*arguments)[0] == 0 and (tmp_path / "cle.txt").exists()


@pytest.mark.parametrize("code", ["99", "2a", "6400"])
def test_a_departement_that_does_not_exist_is_said_to_be_none(run, folder, tmp_path, code):
    (folder / "x.csv").write_text("id_personne\n1\n")
    pseudonymised = (folder / "x.csv", "--cle", tmp_path / "cle.txt", "--sortie", tmp_path / "s", "--departement", code)
    for arguments in (
        ("check", folder, "--departement", code),
        ("template", "--departement", code, tmp_path / "modeles"),
        ("pseudonymise", *pseudonymised),
    ):
        exit_code, said = run(*arguments)
        assert exit_code == 1 and f"« {code} » n’est pas un code de département" in said
    assert not (tmp_path / "modeles").exists() and not (tmp_path / "s").exists()


def test_a_mapping_that_is_not_there_is_said_when_files_are_not_recognised(run, folder, declared, tmp_path):
    (folder / "PARCOURA_USAGERS_20260630.csv").write_text("x\n")
    declared("software: X")
    assert "extraits.yml n’existe pas" not in run("check", folder, "--departement", "64")[1]
    (tmp_path / "departements" / "64" / "extraits.yml").unlink()
    assert "departements/64/extraits.yml n’existe pas" in run("check", folder, "--departement", "64")[1]
    write(folder, "beneficiaires", [person("a")])
    code, said = run("check", folder, "--departement", "64")
    assert code == 0 and "extraits.yml n’existe pas" in said


def test_what_the_system_refuses_is_said_as_it_is(run, mistaken, tmp_path):
    said = run("check", mistaken, "--departement", "64", "--rejets", tmp_path / "nulle_part" / "rejets.csv")[1]
    assert "son dossier n’existe pas ; vérifiez le chemin" in said
    assert "est un dossier" in run("check", mistaken, "--departement", "64", "--rejets", mistaken)[1]


def test_a_purge_says_what_left_and_a_missing_database_is_a_sentence(run, folder, database, load):
    write(folder, "beneficiaires", [person("a", date_demande="2020-01-01")])
    load()
    code, said = run("purge", "--mois", "12", "--database", database)
    assert code == 0 and "beneficiaires 1 0" in said and "purges.csv" in said
    code, said = run("purge", "--mois", "12", "--database", database.with_name("autre.duckdb"))
    assert code == 1 and "rien à purger" in said


def test_template_writes_twenty_models(run, tmp_path):
    code, said = run("template", "--departement", "64", tmp_path / "modeles")
    assert code == 0 and "20 modèles écrits" in said
    assert len(list((tmp_path / "modeles").iterdir())) == 20


def test_a_model_already_filled_in_is_not_written_over(run, tmp_path):
    folder = tmp_path / "modeles"
    run("template", "--departement", "64", folder)
    (folder / "extraits.yml").write_text("software: X\n", encoding="utf-8")
    (folder / "LISEZ-MOI.md").unlink()
    code, said = run("template", "--departement", "64", folder)
    assert code == 1 and "extraits.yml" in said and "droits_64" not in said
    assert (folder / "extraits.yml").read_text() == "software: X\n" and not (folder / "LISEZ-MOI.md").exists()
    assert run("template", "--departement", "64", folder, "--remplacer")[0] == 0
    assert "# Correspondance" in (folder / "extraits.yml").read_text(encoding="utf-8")


def test_the_reject_list_is_written_over_another_one_and_over_nothing_else(run, mistaken, tmp_path):
    extract = mistaken / "droits_64_20260630.csv"
    before = extract.read_bytes()
    code, said = run("check", mistaken, "--departement", "64", "--rejets", extract)
    assert code == 1 and "n’est pas une liste de rejets" in said and extract.read_bytes() == before
    for _ in range(2):
        assert run("check", mistaken, "--departement", "64", "--rejets", tmp_path / "rejets.csv")[0] == 0


def test_called_with_nothing_it_says_what_it_can_do(run):
    said = run("--help")[1]
    assert all(name in said for name in ("check", "pseudonymise", "purge", "template", "documentation"))


def test_a_check_knows_the_territories_that_a_market_may_name(run, mistaken, monkeypatch):
    monkeypatch.setattr(cli, "load_geography", lambda *_: None)
    monkeypatch.setattr(cli, "territories_named", lambda _: frozenset({"est-bearn"}))
    write(mistaken, "clauses", [{"id_marche": "M", "annee": "2024", "territoire": "Est Béarn"}])
    said = run("check", mistaken, "--departement", "64")[1]
    assert "territoire qui n’est pas l’un de ceux du département" in said and "donnez le code" in said


@pytest.mark.parametrize(
    ("entity", "row"), [("orientations", orientation("a", "2024-06-01")), ("siae", {"id_siae": "S", "annee": "2024"})]
)
def test_a_check_refuses_without_the_persons_as_the_build_does(run, folder, load, entity, row):
    write(folder, entity, [row])
    code, said = run("check", folder, "--departement", "64")
    with pytest.raises(CheckFailed, match="Il manque le fichier beneficiaires") as refused:
        load()
    assert code == 1 and ordinary(refused.value) in said


def test_a_check_refuses_persons_of_a_header_alone_as_the_build_does(run, folder, load):
    (folder / "beneficiaires_64_20260630.csv").write_text("id_personne;id_foyer\n", encoding="utf-8")
    code, said = run("check", folder, "--departement", "64")
    with pytest.raises(CheckFailed, match="aucune ligne de données") as refused:
        load()
    assert code == 1 and ordinary(refused.value) in said
