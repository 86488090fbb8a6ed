"""Native tables: numbers on the right, units in the headings, pinned rows on each slide, split when they are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from observatoire.documents.fitting import LINE, Box, line_count, shortened, widest
from observatoire.documents.model import Cell, Column, Table
from observatoire.documents.pptx.frame import describe, move
from observatoire.figures.palette import BORDER, INK, PALETTES, PLAIN

MOST_ROWS = 14
SIZES = (18, 16, 14, 12, 11)
#: A table on more slides than this is set smaller, down to a size that is read from the end of a meeting room.
MOST_SLIDES, _LONG_SIZE = 4, 14
#: Lines that a cell may take before a smaller size is tried.
_MOST_LINES = 4
#: Lines beyond which a cell is shortened.
_TALLEST = 8
_PAD_X, _PAD_Y = 7, 3
#: Points by which a column is widened at a time.
_STEP = 6
#: Style "No Style, No Grid" of PowerPoint.
_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_NS = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@dataclass(frozen=True)
class TablePage:
    """Rows of a table that one slide shows, by rank, with the size and widths of the whole table, in points."""

    table: Table
    ranks: tuple[int, ...]
    size: float
    widths: tuple[float, ...]


def table_pages(table: Table, room: Box) -> list[TablePage]:
    """The table shared between slides: at most 14 rows each, pinned rows repeated, never higher than the room.

    As large as it can be, but no larger than 14 points when it would go on for many slides.
    """
    calm = [
        (size, widths)
        for size in SIZES
        if (widths := _widths(table, size, room.width)) and _is_calm(table, size, widths)
    ]
    if not calm:
        return _shared(table, SIZES[-1], _widths(table, SIZES[-1], room.width, forced=True), room)
    found: list[TablePage] = []
    for size, widths in calm:
        if found and (len(found) <= MOST_SLIDES or size < _LONG_SIZE):
            break
        found = _shared(table, size, widths, room)
    return found


def _shared(table: Table, size: float, widths: Sequence[float], room: Box) -> list[TablePage]:
    """Rows of a size and columns of a width, a slide after the other."""
    heights = [
        _row_height(_shown(row, size, widths), size, widths, _is_strong(table, rank))
        for rank, row in enumerate(table.rows)
    ]
    header = _row_height([heading_of(column) for column in table.columns], size, widths, bold=True)
    pinned = [rank for rank in table.pinned if rank < len(table.rows)]
    others = [rank for rank in range(len(table.rows)) if rank not in pinned]
    left = room.height - header - sum(heights[rank] for rank in pinned)
    shared: list[list[int]] = [[]]
    for rank in others:
        full = len(shared[-1]) + len(pinned) >= MOST_ROWS
        if shared[-1] and (full or sum(heights[kept] for kept in [*shared[-1], rank]) > left):
            alone = len(shared[-1]) > 1 and is_caption(table.rows[shared[-1][-1]])
            shared.append([shared[-1].pop()] if alone else [])
        shared[-1].append(rank)
    return [TablePage(table, tuple(sorted([*ranks, *pinned])), size, widths) for ranks in shared]


def add_table(slide: Slide, page: TablePage, room: Box, alt: str) -> GraphicFrame:
    table, rows = page.table, [page.table.rows[rank] for rank in page.ranks]
    graphic = slide.shapes.add_table(len(rows) + 1, len(table.columns), 0, 0, 100, 100)
    describe(graphic, "Tableau", alt)
    native = graphic.table
    native.first_row, native.horz_banding = True, False
    graphic._element.find(".//{*}tableStyleId").text = _PLAIN_STYLE
    for column, width in zip(native.columns, page.widths, strict=True):
        column.width = int(Pt(width))
    headings = [heading_of(column) for column in table.columns]
    lines = [headings, *(_shown(row, page.size, page.widths) for row in rows)]
    total, drawn = 0.0, []
    for rank, texts in enumerate(lines):
        place = None if rank == 0 else page.ranks[rank - 1]
        height = _row_height(texts, page.size, page.widths, _is_strong(table, place))
        total += height
        spanned = place is not None and is_caption(table.rows[place])
        cells = "".join(
            _cell(text, table, column, place, page.size, _span(column, len(texts)) if spanned else "")
            for column, text in enumerate(texts)
        )
        drawn.append(f'<a:tr {_NS} h="{int(Pt(height))}">{cells}</a:tr>')
    # Rows are replaced as a whole: written cell by cell, a table of ten rows takes a tenth of a second.
    for old, xml in zip(list(native._tbl.tr_lst), drawn, strict=True):
        native._tbl.replace(old, parse_xml(xml))
    move(graphic, Box(room.left, room.top, sum(page.widths), total))
    return graphic


def heading_of(column: Column) -> str:
    return f"{column.heading} ({column.unit})" if column.unit else column.heading


def _is_strong(table: Table, row: int | None) -> bool:
    """Headings, rows of the benchmark and rows of the reader's territory are in bold."""
    return row is None or row in table.pinned or row in table.highlighted


