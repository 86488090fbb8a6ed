"""Paragraphs, headings, captions, fields and links: what python-docx does not give, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from observatoire.documents.model import Document

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents: its level, its words, the bookmark of its heading."""

    level: int
    text: str
    bookmark: str


@dataclass(frozen=True)
class Draft:
    """A Word document being written: what it says, and the numbers already given. colour: "RRGGBB", of titles.

    pictures: PNG of the figures that have no native form, by key.
    """

    word: WordDocument
    document: Document
    colour: str
    pictures: dict[str, bytes]
    entries: list[Entry] = field(default_factory=list)
    figures: Iterator[int] = field(default_factory=lambda: count(1))
    tables: Iterator[int] = field(default_factory=lambda: count(1))
    drawings: Iterator[int] = field(default_factory=lambda: count(1))
    bookmarks: Iterator[int] = field(default_factory=lambda: count(1))
    charts: Iterator[int] = field(default_factory=lambda: count(1))


def clean(text: str) -> str:
    """A text that XML accepts: a comment pasted by a reader may hold control characters."""
    return _UNPRINTABLE.sub("", text)


def paragraph(container, text: str, style: str) -> Paragraph:
    """A paragraph at the end of the document, of a cell or of a header; the empty one that the last two hold serves."""
    if not isinstance(container, WordDocument) and len(container.paragraphs) == 1 and not container.paragraphs[0].runs:
        made = container.paragraphs[0]
    else:
        made = container.add_paragraph()
    set_style(made, style)
    if text:
        made.add_run(clean(text))
    return made


def set_style(target: Paragraph, name: str) -> None:
    """By its identifier, which is its name without spaces: python-docx looks through every style each time."""
    target._p.style = name.replace(" ", "")


def labelled(container, label: str, text: str, style: str) -> Paragraph:
    """ "**Label** text", on one line."""
    made = paragraph(container, "", style)
    made.add_run(clean(label) + " ").bold = True
    made.add_run(clean(text))
    return made


def heading(draft: Draft, text: str, level: int, style: str = "") -> Paragraph:
    """A heading with its bookmark; levels 1 and 2 enter the table of contents unless another style is asked."""
    made = paragraph(draft.word, "", style or f"Heading {level}")
    number = next(draft.bookmarks)
    name = f"_Toc{number:08d}"
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    made._p.append(start)
    made.add_run(clean(text))
    made._p.append(end)
    if not style:
        draft.entries.append(Entry(level, clean(text), name))
    return made


def on_new_page(made: Paragraph) -> Paragraph:
    """A heading that opens a page, without the space that it has under a text."""
    made.paragraph_format.page_break_before, made.paragraph_format.space_before = True, Pt(0)
    return made


def caption(draft: Draft, container, kind: str, text: str) -> Paragraph:
    """ "Figure 3 – text": the number is a field of Word, which counts again when figures move. kind: its label."""
    number = next(draft.figures if kind == "Figure" else draft.tables)
    made = paragraph(container, "", "Caption")
    made.add_run(f"{kind}\u00a0")
    add_field(made, f"SEQ {kind} \\* ARABIC", str(number))
    made.add_run(f" – {clean(text)}")
    return made


def add_field(target: Paragraph, instruction: str, result: str) -> None:
    """A field and the result that shows before Word computes it again."""
    begin_field(target, instruction)
    target.add_run(result)
    end_field(target)


def begin_field(target: Paragraph, instruction: str) -> None:
    """Open a field, whose result may span several paragraphs; `end_field` closes it."""
    _field_mark(target, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    target.add_run()._r.append(code)
    _field_mark(target, "separate")


def end_field(target: Paragraph) -> None:
    _field_mark(target, "end")


def link(target: Paragraph, text: str, *, bookmark: str = "", address: str = "") -> None:
    """Words that lead to a heading of the document or to a web address."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("w:history"), "1")
    if bookmark:
        element.set(qn("w:anchor"), bookmark)
    else:
        element.set(qn("r:id"), target.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    element.append(run)
    target._p.append(element)
    Run(run, target).text = clean(text)


def _field_mark(target: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    target.add_run()._r.append(mark)
