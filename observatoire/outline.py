"""The outline of a territory's diagnostic (PTLI): its chapters, their questions and what answers them.

Read once from data/catalogue/outline, one file a chapter. What a diagnostic asks there and the observatory does not
measure is declared too, with who publishes it: an empty chapter says what is missing and where to find it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from observatoire.catalogue import DATA, Declared, read_folder


class NotMeasured(Declared):
    """Something asked of a diagnostic that no figure answers here: a noun phrase, and who publishes it."""

    what: str
    where: str


class OutlineBlock(Declared):
    """A question of a chapter and the indicators that answer it, most telling first.

    lead: the one whose comparison is drawn. followed: the one whose series is drawn, the lead unless given.
    evolution: title of that series, a question; none is drawn without it.
    """

    question: str
    lead: str
    followed: str = ""
    evolution: str = ""
    indicators: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _drawn_are_listed(self) -> OutlineBlock:
        if unknown := {self.lead, self.followed or self.lead} - set(self.indicators):
            raise ValueError(f"{self.question}: {sorted(unknown)} are drawn but not listed")
        return self


class OutlineChapter(Declared):
    """A chapter. `id` is its anchor on the page; a chapter without a block is only what is not measured."""

    id: str
    order: int
    title: str
    question: str
    blocks: tuple[OutlineBlock, ...]
    not_measured: tuple[NotMeasured, ...]


@lru_cache(maxsize=2)
def load_outline(folder: Path = DATA / "catalogue" / "outline") -> tuple[OutlineChapter, ...]:
    """Chapters in their order. Raises ValueError when an indicator is in two places."""
    chapters = tuple(sorted(read_folder(OutlineChapter, folder).values(), key=lambda chapter: chapter.order))
    listed = [indicator for chapter in chapters for block in chapter.blocks for indicator in block.indicators]
    if twice := {indicator for indicator in listed if listed.count(indicator) > 1}:
        raise ValueError(f"{sorted(twice)} are in two places of the outline")
    return chapters
