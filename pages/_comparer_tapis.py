"""The tartan rug: territories in rows, indicators in columns, each cell with its figure and its verdict in words."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import THEMES
from observatoire.documents.common import capitalized
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import CompareView
from observatoire.view.comparer_tapis import RugCell, RugColumn, RugRow
from observatoire.view.figures_of import NOT_COMPARED, NOT_ESTABLISHED
from pages import _words
from pages._comparer_pieces import frame, paragraphs, section

#: Verdict -> class of its cell.
CELLS = {
    "mieux": "v-mieux",
    "moins bien": "v-moins-bien",
    "plus élevé": "v-plus",
    "moins élevé": "v-plus",
    NOT_ESTABLISHED: "v-proche",
    NOT_COMPARED: "v-non",
}
LEGEND = (
    ("v-mieux", "mieux que le repère"),
    ("v-moins-bien", "moins bien"),
    ("v-plus", "▲ plus élevé ou ▼ moins élevé, sans bon ni mauvais côté"),
    ("v-proche", f"≈ {NOT_ESTABLISHED}"),
    ("v-non", "non comparé"),
)


def rug_block(view: CompareView) -> html.Section:
    rug = view.rug
    sided = any(row.judged for row in rug.rows)
    table = html.Table(
        [
            html.Caption(f"{view.subtitle}, dernière période de chaque indicateur", className="hors-ecran"),
            html.Thead([_themes(view, sided), _headings(view, sided), _benchmark(view, sided)]),
            html.Tbody([_row(row, view, sided) for row in rug.rows]),
        ],
        className="tableau tapis",
    )
    return section(
        view,
        "tapis",
        *paragraphs(rug.sentences),
        _legend(),
        html.Div(frame(table, f"Tableau des écarts, {view.subtitle}"), **{"data-palette": "diverging"}),
        html.Details(
            [
                html.Summary("Pourquoi certaines cases ne sont-elles pas comparées\u202f?"),
                html.Ul([html.Li(reason) for reason in rug.reasons]),
            ],
            className="jumeau",
        )
        if rug.reasons
        else html.P("Toutes les cases sont comparées.", className="precision"),
        sources=rug.sources,
    )


def _legend() -> html.Div:
    verdicts = [html.Li([html.Span(className=f"cle {name}"), f" {words}"]) for name, words in LEGEND]
    statuses = [
        html.Li(html.Span(words, className=f"statut statut-{status}"))
        for status, words in (("secret", "secret"), ("missing", "non disponible"), ("floor", "borne (≤ 5\u202f%)"))
    ]
    return html.Div(
        [html.Span("Légende", className="hors-ecran"), html.Ul([*verdicts, *statuses])],
        className="legende-tapis",
        **{"data-palette": "diverging"},
    )


def _themes(view: CompareView, sided: bool) -> html.Tr:
    groups = [
        html.Th(html.Span(THEMES[theme]), colSpan=many, scope="colgroup", className="groupe")
        for theme, many in view.rug.themes
    ]
    return html.Tr([html.Td("Thème"), *([html.Td()] if sided else []), *groups], className="themes-tapis")


def _headings(view: CompareView, sided: bool) -> html.Tr:
    first = html.Th(capitalized(level_name(view.question.niveau)), scope="col", className="debut")
    count = [html.Th(french("« Moins bien »"), scope="col")]
    return html.Tr([first, *(count if sided else []), *(_heading(column) for column in view.rug.columns)])


def _heading(column: RugColumn) -> html.Th:
    link = dcc.Link(column.indicator.short_title, href=f"/indicateur/{column.indicator.id}")
    said = ", ".join(filter(None, [formats.short_period(column.period), column.unit]))
    return html.Th([link, html.Span(said, className="unite")], scope="col")


def _benchmark(view: CompareView, sided: bool) -> html.Tr:
    cells = [html.Td(_words.badge(column.benchmark, column.benchmark_text)) for column in view.rug.columns]
    name = html.Th([f"Repère\u202f: {view.benchmark_name}"], scope="row")
    return html.Tr([name, *([html.Td()] if sided else []), *cells], className="repere")


def _row(row: RugRow, view: CompareView, sided: bool) -> html.Tr:
    place = row.territory
    repere = view.question.repere
    link = dcc.Link(place.name, href=_words.address(f"/territoire/{place.level}/{place.code}", repere=repere))
    count = [html.Td(row.worse_text, className="compte")] if sided else []
    return html.Tr([html.Th(link, scope="row"), *count, *map(_cell, row.cells)])


def _cell(cell: RugCell) -> html.Td:
    """The figure above, its verdict in words below; a status says itself why there is no verdict."""
    badge = html.Span(cell.text, className="nombre") if cell.estimated else _words.badge(cell.observation, cell.text)
    if cell.observation is None or cell.observation.value is None:
        return html.Td(badge, className="v-absent", title=cell.reason)
    mark = [html.Span(cell.judgement.mark, **{"aria-hidden": "true"}), " "] if cell.judgement is not None else []
    said = html.Span([*mark, cell.verdict], className="verdict")
    estimated = [html.Span(" estimé", className="estime")] if cell.estimated else []
    return html.Td([badge, *estimated, said], className=CELLS[cell.verdict], title=cell.reason or None)
