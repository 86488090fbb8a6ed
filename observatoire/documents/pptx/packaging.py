"""The deck as bytes: French everywhere, properties of the site, and the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

from lxml import etree
from pptx.presentation import Presentation as Deck

from observatoire.documents.model import Document
from observatoire.words import SITE_NAME

_LANGUAGE = "fr-FR"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RUN_PROPERTIES = tuple(f"{_A}{name}" for name in ("rPr", "defRPr", "endParaRPr"))


def deck_bytes(deck: Deck, document: Document) -> bytes:
    """Zipped with the date of the publication in place of that of the day."""
    _set_properties(deck, document)
    _speak_french(deck)
    written = io.BytesIO()
    deck.save(written)
    return _dated(written.getvalue(), document.published_on)


def _set_properties(deck: Deck, document: Document) -> None:
    moment = datetime.combine(document.published_on, datetime.min.time())
    properties = deck.core_properties
    properties.title = document.title
    properties.subject = document.subtitle
    properties.author = properties.last_modified_by = SITE_NAME
    properties.category = document.departement_name
    properties.keywords = "pauvreté, insertion"
    properties.comments = " ".join(document.mentions)
    properties.language = _LANGUAGE
    properties.created = properties.modified = moment
    properties.revision = 1


def _speak_french(deck: Deck) -> None:
    """Every run says that it is French: spelling and voices follow."""
    for element in _text_elements(deck):
        for run in list(element.iter(f"{_A}r", f"{_A}fld")):
            if run.find(f"{_A}rPr") is None:
                run.insert(0, etree.SubElement(run, f"{_A}rPr"))
        for tag in _RUN_PROPERTIES:
            for properties in element.iter(tag):
                properties.set("lang", _LANGUAGE)


def _text_elements(deck: Deck) -> list[etree._Element]:
    masters = list(deck.slide_masters)
    elements = [deck.part._element, *(master._element for master in masters)]
    elements += [layout._element for master in masters for layout in master.slide_layouts]
    for slide in deck.slides:
        elements += [slide._element, slide.notes_slide._element]
        elements += [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
    elements.append(deck.notes_master._element)
    return elements


def _dated(content: bytes, day: date) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            written.writestr(entry, read.read(name))
    return packed.getvalue()
