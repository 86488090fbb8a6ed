"""The portrait of a territory: each figure with its date, its benchmark, its reason when it is absent."""

import csv
import io
import json

import openpyxl
import pytest

from observatoire.view.portrait import portrait
from pages._warehouse import current
from tests.pages.screens import components, links, row, screen, text


def figure(
    indicator,
    value,
    period="2021",
    level="departement",
    territory="64",
    status="published",
    qualifier="",
    method="",
    low=None,
    high=None,
):
    return (indicator, level, territory, period, value, low, high, status, qualifier, method)


SDSEI = [
    figure("taux_pauvrete", 12.6),
    figure(
        "taux_pauvrete",
        8.8,
        level="sdsei",
        territory="est-bearn",
        status="estimated",
        qualifier="calculated",
        method="3 EPCI pondérés",
        low=8.6,
        high=8.9,
    ),
    figure("niveau_vie_median", 23300),
    figure(
        "niveau_vie_median",
        None,
        level="sdsei",
        territory="est-bearn",
        status="missing",
        qualifier="not_aggregable",
        method="une médiane ne se calcule pas",
    ),
]
SERIES = [
    figure("taux_pauvrete", value, period, "departement", "64")
    for period, value in (("2012", 12.0), ("2015", 12.4), ("2019", 12.1), ("2021", 12.6))
]


def test_an_estimated_rate_carries_its_interval_its_method_and_its_comparison(serving):
    shown = row(screen(serving(SDSEI), "/territoire/sdsei/est-bearn"), "Taux de pauvreté")
    for words in (
        "8,8\u202f%",
        "entre 8,6 et 8,9\u202f%",
        "calculé par l’observatoire\u202f: 3 EPCI pondérés",
        "12,6\u202f%",
        "−3,8\xa0points",
        "moins élevé que le département (mieux)",
        "2021, Filosofi",
    ):
        assert words in shown


def test_another_departement_is_compared_to_the_benchmark_and_not_to_its_own_region(serving):
    there = [
        ("taux_pauvrete", "departement", code, "2021", value, None, None, "published", "", "")
        for code, value in (("64", 12.6), ("31", 14.3))
    ]
    shown = row(screen(serving(there), "/territoire/departement/31", "?repere=departement"), "Taux de pauvreté")
    assert "plus élevé que le repère" in shown and "le département" not in shown


def test_an_absent_figure_says_its_status_and_why(serving):
    shown = row(screen(serving(SDSEI), "/territoire/sdsei/est-bearn"), "Niveau de vie médian")
    assert "non disponible" in shown and "une médiane ne se calcule pas" in shown
    assert "▲" not in shown and "▼" not in shown


def test_a_secret_figure_shows_the_pattern_of_its_status_and_never_a_zero(serving):
    secret = [
        figure("taux_pauvrete", 12.6),
        figure("taux_pauvrete", 22.0, level="commune", territory="64445"),
        figure("taux_pauvrete", None, level="commune", territory="64001", status="secret"),
    ]
    layout = screen(serving(secret), "/territoire/commune/64001")
    assert "statut statut-secret" in [item["props"].get("className") for item in components(layout, "Span")]
    shown = row(layout, "Taux de pauvreté")
    assert "secret statistique" in shown
    assert "trop peu de ménages ou de foyers\u202f: le producteur ne publie pas le chiffre" in shown


def test_a_rate_known_only_by_its_floor_is_not_compared(serving):
    floored = [
        figure("taux_pauvrete", 12.6),
        figure("taux_pauvrete", 5.0, level="commune", territory="64001", qualifier="floor", low=0.0, high=5.0),
    ]
    shown = row(screen(serving(floored), "/territoire/commune/64001"), "Taux de pauvreté")
    assert "≤\xa05\u202f%" in shown and "non comparé" in shown


def test_rows_without_a_figure_come_after_those_that_have_one(serving):
    layout = screen(serving(SDSEI), "/territoire/sdsei/est-bearn")
    names = [text(item) for item in components(layout, "Link") if item["props"].get("className") == "nom-indicateur"]
    assert names == ["Taux de pauvreté", "Niveau de vie médian"]


