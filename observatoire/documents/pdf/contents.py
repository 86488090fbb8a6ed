"""A document as plain data for the page template: words, drawings and widths; nothing of it is read as markup."""

from __future__ import annotations

import re

from observatoire import formats
from observatoire.documents.model import (
    Block,
    Bullets,
    Definition,
    Document,
    Figure,
    KeyFigures,
    Picture,
    Prose,
    Quadrants,
    Sentence,
    Table,
)
from observatoire.documents.qr import qr_svg
from observatoire.errors import ObservatoireError
from observatoire.figures.chart_frame import WIDTH
from observatoire.figures.chart_svg import chart_svg
from observatoire.figures.palette import ACCENT, INK, PAPER
from observatoire.typography import french
from observatoire.words import BETWEEN, SITE_NAME

KINDS = {
    "portrait": "Portrait de territoire",
    "bilan": "Bilan annuel",
    "copil": "Comité de pilotage",
}
#: Rows of a table of the appendix; a longer one is left to the workbook.
MOST_ROWS = 60
#: Drawings of a poster.
MOST_DRAWINGS = 2
#: Height of a chart, at most, as a share of its width: with its title it fits on a page.
TALLEST = 1.15
#: Characters of a column of a table: at least, at most, and what is printed without being cut.
NARROWEST, WIDEST, UNCUT = 8, 34, 14
#: The first column names the row: it may be wider.
WIDEST_NAME = 48
#: Where a line may break.
_BREAK = re.compile("[ -]")
#: Characters of a line of a table by its number of columns, at the size that the template gives it.
LINES = ((6, 100), (8, 112), (99, 128))


def contents(document: Document) -> dict:
    """The data of the A4 pages, ready for JSON. Raises ObservatoireError for a figure without its description."""
    return _cover(document) | {
        "sections": [
            {"question": section.question, "blocks": [_block(block, document) for block in section.blocks]}
            for section in document.sections
        ],
        "tables": [_twin(figure) for figure in document.figures if figure.chart or figure.picture],
        "definitions": [_definition(definition) for definition in document.definitions],
    }


def poster(document: Document) -> dict:
    """The data of the A3 sheet: the answer of the first section, the first pictures then charts, the quadrants."""
    said = [block for block in document.sections[0].blocks if isinstance(block, KeyFigures | Prose)]
    lists = [block for section in document.sections for block in section.blocks if isinstance(block, Quadrants)]
    drawn = [figure for figure in document.figures if figure.picture]
    drawn += [figure for figure in document.figures if figure.chart]
    return _cover(document) | {
        "question": document.sections[0].question,
        "blocks": [_block(block, document) for block in said],
        "figures": [_figure(figure, document) for figure in drawn[:MOST_DRAWINGS]],
        "lists": [_block(block, document) for block in lists[:1]],
    }


def _cover(document: Document) -> dict:
    """What both papers say of the document itself."""
    return {
        "kind": KINDS[document.kind],
        "site": SITE_NAME,
        "title": document.title,
        "subtitle": document.subtitle,
        "departement": document.departement_name,
        "mentions": document.mentions,
        "date": [document.published_on.year, document.published_on.month, document.published_on.day],
        "published": french(f"Données publiées le {formats.day(document.published_on)}"),
        "about": _about(document),
        "colours": colours(document.colour),
    }


def colours(chosen: str) -> dict[str, str]:
    """The département's colour, the words written on it, and the colour of titles: each read at 4.5 to 1."""
    on_white = 1.05 / (_luminance(chosen) + 0.05)
    dark = on_white >= 4.5
    return {
        "band": chosen,
        "on_band": PAPER if dark else INK,
        "title": chosen if dark else INK,
        "ink": INK,
        "link": ACCENT,
    }


