"""The shell: what is true of every page, whatever is published."""

import gzip
import json
import re
import subprocess
import sys
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import brotli
import dash
import pytest
from plotly.offline import get_plotlyjs_version

import app as application
from observatoire.errors import CheckFailed
from observatoire.publication import publish
from observatoire.schema import FORMAT_VERSION
from pages import _shell

PLOTLY = Path(application.__file__).parent / "assets" / "vendor" / f"plotly-basic-{_shell.PLOTLY_VERSION}.min.js"


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """A browser's view of the site before anything is published."""
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "absent.duckdb"))
    return application.server.test_client()


@pytest.fixture
def demonstration(monkeypatch, tmp_path):
    """The site serving an invented département."""

    def fill(connection):
        connection.execute(
            "INSERT INTO publication VALUES ('64', 'Pyrénées-Atlantiques', ?, true, 2026, ?)",
            [datetime(2026, 11, 22, 6, 0), FORMAT_VERSION],
        )

    publish(tmp_path / "observatoire.duckdb", fill)
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "observatoire.duckdb"))
    return application.server.test_client()


def test_a_process_has_every_callback_before_its_first_reader_and_nothing_opened(demonstration):
    """Two readers at once of a process just begun would lose the callback of the pages; DuckDB is not for two."""
    said = (
        "import app, os; links = [os.readlink(f'/proc/self/fd/{f}') for f in range(100) if os.path.exists("
        "f'/proc/self/fd/{f}')]; print(any('.duckdb' in link for link in links),"
        " [one['output'] for one in app.app._callback_list if '_pages_store.data' in one['output']])"
    )
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=Path(application.__file__).parent
    )
    assert done.stdout == "False ['.._pages_content.children..._pages_store.data..']\n"


class _Page(HTMLParser):
    """The addresses that a page loads by itself."""

    def __init__(self, html: str):
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag != "a":
            self.addresses += [
                value
                for name, value in attrs
                if name in ("src", "href", "data", "poster") and not value.startswith("data:")
            ]


def strings_of(layout) -> list[str]:
    """Every text of a layout as the browser receives it."""
    if isinstance(layout, str):
        return [layout]
    if isinstance(layout, dict):
        return [text for value in layout.values() for text in strings_of(value)]
    return [text for value in layout for text in strings_of(value)] if isinstance(layout, list) else []


def test_health_says_503_in_json_when_no_warehouse_is_published(reader):
    answer = reader.get("/health")
    assert answer.status_code == 503
    assert answer.json["etat"] == "indisponible"
    assert answer.json["message"].endswith(".")


def test_health_tells_what_is_served(demonstration):
    answer = demonstration.get("/health")
    assert answer.status_code == 200
    assert answer.json == {
        "etat": "ok",
        "departement": "64",
        "demo": True,
        "publie_le": "2026-11-22T06:00:00",
        "format": FORMAT_VERSION,
    }


def test_a_demonstration_says_so_and_names_its_departement_and_its_date(demonstration):
    texts = strings_of(demonstration.get("/_dash-layout").json)
    assert "Données de démonstration, fictives" in texts
    assert "Pyrénées-Atlantiques" in texts
    assert any("22 novembre 2026" in text for text in texts)


def test_pages_answer_and_say_what_to_run_when_no_warehouse_is_published(reader):
    assert reader.get("/carte").status_code == 200
    texts = strings_of(reader.get("/_dash-layout").json)
    assert reader.get("/health").json["message"] in texts
    assert any("python -m etl" in text for text in texts)


def test_the_page_is_declared_in_french_and_waits_in_french(reader):
    html = reader.get("/").get_data(as_text=True)
    assert '<html lang="fr">' in html
    assert ">Loading" not in html


def test_nothing_is_loaded_from_another_site(reader):
    addresses = _Page(reader.get("/").get_data(as_text=True)).addresses
    assert len(addresses) > 5
    assert [address for address in addresses if not re.match(r"/(?!/)", address)] == []


