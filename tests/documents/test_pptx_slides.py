"""Slides of a document: what each carries, what is said to those who do not see, French, same bytes."""

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.util import Pt

from observatoire.documents.model import (
    Bullets,
    Document,
    Figure,
    Prose,
    Section,
    Sentence,
)
from observatoire.documents.pptx_file import document_pptx
from observatoire.typography import french
from observatoire.words import DEMO, SITE_NAME
from tests.documents.decks import (
    A,
    C,
    chart_of,
    deck_of,
    notes_of,
    sample_content,
    sample_deck,
    slide_of,
    slide_text,
)
from tests.documents.sample_document import FICTITIOUS, bars_figure, sample_document
from tests.documents.sample_figures import lines_figure

#: The name of the licence is the only text where a point stands between two digits.
LICENCE = "Licence Ouverte 2.0"


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def deck():
    return sample_deck()


@pytest.fixture(scope="module")
def content() -> bytes:
    return sample_content()


def test_texts_that_follow_each_other_share_a_slide():
    deck = deck_of(Prose((Sentence("Première phrase."),)), Prose((Sentence("Seconde phrase."),)))
    (shown,) = [slide_text(slide) for slide in deck.slides if "phrase." in slide_text(slide)]
    assert "Première phrase.\nSeconde phrase." in shown


