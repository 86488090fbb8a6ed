"""Native tables: a header repeated on each page, rows kept whole, numbers on the right, words for screen readers."""

from __future__ import annotations

import re

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from observatoire.documents.docx.styles import CELL, PALE, TABLE_STYLE, TEXT_WIDTH
from observatoire.documents.docx.text import Draft, caption, clean, paragraph
from observatoire.documents.model import Column, Table

#: Points of a cell's text, the largest first, and share of the page that the longest words may take.
_SIZES, _FULL = (9.5, 9, 8.5, 7.5), 0.92
#: A column is not narrower than this number of letters, nor asks for more than the other one: it wraps.
_NARROWEST, _WIDEST = 7, 36
#: EMU of an average letter for each point of its size, of one in bold or in a wider font; EMU of the margins of a cell.
_CHARACTER, _WIDE_CHARACTER, _PADDING = 12700 * 0.54, 12700 * 0.6, Cm(0.4)
_NARROWEST_TABLE = 0.6
#: Where Word may go to the next line.
_BREAKS = re.compile("[ -]")
#: A heading up to this number of letters stays on one line.
_SHORT_HEADING = 14
#: Tables up to this number of rows stay on one page, with the source under them.
_KEPT_WHOLE = 12


def add_table(draft: Draft, table: Table) -> WordTable:
    """Caption, then table. Pinned rows are in bold under a line, those of the reader's territory in bold on grey."""
    caption(draft, draft.word, "Tableau", table.caption)
    made = plain_table(draft, len(table.rows) + 1, len(table.columns), table.caption, _description(table))
    made.style = draft.word.styles[TABLE_STYLE]
    size, widths = _fitted(table)
    _set_widths(made, widths)
    _repeat(made.rows[0])
    for column, cell in zip(table.columns, made.rows[0].cells, strict=True):
        _write(cell, _heading(column), column.number, size, bold=True)
    kept = len(table.rows) <= _KEPT_WHOLE
    for rank, (row, cells) in enumerate(zip(list(made.rows)[1:], table.rows, strict=True)):
        strong = rank in table.pinned or rank in table.highlighted
        for column, target, cell in zip(table.columns, row.cells, cells, strict=True):
            _write(target, cell.text, column.number, size, bold=strong, soft=column.number and cell.value is None)
            if rank in table.highlighted:
                shade(target, PALE)
            if rank in table.pinned and rank - 1 not in table.pinned and rank > 0:
                _line_above(target)
            if kept:
                target.paragraphs[0].paragraph_format.keep_with_next = True
    for cell in made.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    return made


def plain_table(draft: Draft, rows: int, columns: int, title: str, description: str) -> WordTable:
    """A table as wide as the text, without borders; rows are never split; title and description for screen readers."""
    made = draft.word.add_table(rows, columns)
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    properties = made._tbl.tblPr
    for name, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(name)
        element.set(qn("w:val"), clean(text))
        properties.append(element)
    for row in made.rows:
        keep_whole(row)
    return made


def keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(cell: _Cell, colour: str) -> None:
    """colour: "RRGGBB"."""
    fill = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    cell._tc.get_or_add_tcPr().append(fill)


def borders(cell: _Cell, **sides: tuple[int, str]) -> None:
    """Each side: (eighths of a point, "RRGGBB")."""
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{sides[side][0]}" w:space="0" w:color="{sides[side][1]}"/>'
        for side in ("top", "left", "bottom", "right")
        if side in sides
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.insert_element_before(
        parse_xml(f"<w:tcBorders {nsdecls('w')}>{drawn}</w:tcBorders>"), "w:shd", "w:vAlign"
    )


def _heading(column: Column) -> str:
    return f"{column.heading} ({column.unit})" if column.unit else column.heading


def _description(table: Table) -> str:
    return f"Colonnes\u202f: {', '.join(_heading(column) for column in table.columns)}."


def _write(cell: _Cell, text: str, number: bool, size: float, *, bold: bool = False, soft: bool = False) -> None:
    made = paragraph(cell, text, CELL)
    if number:
        made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run in made.runs:
        run.font.size, run.bold, run.italic = Pt(size), bold or None, soft or None


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _line_above(cell: _Cell) -> None:
    borders(cell, top=(8, "1B1F24"))


def _fitted(table: Table) -> tuple[float, list[int]]:
    """Points of the text, and widths in EMU: a small table is not spread over the page, a large one does not leave it.

    The text is as large as the longest words allow; when the page is too narrow for the longest lines, what these words
    leave, in the widest font, goes to the columns that usually hold much text.
    """
    texts = [[row[place].text for row in table.rows] for place in range(len(table.columns))]
    letters = [_letters(column, cells) for column, cells in zip(table.columns, texts, strict=True)]

    def widths(side: int, size: float, character: float = _CHARACTER) -> list[float]:
        return [one[side] * size * character + _PADDING for one in letters]

    size = next((size for size in _SIZES if sum(widths(0, size)) <= TEXT_WIDTH * _FULL), _SIZES[-1])
    least, longest, usual = widths(0, size, _WIDE_CHARACTER), widths(1, size), widths(2, size)
    longest = [max(pair) for pair in zip(least, longest, strict=True)]
    if sum(longest) <= TEXT_WIDTH:
        return size, [int(width * max(TEXT_WIDTH * _NARROWEST_TABLE / sum(longest), 1)) for width in longest]
    left = max(TEXT_WIDTH - sum(least), 0)
    wanted = [max(high - low, 1) for low, high in zip(least, usual, strict=True)]
    shared = [low + left * want / sum(wanted) for low, want in zip(least, wanted, strict=True)]
    return size, [int(width * TEXT_WIDTH / sum(shared)) for width in shared]


def _letters(column: Column, texts: list[str]) -> tuple[float, float, float]:
    """Letters of the longest word, of the longest line (very long ones are wrapped), of a usual line."""
    heading = _heading(column)
    word = max((len(word) for text in [*texts, heading] for word in _BREAKS.split(text)), default=0) + 1
    word = max(word, _NARROWEST)
    named = max(min(len(heading), max(len(heading) / 2 + 3, _SHORT_HEADING)), word)
    lengths = [len(text) for text in texts if text] or [0]
    return word, max(min(max(lengths), _WIDEST), named), max(sum(lengths) / len(lengths), named)


def _set_widths(table: WordTable, widths: list[int]) -> None:
    """Word reads the grid, LibreOffice the cells: both are set."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Emu(width)