def is_caption(row: Sequence[Cell]) -> bool:
    """A row that names those that follow: words in its first cell and nothing else."""
    return len(row) > 1 and not any(cell.text for cell in row[1:])


def _span(column: int, columns: int) -> str:
    """Attributes of the cells of a caption: the first one is as wide as the table."""
    return ' hMerge="1"' if column else f' gridSpan="{columns}"'


def _shown(row: Sequence[Cell], size: float, widths: Sequence[float]) -> list[str]:
    """Texts of a row; one that would fill a slide by itself is shortened, and whole in the notes."""
    if is_caption(row):
        return [shortened(row[0].text, size, sum(widths) - 2 * _PAD_X, 1, bold=True), *([""] * (len(row) - 1))]
    return [
        shortened(cell.text, size, width - 2 * _PAD_X + 0.01, _TALLEST, bold=True)
        for cell, width in zip(row, widths, strict=True)
    ]


def _cell(text: str, table: Table, column: int, row: int | None, size: float, span: str) -> str:
    """A cell as XML; row: its rank in the table, None for a heading."""
    heading = row is None
    bold = int(_is_strong(table, row))
    fill = PALETTES["neutral"][0] if row in table.highlighted else PLAIN if row in table.pinned else ""
    side = "r" if table.columns[column].number else "l"
    shade = f"<a:solidFill>{_colour(fill)}</a:solidFill>" if fill else "<a:noFill/>"
    return (
        f'<a:tc{span}><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{side}"/><a:r>'
        f'<a:rPr lang="fr-FR" sz="{round(size * 100)}" b="{bold}"><a:solidFill>{_colour(INK)}</a:solidFill></a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p></a:txBody>"
        f'<a:tcPr marL="{int(Pt(_PAD_X))}" marR="{int(Pt(_PAD_X))}" marT="{int(Pt(_PAD_Y))}" marB="{int(Pt(_PAD_Y))}" '
        f'anchor="{"b" if heading else "ctr"}"><a:lnB w="{19050 if heading else 6350}"><a:solidFill>'
        f"{_colour(INK if heading else BORDER)}</a:solidFill></a:lnB>{shade}</a:tcPr></a:tc>"
    )


def _colour(colour: str) -> str:
    return f'<a:srgbClr val="{colour.lstrip("#")}"/>'


def _widths(table: Table, size: float, room: float, forced: bool = False) -> tuple[float, ...]:
    """Width of each column; () when the longest words do not fit side by side and it is not forced."""
    natural, least = [], []
    for rank, column in enumerate(table.columns):
        heading, texts = heading_of(column), _column(table, rank)
        words = [word for text in texts for word in text.split(" ")]
        least.append(max(widest(heading.split(" "), size, True), widest(words, size, True)) + 2 * _PAD_X)
        natural.append(max(widest(texts, size, True), _two_lines(heading, size)) + 2 * _PAD_X)
    if sum(natural) <= room:
        # Short tables keep close columns: a number read far from its row is a number misread.
        stretch = min(room / sum(natural), 1.5)
        return tuple(width * stretch for width in natural)
    if sum(least) <= room:
        return _evened(table, least, size, room)
    return tuple(width * room / sum(least) for width in least) if forced else ()


def _evened(table: Table, least: Sequence[float], size: float, room: float) -> tuple[float, ...]:
    """Columns as wide as their longest word, then wider, the one whose longest text takes most lines first."""
    widths = list(least)
    longest = [max(_column(table, rank), key=len, default="") for rank in range(len(widths))]
    while sum(widths) + _STEP <= room:
        lines = [line_count(text, size, width - 2 * _PAD_X, True) for text, width in zip(longest, widths, strict=True)]
        if max(lines) == 1:
            break
        widths[lines.index(max(lines))] += _STEP
    return tuple(widths)


def _two_lines(heading: str, size: float) -> float:
    """The smallest width, by steps of a word, at which a heading holds on two lines."""
    words = heading.split(" ")
    tries = sorted(
        widest([" ".join(words[:cut]), " ".join(words[cut:])], size, True) for cut in range(1, len(words) + 1)
    )
    return tries[0]


def _is_calm(table: Table, size: float, widths: Sequence[float]) -> bool:
    """No cell of many lines: a smaller size reads better than a narrow column."""
    return all(
        line_count(cell.text, size, width - 2 * _PAD_X, bold=True) <= _MOST_LINES
        for row in table.rows
        if not is_caption(row)
        for cell, width in zip(row, widths, strict=True)
    )


def _row_height(texts: Sequence[str], size: float, widths: Sequence[float], bold: bool) -> float:
    """A row of a single text is a caption, on one line."""
    lines = [line_count(text, size, width - 2 * _PAD_X + 0.01, bold) for text, width in zip(texts, widths, strict=True)]
    alone = len(texts) > 1 and not any(texts[1:])
    return (1 if alone else max(lines)) * size * LINE + 2 * _PAD_Y + 1


def _column(table: Table, rank: int) -> list[str]:
    return [row[rank].text for row in table.rows if not is_caption(row)]