def test_illustrative_boundaries_are_said_in_the_title(serving):
    assert "découpage illustratif" in text(components(screen(serving(SDSEI), "/territoire/sdsei/est-bearn"), "H1"))


def test_a_sparkline_says_its_ends_in_words(serving):
    images = components(screen(serving(SERIES), "/territoire/departement/64"), "Img")
    assert [item["props"]["alt"] for item in images] == ["De 12,0\u202f% (2012) à 12,6\u202f% (2021)"]
    assert images[0]["props"]["src"].startswith("data:image/svg+xml,")


def test_a_figure_that_is_hidden_has_no_sparkline_whose_end_would_pass_for_it(serving):
    near, here = ({"level": "commune", "territory": code} for code in ("64445", "64001"))
    known = [figure("taux_pauvrete", 20.0, period=period, **here) for period in ("2015", "2019")]
    now = [figure("taux_pauvrete", 22.0, **near), figure("taux_pauvrete", None, status="secret", **here)]
    layout = screen(serving([*known, *now]), "/territoire/commune/64001")
    assert "secret statistique" in row(layout, "Taux de pauvreté") and components(layout, "Img") == []


def test_no_two_parts_of_a_portrait_have_the_same_anchor(serving):
    people = [*SDSEI, figure("population", 92512, level="sdsei", territory="est-bearn", period="2023")]
    layout = screen(serving(people), "/territoire/sdsei/est-bearn")
    anchors = [item["props"]["id"] for item in components(layout) if isinstance(item["props"].get("id"), str)]
    assert "population" in anchors and len(anchors) == len(set(anchors))


def test_a_commune_leads_to_what_holds_it_and_a_territory_to_its_communes(serving):
    reader = serving(SDSEI)
    assert "/territoire/sdsei/est-bearn" in links(screen(reader, "/territoire/commune/64445"))
    layout = screen(reader, "/territoire/sdsei/est-bearn")
    communes = [text(item) for item in components(layout, "Link") if "/commune/" in item["props"]["href"]]
    assert communes == ["Aast", "Pau"]


def test_the_map_opens_on_the_territory_against_the_same_benchmark(serving):
    layout = screen(serving(SDSEI), "/territoire/sdsei/est-bearn", "?repere=france")
    assert "/carte?indicateur=taux_pauvrete&niveau=sdsei&territoire=est-bearn&repere=france" in links(layout)


def test_every_row_has_one_cell_for_each_column_and_every_table_a_caption(hautes_alpes):
    tables = components(screen(hautes_alpes, "/territoire/departement/05"), "Table")
    assert len(tables) > 2
    for table in tables:
        assert text(components(table, "Caption"))
        columns = len(components(components(table, "Thead"), "Th"))
        lines = components(components(table, "Tbody"), "Tr")
        assert {
            len(components(line, "Th") + components(line, "Td"))
            for line in lines
            if line["props"].get("className") != "suite"
        } == {columns}


