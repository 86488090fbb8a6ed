"""A document as a PowerPoint deck: native charts and tables that stay editable, speaker notes, alternative texts."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire import formats
from observatoire.documents.fitting import fitted
from observatoire.documents.model import (
    Block,
    Bullets,
    Document,
    Figure,
    KeyFigures,
    Picture,
    Prose,
    Quadrants,
    Sentence,
    Table,
)
from observatoire.documents.pptx.blocks import (
    add_bullets,
    add_figure,
    add_key_figures,
    add_prose,
    add_quadrants,
    add_tables,
)
from observatoire.documents.pptx.frame import Paragraph, Talk, write, write_notes, write_warnings
from observatoire.documents.pptx.house import COVER, IDX_SOURCE, empty_deck, layout_named
from observatoire.documents.pptx.packaging import deck_bytes
from observatoire.documents.rasters import pictures_png
from observatoire.typography import french
from observatoire.words import BETWEEN

MIMETYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CONTENTS, SOURCES = french("À quelles questions ce document répond-il ?"), french("D’où viennent ces chiffres ?")
#: Below this number of chapters, a list of them says nothing.
_FEW_SECTIONS = 3
_COVER_WIDTH = 800
#: Twice what a projector of 1920 pixels shows of a picture as wide as the slide.
_SLIDE_PIXELS = 3520


def document_pptx(document: Document) -> bytes:
    """The deck. The same document always gives the same bytes. Raises ObservatoireError when a map cannot be drawn."""
    talk = Talk(empty_deck(document.colour), document)
    pictures = pictures_png(document, _picture_width)
    _add_cover(talk)
    if len(document.sections) >= _FEW_SECTIONS:
        questions = tuple(Sentence(section.question) for section in document.sections)
        add_bullets(talk, CONTENTS, Bullets(document.title, questions))
    for section in document.sections:
        for block in _gathered(section.blocks):
            _add_block(talk, section.question, block, pictures)
    add_bullets(talk, SOURCES, Bullets(document.title, _origins(document)))
    return deck_bytes(talk.deck, document)


def _picture_width(picture: Picture) -> float:
    """Pixels across a picture, less for one that the height of the slide keeps narrow."""
    return _SLIDE_PIXELS * min(1, picture.width / picture.height * 9 / 16)


def _gathered(blocks: Sequence[Block]) -> list[Block | list[Table]]:
    """Texts that follow each other as one, and so tables of the same columns: a slide is not made for a line."""
    together: list[Block | list[Table]] = []
    for block in (block.on_page if isinstance(block, Table) else block for block in blocks):
        last = together[-1] if together else None
        if isinstance(block, Prose) and isinstance(last, Prose):
            together[-1] = Prose(last.sentences + block.sentences)
        elif isinstance(block, Table) and isinstance(last, list) and last[0].columns == block.columns:
            last.append(block)
        else:
            together.append([block] if isinstance(block, Table) else block)
    return together


def _add_block(talk: Talk, question: str, block: Block | list[Table], pictures: dict[str, bytes]) -> None:
    if isinstance(block, Figure):
        add_figure(talk, block, pictures.get(block.key))
    elif isinstance(block, KeyFigures):
        add_key_figures(talk, question, block)
    elif isinstance(block, Prose):
        add_prose(talk, question, block)
    elif isinstance(block, Bullets):
        add_bullets(talk, question, block)
    elif isinstance(block, Quadrants):
        add_quadrants(talk, question, block)
    else:
        add_tables(talk, question, block)


def _add_cover(talk: Talk) -> None:
    document = talk.document
    slide = talk.deck.slides.add_slide(layout_named(talk.deck, COVER))
    title, size = fitted(document.title, (44, 38, 32), _COVER_WIDTH, 3, bold=True)
    subtitle, subtitle_size = fitted(document.subtitle, (24, 20, 18), _COVER_WIDTH, 3)
    texts = {0: (title, size), 1: (subtitle, subtitle_size), IDX_SOURCE: (_dated(document), 18)}
    names = {0: "Titre", 1: "Sous-titre", IDX_SOURCE: "Date"}
    for shape in list(slide.placeholders):
        text, points = texts[shape.placeholder_format.idx]
        shape.name = names[shape.placeholder_format.idx]
        write(shape, [Paragraph(text, points)])
    write_warnings(slide, document.mentions)
    write_notes(slide, [document.title, document.subtitle, *(sentence.text for sentence in _origins(document))])


def _dated(document: Document) -> str:
    return f"{document.departement_name} · données publiées le {formats.day(document.published_on)}"


def _origins(document: Document) -> tuple[Sentence, ...]:
    """What the whole document stands on, one sentence each."""
    said = [
        f"Données publiées le {formats.day(document.published_on)}, communes au 1er janvier {document.geo_year}.",
        "La source de chaque figure est en bas de sa diapositive ; sa définition et ses limites sont dans les notes.",
        "Un chiffre absent est remplacé par sa raison : « secret » ne veut jamais dire zéro.",
        BETWEEN,
        *(f"{mention}." for mention in document.mentions),
        *(f"Licence : {licence}." for licence in document.licences),
        *([f"En ligne : {document.online(document.address)}"] if document.site else []),
    ]
    return tuple(Sentence(french(text)) for text in said)
