"""The blocks of the parcours screen as figures of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.documents.common import capitalized
from observatoire.documents.figure_facts import facts_figure, facts_table
from observatoire.documents.figure_parts import MOST_BARS, between, mentions_of, point_of, said
from observatoire.documents.median_words import median_words
from observatoire.documents.model import Cell, Chart, Figure, Picture, Point, Sentence, Series, Table
from observatoire.documents.parcours_files import curves, shown_figures, told_figures
from observatoire.errors import ObservatoireError
from observatoire.figures.survival import survival_words
from observatoire.figures.survival_svg import survival_svg
from observatoire.sentences.places import to_place
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.parcours import QUESTIONS, ParcoursView, parcours
from observatoire.view.parcours_attente import BAND, NOT_TOGETHER, Limit, origin_words
from observatoire.view.parcours_publics import nothing_by_person
from observatoire.view.parcours_question import DELAY
from observatoire.view.parcours_temps import QUARTERS_COUNT, STOCK_COUNTS, WITHOUT_DECEMBER
from observatoire.warehouse import Observation, Snapshot

#: An end of quarter that is not published here.
NOT_GIVEN = "non donné"
NOTHING = "Aucun chiffre n’est publié à ce sujet pour ce territoire."
Drawn = tuple[Chart | None, tuple[Sentence, ...]]


def parcours_figure(query: Mapping[str, str], block: str, snapshot: Snapshot) -> Figure:
    """`block`: a question of the screen. Raises ObservatoireError without extracts, without any figure to show, or for
    an unknown block.
    """
    view = parcours(query, snapshot)
    if view is None:
        raise ObservatoireError("Le département n’a pas encore donné d’extraits : ce parcours n’a pas de figure.")
    if block not in QUESTIONS:
        raise ObservatoireError(f"Aucune figure du parcours ne s’appelle « {block} ».")
    facts = list(shown_figures(view, block))
    if not facts:
        raise ObservatoireError(nothing_by_person(view.question.niveau) if block == "publics" else NOTHING)
    chart, sentences = _DRAW[block](view) if block in _DRAW else (None, ())
    places = [view.territory, view.other]
    if block == "territoires" and view.blocks.places is not None:
        places = [row.territory for row in view.blocks.places.rows]
    if block == "evenements":
        places = [view.blocks.quarters.place, view.blocks.quarters.other_place]
    figure = facts_figure(
        screen="parcours",
        block=block,
        title=QUESTIONS[block],
        subtitle=_subtitle(view, block),
        facts=facts,
        source=view.source,
        publication=view.publication,
        address=f"{view.question.address}#{block}",
        mentions=mentions_of(view.publication, places),
        own=view.territory,
        chart=chart,
        sentences=sentences,
    )
    if block == "attente":
        return _waited(figure, view)
    every = list(told_figures(view, block))
    if len(every) == len(figure.table.rows):
        return figure
    whole = facts_table(every, figure.table.caption, view.territory)  # with what the screen keeps closed
    return replace(figure, table=replace(whole, printed=figure.table))


def _subtitle(view: ParcoursView, block: str) -> str:
    """Territory, persons and periods that the block draws: those of the cohort where it draws the cohort."""
    place, period, blocks = view.territory.name, view.question.periode, view.blocks
    entered = f"personnes entrées en {period}"
    said = {
        "etapes": f"{place}, {entered}" + (f", étapes {view.follow_up.words}" if view.follow_up is not None else ""),
        "stock": f"{place}, {STOCK_COUNTS}{between(blocks.stock.months)}",
        "attente": _waits_subtitle(view),
        "publics": f"{place}, {entered}, en jours",
        "seuils": f"{place}, {entered}, {origin_words(view.question.origine)}, parmi celles encore au RSA, en %",
        "pratiques": f"{place}, {period}",
        "evenements": f"{blocks.quarters.place.name}, {QUARTERS_COUNT}{between(blocks.quarters.periods)}",
    }
    if blocks.places is not None:
        where = f"{view.publication.departement_name} par {level_name(blocks.places.level)}"
        said["territoires"] = f"{where}, {entered}, en jours, la plus longue attente d’abord"
    return french(said[block])


def _waits_subtitle(view: ParcoursView) -> str:
    """The territories whose curve is drawn, or that the table holds when there is no curve."""
    waits, period = view.blocks.waits, view.question.periode
    beside = view.other if not waits.own.points or (waits.other is not None and waits.other.points) else None
    compared = f", comparé {to_place(beside.level, beside.code, beside.name)}" if beside is not None else ""
    place = f"{view.territory.name}{compared} : personnes entrées en {period}"
    if not waits.own.points:
        return f"{place}, en jours"
    return f"{place} et encore au RSA, part orientée selon le nombre de jours {origin_words(view.question.origine)}"


def _waited(figure: Figure, view: ParcoursView) -> Figure:
    """The curves of the wait with the table of the medians, which start from several days and share no axis."""
    waits = view.blocks.waits
    table = _with_curves(figure.table, view)
    if not waits.own.points:
        return replace(figure, table=table, notes=(*figure.notes, french(waits.why_no_curve), french(NOT_TOGETHER)))
    other = waits.other if waits.other is not None and waits.other.points else None
    words = survival_words(waits.own, other, origin_words(view.question.origine))
    return replace(
        figure,
        table=table,
        alt=words,
        picture=Picture(*survival_svg(waits.own, other, waits.drawn, words, recent=waits.is_recent)),
        notes=(french(f"{BAND} {waits.how_to_read}"), *figure.notes, french(NOT_TOGETHER)),
    )


def _with_curves(table: Table, view: ParcoursView) -> Table:
    """The table of the waits, then the points of the curves that the screen draws: a page prints the first alone."""
    breakdown, period = view.question.delay_breakdown, view.question.periode
    title = breakdowns.title_from(load_catalogue().indicators[DELAY].title, breakdown)
    cut, rows = breakdowns.label(breakdown), []
    for curve, place in curves(view):
        for point in curve.points:
            words = {
                "Indicateur": french(f"Courbe : {title}"),
                "Détail": french(f"{cut}, jour {formats.decimal(point.day)}"),
                "Territoire": place.name,
                "Période": formats.period(period),
            }
            share = formats.with_unit(formats.decimal(point.share), "%")
            rows.append((*(Cell(words[column.heading]) for column in table.columns[:-1]), Cell(share, point.share, 0)))
    return replace(table, rows=(*table.rows, *rows), printed=table)


def _bars(
    marks: Sequence[tuple[str, Observation | None]],
    fact,
    benchmark: tuple[str, float] | None = None,
    chosen: str = "",
    name: str = "",
) -> Chart | None:
    """Bars of one indicator; none when nothing has a value. fact: any figure of the indicator."""
    points = tuple(point_of(observation, fact.indicator) for _, observation in marks)
    if not any(point.value is not None for point in points):
        return None
    return Chart(
        "bars",
        tuple(name for name, _ in marks),
        (Series(name or fact.indicator.short_title, points),),
        fact.indicator.unit,
        fact.indicator.decimals,
        fact.indicator.palette,
        benchmark,
        chosen,
    )


def _steps(view: ParcoursView) -> Drawn:
    """The funnel of the cohort of the territory."""
    steps = view.blocks.steps
    indicator = steps[0].fact.indicator
    points = tuple(point_of(step.fact.own, indicator) for step in steps)
    chart = Chart(
        "funnel",
        tuple(f"{step.label} (trop récent)" if view.is_recent(step) else step.label for step in steps),
        (Series(view.territory.name, points),),
        indicator.unit,
        indicator.decimals,
        indicator.palette,
    )
    known = [step for step in steps if step.fact.own is not None and step.fact.own.value is not None]
    reached = f" ({view.follow_up.words})" if view.follow_up is not None else ""
    sentences = [
        said(
            f"{step.label} : {step.text}, soit {step.share_text} des personnes qui ont demandé le RSA{reached}.",
            step.fact.own,
            known[0].fact.own,
        )
        for step in known[1:]
        if step.key in ("orientation", "contrat") and step.share_text
    ]
    return (chart if known else None), tuple(sentences)


def _waits(view: ParcoursView) -> Drawn:
    """The median and the mean in words; what is drawn is a picture of the curves."""
    median, mean = view.blocks.waits.median, view.blocks.waits.mean
    if median.own is None or median.own.value is None:
        return None, ()
    start = origin_words(view.question.origine)
    told = median_words(median.own, median.indicator, "la moitié des personnes ont attendu")
    sentences = [said(f"{capitalized(told)} {start}.", median.own)]
    if mean.own is not None and mean.own.value is not None:
        told = f"Moyenne depuis la demande, sans les personnes qui attendent encore : {mean.text}."
        sentences.append(said(told, mean.own))
    return None, tuple(sentences)


def _limits(view: ParcoursView) -> Drawn:
    """The share oriented within each length, then what each limit of the register says of it, known or not: those that
    set a target first."""
    rows = view.blocks.waits.rows
    marks = [(formats.with_unit(formats.decimal(row.days), "jours"), row.fact.own) for row in rows]
    sentences = tuple(
        said(
            f"{limit.threshold.label}, {_length_words(limit)} ({limit.nature} {limit.in_force}) : {limit.fact.text}"
            f"{f', {limit.verdict}' if limit.verdict else ''}.",
            limit.fact.own,
        )
        for limit in sorted(view.blocks.waits.limits, key=lambda limit: limit.threshold.target_pct is None)
    )
    return _bars(marks, rows[0].fact, name="Part des personnes orientées"), sentences


def _length_words(limit: Limit) -> str:
    """ "42 jours depuis la demande"; a label that says its length does not say it twice."""
    days = f"{formats.decimal(limit.threshold.days)} jours"
    return limit.start if days in limit.threshold.label else f"{days} {limit.start}"


def _stock(view: ParcoursView) -> Drawn:
    stock = view.blocks.stock
    if not stock.totals:
        return None, ()
    known = {item.period: point_of(item, stock.indicator) for item in stock.totals}
    months = _ends_of_quarters(stock.months)
    points = tuple(known.get(month, Point(None, NOT_GIVEN)) for month in months)
    sentences = []
    if stock.latest is not None:
        change = f" ({stock.change})" if stock.change else ""
        text = formats.figure(stock.latest, stock.indicator)
        sentences.append(said(f"Fin {formats.period(stock.latest.period)} : {text}{change}.", stock.latest))
    if stock.lacks_december(view.territory.level) and any(month.endswith("-12") for month in months):
        sentences.append(Sentence(WITHOUT_DECEMBER))
    series = (Series(view.territory.name, points),)
    return _lines(months, series, stock.indicator), tuple(sentences)


def _ends_of_quarters(months: Sequence[str]) -> tuple[str, ...]:
    """Every end of quarter from the first to the last, "2025-12": the line has a gap where one is not given."""
    first, last = months[0], months[-1]
    every = (f"{year}-{month:02}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in (3, 6, 9, 12))
    return tuple(month for month in every if first <= month <= last)


def _places(view: ParcoursView) -> Drawn:
    places = view.blocks.places
    if places is None:
        return None, ()
    rows = places.rows[:MOST_BARS]
    whole = rows[0].fact.other if rows else None
    mark = point_of(whole, rows[0].fact.indicator) if rows else Point(None, "")
    line = (f"{places.benchmark.name}, {mark.text}", mark.value) if mark.value is not None else None
    chosen = next((row.territory.name for row in rows if row.asked), "")
    marks = [(row.territory.name, row.fact.own) for row in rows]
    known = [row for row in rows if row.fact.own is not None and row.fact.own.is_comparable]
    sentences = ()
    if len(known) >= 2:
        first, last = known[0], known[-1]
        text = f"De {last.fact.text} ({last.territory.name}) à {first.fact.text} ({first.territory.name})."
        sentences = (said(text, last.fact.own, first.fact.own),)
    return (_bars(marks, rows[0].fact, line, chosen) if rows else None), sentences


def _publics(view: ParcoursView) -> Drawn:
    groups = view.blocks.attributes
    marks = [(f"{group.label} : {name}", fact.own) for group in groups for name, fact in group.rows]
    if not marks:
        return None, ()
    fact = groups[0].rows[0][1]
    everybody = point_of(fact.other, fact.indicator)
    line = (f"Ensemble, {everybody.text}", everybody.value) if everybody.value is not None else None
    return _bars(marks, fact, line), ()


def _events(view: ParcoursView) -> Drawn:
    shown = view.blocks.quarters
    if not shown.known:
        return None, ()
    lines = [(shown.place.name, shown.own)]
    if shown.other_place is not None:
        lines.append((shown.other_place.name, shown.other))
    series = tuple(Series(name, tuple(point_of(item, shown.indicator) for item in found)) for name, found in lines)
    sentences = tuple(
        said(f"{event.event.title} ({event.date_text}). {' '.join(event.sentences)}", *shown.known, *event.compared)
        for event in shown.events
        if event.here
    )
    return _lines(shown.periods, series, shown.indicator), sentences


def _lines(periods: Sequence[str], series: tuple[Series, ...], indicator) -> Chart | None:
    if sum(point.value is not None for point in series[0].points) < 2:
        return None
    return Chart(
        "lines",
        tuple(formats.short_period(period) for period in periods),
        series,
        indicator.unit,
        indicator.decimals,
        indicator.palette,
        highlighted=series[0].name,
    )


_DRAW: dict[str, Callable[[ParcoursView], Drawn]] = {
    "etapes": _steps,
    "attente": _waits,
    "seuils": _limits,
    "stock": _stock,
    "territoires": _places,
    "publics": _publics,
    "evenements": _events,
}
