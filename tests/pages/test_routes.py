"""Map files, search and files, asked of the server as a browser does."""

import json

import brotli
import pytest

import app as application
from observatoire.warehouse import Warehouse
from tests.documents.demonstration import published


@pytest.fixture
def address(monkeypatch, tmp_path_factory):
    found = published("05", tmp_path_factory)
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(found))
    return found


@pytest.fixture
def reader(address):
    return application.server.test_client()


@pytest.fixture
def map_file(address):
    return "/geo/" + Warehouse(address).snapshot().layer("commune")[0]


@pytest.fixture
def nothing_published(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "absent.duckdb"))
    return application.server.test_client()


def found(reader, text):
    return reader.get("/recherche", query_string={"q": text}).json


def test_a_map_file_is_kept_for_good_by_browsers(reader, map_file):
    answer = reader.get(map_file)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "application/json"
    assert len(json.loads(answer.data)["ids"]) == 162


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_map_file_travels_as_its_reader_accepts(reader, map_file, accepted, sent):
    answer = reader.get(map_file, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_compressed_map_is_the_same_map(reader, map_file):
    compressed = reader.get(map_file, headers={"Accept-Encoding": "br"}).data
    assert brotli.decompress(compressed) == reader.get(map_file, headers={"Accept-Encoding": "identity"}).data


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_a_map_file_already_received_is_not_sent_again(reader, map_file, accepted):
    tag = reader.get(map_file, headers={"Accept-Encoding": accepted}).headers["ETag"]
    again = reader.get(map_file, headers={"Accept-Encoding": accepted, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_map_of_another_version_is_a_404_that_says_what_to_do(reader):
    answer = reader.get("/geo/05-commune-000000000000.json")
    assert answer.status_code == 404
    assert answer.json == {"message": "Ce fond de carte n’est plus publié\u202f: rechargez la page."}
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("typed", ["briancon", "BRIANÇON", "Brian", " briançon "])
def test_a_name_is_found_whatever_its_accents_and_case(reader, typed):
    assert {"href": "/territoire/commune/05023", "nom": "Briançon", "niveau": "commune"} in found(reader, typed)


@pytest.mark.parametrize("typed", ["saint-crépin", "saint crepin", "St-Crépin", "st crep"])
def test_hyphens_and_saint_are_found_as_people_write_them(reader, typed):
    assert [item["nom"] for item in found(reader, typed)] == ["Saint-Crépin"]


def test_names_that_begin_so_come_first_and_wide_levels_before_communes(reader):
    items = found(reader, "serre")
    begins = [item["nom"].casefold().startswith("serre") for item in items]
    assert begins == sorted(begins, reverse=True) and any(begins) and not all(begins)
    rest = [item["niveau"] for item, first in zip(items, begins, strict=True) if not first]
    assert rest == sorted(rest, key=["SDSeI", "EPCI", "commune", "canton", "zone d’emploi", "département"].index)


def test_a_commune_is_found_by_its_code(reader):
    assert [item["nom"] for item in found(reader, "05061")] == ["Gap"]


def test_only_the_departement_served_is_proposed(reader):
    assert [item["nom"] for item in found(reader, "hautes-")] == ["Hautes-Alpes"]
    assert found(reader, "Pyrénées-Atlantiques") == []


@pytest.mark.parametrize(("typed", "count"), [("", 0), ("   ", 0), ("zzzz", 0), ("a", 8), ("a" * 5000, 0)])
def test_a_search_answers_eight_places_at_most(reader, typed, count):
    assert len(found(reader, typed)) == count


def test_every_place_found_leads_to_a_territory_of_the_warehouse(reader, address):
    snapshot = Warehouse(address).snapshot()
    for item in found(reader, "la"):
        _, _, level, code = item["href"].split("/")
        assert snapshot.territory(level, code).name == item["nom"]


@pytest.mark.parametrize(
    ("extension", "mimetype", "starts"),
    [
        ("csv", "text/csv", "\ufeffcode;".encode()),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("svg", "image/svg+xml", b"<svg "),
        ("png", "image/png", b"\x89PNG"),
    ],
)
def test_each_file_is_downloaded_under_a_readable_name(reader, extension, mimetype, starts):
    answer = reader.get(f"/fichiers/carte.{extension}?indicateur=taux_pauvrete&niveau=epci&periode=2021")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=demonstration-taux-pauvrete-epci-2021-hautes-alpes.{extension}"
    )
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.data.startswith(starts)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "svg"])
def test_a_file_already_received_is_not_sent_again(reader, extension):
    tag = reader.get(f"/fichiers/carte.{extension}").headers["ETag"]
    assert reader.get(f"/fichiers/carte.{extension}", headers={"If-None-Match": tag}).status_code == 304


def test_the_file_is_that_of_the_view_asked(reader):
    bars = reader.get("/fichiers/carte.svg?niveau=epci&vue=barres").get_data(as_text=True)
    drawn_map = reader.get("/fichiers/carte.svg?niveau=epci&vue=carte").get_data(as_text=True)
    assert "legende" in drawn_map and "legende" not in bars


def test_a_wrong_question_falls_back_as_on_screen_and_says_so_in_the_file(reader):
    text = reader.get("/fichiers/carte.csv?indicateur=inconnu&niveau=lune").get_data(as_text=True)
    assert text.count("À noter;") == 2
    assert "Vous demandiez l’indicateur «\u202finconnu\u202f»" in text


def test_a_format_that_does_not_exist_is_told_in_a_sentence(reader):
    answer = reader.get("/fichiers/carte.pdf")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "csv, xlsx, svg, png" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/fichiers/carte.csv", "/fichiers/carte.xlsx", "/recherche?q=gap"])
def test_asking_for_headers_alone_works(reader, path):
    answer = reader.head(path)
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/fichiers/carte.csv", "/recherche?q=gap", "/geo/x.json"])
def test_routes_say_what_to_run_when_nothing_is_published(nothing_published, path):
    answer = nothing_published.get(path)
    assert answer.status_code == 503
    assert "make demo" in answer.get_data(as_text=True)


def test_a_damaged_warehouse_is_told_in_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "entrepot.duckdb").write_bytes(b"not a warehouse" * 1000)
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "entrepot.duckdb"))
    answer = application.server.test_client().get("/recherche?q=gap")
    assert answer.status_code == 503
    assert "ne s’ouvre pas" in answer.get_data(as_text=True)


def test_a_new_publication_is_served_without_a_restart(monkeypatch, tmp_path, address):
    link = tmp_path / "observatoire.duckdb"
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(link))
    reader = application.server.test_client()
    assert reader.get("/recherche?q=gap").status_code == 503
    link.symlink_to(address.resolve())
    assert found(reader, "gap")[0]["niveau"] in ("EPCI", "commune")
