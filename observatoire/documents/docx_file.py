"""A document as a Word file that a person can go on writing: native styles, tables, charts, table of contents."""

from __future__ import annotations

import docx

from observatoire.documents.docx.blocks import add_block, add_definition
from observatoire.documents.docx.front import add_contents, add_cover, set_page
from observatoire.documents.docx.package import packed, set_properties, trim
from observatoire.documents.docx.styles import NOTE, readable, restyle
from observatoire.documents.docx.text import Draft, heading, labelled, on_new_page
from observatoire.documents.model import Document
from observatoire.documents.rasters import pictures_png
from observatoire.typography import french
from observatoire.words import BETWEEN

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Across a picture: 300 dots per inch on the page.
_PICTURE_PIXELS = 2000
DEFINITIONS = "Définitions et limites"


def document_docx(document: Document) -> bytes:
    """The whole document, A4; the same document always gives the same bytes."""
    word = docx.Document()
    pictures = pictures_png(document, lambda _: _PICTURE_PIXELS)
    draft = Draft(word, document, readable(document.colour), pictures)
    restyle(word, draft.colour)
    trim(word)
    set_page(draft)
    add_cover(draft)
    contents = word.add_paragraph()
    for rank, section in enumerate(document.sections):
        chapter = heading(draft, section.question, 1)
        if rank == 0:
            on_new_page(chapter)
        for block in section.blocks:
            add_block(draft, block)
    _add_appendix(draft)
    add_contents(draft, contents)
    set_properties(word, document)
    return packed(word)


def _add_appendix(draft: Draft) -> None:
    document = draft.document
    if document.definitions:
        on_new_page(heading(draft, DEFINITIONS, 1))
    for definition in document.definitions:
        add_definition(draft, definition)
    labelled(draft.word, french("Intervalles :"), BETWEEN, NOTE)
    for licence in document.licences:
        labelled(draft.word, french("Licence des données :"), licence, NOTE)
