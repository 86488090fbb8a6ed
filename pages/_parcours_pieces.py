"""Small pieces of the parcours screen: a figure in a cell, a chart with its words and its table, files to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import dcc, html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.figures_of import lacks_its_interval
from observatoire.view.parcours import QUESTIONS, ParcoursView
from observatoire.view.parcours_figures import (
    FRAGILE_COUNT,
    NO_MARGIN,
    NO_MARGIN_MEANS,
    Fact,
    base,
    fragile_mark,
    is_fragile,
    margin_words,
    why,
)
from observatoire.view.parcours_question import FIRST_ORIGIN
from observatoire.warehouse import Observation
from pages import _words
from pages._panier_bouton import add_button
from pages._shell import GRAPH_CONFIG

FROM_REQUEST = (
    "Ici, le délai part toujours de la demande. Le départ choisi plus haut ne change que le premier chiffre clé, la "
    "courbe et les parts par nombre de jours."
)
FILE_NAMES = {"xlsx": "Excel (XLSX)", "csv": "CSV"}


def small(*texts: str, whole: bool = False) -> list:
    """whole: a few words that stay on one line, « sur 254 personnes »."""
    return [html.Span(text, className="precision entiere" if whole else "precision") for text in texts if text]


def cell(fact: Fact, *, counted: bool = False) -> list:
    """A figure, its interval and whether it is fragile; what that or « secret » means is said once (`reasons`).

    counted: say how many it counts, where the table does not count the same persons all along.
    """
    return _cell(fact, fact.own, fact.text, fact.reason, counted=counted)


def other_cell(fact: Fact, *, counted: bool = False) -> list:
    """The same for the territory beside."""
    return _cell(fact, fact.other, fact.other_text, fact.other_reason, counted=counted)


def _cell(fact: Fact, observation: Observation | None, words: str, reason: str, *, counted: bool) -> list:
    absent = observation is None or (observation.value is None and observation.status != "secret")
    return [
        _words.badge(observation, words, "immature" if fact.too_recent else "missing"),
        *small(margin_words(observation, fact.indicator), base(observation) if counted else "", whole=True),
        *small(reason if absent else fragile_mark(observation)),
    ]


def judged(fact: Fact) -> list:
    """A comparison in words, or that there is none; nothing where there is no figure to compare."""
    if fact.own is None or fact.own.value is None:
        return []
    return [html.Span(fact.words) if fact.words else html.Span("non comparé", className="absent")]


def reasons(facts: Iterable[Fact], *, drawn: bool = False) -> list:
    """Why some figures of a block are hidden, or to be read with care: one line for each reason met.

    drawn: the block has a chart, on which a fragile figure is an open dot, one without its interval an open diamond.
    """
    pairs = [(item, fact.indicator) for fact in facts for item in (fact.own, fact.other) if item is not None]
    shown = [item for item, _ in pairs]
    hidden = {why(item): None for item in shown if item.status == "secret"}
    said = [f"« secret » veut dire {reason}." for reason in hidden]
    fragile = [(item, indicator) for item, indicator in pairs if is_fragile(item)]
    if fragile:
        open_dot = drawn and not all(lacks_its_interval(item, indicator) for item, indicator in fragile)
        said.append(f"« fragile »{', un point vide sur le graphique,' if open_dot else ''} veut dire {FRAGILE_COUNT}.")
    if any(lacks_its_interval(item, indicator) for item, indicator in pairs):
        said.append(no_margin_sentence(drawn=drawn))
    return [paragraph(text, "precision") for text in said]


def no_margin_sentence(*, drawn: bool) -> str:
    """What a figure without its interval is, and how a chart shows it."""
    return f"« {NO_MARGIN} »{', un losange vide sur le graphique,' if drawn else ''} veut dire {NO_MARGIN_MEANS}."


def place_and_period(view: ParcoursView, unit: str) -> str:
    """Subtitle of a chart: territory, cohort and unit."""
    return ", ".join(filter(None, [view.territory.name, f"personnes entrées en {view.question.periode}", unit]))


def key_of_lines(own: str, other: str, marks: tuple[str, str]) -> html.P:
    """What draws each of the two territories, in words: shapes and not colours tell them apart."""
    named = (("marque-soi", marks[0], own), ("marque-autre", marks[1], other))
    return html.P(
        [
            html.Span([html.Span(mark, className=f"marque {name}", **{"aria-hidden": "true"}), f" {text}"])
            for name, mark, text in named
        ],
        className="repere-traits",
    )


def chart(title: str, subtitle: str, figure: dict, height_px: int, words: str, *more, name: str = "") -> html.Figure:
    """A drawing with its caption; `words` tell it to who cannot see it; `more` comes under it."""
    graph = dcc.Graph(figure=figure, style={"height": f"{height_px}px"}, config=GRAPH_CONFIG)
    return html.Figure(
        [
            html.Figcaption([html.Span(title, className="titre"), html.Span(subtitle, className="sous-titre")]),
            html.Div(graph, role="img", **{"aria-label": words}),
            *more,
        ],
        className=f"figure-parcours {name}".strip(),
    )


def twin(summary: str, caption: str, headings: Sequence[str], rows: Sequence[Sequence]) -> html.Details:
    """A table, closed, of a chart or of more than the screen says. Rows: as in `table`."""
    return html.Details([html.Summary(summary), table(caption, headings, rows)], className="jumeau")


def table(caption, headings: Sequence, rows: Sequence[Sequence]) -> html.Div:
    """A plain table that scrolls on its own when the screen is narrow. caption: a text, or a Span out of sight.

    The first cell of a row is its heading; alone, it is that of the rows that follow.
    """
    body = [
        html.Tr([html.Th(first, scope="row"), *(html.Td(other) for other in rest)])
        if rest
        else html.Tr(html.Th(first, scope="colgroup", colSpan=len(headings)))
        for first, *rest in rows
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(heading, scope="col") for heading in headings])),
                html.Tbody(body),
            ],
            className="tableau",
        ),
        className="tableau-cadre",
        role="region",
        tabIndex=0,
        **{"aria-label": caption if isinstance(caption, str) else caption.children},
    )


def section(view: ParcoursView, key: str, *content) -> html.Section:
    """A question and its answer, then its source and its files."""
    title = QUESTIONS[key]
    return html.Section(
        [html.H2(title, id=key), *content, _foot(view, key, title)], className="bloc", **{"aria-labelledby": key}
    )


def _foot(view: ParcoursView, key: str, title: str) -> html.P:
    links = []
    for extension, name in FILE_NAMES.items():
        label = html.Span(f"{formats.THIN}: {title}", className="hors-ecran")
        links += [" · ", html.A([name, label], href=file_address(view, extension, key))]
    button = add_button(f"{view.question.address}#{key}", title)
    exports = html.Span(["Exporter", formats.THIN, ": ", *links[1:]])
    return html.P([view.source, " ", html.Span([exports, button], className="exports")], className="source")


def file_address(view: ParcoursView, extension: str, block: str = "") -> str:
    bloc = f"&bloc={block}" if block else ""
    return f"/fichiers/parcours.{extension}?{view.question.query}{bloc}"


def from_request(view: ParcoursView) -> list:
    """That a block always counts from the request, where another start is chosen."""
    return [] if view.question.origine == FIRST_ORIGIN else [paragraph(FROM_REQUEST, "note")]


def paragraph(text: str, name: str = "") -> html.P:
    return html.P(french(text), className=name or None)
