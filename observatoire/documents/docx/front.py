"""What surrounds the chapters: cover, table of contents, header with the mentions, footer with the page number."""

from __future__ import annotations

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from observatoire import formats
from observatoire.documents.docx.styles import BANNER, MENTION, PAGE_HEIGHT, PAGE_WIDTH, SIDE_MARGIN, SITE, SOURCE
from observatoire.documents.docx.text import (
    Draft,
    add_field,
    begin_field,
    end_field,
    labelled,
    link,
    on_new_page,
    paragraph,
)
from observatoire.typography import french
from observatoire.words import SITE_NAME

CONTENTS = "Sommaire"
#: Inside the field: Word replaces it, with the entries, when the reader updates the table of contents.
UPDATE_HINT = french(
    "Pour afficher les numéros de page dans Word : clic droit sur ce sommaire, puis « Mettre à jour les champs »."
)


def set_page(draft: Draft) -> None:
    """A4, with the mentions on top of every page; the cover does not repeat the title nor have a page number."""
    section = draft.word.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = SIDE_MARGIN
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1)
    section.different_first_page_header_footer = True
    section._sectPr.remove(section._sectPr.find(qn("w:docGrid")))
    section.first_page_footer.is_linked_to_previous = False
    section.first_page_footer.paragraphs[0].style = "Normal"
    for header in (section.first_page_header, section.header):
        header.is_linked_to_previous = False
        if draft.document.mentions:
            paragraph(header, " · ".join(draft.document.mentions), BANNER)
    paragraph(section.header, draft.document.title, "Header")
    _write_footer(draft, paragraph(section.footer, "", "Footer"))


def add_cover(draft: Draft) -> None:
    document, word = draft.document, draft.word
    paragraph(word, SITE_NAME, SITE)
    paragraph(word, document.title, "Title")
    paragraph(word, document.subtitle, "Subtitle")
    paragraph(word, document.departement_name, "Normal")
    published = f"Données publiées le {formats.day(document.published_on)}"
    paragraph(word, f"{published} · communes au 1er janvier {document.geo_year}", "Normal")
    for mention in document.mentions:
        paragraph(word, mention, MENTION)
    online = labelled(word, french("En ligne :"), document.online(document.address), SOURCE)
    online.paragraph_format.space_before = Pt(12)


def add_contents(draft: Draft, place: Paragraph) -> None:
    """The table of contents of the headings written so far, instead of `place`; its entries lead to the headings.

    It is filled already, without page numbers: only Word knows them, and a file that asks it to compute them makes it
    question the reader at each opening.
    """
    block = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
    )
    lines = [on_new_page(paragraph(draft.word, CONTENTS, "TOC Heading"))]
    for entry in draft.entries:
        line = paragraph(draft.word, "", f"toc {entry.level}")
        if len(lines) == 1:
            begin_field(line, 'TOC \\o "1-2" \\h \\z')
        link(line, entry.text, bookmark=entry.bookmark)
        lines.append(line)
    lines.append(paragraph(draft.word, UPDATE_HINT, SOURCE))
    end_field(lines[-1])
    for line in lines:
        block[-1].append(line._p)
    place._p.addprevious(block)
    place._p.getparent().remove(place._p)


def _write_footer(draft: Draft, footer: Paragraph) -> None:
    footer.add_run(f"{draft.document.departement_name} · {formats.day(draft.document.published_on)}\tPage\u00a0")
    add_field(footer, "PAGE", "2")
    footer.add_run(" sur ")
    add_field(footer, "NUMPAGES", "2")