def test_everything_that_the_page_loads_is_served(reader):
    addresses = _Page(reader.get("/").get_data(as_text=True)).addresses
    assert {address: reader.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_browser_is_told_to_load_nothing_elsewhere(reader):
    policy = reader.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "script-src 'self' 'sha256-" in policy


def test_the_first_link_leads_to_the_content(reader):
    shell = reader.get("/_dash-layout").json
    first = shell["props"]["children"][0]
    assert (first["props"]["children"], first["props"]["href"]) == ("Aller au contenu", "#contenu")
    assert "contenu" in strings_of(shell["props"]["children"][2])


def test_charts_cannot_be_sent_to_plotly():
    assert _shell.GRAPH_CONFIG["showSendToCloud"] is False
    assert _shell.GRAPH_CONFIG["displayModeBar"] is False
    assert _shell.GRAPH_CONFIG["plotlyServerURL"].endswith(".invalid")


def test_our_plotly_is_the_version_that_python_expects():
    assert get_plotlyjs_version() == _shell.PLOTLY_VERSION
    assert f"v{_shell.PLOTLY_VERSION}" in PLOTLY.read_text(encoding="utf-8")[:200]


def test_compressed_copies_of_plotly_are_the_same_file():
    script = PLOTLY.read_bytes()
    assert brotli.decompress(PLOTLY.with_name(PLOTLY.name + ".br").read_bytes()) == script
    assert gzip.decompress(PLOTLY.with_name(PLOTLY.name + ".gz").read_bytes()) == script


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "br"), ("gzip", "gzip")])
def test_plotly_travels_compressed_and_is_kept_for_good(reader, accepted, sent):
    answer = reader.get(f"/assets/vendor/{PLOTLY.name}", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == sent
    assert "immutable" in answer.headers["Cache-Control"]


def _click(reader, output: str):
    """Run a callback of the application through the server, as the browser does."""
    component, prop = output.split(".")
    return reader.post(
        "/_dash-update-component",
        json={
            "output": output,
            "outputs": {"id": component, "property": prop},
            "inputs": [{"id": "essai-bouton", "property": "n_clicks", "value": 1}],
            "changedPropIds": ["essai-bouton.n_clicks"],
        },
    )


def test_a_failed_callback_shows_a_sentence_and_no_trace(reader, failing_callbacks):
    answer = _click(reader, "essai-inconnu.children")
    shown = answer.json["sideUpdate"]["erreur-texte"]["children"]
    assert "Rechargez la page" in shown
    assert "secret detail" not in json.dumps(answer.json)


def test_an_expected_failure_is_told_in_its_own_words(reader, failing_callbacks):
    answer = _click(reader, "essai-attendu.children")
    assert answer.json["sideUpdate"]["erreur-texte"]["children"] == "Ce territoire n’a pas de chiffre."


@pytest.fixture(scope="module")
def failing_callbacks():
    """Two callbacks that fail, added to the application as users run it."""

    def register(output, error):
        @application.app.callback(dash.Output(output, "children"), dash.Input("essai-bouton", "n_clicks"))
        def fail(_clicks):
            raise error

    register("essai-inconnu", ValueError("secret detail"))
    register("essai-attendu", CheckFailed("Ce territoire n’a pas de chiffre."))


def test_a_process_asked_for_a_script_before_any_page_serves_it(reader):
    """With several processes, the page and its scripts come from different ones."""
    scripts = re.findall(
        r'src="(/_dash-component-suites/[^"]+)"', application.build().server.test_client().get("/").text
    )
    fresh = application.build().server.test_client()
    assert scripts and {fresh.get(address).status_code for address in scripts} == {200}


def test_no_library_for_browsers_of_the_past_is_run_on_a_first_visit(demonstration):
    scripts = [
        address for address in _Page(demonstration.get("/").get_data(as_text=True)).addresses if ".js" in address
    ]
    assert any("react-dom" in address for address in scripts)
    assert not any("polyfill" in address for address in scripts)
