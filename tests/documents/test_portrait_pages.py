"""A portrait on paper and on slides: large enough to be read, nothing said twice, and the whole in the workbook."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest
from pptx import Presentation

from observatoire import formats
from observatoire.carnet import open_carnet
from observatoire.catalogue import load_catalogue
from observatoire.documents import rasters
from observatoire.documents.document_xlsx import document_xlsx
from observatoire.documents.docx.tables import _fitted
from observatoire.documents.docx_file import document_docx
from observatoire.documents.figures_at import figure_at
from observatoire.documents.freezing import DEFAULT_BASE
from observatoire.documents.model import Document, Figure, Table
from observatoire.documents.portrait_document import ANNEX_QUESTION, portrait_document
from observatoire.documents.pptx.house import CONTENT
from observatoire.documents.pptx.tables import table_pages
from observatoire.documents.pptx_file import document_pptx
from observatoire.documents.writing import finished
from observatoire.view.diagnostic import diagnostic
from tests.documents.decks import chart_of
from tests.documents.sample_document import sample_document


@pytest.fixture(scope="module")
def documents(snapshot) -> list[Document]:
    places = [("departement", "05"), ("epci", snapshot.territories("epci")[0].code), ("commune", "05061")]
    return [portrait_document(diagnostic(level, code, {}, snapshot), snapshot) for level, code in places]


@pytest.fixture(scope="module")
def commune(documents) -> Document:
    return documents[-1]


def tables(document: Document) -> list[Table]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [
        block.table if isinstance(block, Figure) else block for block in blocks if isinstance(block, Figure | Table)
    ]


def test_tables_are_read_from_the_end_of_a_meeting_room_and_at_arm_s_length(documents):
    for table in (table.on_page for document in documents for table in tables(document)):
        assert len(table.columns) <= 5
        assert {page.size >= 14 for page in table_pages(table, CONTENT)} == {True}
        assert _fitted(table)[0] >= 9


def test_what_a_page_prints_is_in_the_whole_table(documents):
    checked = 0
    for table in (table for document in documents for table in tables(document) if table.printed):
        whole = {cell.evidence: cell.value for row in table.rows for cell in row if cell.value is not None}
        for cell in (cell for row in table.printed.rows for cell in row if cell.value is not None):
            assert cell.evidence is None or whole[cell.evidence] == cell.value
            checked += 1
    assert checked > 50


def test_the_map_of_the_communes_is_printed_with_its_ends_and_the_number_of_the_others(commune):
    table = next(figure.table for figure in commune.figures if figure.key.startswith("carte"))
    printed = table.on_page
    assert len(table.rows) > 100 and len(printed.rows) < 25
    assert printed.rows[-1] == table.rows[-1] and printed.pinned == (len(printed.rows) - 1,)
    assert [printed.rows[rank][0].text for rank in printed.highlighted] == ["Gap"]
    exact = [row for row in table.rows[:-1] if row[1].value is not None]
    ends = {row[0].text for row in (exact[0], exact[-1])}
    assert ends <= {row[0].text for row in printed.rows}
    others = [row for row in printed.rows if row[0].text.startswith("Autres")]
    assert all(row[1].value is None for row in others)
    counted = sum(int(re.sub(r"\D", "", row[0].text)) for row in others)
    assert len(printed.rows) - len(others) + counted == len(table.rows)
    hidden = next(row for row in others if row[1].text.startswith("secret"))
    secret = [row for row in table.rows if row[1].text.startswith("secret")]
    assert hidden[0].text.endswith(formats.decimal(len(secret)))


def test_the_workbook_keeps_every_commune_of_the_map(commune):
    table = next(figure.table for figure in commune.figures if figure.key.startswith("carte"))
    names = {row[0].text for row in table.rows}
    book = openpyxl.load_workbook(io.BytesIO(document_xlsx(commune)))
    assert any(names <= {str(row[0].value) for row in sheet.iter_rows()} for sheet in book)


def test_the_figures_of_a_portrait_are_told_chapter_by_chapter(documents):
    for document in documents:
        annex = next(section for section in document.sections if section.question == ANNEX_QUESTION)
        captions = [block.caption for block in annex.blocks if isinstance(block, Table)]
        assert len(captions) == len(set(captions)) > 2


def test_a_subtitle_does_not_say_twice_what_is_counted(documents, snapshot):
    asked = "/territoire/departement/05#etp_iae_pour_1000_de"
    figures = [figure for document in documents for figure in document.figures if len(figure.indicators) == 1]
    for figure in [*figures, figure_at(asked, snapshot), figure_at("/carte?indicateur=foyers_rsa", snapshot)]:
        unit = load_catalogue().indicators[figure.indicators[0]].unit.split(" ")[0]
        assert not unit or len(re.findall(rf"\b{unit}\b", figure.subtitle, re.IGNORECASE)) <= 1, figure.subtitle
        assert not figure.subtitle.endswith(", %")


def test_each_bar_prints_its_own_decimals(commune):
    """A commune has its rate in whole points, the département beside it has a tenth: 12,6 is not written 13."""
    figure = next(figure for figure in commune.figures if figure.key == "comparaison-taux-pauvrete")
    texts = [point.text for point in figure.chart.series[0].points if point.value is not None]
    assert {point.count(",") for point in texts} == {0, 1}
    deck = Presentation(io.BytesIO(document_pptx(commune)))
    labels = list(chart_of(deck, figure)._chartSpace.iter("{*}dLbl"))
    shown = {
        label.find("{*}idx").get("val"): label.find("{*}numFmt").get("formatCode") for label in labels[: len(texts)]
    }
    assert ["#,##0.0" in code for code in shown.values()] == ["," in text for text in texts]


def test_an_address_is_whole_as_soon_as_the_site_is_known(snapshot, tmp_path):
    """On paper, the address of the machine that writes the file would lead nowhere."""
    document = replace(sample_document(), sections=sample_document().sections[:1])
    for base, site in (("https://observatoire.exemple.fr/", "https://observatoire.exemple.fr"), (DEFAULT_BASE, "")):
        known = finished(document, open_carnet(tmp_path / "carnet.sqlite"), base, snapshot)
        cover = [paragraph.text for paragraph in docx.Document(io.BytesIO(document_docx(known))).paragraphs[:12]]
        assert [text.split(" ")[-1] for text in cover if text.startswith("En ligne")] == [site + document.address]


def test_the_pictures_of_a_document_are_drawn_together(documents, monkeypatch):
    started = []
    run = rasters.subprocess.run
    monkeypatch.setattr(rasters.subprocess, "run", lambda *asked, **more: started.append(asked) or run(*asked, **more))
    document = documents[1]
    assert len([figure for figure in document.figures if figure.picture]) > 1
    document_docx(document)
    assert len(started) == 1
