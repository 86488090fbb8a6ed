"""The rows of a chapter placed among their peers: a picture for documents, and the rows as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.figure_parts import (
    absences,
    cautions_of,
    cell_of,
    definition_of,
    key_of,
    mentions_of,
    sources_of,
    table_of,
    with_date,
)
from observatoire.documents.model import Cell, Column, Figure, Picture, Table
from observatoire.documents.portrait_parts import address
from observatoire.figures.spine_svg import SpineLine, spine_picture_svg
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.diagnostic import TREND_MARKS, Chapter, Diagnostic, DiagnosticRow
from observatoire.view.portrait import PortraitRow
from observatoire.warehouse import Observation

#: Rows of a spine chart whose words are read from the end of a meeting room.
MOST_SPINES, FEWEST_SPINES = 5, 4
#: Height of a picture in its own units: higher, a slide shows its small words under 14 points.
TALLEST = 360


def spine_figure(chapter: Chapter, found: Diagnostic) -> Figure | None:
    """The rows of a chapter placed among their peers, up to a page of them; None when fewer than two can be."""
    rows = _first_rows(chapter)
    if len([row for row in rows if row.spine is not None]) < 2:
        return None
    portrait, here = found.portrait, found.portrait.territory
    level = next(row.row.observation.level for row in rows if row.spine is not None)
    benchmark = dict(portrait.benchmarks)[portrait.benchmark_key]
    rows, (svg, width, height) = _drawn(rows, benchmark, f"les {level_name(level, 2)}")
    indicators = [row.row.indicator for row in rows]
    left_out = len([row for row in chapter.rows if row.known]) - len(rows)
    more = [f"Les autres chiffres du chapitre ({formats.decimal(left_out)}) sont en annexe."] if left_out > 0 else []
    return Figure(
        key=key_of("position", chapter.id),
        title=french(f"{chapter.title} : où se situe {here.name} ?"),
        subtitle=french(f"{here.name}, parmi les {level_name(level, 2)}, repère {benchmark}"),
        table=rows_table(chapter.title, rows, found),
        source=with_date(sources_of(row.row.source for row in rows if row.known), portrait.publication),
        address=f"{address(found)}#{chapter.id}",
        alt=french(" ".join(row.spine.words for row in rows if row.spine is not None)),
        picture=Picture(svg, width, height),
        benchmark=french(f"Repère : {benchmark}"),
        indicators=tuple(indicator.id for indicator in indicators),
        definition=definition_of(indicators),
        not_to_conclude=cautions_of(indicators),
        notes=(
            *more,
            "Le trait vertical est le repère ; chaque ligne a sa propre échelle, dont les deux bouts sont écrits.",
            *absences((row.row.indicator.short_title, row.row.observation) for row in rows),
        ),
        mentions=mentions_of(portrait.publication, [here]),
    )


def _drawn(
    rows: list[DiagnosticRow], benchmark: str, peers: str
) -> tuple[list[DiagnosticRow], tuple[str, float, float]]:
    """As many rows as a slide holds without being made smaller, and their picture."""
    picture = spine_picture_svg([_line(row) for row in rows], benchmark, peers)
    if picture[2] <= TALLEST or len(rows) <= FEWEST_SPINES:
        return rows, picture
    return _drawn(rows[:-1], benchmark, peers)


def _first_rows(chapter: Chapter) -> list[DiagnosticRow]:
    """Rows with a figure that compares, block after block in turn, so that each question has its own."""
    lists = [[row for row in block.rows if row.known and row.row.indicator.kind != "count"] for block in chapter.blocks]
    turns = [rows[turn] for turn in range(max(map(len, lists), default=0)) for rows in lists if turn < len(rows)]
    kept = turns[:MOST_SPINES]
    return [row for rows in lists for row in rows if row in kept]


def _line(row: DiagnosticRow) -> SpineLine:
    found = row.row
    judged = found.judgement
    return SpineLine(
        found.indicator.short_title,
        _amount(found),
        ", ".join(
            filter(
                None,
                (
                    formats.unit_after(found.indicator.short_title, _unit(found)),
                    formats.short_period(found.period),
                    _interval(found),
                ),
            )
        ),
        f"{judged.mark} {judged.verdict}" if judged is not None else "non comparé",
        [_against(found), _trend(row)],
        row.spine,
        row.no_spine,
    )


def _trend(row: DiagnosticRow) -> str:
    """ "↗ augmente et se dégrade"; nothing when it is stable: the page of the series says more."""
    if row.trend.direction in ("", "stable"):
        return ""
    return french(f"{TREND_MARKS[row.trend.direction]} {row.trend.words}")


def _amount(row: PortraitRow) -> str:
    """The figure; a unit in words is read below it."""
    unit = _unit(row)
    return row.text.removesuffix(formats.NO_BREAK + unit) if unit else row.text


def _unit(row: PortraitRow) -> str:
    """A unit of several words; a shorter one stays beside its figure."""
    number = formats.number(row.observation.value, row.indicator, row.observation.level)
    unit = row.text.removeprefix(number)
    return unit[1:] if row.text.startswith(number) and " " in unit else ""


def _interval(row: PortraitRow) -> str:
    unit = _unit(row)
    return row.interval.removesuffix(formats.NO_BREAK + unit) if unit else row.interval


def _against(row: PortraitRow) -> str:
    """ "repère 80 jours, −34 jours": a unit in several words is already beside the figure."""
    if row.judgement is None:
        return ""
    gap, known = row.judgement.text, row.benchmark.text
    if _unit(row):
        gap, known = (text.partition(formats.NO_BREAK)[0] for text in (gap, known))
    return f"repère {known}, écart {gap}"


def rows_table(caption: str, rows: Sequence[DiagnosticRow], found: Diagnostic) -> Table:
    """The rows in words: value, benchmark, comparison, place among peers, change.

    Printed, a row has no column for what it says elsewhere: the period is in its name, the place in the drawings.
    """
    benchmark = dict(found.portrait.benchmarks)[found.portrait.benchmark_key]
    columns = [
        Column("Indicateur"),
        Column("Période"),
        Column("Valeur", number=True),
        Column(benchmark, number=True),
        Column("Comparaison"),
        Column("Position"),
        Column("Évolution"),
    ]
    whole = table_of(caption, columns, [_row_cells(row.row) for row in rows])
    kept = [Column("Indicateur"), *columns[2:5], columns[6]]
    return replace(whole, printed=table_of(caption, kept, [_printed_cells(row.row) for row in rows]))


def _printed_cells(row: PortraitRow) -> list[Cell]:
    """A unit that the name of the indicator says, or in several words, is read there and not in every cell."""
    name, _, value, benchmark, compared, _, change = _row_cells(row)
    unit = row.indicator.unit
    left = formats.unit_after(name.text, unit)
    if left and " " not in formats.with_unit("", unit).strip():
        left = unit = ""
    words = ", ".join(filter(None, (name.text, left, formats.period(row.period))))
    return [Cell(words), *(_without(cell, unit) for cell in (value, benchmark, compared, change))]


def _without(cell: Cell, unit: str) -> Cell:
    """The cell without a unit, be it in the singular ("1 foyer pour 1 000 habitants")."""
    noun, space, rest = unit.partition(" ")
    text = cell.text
    for said in (unit, noun.removesuffix("s") + space + rest) if unit else ():
        text = text.replace(formats.NO_BREAK + said, "")
    return replace(cell, text=text)


def _row_cells(row: PortraitRow) -> list[Cell]:
    """Each figure with its own unit, which differs from row to row."""
    judged = row.judgement
    compared = f"{judged.verdict}, {judged.text}" if judged is not None else "non comparé"
    return [
        Cell(row.indicator.title),
        Cell(formats.period(row.period)),
        _whole(row.text, row.observation, row.indicator),
        _whole(row.benchmark.text, row.benchmark.observation, row.indicator),
        Cell(compared if row.observation is not None and row.observation.value is not None else french(row.reason)),
        Cell(french(row.rank_text)),
        Cell(french(row.change or row.no_change)),
    ]


def _whole(text: str, observation: Observation | None, indicator: Indicator) -> Cell:
    cell = cell_of(observation, indicator)
    return Cell(text, cell.value, cell.decimals, cell.evidence)
