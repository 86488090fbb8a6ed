"""A document as an Excel workbook: contents with links, a sheet for each table, the texts, the definitions.

Figures that are not there are words, never numbers; numbers are those printed, with the decimals that they print.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.documents.model import Document, Figure, Table
from observatoire.documents.xlsx_chart import write_chart
from observatoire.documents.xlsx_parts import MIMETYPE, WORDS_SHEET, new_workbook, number_format, set_page, title_format
from observatoire.documents.xlsx_words import definitions, read_first, texts, words
from observatoire.figures.palette import ACCENT, INK, PAPER, PLAIN, SOFT_INK
from observatoire.typography import french

__all__ = ["MIMETYPE", "document_xlsx"]

CONTENTS_SHEET, TEXTS_SHEET, DEFINITIONS_SHEET = "Sommaire", "Textes", "Définitions"
#: Excel's own limit, and the characters that it refuses in the name of a sheet.
LONGEST_NAME = 31
_REFUSED = re.compile(r"[\[\]:*?/\\']+")
#: Characters of the narrowest and widest column, and of a whole sheet at least: sentences are under its table.
NARROWEST, WIDEST, LEAST_WIDTH = 11, 48, 84
LINE_PT = 15.5


@dataclass(frozen=True)
class _Page:
    """A sheet with a table: that of a figure, or one that stands alone."""

    name: str
    title: str
    question: str
    table: Table
    figure: Figure | None


def document_xlsx(document: Document) -> bytes:
    """The workbook; the same document always gives the same bytes: its date is that of the publication."""
    content = io.BytesIO()
    workbook = new_workbook(
        content,
        document.published_on,
        title=document.title,
        subject=document.subtitle,
        category=document.departement_name,
        comments=" · ".join(document.mentions),
    )
    styles = _styles(workbook)
    pages = _pages(document)
    _write_contents(workbook, document, pages, styles)
    _write_pairs(workbook, document, WORDS_SHEET, read_first(document), styles)
    for rank, page in enumerate(pages, start=1):
        _write_page(workbook, document, page, rank, styles)
    _write_pairs(workbook, document, TEXTS_SHEET, list(texts(document)), styles)
    _write_pairs(workbook, document, DEFINITIONS_SHEET, list(definitions(document)), styles)
    workbook.close()
    return content.getvalue()


def _styles(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    wrapped = {"valign": "top", "text_wrap": True}
    return {
        "banner": workbook.add_format({"bold": True, "font_color": PAPER, "bg_color": INK, "font_size": 13, **wrapped}),
        "title": title_format(workbook),
        "soft": workbook.add_format({"font_color": SOFT_INK}),
        "bold": workbook.add_format({"bold": True}),
        "heading": workbook.add_format({"bold": True, "bottom": 1, **wrapped}),
        "heading_next": workbook.add_format({"bold": True, "bottom": 1, "indent": 1, **wrapped}),
        "heading_right": workbook.add_format({"bold": True, "bottom": 1, "align": "right", **wrapped}),
        "label": workbook.add_format({"bold": True, "font_color": SOFT_INK, **wrapped}),
        "text": workbook.add_format(wrapped),
        "link": workbook.add_format({"font_color": ACCENT, "underline": 1, **wrapped}),
    }


def _pages(document: Document) -> list[_Page]:
    pages: list[_Page] = []
    for section in document.sections:
        for block in section.blocks:
            table = block.table if isinstance(block, Figure) else block if isinstance(block, Table) else None
            if table is None:
                continue
            figure = block if isinstance(block, Figure) else None
            title = figure.title if figure else table.caption
            pages.append(_Page(_name(len(pages) + 1, table.caption), title, section.question, table, figure))
    return pages


def _name(rank: int, caption: str) -> str:
    """ "03 Revenus et pauvreté": short, safe, and unique by its rank."""
    words = f"{rank:02d} {' '.join(_REFUSED.sub(' ', caption).split())}".strip()
    if len(words) <= LONGEST_NAME:
        return words
    return words[: LONGEST_NAME + 1].rsplit(" ", 1)[0].rstrip(" ,.;(")[:LONGEST_NAME]


def _write_contents(
    workbook: xlsxwriter.Workbook, document: Document, pages: list[_Page], styles: dict[str, Format]
) -> None:
    sheet = workbook.add_worksheet(CONTENTS_SHEET)
    widths = [50, 90]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    row = _write_banner(sheet, document.mentions, widths, styles)
    sheet.write_string(row, 0, document.title, styles["title"])
    sheet.write_string(row + 1, 0, document.subtitle, styles["soft"])
    row += 3
    sheet.write_string(row, 0, "Question", styles["heading"])
    sheet.write_string(row, 1, "Feuille", styles["heading"])
    sheet.freeze_panes(row + 1, 0)
    last = ""
    links = [
        ("", WORDS_SHEET, "À lire avant les chiffres"),
        *((page.question, page.name, page.title) for page in pages),
        ("", TEXTS_SHEET, "Chiffres clés et phrases du document"),
        ("", DEFINITIONS_SHEET, "Définitions et méthodes"),
    ]
    for below, (question, name, title) in enumerate(links, start=row + 1):
        sheet.write_string(below, 0, question if question != last else "", styles["label"])
        sheet.set_row(below, max(_height(question, widths[0]), _height(title, widths[1])))
        sheet.write_url(below, 1, f"internal:'{name}'!A1", styles["link"], title)
        last = question
    set_page(sheet)


def _write_page(
    workbook: xlsxwriter.Workbook, document: Document, page: _Page, rank: int, styles: dict[str, Format]
) -> None:
    """Banner, title, pinned rows and headings stay in sight; then the other rows, the words, the chart beside."""
    sheet = workbook.add_worksheet(page.name)
    table, figure = page.table, page.figure
    widths = _widths(table)
    last_column = len(widths) - 1
    mentions = tuple(dict.fromkeys((*document.mentions, *(figure.mentions if figure else ()))))
    row = _write_banner(sheet, mentions, widths, styles)
    sheet.write_string(row, 0, page.title, styles["title"])
    sheet.write_string(row + 1, 0, figure.subtitle if figure else page.question, styles["soft"])
    row += 2
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    cells = _Cells(workbook)
    for pinned in table.pinned:
        cells.write(sheet, row, table, pinned, {"bold": True, "bg_color": PLAIN})
        row += 1
    others = [rank for rank in range(len(table.rows)) if rank not in table.pinned]
    headings = _headings(table)
    if others:
        style = {"name": f"tableau_{rank}", "style": "Table Style Light 1", "banded_rows": False}
        sheet.add_table(
            row, 0, row + len(others), last_column, style | {"columns": [{"header": said} for said in headings]}
        )
    for column, said in enumerate(headings):
        kind = "heading_right" if table.columns[column].number else "heading_next" if column else "heading"
        sheet.write_string(row, column, said, styles[kind])
    sheet.set_row(row, max(_height(said, width - 3) for said, width in zip(headings, widths, strict=True)))
    sheet.freeze_panes(row + 1, 1)
    sheet.repeat_rows(row)
    top = row
    for index in others:
        row += 1
        cells.write(sheet, row, table, index, {"bold": True} if index in table.highlighted else {})
    row = _write_words(sheet, row + 2, figure, document, widths, styles) if figure else row
    if figure and figure.chart:
        write_chart(workbook, sheet, figure, (top, last_column + 2), row + 1, styles["bold"])
    set_page(sheet)


def _widths(table: Table) -> list[int]:
    """Characters of each column; the first one takes what is missing for sentences to be read under the table."""
    widths = []
    for rank, column in enumerate(table.columns):
        longest = max([len(row[rank].text) for row in table.rows] + [len(word) for word in column.heading.split()])
        widths.append(min(max(longest + 3, NARROWEST), WIDEST))
    widths[0] += max(0, LEAST_WIDTH - sum(widths))
    return widths


def _headings(table: Table) -> list[str]:
    """Headings with their units, each once: Excel refuses two columns of one name."""
    headings: list[str] = []
    for column in table.columns:
        said = f"{column.heading} ({column.unit})" if column.unit else column.heading or "Intitulé"
        taken = [heading.casefold() for heading in headings]
        many = next(count for count in range(1, 999) if _numbered(said, count).casefold() not in taken)
        headings.append(_numbered(said, many))
    return headings


def _numbered(said: str, count: int) -> str:
    return said if count == 1 else f"{said} ({count})"


class _Cells:
    """Writes rows of tables, with one Excel format for each way a cell prints."""

    def __init__(self, workbook: xlsxwriter.Workbook):
        self._workbook = workbook
        self._formats: dict[tuple, Format] = {}

    def write(self, sheet: Worksheet, row: int, table: Table, index: int, style: dict) -> None:
        for column, cell in enumerate(table.rows[index]):
            number = table.columns[column].number
            if cell.value is None:
                place = {"align": "right"} if number else {"indent": 1} if column else {}
                shown = self._format(style | place)
                sheet.write_string(row, column, cell.text, shown)
            else:
                shown = self._format(style | {"num_format": number_format(cell.decimals)})
                sheet.write_number(row, column, round(cell.value, cell.decimals) + 0.0, shown)

    def _format(self, style: dict) -> Format:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(style)
        return self._formats[key]


def _write_words(
    sheet: Worksheet, row: int, figure: Figure, document: Document, widths: list[int], styles: dict[str, Format]
) -> int:
    """What must be read with a table, one line each across its width. -> the next free row."""
    for label, text in words(figure, document):
        said = french(f"{label} : {text}") if label else text
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, said, styles["text"])
        else:
            sheet.write_string(row, 0, said, styles["text"])
        sheet.set_row(row, _height(said, sum(widths)))
        row += 1
    return row


def _write_pairs(
    workbook: xlsxwriter.Workbook,
    document: Document,
    name: str,
    pairs: list[tuple[str, str]],
    styles: dict[str, Format],
) -> None:
    sheet = workbook.add_worksheet(name)
    left, right = 44, 110
    sheet.set_column(0, 0, left)
    sheet.set_column(1, 1, right)
    first = _write_banner(sheet, document.mentions, [left, right], styles)
    sheet.freeze_panes(first, 0)
    for row, (label, text) in enumerate(pairs, start=first):
        sheet.write_string(row, 0, label, styles["label"])
        sheet.write_string(row, 1, text, styles["text"])
        sheet.set_row(row, max(_height(label, left), _height(text, right)))
    set_page(sheet)


def _height(text: str, width: int) -> float:
    """Points of a row that holds a text on lines of `width` characters; not every office software finds it alone."""
    return LINE_PT * max(1, ceil(len(text) / (width * 1.1)))


def _write_banner(sheet: Worksheet, mentions: tuple[str, ...], widths: list[int], styles: dict[str, Format]) -> int:
    """White on dark across the sheet when there is something to warn of. -> the next free row."""
    if not mentions:
        return 0
    said = " · ".join(mentions)
    if len(widths) > 1:
        sheet.merge_range(0, 0, 0, len(widths) - 1, said, styles["banner"])
    else:
        sheet.write_string(0, 0, said, styles["banner"])
    sheet.set_row(0, 1.25 * _height(said, int(sum(widths) * 0.8)))
    return 1
