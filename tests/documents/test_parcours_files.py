"""The files of the parcours screen say what the screen says, and nothing that it hides."""

import csv
import io

import openpyxl
import pytest
from flask import Flask

from observatoire import breakdowns
from observatoire.documents.figures_at import figure_at
from observatoire.documents.parcours_files import file_name, parcours_csv, parcours_xlsx
from observatoire.view.parcours import QUESTIONS, parcours
from pages import _routes_parcours
from tests.samples.parcours_warehouse import parcours_warehouse, publish_parcours, row

EST_BEARN = {"niveau": "sdsei", "territoire": "est-bearn"}


@pytest.fixture(scope="module")
def parcours_of(tmp_path_factory):
    """`parcours_of(query)`: the screen answered."""
    snapshot = parcours_warehouse(tmp_path_factory.mktemp("parcours"))
    return lambda query: parcours(query, snapshot)


@pytest.fixture(scope="module")
def view(parcours_of):
    return parcours_of(EST_BEARN)


def table(content):
    """(rows as dictionaries, lines to read) of a CSV."""
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    end = next(place for place, line in enumerate(lines) if not any(line))
    return [dict(zip(header, line, strict=True)) for line in lines[:end]], lines[end + 1 :]


def test_every_question_has_its_rows_in_the_order_of_the_screen(view):
    rows, _ = table(parcours_csv(view))
    assert list(dict.fromkeys(line["question"] for line in rows)) == [
        title
        for key, title in QUESTIONS.items()
        if key != "publics"  # the extracts say nothing of the persons here
    ]


def test_a_figure_is_that_of_the_screen_with_its_interval_and_its_persons(view):
    rows, _ = table(parcours_csv(view, "attente"))
    line = next(
        r
        for r in rows
        if r["territoire"] == "Est Béarn"
        and r["ventilation"] == "Ensemble"
        and r["unité"] == "jours"
        and r["borne basse"]
    )
    assert (line["valeur"], line["borne basse"], line["borne haute"]) == ("50", "44", "56")
    assert line["effectif"] == "200" and line["statut"] == "publié"
    assert "extraits du suivi du RSA, extraction du 30 juin 2026" in line["source"]


STARTS = {
    "Ensemble": ("la demande de RSA", "leur demande"),
    "Depuis l’ouverture du droit": ("l’ouverture du droit",) * 2,
    "Depuis la réception de l’information par le département": ("la réception de l’information par le département",)
    * 2,
    "Depuis le premier jour du mois de la demande": ("le premier jour du mois de la demande",) * 2,
}


@pytest.mark.parametrize("origin", ["demande", "premier_jour_mois", "ouverture", "reception"])
def test_the_title_of_each_row_starts_its_delay_where_its_figure_does(parcours_of, origin):
    view = parcours_of({"origine": origin})
    rows = [line for block in ("attente", "seuils") for line in table(parcours_csv(view, block))[0]]
    delays = [line for line in rows if "première orientation" in line["indicateur"] and "entre" in line["indicateur"]]
    shares = [line for line in rows if line["indicateur"].startswith("Part des personnes orientées")]
    assert {line["ventilation"] for line in delays if not line["jour"]} == set(STARTS)
    assert any(line["jour"] for line in delays) is (origin in ("demande", "reception")) and shares
    for line in delays:
        start, _ = STARTS[line["ventilation"]]
        assert line["indicateur"].endswith(f"Délai médian entre {start} et la première orientation")
    for line in shares:
        _, start = STARTS[line["ventilation"]]
        assert line["indicateur"].endswith(f"jours au plus après {start}")
    asked = breakdowns.label(f"origine:{origin}") if origin != "demande" else "Ensemble"
    assert asked in {line["ventilation"] for line in shares}


def test_what_to_read_first_says_that_some_rows_start_elsewhere_than_the_definitions(view):
    _, words = table(parcours_csv(view, "attente"))
    assert "Point de départ" in [line[0] for line in words]
    _, words = table(parcours_csv(view, "stock"))
    assert "Point de départ" not in [line[0] for line in words]


def test_a_curve_is_given_tenth_by_tenth_for_both_territories(view):
    rows, _ = table(parcours_csv(view, "attente"))
    points = [line for line in rows if line["jour"]]
    assert {line["territoire"] for line in points} == {"Est Béarn", "Pyrénées-Atlantiques"}
    assert {line["valeur"] for line in points} >= {"10", "50", "80"}
    assert {int(line["attendent encore"]) % 5 for line in points if line["attendent encore"]} == {0}
    assert [line["jour"] for line in points if not line["attendent encore"]] == ["364"]
    assert {line["unité"] for line in points} == {"%"}