def _luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2), from 0 to 1."""
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _about(document: Document) -> list[str]:
    said = [
        f"Données publiées le {formats.day(document.published_on)}, sur les communes au 1er janvier "
        f"{document.geo_year}.",
        BETWEEN,
        *(f"Licence : {licence}." for licence in document.licences),
        f"Les mêmes chiffres en ligne : {document.online(document.address)}",
    ]
    return [french(text) for text in said]


def _block(block: Block, document: Document) -> dict:
    match block:
        case Figure():
            return _figure(block, document)
        case KeyFigures():
            items = [
                {"label": item.label, "text": item.text, "number": item.evidence is not None, "details": item.details}
                for item in block.items
            ]
            return {"type": "key_figures", "items": items, "source": block.source}
        case Prose():
            return {"type": "prose", "text": _text(block.sentences)}
        case Bullets():
            return {"type": "bullets", **_bullets(block)}
        case Quadrants():
            return {"type": "quadrants", "lists": [_bullets(listed) for listed in block.lists]}
        case Table():
            return {"type": "table", **_table(block.on_page)}


def _text(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def _bullets(block: Bullets) -> dict:
    return {"title": block.title, "items": [item.text for item in block.items], "empty": block.empty}


def _figure(figure: Figure, document: Document) -> dict:
    if not figure.alt.strip():
        raise ObservatoireError(
            f"La figure « {figure.title} » n’a pas de description pour les personnes qui ne la voient pas."
        )
    return {
        "type": "figure",
        "key": figure.key,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alt": figure.alt,
        **_drawing(figure),
        "text": _text(figure.sentences),
        "benchmark": "" if figure.chart and figure.chart.benchmark else figure.benchmark,
        "comment": figure.comment,
        "definition": _definition_below(figure, document),
        "not_to_conclude": figure.not_to_conclude,
        "notes": figure.notes,
        # Those of the document are at the foot of every page.
        "mentions": [mention for mention in figure.mentions if mention not in document.mentions],
        "source": figure.source,
        "frozen": None
        if figure.frozen is None
        else {"code": figure.frozen.code, "address": figure.frozen.address, "qr": qr_svg(figure.frozen.address)},
    }


def _definition_below(figure: Figure, document: Document) -> str:
    """That of one indicator; those of many would fill a page, and are at the end of the document."""
    defined = {item.indicator for item in document.definitions}
    return "" if len(figure.indicators) > 1 and set(figure.indicators) <= defined else figure.definition


def _drawing(figure: Figure) -> dict:
    """The SVG and its shape (height over width), or the table of a figure that has no drawing."""
    if figure.chart is not None:
        picture = _chart_picture(figure)
    elif figure.picture is not None:
        picture = figure.picture
    else:
        return {"svg": None, "table": _table(figure.table.on_page)}
    return {"svg": picture.svg, "shape": picture.height / picture.width, "table": None}


def _chart_picture(figure: Figure) -> Picture:
    svg = chart_svg(figure.chart, WIDTH)
    height = float(svg.split(' height="', 1)[1].split('"', 1)[0])
    if height > TALLEST * WIDTH:
        height = TALLEST * WIDTH
        svg = chart_svg(figure.chart, WIDTH, height)
    return Picture(svg, WIDTH, height)


def _table(table: Table) -> dict:
    headings = [f"{column.heading} ({column.unit})" if column.unit else column.heading for column in table.columns]
    return {
        "caption": table.caption,
        "headings": headings,
        "numbers": [column.number for column in table.columns],
        "widths": _widths(table, headings),
        "rows": [[cell.text for cell in row] for row in table.rows],
        "pinned": table.pinned,
        "highlighted": table.highlighted,
    }


def _widths(table: Table, headings: list[str]) -> list[float]:
    """Share of the line of each column: short cells stay whole, long texts share what is left and wrap at spaces."""
    wanted, least = [], []
    for rank, heading in enumerate(headings):
        cells = [row[rank].text for row in table.rows]
        words = [word for text in cells for word in _BREAK.split(text)] + [
            f"{word}  " for word in _BREAK.split(heading)
        ]
        longest_word = max(map(len, words), default=0)
        longest = max([longest_word, *map(len, cells)])
        wanted.append(float(min(max(longest, NARROWEST), WIDEST if rank else WIDEST_NAME)))
        least.append(float(max(min(longest_word, WIDEST), NARROWEST)))
    room = next(line for columns, line in LINES if len(headings) <= columns)
    short = sum(width for width in wanted if width <= UNCUT)
    long = sum(width for width in wanted if width > UNCUT)
    squeeze = min(1.0, max(room - short, 0) / long) if long else 1.0
    return [
        width if width <= UNCUT else max(width * squeeze, floor) for width, floor in zip(wanted, least, strict=True)
    ]


def _twin(figure: Figure) -> dict:
    """The table of a drawn figure, or where it is when it has too many rows."""
    rows = len(figure.table.on_page.rows)
    table = _table(figure.table.on_page) if rows <= MOST_ROWS else None
    place = (
        f"à l’adresse {figure.frozen.address}"
        if figure.frozen is not None
        else "dans le même document au format Excel (XLSX)"
    )
    beyond = f"Ce tableau de {formats.decimal(rows)} lignes est trop long pour cette page : il est {place}."
    return {"key": figure.key, "title": figure.title, "table": table, "beyond": "" if table else french(beyond)}


def _definition(definition: Definition) -> dict:
    return {
        "title": definition.title,
        "definition": definition.definition,
        "formula": definition.formula,
        "source": definition.source,
        "caveats": definition.caveats,
        "not_to_conclude": definition.not_to_conclude,
    }
