"""Top of the parcours screen: what is asked, the table of contents, the key figures."""

from __future__ import annotations

from dash import Input, dcc, html

from observatoire import breakdowns, formats
from observatoire.typography import french
from observatoire.view.parcours import QUESTIONS, KeyFigures, ParcoursView
from observatoire.view.parcours_attente import Limit
from observatoire.view.parcours_figures import Fact, base, margin_words
from observatoire.view.parcours_question import ORIGINS
from observatoire.words import BETWEEN
from pages import _words
from pages._champs import field, options, territory_options
from pages._parcours_pieces import file_address, paragraph

#: Who may sign a contract with the département.
SIGNING = "parmi les orientés hors France Travail"
#: Inputs of the screen, under the names of the URL.
INPUTS = {
    "territoire": Input("parcours-territoire", "value"),
    "periode": Input("parcours-periode", "value"),
    "origine": Input("parcours-origine", "value"),
    "comparer": Input("parcours-comparer", "value"),
    "decoupage": Input("parcours-decoupage", "value"),
}


def heading(view: ParcoursView) -> html.Div:
    label = [" ", html.Span("découpage illustratif", className="etiquette fictif")] if view.territory.fictif else []
    return html.Div(
        [html.H1(["Du RSA à l’emploi\u202f: où attend-on\u202f?", *label]), html.P(view.subtitle, className="chapeau")],
        className="titre-portrait",
    )


def controls(view: ParcoursView) -> html.Div:
    question, choices = view.question, view.choices
    places, years = territory_options(choices.territories.items()), [(period, period) for period in choices.periods]
    origins = [(key, _origin(key)) for key in ORIGINS]
    return html.Div(
        [
            field("Territoire", "parcours-territoire", places, f"{question.niveau}:{question.territoire}"),
            field("Comparer à", "parcours-comparer", options(choices.compared), question.comparer),
            field("Année de la demande", "parcours-periode", options(years), question.periode),
            field("Délai compté depuis", "parcours-origine", options(origins), question.origine),
            dcc.Location(id="parcours-navigation", refresh="callback-nav"),
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


def address_of(asked: dict[str, str], *, moved: bool) -> str:
    """The address of the screen for what the controls say; the list of territories gives their level too.

    moved: another territory was chosen; it is compared as it would be by default.
    """
    level, _, code = asked["territoire"].partition(":")
    kept = {key: asked[key] for key in ("periode", "origine", "decoupage")}
    return _words.address(
        "/parcours", niveau=level, territoire=code, comparer="" if moved else asked["comparer"], **kept
    )


def contents() -> html.Nav:
    links = [html.Li(html.A(title, href=f"#{key}")) for key, title in QUESTIONS.items()]
    return html.Nav(html.Ul(links), className="themes", **{"aria-label": "Questions de la page"})


def key_figures(view: ParcoursView) -> html.Section:
    key = view.blocks.key
    return html.Section(
        [
            html.H2("Chiffres clés", className="hors-ecran"),
            html.Div(
                [
                    _median(view),
                    _in_time(key.limit, view),
                    _waiting(view),
                    _rate(key.contracts, f"au 31 décembre {view.question.periode}, {SIGNING}", view),
                    _rate(key.presence, f"rendez-vous de {view.question.periode}", view),
                ],
                className="chiffres-cles",
            ),
            paragraph(BETWEEN, "precision"),
        ]
    )


def _median(view: ParcoursView) -> html.Div:
    """The median, and beside it, smaller, the mean of the survey with whom it leaves out."""
    key = view.blocks.key
    called = "Moyenne depuis la demande, pour les orientés (définition de la Drees)"
    mean = f"{called} : {key.mean.text}. {_whom_it_leaves_out(key)}"
    return _key_figure(
        key.median,
        "Délai médian d’orientation",
        f"depuis {_origin(view.question.origine)}, année {view.question.periode}",
        view,
        html.Span(french(mean.strip()), className="detail drees"),
    )


def _whom_it_leaves_out(key: KeyFigures) -> str:
    """The mean flatters only where it is shorter than the median: long waits that are over may well lengthen it."""
    if key.mean.own is None or key.mean.own.value is None:
        return ""
    called = "Elle flatte : elle" if key.mean_flatters else "Elle"
    if key.left_out is None:
        return f"{called} ne compte pas celles qui attendent encore."
    inside, everybody = (formats.decimal(many) for many in key.left_out)
    return f"{called} ne compte que {inside} des {everybody} personnes, celles orientées dans l’année."


def _in_time(limit: Limit | None, view: ParcoursView) -> html.Div:
    if limit is None:
        words = f"Aucun délai du registre ne jugeait l’orientation en {view.question.periode}."
        return html.Div(
            [
                html.Span("sans seuil", className="valeur en-mots"),
                html.Span("Orientés dans le délai fixé", className="intitule"),
                html.Span(words, className="detail"),
            ],
            className="chiffre-cle",
        )
    days = formats.count(limit.threshold.days, "jour")
    when = french(f"{limit.start} ; {limit.nature} {limit.in_force}")
    return _key_figure(limit.fact, f"Orientés dans le délai fixé\u202f: {days}", when, view)


def _waiting(view: ParcoursView) -> html.Div:
    stock = view.blocks.stock
    latest = stock.latest
    value = "non disponible"
    if latest is not None:
        value = formats.figure(latest, stock.indicator) if latest.is_bounded else formats.decimal(latest.value)
    when = f"fin {formats.period(latest.period)}, arrondi à 5 près" if latest is not None else ""
    return html.Div(
        [
            html.Span(value, className="valeur" if latest is not None else "valeur en-mots"),
            html.Span("Personnes en attente d’orientation", className="intitule"),
            *(html.Span(text, className="detail") for text in (when, stock.change) if text),
        ],
        className="chiffre-cle",
    )


def _rate(fact: Fact, when: str, view: ParcoursView) -> html.Div:
    return _key_figure(fact, fact.indicator.short_title, when, view)


def _key_figure(fact: Fact, label: str, when: str, view: ParcoursView, *more) -> html.Div:
    known = fact.own is not None and fact.own.value is not None
    details = (when, margin_words(fact.own, fact.indicator), base(fact.own), fact.reason, _compared(fact, view))
    return html.Div(
        [
            html.Span(fact.text, className="valeur" if known else "valeur en-mots"),
            dcc.Link(label, href=f"/indicateur/{fact.indicator.id}", className="intitule"),
            *(html.Span(text, className="detail") for text in details if text),
            *more,
        ],
        className="chiffre-cle",
    )


def _compared(fact: Fact, view: ParcoursView) -> str:
    """ "Pyrénées-Atlantiques : 79 jours, plus court"."""
    if view.other is None:
        return ""
    words = f", {fact.words}" if fact.words else ""
    return french(f"{view.other.name} : {fact.other_text}{words}")


def _origin(key: str) -> str:
    """ "la réception de l’information par le département"."""
    return breakdowns.label(f"origine:{key}").removeprefix("Depuis ")