def test_the_points_of_a_year_that_runs_say_that_it_is_not_over(parcours_of):
    points = [line for line in table(parcours_csv(parcours_of({"periode": "2026"}), "attente"))[0] if line["jour"]]
    assert points and all("personnes déjà entrées" in line["mention"] for line in points)
    points = [line for line in table(parcours_csv(parcours_of({}), "attente"))[0] if line["jour"]]
    assert points and not any("personnes déjà entrées" in line["mention"] for line in points)


def test_a_hidden_figure_has_neither_value_nor_persons_and_says_why(view):
    rows, _ = table(parcours_csv(view, "territoires"))
    line = next(r for r in rows if r["territoire"] == "Ouest Béarn")
    assert (line["valeur"], line["effectif"], line["borne basse"]) == ("", "", "")
    assert line["statut"] == "secret statistique"
    assert line["précision"] == "caché\u202f: moins de cinq personnes, ou déductible d’un autre chiffre"
    waiting = next(r for r in rows if r["territoire"] == "BAB")
    assert waiting["précision"] == "médiane non atteinte\u202f: plus de 180 jours"


def test_the_stock_says_that_it_is_rounded(view):
    rows, _ = table(parcours_csv(view, "stock"))
    assert {line["précision"] for line in rows} == {"arrondi à 5 près"}


def test_fewer_than_five_is_between_zero_and_four_and_says_so(tmp_path):
    few = row(
        "stock_attente_orientation",
        0.0,
        level="epci",
        territory="200000001",
        period="2026-06",
        qualifier="below_5",
        method="arrondi à 5 près",
    )
    snapshot = parcours_warehouse(tmp_path, [few])
    rows, _ = table(parcours_csv(parcours({"niveau": "epci", "territoire": "200000001"}, snapshot), "stock"))
    line = next(line for line in rows if line["période"] == "2026-06" and line["ventilation"] == "Ensemble")
    assert (line["valeur"], line["borne basse"], line["borne haute"]) == ("", "0", "4")
    assert line["précision"] == "moins de 5"


def test_every_row_carries_that_it_is_invented_and_illustrative(view):
    rows, words = table(parcours_csv(view))
    mention = "données de démonstration, fictives, découpage illustratif"
    assert all(line["mention"].startswith(mention) for line in rows if line["territoire"] == "Est Béarn")
    assert words[1][:2] == ["Avertissement", "Données de démonstration, fictives"]


def test_what_to_read_first_holds_definitions_statuses_and_what_not_to_conclude(view):
    _, words = table(parcours_csv(view, "evenements"))
    labels = [line[0] for line in words]
    assert any(label.startswith("Définition (") for label in labels)
    assert "Statut «\u202fsecret statistique\u202f»" in labels
    assert ["À ne pas conclure", "Une différence avant/après n’est pas un effet prouvé."] in [
        line[:2] for line in words
    ]
    assert next(line[1] for line in words if line[0] == "Adresse de la page").startswith("/parcours?niveau=sdsei")


def test_no_cell_begins_like_a_formula(view):
    rows, words = table(parcours_csv(view))
    cells = [cell for line in rows for cell in line.values()] + [cell for line in words for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "'"))] == []


def test_the_workbook_holds_numbers_and_the_same_bytes_each_time(view):
    content = parcours_xlsx(view, "etapes")
    assert content == parcours_xlsx(view, "etapes")
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Données", "À lire"]
    assert workbook["Données"]["A1"].value.startswith("Données de démonstration, fictives")
    header = [cell.value for cell in workbook["Données"][3]]
    values = [line[header.index("Valeur")] for line in workbook["Données"].iter_rows(min_row=4, values_only=True)]
    assert {type(value) for value in values} <= {int, float, type(None)} and 200 in values


