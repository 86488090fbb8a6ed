"""The deck of the sample document, and how the tests read it with independent readers."""

import io
from dataclasses import replace
from functools import lru_cache

import openpyxl
from pptx import Presentation

from observatoire.documents.model import Section
from observatoire.documents.pptx_file import document_pptx
from tests.documents.sample_document import sample_document

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@lru_cache
def sample_content() -> bytes:
    return document_pptx(sample_document())


@lru_cache
def sample_deck():
    return Presentation(io.BytesIO(sample_content()))


def deck_of(*blocks, **changes):
    """The deck of a document that holds these blocks and nothing else."""
    document = replace(sample_document(), sections=(Section("Question ?", blocks),), **changes)
    return Presentation(io.BytesIO(document_pptx(document)))


def texts_of(shape):
    if shape.has_text_frame:
        return [paragraph.text for paragraph in shape.text_frame.paragraphs]
    if getattr(shape, "has_table", False) and shape.has_table:
        return [cell.text for row in shape.table.rows for cell in row.cells]
    return []


def slide_text(slide):
    return "\n".join(text for shape in slide.shapes for text in texts_of(shape))


def notes_of(slide):
    return slide.notes_slide.notes_text_frame.text


def told_by(slide):
    """Alternative texts of a slide."""
    return {shape._element._nvXxPr.cNvPr.get("descr") for shape in slide.shapes}


def slide_of(deck, figure):
    return next(slide for slide in deck.slides if figure.alt in told_by(slide))


def chart_of(deck, figure):
    return next(shape.chart for shape in slide_of(deck, figure).shapes if shape.has_chart)


def workbook_of(chart):
    blob = chart.part.chart_workbook.xlsx_part.blob
    return openpyxl.load_workbook(io.BytesIO(blob)).active
