"""The series of a portrait as lines, against the benchmark, with their table."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire import formats
from observatoire.documents.figure_parts import (
    absences,
    cell_of,
    key_of,
    mentions_of,
    number_column,
    point_of,
    table_of,
    told,
    with_date,
)
from observatoire.documents.model import Cell, Chart, Column, Figure, Series
from observatoire.documents.portrait_parts import address, source_of_figures, subtitle_of, words_of
from observatoire.typography import french
from observatoire.view.diagnostic import Block, Diagnostic, DiagnosticRow
from observatoire.warehouse import Snapshot

#: Fewer known values draw no line; more periods than this are cut to the latest ones.
FEWEST_IN_A_LINE, MOST_PERIODS = 3, 24


def series_figure(block: Block, found: Diagnostic, snapshot: Snapshot) -> Figure | None:
    """The series of the row that a block follows, against its benchmark; None when it is too short."""
    if block.followed is None:
        return None
    row, here = block.followed.row, found.portrait.territory
    indicator = row.indicator
    own = {item.period: item for item in row.series}
    known = [period for period, item in own.items() if point_of(item, indicator).value is not None]
    if len(known) < FEWEST_IN_A_LINE:
        return None
    periods = [period for period in own if known[0] <= period <= known[-1]][-MOST_PERIODS:]
    lines = [(here.name, own)]
    if indicator.kind != "count":
        other = snapshot.series(indicator.id, row.benchmark.level, row.benchmark.code)
        beside = {item.period: item for item in other if item.period in periods}
        if any(item.value is not None for item in beside.values()):
            lines.append((row.benchmark.name, beside))
    breaks = tuple(formats.short_period(point.period) for point in row.trend if point.after_break)
    categories = tuple(formats.short_period(period) for period in periods)
    series = tuple(
        Series(name, tuple(point_of(figures.get(period), indicator) for period in periods), breaks)
        for name, figures in lines
    )
    used = [figures[period] for _, figures in lines for period in periods if period in figures]
    return Figure(
        key=key_of("evolution", indicator.id),
        title=block.evolution,
        subtitle=subtitle_of(indicator, here, ""),
        table=table_of(
            indicator.title,
            [Column("Période"), *(number_column(name, indicator.unit) for name, _ in lines)],
            [
                [Cell(formats.period(period)), *(cell_of(figures.get(period), indicator) for _, figures in lines)]
                for period in reversed(periods)
            ],
        ),
        source=with_date(source_of_figures(indicator, used, snapshot), found.portrait.publication),
        address=f"{address(found)}#{indicator.id}",
        alt=told(f"Courbe, {here.name}", categories, series[0].points),
        chart=Chart(
            "lines",
            categories,
            series,
            indicator.unit,
            indicator.decimals_at(row.observation.level if row.observation is not None else ""),
            indicator.palette,
            highlighted=here.name,
        ),
        benchmark=french(f"Repère : {row.benchmark.name}") if len(lines) > 1 else "",
        notes=(
            *_trend_notes(block.followed),
            *_spacing(periods),
            *absences((formats.period(item.period), item) for item in own.values() if item.period in periods),
        ),
        mentions=mentions_of(found.portrait.publication, [here]),
        **words_of(indicator),
    )


def _trend_notes(followed: DiagnosticRow) -> list[str]:
    said = followed.trend.words or followed.trend.refusal
    return [french(said[:1].upper() + said[1:].removesuffix(".") + ".")] if said else []


def _spacing(periods: Sequence[str]) -> list[str]:
    years = [formats.period_as_year(period) for period in periods]
    steps = {round(after - before, 2) for before, after in zip(years, years[1:], strict=False)}
    return ["Les dates ne sont pas toutes à la même distance les unes des autres."] if len(steps) > 1 else []
