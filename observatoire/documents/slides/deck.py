"""The slides of a document, in their order: a figure is one slide, what is too long for one goes on in the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from math import ceil
from urllib.parse import parse_qsl, urlsplit

from observatoire import formats
from observatoire.carnet.decisions import STATUSES
from observatoire.documents.model import (
    Block,
    Bullets,
    Document,
    Figure,
    KeyFigures,
    Prose,
    Quadrants,
    Section,
    Table,
)
from observatoire.documents.qr import qr_svg
from observatoire.documents.slides import blocks
from observatoire.documents.slides.svg import inline
from observatoire.documents.slides.texts import text_slides
from observatoire.typography import french
from observatoire.view.suivi import Followed

#: What a slide holds at the size that is read from three metres: lines of a table, large numbers.
TABLE_LINES, KEY_FIGURES = 13, 6
#: Letters on all the columns of a table.
TABLE_LETTERS = 118


@dataclass(frozen=True)
class Slide:
    """`body`, `source` and `notes` are HTML. `address`: of its figure, "" elsewhere; `above`: its chapter."""

    title: str
    subtitle: str
    body: str
    source: str = ""
    notes: str = ""
    mentions: tuple[str, ...] = ()
    address: str = ""
    above: str = ""
    cover: bool = False


def slides_of(document: Document, followed: Iterable[Followed] = ()) -> tuple[Slide, ...]:
    """The cover, then each block of each section; `followed`: decisions shown again beside their figure."""
    recalled = tuple(followed)
    slides = [_cover(document)]
    for section in document.sections:
        for is_text, found in groupby(section.blocks, key=lambda block: isinstance(block, Prose | Bullets)):
            if is_text:
                slides += _told(text_slides(found), "", section, document)
            else:
                slides += [slide for block in found for slide in _slides(block, section, document, recalled)]
    return tuple(slides)


def place_of(address: str) -> str:
    """What an address shows whatever the period: a figure keeps its decisions when a new period is published."""
    parts = urlsplit(address)
    asked = sorted(pair for pair in parse_qsl(parts.query) if pair[0] != "periode")
    return f"{parts.path}?{asked}#{parts.fragment}"


def _cover(document: Document) -> Slide:
    day = formats.day(document.published_on)
    body = (
        f'<p class="departement">{escape(document.departement_name)}</p>'
        f'<p class="publie">Données publiées le {escape(day)}</p>'
    )
    return Slide(document.title, document.subtitle, body, mentions=document.mentions, cover=True)


def _slides(block: Block, section: Section, document: Document, followed: tuple[Followed, ...]) -> Iterator[Slide]:
    if isinstance(block, Figure):
        yield from _figure(block, section, document, followed)
        return
    bodies, source = _bodies(block)
    yield from _told(bodies, source, section, document)


def _told(bodies: Iterable[str], source: str, section: Section, document: Document) -> Iterator[Slide]:
    for rank, body in enumerate(bodies):
        title = section.question if rank == 0 else f"{section.question} (suite)"
        yield Slide(title, "", body, source, mentions=document.mentions)


def _bodies(block: Block) -> tuple[list[str], str]:
    """(contents of the slides that a block takes, its source)."""
    match block:
        case KeyFigures():
            starts = range(0, len(block.items), KEY_FIGURES)
            return [blocks.key_figures(block.items[at : at + KEY_FIGURES]) for at in starts], escape(block.source)
        case Quadrants():
            return [blocks.quadrants(block)], ""
        case Table():
            caption = f'<h2 class="legende">{escape(block.caption)}</h2>'
            return [caption + blocks.table(part) for part in _tables(block)], ""


def _figure(figure: Figure, section: Section, document: Document, followed: tuple[Followed, ...]) -> Iterator[Slide]:
    drawn = figure.chart is not None or figure.picture is not None
    mark = figure.key.replace("_", "-")
    parts = [blocks.drawing(figure, mark)] if drawn else [blocks.table(part) for part in _tables(figure.table.on_page)]
    here = place_of(figure.address)
    beside = _beside(figure, [item for item in followed if place_of(item.decision.address) == here], mark)
    above = section.question if section.question != figure.title and document.kind != "copil" else ""
    for rank, part in enumerate(parts):
        yield Slide(
            figure.title if rank == 0 else f"{figure.title} (suite)",
            figure.subtitle,
            f'{beside}<div class="dessin">{part}</div>',
            escape(" ".join(filter(None, (figure.benchmark and f"{figure.benchmark}.", figure.source)))),
            blocks.notes(figure, document.definitions),
            tuple(dict.fromkeys((*document.mentions, *figure.mentions))),
            figure.address,
            above,
        )


def _beside(figure: Figure, followed: list[Followed], mark: str) -> str:
    """Sentences, comment, earlier decisions, code: what is read beside the drawing."""
    parts = [blocks.sentences(figure.sentences)]
    if figure.comment:
        parts.append(f'<p class="commentaire">{escape(figure.comment)}</p>')
    parts += [_decision(item) for item in followed]
    if figure.frozen is not None:
        drawn = inline(qr_svg(figure.frozen.address), f"{mark}-qr", french(f"Code à lire : {figure.frozen.address}"))
        code = f"<p>Chiffres conservés<br><strong>{escape(figure.frozen.code)}</strong></p>"
        parts.append(f'<div class="code">{drawn}{code}</div>')
    return f'<div class="texte">{said}</div>' if (said := "".join(parts)) else ""


def _decision(item: Followed) -> str:
    """What was decided on this figure, by whom, where it stands, and what has become of the figure."""
    taken = item.decision
    who = ", ".join(filter(None, (taken.owner, STATUSES[taken.status])))
    words = f'<span class="suite">{escape(item.words)}</span>' if item.words else ""
    return (
        f'<p class="rappel"><strong>{french(f"Décision du {formats.day(taken.taken_on)} :")}</strong> '
        f"{escape(taken.text)} ({escape(who)}).{words}</p>"
    )


def _tables(table: Table) -> list[Table]:
    """The same table cut where a slide is full; the rows of the benchmark go to its last part."""
    share = TABLE_LETTERS / len(table.columns)
    parts, start, used = [], 0, 0
    for rank, row in enumerate(table.rows):
        lines = max(ceil(len(cell.text) / share) or 1 for cell in row)
        if used and used + lines > TABLE_LINES:
            parts.append((start, rank))
            start, used = rank, 0
        used += lines
    return [_part(table, first, last) for first, last in [*parts, (start, len(table.rows))]]


def _part(table: Table, first: int, last: int) -> Table:
    def moved(ranks: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(rank - first for rank in ranks if first <= rank < last)

    return Table(table.caption, table.columns, table.rows[first:last], moved(table.pinned), moved(table.highlighted))
