"""The rows of a portrait: one indicator each, secondary facts in small under its figure."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import THEMES, load_catalogue
from observatoire.figures.sparkline import FEWEST_POINTS
from observatoire.typography import french
from observatoire.view.portrait import Portrait, PortraitRow
from observatoire.warehouse import Snapshot
from pages import _words
from pages._territoire_serie import opener

#: Fewer known values than this are all said by the sparkline and its words.
FEWEST_FOR_A_CHART = FEWEST_POINTS + 1


def theme_table(found: Portrait, theme: str, snapshot: Snapshot) -> html.Div:
    """Table of a theme and its source lines; rows without a figure come last."""
    rows = sorted(found.rows[theme], key=lambda row: row.observation is None or row.observation.value is None)
    benchmark = dict(found.benchmarks)[found.benchmark_key]
    headings = [
        "Indicateur",
        "Valeur",
        html.Span(["Repère", html.Span(benchmark, className="unite")], title=benchmark),
        "Comparaison",
        "Évolution",
    ]
    table = _words.stacked_table(
        html.Span(f"{THEMES[theme]}{formats.THIN}: {found.title}, comparé à {benchmark}", className="hors-ecran"),
        headings,
        [_cells(row, found, snapshot) for row in rows],
        "lignes",
        [opener(row, found) if len(row.trend) >= FEWEST_FOR_A_CHART else None for row in rows],
    )
    sources = dict.fromkeys(
        row.source for row in rows if row.observation is not None and row.observation.value is not None
    )
    return html.Div([table, *(html.P(source, className="source") for source in sources)])


def _cells(row: PortraitRow, found: Portrait, snapshot: Snapshot) -> list:
    return [_heading(row, found, snapshot), _value(row), _benchmark(row), _comparison(row, found), _trend(row, found)]


def _small(*texts: str) -> list:
    return [html.Span(text, className="precision") for text in texts if text]


def _heading(row: PortraitRow, found: Portrait, snapshot: Snapshot) -> list:
    territory, indicator = found.territory, row.indicator
    on_map = _words.map_address(indicator, territory.level, territory.code, found.benchmark_key, snapshot)
    return [
        dcc.Link(indicator.title, href=f"/indicateur/{indicator.id}", className="nom-indicateur"),
        html.Span(
            dcc.Link(
                ["Voir sur la carte", html.Span(f"{formats.THIN}: {indicator.title}", className="hors-ecran")],
                href=on_map,
            ),
            className="precision",
        ),
    ]


def _value(row: PortraitRow) -> list:
    """The figure, then its period and source, its interval, why it is absent, how it was computed."""
    observation = row.observation
    known = observation is not None and observation.value is not None
    source = load_catalogue().sources[observation.source].short_title if known and observation.source else ""
    amount, unit = _words.amount_and_unit(row)
    return [
        html.Strong(_words.badge(observation, amount), className="valeur"),
        *([html.Span(unit, className="unite-en-mots")] if unit else []),
        *_small(
            french(row.reason),
            f"{formats.period(row.period)}{', ' + source if source else ''}",
            row.interval,
            _words.precision(observation),
        ),
    ]


def _benchmark(row: PortraitRow) -> list:
    observation = row.benchmark.observation
    if observation is None or observation.value is None:
        return [html.Span(row.benchmark.text, className="absent"), *_small(formats.period(row.period))]
    return [_words.badge(observation, row.benchmark.text)]


def _comparison(row: PortraitRow, found: Portrait) -> list:
    level = found.territory.level
    elsewhere = level == "departement" and found.territory.code != found.publication.departement
    if row.observation is None or row.observation.value is None:
        return []  # the status has said it all
    if row.judgement is None:
        said = "effectifs\u202f: non comparés" if row.indicator.kind == "count" else "non comparé"
        return [html.Span(said, className="absent"), *_small(row.rank_text)]
    return [
        _words.gap(row.judgement),
        *_small(_words.comparison(row.judgement, row.benchmark.level, elsewhere), row.rank_text),
    ]


def _trend(row: PortraitRow, found: Portrait) -> list:
    """Sparkline and change in words, or why there is none."""
    change = [html.Span(row.change, className="evolution")] if row.change else _small(french(row.no_change))
    drawn = _words.sparkline(row, found.territory.level)
    return [*drawn, *change]
