"""One kind of block, one kind of slide."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from observatoire.documents.fitting import AFTER, LINE, Box, fitted, height_of, line_count, pages, shortest
from observatoire.documents.model import (
    Bullets,
    Cell,
    Figure,
    KeyFigure,
    KeyFigures,
    Picture,
    Prose,
    Quadrants,
    Sentence,
    Table,
)
from observatoire.documents.pptx.charts import add_chart, chart_parts_of, largest_of
from observatoire.documents.pptx.frame import (
    Framed,
    Paragraph,
    Talk,
    describe,
    mark_decorative,
    move,
    new_slide,
    place_text,
    read_after_text,
    text_box,
)
from observatoire.documents.pptx.house import BODY, INNER, LARGE, SMALLEST_BODY
from observatoire.documents.pptx.lines import names_are_turned
from observatoire.documents.pptx.notes import figure_notes, table_lines, words_notes
from observatoire.documents.pptx.tables import add_table, table_pages
from observatoire.figures.chart_lines import absent_words
from observatoire.typography import french

#: Width of the column of text beside a figure that is not as wide as the slide.
_SIDE, _GUTTER = 262, 24
#: Lines of text above a figure; longer texts go beside it.
_MOST_LINES_ABOVE = 3
_KEY_COLUMNS, _KEY_ROWS = 3, 2
_KEY_SIZES = (40, 32, 26, 22)
_HEADING = 22


def add_figure(talk: Talk, figure: Figure, picture: bytes | None) -> None:
    """The figure with its sentences: chart, else picture, else table; long charts and tables go on."""
    notes = figure_notes(figure, talk.document)
    if figure.chart is not None:
        scale = largest_of(figure.chart)
        for rank, part in enumerate(chart_parts_of(figure.chart)):
            framed = _figure_slide(talk, figure, notes)
            room = _place_words(framed, _words(figure) if rank == 0 else [], beside=False)
            read_after_text(framed, add_chart(framed.slide, part, room, figure.alt, scale))
        return
    if figure.picture is not None and picture is not None:
        framed = _figure_slide(talk, figure, notes)
        room = _place_words(framed, _words(figure), beside=_is_tall(figure.picture, framed.room))
        _place_picture(framed, figure, picture, room)
        return
    _add_table_slides(talk, figure.table.on_page, figure.alt, notes, figure)


def add_tables(talk: Talk, question: str, tables: Sequence[Table]) -> None:
    """Tables of the same columns that follow each other: one table, a row of its own for the caption of each."""
    table = tables[0] if len(tables) == 1 else _joined(tables)
    told = [line for one in tables for line in table_lines(one)]
    notes = [*told, french(f"En ligne : {talk.document.online(talk.document.address)}")]
    subtitle = table.caption or talk.document.subtitle
    framed = new_slide(talk, question, subtitle, "", notes)
    for rank, page in enumerate(table_pages(table, framed.room)):
        framed = framed if rank == 0 else new_slide(talk, question, subtitle, "", notes)
        place_text(framed, [], framed.room)
        captions = ", ".join(one.caption for one in tables)
        add_table(framed.slide, page, framed.room, french(f"Tableau : {captions}"))


def add_key_figures(talk: Talk, question: str, block: KeyFigures) -> None:
    """Six large numbers a slide."""
    most = _KEY_COLUMNS * _KEY_ROWS
    columns = 2 if len(block.items) in (2, 4) else _KEY_COLUMNS
    notes = words_notes((), talk.document, [item.evidence for item in block.items])
    said = [french(f"{item.label} : {item.text} ({' · '.join(item.details)})") for item in block.items]
    for start in range(0, len(block.items), most):
        framed = new_slide(talk, question, talk.document.subtitle, block.source, [*said, *notes, block.source])
        place_text(framed, [], framed.room)
        shown = block.items[start : start + most]
        width = (framed.room.width - (columns - 1) * _GUTTER) / columns
        height = framed.room.height / _KEY_ROWS
        for rank, item in enumerate(shown):
            left = framed.room.left + (rank % columns) * (width + _GUTTER)
            box = Box(left, framed.room.top + (rank // columns) * height, width, height - 12)
            shape = text_box(framed.slide, "Chiffre clé", box, _key_words(item, width - 14))
            shape.text_frame.margin_left = Pt(14)
            _draw_left_rule(framed, box)
            read_after_text(framed, shape)


def add_prose(talk: Talk, question: str, block: Prose) -> None:
    _add_text(talk, question, "", block.sentences, bullet=False)


def add_bullets(talk: Talk, title: str, listed: Bullets) -> None:
    """The title of the list is the subtitle of its slide."""
    _add_text(talk, title, listed.title, listed.items or (Sentence(listed.empty),), bullet=bool(listed.items))


def add_quadrants(talk: Talk, question: str, block: Quadrants) -> None:
    """Four lists read together; lists longer than their quarter go on, side by side, on the next slides."""
    told = [
        line
        for one in block.lists
        for line in (french(f"{one.title} :"), *([item.text for item in one.items] or [one.empty]))
    ]
    notes = told + words_notes([item for one in block.lists for item in one.items], talk.document)
    left = [(one.title, [item.text for item in one.items] or [one.empty]) for one in block.lists]
    empty = {one.empty for one in block.lists if not one.items}
    while left:
        framed = new_slide(talk, question, talk.document.subtitle, "", notes)
        place_text(framed, [], framed.room)
        left = _add_lists(framed, left, empty)


def _add_lists(framed: Framed, lists: list[tuple[str, list[str]]], empty: set[str]) -> list[tuple[str, list[str]]]:
    """Up to four titled lists, two a row. -> what did not fit."""
    columns = min(len(lists), 2)
    width = (framed.room.width - (columns - 1) * 2 * _GUTTER) / columns
    heading = _HEADING * (LINE + AFTER) + 12
    needs = [heading + height_of(texts, SMALLEST_BODY, width - SMALLEST_BODY) for _, texts in lists]
    rows = [max(needs[start : start + columns]) for start in range(0, len(lists), columns)]
    fits = sum(rows) <= framed.room.height
    heights = rows if fits else [framed.room.height / len(rows)] * len(rows)
    following = []
    for rank, (title, texts) in enumerate(lists):
        row, column = divmod(rank, columns)
        top = framed.room.top + sum(heights[:row]) + (16 * row if fits and sum(rows) + 16 <= framed.room.height else 0)
        box = Box(framed.room.left + column * (width + 2 * _GUTTER), top, width, heights[row])
        shown, *others = pages(texts, SMALLEST_BODY, width - SMALLEST_BODY, box.height - heading + 1)
        items = [Paragraph(text, SMALLEST_BODY, bullet=text not in empty, soft=text in empty) for text in shown]
        text_box(framed.slide, title, box, [Paragraph(title, _HEADING, bold=True, accent=True), *items])
        if others:
            named = title if title.endswith(" (suite)") else f"{title} (suite)"
            following.append((named, [text for page in others for text in page]))
    return following


def _joined(tables: Sequence[Table]) -> Table:
    rows, strong = [], []
    for table in tables:
        strong.append(len(rows))
        strong += [len(rows) + 1 + rank for rank in (*table.pinned, *table.highlighted)]
        rows += [(Cell(table.caption), *(Cell("") for _ in table.columns[1:])), *table.rows]
    return Table("", tables[0].columns, tuple(rows), highlighted=tuple(strong))


def _figure_slide(talk: Talk, figure: Figure, notes: Sequence[str]) -> Framed:
    return new_slide(talk, figure.title, figure.subtitle, figure.source, notes, figure.frozen, figure.mentions)


def _words(figure: Figure) -> list[Paragraph]:
    """What is said beside the figure: its sentences, why a line is cut, the benchmark when it is not drawn, the
    comment."""
    said = " ".join(sentence.text for sentence in figure.sentences)
    kept = [Paragraph(said)] if said else []
    if figure.chart is not None and figure.chart.kind == "lines" and names_are_turned(figure.chart):
        kept += [Paragraph(text, soft=True) for text in absent_words(figure.chart)]
    if figure.benchmark and not _is_benchmark_shown(figure):
        kept.append(Paragraph(figure.benchmark, soft=True))
    if figure.comment:
        kept.append(Paragraph(french(f"Commentaire : {figure.comment}"), accent=True))
    return kept


def _is_benchmark_shown(figure: Figure) -> bool:
    """The chart draws the benchmark, or the subtitle names it."""
    chart, name = figure.chart, figure.benchmark.removeprefix(french("Repère : ")).rstrip(".")
    drawn = chart is not None and (chart.benchmark is not None or (chart.kind == "lines" and len(chart.series) > 1))
    return (drawn and chart.kind != "stacked") or name in figure.subtitle


def _place_words(framed: Framed, words: Sequence[Paragraph], beside: bool) -> Box:
    """Writes the words above the figure, or beside it when they are long or it is tall. -> room left for the figure."""
    room, texts = framed.room, [paragraph.text for paragraph in words]
    for size in (BODY, SMALLEST_BODY):
        lines = sum(line_count(text, size, room.width) for text in texts)
        if not beside and lines <= _MOST_LINES_ABOVE:
            height = height_of(texts, size, room.width)
            place_text(framed, _sized(words, texts, size), Box(room.left, room.top, room.width, height))
            return Box(room.left, room.top + height + 4, room.width, room.height - height - 4) if texts else room
    column = Box(room.left, room.top, _SIDE, room.height)
    shown = shortest(texts, SMALLEST_BODY, column.width, column.height) if texts else []
    place_text(framed, _sized(words, shown, SMALLEST_BODY), column)
    return Box(room.left + _SIDE + _GUTTER, room.top, room.width - _SIDE - _GUTTER, room.height) if texts else room


def _sized(words: Sequence[Paragraph], texts: Sequence[str], size: float) -> list[Paragraph]:
    return [Paragraph(text, size, word.bold, word.soft, word.accent) for word, text in zip(words, texts, strict=False)]


def _is_tall(picture: Picture, room: Box) -> bool:
    """The picture leaves room beside it once it is as high as the slide allows."""
    return room.height * picture.width / picture.height <= room.width - _SIDE - _GUTTER + 60


def _place_picture(framed: Framed, figure: Figure, png: bytes, room: Box) -> None:
    drawing = figure.picture
    ratio = min(room.width / drawing.width, room.height / drawing.height)
    width, height = drawing.width * ratio, drawing.height * ratio
    shape = framed.slide.shapes.add_picture(io.BytesIO(png), 0, 0)
    move(shape, Box(room.left + (room.width - width) / 2, room.top, width, height))
    describe(shape, "Image", figure.alt)
    read_after_text(framed, shape)


def _add_table_slides(talk: Talk, table: Table, alt: str, notes: Sequence[str], figure: Figure) -> None:
    framed = _figure_slide(talk, figure, notes)
    room = _place_words(framed, _words(figure), beside=False)
    for rank, page in enumerate(table_pages(table, room)):
        if rank:
            framed = _figure_slide(talk, figure, notes)
            room = _place_words(framed, [], beside=False)
        read_after_text(framed, add_table(framed.slide, page, room, alt))


def _add_text(talk: Talk, title: str, subtitle: str, sentences: Sequence[Sentence], bullet: bool) -> None:
    notes = words_notes(sentences, talk.document)
    texts = [sentence.text for sentence in sentences]
    framed = new_slide(talk, title, subtitle, "", notes)
    sizes = (LARGE, BODY, SMALLEST_BODY)
    size = next((size for size in sizes if height_of(texts, size, INNER - size) <= framed.room.height), BODY)
    for rank, shown in enumerate(pages(texts, size, INNER - (size if bullet else 0), framed.room.height)):
        framed = framed if rank == 0 else new_slide(talk, title, subtitle, "", notes)
        place_text(framed, [Paragraph(text, size, bullet=bullet) for text in shown], framed.room)


def _key_words(item: KeyFigure, width: float) -> list[Paragraph]:
    label, label_size = fitted(item.label, (SMALLEST_BODY,), width, 2)
    value, value_size = _key_value(item, width)
    details, details_size = fitted(" · ".join(item.details), (SMALLEST_BODY, 16), width, 3)
    words = [Paragraph(label, label_size), Paragraph(value, value_size, bold=True, accent=item.evidence is not None)]
    return [*words, Paragraph(details, details_size, soft=True)] if details else words


def _key_value(item: KeyFigure, width: float) -> tuple[str, float]:
    """A number on one line, or with its unit on a second one, rather small, when no size holds it."""
    if not item.evidence:
        return fitted(item.text, _KEY_SIZES, width, 2, bold=True)
    if line_count(item.text, _KEY_SIZES[-1], width, bold=True) == 1:
        return fitted(item.text, _KEY_SIZES, width, 1, bold=True)
    return fitted(item.text, _KEY_SIZES[-2:], width, 2, bold=True)


def _draw_left_rule(framed: Framed, box: Box) -> None:
    rule = framed.slide.shapes.add_connector(1, 0, 0, 0, 0)
    rule.begin_x = rule.end_x = int(Pt(box.left))
    rule.begin_y, rule.end_y = int(Pt(box.top)), int(Pt(box.bottom))
    rule.line.width = Pt(3)
    rule.line.color.theme_color = MSO_THEME_COLOR.ACCENT_1
    rule.shadow.inherit = False
    mark_decorative(rule, "Filet")
