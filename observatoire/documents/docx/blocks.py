"""Each block of a document as Word paragraphs, tables and drawings, in reading order."""

from __future__ import annotations

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.table import _Cell

from observatoire.documents.docx.chart_lines import is_slanted
from observatoire.documents.docx.graphics import add_chart, add_picture, add_png
from observatoire.documents.docx.styles import (
    COMMENT,
    DEFINITION,
    KEY_DETAIL,
    KEY_LABEL,
    KEY_TEXT,
    LEAD,
    MENTION,
    NOTE,
    QUADRANT,
    SOURCE,
    TEXT_WIDTH,
)
from observatoire.documents.docx.tables import add_table, borders, plain_table
from observatoire.documents.docx.text import Draft, caption, clean, heading, labelled, link, paragraph
from observatoire.documents.fitting import widest
from observatoire.documents.model import (
    Block,
    Bullets,
    Definition,
    Figure,
    Frozen,
    KeyFigure,
    KeyFigures,
    Prose,
    Quadrants,
    Table,
)
from observatoire.documents.qr import qr_png
from observatoire.figures.chart_lines import NOT_FROM_ZERO, absent_words
from observatoire.typography import french

NOT_TO_CONCLUDE = "À ne pas conclure"
_MOST_ACROSS = 3
#: Points of key figures, and what the margins of their cell take.
_KEY_SIZES, _LONG_KEY_SIZE, _KEY_MARGINS = (22, 18), 15, 12
_AFTER_TABLE = Pt(4)
_QR_WIDTH = Cm(1.9)


def add_block(draft: Draft, block: Block) -> None:
    match block:
        case Figure():
            _add_figure(draft, block)
        case KeyFigures():
            _add_key_figures(draft, block)
        case Prose():
            for sentence in block.sentences:
                paragraph(draft.word, sentence.text, "Normal")
        case Bullets():
            heading(draft, block.title, 2)
            _add_list(draft.word, block)
        case Quadrants():
            _add_quadrants(draft, block)
        case Table():
            add_table(draft, block.on_page)
            _space(draft)


def add_definition(draft: Draft, definition: Definition) -> None:
    """One indicator of the appendix."""
    heading(draft, definition.title, 2, DEFINITION)
    paragraph(draft.word, definition.definition, "Normal")
    for label, text in (
        ("Calcul", definition.formula),
        ("Source", definition.source.removeprefix(french("Source : "))),
        ("Limites", " ".join(definition.caveats)),
        (NOT_TO_CONCLUDE, " ".join(definition.not_to_conclude)),
    ):
        if text:
            labelled(draft.word, french(f"{label} :"), text, NOTE)


def _add_figure(draft: Draft, figure: Figure) -> None:
    """Title, what it says, the drawing, what must be read with it, its table, where it can be read again."""
    word = draft.word
    heading(draft, figure.title, 2)
    if figure.sentences:
        paragraph(word, " ".join(sentence.text for sentence in figure.sentences), LEAD)
    for line in filter(str.strip, map(clean, figure.comment.splitlines())):
        paragraph(word, line, COMMENT)
    if figure.chart is not None or figure.picture is not None:
        caption(draft, word, "Figure", figure.subtitle or figure.title)
        target = paragraph(word, "", "Normal")
        target.paragraph_format.keep_with_next = True
        target.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if figure.chart is not None:
            add_chart(draft, target, figure.chart, figure.title, figure.alt)
        else:
            add_picture(draft, target, figure)
        _add_reading(draft, figure)
        paragraph(word, figure.source, SOURCE)
        add_table(draft, figure.table.on_page)
    else:
        paragraph(word, figure.subtitle, NOTE).paragraph_format.keep_with_next = True
        add_table(draft, figure.table.on_page)
        _add_reading(draft, figure, before=True)
    last = paragraph(word, figure.source, SOURCE)
    last.paragraph_format.space_before = _AFTER_TABLE
    if figure.frozen is not None:
        last.paragraph_format.keep_with_next = True
        _add_frozen(draft, figure.frozen)


