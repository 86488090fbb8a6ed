"""The map screen, asked of the server as a browser does."""

import gzip
import json
import re
from urllib.parse import parse_qsl

import pytest

import app as application
from observatoire.figures.palette import CLASSES
from observatoire.typography import french
from observatoire.view.carte import map_view
from observatoire.view.question import available
from observatoire.warehouse import Warehouse
from pages._carte_words import legend as legend_of
from tests.documents.demonstration import published
from tests.pages.screens import components, screen, text

CONTROLS = {
    "indicateur": ("carte-indicateur", "value"),
    "niveau": ("carte-niveau", "value"),
    "periode": ("carte-periode", "value"),
    "repere": ("carte-repere", "value"),
    "classes": ("carte-classes", "value"),
    "vue": ("carte-vue", "value"),
    "territoire": ("carte-territoire", "data"),
    "adresse": ("carte-adresse", "data"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return published("64", tmp_path_factory)


@pytest.fixture(scope="module")
def snapshot(address):
    return Warehouse(address).snapshot()


@pytest.fixture
def reader(monkeypatch, address):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(address))
    return application.server.test_client()


def post(reader, output: str, inputs: dict, changed: str):
    """Run the callback whose outputs hold `output`; inputs: {(component, property): value}."""
    known = next(
        item
        for item in reader.get("/_dash-dependencies").json
        if output in item["output"] and item["clientside_function"] is None
    )
    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
        for name in re.split(r"\.{3}", known["output"].strip("."))
    ]
    return reader.post(
        "/_dash-update-component",
        headers={"Accept-Encoding": "gzip"},
        json={
            "output": known["output"],
            "outputs": outputs,
            "changedPropIds": [changed],
            "inputs": [item | {"value": inputs.get((item["id"], item["property"]))} for item in known["inputs"]],
        },
    )


def answered(response) -> dict:
    """{component: {property: value}} of an answer, unpacked."""
    assert response.status_code == 200
    packed = response.headers.get("Content-Encoding") == "gzip"
    return json.loads(gzip.decompress(response.data) if packed else response.data)["response"]


def change(reader, changed: str, **asked):
    """The answer to a reader who changed one control; those left alone are sent empty, as a browser does."""
    inputs = {place: asked.get(name, "") for name, place in CONTROLS.items() if place[1] == "value" or name in asked}
    return post(reader, "carte-donnees.data", inputs, ".".join(CONTROLS[changed]))


def opened(reader, query: str) -> dict:
    """The props of every component of the page at an address, by its id."""
    found = components(screen(reader, "/carte", query))
    return {item["props"]["id"]: item["props"] for item in found if "id" in item["props"]}


def test_the_page_opens_already_answered(reader, snapshot):
    page = opened(reader, "?indicateur=taux_pauvrete&niveau=epci")
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "epci"}, snapshot)
    assert page["carte-titre"]["children"] == view.title
    assert page["carte-donnees"]["data"]["k"] == [row.key for row in view.rows]
    assert page["carte-source"]["children"] == view.source
    assert page["carte-niveau"]["value"] == "epci"


def test_a_change_and_an_address_show_the_same_view(reader):
    asked = {"indicateur": "taux_pauvrete", "niveau": "commune", "vue": "tableau"}
    changed = answered(change(reader, "niveau", **asked))
    page = opened(reader, "?" + changed["carte-etat"]["data"]["query"])
    for component, props in changed.items():
        if component != "carte-etat":  # only this one tells how it was asked
            assert {name: page[component][name] for name in props} == props


@pytest.mark.parametrize(
    "asked",
    [
        {
            "indicateur": "taux_pauvrete",
            "niveau": "sdsei",
            "territoire": "est-bearn",
            "vue": "barres",
            "repere": "france",
        },
        {"indicateur": "foyers_rsa", "niveau": "commune"},
    ],
)
def test_the_address_of_a_view_asks_for_that_view(reader, asked):
    first = answered(change(reader, "niveau", **asked))
    query = first["carte-etat"]["data"]["query"]
    again = answered(change(reader, "adresse", adresse={"query": query, "at": 1}))
    assert dict(parse_qsl(query)).items() >= asked.items()
    assert again["carte-donnees"] == first["carte-donnees"]
    assert again["carte-notes"]["children"] == []


