"""The comparing screen as a reader meets it: one question after another, nothing hidden told, one benchmark for all."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

import app as application
from observatoire.view.comparer import QUESTIONS, compare_view
from observatoire.warehouse import Warehouse
from tests.documents.demonstration import published
from tests.pages.screens import components, links, screen, section, text

EPCI = "?niveau=epci"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return published("05", tmp_path_factory)


@pytest.fixture(scope="module")
def snapshot(warehouse):
    return Warehouse(warehouse).snapshot()


@pytest.fixture
def reader(monkeypatch, warehouse):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(warehouse))
    return application.server.test_client()


@pytest.fixture
def shown(reader):
    return lambda query="": screen(reader, "/comparer", query)


def rug_of(layout):
    return next(item for item in components(layout, "Table") if "tapis" in item["props"].get("className", ""))


def names(layout):
    """Territories of the rug, in order."""
    body = components(rug_of(layout), "Tbody")[0]
    return [text(components(row, "Th")[0]) for row in components(body, "Tr")]


def control(layout, name):
    return next(item["props"] for item in components(layout, "Select") if item["props"]["id"] == f"comparer-{name}")


def moved(reader, **changed):
    """The address that the page goes to when controls say so; the first one is that which was touched."""
    said = {"niveau": "epci", "repere": "departement", "theme": "tous", "tri": "nom", "indicateur": "taux_pauvrete"}
    said |= {"territoire": "departement:05"} | changed
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "comparer-navigation.href",
            "outputs": {"id": "comparer-navigation", "property": "href"},
            "inputs": [{"id": f"comparer-{key}", "property": "value", "value": value} for key, value in said.items()],
            "state": [{"id": "comparer-sans", "property": "data", "value": "population"}],
            "changedPropIds": [f"comparer-{next(iter(changed))}.value"],
        },
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["comparer-navigation"]["href"]


def table_of(reader, query):
    answer = reader.get(f"/fichiers/comparer.csv?{query}")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    end = next(place for place, line in enumerate(lines) if not any(line))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:end]]


def test_the_questions_come_in_order_under_a_table_of_contents(shown):
    layout = shown()
    keys = [item["props"]["aria-labelledby"] for item in components(layout, "Section")]
    assert keys == list(QUESTIONS)
    assert [href for href in links(layout) if href.startswith("#")] == [f"#{key}" for key in QUESTIONS]
    assert all(title.endswith("?") for title in QUESTIONS.values())


def test_every_cell_of_the_rug_says_its_verdict_in_words(shown, snapshot):
    layout, view = shown(EPCI), compare_view({"niveau": "epci"}, snapshot)
    body = components(rug_of(layout), "Tbody")[0]
    said = [[text(cell) for cell in components(row, "Td")[1:]] for row in components(body, "Tr")]
    verdicts = 0
    for line, row in zip(said, view.rug.rows, strict=True):
        for words, cell in zip(line, row.cells, strict=True):
            assert words.startswith(cell.text)
            if cell.observation is not None and cell.observation.value is not None:
                assert cell.verdict in words
                verdicts += cell.judgement is not None
    assert verdicts > 20


def test_the_benchmark_is_a_row_pinned_with_the_headings(shown, snapshot):
    head = components(rug_of(shown(EPCI)), "Thead")[0]
    pinned = next(row for row in components(head, "Tr") if row["props"].get("className") == "repere")
    view = compare_view({"niveau": "epci"}, snapshot)
    assert text(pinned).startswith(f"Repère\u202f: {view.benchmark_name}")
    assert [text(cell) for cell in components(pinned, "Td")][1:] == [c.benchmark_text for c in view.rug.columns]


def test_one_benchmark_judges_the_rug_and_the_alerts(snapshot):
    for key in ("departement", "region"):
        view = compare_view({"niveau": "epci", "repere": key}, snapshot)
        assert view.benchmark_name == view.watch.benchmark_name or not view.watch.tested
        known = [column.benchmark for column in view.rug.columns if column.benchmark is not None]
        assert known and {item.level for item in known} == {key}


def test_a_hidden_or_bounded_figure_is_never_judged_and_has_no_value_in_the_file(reader, snapshot):
    lines, hidden = table_of(reader, "niveau=epci&bloc=tapis"), 0
    view = compare_view({"niveau": "epci"}, snapshot)
    cells = [cell for row in view.rug.rows for cell in row.cells]
    assert len(lines) == len(cells)
    for line, cell in zip(lines, cells, strict=True):
        if cell.observation is None or cell.observation.value is None or cell.observation.is_bounded:
            hidden += 1
            assert line["valeur"] == line["écart au repère"] == ""
            assert line["comparaison"] == "non comparé" and line["pourquoi non comparé"]
        else:
            assert line["valeur"]
    assert hidden


def test_the_order_by_worse_goes_down_and_the_order_by_name_is_french(shown, snapshot):
    counts = [row.worse for row in compare_view({"niveau": "epci", "tri": "moins_bien"}, snapshot).rug.rows]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]
    by_name = names(shown(EPCI))
    assert by_name == sorted(by_name, key=str.casefold)
    assert sorted(names(shown(f"{EPCI}&tri=proximite"))) == sorted(by_name)


def test_the_order_by_resemblance_is_explained(shown):
    assert "celui qui lui ressemble le plus" in text(section(shown(f"{EPCI}&tri=proximite"), "tapis"))
    assert "celui qui lui ressemble le plus" not in text(section(shown(EPCI), "tapis"))


def test_a_headcount_is_not_compared(snapshot):
    columns = compare_view({"niveau": "epci"}, snapshot).rug.columns
    assert columns and all(column.indicator.kind != "count" for column in columns)


def test_a_theme_keeps_its_indicators_only(snapshot):
    view = compare_view({"niveau": "epci", "theme": "pauvrete"}, snapshot)
    assert {column.indicator.theme for column in view.rug.columns} == {"pauvrete"}


def test_what_the_address_cannot_mean_falls_back_and_says_so(shown):
    layout = shown("?niveau=commune&tri=hasard&repere=lune&sans=lune")
    notes = [item for item in components(layout, "Div") if item["props"].get("role") == "status"][0]
    said = text(notes)
    assert "communes" in said and "hasard" in said and "lune" in said
    assert control(layout, "tri")["value"] == "nom"


def test_another_level_forgets_what_it_does_not_have(reader):
    assert moved(reader, niveau="departement") == "/comparer?niveau=departement&tri=nom&sans=population"
    assert "sans" not in moved(reader, territoire="departement:05")
    assert "sans=population" in moved(reader, tri="proximite") and "repere=departement" in moved(reader, tri="nom")


def test_a_funnel_that_means_nothing_is_refused_with_a_sentence_and_has_no_picture(shown, reader):
    block = section(shown(f"{EPCI}&indicateur=niveau_vie_median"), "entonnoir")
    assert "Pas d’entonnoir\u202f:" in text(block)
    assert not components(block, "Store")
    assert (
        reader.get("/fichiers/comparer.svg?niveau=epci&indicateur=niveau_vie_median&bloc=entonnoir").status_code == 404
    )


def test_alerts_are_told_with_how_many_may_be_false_or_that_nothing_was_tested(shown, snapshot):
    said = text(section(shown(EPCI), "vigilance"))
    assert all(sentence in said for sentence in compare_view({"niveau": "epci"}, snapshot).watch.sentences)


def test_removing_a_variable_by_its_link_changes_the_peers_and_says_how(shown, snapshot):
    block = section(shown(), "semblables")
    removing = [href for href in links(block) if "sans=" in href]
    whole = compare_view({}, snapshot).alike.peers
    assert len(removing) == len(whole.variables) >= 3
    without = section(shown(removing[0].removeprefix("/comparer")), "semblables")
    removed = whole.variables[0].indicator
    assert f"{removed.title}\u202f: retirée par vous" in text(without) and "Remettre" in text(without)
    found = compare_view({"sans": removed.id}, snapshot).alike
    assert removed not in [item.indicator for item in found.peers.variables]
    assert found.changes and found.changes in text(without)


def test_shares_of_the_distance_add_up_in_the_file(reader):
    lines = table_of(reader, "bloc=semblables")
    for rank in {line["rang"] for line in lines}:
        shares = [float(line["part de la distance (%)"]) for line in lines if line["rang"] == rank]
        assert sum(shares) == pytest.approx(100, abs=len(shares) / 2)


@pytest.mark.parametrize("block", QUESTIONS)
def test_every_question_opens_as_a_workbook_with_its_warnings(reader, block):
    answer = reader.get(f"/fichiers/comparer.xlsx?niveau=epci&bloc={block}")
    assert answer.status_code == 200 and f"comparer-{block}-epci" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.get_data()))
    words = " ".join(str(cell.value) for row in book["À lire"].iter_rows() for cell in row)
    assert "Données de démonstration, fictives" in words and "À ne pas conclure" in words
    assert answer.get_data() == reader.get(f"/fichiers/comparer.xlsx?niveau=epci&bloc={block}").get_data()


def test_the_picture_of_the_rug_holds_every_figure_and_no_english_number(reader, snapshot):
    drawn = reader.get("/fichiers/comparer.svg?niveau=epci&bloc=tapis").get_data(as_text=True)
    words = [node.text or "" for node in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    for row in compare_view({"niveau": "epci"}, snapshot).rug.rows:
        for cell in row.cells:
            if cell.judgement is not None:
                assert any(said.startswith(cell.text) for said in words)
    assert not [said for said in words if re.search(r"\d\.\d", said)]


def test_no_number_of_the_screen_has_an_english_point(shown):
    assert not re.search(r"\d\.\d", text(shown(EPCI)))


def test_without_anything_to_compare_the_screen_says_where_to_look(serving):
    layout = screen(serving(), "/comparer")
    assert "Il n’y a rien à comparer" in text(layout) and "/sources" in links(layout)
    assert serving().get("/fichiers/comparer.csv").status_code == 404


def test_unknown_formats_are_refused_with_a_sentence(reader):
    answer = reader.get("/fichiers/comparer.docx")
    assert answer.status_code == 404 and answer.get_data(as_text=True).endswith("png.")


def test_a_question_is_put_in_a_panier_when_it_has_an_answer_and_only_then(shown, reader, monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "carnet.sqlite"))
    refused = shown(f"{EPCI}&indicateur=niveau_vie_median")
    assert not components(section(refused, "entonnoir"), "Button")
    layout, added = shown(f"{EPCI}&indicateur=part_avec_referent"), 0
    for key in QUESTIONS:
        for button in components(section(layout, key), "Button"):
            address = button["props"]["data-panier-adresse"]
            told = reader.post("/paniers/ajouter", json={"adresse": address})
            assert told.status_code == 200 and address.endswith(f"#{key}"), told.json
            added += 1
    assert added >= 3
