"""Paragraphs and lists, one after the other, cut where a slide is full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from observatoire.documents.model import Bullets, Prose, Sentence
from observatoire.documents.slides.blocks import bullets, sentences

#: Lines of a slide at the size that is read from three metres, and letters on a line.
LINES, LETTERS = 18.0, 116
#: Room around a sentence and around the title of a list, in lines.
GAP, TITLE = 0.4, 1.8


def text_slides(blocks: Iterable[Prose | Bullets]) -> Iterator[str]:
    """The contents of each slide. A list that goes on in the next slide tells its title again."""
    shown, left = [], LINES
    for block in blocks:
        title = block.title if isinstance(block, Bullets) else ""
        items = block.items if isinstance(block, Bullets) else block.sentences
        opening = TITLE if title else 0.0
        kept: list[Sentence] = []
        if shown and opening + _lines(items[:1]) > left:
            yield "".join(shown)
            shown, left = [], LINES
        left -= opening
        for item in items:
            if kept and _lines([item]) > left:
                shown.append(_part(block, title, kept))
                yield "".join(shown)
                shown, kept, left = [], [], LINES - opening
            kept.append(item)
            left -= _lines([item])
        shown.append(_part(block, title, kept))
    if shown:
        yield "".join(shown)


def _part(block: Prose | Bullets, title: str, items: list[Sentence]) -> str:
    return bullets(Bullets(title, tuple(items))) if isinstance(block, Bullets) else sentences(items)


def _lines(items: Iterable[Sentence]) -> float:
    return sum(ceil(len(item.text) / LETTERS) + GAP for item in items)
