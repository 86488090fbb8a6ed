"""The series of an indicator, opened on demand under its row: a chart and its table, drawn by the server."""

from __future__ import annotations

from dash import MATCH, Input, Output, State, callback, dcc, html, no_update

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.figures.trend import Line, trend_figure
from observatoire.territories import UNION
from observatoire.view.portrait import Portrait, PortraitRow, trend_points
from observatoire.view.question import benchmark_territories
from observatoire.view.union import union_portrait
from observatoire.warehouse import Snapshot
from pages import _words
from pages._shell import GRAPH_CONFIG
from pages._warehouse import current


def opener(row: PortraitRow, found: Portrait) -> html.Details:
    """The closed drawer of a series. Its identifier says all that the answer needs."""
    place = {
        "indicateur": row.indicator.id,
        "niveau": found.territory.level,
        "code": found.territory.code,
        "repere": found.benchmark_key,
    }
    return html.Details(
        [
            html.Summary(
                ["Série complète", html.Span(f"{formats.THIN}: {row.indicator.title}", className="hors-ecran")],
                id={"type": "serie-ouvrir", **place},
            ),
            html.Div(html.Div(className="squelette graphique"), id={"type": "serie", **place}, className="zone"),
        ],
        className="serie",
    )


_PLACE = {"indicateur": MATCH, "niveau": MATCH, "code": MATCH, "repere": MATCH}


@callback(
    Output({"type": "serie", **_PLACE}, "children"),
    Input({"type": "serie-ouvrir", **_PLACE}, "n_clicks"),
    State({"type": "serie", **_PLACE}, "id"),
    prevent_initial_call=True,
)
def show_series(clicks: int | None, place: dict) -> list:
    """Draw the series at the first opening only."""
    if clicks != 1:
        return no_update
    return series(place["indicateur"], place["niveau"], place["code"], place["repere"], current())


def series(indicator_id: str, level: str, code: str, benchmark_key: str, snapshot: Snapshot) -> list:
    """Chart of a series with its table. Headcounts are drawn alone: a benchmark would flatten them."""
    indicator = load_catalogue().indicators[indicator_id]
    own = _own(indicator, level, code, snapshot)
    benchmark_code, benchmark_name = benchmark_territories(snapshot)[benchmark_key]
    benchmark = (
        None if indicator.kind == "count" else _line(indicator, benchmark_key, benchmark_code, benchmark_name, snapshot)
    )
    subtitle = f"{own.name}, {indicator.unit}" if indicator.unit else own.name
    return [
        html.Figure(
            [
                html.Figcaption(
                    [html.Span(indicator.title, className="titre"), html.Span(subtitle, className="sous-titre")]
                ),
                dcc.Graph(figure=trend_figure(own, benchmark, indicator), config=GRAPH_CONFIG, className="graphique"),
            ]
        ),
        _table(own, benchmark, indicator),
    ]


def _own(indicator: Indicator, level: str, code: str, snapshot: Snapshot) -> Line:
    """The line of the territory; that of a union is computed, at the level of its parts."""
    if level != UNION:
        return _line(indicator, level, code, snapshot.territory(level, code).name, snapshot)
    found = union_portrait(code, {}, snapshot)
    row = next(row for row in found.all_rows if row.indicator.id == indicator.id)
    return Line(found.title, row.series[-1].level, row.series, row.trend)


def _line(indicator: Indicator, level: str, code: str, name: str, snapshot: Snapshot) -> Line:
    found = snapshot.series(indicator.id, level, code)
    return Line(name, level, tuple(found), trend_points(found, indicator, load_catalogue()))


def _table(own: Line, benchmark: Line | None, indicator: Indicator) -> html.Div:
    beside = {item.period: item for item in benchmark.observations} if benchmark is not None else {}
    headings = ["Période", own.name] + ([benchmark.name] if beside else [])
    broken = {point.period for point in own.points if point.after_break}
    rows = []
    for item in reversed(own.observations):
        mark = [html.Span(" après rupture de série", className="precision")] if item.period in broken else []
        cells = [html.Td(_words.badge(item, formats.figure(item, indicator)))]
        if beside:
            other = beside.get(item.period)
            cells.append(html.Td(_words.badge(other, formats.figure(other, indicator))))
        rows.append(html.Tr([html.Th([formats.period(item.period), *mark], scope="row"), *cells]))
    caption = f"{indicator.title}{formats.THIN}: toute la série, la plus récente d’abord"
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(heading, scope="col") for heading in headings])),
                html.Tbody(rows),
            ],
            className="tableau",
        ),
        className="tableau-cadre",
        role="region",
        tabIndex=0,
        **{"aria-label": caption},
    )
