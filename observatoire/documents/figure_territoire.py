"""Figures of a portrait: the series of one indicator, a chapter among its peers, or the whole portrait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.documents.figure_parts import (
    absences,
    cautions_of,
    cell_of,
    definition_of,
    key_of,
    mentions_of,
    number_column,
    point_of,
    sources_of,
    table_of,
    told,
    with_date,
)
from observatoire.documents.model import Cell, Chart, Column, Figure, Series
from observatoire.documents.portrait_bars import comparison_figure
from observatoire.documents.portrait_spines import rows_table, spine_figure
from observatoire.errors import ObservatoireError
from observatoire.sentences import row_sentences
from observatoire.typography import french
from observatoire.view.diagnostic import Chapter, Diagnostic, diagnostic
from observatoire.view.figures_of import source_line
from observatoire.view.portrait import Portrait, PortraitRow, trend_points
from observatoire.warehouse import Observation, Snapshot

WHOLE = french("Où en est ce territoire ?")


def territoire_figure(level: str, code: str, query: Mapping[str, str], fragment: str, snapshot: Snapshot) -> Figure:
    """`fragment`: an indicator, a chapter, or "" for every row. Raises ObservatoireError for anything else."""
    found = diagnostic(level, code, query, snapshot)
    if found is None:
        raise ObservatoireError("Ce territoire n’existe pas dans les données publiées.")
    chapter = next((chapter for chapter in found.chapters if chapter.id == fragment), None)
    if chapter is not None:
        drawn = spine_figure(chapter, found)
        return _explained(drawn) if drawn is not None else _rows_figure(found, chapter)
    if not fragment:
        return _rows_figure(found, None)
    row = next((row for row in found.portrait.all_rows if row.indicator.id == fragment), None)
    if row is None:
        raise ObservatoireError(f"Aucune figure ne s’appelle « {fragment} » pour {found.portrait.territory.name}.")
    series = _series_figure(found.portrait, row, snapshot)
    return series if series.chart is not None else _beside_others(row, found, snapshot) or series


def _explained(figure: Figure) -> Figure:
    """With the definitions that the portrait gives once for all of its figures."""
    indicators = [load_catalogue().indicators[name] for name in figure.indicators]
    return replace(figure, definition=definition_of(indicators), not_to_conclude=cautions_of(indicators))


def _beside_others(row: PortraitRow, found: Diagnostic, snapshot: Snapshot) -> Figure | None:
    """A figure without a series to draw, among the territories of its level."""
    blocks = (block for chapter in found.chapters for block in chapter.blocks)
    block = next((block for block in blocks if block.lead.row.indicator == row.indicator), None)
    drawn = comparison_figure(block, found, snapshot) if block is not None else None
    return replace(drawn, sentences=row_sentences(row, found.portrait.territory)) if drawn is not None else None


def _series_figure(found: Portrait, row: PortraitRow, snapshot: Snapshot) -> Figure:
    """The series of the territory beside that of the benchmark; headcounts are drawn alone."""
    indicator, territory = row.indicator, found.territory
    own = list(row.series)
    alone = indicator.kind == "count"
    other = [] if alone else snapshot.series(indicator.id, row.benchmark.level, row.benchmark.code)
    places = [(territory.name, own)] + ([(row.benchmark.name, other)] if other else [])
    periods = tuple(sorted({item.period for item in own}))
    unit = formats.unit_after(indicator.title, indicator.unit)
    return Figure(
        key=key_of("serie", indicator.id, territory.level, territory.code),
        title=indicator.question,
        subtitle=", ".join(filter(None, (indicator.title, territory.name, _span(periods), unit))),
        table=table_of(
            f"{indicator.title}, {territory.name}",
            [Column("Période"), *(number_column(name, indicator.unit) for name, _ in places)],
            [
                [Cell(formats.period(period)), *(cell_of(_at(series, period), indicator) for _, series in places)]
                for period in periods
            ],
        ),
        source=with_date(source_line(indicator, own, load_catalogue(), found.publication.geo_year), found.publication),
        address=f"/territoire/{territory.level}/{territory.code}?repere={found.benchmark_key}#{indicator.id}",
        alt=told(
            f"{indicator.title}, {territory.name}",
            [formats.period(period) for period in periods],
            [point_of(_at(own, period), indicator) for period in periods],
        ),
        chart=_lines(places, periods, indicator, territory.name),
        sentences=row_sentences(row, territory),
        benchmark="" if alone else french(f"Repère : {row.benchmark.name}, {row.benchmark.text}"),
        indicators=(indicator.id,),
        definition=indicator.definition,
        not_to_conclude=indicator.not_to_conclude,
        notes=(*absences((formats.period(item.period), item) for item in own), *_breaks(own, indicator)),
        mentions=mentions_of(found.publication, [territory]),
    )


def _lines(
    places: list[tuple[str, list[Observation]]], periods: tuple[str, ...], indicator: Indicator, name: str
) -> Chart | None:
    """No curve of fewer than two marks: the table says it better."""
    series = []
    for place, known in places:
        breaks = tuple(
            formats.short_period(point.period)
            for point in trend_points(known, indicator, load_catalogue())
            if point.after_break and point.period in periods
        )
        series.append(
            Series(place, tuple(point_of(_at(known, period), indicator) for period in periods), breaks=breaks)
        )
    if sum(point.value is not None for point in series[0].points) < 2:
        return None
    return Chart(
        "lines",
        tuple(formats.short_period(period) for period in periods),
        tuple(series),
        indicator.unit,
        indicator.decimals_at(places[0][1][0].level),
        indicator.palette,
        highlighted=name,
    )


def _rows_figure(found: Diagnostic, chapter: Chapter | None) -> Figure:
    """The rows of a chapter, or of the whole portrait, as a table."""
    portrait = found.portrait
    rows = chapter.rows if chapter is not None else [row for item in found.chapters for row in item.rows]
    if not rows:
        raise ObservatoireError(f"Aucun chiffre n’est publié à ce sujet pour {portrait.territory.name}.")
    plain = [row.row for row in rows]
    known = [row.row for row in rows if row.known]
    territory, name = portrait.territory, dict(portrait.benchmarks)[portrait.benchmark_key]
    indicators = [row.indicator for row in plain]
    fragment = f"#{chapter.id}" if chapter is not None else ""
    return Figure(
        key=key_of("portrait", chapter.id if chapter is not None else "", territory.level, territory.code),
        title=french(chapter.question) if chapter is not None else WHOLE,
        subtitle=french(f"{territory.name}, comparé à : {name}"),
        table=rows_table(f"{chapter.title if chapter is not None else 'Indicateurs'}, {territory.name}", rows, found),
        source=with_date(
            sources_of([row.source for row in known] or [row.source for row in plain]), portrait.publication
        ),
        address=f"/territoire/{territory.level}/{territory.code}?repere={portrait.benchmark_key}{fragment}",
        alt=told(
            f"Tableau, {territory.name}",
            [row.indicator.short_title for row in plain],
            [point_of(row.observation, row.indicator) for row in plain],
        ),
        benchmark=french(f"Repère : {name}"),
        indicators=tuple(item.id for item in indicators),
        definition=definition_of(indicators),
        not_to_conclude=cautions_of(indicators),
        notes=absences((row.indicator.short_title, row.observation) for row in plain),
        mentions=mentions_of(portrait.publication, [territory]),
    )


def _breaks(series: Sequence[Observation], indicator: Indicator) -> tuple[str, ...]:
    broken = [point for point in trend_points(list(series), indicator, load_catalogue()) if point.after_break]
    return tuple(
        french(f"Rupture de série {formats.during(point.period)} : les années d’avant ne se comparent pas.")
        for point in broken
    )


def _at(series: Sequence[Observation], period: str) -> Observation | None:
    return next((item for item in series if item.period == period), None)


def _span(periods: tuple[str, ...]) -> str:
    if len(periods) < 2:
        return "".join(map(formats.period, periods))
    return f"{formats.period(periods[0])} à {formats.period(periods[-1])}"
