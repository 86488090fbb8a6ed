"""What goes beyond chance: the funnel plot of one indicator, then what is worse and getting worse."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.documents.comparer_pictures import READING, funnel_words
from observatoire.figures.funnel_svg import FunnelDrawing, funnel_svg
from observatoire.typography import french
from observatoire.view.comparer import CompareView, geography, held_at
from observatoire.view.comparer_question import COUNTED
from observatoire.view.entonnoir import FunnelPoint
from observatoire.view.vigilance import WatchEntry
from pages import _words
from pages._champs import field, options
from pages._comparer_pieces import frame, paragraphs, section

#: (width, size of the words) of the plot at a desk, and on a phone.
SIZES = ((1180.0, 17.0), (380.0, 15.0))
TESTS = french(
    "Chaque série passe deux tests, l’écart au repère et l’évolution, et n’est une alerte que si les deux sont "
    "défavorables. Comme on en teste beaucoup à la fois, le seuil est resserré (méthode de Benjamini et Hochberg, "
    "1995)."
)
LAST_COLUMN = french(
    "Dernière colonne : parmi les alertes au moins aussi nettes que celle-ci, la part de fausses alertes à attendre, "
    "au plus. Plus elle est petite, plus l’alerte est solide."
)


def funnel_block(view: CompareView) -> html.Section:
    choices = [
        (item.id, item.title if item.comparison in COUNTED else french(f"{item.title} (sans effectifs)"))
        for item in view.choices.indicators
    ]
    control = field("Indicateur", "comparer-indicateur", options(choices), view.question.indicateur)
    drawn = [] if view.funnel.refusal else [_plot(view), html.P(READING, className="precision"), _twin(view)]
    return section(
        view,
        "entonnoir",
        html.Div(control, className="barre"),
        *paragraphs(view.funnel.sentences, "note" if view.funnel.refusal else ""),
        *drawn,
        sources=(view.funnel.source,),
        has_figure=not view.funnel.refusal,
    )


def drawings(view: CompareView) -> list[str]:
    """The plot for a desk, then for a phone; none when it is refused."""
    if view.funnel.refusal:
        return []
    drawing = FunnelDrawing(view.funnel, view.funnel.indicator.denominator, funnel_words(view))
    return [funnel_svg(drawing, width, text) for width, text in SIZES]


def _plot(view: CompareView) -> html.Figure:
    subtitle = f"{formats.period(view.funnel.period)}, {geography(view)}"
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.Span(view.funnel.indicator.title, className="titre"),
                    html.Span(subtitle, className="sous-titre"),
                ]
            ),
            html.Div(id="comparer-entonnoir", className="entonnoir"),
            dcc.Store(id="comparer-entonnoir-dessins", data=drawings(view)),
        ]
    )


def _twin(view: CompareView) -> html.Details:
    """The table of the plot, then the territories that have no point."""
    found = view.funnel
    indicator = found.indicator
    headings = ["Territoire", indicator.short_title, "Taille", "Position", "Par rapport à l’ensemble"]
    absent = [html.Li(french(f"{place.name} : {why}")) for place, why in found.left_out]
    table = html.Table(
        [
            html.Caption(french(f"Taille : {indicator.denominator[:1].lower()}{indicator.denominator[1:]}")),
            html.Thead(html.Tr([html.Th(heading, scope="col") for heading in headings])),
            html.Tbody([_point(point) for point in found.points]),
        ],
        className="tableau",
    )
    words = f"Tableau de l’entonnoir, {indicator.title}"
    return html.Details(
        [
            html.Summary("Lire le graphique en tableau"),
            frame(table, words),
            *([html.P("Sans point sur le graphique\u202f:"), html.Ul(absent)] if absent else []),
        ],
        className="jumeau",
    )


def _point(point: FunnelPoint) -> html.Tr:
    cells = [point.text, formats.decimal(point.size), point.words, point.verdict]
    name = html.Strong(point.territory.name) if point.outside else point.territory.name
    return html.Tr([html.Th(name, scope="row"), *map(html.Td, cells)])


def watch_block(view: CompareView) -> html.Section:
    watch = view.watch
    rows = [_entry(entry, view) for entry in watch.entries]
    headings = ["Territoire et indicateur", "Chiffre", "Écart au repère", "Évolution", "Part de fausses alertes"]
    caption = html.Span("Alertes, la plus sûre d’abord", className="hors-ecran")
    table = [_words.stacked_table(caption, headings, rows, "alertes-tableau")] if rows else []
    refusals = html.Details(
        [
            html.Summary("Qu’est-ce qui n’a pas pu être testé\u202f?"),
            html.Ul([html.Li(reason) for reason in watch.refusals]),
        ],
        open=not watch.tested,
        className="jumeau",
    )
    explained = [TESTS, *([LAST_COLUMN] if rows else [])] if watch.tested else []
    return section(
        view,
        "vigilance",
        *paragraphs(watch.sentences),
        *table,
        *([html.P(" ".join(explained), className="precision")] if explained else []),
        *([refusals] if watch.refusals else []),
        sources=view.watch_sources,
        has_figure=bool(watch.entries),
    )


def _entry(entry: WatchEntry, view: CompareView) -> list:
    place, indicator = entry.territory, entry.indicator
    there = _words.address(f"/territoire/{place.level}/{place.code}", repere=view.question.repere)
    figure = formats.figure(entry.observation, indicator)
    benchmark = f"{view.benchmark_name} : {formats.figure(entry.benchmark, indicator)}"
    years = f"de {formats.period(entry.trend.periods[0])} à {formats.period(entry.trend.periods[-1])}"
    return [
        [dcc.Link(place.name, href=there), html.Span(indicator.title, className="precision")],
        [figure, html.Span(formats.period(entry.observation.period), className="precision")],
        [
            _words.gap(entry.judgement),
            html.Span(f" {entry.judgement.verdict}"),
            html.Span(french(benchmark), className="precision"),
        ],
        [html.Span(entry.trend.words), html.Span(years, className="precision")],
        held_at(entry),
    ]
