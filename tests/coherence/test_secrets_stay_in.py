"""A figure that has become secret is in no file written since, though the carnet remembers it."""

from __future__ import annotations

import re

import pytest

from observatoire.documents.freezing import frozen_figure
from observatoire.documents.frozen_files import frozen_csv, frozen_json
from tests.coherence.planted import FORMATS, PLANTED
from tests.coherence.reading_back import raw_texts, squeeze

DOCUMENTS = ("portrait-epci", "bilan-epci", "copil")



def as_number(value: float) -> list[str]:
    """A number as a program writes it, in full or cut at two decimals."""
    return [repr(value), *({f"{value:.2f}", f"{value:.3f}"} if value % 1 else ())]


def as_read(item) -> str:
    """The value as a person reads it, alone: not the end or the beginning of another number."""
    return rf"(?<![\d,.]){re.escape(squeeze(item.printed))}(?![\d,.])"


@pytest.mark.parametrize("extension", FORMATS)
def test_the_planted_figures_are_read_in_the_files_where_they_are_published(before, extension):
    """Else their absence would prove nothing."""
    said = squeeze("".join("".join(before[name].files[extension].texts) for name in DOCUMENTS))
    assert [item for item in PLANTED if not re.search(as_read(item), said)] == []


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_figure_that_has_become_secret_is_in_no_text_of_any_file(after, name, extension):
    file = after[name].files[extension]
    found = [
        (item.printed, text)
        for text in file.texts
        for item in PLANTED
        if re.search(as_read(item), squeeze(text))
    ]
    assert found == []


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_nor_is_it_nor_its_bounds_in_any_byte(after, name, extension):
    content = raw_texts(after[name].files[extension].content)
    numbers = [text for item in PLANTED for value in (item.value, item.low, item.high) for text in as_number(value)]
    assert [text for text in numbers if re.search(rf"(?<!\d){re.escape(text)}(?!\d)", content)] == []


def test_nor_in_the_pages_of_the_codes_that_these_files_carry(after, carnet_of_both):
    """A code of last year keeps what was public then; a file of this year carries another code."""
    codes = [figure.frozen.code for found in after.values() for figure in found.document.figures]
    kept = [frozen_figure(code, carnet_of_both) for code in codes]
    said = squeeze("".join(frozen_json(item) + frozen_csv(item).decode() + _drawing(item) for item in kept))
    assert [item.printed for item in PLANTED if re.search(as_read(item), said)] == []
    numbers = [text for item in PLANTED for value in (item.value, item.low, item.high) for text in as_number(value)]
    assert [text for text in numbers if re.search(rf"(?<!\d){re.escape(text)}(?!\d)", said)] == []


def _drawing(frozen) -> str:
    return frozen.figure.picture.svg if frozen.figure.picture is not None else ""


def test_these_files_are_about_the_hidden_figures_and_say_that_they_are_secret(after):
    """They have not simply left them out."""
    portrait, meeting = after["portrait-epci"].document, after["copil"].document
    for item in PLANTED:
        said = [
            cell
            for figure in portrait.figures
            for row in figure.table.rows
            for cell in row
            if cell.evidence is not None
            and (cell.evidence.indicator, cell.evidence.territory) == (item.indicator, item.territory)
            and cell.value is None
        ]
        assert any(cell.text.startswith("secret") for cell in said), item
    assert "désormais couvert par le secret statistique" in repr(meeting.sections[:2])