def test_headings_go_down_one_level_at_a_time(hautes_alpes):
    layout = screen(hautes_alpes, "/territoire/departement/05")
    levels = [int(item["type"][1]) for item in components(layout) if item["type"] in ("H1", "H2", "H3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("address", ["/territoire/commune/99999", "/territoire/royaume/64"])
def test_an_unknown_territory_is_one_sentence_and_the_ways_out(hautes_alpes, address):
    layout = screen(hautes_alpes, address)
    assert text(components(layout, "H1")) == "Ce territoire n’existe pas ici"
    assert "Cherchez-le par son nom" in text(layout)
    assert "/" in links(layout)


def test_a_territory_with_no_figure_says_so(serving):
    assert "Aucun chiffre n’est publié pour ce territoire" in text(screen(serving(), "/territoire/commune/64445"))


def open_series(reader, clicks, indicator="taux_pauvrete", repere="france"):
    """Open the drawer of a series, as a click on its summary does."""
    place = {"code": "64", "indicateur": indicator, "niveau": "departement", "repere": repere}
    where = {"id": {**place, "type": "serie"}, "property": "children"}
    any_series = json.dumps({**dict.fromkeys(place, ["MATCH"]), "type": "serie"}, separators=(",", ":"))
    return reader.post(
        "/_dash-update-component",
        json={
            "output": f"{any_series}.children",
            "outputs": where,
            "inputs": [{"id": {**place, "type": "serie-ouvrir"}, "property": "n_clicks", "value": clicks}],
            "state": [{"id": where["id"], "property": "id", "value": where["id"]}],
            "changedPropIds": [json.dumps({**place, "type": "serie-ouvrir"}, separators=(",", ":")) + ".n_clicks"],
        },
    )


def test_opening_a_series_draws_it_with_its_table(serving):
    answer = open_series(serving(SERIES), 1)
    figure_, table = next(iter(answer.json["response"].values()))["children"]
    drawn = components(figure_, "Graph")[0]["props"]["figure"]["data"][0]
    assert drawn["y"] == [12.0, 12.4, 12.1, 12.6]
    periods = [text(item) for item in components(components(table, "Tbody"), "Th")]
    assert periods == ["2021", "2019", "2015", "2012"]
    assert "12,1\u202f%" in text(table)


def test_closing_a_series_asks_nothing_more(serving):
    assert open_series(serving(SERIES), 2).json["response"] == {}


def file_of(reader, extension, query="niveau=departement&code=05"):
    return reader.get(f"/fichiers/territoire.{extension}?{query}")


def test_the_csv_of_a_portrait_says_what_the_screen_says(hautes_alpes):
    found = portrait("departement", "05", {}, current())
    answer = file_of(hautes_alpes, "csv")
    assert answer.data.startswith("\ufeff".encode())
    assert "portrait-departement-hautes-alpes.csv" in answer.headers["Content-Disposition"]
    header, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";")
    table = [dict(zip(header, line, strict=True)) for line in lines[: len(found.all_rows)]]
    assert [line["indicateur"] for line in table] == [item.indicator.title for item in found.all_rows]
    known = [(item, line) for item, line in zip(found.all_rows, table, strict=True) if line["valeur"]]
    assert len(known) > 5
    for item, line in known:
        assert item.text.replace("\u202f", "").replace("\xa0", "").startswith(line["valeur"])
        assert line["mention"] == "données de démonstration, fictives"


def test_no_cell_of_a_portrait_begins_like_a_formula(hautes_alpes):
    lines = csv.reader(io.StringIO(file_of(hautes_alpes, "csv").data.decode("utf-8-sig"), newline=""), delimiter=";")
    header, *rest = lines
    texts = [cell for line in rest for name, cell in zip(header, line, strict=True) if name != "écart au repère"]
    assert [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "'"))] == []


def test_the_workbook_of_a_portrait_holds_numbers_and_the_demonstration_banner(hautes_alpes):
    workbook = openpyxl.load_workbook(io.BytesIO(file_of(hautes_alpes, "xlsx").data))
    assert workbook.sheetnames == ["Données", "À lire"]
    assert [sheet["A1"].value for sheet in workbook] == ["Données de démonstration, fictives"] * 2
    header = [cell.value for cell in workbook["Données"][3]]
    values = [line[header.index("Valeur")] for line in workbook["Données"].iter_rows(min_row=4, values_only=True)]
    assert len(values) == len(portrait("departement", "05", {}, current()).all_rows)
    assert {type(value) for value in values} <= {int, float, type(None)}
    words = [line[0] for line in workbook["À lire"].iter_rows(values_only=True)]
    assert "Géographie" in words and "Statut «\u202fsecret statistique\u202f»" in words


def test_files_of_an_unknown_territory_or_format_are_refused_with_a_sentence(hautes_alpes):
    for answer in (file_of(hautes_alpes, "csv", "niveau=commune&code=99999"), file_of(hautes_alpes, "exe")):
        assert answer.status_code == 404
        assert answer.get_data(as_text=True).endswith(".")