def _add_reading(draft: Draft, figure: Figure, *, before: bool = False) -> None:
    """Mentions that the page does not already carry, benchmark, notes, limits."""
    word = draft.word
    lines = [(text, MENTION) for text in figure.mentions if text not in draft.document.mentions]
    lines += [(figure.benchmark, NOTE)] if figure.benchmark else []
    if figure.chart is not None and figure.chart.kind == "lines" and figure.chart.moves_little:
        lines.append((NOT_FROM_ZERO, NOTE))
    if figure.chart is not None and figure.chart.kind == "lines" and is_slanted(figure.chart.categories):
        lines += [(text, NOTE) for text in absent_words(figure.chart)]
    lines += [(text, NOTE) for text in figure.notes]
    made = [paragraph(word, text, style) for text, style in lines]
    if figure.definition and not set(figure.indicators) <= {known.indicator for known in draft.document.definitions}:
        made.append(labelled(word, french("Définition :"), figure.definition, NOTE))
    if figure.not_to_conclude:
        made.append(labelled(word, french(f"{NOT_TO_CONCLUDE} :"), " ".join(figure.not_to_conclude), NOTE))
    for line in made:
        line.paragraph_format.keep_with_next = True
    if before and made:
        made[0].paragraph_format.space_before = _AFTER_TABLE


def _add_frozen(draft: Draft, frozen: Frozen) -> None:
    """QR code and short code, side by side on one line."""
    target = paragraph(draft.word, "", SOURCE)
    alignment = OxmlElement("w:textAlignment")
    alignment.set(qn("w:val"), "center")
    target._p.get_or_add_pPr().append(alignment)
    alt = french(f"Code QR : {frozen.address}")
    add_png(draft, target, qr_png(frozen.address), _QR_WIDTH, f"Code {frozen.code}", alt)
    target.add_run(french("\u00a0 Mêmes chiffres, conservés en ligne : code "))
    target.add_run(frozen.code).bold = True
    target.add_run(", ")
    link(target, frozen.address, address=frozen.address)


def _add_key_figures(draft: Draft, block: KeyFigures) -> None:
    """Two or three figures a row, under a line; numbers of the same size."""
    across = 2 if len(block.items) in (2, 4) else _MOST_ACROSS
    rows = -(-len(block.items) // across)
    said = " ".join(french(f"{item.label} : {item.text}.") for item in block.items)
    table = plain_table(draft, rows, across, "Chiffres clés", said)
    numbers = [item.text for item in block.items if _is_number(item)]
    room = TEXT_WIDTH / across / Pt(1) - _KEY_MARGINS
    size = next((size for size in _KEY_SIZES if widest(numbers, size, bold=True) <= room), _LONG_KEY_SIZE)
    for rank in range(rows * across):
        cell = table.cell(rank // across, rank % across)
        cell.width = Emu(TEXT_WIDTH // across)
        borders(cell, top=(12, draft.colour))
        if rank < len(block.items):
            _write_key_figure(cell, block.items[rank], size)
    paragraph(draft.word, block.source, SOURCE).paragraph_format.space_before = _AFTER_TABLE


def _is_number(item: KeyFigure) -> bool:
    return any(letter.isdigit() for letter in item.text)


def _write_key_figure(cell: _Cell, item: KeyFigure, size: float) -> None:
    """Words that stand for a number ("secret statistique") are set smaller: they are longer."""
    paragraph(cell, item.label, KEY_LABEL)
    for run in paragraph(cell, item.text, KEY_TEXT).runs:
        run.font.size = Pt(size if _is_number(item) else _LONG_KEY_SIZE)
    for detail in item.details:
        paragraph(cell, detail, KEY_DETAIL)


def _add_quadrants(draft: Draft, block: Quadrants) -> None:
    titles = [quadrant.title for quadrant in block.lists]
    table = plain_table(draft, 2, 2, ", ".join(titles), french("Quatre listes, deux par ligne."))
    for rank, quadrant in enumerate(block.lists):
        cell = table.cell(rank // 2, rank % 2)
        cell.width = Emu(TEXT_WIDTH // 2)
        borders(cell, top=(12, draft.colour), bottom=(4, "7A8492"))
        paragraph(cell, quadrant.title, QUADRANT)
        _add_list(cell, quadrant)
    _space(draft)


def _add_list(container, listed: Bullets) -> None:
    for item in listed.items:
        paragraph(container, item.text, "List Bullet")
    if not listed.items:
        paragraph(container, listed.empty, "Normal")


def _space(draft: Draft) -> None:
    """Two tables of Word that touch become one."""
    paragraph(draft.word, "", SOURCE)