def test_every_slide_has_a_title_of_its_own_in_its_title_placeholder(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for slide in deck.slides:
        assert slide.shapes.title.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
        assert all(shape.text_frame.text for shape in slide.placeholders)


def test_every_slide_carries_the_mentions_of_the_document(deck):
    for slide in deck.slides:
        assert DEMO in slide_text(slide)
        assert FICTITIOUS in slide_text(slide)
    real = deck_of(bars_figure(), mentions=())
    banners = ["Mentions" in [shape.name for shape in slide.shapes] for slide in real.slides]
    assert banners == [False, True, False]  # the figure alone has illustrative boundaries


def test_charts_pictures_and_tables_are_told_to_those_who_do_not_see_them(document, deck):
    told = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                told.append(shape._element._nvXxPr.cNvPr.get("descr"))
    assert all(told)
    assert {figure.alt for figure in document.figures} <= set(told)


def test_every_bar_is_named_whatever_the_room(deck):
    """A program that chooses leaves a name out of two when they take several lines."""
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    bars = [chart for chart in charts if chart._chartSpace.find(f".//{C}barDir[@val='bar']") is not None]
    assert bars and {chart._chartSpace.find(f".//{C}catAx/{C}tickLblSkip").get("val") for chart in bars} == {"1"}


def test_a_slide_reads_title_subtitle_sentence_figure_source(document, deck):
    for figure in document.figures:
        names = [shape.name for shape in slide_of(deck, figure).shapes]
        order = ["Titre", "Sous-titre", "Texte", "Graphique", "Image", "Tableau", "Source"]
        found = [name for name in names if name in order]
        assert found == sorted(found, key=order.index)
        assert {"Titre", "Sous-titre", "Source"} <= set(found)


def test_a_frozen_figure_shows_its_code_and_its_qr_code(document, deck):
    for figure in document.figures:
        slide = slide_of(deck, figure)
        pictures = [shape for shape in slide.shapes if shape.name == "QR code"]
        assert bool(pictures) is (figure.frozen is not None)
        if figure.frozen:
            assert f"code {figure.frozen.code}" in slide_text(slide)
            assert figure.frozen.address in notes_of(slide)


def test_a_map_is_a_picture_at_least_twice_as_fine_as_the_projector(document, deck):
    figure = next(figure for figure in document.figures if figure.picture is not None)
    picture = next(shape for shape in slide_of(deck, figure).shapes if shape.name == "Image")
    shown_px = picture.width / deck.slide_width * 1920
    assert picture.image.size[0] >= 2 * shown_px
    assert picture.width / picture.height == pytest.approx(figure.picture.width / figure.picture.height, rel=0.01)


def test_notes_tell_definition_limits_and_what_not_to_conclude(deck):
    figure, notes = bars_figure(), notes_of(slide_of(deck, bars_figure()))
    for needed in (
        figure.title,
        figure.definition,
        french("Limite : Les taux inférieurs à 5 % sont publiés « ≤ 5 % »."),
        *(french(f"À ne pas conclure : {text}") for text in figure.not_to_conclude),
        *figure.notes,
        *(sentence.text for sentence in figure.sentences),
        figure.comment,
        figure.source,
        figure.address,
        french("Béarn des Gaves ; Taux de pauvreté (%) : secret"),
    ):
        assert needed in notes
    assert all(notes_of(slide) for slide in deck.slides)


def test_nothing_leaves_the_slide_and_no_figure_covers_its_source(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top + shape.height <= deck.slide_height, shape.name
            if shape.name in ("Graphique", "Image", "Tableau"):
                sources = [other for other in slide.shapes if other.name == "Source"]
                assert all(shape.top + shape.height <= source.top for source in sources)


def test_long_texts_are_split_between_slides_never_under_eighteen_points():
    long = "la situation de ce territoire change peu. " * 6
    sentences = tuple(Sentence(f"Phrase {rank} : {long}") for rank in range(30))
    deck = deck_of(Prose(sentences), Bullets("Liste", sentences))
    shown = "\n".join(slide_text(slide) for slide in deck.slides)
    assert all(f"Phrase {rank} :" in shown for rank in range(30))
    for slide in deck.slides:
        for shape in slide.placeholders:
            if shape.name == "Texte":
                sizes = {run.font.size for paragraph in shape.text_frame.paragraphs for run in paragraph.runs}
                assert min(sizes) >= Pt(18)


def test_a_title_too_long_for_two_lines_is_shortened_and_whole_in_the_notes(deck):
    slide = slide_of(deck, bars_figure())
    shown = slide.shapes.title.text_frame.text
    assert shown.endswith("…") and len(shown) < len(bars_figure().title)
    assert bars_figure().title in notes_of(slide)


def test_every_run_says_that_it_is_french(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if not re.match(r"ppt/(slides|notesSlides|slideLayouts|slideMasters|charts)/[^/]+\.xml", name):
                continue
            root = etree.fromstring(parts.read(name))
            for run in root.iter(f"{A}r", f"{A}fld"):
                assert run.find(f"{A}rPr").get("lang") == "fr-FR", name
            for properties in root.iter(f"{A}defRPr", f"{A}endParaRPr"):
                assert properties.get("lang") == "fr-FR", name
            if name.startswith("ppt/charts/"):
                assert root.find(f"{C}lang").get("val") == "fr-FR"


def test_no_point_stands_between_two_digits_in_any_french_text(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if not name.endswith(".xml") or not name.startswith("ppt/"):
                continue
            root = etree.fromstring(parts.read(name))
            said = [node.text or "" for node in root.iter(f"{A}t")]
            said += [node.get("descr", "") + node.get("title", "") for node in root.iter("{*}cNvPr")]
            said += [node.text or "" for cache in root.iter(f"{C}strCache") for node in cache.iter(f"{C}v")]
            wrong = [text for text in said if re.search(r"\d\.\d", text.replace(LICENCE, ""))]
            assert wrong == [], name


def test_the_properties_are_those_of_the_site_and_of_the_publication(deck, document):
    properties = deck.core_properties
    assert properties.title == document.title
    assert properties.author == properties.last_modified_by == SITE_NAME
    assert properties.language == "fr-FR"
    assert properties.created.date() == date(2026, 11, 12)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9)


def test_the_accent_is_the_colour_of_the_departement(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        theme = etree.fromstring(parts.read("ppt/theme/theme1.xml"))
    assert theme.find(f".//{A}accent1/{A}srgbClr").get("val") == "7A1F3D"


def test_the_same_document_gives_the_same_bytes_on_another_day(document, content, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert document_pptx(document) == content


def test_twenty_slides_are_ready_within_ten_seconds(document):
    figures = tuple(
        replace(figure, key=f"{figure.key}_{rank}")
        for rank in range(3)
        for figure in document.figures
        if isinstance(figure, Figure)
    )
    began = time.perf_counter()
    made = document_pptx(replace(document, sections=(Section("Question ?", figures),)))
    assert time.perf_counter() - began < 10
    assert len(Presentation(io.BytesIO(made)).slides) >= 20


def test_the_axis_of_lines_goes_as_high_as_the_highest_whisker():
    figure = lines_figure()
    wide = tuple(
        replace(point, low=150.0, high=343.0) if point.value is not None else point
        for point in figure.chart.series[0].points
    )
    chart = replace(figure.chart, unit="jours", series=(replace(figure.chart.series[0], points=wide),), benchmark=None)
    axis = chart_of(deck_of(replace(figure, chart=chart)), figure).value_axis
    assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (0, 400, 100)
