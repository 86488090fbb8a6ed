"""The Word file, opened by python-docx, lxml and openpyxl: it says what the document says, and nothing more."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from posixpath import dirname, join, normpath

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from lxml import etree

from observatoire.documents.docx.styles import readable
from observatoire.documents.docx_file import document_docx
from observatoire.documents.model import Document, Figure, Quadrants, Section, Table
from tests.documents.sample_document import sample_document
from tests.documents.sample_figures import bars_figure

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DOT_BETWEEN_DIGITS = re.compile(r"\d\.\d")


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def content(document) -> bytes:
    return document_docx(document)


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def parts(content) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_figure(document: Document, figure: Figure) -> Document:
    return replace(document, sections=(Section("Question", (figure,)),))


def tables_of(document: Document) -> list[Table]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [
        block.table if isinstance(block, Figure) else block for block in blocks if isinstance(block, Figure | Table)
    ]


def word_table(word, caption: str):
    return next(table for table in word.tables if table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption)


def texts_of(parts: dict[str, bytes]) -> list[str]:
    """Everything that a person reads or hears: text, categories of charts, alternative texts, properties."""
    found = []
    for name, part in parts.items():
        if not name.endswith(".xml") or name.startswith("[Content"):
            continue
        for element in etree.fromstring(part).iter():
            tag = etree.QName(element).localname
            if tag == "t" or (tag == "v" and element.getparent().getparent().tag == f"{C}strCache"):
                found.append(element.text or "")
            if tag == "docPr":
                found += [element.get("descr"), element.get("title")]
            if tag in ("tblCaption", "tblDescription"):
                found.append(element.get(qn("w:val")))
            if name == "docProps/core.xml" and element.text and tag not in ("created", "modified"):
                found.append(element.text)
    return found


def test_the_same_document_gives_the_same_bytes(document, content, parts):
    assert document_docx(sample_document()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    workbook = openpyxl.load_workbook(io.BytesIO(parts["word/embeddings/donnees1.xlsx"]))
    assert workbook.properties.created == datetime(2026, 11, 12)


def test_every_table_reads_as_in_the_document(document, word):
    said = [[cell.text for cell in row] for table in tables_of(document) for row in table.rows]
    read = [
        [cell.text for cell in row.cells]
        for table in word.tables
        if table.style.name == "Tableau de l’observatoire"
        for row in list(table.rows)[1:]
    ]
    assert read == said


def test_units_are_in_the_headings_of_tables(word):
    headings = [cell.text for cell in word_table(word, "Revenus et pauvreté par territoire").rows[0].cells]
    assert headings[1:4] == ["Population (habitants)", "Niveau de vie médian (€ par an)", "Taux de pauvreté (%)"]


def test_a_long_table_repeats_its_header_and_never_cuts_a_row(word):
    table = word_table(word, "Foyers bénéficiaires du RSA et taux par commune, 2021")
    header, *rows = table.rows
    assert len(rows) == 41
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert not any(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows)


def test_numbers_and_the_words_in_their_place_are_on_the_right(word):
    row = word_table(word, "Revenus et pauvreté par territoire").rows[2]
    assert [cell.text for cell in row.cells][3] == "secret"
    assert [cell.paragraphs[0].alignment for cell in row.cells] == [None, *[WD_ALIGN_PARAGRAPH.RIGHT] * 3, None]


def test_the_benchmark_and_the_territory_are_told_apart_without_colour(word):
    rows = word_table(word, "Revenus et pauvreté par territoire").rows
    assert [row.cells[0].paragraphs[0].runs[0].bold for row in rows] == [True, True, None, None, True]


def test_no_column_is_narrower_than_its_longest_word(document):
    words = ("Délai", "Établissements", "91 053 habitants par an", "Comparaison", "Anticonstitutionnel", "b", "c")
    cells = tuple(replace(tables_of(document)[0].rows[0][0], text=f"{word} " + "mot " * 30) for word in words)
    columns = tuple(replace(tables_of(document)[0].columns[0], heading=word) for word in words)
    figure = replace(bars_figure(), chart=None, table=Table("Large", columns, (cells,)))
    table = docx.Document(io.BytesIO(document_docx(with_figure(document, figure)))).tables[0]
    widths = [cell.width.pt for cell in table.rows[0].cells]
    size = table.rows[1].cells[0].paragraphs[0].runs[0].font.size.pt
    assert sum(widths) == pytest.approx(16.4 / 2.54 * 72, abs=1)
    longest = [max(map(len, word.split(" "))) for word in words]
    assert all(width > letters * size * 0.5 for width, letters in zip(widths, longest, strict=True))
    assert size >= 7.5


def test_no_text_has_a_point_between_two_digits(document, parts):
    licences = "|".join(map(re.escape, document.licences))
    wrong = [text for text in texts_of(parts) if DOT_BETWEEN_DIGITS.search(re.sub(licences, "", text))]
    assert wrong == []


def test_every_sentence_note_limit_and_source_is_printed(document, word):
    body = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for figure in document.figures:
        said = [figure.title, figure.source, figure.comment, *figure.notes, *figure.not_to_conclude]
        said += [sentence.text for sentence in figure.sentences] + ([figure.benchmark] if figure.benchmark else [])
        assert [text for text in said if text not in body] == []
    for definition in document.definitions:
        said = [definition.title, definition.definition, definition.formula, definition.source, *definition.caveats]
        assert [text for text in said if text not in body] == []
    assert all(licence in body for licence in document.licences)


def test_every_drawing_and_table_has_words_for_who_does_not_see_it(document, word):
    drawings = list(word.element.body.iter(qn("wp:docPr")))
    said = [drawing.get("descr") for drawing in drawings]
    assert all(said)
    assert [
        figure.alt for figure in document.figures if (figure.chart or figure.picture) and figure.alt not in said
    ] == []
    assert len({drawing.get("id") for drawing in drawings}) == len(drawings)
    for table in word.tables:
        for tag in ("w:tblCaption", "w:tblDescription"):
            assert table._tbl.tblPr.find(qn(tag)).get(qn("w:val"))


def test_headings_go_down_one_level_at_a_time(document, word):
    headings = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    questions = [text for level, text in headings if level == 1]
    assert questions == [*(section.question for section in document.sections), "Définitions et limites"]


def test_the_table_of_contents_is_filled_and_leads_to_the_headings(word):
    body = word.element.body
    (contents,) = body.iter(qn("w:sdt"))
    assert 'TOC \\o "1-2"' in "".join(code.text for code in contents.iter(qn("w:instrText")))
    marks = [mark.get(qn("w:fldCharType")) for mark in contents.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    starts = {start.get(qn("w:name")): start.getparent() for start in body.iter(qn("w:bookmarkStart"))}
    entries = [
        ("".join(text.text for text in link.iter(qn("w:t"))), starts[link.get(qn("w:anchor"))])
        for link in contents.iter(qn("w:hyperlink"))
    ]
    headings = [paragraph._p for paragraph in word.paragraphs if paragraph.style.name in ("Heading 1", "Heading 2")]
    assert [heading for _, heading in entries] == headings
    assert [text for text, _ in entries] == ["".join(t.text for t in p.iter(qn("w:t"))) for p in headings]


def test_word_asks_nothing_when_the_file_opens(parts):
    assert b"updateFields" not in parts["word/settings.xml"]
    assert b"w:dirty" not in parts["word/document.xml"]


def test_captions_are_counted_by_word_in_the_order_of_the_text(document, word):
    captions = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Caption"]
    figures = [text for text in captions if text.startswith("Figure")]
    tables = [text for text in captions if text.startswith("Tableau")]
    drawn = [figure for figure in document.figures if figure.chart or figure.picture]
    assert figures == [f"Figure\u00a0{rank} – {figure.subtitle}" for rank, figure in enumerate(drawn, start=1)]
    assert tables == [
        f"Tableau\u00a0{rank} – {table.caption}" for rank, table in enumerate(tables_of(document), start=1)
    ]
    codes = [code.text.split() for code in word.element.body.iter(qn("w:instrText"))]
    assert [code[1] for code in codes if code[0] == "SEQ"].count("Figure") == len(figures)


def test_titles_and_captions_stay_with_what_follows(word):
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption"):
        assert word.styles[name].paragraph_format.keep_with_next


def test_every_page_carries_the_mentions_and_all_but_the_cover_their_number(document, word):
    (section,) = word.sections
    assert section.different_first_page_header_footer
    for header in (section.first_page_header, section.header):
        assert all(mention in header.paragraphs[0].text for mention in document.mentions)
    footer = section.footer.paragraphs[0]
    assert [code.text.strip() for code in footer._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert footer.text.startswith("Pyrénées-Atlantiques · 12 novembre 2026")
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_a_mention_of_one_figure_only_is_printed_beside_it(document):
    told = with_figure(replace(document, mentions=()), bars_figure())
    word = docx.Document(io.BytesIO(document_docx(told)))
    assert bars_figure().mentions[0] in [paragraph.text for paragraph in word.paragraphs]
    assert not "".join(paragraph.text for paragraph in word.sections[0].first_page_header.paragraphs)


def test_a_frozen_figure_leads_to_its_address_for_years(document, word):
    addresses = {relation.target_ref for relation in word.part.rels.values() if relation.is_external}
    frozen = [figure.frozen for figure in document.figures if figure.frozen]
    assert addresses == {one.address for one in frozen}
    body = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert all(f"code {one.code}" in body for one in frozen)
    alts = [drawing.get("descr") for drawing in word.element.body.iter(qn("wp:docPr"))]
    assert sum(one.address in alt for one in frozen for alt in alts) == len(frozen)


def test_the_four_lists_are_a_table_of_two_by_two(document, word):
    (block,) = [block for section in document.sections for block in section.blocks if isinstance(block, Quadrants)]
    table = word_table(word, "Forces, Faiblesses, Opportunités, Menaces")
    cells = [cell for row in table.rows for cell in row.cells]
    for quadrant, cell in zip(block.lists, cells, strict=True):
        assert cell.paragraphs[0].text == quadrant.title
        said = [sentence.text for sentence in quadrant.items] or ["Non renseigné."]
        assert [paragraph.text for paragraph in cell.paragraphs[1:]] == said


def test_key_figures_are_printed_as_they_are_given(document, word):
    items = document.sections[0].blocks[0].items
    cells = [cell for row in word_table(word, "Chiffres clés").rows for cell in row.cells]
    read = [[paragraph.text for paragraph in cell.paragraphs] for cell in cells]
    assert read == [[item.label, item.text, *item.details] for item in items]


def test_word_takes_the_document_for_french_and_knows_its_title(document, word, parts):
    language = etree.fromstring(parts["word/styles.xml"]).find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "fr-FR"
    properties = word.core_properties
    assert (properties.title, properties.language) == (document.title, "fr-FR")
    assert properties.author == "Observatoire de la pauvreté et de l’insertion"
    assert properties.created.date() == properties.modified.date() == document.published_on


def test_every_style_used_exists_and_every_part_named_is_in_the_file(parts):
    styles = {style.get(qn("w:styleId")) for style in etree.fromstring(parts["word/styles.xml"]).iter(qn("w:style"))}
    for name in (name for name in parts if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)):
        root = etree.fromstring(parts[name])
        used = {element.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for element in root.iter(qn(tag))}
        assert used <= styles
    for name in (name for name in parts if name.endswith(".rels")):
        folder = dirname(dirname(name))
        for relation in etree.fromstring(parts[name]):
            if relation.get("TargetMode") != "External":
                assert normpath(join(folder, relation.get("Target"))).lstrip("/") in parts
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {one.get("PartName") for one in types} | {one.get("Extension") for one in types}
    assert all(f"/{name}" in named or name.rpartition(".")[2] in named for name in parts)


def test_nothing_of_the_template_travels_with_the_file(parts):
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name or "WithEffects" in name]


def test_a_comment_with_control_characters_does_not_break_the_file(document):
    figure = replace(bars_figure(), comment="Première ligne\x0b\x00\nseconde <b>ligne</b> & fin")
    word = docx.Document(io.BytesIO(document_docx(with_figure(document, figure))))
    comments = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Commentaire"]
    assert comments == ["Première ligne", "seconde <b>ligne</b> & fin"]


@pytest.mark.parametrize("colour", ["#ffd500", "#ffffff", "#7ab800", "#1f4e79"])
def test_titles_can_be_read_whatever_the_colour_of_the_departement(colour):
    found = readable(colour)
    channels = [int(found[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5
    assert colour != "#1f4e79" or found == "1F4E79"


def test_a_definition_absent_from_the_appendix_is_printed_beside_its_figure(document):
    alone = with_figure(replace(document, definitions=()), bars_figure())
    word = docx.Document(io.BytesIO(document_docx(alone)))
    said = [paragraph.text for paragraph in word.paragraphs]
    assert f"Définition\u202f: {bars_figure().definition}" in said
    assert "Définitions et limites" not in said
