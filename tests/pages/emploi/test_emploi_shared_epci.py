"""An EPCI that spreads over two départements: its structures are those of a part, its jobseekers those of the whole."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest

import app as application
from observatoire.typography import french
from tests.pages.emploi.emploi_screen import blocks, lines
from tests.pages.screens import screen, text
from tests.samples.emploi_warehouse import JOBSEEKERS, publish_emploi
from tests.samples.parcours_warehouse import row

SHARED = {"level": "epci", "territory": "200000001"}
WITHIN = {"level": "epci", "territory": "200000002"}
QUERY = "?decoupage=epci"
ASKED = "?niveau=epci&territoire=200000001"


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """The first EPCI has 25 000 inhabitants, 10 000 of them in the only commune of the département."""
    figures = [
        row(name, value, period="2025", **place)
        for place in (SHARED, WITHIN)
        for name, value in (("siae", 0.0), ("etp_iae", 0.0))
    ]
    figures += [row("demandeurs_emploi", 2100.0, period="2025-T4", **place, **JOBSEEKERS) for place in (SHARED, WITHIN)]
    link = publish_emploi(tmp_path, figures)
    with duckdb.connect(str(link.resolve())) as connection:
        connection.execute("UPDATE territory SET population = 25000 WHERE level = 'epci' AND code = '200000001'")
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(link))
    return application.server.test_client()


def test_a_shared_epci_does_not_put_the_jobseekers_of_the_whole_beside_the_structures_of_a_part(reader):
    section = blocks(reader, QUERY)["structures"]
    told = lines(section)
    shared = next(cells for name, cells in told.items() if name.startswith("CC de l’Amont"))
    assert shared[1] == "non comparable"
    assert told["CC de l’Aval"][1] == "2\u202f100"
    assert "CC de l’Amont partie dans le département" in " ".join(text(section).split())
    said = "Les demandeurs d’emploi ne sont connus que pour l’EPCI entier (CC de l’Amont, 2\u202f100)"
    assert said in text(section)


def test_a_zero_of_a_shared_epci_is_not_read_as_no_structure(reader):
    assert french("zéro n’y veut pas dire que l’EPCI n’a pas de structure") in text(blocks(reader, QUERY)["structures"])


@pytest.mark.parametrize("address", ["/emploi", "/parcours"])
def test_the_screens_of_a_shared_epci_say_which_part_they_count(reader, address):
    said = "les extraits n’en connaissent que la partie dans le département (1\u00a0commune)"
    assert said in text(screen(reader, address, ASKED))
    assert said not in text(screen(reader, address, "?niveau=epci&territoire=200000002"))


def test_the_files_leave_the_jobseekers_of_the_whole_out(reader):
    answer = reader.get(f"/fichiers/emploi.csv{QUERY}&bloc=structures")
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    names = {line["territoire"] for line in found if line["code"] == "200000001"}
    assert names == {"CC de l’Amont, partie dans le département"}
    seekers = {line["code"] for line in found if "inscrits" in line["indicateur"].lower()}
    assert "200000002" in seekers and "200000001" not in seekers
