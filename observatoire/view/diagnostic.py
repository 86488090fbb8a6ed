"""The diagnostic of a territory: its portrait in the chapters of a PTLI, with what stands out first.

Nothing is computed here that the portrait does not hold: rows are put in the order of the outline, placed among their
peers, told in sentences, and what differs from the benchmark comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.documents.model import Sentence
from observatoire.outline import NotMeasured, OutlineBlock, OutlineChapter, load_outline
from observatoire.sentences import Swot, row_sentences, swot
from observatoire.territories import UNION
from observatoire.typography import french
from observatoire.view.portrait import Portrait, PortraitRow
from observatoire.view.spine import Spine, spine_of
from observatoire.view.tendance import Trend, trend_of
from observatoire.view.union import parts_of, portrait_of
from observatoire.warehouse import Snapshot, Territory

#: Large numbers of the first lines, in their order, no more than MOST_KEY_FIGURES of those that have a value.
KEY_INDICATORS = (
    "taux_pauvrete",
    "foyers_rsa",
    "taux_chomage_localise",
    "demandeurs_emploi",
    "delai_median_orientation",
    "taux_contractualisation",
    "taux_retour_emploi_12_mois",
    "taux_neet_15_24",
    "niveau_vie_median",
    "population",
)
MOST_KEY_FIGURES = 4
TREND_MARKS = {"hausse": "↗", "baisse": "↘", "stable": "→"}
#: Sentences that open the portrait, at most for each side of the benchmark.
MOST_HIGHLIGHTS = 3


@dataclass(frozen=True)
class DiagnosticRow:
    """A row of the portrait with its place among its peers, or why it has none, and the trend of its series."""

    row: PortraitRow
    spine: Spine | None
    no_spine: str
    trend: Trend

    @property
    def trend_text(self) -> str:
        """ "↗ de 2021 à 2025 : augmente et se dégrade", or nothing when no trend is tested."""
        if not self.trend.direction:
            return ""
        start, end = (formats.short_period(period) for period in (self.trend.periods[0], self.trend.periods[-1]))
        return french(f"{TREND_MARKS[self.trend.direction]} de {start} à {end} : {self.trend.words}")

    @property
    def known(self) -> bool:
        """A figure is there, be it a bound."""
        return self.row.observation is not None and self.row.observation.value is not None

    @property
    def exact(self) -> bool:
        """A figure that can be drawn beside another."""
        return self.row.observation is not None and self.row.observation.is_comparable


@dataclass(frozen=True)
class Block:
    """A question and the rows that answer it, those without a figure last. lead: the row whose comparison is drawn.

    followed: the row whose series is drawn under the title `evolution`, or None.
    """

    question: str
    lead: DiagnosticRow
    evolution: str
    followed: DiagnosticRow | None
    rows: tuple[DiagnosticRow, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter of the outline; without a block, nothing here answers its question for this territory."""

    id: str
    title: str
    question: str
    blocks: tuple[Block, ...]
    not_measured: tuple[NotMeasured, ...]

    @property
    def rows(self) -> list[DiagnosticRow]:
        return [row for block in self.blocks for row in block.rows]


@dataclass(frozen=True)
class Diagnostic:
    """parts: territories of a union, none otherwise."""

    portrait: Portrait
    key_rows: tuple[DiagnosticRow, ...]
    swot: Swot
    chapters: tuple[Chapter, ...]
    parts: tuple[Territory, ...]

    @property
    def highlights(self) -> tuple[Sentence, ...]:
        """What differs most from the benchmark, the less favourable first."""
        sides = (self.swot.faiblesses[:MOST_HIGHLIGHTS], self.swot.forces[:MOST_HIGHLIGHTS])
        return tuple(line.sentence for side in sides for line in side)


def diagnostic(level: str, code: str, query: Mapping[str, str | None], snapshot: Snapshot) -> Diagnostic | None:
    """Answer for one territory, or a union of territories; None when the published version does not know it.

    query: `repere` names the benchmark. The same question on the same version is answered once.
    """
    return _answer(level, code, query.get("repere") or "", snapshot)


@lru_cache(maxsize=16)
def _answer(level: str, code: str, benchmark: str, snapshot: Snapshot) -> Diagnostic | None:
    found = portrait_of(level, code, {"repere": benchmark}, snapshot)
    if found is None:
        return None
    rows = {row.indicator.id: _row(row) for row in found.all_rows}
    key_rows = [rows[name] for name in KEY_INDICATORS if name in rows and rows[name].known]
    return Diagnostic(
        found,
        tuple(key_rows[:MOST_KEY_FIGURES]),
        swot(found),
        tuple(_chapter(chapter, rows, found.territory) for chapter in load_outline()),
        parts_of(code, snapshot) if level == UNION else (),
    )


def _row(row: PortraitRow) -> DiagnosticRow:
    spine, refusal = spine_of(row)
    return DiagnosticRow(row, spine, refusal, trend_of(list(row.series), row.indicator, load_catalogue()))


def _chapter(chapter: OutlineChapter, rows: dict[str, DiagnosticRow], territory: Territory) -> Chapter:
    blocks = tuple(
        _block(block, [rows[name] for name in block.indicators if name in rows], territory)
        for block in chapter.blocks
        if any(name in rows for name in block.indicators)
    )
    return Chapter(chapter.id, chapter.title, chapter.question, blocks, chapter.not_measured)


def _block(block: OutlineBlock, rows: list[DiagnosticRow], territory: Territory) -> Block:
    """The lead is that of the outline if it can be drawn, else the first that can, else the first with a figure."""
    wanted = sorted(rows, key=lambda row: row.row.indicator.id != block.lead)
    drawable = [row for row in wanted if row.exact and row.row.indicator.kind != "count"]
    lead = next(iter([*drawable, *(row for row in wanted if row.known), *wanted]))
    followed = next((row for row in rows if row.row.indicator.id == (block.followed or block.lead)), None)
    return Block(
        block.question,
        lead,
        block.evolution,
        followed if block.evolution else None,
        tuple(sorted(rows, key=lambda row: not row.known)),
        row_sentences(lead.row, territory),
    )
