"""Sources: what came, from whom, what was kept, and whether the controls pass."""

from observatoire import formats
from observatoire.catalogue import load_catalogue, load_departement
from pages._warehouse import current
from tests.pages.screens import components, links, row, screen, text


def article(layout, title):
    return next(item for item in components(layout, "Article") if text(components(item, "H3")) == title)


def test_every_file_is_listed_with_its_date_its_counts_and_its_whole_fingerprint(hautes_alpes):
    layout = screen(hautes_alpes, "/sources")
    loads = current().source_loads()
    assert len(loads) > 5
    for load in loads:
        shown = text(article(layout, load_catalogue().sources[load["source"]].title))
        assert load["file"] in shown and load["sha256"] in shown and formats.vintage(load["vintage"]) in shown


def test_lines_set_aside_are_shown_with_their_reason_and_an_example(hautes_alpes):
    shown = text(screen(hautes_alpes, "/sources")).replace("\u202f", " ")
    aside = current().set_aside()
    assert aside
    for item in aside:
        assert item["reason"].replace("\u202f", " ") in shown and item["example"].replace("\u202f", " ") in shown


def test_a_source_that_did_not_come_says_so_and_where_to_get_it(serving):
    layout = screen(serving(), "/sources")
    for source in load_catalogue().sources.values():
        assert source.landing_page in links(layout)
    assert "pas reçue" in row(layout, load_catalogue().sources["drees_oarsa"].title)


def test_a_failed_control_is_in_sight_and_said_in_words(hautes_alpes, monkeypatch):
    failed = {"rule": "Accord entre deux sources", "passed": False, "blocking": False, "detail": "3 en désaccord"}
    monkeypatch.setattr("observatoire.warehouse.Snapshot.check_results", lambda snapshot: [failed])
    layout = screen(hautes_alpes, "/sources")
    assert "1\xa0contrôle à regarder sur 1." in text(layout)
    assert "à regarder 3 en désaccord" in row(layout, "Accord entre deux sources")


def test_controls_that_pass_are_counted_and_listed(hautes_alpes):
    shown = text(screen(hautes_alpes, "/sources"))
    checks = current().check_results()
    assert checks and all(check["rule"].split(" : ")[0] in shown for check in checks)


def test_the_notes_of_the_departement_are_on_the_page(serving):
    shown = text(screen(serving(), "/sources"))
    notes = load_departement("64").notes
    assert notes and all(note in shown for note in notes)


def test_the_price_of_secrecy_is_told_by_steps_and_never_of_amounts(hautes_alpes, monkeypatch):
    told = [
        ("personnes_orientees", "epci", 49, 37, 0.55),
        ("personnes_orientees", "sdsei", 140, 0, 0.0),
        ("etp_iae", "epci", 50, 25, None),
    ]
    keys = ("indicator", "level", "cells", "hidden", "share_hidden")
    price = [dict(zip(keys, row, strict=True), method="suppression") for row in told]
    monkeypatch.setattr("observatoire.warehouse.Snapshot.secrecy_price", lambda snapshot: price)
    section = next(item for item in components(screen(hautes_alpes, "/sources"), "Section") if "prix" in text(item))
    shown = {
        (text(row["props"]["children"][0]), text(cells[0])): text(cells[-1])
        for row in components(section, "Tr")
        if (cells := components(row, "Td"))
    }
    titles = load_catalogue().indicators
    assert shown == {
        (titles["personnes_orientees"].title, "EPCI"): "au plus 55\u202f%",
        (titles["personnes_orientees"].title, "SDSeI"): "0\u202f%",
        (titles["etp_iae"].title, "EPCI"): "non dite",
    }
    assert "Elle n’est pas dite pour les heures et les équivalents temps plein" in text(section)


def test_breaks_are_told_with_their_reason(serving):
    shown = text(screen(serving(), "/sources"))
    assert all(item.reason in shown for item in load_catalogue().breaks)


def test_links_inside_the_page_lead_to_headings_that_exist(hautes_alpes):
    layout = screen(hautes_alpes, "/sources")
    anchors = {item["props"]["id"] for item in components(layout, "H2") if "id" in item["props"]}
    assert {href.removeprefix("#") for href in links(layout) if href.startswith("#")} == anchors
