"""Every indicator by theme: its question, its latest period, the levels where it has figures."""

from __future__ import annotations

import dash
from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import THEMES, Indicator, load_catalogue
from observatoire.territories import LEVELS, level_name
from observatoire.view.question import available
from pages import _shell, _words
from pages._warehouse import current

dash.register_page(__name__, path="/indicateurs", title=_shell.title("Indicateurs"))


def layout(**_query: str) -> html.Div:
    """The catalogue by theme, beside what the published version holds of it."""
    catalogue, published = load_catalogue(), available(current())
    by_theme = {theme: [item for item in catalogue.indicators.values() if item.theme == theme] for theme in THEMES}
    shown = {theme: indicators for theme, indicators in by_theme.items() if indicators}
    return html.Div(
        [
            html.Div(
                [
                    html.H1("Que mesure l’observatoire\u202f?"),
                    html.P(
                        f"{formats.count(len(catalogue.indicators), 'indicateur')}, chacun avec sa définition, "
                        "ses sources et ses limites.",
                        className="chapeau",
                    ),
                ]
            ),
            html.Nav(
                html.Ul([html.Li(html.A(THEMES[theme], href=f"#{theme}")) for theme in shown]),
                className="themes",
                **{"aria-label": "Thèmes"},
            ),
            *(
                html.Section(
                    [html.H2(THEMES[theme], id=theme), _table(theme, indicators, published)],
                    **{"aria-labelledby": theme},
                )
                for theme, indicators in shown.items()
            ),
        ],
        className="ecran",
    )


def _table(theme: str, indicators: list[Indicator], published: dict) -> html.Table:
    caption = html.Span(
        f"{THEMES[theme]}{formats.THIN}: indicateurs, dernière période et niveaux publiés", className="hors-ecran"
    )
    return _words.stacked_table(
        caption,
        ["Indicateur", "Dernière période", "Niveaux"],
        [_row(indicator, published.get(indicator.id, {})) for indicator in indicators],
        "liste",
    )


def _row(indicator: Indicator, periods: dict[str, tuple[str, ...]]) -> list:
    name = [
        dcc.Link(indicator.title, href=f"/indicateur/{indicator.id}", className="nom-indicateur"),
        html.Span(indicator.question, className="precision"),
    ]
    if not periods:
        return [name, html.Span("aucun chiffre reçu", className="statut statut-missing"), ""]
    latest = max((found[0] for found in periods.values()), key=formats.period_as_year)
    levels = ", ".join(level_name(level) for level in LEVELS if level in periods)
    return [name, formats.period(latest), levels]
