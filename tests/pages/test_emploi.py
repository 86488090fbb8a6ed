"""The employment screen, asked of the server as a browser does."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

import app as application
from observatoire.catalogue import load_catalogue
from observatoire.figures.palette import PAPER
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS
from pages import _routes_emploi
from tests.pages.screens import components, links, screen, text
from tests.samples.emploi_warehouse import COMMUNES, HIDDEN, SHIFT, map_file, publish_emploi
from tests.samples.parcours_warehouse import row

CONTROLS = {"territoire": "emploi-territoire", "periode": "emploi-periode", "decoupage": "emploi-decoupage",
            "indicateur": "emploi-indicateur"}  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return publish_emploi(tmp_path_factory.mktemp("entrepot"))


@pytest.fixture
def reader(monkeypatch, address):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(address))
    return application.server.test_client()


@pytest.fixture
def files(monkeypatch, address):
    """The routes of the files of this screen, on a server of their own."""
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(address))
    server = Flask(__name__)
    _routes_emploi.register(server)
    return server.test_client()


@pytest.fixture
def serving(monkeypatch, tmp_path):
    def serve(*rows, **given):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_emploi(tmp_path, rows, **given)))
        return application.server.test_client()

    return serve


def opened(reader, query: str = "") -> dict:
    """The props of every component of the page at an address, by its id."""
    found = components(screen(reader, "/emploi", query))
    return {item["props"]["id"]: item["props"] for item in found if "id" in item["props"]}


def blocks(reader, query: str = "") -> dict[str, dict]:
    """{name of a question: its section} of the page at an address."""
    sections = components(screen(reader, "/emploi", query), "Section")
    return {item["props"].get("aria-labelledby"): item for item in sections}


def chosen(reader, **changed) -> str:
    """The address that a reader gets who changes some controls of the first screen."""
    values = {name: opened(reader)[component]["value"] for name, component in CONTROLS.items()} | changed
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "emploi-navigation.href",
            "outputs": {"id": "emploi-navigation", "property": "href"},
            "inputs": [{"id": CONTROLS[name], "property": "value", "value": value} for name, value in values.items()],
            "changedPropIds": [f"{CONTROLS[name]}.value" for name in changed],
        },
    )
    assert answer.status_code == 200
    return answer.json["response"]["emploi-navigation"]["href"]


def lines(section) -> dict[str, list[str]]:
    """{heading of a row: its other cells} of the tables of a section."""
    found = {}
    for line in components(section, "Tr"):
        heading, *cells = line["props"]["children"]
        found[text(heading)] = [text(cell) for cell in cells]
    return found


def test_the_page_opens_on_the_departement_and_answers_its_six_questions(reader):
    page = opened(reader)
    assert page["emploi-territoire"]["value"] == "departement:64"
    assert list(QUESTIONS) == [key for key in blocks(reader) if key in QUESTIONS]
    assert [page[key]["children"] for key in QUESTIONS] == list(QUESTIONS.values())


def test_key_figures_say_their_year_their_interval_and_how_many_persons(reader):
    shown = text(screen(reader, "/emploi"))
    assert "32,0\u202f% Retour à l’emploi à 12 mois année 2024 entre 29,5 et 34,5\u202f%" in shown
    assert "1\u202f000\u00a0personnes entrées" in shown
    assert "18,0\u202f% Retour à l’emploi à 6 mois année 2025" in shown


def test_a_territory_stands_beside_the_departement_in_words(reader):
    shown = text(screen(reader, "/emploi", "?niveau=sdsei&territoire=est-bearn"))
    assert "Est Béarn, à côté de Pyrénées-Atlantiques" in shown
    assert "Pyrénées-Atlantiques\u202f: 32,0\u202f%, non différent" in shown
    assert "Pyrénées-Atlantiques\u202f: 12,5, plus élevé (mieux)" in shown


def test_a_cohort_that_is_too_young_is_said_so_and_never_zero(reader):
    told = lines(blocks(reader)["retour"])
    assert told["2026"] == ["trop récent", "trop récent"]
    assert told["2025"][0].startswith("18,0\u202f%") and told["2025"][1] == "trop récent"


def test_a_year_too_young_shows_who_comes_back_in_the_latest_year_that_is_not(reader):
    section = text(blocks(reader, "?periode=2025")["retour"])
    assert "Retour à l’emploi selon la personne, entrées de 2024" in section
    assert "trop récent" in text(screen(reader, "/emploi", "?periode=2025")).split("Emplois durables")[0]


def test_a_hidden_figure_says_secret_and_why(reader):
    section = blocks(reader)["retour"]
    assert lines(section)["Moins de 25 ans"] == ["secret", "secret"]
    assert text(section).count("caché\u202f: moins de cinq personnes, ou déductible d’un autre chiffre") == 1


def test_shares_are_said_with_the_counts_and_only_of_what_is_known(reader):
    told = lines(blocks(reader)["sorties"])
    assert told["Emploi durable"] == ["500\u00a0sorties", "50,0\u202f%"]
    near = lines(blocks(reader, "?niveau=sdsei&territoire=est-bearn")["sorties"])
    assert near["Autre sortie"][0].startswith("secret") and near["Autre sortie"][1] == ""


def test_what_is_durable_here_and_elsewhere_is_said_beside_the_exits(reader):
    shown = text(blocks(reader)["sorties"])
    assert "intérim de six mois ou plus" in shown
    assert "Plateforme de l’inclusion compte les contrats de plus de six mois" in shown


def test_a_dispositif_is_judged_on_those_who_left_it_in_alphabetical_order(reader):
    section = blocks(reader)["dispositifs"]
    assert "Le dénominateur est le nombre de personnes sorties, pas de personnes accompagnées" in text(section)
    told = lines(section)
    assert list(told)[1:] == ["Accompagnement global", "Parrainage", "PLIE", "Tous dispositifs"]
    assert told["Parrainage"] == ["28,0\u202f% entre 22,0 et 34,0\u202f%", "150"]
    assert told["PLIE"][0].startswith("secret") and told["PLIE"][1] == ""


def test_structures_are_circles_on_their_commune_and_adapted_firms_are_none_of_them(reader):
    drawn = opened(reader)["emploi-carte-donnees"]["data"]
    first, second = drawn["points"]
    communes = map_file("commune", COMMUNES, 0, 0)
    place = dict(zip(communes["names"], communes["c"], strict=True))
    assert (first["name"], first["text"]) == ("Pau", "4\u00a0structures (2\u00a0ACI, 1\u00a0AI, 1\u00a0EI)")
    assert [first["x"] - SHIFT[0], first["y"] - SHIFT[1]] == place["Pau"]
    assert (second["r"] / first["r"]) ** 2 == pytest.approx(1 / 4, rel=0.01)
    assert [mark[1] for mark in drawn["marks"]] == ["4\u00a0structures", "1\u00a0structure"]
    assert drawn["kind"] == "rate" and drawn["r"] is None


def test_every_circle_is_a_line_of_a_table_and_every_area_too(reader):
    page = blocks(reader)
    drawn = opened(reader)["emploi-carte-donnees"]["data"]
    told = lines(page["carte"])
    assert [told[point["name"]][0] for point in drawn["points"]] == ["4", "1"]
    assert told["Pau"][-1] == "1"  # the adapted firm, apart
    table = lines(page["structures"])
    assert table["Est Béarn"][9] == "15,3" and drawn["v"][0].startswith("15,3")


def test_posts_hidden_by_dominance_are_said_so_in_words(reader):
    section = blocks(reader)["structures"]
    told = lines(section)["Haut-Béarn"]
    assert (told[7], told[8], told[9]) == ("secret", "1\u202f500", "secret")
    assert french("caché : moins de trois structures, ou une seule qui pèse presque tout") in text(section)


def test_a_territory_without_any_structure_has_zeros_and_not_gaps(reader):
    assert lines(blocks(reader)["structures"])["Nive-Nivelle"][:8] == ["0", *["0"] * 6, "0,0"]
    assert lines(blocks(reader)["structures"])["Est Béarn"][1:7] == ["2", "1", "1", "0", "0", "1"]


def test_a_density_that_does_not_exist_says_why_under_the_table(serving):
    shared = "EPCI partagé entre départements : ses structures hors du département ne sont pas dans l’extrait"
    place = {"level": "sdsei", "territory": "est-bearn", "status": "missing", "qualifier": "not_aggregable"}
    reader = serving(row("etp_iae_pour_1000_de", None, method=shared, **place))
    section = blocks(reader)["structures"]
    assert lines(section)["Est Béarn"][9] == "non disponible"
    assert french(shared) in text(section)


def test_long_unemployment_by_post_exists_by_zone_and_says_why_not_elsewhere(reader):
    shown = text(blocks(reader)["structures"])
    assert "Pau, 2025\u202f:  9,1\u00a0demandeurs d’emploi de longue durée par ETP" in shown
    assert "Oloron, 2025\u202f:  aucun ETP" in shown
    assert "Il n’existe pas par SDSeI" in shown and "ne publie pas l’ancienneté d’inscription à la commune" in shown


def test_hours_promised_and_worked_stand_side_by_side_and_are_never_summed(reader):
    section = blocks(reader)["clauses"]
    assert lines(section)["2024"] == ["70\u202f000\u00a0heures", "52\u202f000\u00a0heures"]
    assert "122\u202f000" not in text(screen(reader, "/emploi"))
    assert "ne s’additionnent jamais" in text(section)
    assert lines(section)["2025"][1] == "secret" and "moins de trois maîtres d’ouvrage" in text(section)


def test_hours_shown_beside_a_territory_are_said_to_be_those_of_the_departement(reader):
    near = text(blocks(reader, "?niveau=sdsei&territoire=est-bearn")["clauses"])
    assert "Ces heures sont celles de tout le département\u202f: aucun marché ne nomme Est Béarn." in near
    assert "Ces heures sont celles de tout le département" not in text(blocks(reader)["clauses"])


def test_hours_of_the_markets_that_name_a_territory_are_its_own(serving):
    reader = serving(row("heures_insertion_engagees", 9000.0, level="sdsei", territory="est-bearn"))
    near = blocks(reader, "?niveau=sdsei&territoire=est-bearn")["clauses"]
    assert lines(near)["2025"] == ["9\u202f000\u00a0heures", "non disponible aucun chiffre pour 2025"]
    assert "celles de tout le département" not in text(near)


def test_the_screen_says_what_not_to_conclude(reader):
    shown = text(screen(reader, "/emploi"))
    assert "À ne pas conclure" in shown
    for indicator in ("taux_retour_emploi_12_mois", "taux_sortie_dispositif", "etp_iae_pour_1000_de"):
        assert load_catalogue().indicators[indicator].not_to_conclude[0] in shown


@pytest.mark.parametrize(
    ("changed", "value"),
    [("territoire", "sdsei:est-bearn"), ("periode", "2024"), ("indicateur", "siae_pour_10000_hab")],
)
def test_a_change_gives_an_address_that_shows_it(reader, changed, value):
    address = urlsplit(chosen(reader, **{changed: value}))
    assert address.path == "/emploi"
    assert opened(reader, f"?{address.query}")[CONTROLS[changed]]["value"] == value


def test_the_latest_year_of_each_figure_needs_nothing_in_the_address(reader):
    address = chosen(reader, periode=opened(reader)["emploi-periode"]["value"])
    assert "periode" not in dict(parse_qsl(urlsplit(address).query))


def test_a_wrong_address_shows_something_else_and_says_so(reader):
    shown = text(screen(reader, "/emploi", "?niveau=quartier&territoire=x&periode=1999&indicateur=bonheur"))
    for asked in ("quartier", "« x »", "1999", "bonheur"):
        assert french(asked) in shown


def test_a_choice_on_the_map_chooses_the_territory_here(reader):
    href = opened(reader, "?indicateur=siae_pour_10000_hab")["emploi-carte-donnees"]["data"]["href"]
    page = opened(reader, "?" + urlsplit(f"{href[0]}est-bearn{href[1]}").query)
    assert page["emploi-territoire"]["value"] == "sdsei:est-bearn"
    assert page["emploi-indicateur"]["value"] == "siae_pour_10000_hab"
    assert page["emploi-carte-donnees"]["data"]["selected"] == "est-bearn"


def test_the_map_says_when_it_shows_another_year_than_the_one_asked(reader):
    shown = text(screen(reader, "/emploi", "?periode=2024"))
    assert "La carte montre 2025\u202f: elle n’a pas de chiffre pour 2024." in shown


def test_a_departement_without_extracts_gets_a_sentence_and_the_way(serving):
    shown = text(screen(serving(extracts=False), "/emploi", "?niveau=sdsei"))
    assert french("Le département n’a pas encore donné d’extraits :") in shown
    assert "docs/extraits.md" in shown and "etl extracts check" in shown


def test_extracts_that_describe_neither_structures_nor_hours_say_so_and_keep_every_control(serving):
    reader = serving(offer=False)
    page = blocks(reader)
    assert french("(fichier « siae »)") in text(page["carte"]) and french("(fichier « siae »)") in text(
        page["structures"]
    )
    assert french("(fichier « clauses »)") in text(page["clauses"])
    assert "32,0\u202f%" in text(page["retour"])
    assert set(CONTROLS.values()) <= set(opened(reader))


def test_a_fragile_figure_is_said_to_be_so(serving):
    fragile = row("taux_retour_emploi_12_mois", 25.0, period="2024", denominator=24, margin=15.0, qualifier="fragile")
    section = blocks(serving(fragile))["retour"]
    assert "fragile\u202f: compté sur moins de 30 personnes" in lines(section)["2024"][1]
    drawn = components(section, "Graph")[0]["props"]["figure"]["data"][1]
    assert drawn["marker"]["color"][drawn["x"].index(2024)] == PAPER


def test_figures_all_hidden_are_a_sentence_and_not_an_empty_chart(serving):
    hidden = [
        row(f"taux_retour_emploi_{months}_mois", None, period=period, **HIDDEN)
        for months in (6, 12)
        for period in ("2023", "2024", "2025", "2026")
    ]
    section = blocks(serving(*hidden))["retour"]
    assert components(section, "Graph") == []
    assert "les chiffres y sont tous secrets" in text(section)


def test_every_file_offered_on_the_screen_exists(reader, files):
    offered = [link for link in links(screen(reader, "/emploi")) if link.startswith("/fichiers/")]
    asked = {dict(parse_qsl(urlsplit(link).query)).get("bloc", "") for link in offered}
    assert asked == {"", *QUESTIONS}
    for link in offered:
        answer = files.get(link)
        assert answer.status_code == 200, link
        assert "demonstration-emploi" in answer.headers["Content-Disposition"]


def table_of(files, query: str) -> list[dict[str, str]]:
    content = files.get(f"/fichiers/emploi.csv{query}").get_data().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    return [line for line in read if line["indicateur"] and line["statut"]]


def test_a_file_says_what_the_screen_says(files):
    told = {
        (line["indicateur"], line["période"], line["ventilation"]): line for line in table_of(files, "?bloc=retour")
    }
    twelve = load_catalogue().indicators["taux_retour_emploi_12_mois"].title
    known, young, hidden = (
        told[twelve, "2024", "Ensemble"],
        told[twelve, "2025", "Ensemble"],
        told[twelve, "2024", "Moins de 25 ans"],
    )
    assert (known["valeur"], known["borne basse"], known["effectif"]) == ("32,0", "29,5", "1000")
    assert (young["valeur"], young["statut"]) == ("", "trop récent pour être mesuré")
    assert hidden["valeur"] == "" and hidden["précision"].startswith("caché\u202f: moins de cinq personnes")


def test_the_file_of_the_map_holds_the_areas_and_the_circles(files):
    told = table_of(files, "?bloc=carte")
    assert {"Est Béarn", "Haut-Béarn", "Pau", "Oloron-Sainte-Marie"} <= {line["territoire"] for line in told}
    pau = [line for line in told if line["territoire"] == "Pau" and line["ventilation"] == "Ensemble"]
    assert [line["valeur"] for line in pau] == ["4"]


def test_the_picture_of_the_map_carries_its_circles_and_its_address(files):
    drawn = files.get("/fichiers/emploi.svg?niveau=sdsei&territoire=est-bearn").get_data(as_text=True)
    group = re.search(r'<g fill="#ffffff" fill-opacity="0.85"[^>]*>(.*?)</g>', drawn)[1]
    assert group.count("<circle") == 2
    assert "structures d’insertion (SIAE) de chaque commune" in drawn
    assert "/emploi?niveau=sdsei" in drawn and "Données de démonstration" in drawn


def test_a_file_that_does_not_exist_is_a_sentence(files, monkeypatch, tmp_path):
    assert files.get("/fichiers/emploi.docx").status_code == 404
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_emploi(tmp_path, extracts=False)))
    answer = files.get("/fichiers/emploi.csv")
    assert answer.status_code == 404 and "extraits" in answer.get_data(as_text=True)
