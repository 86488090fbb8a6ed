"""A French reader never meets a point between two digits: files, screens, what appears under the pointer, drawings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

import app as application
from tests.coherence.planted import FORMATS, GAP
from tests.coherence.reading_back import html_texts
from tests.pages.screens import screen

#: The name of a licence, the only text where a point stands between two digits.
LICENCES = "Licence Ouverte 2.0"
TERRITORIES = ("departement/05", f"epci/{GAP}", "commune/05061", "commune/05024")
SCREENS = (
    "/",
    "/carte",
    *(f"/carte?niveau={level}&vue={view}" for level in ("epci", "commune") for view in ("carte", "tableau", "barres")),
    "/carte?indicateur=foyers_rsa&niveau=commune&classes=quantiles",
    "/carte?indicateur=delai_median_orientation&niveau=epci&classes=repere",
    *(f"/territoire/{place}" for place in TERRITORIES),
    "/comparer",
    "/comparer?niveau=epci&repere=departement&tri=semblables",
    "/comparer?niveau=epci&indicateur=taux_contractualisation",
    "/parcours",
    f"/parcours?niveau=epci&territoire={GAP}",
    "/emploi",
    f"/emploi?niveau=epci&territoire={GAP}",
    "/indicateurs",
    "/indicateur/taux_pauvrete",
    "/indicateur/delai_median_orientation",
    "/sources",
    "/panier",
)
#: Properties that nobody reads: addresses, drawings, styles, what a control sends back.
UNREAD = {"href", "id", "className", "class_name", "style", "type", "src", "n_clicks", "data-panier-adresse", "viewBox"}
#: Keys of a Plotly chart that hold code: a format of d3 (",.1f"), a colour, are not texts.
CODE = re.compile("tickformat|hoverformat|.*color")


def wrong(text: str) -> bool:
    """Whether a reader would meet a point between digits: addresses of the web have their own."""
    shown = re.sub(r"https?://\S+|\S*\.(?:csv|zip|xlsx|parquet|json|pdf)\b", "", text.replace(LICENCES, ""))
    return re.search(r"\d\.\d", shown) is not None


@pytest.fixture(scope="session")
def site(planted):
    """The site of the département, as a browser asks it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVATOIRE_ENTREPOT", str(planted.path))
        yield application.server.test_client()


@pytest.fixture(scope="session")
def shown(site) -> dict[str, list]:
    """{address: what the server sends for it: the screen, then the answers of its callbacks}."""
    callbacks = [item for item in site.get("/_dash-dependencies").json if not item["clientside_function"]]
    found = {}
    for address in SCREENS:
        path, _, query = address.partition("?")
        layout = screen(site, path, f"?{query}" if query else "")
        values = dict(_values(layout))
        asked = [item for item in callbacks if item["inputs"] and all(i["id"] in values for i in item["inputs"])]
        found[address] = [layout, *(_answer(site, item, values) for item in asked)]
    return found


def _values(layout) -> Iterator[tuple[str, dict]]:
    """(identifier, properties) of each component."""
    if isinstance(layout, list):
        for item in layout:
            yield from _values(item)
    elif isinstance(layout, dict) and "props" in layout:
        if isinstance(layout["props"].get("id"), str):
            yield layout["props"]["id"], layout["props"]
        yield from _values(layout["props"].get("children"))


def _answer(site, callback: dict, values: dict[str, dict]):
    """What a callback answers when nothing has been touched since the screen came."""

    def sent(items: list[dict]) -> list[dict]:
        return [item | {"value": values.get(item["id"], {}).get(item["property"])} for item in items]

    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
        for name in callback["output"].strip(".").split("...")
    ]
    several = callback["output"].startswith("..")
    answer = site.post(
        "/_dash-update-component",
        json={
            "output": callback["output"],
            "outputs": outputs if several else outputs[0],
            "inputs": sent(callback["inputs"]),
            "state": sent(callback.get("state", [])),
            "changedPropIds": [f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"],
        },
    )
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    return answer.json["response"] if answer.status_code == 200 else {}


def spoken(item, key: str = "") -> Iterator[str]:
    """Every text of what the server sends: children, labels, words under the pointer, texts of drawings."""
    if isinstance(item, dict):
        for name, value in item.items():
            if name == "src" and isinstance(value, str) and value.startswith("data:image/svg"):
                yield from html_texts(unquote(value.partition(",")[2]))
            elif name not in UNREAD and not CODE.fullmatch(name):
                yield from spoken(value, name)
    elif isinstance(item, list):
        for value in item:
            yield from spoken(value, key)
    elif isinstance(item, str):
        yield from html_texts(item) if "<" in item else [item]


def plots(item) -> Iterator[dict]:
    """Plotly charts of what the server sends."""
    if isinstance(item, dict):
        if isinstance(item.get("figure"), dict) and "data" in item["figure"]:
            yield item["figure"]
        for value in item.values():
            yield from plots(value)
    elif isinstance(item, list):
        for value in item:
            yield from plots(value)


@pytest.mark.parametrize("address", SCREENS)
def test_no_screen_has_a_point_between_two_digits(shown, address):
    texts = list(spoken(shown[address]))
    assert len(texts) > 10
    assert [text for text in texts if wrong(text)] == []


def test_every_chart_that_writes_its_own_numbers_writes_them_in_french(shown):
    """Axes and words under the pointer are written by the browser from bare numbers."""
    found = [plot for answers in shown.values() for plot in plots(answers)]
    assert len(found) > 20
    assert {plot["layout"].get("separators") for plot in found} == {",\u202f"}


def test_the_maps_and_their_payloads_are_really_walked(shown):
    """A test that reads nothing would pass."""
    said = " ".join(spoken(shown["/carte?niveau=commune&vue=carte"]))
    assert "secret statistique" in said and re.search(r"\d,\d", said)
    assert any(re.search(r"\d,\d", text) for text in spoken(shown[f"/territoire/epci/{GAP}"]))
    assert len(json.dumps(shown["/comparer"])) > 10_000


@pytest.mark.parametrize("extension", FORMATS)
def test_no_file_has_a_point_between_two_digits(before, after, extension):
    files = [found.files[extension] for found in (*before.values(), *after.values()) if extension in found.files]
    texts = [text for file in files for text in file.texts]
    assert len(texts) > 100
    assert [text for text in texts if wrong(text)] == []


def test_no_live_slide_nor_page_of_a_code_has_one(site, before, panier_of_both, carnet_of_both, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(carnet_of_both.path))
    live = site.get(f"/copil/{panier_of_both.id}")
    assert live.status_code == 200
    texts = html_texts(live.get_data(as_text=True))
    for figure in before["copil"].document.figures:
        texts += spoken(screen(site, f"/f/{figure.frozen.code}"))
        texts += site.get(f"/f/{figure.frozen.code}.csv").get_data(as_text=True).splitlines()
    assert len(texts) > 500
    assert [text for text in texts if wrong(text)] == []