def test_files_are_named_after_what_they_hold(view):
    assert file_name(view, "etapes", "csv") == "demonstration-parcours-etapes-sdsei-est-bearn-2025.csv"
    assert file_name(view, "", "xlsx") == "demonstration-parcours-sdsei-est-bearn-2025.xlsx"


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """`reader(extracts)`: a server with the routes of the screen alone."""

    def serve(extracts=True):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_parcours(tmp_path, extracts=extracts)))
        server = Flask("essai")
        server.register_blueprint(_routes_parcours.routes)
        return server.test_client()

    return serve


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_file_is_downloaded_and_not_sent_twice(reader, extension):
    client = reader()
    address = f"/fichiers/parcours.{extension}?niveau=sdsei&territoire=est-bearn&bloc=stock"
    answer = client.get(address)
    assert answer.status_code == 200
    assert "parcours-stock-sdsei-est-bearn-2025" in answer.headers["Content-Disposition"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_an_unknown_question_gives_them_all(reader):
    rows, _ = table(reader().get("/fichiers/parcours.csv?bloc=lune").data)
    assert len({line["question"] for line in rows}) == len(QUESTIONS)


def test_a_format_or_a_département_without_files_is_told_in_a_sentence(reader):
    assert reader().get("/fichiers/parcours.pdf").status_code == 404
    answer = reader(extracts=False).get("/fichiers/parcours.csv")
    assert answer.status_code == 404 and "pas encore donné d’extraits" in answer.get_data(as_text=True)


def test_the_file_of_the_events_has_the_years_that_the_screen_compares(tmp_path):
    near = {"level": "sdsei", "territory": "est-bearn", "denominator": 200, "margin": 4}
    medians = (("2022", 90.0), ("2024", 55.0))
    more = [row("delai_median_orientation", value, period=year, **near) for year, value in medians]
    view = parcours({"niveau": "sdsei", "territoire": "est-bearn"}, parcours_warehouse(tmp_path, more))
    rows = [line for line in table(parcours_csv(view, "evenements"))[0] if "T" not in line["période"]]
    assert [line["période"] for line in rows] == ["2022", "2024", "2025"]


def test_the_file_of_the_steps_says_when_they_are_counted(parcours_of):
    words = parcours_csv(parcours_of({}), "etapes").decode("utf-8-sig")
    assert "atteintes au 30 juin 2026\u202f: de 6 à 18 mois après la demande" in words


def test_the_files_of_the_departement_have_the_kinds_that_the_screen_keeps_closed(tmp_path):
    more = [
        row("taux_contractualisation", 44.0, breakdown="organisme:mission_locale", margin=2.0, denominator=90),
        row("taux_presence_rdv", None, breakdown="sexe:F", status="secret", qualifier="ours"),
        row("part_orientee_42_jours", 31.0, breakdown="sexe:F", margin=2.0, denominator=100),
    ]
    snapshot = parcours_warehouse(tmp_path, more)
    practices, words = table(parcours_csv(parcours({}, snapshot), "pratiques"))
    by_cut = {(line["indicateur"], line["ventilation"]): line for line in practices}
    contracts = by_cut["Part des personnes orientées hors France Travail ayant un contrat", "Mission locale"]
    assert (contracts["valeur"], contracts["effectif"]) == ("44,0", "90")
    assert by_cut["Part des rendez-vous honorés", "Femmes"]["statut"] == "secret statistique"
    shares, words = table(parcours_csv(parcours({}, snapshot), "publics"))
    assert [line["valeur"] for line in shares if line["unité"] == "%" and line["ventilation"] == "Femmes"] == ["31,0"]
    assert any("Définition (Orientés en 42 jours)" in line for line in words)
    near, _ = table(parcours_csv(parcours(EST_BEARN, snapshot), "pratiques"))
    assert "Mission locale" not in {line["ventilation"] for line in near}


def test_a_year_that_ends_after_the_extraction_is_too_recent_in_the_files_as_on_the_screen(tmp_path):
    young = row("delai_median_orientation", None, period="2026", status="immature")
    snapshot = parcours_warehouse(tmp_path, [young])
    rows, _ = table(parcours_csv(parcours({"periode": "2026"}, snapshot), "pratiques"))
    line = next(r for r in rows if r["indicateur"] == "Part des personnes orientées au 31 décembre")
    assert line["statut"] == "trop récent pour être mesuré"
    assert line["précision"] == "la période finit après l’extraction du 30 juin 2026"
    printed = figure_at("/parcours?periode=2026#pratiques", snapshot).table.rows
    assert next(cells for cells in printed if cells[0].text == line["indicateur"])[-1].text == "trop récent"


def test_an_end_of_quarter_that_is_not_given_leaves_a_gap_in_the_line_of_the_stock(tmp_path):
    place = {"level": "sdsei", "territory": "haut-bearn"}
    months = ("2025-06", "2025-09", "2026-03", "2026-06")
    more = [row("stock_attente_orientation", 10.0, period=month, **place) for month in months]
    snapshot = parcours_warehouse(tmp_path, [*more, row("delai_median_orientation", 50.0, **place)])
    drawn = figure_at("/parcours?niveau=sdsei&territoire=haut-bearn#stock", snapshot).chart
    at = dict(zip(drawn.categories, drawn.series[0].points, strict=True))
    assert [name for name, point in at.items() if point.value is None] == ["déc. 2025"]
