"""Figures that the annual bilan alone draws: last year beside this one, delays by year, orientations by kind."""

from __future__ import annotations

from collections.abc import Iterable

from observatoire import breakdowns, formats
from observatoire.breakdowns import TOTAL
from observatoire.catalogue import load_catalogue
from observatoire.documents.figure_facts import facts_figure
from observatoire.documents.figure_parts import evidence_of, mentions_of, point_of, said, table_of
from observatoire.documents.median_words import median_words
from observatoire.documents.model import Cell, Chart, Column, Figure, KeyFigure, Point, Series, Table
from observatoire.typography import french
from observatoire.view.etat import State, is_told
from observatoire.view.figures_of import previous
from observatoire.view.paire import Pair, change_words, now_words, pair_of, then_words
from observatoire.view.parcours import ParcoursView, source_words
from observatoire.view.parcours_figures import Fact, Figures, figure_words
from observatoire.view.parcours_question import DELAY
from observatoire.warehouse import Snapshot, Territory

ORIENTED, KINDS = "personnes_orientees", "type"
DELAYS_TITLE = french("Le délai d’orientation diminue-t-il, et tient-il les délais fixés ?")
KINDS_TITLE = french("Vers quels parcours oriente-t-on ?")


def pairs_of(
    indicators: Iterable[str], level: str, code: str, previous_state: State | None, snapshot: Snapshot
) -> tuple[Pair, ...]:
    """Each indicator that the territory has: last year's frozen figure, else the period published before, beside the
    latest one. An indicator without any figure is left out.
    """
    kept = previous_state.by_series if previous_state is not None else {}
    pairs = []
    for name in indicators:
        series = {item.period: item for item in snapshot.series(name, level, code) if is_told(item)}
        series = {period: item for period, item in series.items() if not item.is_running} or series
        if not series:
            continue
        frozen = kept.get((name, level, code, TOTAL))
        if frozen is None:
            latest = series[max(series)]
            before = previous(list(series.values()), latest) if latest.value is not None else None
            frozen = {before.period: before} if before is not None else {latest.period: latest}
        pairs.append(pair_of(frozen, series))
    return tuple(pairs)


def key_figure(pair: Pair, is_frozen: bool) -> KeyFigure:
    """The latest figure, and what it was: in the last bilan, or the period before."""
    latest = pair.latest
    before = "Dernier bilan" if is_frozen else "Avant"
    details = [formats.period(latest.period)]
    if pair.is_new or is_frozen:
        details += [french(f"{before} : {then_words(pair)}"), french(change_words(pair))]
    return KeyFigure(
        pair.indicator.short_title, figure_words(latest, pair.indicator), tuple(details), evidence_of(latest)
    )


def compared_table(pairs: Iterable[Pair], heading: str, is_frozen: bool) -> Table:
    """Last year's figures beside this year's; heading: that of the first of the two.

    is_frozen: they are those of the last bilan. Else, an indicator of one period has nothing before it, and the cell
    is not its figure again.
    """
    columns = (Column("Indicateur"), Column(heading), Column("Chiffre de ce bilan"), Column("Évolution"))
    rows = [
        [
            Cell(pair.indicator.title),
            _then_cell(pair, is_frozen),
            Cell(french(now_words(pair)), evidence=evidence_of(pair.latest)),
            Cell(french(change_words(pair) if pair.is_new or pair.then.period == pair.latest.period else "")),
        ]
        for pair in pairs
    ]
    return table_of("Chiffres de ce bilan, et ceux d’avant", columns, rows)


def _then_cell(pair: Pair, is_frozen: bool) -> Cell:
    if not (is_frozen or pair.is_new):
        return Cell("—")
    return Cell(french(then_words(pair)), evidence=None if pair.is_hidden_since else evidence_of(pair.then))


