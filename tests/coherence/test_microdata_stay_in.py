"""Nothing of a person leaves the ETL: no pseudonym, no row, no hidden figure, by any channel or any address."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import app as application
from etl.demo.publication import EXTRACTS, PRIVATE
from observatoire.catalogue import load_catalogue
from tests.documents.demonstration import copied, published

ROOT = Path(__file__).parents[2]
PSEUDONYM = re.compile(rb"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
#: Fewer than the persons of either demonstration.
FEWEST = 3_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """Folder of a published demonstration, with its extracts and its private database."""
    return copied("64", tmp_path_factory.getbasetemp() / "microdata", tmp_path_factory).parent


@pytest.fixture(scope="module")
def pseudonyms(demo) -> set[bytes]:
    return identifiers(demo)


def identifiers(demo: Path) -> set[bytes]:
    """Every identifier of the extracts of a demonstration that are of persons."""
    found = set()
    for path in (demo / EXTRACTS).glob("*.csv"):
        if path.name.startswith(("beneficiaires", "droits", "orientations", "rendez_vous", "contrats", "sorties")):
            found |= set(PSEUDONYM.findall(path.read_bytes()))
    assert len(found) > FEWEST
    return found


@pytest.fixture
def reader(demo, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(demo / "observatoire.duckdb"))
    return application.server.test_client()


@pytest.fixture(scope="module")
def warehouse(demo):
    """A copy of the published file: the site opens the other one with its own settings."""
    copy = shutil.copy(demo / "observatoire.duckdb", demo / "copie.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        yield connection


def told(content: bytes, pseudonyms: set[bytes]) -> set[bytes]:
    return set(PSEUDONYM.findall(content)) & pseudonyms


def test_the_published_file_holds_no_pseudonym_in_any_text_of_any_table(warehouse, pseudonyms):
    texts = warehouse.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE data_type IN ('VARCHAR', 'VARCHAR[]')"
    ).fetchall()
    assert len(texts) > 30
    for table, column in texts:
        rows = warehouse.execute(f'SELECT DISTINCT "{column}"::VARCHAR FROM "{table}"').fetchall()
        assert not told("\n".join(str(row[0]) for row in rows).encode(), pseudonyms), (table, column)


def test_the_published_file_has_no_column_about_one_person(warehouse):
    columns = {name for (name,) in warehouse.execute("SELECT column_name FROM information_schema.columns").fetchall()}
    assert not {name for name in columns if name.startswith("id_") or name in ("sexe", "annee_naissance", "id_foyer")}


def test_a_hidden_figure_has_neither_value_nor_interval_nor_numerator_nor_curve(warehouse):
    secret = "status = 'secret' AND source = 'extraits_departement'"
    assert warehouse.execute(f"SELECT count(*) FROM observation WHERE {secret}").fetchall()[0][0] > 100
    leaking = f"{secret} AND (value IS NOT NULL OR low IS NOT NULL OR high IS NOT NULL OR numerator IS NOT NULL)"
    assert warehouse.execute(f"SELECT count(*) FROM observation WHERE {leaking}").fetchall() == [(0,)]
    keys = "indicator, level, territory, period, breakdown"
    drawn = f"SELECT count(*) FROM survival_curve SEMI JOIN (FROM observation WHERE {secret}) USING ({keys})"
    assert warehouse.execute(drawn).fetchall() == [(0,)]


def test_a_curve_tells_tenths_of_the_persons_and_counts_rounded_to_five(warehouse):
    points = "SELECT count(*) FROM survival_curve"
    assert warehouse.execute(points).fetchall()[0][0] > 1000
    finer = f"{points} WHERE share % 10 <> 0 OR low % 5 <> 0 OR high % 5 <> 0 OR at_risk % 5 <> 0"
    assert warehouse.execute(finer).fetchall() == [(0,)]
    untold = "breakdown = 'origine:ouverture'"  # its persons, beside all who entered, would count those left out
    assert warehouse.execute(f"{points} WHERE {untold} AND at_risk IS NOT NULL").fetchall() == [(0,)]
    whole = f"SELECT count(*) FROM observation WHERE {untold} AND indicator LIKE 'part_orientee_%'"
    assert warehouse.execute(f"{whole} AND value IS NOT NULL").fetchall()[0][0] > 10
    assert warehouse.execute(f"{whole} AND (value % 1 <> 0 OR low % 5 <> 0 OR high % 5 <> 0)").fetchall() == [(0,)]


def test_no_published_count_of_persons_is_between_one_and_four(warehouse):
    small = (
        "SELECT indicator, level, value, denominator, numerator FROM observation WHERE source = 'extraits_departement'"
        " AND indicator NOT IN ('siae') AND (numerator BETWEEN 1 AND 4 OR denominator BETWEEN 1 AND 4"
        " OR (indicator IN ('personnes_orientees', 'personnes_etape', 'sorties_emploi', 'stock_attente_orientation')"
        " AND value BETWEEN 1 AND 4)) AND indicator NOT LIKE '%iae%'"
    )
    assert warehouse.execute(small).fetchall() == []


@pytest.mark.parametrize("reason", ["ours"])
def test_what_is_hidden_never_says_which_rule_hid_it(warehouse, reason):
    found = warehouse.execute(
        "SELECT DISTINCT qualifier FROM observation WHERE status = 'secret' AND source = 'extraits_departement'"
    ).fetchall()
    assert found == [(reason,)]


ADDRESSES = (
    "/_dash-layout",
    "/sources",
    "/health",
    "/recherche?q=pau",
    "/fichiers/parcours.csv",
    "/fichiers/parcours.xlsx",
    "/fichiers/emploi.csv",
    "/fichiers/emploi.xlsx",
    "/fichiers/emploi.svg",
    "/fichiers/carte.csv?indicateur=delai_median_orientation&niveau=epci",
    "/fichiers/carte.xlsx?indicateur=stock_attente_orientation&niveau=commune",
    "/fichiers/carte.svg?indicateur=taux_retour_emploi_6_mois&niveau=sdsei",
    "/fichiers/territoire.csv?niveau=epci&code=200067262",
    # Addresses that somebody who looks for the microdata would try.
    "/fichiers/parcours.csv?territoire=../../prive/parcours.duckdb",
    "/fichiers/parcours.csv?niveau=beneficiaires&territoire=id_personne",
    "/fichiers/carte.csv?indicateur=beneficiaires&niveau=commune",
    "/fichiers/territoire.csv?niveau=epci&code=' UNION SELECT id_personne FROM beneficiaires --",
    "/fichiers/../prive/parcours.duckdb",
    "/assets/../data/private/parcours.duckdb",
    "/assets/%2e%2e/data/private/parcours.duckdb",
    "/geo/../prive/parcours.duckdb",
    "/geo/parcours.duckdb",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_tells_a_pseudonym(reader, pseudonyms, address):
    answer = reader.get(address)
    assert answer.status_code < 500
    assert not told(answer.data, pseudonyms)


@pytest.mark.parametrize("path", ["/", "/carte", "/parcours", "/emploi", "/sources", "/territoire/sdsei/est-bearn"])
def test_no_screen_tells_a_pseudonym(reader, pseudonyms, path):
    for search in ("", "?territoire=' OR 1=1 --&niveau=commune&periode=9999", "?indicateur=id_personne"):
        asked = {
            "output": ".._pages_content.children..._pages_store.data..",
            "outputs": [
                {"id": "_pages_content", "property": "children"},
                {"id": "_pages_store", "property": "data"},
            ],
            "inputs": [
                {"id": "_pages_location", "property": "pathname", "value": path},
                {"id": "_pages_location", "property": "search", "value": search},
            ],
            "changedPropIds": [],
            "state": [],
        }
        answer = reader.post("/_dash-update-component", json=asked)
        assert answer.status_code == 200
        assert not told(answer.data, pseudonyms)


def test_the_command_line_tells_no_pseudonym_even_when_it_fails(tmp_path_factory, tmp_path):
    demo = published("05", tmp_path_factory).parent
    pseudonyms = identifiers(demo)
    damaged = tmp_path / "extraits"
    damaged.mkdir()
    for path in (demo / EXTRACTS).iterdir():
        (damaged / path.name).write_bytes(path.read_bytes())
    people = next(damaged.glob("beneficiaires*.csv"))
    people.write_bytes(people.read_bytes().replace(b"id_foyer", b"numero_dossier"))
    for extracts, expected in ((demo / EXTRACTS, 0), (damaged, 1)):
        done = subprocess.run(
            [sys.executable, "-m", "etl", "check", "--departement", "05", "--raw", str(demo / "national")]
            + ["--extracts", str(extracts), "--private", str(tmp_path / "prive" / "parcours.duckdb")],
            cwd=ROOT,
            capture_output=True,
            env=os.environ | {"COLUMNS": "300"},
        )
        assert done.returncode == expected, done.stderr.decode()
        assert not told(done.stdout + done.stderr, pseudonyms)
        assert b"Traceback" not in done.stderr


def test_microdata_are_readable_by_their_owner_only(demo):
    assert (demo / PRIVATE).stat().st_mode & 0o077 == 0
    assert (demo / PRIVATE / "parcours.duckdb").stat().st_mode & 0o077 == 0


def test_neither_the_pages_nor_the_shared_package_know_where_microdata_are():
    for package in ("pages", "observatoire"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "parcours.duckdb" not in text and "private" not in text and "id_personne" not in text, path.name


def test_every_indicator_counted_on_persons_is_protected():
    counted = [i for i in load_catalogue().indicators.values() if i.sources[0] == "extraits_departement"]
    public = {"siae", "siae_pour_10000_hab"}
    assert len(counted) > 30
    assert {i.id for i in counted if i.secrecy == "none"} <= public