def test_a_click_is_a_step_in_the_history_and_going_back_is_not(reader):
    clicked = answered(change(reader, "vue", vue="barres"))
    went_back = answered(change(reader, "adresse", adresse={"query": "vue=barres", "at": 1}))
    assert clicked["carte-etat"]["data"]["replace"] is False
    assert went_back["carte-etat"]["data"]["replace"] is True


def test_counts_are_circles_and_never_colours(reader, snapshot):
    counts = map_view({"indicateur": "foyers_rsa", "niveau": "commune"}, snapshot)
    shown = answered(change(reader, "indicateur", indicateur="foyers_rsa", niveau="commune"))
    drawn = shown["carte-donnees"]["data"]
    largest = max(counts.values)
    assert drawn["kind"] == "count"
    assert set(drawn["k"]) & set(CLASSES) <= {"c2"}
    assert shown["carte-classes-champ"]["hidden"] is True
    for radius, row in zip(drawn["r"], counts.rows, strict=True):
        known = row.observation is not None and row.observation.value and not row.observation.is_bounded
        assert radius == pytest.approx((row.observation.value / largest) ** 0.5 if known else 0, abs=5e-4)


def test_rates_are_colours_and_never_circles(reader):
    shown = answered(change(reader, "indicateur", indicateur="taux_pauvrete", niveau="epci"))
    assert shown["carte-donnees"]["data"]["kind"] == "rate"
    assert shown["carte-donnees"]["data"]["r"] is None
    assert shown["carte-classes-champ"]["hidden"] is False


@pytest.mark.parametrize("view", ["carte", "tableau", "barres"])
def test_an_answer_for_545_communes_weighs_less_than_30_kb(reader, snapshot, view):
    indicators = [item for item, levels in available(snapshot).items() if "commune" in levels]
    assert len(indicators) > 5
    for indicator in indicators:
        answer = change(reader, "indicateur", indicateur=indicator, niveau="commune", vue=view)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) < 30_000, indicator
        assert len(answered(answer)["carte-donnees"]["data"]["k"]) == 545


def test_the_table_says_what_the_map_says(reader, snapshot):
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "commune"}, snapshot)
    drawn = answered(change(reader, "vue", indicateur="taux_pauvrete", niveau="commune", vue="tableau"))
    drawn = drawn["carte-donnees"]["data"]
    table = drawn["table"]
    assert drawn["v"] == [row.text for row in view.rows]
    assert table["ranks"] == [row.standing and [row.standing.first, row.standing.text] for row in view.rows]
    assert [gap and gap[1:] for gap in table["gaps"]] == [
        [row.judgement.text, row.judgement.side] if row.judgement else None for row in view.rows
    ]
    assert [None if place is None else table["words"][place] for place in table["notes"]] == [
        french(row.reason) or None for row in view.rows
    ]
    assert {drawn["k"][i] for i, value in enumerate(table["x"]) if value is None} == {"secret"}


def test_names_and_codes_are_left_to_the_map_file(reader):
    answer = change(reader, "niveau", indicateur="taux_pauvrete", niveau="commune", vue="carte")
    assert "Mourenx" not in json.dumps(answered(answer)["carte-donnees"], ensure_ascii=False)


def test_what_is_estimated_is_said_so_on_the_map_and_in_the_card(reader, snapshot):
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "sdsei"}, snapshot)
    rank, row = next(
        (rank, row)
        for rank, row in enumerate(view.rows)
        if row.observation is not None and row.observation.status == "estimated"
    )
    shown = answered(
        change(reader, "territoire", indicateur="taux_pauvrete", niveau="sdsei", territoire=row.territory.code)
    )
    card = text(shown["carte-fiche"]["children"])
    assert shown["carte-donnees"]["data"]["v"][rank] == f"{row.text} (estimé)"
    assert f"{row.text}  estimé" in card
    assert row.territory.name in card


def test_an_illustrative_perimeter_is_said_under_the_title(reader):
    illustrative = answered(change(reader, "niveau", indicateur="taux_pauvrete", niveau="sdsei"))
    official = answered(change(reader, "niveau", indicateur="taux_pauvrete", niveau="epci"))
    assert "Découpage illustratif" in text(illustrative["carte-sous-titre"]["children"])
    assert "Découpage illustratif" not in text(official["carte-sous-titre"]["children"])


def test_an_indicator_that_does_not_exist_is_replaced_and_the_reader_is_told(reader):
    page = opened(reader, "?indicateur=bonheur")
    assert page["carte-indicateur"]["value"] == "taux_pauvrete"
    assert "bonheur" in text(page["carte-notes"]["children"])


