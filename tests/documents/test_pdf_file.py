"""The PDF of a document, read back by another library: its words, its numbers, its tag tree."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from observatoire.documents.model import Bullets, Figure, KeyFigures, Prose, Quadrants, Section, Sentence, Table
from observatoire.documents.pdf.contents import MOST_ROWS, colours
from observatoire.documents.pdf_file import document_pdf
from observatoire.errors import ObservatoireError
from observatoire.typography import french
from tests.documents.sample_document import bars_figure, map_figure, sample_document

#: Looks like the language of the template: each piece would run, stop or vanish if it were read as markup.
MARKUP = '#panic("ici") *gras* _italique_ $x^2$ @renvoi <balise> \\u{41} // fin = titre `code`'


@pytest.fixture(scope="module")
def document():
    return sample_document()


@pytest.fixture(scope="module")
def reader(document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document_pdf(document)))


@pytest.fixture(scope="module")
def words(reader) -> str:
    return plain("\n".join(page.extract_text() for page in reader.pages))


def plain(text: str) -> str:
    """Text without the line breaks of the layout; the narrow spaces of French numbers stay what they are."""
    return re.sub("[ \n\u00a0]+", " ", text)


def elements(reader: pypdf.PdfReader, kind: str = "") -> list[DictionaryObject]:
    """The elements of the tag tree, in reading order."""
    found: list[DictionaryObject] = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node and (not kind or node["/S"] == kind):
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def with_blocks(document, *blocks):
    return replace(document, sections=(Section("Une question\u202f?", blocks),))


def text_of(document) -> str:
    pages = pypdf.PdfReader(io.BytesIO(document_pdf(document))).pages
    return plain("\n".join(page.extract_text() for page in pages))


def test_the_file_says_its_language_its_title_and_that_it_is_tagged(reader, document):
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == document.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata.creation_date.date() == document.published_on


def test_every_drawing_has_its_description_in_reading_order(reader, document):
    told = [element.get("/Alt") for element in elements(reader, "/Figure")]
    assert all(told)
    drawn = [figure.alt for figure in document.figures if figure.chart or figure.picture]
    assert [alt for alt in told if not alt.startswith("Code QR")] == drawn
    frozen = [figure.frozen.code for figure in document.figures if figure.frozen]
    assert [alt.rsplit(" ", 1)[1] for alt in told if alt.startswith("Code QR")] == frozen


def test_headings_follow_one_another_and_every_table_has_headings(reader):
    levels = [int(element["/S"][2:]) for element in elements(reader) if re.fullmatch("/H[1-6]", element["/S"])]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    kinds = [element["/S"] for element in elements(reader)]
    assert kinds.count("/Table") == kinds.count("/THead") > 0
    assert all(element["/A"] for element in elements(reader, "/TH"))


def test_fonts_are_inside_the_file(reader):
    fonts = {
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()["/FontName"]: font
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts and all("SourceSans3" in name for name in fonts)
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_figure_of_the_document_is_printed_as_it_is_written(words, document):
    said = [cell.text for figure in document.figures for row in figure.table.rows for cell in row]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                said += [text for item in block.items for text in (item.label, item.text, *item.details)]
            if isinstance(block, Table):
                said += [cell.text for row in block.rows for cell in row]
            if isinstance(block, Prose):
                said += [sentence.text for sentence in block.sentences]
    assert len(said) > 150
    assert [text for text in said if plain(text) not in words] == []


def test_everything_that_must_travel_with_a_figure_does(words, document):
    for figure in document.figures:
        travelling = [figure.title, figure.subtitle, figure.source, figure.comment, figure.definition, *figure.notes]
        travelling += [*figure.not_to_conclude, *(sentence.text for sentence in figure.sentences)]
        travelling += [figure.frozen.code] if figure.frozen else []
        assert [text for text in travelling if plain(text) not in words] == []
    for found in document.definitions:
        said = (found.title, found.definition, found.formula, found.source, *found.caveats, *found.not_to_conclude)
        assert [text for text in said if plain(text) not in words] == []


def test_no_number_has_a_point_in_it(words):
    assert re.findall(r"\S*\d\.\d\S*", words.replace("Licence Ouverte 2.0", "")) == []


def test_every_page_has_the_mentions_and_its_number(reader, document):
    count = len(reader.pages)
    for rank, page in enumerate(reader.pages, start=1):
        said = plain(page.extract_text())
        assert " · ".join(document.mentions) in said and f"page {rank} / {count}" in said


def test_the_contents_lead_to_every_question(reader, document):
    entries = elements(reader, "/TOCI")
    assert len(entries) == len(document.sections) + 3
    cover = plain(reader.pages[0].extract_text())
    assert [section.question for section in document.sections if section.question not in cover] == []


def test_a_long_table_loses_no_row_and_repeats_its_headings(reader, words):
    assert [rank for rank in range(1, 41) if f"Commune n° {rank}" not in words] == []
    long = with_blocks(sample_document(), _rows(120))
    pages = [plain(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(document_pdf(long))).pages]
    holding = [page for page in pages if "Ligne" in page]
    assert len(holding) > 1 and all("Foyers bénéficiaires du RSA (foyers)" in page for page in holding)
    assert sum(len(re.findall(r"Ligne \d+", page)) for page in holding) == 120


def _rows(many: int) -> Table:
    long = next(block for block in sample_document().sections[3].blocks if isinstance(block, Table))
    rows = tuple((replace(row[0], text=f"Ligne {rank}"), *row[1:]) for rank, row in enumerate(long.rows[:1] * many))
    return replace(long, rows=rows, pinned=())


def test_the_table_of_a_map_of_a_whole_departement_is_left_where_it_can_be_read(document):
    long = replace(map_figure(), table=_rows(MOST_ROWS + 485))
    said = text_of(with_blocks(document, long))
    where = french(f"est trop long pour cette page : il est à l’adresse {long.frozen.address}.")
    assert where.replace(" ", "") in said.replace(" ", "")  # the address is on two lines
    assert "Ligne" not in said
    alone = text_of(with_blocks(document, replace(long, frozen=None)))
    assert "il est dans le même document au format Excel (XLSX)." in alone and "qui accompagne" not in alone


def test_an_empty_list_says_so(words):
    assert words.count("Non renseigné.") == 2  # « Menaces », « Ce que dit le terrain »


def test_words_that_look_like_markup_are_printed_as_they_are(document):
    figure = replace(bars_figure(), title=MARKUP, subtitle=MARKUP, comment=MARKUP, source=MARKUP, notes=(MARKUP,))
    blocks = (figure, Prose((Sentence(MARKUP),)), Bullets(MARKUP, (Sentence(MARKUP),)))
    hostile = replace(with_blocks(document, *blocks), title=MARKUP, subtitle=MARKUP, mentions=(MARKUP,))
    assert text_of(hostile).count(plain(MARKUP)) >= 10


def test_a_figure_without_a_description_is_refused_with_a_sentence(document):
    blind = with_blocks(document, replace(bars_figure(), alt=" "))
    with pytest.raises(ObservatoireError, match="n’a pas de description"):
        document_pdf(blind)


def test_a_drawing_that_cannot_be_laid_out_is_told_in_french(document, caplog):
    figure = map_figure()
    broken = with_blocks(document, replace(figure, picture=replace(figure.picture, svg="<svg")))
    with pytest.raises(ObservatoireError, match="n’a pas pu être mis en page"):
        document_pdf(broken)
    assert document.file_stem in caplog.text


def test_a_document_of_nothing_but_a_table_figure_has_no_appendix(document):
    figure = next(figure for figure in document.figures if isinstance(figure, Figure) and figure.chart is None)
    alone = replace(with_blocks(document, replace(figure, picture=None)), definitions=())
    said = text_of(alone)
    assert "Les tableaux des figures" not in said and "Définitions et méthodes" not in said


def test_the_same_document_gives_the_same_bytes(document):
    assert document_pdf(document) == document_pdf(sample_document())


def test_the_poster_is_one_a3_sheet_with_its_figures_its_sentences_and_its_mentions(document):
    poster = pypdf.PdfReader(io.BytesIO(document_pdf(document, "a3")))
    (sheet,) = poster.pages
    assert (round(sheet.mediabox.width / 72 * 25.4), round(sheet.mediabox.height / 72 * 25.4)) == (297, 420)
    said = plain(sheet.extract_text())
    drawn = {element["/Alt"] for element in elements(poster, "/Figure")}
    assert {map_figure().alt, bars_figure().alt} < drawn
    expected = [*document.mentions, map_figure().source, map_figure().frozen.code]
    for block in [*document.sections[0].blocks, *document.sections[-1].blocks]:
        if isinstance(block, KeyFigures):
            expected += [text for item in block.items for text in (item.label, item.text)]
        if isinstance(block, Prose):
            expected += [sentence.text for sentence in block.sentences]
        if isinstance(block, Quadrants):
            expected += [item.text for listed in block.lists for item in listed.items]
    assert [text for text in expected if plain(text) not in said] == []


@pytest.mark.parametrize(
    ("chosen", "on_band", "title"), [("#7a1f3d", "#ffffff", "#7a1f3d"), ("#ffd100", "#1b1f24", "#1b1f24")]
)
def test_words_are_read_on_the_colour_of_any_departement(chosen, on_band, title):
    found = colours(chosen)
    assert (found["band"], found["on_band"], found["title"]) == (chosen, on_band, title)
