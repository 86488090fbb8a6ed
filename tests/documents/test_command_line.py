"""`python -m observatoire`: documents by one command, the carnet saved and put back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from observatoire import cli
from observatoire.carnet import open_carnet, paniers
from observatoire.carnet.decisions import Decision, add_decision
from observatoire.documents import writing
from observatoire.errors import ObservatoireError
from observatoire.formats import slug
from tests.documents.demonstration import published
from tests.documents.sample_document import sample_document

ALL_EPCI = 8


@pytest.fixture
def run(tmp_path, tmp_path_factory, monkeypatch):
    """`run(words)`: the result of a command on the demonstration of the 05. Files hold the name of what they tell."""
    monkeypatch.setattr(
        writing, "WRITERS", {kind: ("", lambda document: document.title.encode()) for kind in writing.WRITERS}
    )
    warehouse = published("05", tmp_path_factory)

    def result(*words):
        place = ["--carnet", str(tmp_path / "carnet.sqlite"), "--entrepot", str(warehouse)]
        return CliRunner().invoke(cli.app, [*map(str, words), *place])

    return result


@pytest.mark.parametrize("place", ["epci/200067825", "epci/ca-gap-tallard-durance", "EPCI/CA Gap-Tallard-Durance"])
def test_a_territory_is_named_by_its_code_or_its_name(run, tmp_path, place):
    level, _, name = place.partition("/")
    done = run("document", "portrait", "--territoire", f"{level.lower()}/{name}", "-o", tmp_path / "p.pptx")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "p.pptx").read_text() == "CA Gap-Tallard-Durance"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("documents",),
            "Mauvais usage : la commande « documents » n’existe pas.\nAide : python -m observatoire --help\n",
        ),
        (
            ("restaurer",),
            "Mauvais usage : il manque l’option --depuis.\nAide : python -m observatoire restaurer --help\n",
        ),
    ],
)
def test_a_wrong_use_exits_with_2_in_french(words, said):
    done = subprocess.run([sys.executable, "-m", "observatoire", *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_the_help_is_in_french():
    done = subprocess.run([sys.executable, "-m", "observatoire", "document", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "Montrer cette aide." in done.stdout and "[obligatoire]" in done.stdout
    assert not any(word in done.stdout for word in ("Usage:", "Show this", "[required]", "[default"))


def test_a_file_is_not_given_the_name_of_another_format(run, tmp_path):
    asked = ("document", "bilan", "--territoire", "departement/05", "-o", tmp_path / "bilan.DOCX")
    done = run(*asked)
    said = " ".join(done.output.split())
    assert done.exit_code == 2 and "« bilan.DOCX » serait en pptx : ajoutez --format docx" in said
    assert not list(tmp_path.glob("bilan*"))
    assert run(*asked, "--format", "docx").exit_code == 0


def test_near_names_are_proposed_for_an_unknown_territory(run, tmp_path):
    done = run("document", "portrait", "--territoire", "commune/embru", "-o", tmp_path / "p.pptx")
    assert done.exit_code == 2 and "commune/embrun" in done.output
    assert not (tmp_path / "p.pptx").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("roman",),
        ("portrait",),
        ("portrait", "--territoire", "epci/200067825", "--tous", "epci"),
        ("portrait", "--territoire", "epci/200067825", "--format", "odt"),
        ("portrait", "--territoire", "epci/200067825", "--repere", "lune"),
        ("portrait", "--tous", "planete"),
        ("copil",),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(run, words, tmp_path):
    done = run("document", *words, "-o", tmp_path / "rien")
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "rien").exists()


def test_every_territory_of_a_level_is_written_in_a_folder_in_each_format(run, tmp_path, monkeypatch):
    def short(found, snapshot):  # the portraits themselves are tested elsewhere
        return replace(sample_document(), sections=(), file_stem=slug(found.portrait.title))

    monkeypatch.setattr(cli, "portrait_document", short)
    words = ("--tous", "epci", "--format", "pptx", "--format", "pdf", "-o", tmp_path / "tous")
    done = run("document", "portrait", *words)
    assert done.exit_code == 0, done.output
    names = [path.name for path in (tmp_path / "tous").iterdir()]
    assert len(names) == len(set(names)) == done.output.count("Kio") >= 2 * ALL_EPCI
    assert sum(name.endswith(".pdf") for name in names) == len(names) / 2


def test_a_panier_becomes_the_slides_of_a_meeting(run, tmp_path):
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    panier = paniers.new_panier(carnet, "Comité de mars")
    paniers.add_item(carnet, panier.id, "/carte", "Carte")
    done = run("document", "copil", "--panier", panier.id, "--format", "pptx", "-o", tmp_path / "c.pptx")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "c.pptx").read_text() == "Comité de mars"


def test_without_a_public_address_the_command_says_that_the_document_bears_no_code(run, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(
        writing, "WRITERS", {"pdf": ("", lambda document: written.append(document) or document.title.encode())}
    )
    monkeypatch.delenv("OBSERVATOIRE_ADRESSE", raising=False)
    asked = ("document", "copil", "--territoire", "departement/05", "--format", "pdf", "-o", tmp_path / "c.pdf")
    for address in ((), ("--adresse", "http://127.0.0.1:8050")):
        done = run(*asked, *address)
        assert done.exit_code == 0 and "ne porte ni code" in done.stderr
    done = run(*asked, "--adresse", "https://observatoire.exemple.fr")
    assert done.exit_code == 0 and "ne porte" not in done.stderr
    assert [{figure.frozen is not None for figure in one.figures} for one in written] == [{False}, {False}, {True}]


def test_an_unknown_panier_is_an_expected_failure(run):
    done = run("document", "copil", "--panier", "A" * 22)
    assert isinstance(done.exception, ObservatoireError) and "n’existe pas" in str(done.exception)


def test_the_carnet_is_saved_and_put_back_by_two_commands(run, tmp_path):
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    panier = paniers.new_panier(carnet, "à garder")
    saved = tmp_path / "sauvegardes" / "lundi.sqlite"
    assert run("sauvegarder", "--vers", saved).exit_code == 0
    paniers.rename(carnet, panier.id, panier.version, "changé")
    assert isinstance(run("restaurer", "--depuis", saved).exception, ObservatoireError)
    assert paniers.panier(carnet, panier.id).title == "changé"
    assert run("restaurer", "--depuis", saved, "--remplacer").exit_code == 0
    assert paniers.panier(open_carnet(tmp_path / "carnet.sqlite"), panier.id) == panier


def test_without_a_warehouse_the_command_says_what_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["observatoire", "document", "bilan", "--territoire", "departement/05",
                                     "--entrepot", str(tmp_path / "absent.duckdb")])  # fmt: skip
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert "make demo" in capsys.readouterr().err


def test_a_poster_is_one_sheet_of_a3(run, tmp_path):
    place = ("--territoire", "epci/200067825")
    done = run("document", "portrait", *place, "--format", "pdf", "--papier", "a3", "-o", tmp_path / "affiche.pdf")
    assert done.exit_code == 0, done.output
    (sheet,) = PdfReader(tmp_path / "affiche.pdf").pages
    sizes = sorted(float(side) / 72 * 25.4 for side in (sheet.mediabox.width, sheet.mediabox.height))
    assert sizes == [pytest.approx(297, abs=1), pytest.approx(420, abs=1)]


@pytest.mark.parametrize(
    "words",
    [
        ("portrait", "--papier", "a3"),
        ("portrait", "--papier", "a3", "--format", "pdf", "--format", "docx"),
        ("portrait", "--papier", "a0", "--format", "pdf"),
        ("bilan", "--papier", "a3", "--format", "pdf"),
    ],
)
def test_a_poster_is_that_of_a_portrait_in_pdf(run, words, tmp_path):
    done = run("document", *words, "--territoire", "epci/200067825", "-o", tmp_path / "rien")
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "rien").exists()


def test_a_meeting_is_proposed_on_a_territory(run, tmp_path):
    done = run("document", "copil", "--territoire", "departement/05", "--format", "html", "-o", tmp_path / "s.html")
    assert done.exit_code == 0, done.output
    assert "Comité de pilotage" in (tmp_path / "s.html").read_text(encoding="utf-8")


def test_a_bilan_recalls_the_decisions_of_the_panier_given_and_of_no_other(run, tmp_path, monkeypatch):
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    kept = paniers.new_panier(carnet)
    place, text = ("/carte", "", "departement/05"), "Revoir les délais d’accueil"
    add_decision(carnet, Decision(0, kept.id, *place, text, "Direction", None, date(2026, 3, 2), "a_faire", ""))
    monkeypatch.setitem(writing.WRITERS, "pptx", ("", lambda document: repr(document.sections).encode()))
    for name, more in (("with", ("--panier", kept.id)), ("without", ())):
        done = run("document", "bilan", "--territoire", "departement/05", "-o", tmp_path / name, *more)
        assert done.exit_code == 0, done.output
    assert "Revoir les délais" in (tmp_path / "with").read_text(encoding="utf-8")
    assert "Revoir les délais" not in (tmp_path / "without").read_text(encoding="utf-8")
