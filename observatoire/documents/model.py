"""What a document holds, whatever its format: sections of figures, sentences and tables, already in French.

A builder makes a `Document` from views; a writer (pptx, docx, pdf, xlsx, html) lays it out and computes nothing. What
is hidden or missing has no value here: `value` is None and `text` says why, so that no format can tell more than
another. Every printed number keeps the address of the observation it comes from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ChartKind = Literal["bars", "lines", "stacked", "funnel"]


@dataclass(frozen=True, order=True)
class Evidence:
    """The observation that a printed number comes from."""

    indicator: str
    level: str
    territory: str
    period: str
    breakdown: str = "ensemble"


@dataclass(frozen=True)
class Sentence:
    """A French sentence, with its full stop, and the observations behind each of its numbers, in reading order."""

    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Point:
    """One mark of a chart. `value` is None when there is no figure to draw: `text` then says why ("secret…")."""

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    evidence: Evidence | None = None

    @property
    def decimals(self) -> int:
        """Those that the figure prints: a commune may have fewer than the département beside it."""
        printed = re.search(r"\d,(\d+)", self.text)
        return len(printed[1]) if printed else 0


@dataclass(frozen=True)
class Series:
    """`points` follow the categories of the chart. A line is not drawn across a category listed in `breaks`."""

    name: str
    points: tuple[Point, ...]
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart to draw with the native tools of each format.

    bars: horizontal, one series, `highlighted` is the category of the reader's territory; lines: categories are
    periods; stacked: horizontal bars of parts, in %; funnel: steps as horizontal bars, in their order. `benchmark`:
    its words and its value, drawn as a labelled line.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    palette: Literal["difficulty", "resource", "neutral"] = "neutral"
    benchmark: tuple[str, float] | None = None
    highlighted: str = ""

    @property
    def moves_little(self) -> bool:
        """Amounts and ratios: lines drawn from zero would be flat, so their axis starts near them, and says so."""
        known = [point.value for series in self.series for point in series.points if point.value is not None]
        return self.unit.startswith(("€", "rapport")) and min(known, default=0) > 0


@dataclass(frozen=True)
class Picture:
    """A drawing with its own legend (a map, a curve, a spine chart), as SVG of the house; sizes in its own units."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what a person reads and, for a number, its exact value and the decimals that it prints."""

    text: str
    value: float | None = None
    decimals: int = 0
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Column:
    """`unit` belongs to the heading; numbers are aligned on the right."""

    heading: str
    unit: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """`pinned`: rows of the benchmark or of the total, set apart; `highlighted`: rows of the reader's territory.

    printed: what a page or a slide shows instead, of a table too long or too wide for it; files of data keep the whole.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    pinned: tuple[int, ...] = ()
    highlighted: tuple[int, ...] = ()
    printed: Table | None = field(default=None, compare=False)

    @property
    def on_page(self) -> Table:
        """The table that a page or a slide shows."""
        return self.printed or self


@dataclass(frozen=True)
class Frozen:
    """Where the same numbers can be read for years: a short code, and the full address that the QR code leads to."""

    code: str
    address: str


@dataclass(frozen=True)
class Figure:
    """One figure with everything that must travel with it; drawn as `chart`, else as `picture`, else as its table.

    key: ASCII, unique in a document. alt: what a person who does not see it must know. `notes`: secrecy legend,
    method, precision, one sentence each. `address`: path and query of the screen that shows it.
    """

    key: str
    title: str
    subtitle: str
    table: Table
    source: str
    address: str
    alt: str
    chart: Chart | None = None
    picture: Picture | None = None
    sentences: tuple[Sentence, ...] = ()
    benchmark: str = ""
    indicators: tuple[str, ...] = ()
    definition: str = ""
    not_to_conclude: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    comment: str = ""
    frozen: Frozen | None = None


@dataclass(frozen=True)
class KeyFigure:
    """A large number: `label` its indicator, `text` its value or why there is none, `details` period, gap, change."""

    label: str
    text: str
    details: tuple[str, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]
    source: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs, each a sentence or several."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Bullets:
    """A titled list; `empty` is what is read in its place when it has no line."""

    title: str
    items: tuple[Sentence, ...]
    empty: str = "Non renseigné."


@dataclass(frozen=True)
class Quadrants:
    """Four titled lists read together: forces, faiblesses, opportunités, menaces."""

    lists: tuple[Bullets, Bullets, Bullets, Bullets]


Block = Figure | KeyFigures | Prose | Bullets | Quadrants | Table


@dataclass(frozen=True)
class Section:
    """A chapter: `question` is its title, `blocks` what answers it."""

    question: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Definition:
    """One indicator, for the appendix of methods and the notes of slides."""

    indicator: str
    title: str
    definition: str
    formula: str
    source: str
    caveats: tuple[str, ...] = ()
    not_to_conclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document. `mentions` are printed on every page and slide; `colour` is the département's, "#rrggbb".

    site: where the observatory is read ("https://…"), nothing when it is not known.
    """

    kind: Literal["portrait", "bilan", "copil"]
    title: str
    subtitle: str
    departement_name: str
    mentions: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    published_on: date
    geo_year: int
    file_stem: str
    address: str
    colour: str = "#1f4e79"
    licences: tuple[str, ...] = field(default=())
    site: str = ""

    def online(self, address: str) -> str:
        """An address of the document or of one of its figures, as whole as it is known."""
        return self.site + address

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Figure))
