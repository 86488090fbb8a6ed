"""Top of the comparing screen: what is compared, against what, in which order; the list of its questions."""

from __future__ import annotations

from dash import Input, State, dcc, html

from observatoire.territories import level_name
from observatoire.view.comparer import QUESTIONS, CompareView, theme_name
from observatoire.view.comparer_question import SORTS
from pages import _words
from pages._champs import field, options

#: Inputs of the screen, under the names of the URL; the last ones stand beside their question.
INPUTS = {
    "niveau": Input("comparer-niveau", "value"),
    "repere": Input("comparer-repere", "value"),
    "theme": Input("comparer-theme", "value"),
    "tri": Input("comparer-tri", "value"),
    "indicateur": Input("comparer-indicateur", "value"),
    "territoire": Input("comparer-territoire", "value"),
    "sans": State("comparer-sans", "data"),
}
#: What a choice leaves behind: another level has other themes, indicators and territories.
FORGOTTEN = {"comparer-niveau": ("repere", "theme", "indicateur", "territoire"), "comparer-territoire": ("sans",)}


def heading(view: CompareView) -> html.Div:
    label = [" ", html.Span("découpage illustratif", className="etiquette fictif")] if view.fictitious else []
    return html.Div(
        [
            html.H1(["Comment se situent les territoires les uns par rapport aux autres\u202f?", *label]),
            html.P(view.subtitle, className="chapeau"),
        ],
        className="titre-portrait",
    )


def controls(view: CompareView) -> html.Div:
    question, choices = view.question, view.choices
    levels = options((level, level_name(level, 2)) for level in choices.levels)
    themes = options((key, theme_name(key)) for key in choices.themes)
    return html.Div(
        [
            field("Comparer les", "comparer-niveau", levels, question.niveau),
            field("Repère", "comparer-repere", options(choices.benchmarks), question.repere),
            field("Thème", "comparer-theme", themes, question.theme),
            field("Ordre des territoires", "comparer-tri", options(SORTS.items()), question.tri),
            dcc.Location(id="comparer-navigation", refresh="callback-nav"),
            dcc.Store(id="comparer-sans", data=question.sans),
        ],
        className="barre",
    )


def contents() -> html.Nav:
    links = [html.Li(html.A(title, href=f"#{key}")) for key, title in QUESTIONS.items()]
    return html.Nav(html.Ul(links), className="themes", **{"aria-label": "Questions de la page"})


def address_of(asked: dict[str, str], moved: str | None) -> str:
    """The address of the screen for what the controls say. moved: the control that has changed."""
    left = FORGOTTEN.get(moved or "", ())
    return _words.address("/comparer", **{key: value for key, value in asked.items() if key not in left})
