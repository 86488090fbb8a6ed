"""A figure that has become secret is in no file written since, though the carnet remembers it."""

from __future__ import annotations

import re

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents.freezing import frozen_figure
from observatoire.documents.frozen_files import frozen_csv, frozen_json
from observatoire.documents.model import Bullets
from tests.coherence.planted import AFTER, BEFORE, FORMATS, PLANTED
from tests.coherence.reading_back import raw_texts, squeeze

FILES = [(name, extension) for name, extensions in AFTER.items() for extension in extensions]


def as_number(value: float) -> list[str]:
    """A number as a program writes it, in full or cut at two decimals."""
    return [repr(value), *({f"{value:.2f}", f"{value:.3f}"} if value % 1 else ())]


def written_in(content: str) -> list[str]:
    """The planted values and their bounds that are in some content, as numbers of their own."""
    numbers = [text for item in PLANTED for value in (item.value, item.low, item.high) for text in as_number(value)]
    met = [text for text in numbers if text in content]
    return [text for text in met if re.search(rf"(?<![\d.]){re.escape(text)}(?![\d])", content)]


def as_read(item) -> str:
    """The value as a person reads it, alone: not the end or the beginning of another number."""
    return rf"(?<![\d,.]){re.escape(squeeze(item.printed))}(?![\d,.])"


@pytest.mark.parametrize("extension", FORMATS)
def test_the_planted_figures_are_read_in_the_files_where_they_are_published(before, extension):
    """Else their absence would prove nothing."""
    said = squeeze("".join("".join(before[name].files[extension].texts) for name in BEFORE))
    assert [item for item in PLANTED if not re.search(as_read(item), said)] == []


@pytest.mark.parametrize(("name", "extension"), FILES)
def test_a_figure_that_has_become_secret_is_in_no_text_of_any_file(after, name, extension):
    file = after[name].files[extension]
    found = [(item.printed, text) for text in file.texts for item in PLANTED if re.search(as_read(item), squeeze(text))]
    assert found == []


@pytest.mark.parametrize(("name", "extension"), FILES)
def test_nor_is_it_nor_its_bounds_in_any_byte(after, name, extension):
    assert written_in(raw_texts(after[name].files[extension].content)) == []


def test_nor_in_the_pages_of_the_codes_that_these_files_carry(after, carnet_of_both):
    """A code of last year keeps what was public then; a file of this year carries another code."""
    codes = [figure.frozen.code for found in after.values() for figure in found.document.figures]
    kept = [frozen_figure(code, carnet_of_both) for code in codes]
    said = squeeze("".join(frozen_json(item) + frozen_csv(item).decode() + _drawing(item) for item in kept))
    assert [item.printed for item in PLANTED if re.search(as_read(item), said)] == []
    assert written_in(said) == []


def _drawing(frozen) -> str:
    return frozen.figure.picture.svg if frozen.figure.picture is not None else ""


def test_these_files_are_about_the_hidden_figures_and_say_that_they_are_secret(after):
    """They have not simply left them out."""
    portrait, meeting = after["portrait-epci"].document, after["copil"].document
    absent = [
        item.text
        for section in portrait.sections
        for block in section.blocks
        if isinstance(block, Bullets)
        for item in block.items
        if item.text.startswith("Secret")
    ]
    titles = [load_catalogue().indicators[item.indicator].title for item in PLANTED]
    assert [title for title in titles if title not in "".join(absent)] == []
    assert "désormais couvert par le secret statistique" in repr(meeting.sections[:2])
