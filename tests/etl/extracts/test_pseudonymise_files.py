"""The key, the folder that leaves and the folder of work: where everything is written, and what is refused."""

from __future__ import annotations

import stat

import pytest

from etl.extracts.keys import create_key, read_key
from etl.extracts.pseudonymise import pseudonymise
from etl.extracts.pseudonymise_report import report_text
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.pseudonyms import KEY, NO_MAPPING


def tried(paths, out, bench):
    """Pseudonymise what is to be refused."""
    pseudonymise(paths, lambda: KEY, out, identifiers={}, mapping=NO_MAPPING, year=2026, bench=bench)


def test_a_created_key_is_long_random_and_for_its_owner_alone(tmp_path):
    create_key(tmp_path / "cle.txt")
    create_key(tmp_path / "autre.txt")
    key = read_key(tmp_path / "cle.txt")
    assert len(key) == 32 and key != read_key(tmp_path / "autre.txt")
    assert stat.S_IMODE((tmp_path / "cle.txt").stat().st_mode) == 0o600


def test_a_key_is_never_replaced(tmp_path):
    create_key(tmp_path / "cle.txt")
    before = (tmp_path / "cle.txt").read_bytes()
    with pytest.raises(CheckFailed, match="existe déjà"):
        create_key(tmp_path / "cle.txt")
    assert (tmp_path / "cle.txt").read_bytes() == before


def test_a_folder_is_no_key(tmp_path):
    with pytest.raises(CheckFailed, match="est un dossier.*donnez le fichier de la clé"):
        read_key(tmp_path)


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("ab" * 31, 0o600, "trop courte"),
        ("motdepasse" * 10, 0o600, "hexadécimal"),
        ("ab" * 32, 0o644, "lisible par d’autres"),
    ],
)
def test_a_weak_or_open_key_is_refused_and_not_said(tmp_path, text, mode, told):
    path = tmp_path / "cle.txt"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(CheckFailed, match=told) as refused:
        read_key(path)
    assert text not in str(refused.value)


def test_the_key_is_nowhere_in_what_is_written(given, tmp_path):
    done, _ = given("id_personne;sexe\n12345;F\n")
    (tmp_path / "rapport.md").write_text(report_text((done,)), encoding="utf-8")
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert KEY not in content and KEY.hex().encode() not in content


def test_the_files_written_belong_to_their_owner_alone_and_nothing_else_stays(given, tmp_path):
    done, _ = given("id_personne;sexe\n12345;F\n")
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert [path.name for path in done.path.parent.iterdir()] == ["export.csv"]


def test_the_raw_exports_are_never_written_over(tmp_path):
    folder = tmp_path / "reserve"
    folder.mkdir(mode=0o700)
    (folder / "export.csv").write_text("id_personne;sexe\n1;F\n")
    with pytest.raises(CheckFailed, match="donnez un autre dossier"):
        tried([folder / "export.csv"], folder, tmp_path / "travail")
    assert (folder / "export.csv").read_text() == "id_personne;sexe\n1;F\n"


def test_raw_lines_are_never_copied_into_the_folder_that_leaves(tmp_path, given, monkeypatch):
    seen = []

    def stopped(*_, **__):
        work, target = tmp_path / "travail" / ".pseudonymise.work", tmp_path / "sortie"
        seen.extend((stat.S_IMODE(path.stat().st_mode), b"DURAND" in path.read_bytes()) for path in work.glob("*.csv"))
        assert list(target.iterdir()) == []
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.extracts.pseudonymise.give_key", stopped)
    with pytest.raises(KeyboardInterrupt):
        given("id_personne;NOM;ville\n1;DURAND;Orthez-lès-Pau\n", encoding="cp1252")
    assert seen == [(0o600, True)]
    assert [path.name for path in (tmp_path / "travail").iterdir()] == [".pseudonymise.lock"]


def test_the_folder_of_work_is_not_in_the_one_that_leaves(tmp_path):
    (tmp_path / "export.csv").write_text("id_personne;sexe\n1;F\n")
    out = tmp_path / "sortie"
    with pytest.raises(CheckFailed, match="donnez un autre --travail"):
        tried([tmp_path / "export.csv"], out, out / "travail")


def test_two_files_that_would_be_one_are_refused(tmp_path):
    paths = [tmp_path / "1" / "export.csv", tmp_path / "2" / "EXPORT.txt"]
    for path in paths:
        path.parent.mkdir()
        path.write_text("id_personne;sexe\n1;F\n")
    with pytest.raises(CheckFailed, match="Deux fichiers donneraient export.csv"):
        tried(paths, tmp_path / "sortie", tmp_path / "travail")


@pytest.mark.parametrize("head", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0", b"id_personne\x00;sexe\n"])
def test_a_workbook_renamed_csv_is_said_to_be_one(tmp_path, head):
    path = tmp_path / "export.csv"
    path.write_bytes(head + b"1;F\n")
    with pytest.raises(BadFile, match="n’est pas du texte mais un classeur"):
        tried([path], tmp_path / "sortie", tmp_path / "travail")
