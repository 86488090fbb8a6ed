"""The screen as the server draws it, before any script has run."""

from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser

import pytest

import app as application
from tests.pages.screens import screen, text

SCREENS = (
    "/",
    "/carte",
    "/comparer",
    "/territoire/departement/05",
    "/territoire/commune/05061",
    "/parcours",
    "/emploi",
    "/indicateurs",
    "/indicateur/taux_pauvrete",
    "/sources",
)
UNSPOKEN = ("script", "style", "title", "select", "textarea")


class _FirstView(HTMLParser):
    """Words and map shapes of the first view of a page."""

    def __init__(self, page: str):
        super().__init__()
        start = page.index('<div id="premiere-vue">')
        self.words: list[str] = []
        self.shapes: list[str] = []
        self.current: list[str] = []
        self._within: list[str] = []
        self.feed(page[start : page.index("</template>", start)])

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in ("g", *UNSPOKEN):
            self._within.append(f"{tag} {found.get('class', '')}")
        if tag == "path" and "g carte-zones" in self._within:
            self.shapes.append(found["class"])
        if "aria-current" in found and tag == "a":
            self.current.append(found["href"])

    def handle_endtag(self, tag):
        if tag in ("g", *UNSPOKEN):
            self._within.pop()

    def handle_data(self, data):
        if not any(place.split()[0] in UNSPOKEN for place in self._within):
            self.words += data.split()


@pytest.mark.parametrize("path", SCREENS)
def test_every_word_of_a_screen_is_read_before_any_script_runs(hautes_alpes, path):
    first = _FirstView(hautes_alpes.get(path).text).words
    awaited = text(screen(hautes_alpes, path)).split()
    assert len(awaited) > 10
    position = 0
    for word in awaited:
        assert word in first[position:], f"{word!r} is not read, or not in its place"
        position = first.index(word, position) + 1


def test_the_map_is_there_with_its_classes(hautes_alpes):
    address = "/carte?indicateur=taux_pauvrete&niveau=commune"
    found = _FirstView(hautes_alpes.get(address).text).shapes
    stores = json.dumps(screen(hautes_alpes, "/carte", "?indicateur=taux_pauvrete&niveau=commune"))
    keys = json.loads(re.search(r'"k": (\[[^\]]+\])', stores)[1])
    assert len(found) > 150
    assert found == [f"k-{key}" for key in keys]


def test_the_section_where_the_reader_is_is_marked(hautes_alpes):
    marked = {
        path: _FirstView(hautes_alpes.get(path).text).current for path in ("/", "/carte", "/indicateur/population")
    }
    assert marked["/"][:1] == ["/"] and marked["/carte"][:1] == ["/carte"]
    assert marked["/indicateur/population"][:1] == ["/indicateurs"]


def test_an_address_cannot_write_in_the_page(hautes_alpes):
    page = hautes_alpes.get("/carte", query_string={"indicateur": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_an_address_without_a_screen_has_no_first_view(hautes_alpes):
    assert "premiere-vue" not in hautes_alpes.get("/nulle-part").text.split("<body>")[1].split("<script")[0]


def test_without_a_publication_the_page_waits_for_the_message(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "absent.duckdb"))
    assert '<div id="premiere-vue">' not in application.server.test_client().get("/carte").text


def test_a_screen_that_fails_leaves_the_page_to_say_it(hautes_alpes, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("missing")

    monkeypatch.setattr(sys.modules["pages.accueil"], "accueil", broken)
    answer = hautes_alpes.get("/")
    assert answer.status_code == 200 and '<div id="premiere-vue">' not in answer.text
    assert "no first view at /" in caplog.text