def test_a_portrait_with_no_figure_is_still_a_workbook(serving):
    answer = file_of(serving(), "xlsx", "niveau=commune&code=64445")
    assert openpyxl.load_workbook(io.BytesIO(answer.data))["Données"]["A1"].value.startswith("Pau")


def test_the_page_lists_the_eight_chapters_in_the_order_of_a_diagnostic(hautes_alpes):
    layout = screen(hautes_alpes, "/territoire/departement/05")
    contents = next(item for item in components(layout, "Nav") if item["props"].get("className") == "sommaire")
    anchors = [href.removeprefix("#") for href in links(contents)]
    assert anchors == ["population", "pauvrete", "familles", "jeunes", "logement", "emploi", "insertion", "droits"]
    assert [item["props"]["id"] for item in components(layout, "H2") if item["props"].get("id") in anchors] == anchors


def test_a_chapter_without_a_figure_says_what_is_missing_and_who_publishes_it(hautes_alpes):
    layout = screen(hautes_alpes, "/territoire/departement/05")
    families = next(
        item for item in components(layout, "Section") if item["props"].get("aria-labelledby") == "familles"
    )
    assert "Aucun chiffre publié ne répond ici à cette question" in text(families)
    assert "familles monoparentales\u202f: Insee, recensement" in text(families)


def test_a_question_is_answered_by_sentences_then_by_its_rows(serving):
    layout = screen(serving(SDSEI), "/territoire/sdsei/est-bearn")
    poverty = next(item for item in components(layout, "Section") if item["props"].get("aria-labelledby") == "pauvrete")
    said = text(poverty)
    assert "le taux de pauvreté est estimé à 8,8\u202f% en 2021" in said
    assert said.index("Quelle part des habitants") < said.index("est estimé à") < said.index("Voir sur la carte")


def test_what_sets_a_territory_apart_leads_to_the_row_behind_it(serving):
    layout = screen(serving(SDSEI), "/territoire/sdsei/est-bearn")
    assert "#taux_pauvrete" in links(layout) and "#forces-faiblesses" not in links(layout)
    assert "taux_pauvrete" in [item["props"].get("id") for item in components(layout, "Link")]
    assert "Les chiffres publiés n’en disent rien de sûr." in text(layout)


def test_the_menu_offers_every_format_with_the_benchmark_of_the_page(serving):
    found = links(screen(serving(SDSEI), "/territoire/sdsei/est-bearn", "?repere=france"))
    for address in ("portrait.pptx", "portrait.docx", "portrait.pdf", "territoire.xlsx", "territoire.csv"):
        assert f"/fichiers/{address}?niveau=sdsei&code=est-bearn&repere=france" in found


def test_a_figure_is_drawn_among_the_published_ones_of_its_level(hautes_alpes):
    found = current().territories("epci")[0]
    layout = screen(hautes_alpes, f"/territoire/epci/{found.code}")
    drawn = [item for item in components(layout, "Img") if "au chiffre connu" in item["props"]["alt"]]
    assert drawn and all(item["props"]["src"].startswith("data:image/svg+xml,") for item in drawn)
    assert "plus favorable" in text(layout)


def test_territories_are_united_and_taken_apart_by_plain_links(hautes_alpes):
    one, other, *_ = sorted(territory.code for territory in current().territories("epci"))
    assert f"/territoire/union/epci~{one}~{other}" in links(screen(hautes_alpes, f"/territoire/epci/{one}"))
    layout = screen(hautes_alpes, f"/territoire/union/epci~{one}~{other}")
    assert {f"/territoire/epci/{one}", f"/territoire/epci/{other}"} <= set(links(layout))
    assert "somme de 2\xa0EPCI" in row(layout, "Population municipale")
    assert "une médiane ne se calcule pas" in row(layout, "Niveau de vie médian")


def test_the_file_of_a_union_says_what_its_page_says(hautes_alpes):
    one, other, *_ = sorted(territory.code for territory in current().territories("epci"))
    answer = file_of(hautes_alpes, "csv", f"niveau=union&code=epci~{one}~{other}")
    assert answer.status_code == 200 and "somme de 2\xa0EPCI" in answer.data.decode("utf-8-sig")
