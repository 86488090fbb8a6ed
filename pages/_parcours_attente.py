"""How long people wait: the curve, the medians from each start, the share within each limit of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import dcc, html

from observatoire import breakdowns, formats
from observatoire.figures.dots import DotRow
from observatoire.figures.survival import axis_days, still_waiting, survival_figure, survival_words, tenths
from observatoire.thresholds import Threshold
from observatoire.typography import french
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_attente import (
    BAND,
    NOT_TOGETHER,
    STILL_FOLLOWED,
    STILL_HERE,
    Curve,
    DaysRow,
    Limit,
    in_force_words,
    origin_words,
)
from observatoire.view.parcours_figures import Fact, is_untold
from observatoire.warehouse import CurvePoint
from pages import _words
from pages._parcours_pieces import (
    cell,
    chart,
    judged,
    key_of_lines,
    other_cell,
    paragraph,
    place_and_period,
    reasons,
    section,
    small,
    table,
    twin,
)
from pages._parcours_points import beside, dot_chart

EVERYBODY_PCT, IN_PERCENT, REALLY_DAYS = 100, "en\u00a0%", 91
FOLLOWED = "Suivies, non orientées, environ"
OTHER_COUNT = "Autre calcul, à 91 jours : sur toutes les personnes entrées, droits fermés compris"
CLOSED_COUNT = (
    "Une personne dont le droit s’est fermé avant l’orientation y compte, comme jamais orientée. Le tableau ci-dessus, "
    "lui, ne la suit que jusqu’à la fermeture : il dit à quelle vitesse sont orientées celles qui restent au RSA. Les "
    "deux parts ne se comparent pas."
)
NOT_THE_HIDDEN_ONE = "Elle ne remplace pas la part à 91 jours du tableau, qui reste secrète."
RULES_OF_THEIR_TIME = "Les demandes d’une année sont jugées sur les règles d’alors. Règles venues depuis :"
#: Its secrecy is told in docs/secret.md.
UNTOLD_NUMBER = (
    "Depuis l’ouverture du droit, le nombre de personnes n’est pas donné, par secret : c’est, à quelques dossiers "
    "près, celui du retour à l’emploi."
)
NO_LIMIT = "Aucun délai du registre ne jugeait l’orientation en "


def waits_block(view: ParcoursView) -> html.Section:
    start = origin_words(view.question.origine)
    return section(
        view,
        "attente",
        html.Div(
            [
                html.Div([*_curve(view, start), *_elsewhere(view)], className="col-8"),
                html.Div(_origins(view), className="col-4"),
            ],
            className="grille",
        ),
    )


def _curve(view: ParcoursView, start: str) -> list:
    waits = view.blocks.waits
    if not waits.own.points:
        return [paragraph(waits.why_no_curve, "note")]
    other = waits.other if waits.other is not None and waits.other.points else None
    figure = survival_figure(waits.own, other, waits.drawn, recent=waits.is_recent)
    drawn = [curve for curve in (waits.own, other) if curve is not None]
    return [
        chart(
            f"Part des personnes orientées, selon le nombre de jours {start}",
            f"{place_and_period(view, f'{STILL_HERE}, {IN_PERCENT}')}. {BAND}",
            figure,
            figure["layout"]["height"],
            survival_words(waits.own, other, start),
            *([at_risk] if (at_risk := _at_risk(drawn, axis_days(waits.own, other))) is not None else []),
            paragraph(waits.how_to_read, "precision"),
            name="courbe",
        ),
        twin(
            "Lire la courbe en tableau",
            french(f"Part orientée selon le nombre de jours {start}"),
            ["Part orientée", *(heading for curve in drawn for heading in (curve.name, FOLLOWED))],
            _curve_rows(drawn),
        ),
    ]


def _at_risk(drawn: list[Curve], last: int) -> html.Div | None:
    """Persons still waiting, under the days of the axis; the table of the curve says the same. None where it is not
    told of anybody."""
    lines = []
    for curve in drawn:
        if waiting := still_waiting(curve, last):
            marks = [
                html.Span(
                    formats.decimal(item.persons), style={"left": f"{100 * item.place:.2f}%"}, className=f"j{item.day}"
                )
                for item in waiting
            ]
            lines += [html.Span(curve.name, className="nom"), html.Div(marks, className="ligne")]
    if not lines:
        return None
    title = html.Span(STILL_FOLLOWED, className="intitule")
    return html.Div([title, *lines], className="attendent", **{"aria-hidden": "true"})


def _curve_rows(drawn: list[Curve]) -> list[list]:
    by_share = [{point.share: point for point in tenths(curve) if point.share} for curve in drawn]
    return [
        [f"{formats.decimal(share)}\u202f%", *(cell for known in by_share for cell in _point(known.get(share)))]
        for share in sorted(set().union(*by_share))
    ]


def _point(point: CurvePoint | None) -> tuple:
    """(day of a share and the interval of the share on it, persons still waiting); empty where it was not reached."""
    if point is None:
        return "", ""
    waiting = "non dit" if point.at_risk is None else formats.decimal(point.at_risk)
    day = formats.count(point.day, "jour")
    if point.low is None or point.high is None:
        return day, waiting
    return [day, *small(f"{formats.decimal(point.low)} à {formats.decimal(point.high)}\u202f%")], waiting


def _elsewhere(view: ParcoursView) -> list:
    """Limits that start elsewhere are told, with the way to their own curve, and never drawn on this one."""
    others = [limit for limit in view.blocks.waits.limits if not limit.same_start]
    if not others:
        return []
    items = [
        html.Li(
            [
                french(f"{formats.count(limit.threshold.days, 'jour')} {limit.start} ({limit.nature}) : "),
                dcc.Link(
                    [
                        limit.fact.text,
                        html.Span(f" {limit.threshold.label}, voir depuis ce départ", className="hors-ecran"),
                    ],
                    href=replace(view.question, origine=limit.threshold.start_event).address,
                ),
            ]
        )
        for limit in others
    ]
    return [
        html.Div(
            [paragraph("Délais fixés qui partent d’un autre jour, jamais tracés sur cette courbe :"), html.Ul(items)],
            className="note",
        )
    ]


def _origins(view: ParcoursView) -> list:
    """The median from each start, side by side and never overlaid."""
    rows = []
    for fact in view.blocks.waits.origins:
        origin = "demande" if fact.breakdown == breakdowns.TOTAL else breakdowns.parse(fact.breakdown)[1]
        name = breakdowns.label(f"origine:{origin}")
        chosen = origin == view.question.origine
        label = html.Strong(name) if chosen else dcc.Link(name, href=replace(view.question, origine=origin).address)
        rows.append([label, cell(fact, counted=True)])
    return [
        html.H3("Le délai selon le point de départ"),
        table(
            html.Span("Délai médian d’orientation selon le point de départ", className="hors-ecran"),
            ["Délai compté", view.territory.name],
            rows,
        ),
        *reasons(view.blocks.waits.origins),
        *(
            [paragraph(UNTOLD_NUMBER, "precision")]
            if any(is_untold(fact.own) for fact in view.blocks.waits.origins)
            else []
        ),
        paragraph(NOT_TOGETHER, "precision"),
    ]


def limits_block(view: ParcoursView) -> html.Section:
    """One row for each limit, from its own start; then the share by number of days from the chosen start."""
    waits = view.blocks.waits
    facts = [*(limit.fact for limit in waits.limits), *(row.fact for row in waits.rows)]
    return section(
        view,
        "seuils",
        _limits_table(view) if waits.limits else paragraph(f"{NO_LIMIT}{view.question.periode}.", "note"),
        *_later(waits.later),
        *_by_days(view),
        *_really(waits.really, waits.rows),
        *reasons([*facts, *([waits.really] if waits.really is not None else [])], drawn=True),
        *([paragraph(waits.national, "note")] if waits.national else []),
    )


def _limits_table(view: ParcoursView) -> html.Table:
    other = view.other
    return _words.stacked_table(
        html.Span(french(f"Délais fixés, {place_and_period(view, '')}"), className="hors-ecran"),
        [
            "Délai fixé",
            "Compté",
            view.territory.name,
            *([other.name, "Comparaison"] if other is not None else []),
            "Objectif",
        ],
        [_limit_cells(limit, other is not None) for limit in view.blocks.waits.limits],
        "seuils compacte" if other is not None else "seuils compacte seul",
    )


def _limit_cells(limit: Limit, compared: bool) -> list:
    """A limit, its start, the share that it judges and its target."""
    threshold = limit.threshold
    mark = [" ", html.Span("exemple", className="etiquette fictif")] if threshold.fictif else []
    name = html.Div(
        [
            html.Strong(french(f"{formats.count(threshold.days, 'jour')}, {limit.nature}")),
            *mark,
            *small(french(f"{threshold.source}. {limit.in_force[0].upper()}{limit.in_force[1:]}.")),
        ],
        className="statut-legal",
    )
    beside_it = [other_cell(limit.fact, counted=True), judged(limit.fact)] if compared else []
    return [name, limit.start, cell(limit.fact, counted=True), *beside_it, _target(limit)]


def _target(limit: Limit) -> list:
    """The target and where the share stands; a limit without a target gives no verdict."""
    target = limit.threshold.target_pct
    if target is None:
        return [html.Span("sans objectif chiffré", className="absent")]
    said = f"{formats.with_unit(formats.decimal(target), '%')} dans le département"
    return [said, *small(limit.verdict or "non jugé")]


def _by_days(view: ParcoursView) -> list:
    waits, other = view.blocks.waits, view.other
    start = origin_words(view.question.origine)
    rows = [DotRow(formats.count(row.days, "jour"), row.fact.own, row.fact.text, row.fact.other) for row in waits.rows]
    drawn = dot_chart(
        "Part des personnes orientées",
        place_and_period(view, f"{STILL_HERE}, {IN_PERCENT}"),
        rows,
        waits.rows[0].fact.indicator,
        longest=EVERYBODY_PCT,
        more=[key_of_lines(view.territory.name, other.name, ("●", "□"))] if other is not None else [],
    )
    shares = _words.stacked_table(
        html.Span(french(f"Part orientée selon le nombre de jours, {start}"), className="hors-ecran"),
        ["Jours", view.territory.name, *([other.name, "Comparaison"] if other is not None else [])],
        [_day_cells(row, other is not None) for row in waits.rows],
        "jours compacte",
    )
    return [
        html.H3(french(f"{start[0].upper()}{start[1:]}, à 15, 30, 42, 45 et 91 jours")),
        beside(drawn, shares, ("col-5", "col-7")),
    ]


def _day_cells(row: DaysRow, compared: bool) -> list:
    beside_it = [other_cell(row.fact), judged(row.fact)] if compared else []
    return [formats.count(row.days, "jour"), cell(row.fact), *beside_it]


def _really(really: Fact | None, rows: Sequence[DaysRow]) -> list:
    """The share at 91 days of all who asked, those who have left the RSA first included; in words, and on no chart.

    It is another figure than the one of the table, and is said to be: where that one is hidden, this one is not it.
    """
    if really is None:
        return []
    interval = f" ({really.interval})" if really.interval else ""
    known = really.own is not None and really.own.value is not None
    of_whom = f"de toutes les personnes entrées en {really.period} ont été orientées en 91 jours."
    said = f"{really.text}{interval} {of_whom}" if known else f"Cette part n’est pas donnée : {really.text}."
    beside = next(row.fact.own for row in rows if row.days == REALLY_DAYS)
    hidden = known and beside is not None and beside.status == "secret"
    return [
        html.H3(french(OTHER_COUNT)),
        paragraph(said),
        paragraph(f"{CLOSED_COUNT} {NOT_THE_HIDDEN_ONE}" if hidden else CLOSED_COUNT, "precision"),
    ]


def _later(limits: tuple[Threshold, ...]) -> list:
    """Limits of today that do not judge the requests of before."""
    if not limits:
        return []
    said = html.Ul([html.Li(french(f"{limit.label}, {in_force_words(limit)}")) for limit in limits])
    return [html.Div([paragraph(RULES_OF_THEIR_TIME), said], className="note")]
