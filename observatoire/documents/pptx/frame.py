"""A slide and what it always carries: question, territory and period, source, mentions, frozen code, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Pt

from observatoire.documents.fitting import AFTER, LINE, Box, fitted, line_count
from observatoire.documents.model import Document, Frozen
from observatoire.documents.pptx.house import (
    BANNER_SIZES,
    BODY,
    CONTENT,
    CONTENT_LAYOUT,
    IDX_SOURCE,
    IDX_SUBTITLE,
    IDX_TEXT,
    INNER,
    MARGIN,
    SOURCE,
    SOURCE_SIZES,
    SUBTITLE,
    TITLE,
    TITLE_SIZES,
    WIDTH,
    layout_named,
)
from observatoire.documents.qr import qr_png
from observatoire.typography import french

QR_SIDE = 60
#: The words beside the QR code, on a line each.
CODE_WIDTH, CODE_SIZES = 118, (12, 11, 10)
_NS = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@dataclass(frozen=True)
class Paragraph:
    """Words of one style; size in points, None for that of the layout."""

    text: str
    size: float | None = None
    bold: bool = False
    soft: bool = False
    accent: bool = False
    bullet: bool = False


@dataclass
class Talk:
    """A deck being written, the document that it shows, and the titles already given."""

    deck: Deck
    document: Document
    titles: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Framed:
    """A new slide and the room left between its subtitle and its source."""

    slide: Slide
    room: Box


def new_slide(
    talk: Talk,
    title: str,
    subtitle: str,
    source: str,
    notes: Sequence[str],
    frozen: Frozen | None = None,
    mentions: Sequence[str] = (),
) -> Framed:
    """A slide with everything but its answer. A title already given is followed by "(suite)": each one is unique."""
    slide = talk.deck.slides.add_slide(layout_named(talk.deck, CONTENT_LAYOUT))
    shown, size = fitted(_unique(talk, title), TITLE_SIZES, INNER, 2, bold=True)
    lines = line_count(shown, size, INNER, bold=True)
    write(slide.shapes.title, [Paragraph(shown, size)])
    slide.shapes.title.name = "Titre"
    height = lines * size * LINE
    move(slide.shapes.title, Box(TITLE.left, TITLE.top, TITLE.width, height))
    top = TITLE.top + height + 2
    top = _write_subtitle(slide, subtitle, top)
    _write_source(slide, source, SOURCE.width if frozen is not None else SOURCE.width + QR_SIDE + 90)
    warnings = list(dict.fromkeys([*talk.document.mentions, *mentions]))
    write_warnings(slide, warnings)
    if frozen is not None:
        _write_code(slide, frozen)
    write_notes(slide, [title, subtitle, *notes, *warnings])
    bottom = CONTENT.bottom - 14 if frozen is not None else CONTENT.bottom if source else SOURCE.bottom - 14
    return Framed(slide, Box(CONTENT.left, top, CONTENT.width, bottom - top))


def place_text(framed: Framed, paragraphs: Sequence[Paragraph], box: Box) -> None:
    """The text of the slide, in its placeholder; without text the placeholder goes."""
    shape = _text_placeholder(framed.slide, IDX_TEXT)
    if not paragraphs:
        shape._element.getparent().remove(shape._element)
        return
    move(shape, box)
    shape.name = "Texte"
    write(shape, paragraphs)


def read_after_text(framed: Framed, *shapes: BaseShape) -> None:
    """Puts what answers the question between the text and the source in the reading order."""
    source = next((shape for shape in framed.slide.shapes if shape.name == "Source"), None)
    for shape in shapes if source is not None else ():
        source._element.addprevious(shape._element)


def text_box(slide: Slide, name: str, box: Box, paragraphs: Sequence[Paragraph], align: PP_ALIGN | None = None):
    shape = slide.shapes.add_textbox(0, 0, 0, 0)
    shape.name = name
    move(shape, box)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(shape, paragraphs)
    for paragraph in frame.paragraphs:
        paragraph.alignment = align
    return shape


def write(shape: BaseShape, paragraphs: Sequence[Paragraph]) -> None:
    frame = shape.text_frame
    for rank, wanted in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = wanted.text
        if wanted.size is not None:
            run.font.size = Pt(wanted.size)
        if wanted.bold:
            run.font.bold = True
        if wanted.soft or wanted.accent:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1 if wanted.accent else MSO_THEME_COLOR.TEXT_2
        if wanted.bullet:
            _set_bullet(paragraph, wanted.size or BODY)
        if rank < len(paragraphs) - 1:
            paragraph.space_after = Pt((wanted.size or BODY) * AFTER)


def write_notes(slide: Slide, lines: Sequence[str]) -> None:
    """Speaker notes, one paragraph a line; empty lines are left out."""
    notes = slide.notes_slide
    frame = notes.notes_text_frame
    kept = [line for line in dict.fromkeys(lines) if line]
    frame.text = "\n".join(kept)
    for shape in list(notes.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)


def move(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (
        int(Pt(side)) for side in (box.left, box.top, box.width, box.height)
    )


def describe(shape: BaseShape, name: str, alt: str) -> None:
    """Name and alternative text, for readers who do not see the shape."""
    shape.name = name
    shape._element._nvXxPr.cNvPr.set("descr", alt)


def mark_decorative(shape: BaseShape, name: str) -> None:
    """A shape that says nothing: readers of the screen pass over it."""
    shape.name = name
    shape._element._nvXxPr.cNvPr.append(
        parse_xml(
            f'<a:extLst {_NS}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><d:decorative '
            'xmlns:d="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
        )
    )


def _unique(talk: Talk, title: str) -> str:
    many = talk.titles.get(title, 0) + 1
    talk.titles[title] = many
    return title if many == 1 else f"{title} (suite{'' if many == 2 else f' {many - 1}'})"


def _write_subtitle(slide: Slide, subtitle: str, top: float) -> float:
    """-> the top of the room left under it."""
    shape = _text_placeholder(slide, IDX_SUBTITLE)
    if not subtitle:
        shape._element.getparent().remove(shape._element)
        return top + 12
    shown, size = fitted(subtitle, (SUBTITLE,), INNER, 2)
    height = line_count(shown, size, INNER) * size * LINE
    shape.name = "Sous-titre"
    move(shape, Box(MARGIN, top, INNER, height))
    write(shape, [Paragraph(shown, size)])
    return top + height + 12


def _write_source(slide: Slide, source: str, width: float) -> None:
    shape = _text_placeholder(slide, IDX_SOURCE)
    if not source:
        shape._element.getparent().remove(shape._element)
        return
    *sizes, smallest = SOURCE_SIZES
    shown, size = fitted(source, sizes, width, 2)
    if shown != source:
        shown, size = fitted(source, (smallest,), width, 3)
    shape.name = "Source"
    move(shape, Box(SOURCE.left, SOURCE.top, width, SOURCE.height))
    write(shape, [Paragraph(shown, size)])


def write_warnings(slide: Slide, mentions: Sequence[str]) -> None:
    """What the figures must not travel without: on the slide itself, so that a copied slide keeps it."""
    if not mentions:
        return
    shown, size = fitted(" · ".join(mentions), BANNER_SIZES, INNER, 1, bold=True)
    shape = text_box(slide, "Mentions", Box(0, 0, WIDTH, 26), [Paragraph(shown, size, bold=True)])
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1
    shape.text_frame.margin_left = shape.text_frame.margin_right = Pt(MARGIN)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)


def _write_code(slide: Slide, frozen: Frozen) -> None:
    left, top = WIDTH - MARGIN - QR_SIDE - 8, SOURCE.bottom - QR_SIDE
    picture = slide.shapes.add_picture(io.BytesIO(qr_png(frozen.address)), 0, 0)
    move(picture, Box(left, top, QR_SIDE, QR_SIDE))
    describe(picture, "QR code", french(f"QR code : mêmes chiffres, conservés à l’adresse {frozen.address}"))
    kept, kept_size = fitted("Chiffres conservés", CODE_SIZES, CODE_WIDTH, 1)
    code, size = fitted(f"code {frozen.code}", CODE_SIZES, CODE_WIDTH, 1, bold=True)
    words = [Paragraph(kept, kept_size, soft=True), Paragraph(code, size, bold=True)]
    text_box(slide, "Code", Box(left - CODE_WIDTH - 6, top + 24, CODE_WIDTH, 36), words, PP_ALIGN.RIGHT)


def _set_bullet(paragraph, size: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    indent = int(Pt(size))
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    for xml in ('<a:buFont {0} typeface="Arial"/>', '<a:buChar {0} char="•"/>'):
        properties.append(parse_xml(xml.format(_NS)))


def _text_placeholder(slide: Slide, idx: int) -> BaseShape:
    return next(shape for shape in slide.placeholders if shape.placeholder_format.idx == idx)