def delays_figure(view: ParcoursView) -> Figure | None:
    """The median delay of each cohort against the most binding limit that starts where it starts.

    A share to reach within so many days is no length of the median.
    """
    place, indicator = view.territory, load_catalogue().indicators[DELAY]
    series = [item for item in view.blocks.own.series(DELAY) if item.value is not None or item.status != "immature"]
    points = tuple(point_of(item, indicator) for item in series)
    if sum(point.value is not None for point in points) < 2:
        return None
    limit = next((one for one in view.blocks.waits.drawn if one.threshold.target_pct is None), None)
    line = None
    if limit is not None:
        days = formats.count(limit.threshold.days, "jour")
        line = (french(f"{limit.threshold.label} : {days}"), float(limit.threshold.days))
    latest = max((item for item in series if item.value is not None), key=lambda item: item.period)
    text = f"Entrants de {latest.period} : {median_words(latest, indicator, 'la moitié attendent')}."
    return facts_figure(
        screen="bilan",
        block="delais",
        title=DELAYS_TITLE,
        subtitle=french(f"{place.name} : délai médian entre la demande et l’orientation, par année d’entrée, en jours"),
        facts=[(Fact(indicator, item.period, TOTAL, item), item, place) for item in series],
        source=view.source,
        publication=view.publication,
        address=f"{view.question.address}#attente",
        mentions=mentions_of(view.publication, [place]),
        own=place,
        chart=Chart(
            "lines",
            tuple(item.period for item in series),
            (Series(place.name, points),),
            indicator.unit,
            indicator.decimals,
            indicator.palette,
            line,
            place.name,
        ),
        sentences=(said(text, latest),),
    )


def orientations_figure(view: ParcoursView, snapshot: Snapshot) -> Figure | None:
    """Parts of each kind of parcours among the persons oriented, of the territory and of those beside it.

    A territory of which one part is hidden has no part at all: the hidden one would be what is left.
    """
    places = _places(view, snapshot)
    known = {place: _oriented(place, snapshot) for place in places}
    periods = [item.period for item in known[places[0]].series(ORIENTED) if item.value]
    if not periods:
        return None
    period, indicator = max(periods), load_catalogue().indicators[ORIENTED]
    cuts = [f"{KINDS}:{kind}" for kind in breakdowns.modalities(KINDS)]
    shown = [place for place in places if known[place].of(ORIENTED, period) is not None]
    series = tuple(
        Series(breakdowns.label(cut), tuple(_part(known[place], cut, cuts, period) for place in shown)) for cut in cuts
    )
    if all(point.value is None for point in (line.points[0] for line in series)):
        return None
    facts = [
        (Fact(indicator, period, cut, item), item, place)
        for place in shown
        for cut in (TOTAL, *cuts)
        if (item := known[place].of(ORIENTED, period, cut)) is not None
    ]
    whole = known[places[0]].of(ORIENTED, period)
    text = f"{places[0].name} : {figure_words(whole, indicator)} orientées au 31 décembre {period}."
    return facts_figure(
        screen="bilan",
        block="orientations",
        title=KINDS_TITLE,
        subtitle=french(f"{places[0].name}, personnes orientées au 31 décembre {period}, en %"),
        facts=facts,
        source=source_words(view.blocks.extracted_on, view.publication.geo_year),
        publication=view.publication,
        address=f"/indicateur/{ORIENTED}",
        mentions=mentions_of(view.publication, shown),
        own=places[0],
        chart=Chart(
            "stacked", tuple(place.name for place in shown), series, "%", 0, "resource", highlighted=places[0].name
        ),
        sentences=(said(text, whole),),
    )


def _places(view: ParcoursView, snapshot: Snapshot) -> list[Territory]:
    """The territory, then its parts when it is the département, else the département."""
    if view.territory.level != "departement":
        return [view.territory, snapshot.territory("departement", view.publication.departement)]
    parts = view.choices.territories.get(view.question.decoupage, ())
    return [view.territory, *parts]


def _oriented(place: Territory, snapshot: Snapshot) -> Figures:
    rows = snapshot.broken_down([ORIENTED], place.level, place.code)
    return Figures(place.level, place.code, place.name, {(r.indicator, r.period, r.breakdown): r for r in rows})


def _part(known: Figures, cut: str, cuts: list[str], period: str) -> Point:
    whole, parts = known.of(ORIENTED, period), {name: known.of(ORIENTED, period, name) for name in cuts}
    hidden = [item for item in (whole, *parts.values()) if item is None or item.value is None or item.is_bounded]
    if hidden or not whole.value:
        return Point(None, "secret" if any(item is not None for item in hidden) else "non disponible")
    share = 100 * parts[cut].value / sum(item.value for item in parts.values())
    text = formats.with_unit(formats.decimal(share), "%")
    return Point(round(share, 0), text, evidence=evidence_of(parts[cut]))
