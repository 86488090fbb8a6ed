"""Top of the employment screen: what is asked, the table of contents, the key figures."""

from __future__ import annotations

from dash import Input, dcc, html

from observatoire import formats
from observatoire.sentences.places import to_place
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS, EmploiView
from observatoire.view.emploi_question import DENSITY, LATEST
from observatoire.view.emploi_words import number_of, persons_of, text_of, why_of
from observatoire.view.parcours_figures import Fact
from observatoire.words import BETWEEN
from pages import _words
from pages._champs import field, options, territory_options
from pages._emploi_pieces import file_address
from pages._parcours_pieces import paragraph

#: Inputs of the screen, under the names of the URL; the last two stand beside the map.
INPUTS = {
    "territoire": Input("emploi-territoire", "value"),
    "periode": Input("emploi-periode", "value"),
    "decoupage": Input("emploi-decoupage", "value"),
    "indicateur": Input("emploi-indicateur", "value"),
}
#: No year in the URL; the list of years would show an empty value as nothing chosen.
NO_YEAR = "derniere"
SUBJECT = (
    "bénéficiaires du revenu de solidarité active (RSA), insertion par l’activité économique (IAE) et clauses sociales"
)


def heading(view: EmploiView) -> html.Div:
    label = [" ", html.Span("découpage illustratif", className="etiquette fictif")] if view.territory.fictif else []
    other = view.beside
    beside = f", comparé {to_place(other.level, other.code, other.name)}" if other is not None else ""
    return html.Div(
        [
            html.H1(["Du RSA à l’emploi\u202f: qui y arrive, avec quelle offre d’insertion\u202f?", *label]),
            html.P(french(f"{view.territory.name}{beside} : {SUBJECT}"), className="chapeau"),
        ],
        className="titre-portrait",
    )


def controls(view: EmploiView) -> html.Div:
    question, choices = view.question, view.choices
    places = territory_options(choices.territories)
    years = [(NO_YEAR, LATEST), *((year, year) for year in choices.periods)]
    return html.Div(
        [
            field("Territoire", "emploi-territoire", places, f"{question.niveau}:{question.territoire}"),
            field("Année", "emploi-periode", options(years), question.periode or NO_YEAR),
            dcc.Location(id="emploi-navigation", refresh="callback-nav"),
            html.Details(
                [
                    html.Summary("Exporter"),
                    html.Ul(
                        [
                            html.Li(html.A("Tableau pour Excel (XLSX)", href=file_address(view, "xlsx"))),
                            html.Li(html.A("Tableau pour tout logiciel (CSV)", href=file_address(view, "csv"))),
                        ]
                    ),
                ],
                className="menu-exporter fin",
            ),
        ],
        className="barre",
    )


def address_of(asked: dict[str, str]) -> str:
    """The address of the screen for what the controls say; the list of territories gives their level too."""
    level, _, code = asked["territoire"].partition(":")
    year = asked["periode"] if asked["periode"] != NO_YEAR else ""
    kept = {key: asked[key] for key in ("decoupage", "indicateur")}
    return _words.address("/emploi", niveau=level, territoire=code, periode=year, **kept)


def contents() -> html.Nav:
    links = [html.Li(html.A(title, href=f"#{key}")) for key, title in QUESTIONS.items()]
    return html.Nav(html.Ul(links), className="themes", **{"aria-label": "Questions de la page"})


def key_figures(view: EmploiView) -> html.Section:
    return html.Section(
        [
            html.H2("Chiffres clés", className="hors-ecran"),
            html.Div([_key_figure(fact, view) for fact in view.keys], className="chiffres-cles"),
            paragraph(BETWEEN, "precision"),
        ]
    )


def _key_figure(fact: Fact, view: EmploiView) -> html.Div:
    """The value alone in large, a unit in words under it."""
    known = fact.own is not None and fact.own.value is not None
    is_density = fact.indicator.id == DENSITY
    value, title = (
        (number_of(fact), fact.indicator.title) if is_density else (text_of(fact), fact.indicator.short_title)
    )
    when = f"année {formats.period(fact.period)}" if fact.period else ""
    details = (when, "" if is_density else fact.interval, persons_of(fact), why_of(fact), _compared(fact, view))
    return html.Div(
        [
            html.Span(value, className="valeur" if known else "valeur en-mots"),
            dcc.Link(title, href=f"/indicateur/{fact.indicator.id}", className="intitule"),
            *(html.Span(text, className="detail") for text in details if text),
        ],
        className="chiffre-cle",
    )


def _compared(fact: Fact, view: EmploiView) -> str:
    """ "Pyrénées-Atlantiques : 17,3 %, écart non établi"."""
    if view.beside is None:
        return ""
    words = f", {fact.words}" if fact.words else ""
    known = fact.other is not None and fact.other.value is not None
    value = formats.number(fact.other.value, fact.indicator) if known and fact.indicator.id == DENSITY else ""
    return french(f"{view.beside.name} : {value or fact.other_text}{words}")