def test_a_level_without_figures_is_replaced_in_the_controls_and_the_reader_is_told(reader):
    shown = answered(change(reader, "indicateur", indicateur="delai_orientation_oarsa", niveau="sdsei"))
    assert shown["carte-niveau"]["value"] == "departement"
    assert [option["value"] for option in shown["carte-niveau"]["options"]] == ["departement"]
    assert "départements" in text(shown["carte-notes"]["children"])


def test_a_territory_of_another_level_is_no_longer_chosen(reader):
    shown = answered(change(reader, "niveau", indicateur="taux_pauvrete", niveau="epci", territoire="est-bearn"))
    assert shown["carte-territoire"]["data"] == ""
    assert shown["carte-donnees"]["data"]["selected"] is None


def test_the_departement_served_stands_out_among_the_others(reader):
    shown = answered(change(reader, "niveau", indicateur="taux_pauvrete", niveau="departement"))
    assert shown["carte-donnees"]["data"]["selected"] == "64"
    assert "Pyrénées-Atlantiques" in text(shown["carte-fiche"]["children"])


def test_files_are_made_from_the_question_on_screen(reader):
    page = opened(reader, "?indicateur=taux_pauvrete&niveau=epci&repere=france")
    links = [item["props"]["children"]["props"]["href"] for item in page["carte-exports"]["children"]]
    assert [link.split("?")[0] for link in links] == [
        f"/fichiers/carte.{kind}" for kind in ("png", "svg", "csv", "xlsx")
    ]
    assert {link.split("?")[1] for link in links} == {page["carte-etat"]["data"]["query"]}
    assert "Repère\u202f: France" in reader.get(links[2]).get_data(as_text=True)


def test_every_legend_line_counts_its_territories(reader, snapshot):
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "commune"}, snapshot)
    page = opened(reader, "?indicateur=taux_pauvrete&niveau=commune")
    legend = text(page["carte-legende"]["children"])
    assert sum(entry.count for entry in view.legend) == 545
    for entry in view.legend:
        assert f"{entry.label} {entry.count}" in legend


def legend_title(indicator, snapshot):
    legend = legend_of(map_view({"indicateur": indicator, "niveau": "sdsei"}, snapshot))
    return legend[0].children[0]


def test_the_legend_says_its_unit_once(snapshot):
    assert legend_title("etp_iae_pour_1000_de", snapshot) == "ETP pour 1\u202f000 demandeurs"
    assert legend_title("taux_presence_rdv", snapshot) == "Présence aux rendez-vous, en %"
    assert legend_title("delai_median_orientation", snapshot) == "Délai médian d’orientation, en jours"


def test_every_chart_has_words_for_who_does_not_see_it(reader):
    page = opened(reader, "?indicateur=taux_pauvrete&niveau=sdsei&vue=barres")
    assert "Est Béarn" in page["carte-barres-image"]["aria-label"]
    assert page["carte-barres-figure"]["hidden"] is False
    beside = opened(reader, "?indicateur=niveau_vie_median&niveau=commune")["carte-a-cote-image"]["aria-label"]
    assert beside.startswith("Répartition des communes par classe")


def test_each_indicator_is_listed_once_under_its_theme(reader, snapshot):
    options = opened(reader, "")["carte-indicateur"]["options"]
    listed = [option["value"] for option in options if not option.get("disabled")]
    assert sorted(listed) == sorted(item.id for item in map_view({}, snapshot).choices.indicators)
    assert options[0] == {"label": "— Pauvreté et niveau de vie —", "value": "theme-pauvrete", "disabled": True}


def test_the_first_screen_leaves_the_chart_for_after_the_map(reader):
    page = opened(reader, "?indicateur=taux_pauvrete&niveau=commune")
    assert "carte-a-cote" not in page and page["carte-a-cote-image"]["aria-label"]
    assert "carte-barres" in opened(reader, "?indicateur=taux_pauvrete&niveau=sdsei&vue=barres")


def test_the_browser_asks_for_the_map_file_before_any_script_has_run(reader, snapshot):
    page = reader.get("/carte?niveau=commune").get_data(as_text=True)
    name, _ = snapshot.layer("commune")
    early = f'<link rel="preload" as="fetch" crossorigin="anonymous" href="/geo/{name}">'
    assert early in page[: page.index("<script")]
    assert "/geo/" not in reader.get("/").get_data(as_text=True)
