"""A machine without Arial nor Liberation Sans draws slides with DejaVu Sans: nothing may leave its place there."""

import io
from dataclasses import replace

import docx
import pytest
from docx.shared import Cm, Pt

from observatoire.documents.docx.tables import _fitted
from observatoire.documents.docx_file import document_docx
from observatoire.documents.fitting import fitted, line_count, widest
from observatoire.documents.model import (
    Cell,
    Chart,
    Column,
    Evidence,
    KeyFigure,
    KeyFigures,
    Point,
    Section,
    Series,
    Table,
)
from observatoire.words import BETWEEN
from tests.documents.decks import deck_of, sample_deck, slide_of, slide_text
from tests.documents.sample_document import sample_document
from tests.documents.sample_figures import lines_figure

#: (text, its width in DejaVu Sans at 18 points, bold or not), as measured with the font.
DEJAVU = [
    ("Pyrénées-Atlantiques par SDSeI, personnes entrées en 2025, en jours, la plus longue attente d’abord", 911, False),
    ("Le délai a-t-il changé autour d’un événement ? (suite)", 549, True),
]

PERIODS = tuple(f"T{1 + rank % 4} {2020 + rank // 4}" for rank in range(16))
HIDDEN_PERIOD = PERIODS[5]
POINTS = tuple(Point(None, "secret") if name == HIDDEN_PERIOD else Point(10.0, "10") for name in PERIODS)
CUT = replace(lines_figure(), chart=Chart("lines", PERIODS, (Series("Est Béarn", POINTS),), "personnes", 0))


@pytest.mark.parametrize(("text", "width", "bold"), DEJAVU)
def test_texts_are_measured_as_wide_as_in_dejavu_sans(text, width, bold):
    assert widest([text], 18, bold) >= width * 0.98
    assert line_count(text, 18, width * 0.95, bold) == 2


def test_a_word_is_not_cut_to_hold_on_the_lines_that_are_left():
    text = "1\u202f155\u00a0foyers"
    assert line_count(text, 24, 140, bold=True) == 2
    assert fitted(text, (24, 18), 140, 2, bold=True) == (text, 18)


def test_the_unit_of_a_key_figure_goes_on_at_a_space_on_a_second_line():
    text = "22,6\u00a0personnes par référent"
    seen = Evidence("portefeuille_moyen_referent", "sdsei", "est-bearn", "2025")
    items = tuple(KeyFigure(f"Portefeuille {rank}", text, ("2025",), seen) for rank in range(3))
    deck = deck_of(KeyFigures(items, "Source"))
    drawn = [shape for slide in deck.slides for shape in slide.shapes if shape.name == "Chiffre clé"]
    assert len(drawn) == 3
    for shape in drawn:
        paragraph = shape.text_frame.paragraphs[1]
        width = shape.width.pt - shape.text_frame.margin_left.pt
        size = paragraph.runs[0].font.size.pt
        assert paragraph.text == text and size >= 22
        assert line_count(text, size, width, bold=True) == 2 and widest(text.split(" "), size, bold=True) <= width


def test_a_number_and_its_unit_that_no_space_parts_are_made_smaller_rather_than_cut():
    """One word of 165 points at 24: it would be broken anywhere."""
    text = "1\u202f155\u00a0foyers"
    assert line_count(text, 24, 140, bold=True) == 2
    assert fitted(text, (32, 24, 20), 140, 1, bold=True) == (text, 20)


def test_a_long_word_is_not_broken_in_a_word_table():
    """In bold DejaVu Sans, "Socioprofessionnel" is 10.7 times its size wide."""
    cells = tuple(map(Cell, ("Socioprofessionnel", "Est Béarn", "131 personnes")))
    columns = (Column("Détail"), Column("Territoire"), Column("Valeur", number=True))
    size, widths = _fitted(Table("Parcours", columns, (cells,)))
    assert widths[0] - Cm(0.4) >= 10.7 * Pt(size)


def test_a_line_of_many_periods_says_beside_it_why_it_is_cut():
    slide = slide_of(deck_of(CUT), CUT)
    assert f"Secret\u202f: {HIDDEN_PERIOD}." in slide_text(slide)


def test_a_line_of_many_periods_says_under_it_why_it_is_cut_in_word():
    section = Section("Question", (CUT,))
    word = docx.Document(io.BytesIO(document_docx(replace(sample_document(), sections=(section,)))))
    assert f"Secret\u202f: {HIDDEN_PERIOD}." in [paragraph.text for paragraph in word.paragraphs]


def test_what_between_means_is_said_once_in_a_deck():
    assert [slide_text(slide).count(BETWEEN) for slide in sample_deck().slides].count(1) == 1
