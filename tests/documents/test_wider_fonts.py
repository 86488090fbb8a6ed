"""A machine without Arial nor Liberation Sans draws slides with DejaVu Sans: nothing may leave its place there."""

from dataclasses import replace

import pytest

from observatoire.documents.model import Chart, Point, Series
from observatoire.documents.pptx.fitting import line_count, widest
from observatoire.words import BETWEEN
from tests.documents.decks import deck_of, sample_deck, slide_of, slide_text
from tests.documents.sample_figures import lines_figure

#: (text, its width in DejaVu Sans at 18 points, bold or not), as measured with the font.
DEJAVU = [
    ("Pyrénées-Atlantiques par SDSeI, personnes entrées en 2025, en jours, la plus longue attente d’abord", 911, False),
    ("Le délai a-t-il changé autour d’un événement ? (suite)", 549, True),
]


@pytest.mark.parametrize(("text", "width", "bold"), DEJAVU)
def test_texts_are_measured_as_wide_as_in_dejavu_sans(text, width, bold):
    assert widest([text], 18, bold) >= width * 0.98
    assert line_count(text, 18, width * 0.95, bold) == 2


def test_a_line_of_many_periods_says_beside_it_why_it_is_cut():
    figure = lines_figure()
    periods = tuple(f"T{1 + rank % 4} {2020 + rank // 4}" for rank in range(16))
    points = tuple(Point(None, "secret") if rank == 5 else Point(10.0 + rank, str(10 + rank)) for rank in range(16))
    chart = Chart("lines", periods, (Series("Est Béarn", points),), "personnes", 0)
    slide = slide_of(deck_of(replace(figure, chart=chart)), figure)
    assert f"Secret\u202f: {periods[5]}." in slide_text(slide)


def test_what_between_means_is_said_once_in_a_deck():
    assert [slide_text(slide).count(BETWEEN) for slide in sample_deck().slides].count(1) == 1
