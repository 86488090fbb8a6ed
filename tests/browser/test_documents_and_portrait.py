"""What leaves the site with a reader: files that open, figures that are explained, links that lead where they say."""

from __future__ import annotations

import csv
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.screens import open_screen, ready

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEMO = "démonstration"


@pytest.fixture
def download(visit, tmp_path):
    """Download a format of the map of the EPCI through its menu; the file received and the names of the page."""
    page = visit("/carte?niveau=epci")

    def received(format_name: str) -> Path:
        page.locator(".menu-exporter summary").click()
        with page.expect_download() as started:
            page.locator("#carte-exports").get_by_role("link", name=format_name).click()
        path = tmp_path / started.value.suggested_filename
        started.value.save_as(path)
        page.keyboard.press("Escape")
        assert path.name.startswith("demonstration-taux-pauvrete-epci-2021")
        return path

    return received


def test_the_export_menu_gives_an_image_a_drawing_a_text_and_a_workbook_that_open(download):
    image = download("PNG").read_bytes()
    assert image.startswith(PNG_SIGNATURE)
    width, height = struct.unpack(">II", image[16:24])
    assert width >= 1200 and height >= 600

    drawing = ElementTree.parse(download("SVG")).getroot()
    words = " ".join(drawing.itertext())
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert DEMO in words and "Source" in words and "Taux de pauvreté" in words

    with download("CSV").open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text, delimiter=";"))
    assert len([row for row in rows if row[2:3] == ["EPCI"]]) == 10
    assert DEMO in " ".join(rows[1])

    workbook = load_workbook(download("Excel"), read_only=True)
    cells = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {row[1] for row in rows if row[2:3] == ["EPCI"]} <= set(cells)
    assert any(DEMO in cell for cell in cells)


def test_the_portrait_of_a_commune_says_why_a_figure_is_absent(visit):
    page = visit("/carte?niveau=commune&vue=tableau")
    secret = page.locator("#carte-tableau tr", has=page.locator(".statut-secret")).first
    name = secret.get_by_role("link").inner_text()
    secret.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    poverty = page.get_by_role("row").filter(has=page.get_by_role("link", name="Taux de pauvreté", exact=True))
    expect(poverty.locator(".statut-secret")).to_have_text("secret statistique")
    expect(poverty.locator(".precision").filter(has_text="trop peu de ménages")).to_be_visible()


def test_the_portrait_of_an_uncertain_sdsei_refuses_a_rate_and_gives_its_bounds(visit):
    page = visit("/territoire/sdsei/nive-nivelle")
    poverty = page.get_by_role("row").filter(has=page.get_by_role("link", name="Taux de pauvreté", exact=True))
    expect(poverty).to_contain_text("à coup sûr entre")
    expect(page.get_by_role("heading", level=1)).to_contain_text("découpage illustratif")


def test_the_files_of_a_portrait_are_downloaded(visit, tmp_path):
    page = visit("/territoire/epci/200067254")
    for label, starts in (("XLSX", b"PK"), ("CSV", b"\xef\xbb\xbf")):
        page.locator(".menu-exporter summary").click()
        with page.expect_download() as started:
            page.locator(".menu-exporter").get_by_role("link", name=label).click()
        started.value.save_as(tmp_path / label)
        assert (tmp_path / label).read_bytes().startswith(starts)
        page.keyboard.press("Escape")
        expect(page.locator(".menu-exporter[open]")).to_have_count(0)


def test_the_benchmark_of_a_portrait_is_kept_on_its_way_to_the_map(visit):
    page = visit("/territoire/epci/200067254")
    page.locator(".choix").get_by_role("link", name="Nouvelle-Aquitaine").click()
    expect(page.locator(".choix [aria-current]")).to_have_text("Nouvelle-Aquitaine")
    page.get_by_role("link", name="Voir sur la carte\u202f: Niveau de vie médian").click()
    ready(page)
    expect(page.get_by_label("Repère")).to_have_value("region")
    expect(page.locator("#carte-fiche h2")).to_have_text("CA Pau Béarn Pyrénées")


def test_an_unknown_territory_is_told_in_a_sentence_with_the_ways_out(visit):
    page = visit("/territoire/commune/99999")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce territoire n’existe pas ici")
    page.get_by_role("link", name="l’accueil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en sommes-nous\u202f?")


def test_charts_are_drawn_by_the_light_plotly_of_the_site_alone(visit_as_someone_else):
    page = visit_as_someone_else("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_screen(page, "/carte?niveau=epci&vue=barres")
    plotly = [url.rsplit("/", 1)[-1] for url in asked if "plotly" in url]
    assert any(name.startswith("plotly-basic-") for name in plotly)
    assert all(name.startswith(("plotly-basic-", "plotly-locale-fr-")) for name in plotly)
