"""One indicator: what it measures, where it comes from, what it does not say."""

from __future__ import annotations

from collections.abc import Sequence

import dash
from dash import dcc, html

from observatoire import breakdowns, formats
from observatoire.catalogue import THEMES, Catalogue, Indicator, Source, load_catalogue
from observatoire.documents.common import STATUS_MEANINGS
from observatoire.territories import LEVELS, MAPPED_LEVELS, level_name
from observatoire.typography import french
from observatoire.view.question import available
from pages import _shell, _words
from pages._warehouse import current


def _tab_title(identifiant: str | None = None) -> str:
    indicator = load_catalogue().indicators.get(identifiant or "")
    return _shell.title(indicator.title if indicator is not None else "Indicateur")


dash.register_page(__name__, path_template="/indicateur/<identifiant>", title=_tab_title)


def layout(identifiant: str = "", **_query: str) -> html.Div:
    """The method page of an indicator, from the catalogue; its periods, from the published version."""
    catalogue = load_catalogue()
    indicator = catalogue.indicators.get(identifiant)
    if indicator is None:
        return _unknown()
    periods = available(current()).get(indicator.id, {})
    return html.Div(
        [
            html.Div(
                [
                    html.P(
                        [dcc.Link("Indicateurs", href="/indicateurs"), f" › {THEMES[indicator.theme]}"], className="fil"
                    ),
                    html.H1(indicator.title),
                    html.P(indicator.question, className="chapeau"),
                ]
            ),
            *_ways_on(indicator, periods),
            html.Div(
                [
                    html.Div(
                        [_definition(indicator), _limits(indicator), _legal(indicator), _breaks(indicator, catalogue)],
                        className="col-8",
                    ),
                    html.Div(
                        [
                            _periods(indicator, periods),
                            _cuts(indicator),
                            _sources(indicator, catalogue),
                            _update(indicator),
                        ],
                        className="col-4",
                    ),
                ],
                className="grille",
            ),
            _statuses(),
        ],
        className="ecran indicateur",
    )


def _unknown() -> html.Div:
    return html.Div(
        [
            html.H1("Cet indicateur n’existe pas"),
            html.P(
                [
                    "L’adresse est peut-être incomplète. ",
                    dcc.Link("Voir tous les indicateurs", href="/indicateurs"),
                    ".",
                ]
            ),
        ],
        className="ecran vide",
    )


def _ways_on(indicator: Indicator, periods: dict) -> list:
    if not any(level in MAPPED_LEVELS for level in periods):
        return []
    return [
        html.P(dcc.Link("Voir sur la carte", href=f"/carte?indicateur={indicator.id}", className="btn btn-principal"))
    ]


def _facts(facts: Sequence[tuple[str, str]]) -> html.Dl:
    return html.Dl([html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts], className="faits")


def _definition(indicator: Indicator) -> html.Section:
    facts = [
        ("Calcul", indicator.formula),
        ("Numérateur", indicator.numerator),
        ("Dénominateur", indicator.denominator),
        ("Champ", indicator.population_covered),
        ("Unité", indicator.unit or "sans unité (rapport)"),
        ("Niveaux", ", ".join(level_name(level) for level in indicator.levels)),
    ]
    if indicator.floor is not None:
        floor = formats.value(indicator.floor, indicator, "commune")
        facts.append(
            ("Valeur minimale publiée", french(f"{floor} : en dessous, le producteur écrit « {floor} ou moins »"))
        )
    return html.Section([html.H2("Définition"), html.P(indicator.definition), _facts(facts)])


def _limits(indicator: Indicator) -> html.Section:
    caveats = [html.H3("À savoir"), html.Ul([html.Li(text) for text in indicator.caveats])] if indicator.caveats else []
    warning = (
        [
            html.Div(
                [html.H3("À ne pas conclure"), html.Ul([html.Li(text) for text in indicator.not_to_conclude])],
                className="a-ne-pas-conclure",
            )
        ]
        if indicator.not_to_conclude
        else []
    )
    return html.Section([html.H2("Limites"), *warning, *caveats])


def _legal(indicator: Indicator) -> html.Section | None:
    if indicator.legal_basis is None:
        return None
    return html.Section([html.H2("Textes"), html.P(indicator.legal_basis)])


def _breaks(indicator: Indicator, catalogue: Catalogue) -> html.Section | None:
    found = [item for item in catalogue.breaks if item.indicator == indicator.id]
    if not found:
        return None
    return html.Section(
        [
            html.H2("Ruptures de série"),
            html.P(
                "Les chiffres d’avant et d’après ne se comparent pas\u202f: "
                "aucune évolution n’est calculée à travers une rupture."
            ),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Strong(f"{formats.period(item.period)} ({', '.join(map(level_name, item.levels))})"),
                            f"{formats.THIN}: {item.reason}",
                            html.Span(f"Source{formats.THIN}: {item.source}", className="precision"),
                        ]
                    )
                    for item in found
                ]
            ),
        ]
    )


def _periods(indicator: Indicator, periods: dict[str, tuple[str, ...]]) -> html.Section:
    """Periods with at least one figure, level by level."""
    levels = [level for level in LEVELS if level in periods]
    if not levels:
        content = html.P("Aucune source reçue ne donne de chiffre pour cet indicateur.", className="note")
    else:
        content = _facts(
            [
                (
                    level_name(level, 2).capitalize()
                    if level not in ("epci", "sdsei") and "France" not in level_name(level)
                    else level_name(level),
                    _words.period_words(periods[level]),
                )
                for level in levels
            ]
        )
    return html.Section([html.H2("Périodes disponibles"), content])


def _cuts(indicator: Indicator) -> html.Section | None:
    """What the figures of the whole département are broken down by too."""
    found = current().dimensions_of(indicator.id)
    if not found:
        return None
    names = [breakdowns.dimension_label(one) for one in breakdowns.DIMENSIONS if one in found]
    said = ", ".join(name[0].lower() + name[1:] for name in names)
    return html.Section([html.H2("Ventilations"), html.P(french(f"Pour le département, aussi selon : {said}."))])


def _sources(indicator: Indicator, catalogue: Catalogue) -> html.Section:
    return html.Section(
        [
            html.H2("Sources"),
            html.Ul(
                [html.Li(_source(catalogue.sources[source])) for source in indicator.sources], className="liste-sources"
            ),
        ]
    )


def _source(source: Source) -> list:
    return [
        html.A(source.title, href=source.landing_page, rel="noopener noreferrer external"),
        html.Span(f"{source.producer}. {source.licence}.", className="precision"),
    ]


def _update(indicator: Indicator) -> html.Section:
    return html.Section([html.H2("Prochaine mise à jour"), html.P(indicator.next_update)])


def _statuses() -> html.Section:
    """What each word shown instead of, or beside, a figure means."""
    rows = [
        html.Div(
            [
                html.Dt(html.Span(formats.STATUS_WORDS[status], className=f"statut statut-{status}")),
                html.Dd(french(meaning)),
            ]
        )
        for status, meaning in STATUS_MEANINGS.items()
    ]
    return html.Section([html.H2("Comment lire les statuts"), html.Dl(rows, className="faits")])
