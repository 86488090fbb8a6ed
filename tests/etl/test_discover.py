"""Which received files are which."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl.discover import discover, reader_of, sha256_of
from observatoire.errors import CheckFailed
from observatoire.typography import french

SAMPLES = Path(__file__).parent.parent / "samples"
LONG = SAMPLES / "filosofi_long" / "DS_FILOSOFI_CC_data.csv"
WIDE_2021 = SAMPLES / "filosofi_wide" / "cc_filosofi_2021_COM.csv"


@pytest.fixture
def found_in(tmp_path, catalogue):
    def find(**pinned: str):
        found, left = discover(tmp_path, catalogue, pinned)
        return (
            {file.path.name: (file.source.id, file.vintage, file.part) for file in found},
            {file.path.name: file.reason for file in left},
        )

    return find


def test_files_are_recognised_by_their_name_in_any_subfolder(tmp_path, found_in):
    for folder in ("filosofi_wide", "filosofi_long", "filosofi_disp", "populations_municipales"):
        shutil.copytree(SAMPLES / folder, tmp_path / "2026" / folder)
    assert found_in() == (
        {
            "base-cc-filosofi-2012.csv": ("filosofi_wide", "2012", ""),
            "cc_filosofi_2019_COM.CSV": ("filosofi_wide", "2019", ""),
            "cc_filosofi_2021_COM.csv": ("filosofi_wide", "2021", ""),
            "filosofi_epci_2015.csv": ("filosofi_wide", "2015", "EPCI"),
            "DS_FILOSOFI_CC_data.csv": ("filosofi_long", "2021", ""),
            "FILO2019_DISP_COM.csv": ("filosofi_disp", "2019", "COM"),
            "FILO2019_DISP_DEP.csv": ("filosofi_disp", "2019", "DEP"),
            "FILO2019_DISP_EPCI.csv": ("filosofi_disp", "2019", "EPCI"),
            "FILO2019_DISP_METROPOLE.csv": ("filosofi_disp", "2019", "METROPOLE"),
            "population_municipale_communes_france.csv": ("populations_municipales", "2021", ""),
        },
        {},
    )


@pytest.mark.parametrize(
    ("sample", "source", "vintage"),
    [
        (WIDE_2021, "filosofi_wide", "2021"),
        (SAMPLES / "filosofi_wide" / "base-cc-filosofi-2012.csv", "filosofi_wide", "2012"),
        (LONG, "filosofi_long", "2021"),
    ],
)
def test_a_renamed_file_is_recognised_by_its_header(tmp_path, catalogue, sample, source, vintage):
    shutil.copy(sample, tmp_path / "recu de l'Insee.csv")
    (file,), left = discover(tmp_path, catalogue, {})
    assert (file.source.id, file.vintage, file.by_header, left) == (source, vintage, True, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lisez-moi.txt", b"Bonjour"),
        ("inconnu.csv", b"a;b\n1;2\n"),
        ("vide.csv", b""),
        ("photo.png", b"\x89PNG\r\n"),
        ("binaire.csv", bytes(range(256))),
    ],
)
def test_a_file_that_is_nobodys_is_left_with_a_reason(tmp_path, found_in, name, content):
    (tmp_path / name).write_bytes(content)
    found, left = found_in()
    assert (found, list(left)) == ({}, [name])
    assert left[name].startswith("non reconnu")


def test_what_an_unfinished_or_refused_download_leaves_is_not_looked_at(tmp_path, found_in):
    for name in (
        "cc_filosofi_2021_COM.csv.part",
        "cc_filosofi_2021_COM.csv.part.json",
        "cc_filosofi_2021_COM.csv.rejected",
        "manifest.json",
        "manifest.json.new",
        "PROVENANCE.md",
        ".cache.csv",
    ):
        shutil.copy(WIDE_2021, tmp_path / name)
    (tmp_path / "base-cc-filosofi-2021.part").mkdir()
    shutil.copy(WIDE_2021, tmp_path / "base-cc-filosofi-2021.part" / WIDE_2021.name)
    assert found_in() == ({}, {})


def test_the_folder_of_the_received_files_may_itself_be_called_part(tmp_path, catalogue):
    folder = tmp_path / "envoi.part"
    folder.mkdir()
    shutil.copy(WIDE_2021, folder)
    assert len(discover(folder, catalogue, {})[0]) == 1


def test_two_files_of_one_vintage_are_refused_with_both_names(tmp_path, catalogue):
    shutil.copy(WIDE_2021, tmp_path)
    shutil.copy(WIDE_2021, tmp_path / "cc_filosofi_2021_COM (1).csv")
    with pytest.raises(CheckFailed) as refused:
        discover(tmp_path, catalogue, {})
    assert str(refused.value) == french(
        "cc_filosofi_2021_COM.csv : c’est le second fichier « Filosofi 2021 » avec "
        "cc_filosofi_2021_COM (1).csv ; n’en gardez "
        "qu’un dans le dossier."
    )


def test_the_same_file_recognised_once_by_its_name_and_once_by_its_header_is_refused(tmp_path, catalogue):
    shutil.copy(LONG, tmp_path)
    shutil.copy(LONG, tmp_path / "copie.csv")
    with pytest.raises(CheckFailed, match="second fichier"):
        discover(tmp_path, catalogue, {})


def test_communes_and_epci_of_one_vintage_are_two_parts_and_not_two_claims(tmp_path, found_in):
    shutil.copy(SAMPLES / "filosofi_wide" / "filosofi_epci_2015.csv", tmp_path / "filosofi_epci_2021.csv")
    shutil.copy(WIDE_2021, tmp_path)
    assert {part for _, _, part in found_in()[0].values()} == {"", "EPCI"}


def test_a_pinned_vintage_leaves_the_others_of_its_source_only(tmp_path, found_in):
    shutil.copytree(SAMPLES / "filosofi_wide", tmp_path / "wide")
    shutil.copy(LONG, tmp_path)
    found, left = found_in(filosofi_wide="2019")
    assert set(found) == {"cc_filosofi_2019_COM.CSV", "DS_FILOSOFI_CC_data.csv"}
    assert left["cc_filosofi_2021_COM.csv"] == "millésime 2021 écarté : --vintage demande 2019"


def test_every_source_of_received_statistics_has_a_reader(catalogue):
    received = [source for source in catalogue.sources.values() if source.role == "statistics" and source.files]
    assert len(received) >= 8
    for source in received:
        assert callable(reader_of(source).read)


def test_a_file_is_identified_by_its_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
