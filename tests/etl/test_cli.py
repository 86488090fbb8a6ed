"""The command line as another program calls it: exit codes, what it prints, and what it leaves alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from observatoire.warehouse import Warehouse

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "tests" / "samples"
WIDE_2019, WIDE_2021 = "cc_filosofi_2019_COM.CSV", "cc_filosofi_2021_COM.csv"


def etl(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
    )


def spoken(text: str) -> str:
    """What is printed, without the line breaks of the tables and with ordinary spaces."""
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture
def raw(tmp_path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name in (WIDE_2019, WIDE_2021):
        shutil.copy(SAMPLES / "filosofi_wide" / name, folder)
    return folder


def test_a_build_publishes_and_prints_the_lines_read_kept_and_set_aside(raw, tmp_path):
    link = tmp_path / "observatoire.duckdb"
    done = etl("build", "--departement", "2A", "--raw", raw, "--warehouse", link, "--vintage", "filosofi_wide=2019")
    said = spoken(done.stdout)
    assert (done.returncode, link.is_symlink()) == (0, True)
    assert "Lues" in said and "Gardées" in said and "Écartées" in said and "Pourquoi des lignes sont écartées" in said
    row = next(line for line in done.stdout.splitlines() if WIDE_2019 in line)
    assert row.split() == [WIDE_2019, "2019", "9", "7", "2"]
    assert "filosofi_wide" in said
    assert "arrondissement municipal" in said
    assert f"{WIDE_2021} │ millésime 2021 écarté : --vintage demande 2019" in said
    assert "Publié : " in said
    assert {load["vintage"] for load in Warehouse(link).snapshot().source_loads()} == {"2019"}
    assert "Traceback" not in done.stderr


def test_a_check_reads_everything_and_publishes_nothing(raw, tmp_path):
    before = sorted(path.name for path in tmp_path.rglob("*"))
    done = etl("check", "--departement", "2A", "--raw", raw)
    assert done.returncode == 0
    assert "Les fichiers peuvent être publiés." in done.stdout
    assert "Partition des communes" in spoken(done.stdout)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_bad_file_exits_with_1_and_one_sentence_and_leaves_the_served_bytes(raw, tmp_path):
    link = tmp_path / "observatoire.duckdb"
    link.write_bytes(b"the warehouse of yesterday")
    path = raw / WIDE_2021
    path.write_text(path.read_text().replace("23,0", "vingt"), encoding="utf-8")
    done = etl("build", "--departement", "90", "--raw", raw, "--warehouse", link)
    said = spoken(done.stderr)
    assert done.returncode == 1
    assert f"Rien n’a été publié. {WIDE_2021}, ligne 7, colonne TP6021 : « vingt » n’est ni un nombre" in said
    assert "Traceback" not in done.stderr
    assert link.read_bytes() == b"the warehouse of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["observatoire.duckdb", "raw"]


def test_an_unknown_departement_is_told_in_a_sentence(raw):
    done = etl("check", "--departement", "20", "--raw", raw)
    assert done.returncode == 1
    assert "« 20 » n’est pas un code de département : donnez par exemple 64, 2A ou 971." in spoken(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--departement", "90", "--raw", "nowhere"),
        ("chek",),
        ("explain", "unknown"),
        ("extracts", "purge", "--mois", "0"),
        ("extracts", "purge", "--mois", "30000"),
        ("extracts", "purge", "--moi", "1"),
        ("check", "--departement", "90", "--raw", "tests", "--vintage", "unknown=2019"),
        ("fetch", "--departement", "90", "--source", "unknown"),
    ],
)
def test_a_wrong_use_exits_with_2_in_french(arguments):
    done = etl(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Mauvais usage : " in spoken(done.stderr) and "--help" in done.stderr
    assert "Input" not in done.stderr
    assert not any(word in done.stderr for word in ("Usage:", "Invalid", "Missing", "No such", "does not exist", "Try"))


def test_an_indicator_and_a_source_are_explained_in_words():
    indicator, source = etl("explain", "taux_pauvrete"), etl("explain", "filosofi_wide")
    assert (indicator.returncode, source.returncode) == (0, 0)
    assert "À ne pas conclure" in indicator.stdout and "(taux_pauvrete)" in indicator.stdout
    assert "TP60 → taux_pauvrete" in source.stdout and "« s » → secret" in spoken(source.stdout)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("build",),
        ("demo",),
        ("explain",),
        ("extracts",),
        ("extracts", "check"),
        ("extracts", "purge"),
        ("extracts", "template"),
    ],
)
def test_the_help_is_in_french(words):
    said = spoken(etl(*words, "--help").stdout)
    assert "Usage : python -m etl" in said and "Montrer cette aide." in said
    assert not any(word in said for word in ("Usage:", "Commands", "COMMAND ", "Show this", "[required]", "[default"))
    assert set(re.findall("<[a-zé][^>]*>", said)) <= {"<texte>", "<nombre>", "<dossier>", "<fichier>", "<chemin>"}


def test_called_with_nothing_it_says_what_it_can_do():
    done = etl()
    assert all(command in done.stdout + done.stderr for command in ("build", "check", "demo", "fetch", "explain"))
