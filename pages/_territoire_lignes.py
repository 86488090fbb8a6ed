"""The rows of a portrait: one indicator each, its place among its peers drawn, secondary facts in small."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.figures.sparkline import FEWEST_POINTS
from observatoire.figures.spine_svg import ROW_HEIGHT, ROW_WIDTH, ends_share, spine_row_uri
from observatoire.typography import french
from observatoire.view.diagnostic import Diagnostic, DiagnosticRow
from observatoire.view.portrait import PortraitRow
from observatoire.view.spine import BETTER_END, HIGH_END, Spine
from observatoire.warehouse import Snapshot
from pages import _words
from pages._territoire_serie import opener

#: Fewer known values than this are all said by the sparkline and its words.
FEWEST_FOR_A_CHART = FEWEST_POINTS + 1


def rows_table(question: str, rows: Sequence[DiagnosticRow], found: Diagnostic, snapshot: Snapshot) -> html.Div:
    """Table of a question and its source lines; rows without a figure come last."""
    portrait = found.portrait
    benchmark = dict(portrait.benchmarks)[portrait.benchmark_key]
    headings = [
        "Indicateur",
        "Valeur",
        html.Span(["Repère", html.Span(benchmark, className="unite")], title=benchmark),
        "Comparaison",
        "Évolution",
    ]
    table = _words.stacked_table(
        html.Span(
            french(f"{question} {portrait.title}, comparé à : {benchmark}"),
            className="hors-ecran",
        ),
        headings,
        [_cells(row, found, snapshot) for row in rows],
        "lignes",
        [opener(row.row, portrait) if len(row.row.trend) >= FEWEST_FOR_A_CHART else None for row in rows],
    )
    sources = dict.fromkeys(row.row.source for row in rows if row.known)
    return html.Div([table, *(html.P(source, className="source") for source in sources)])


def _cells(row: DiagnosticRow, found: Diagnostic, snapshot: Snapshot) -> list:
    return [
        _heading(row.row, found, snapshot),
        _value(row.row),
        _benchmark(row.row),
        _comparison(row, found),
        _trend(row, found),
    ]


def _small(*texts: str) -> list:
    return [html.Span(text, className="precision") for text in texts if text]


def _heading(row: PortraitRow, found: Diagnostic, snapshot: Snapshot) -> list:
    territory, indicator = found.portrait.territory, row.indicator
    on_map = _words.map_address(indicator, territory.level, territory.code, found.portrait.benchmark_key, snapshot)
    taken = indicator.id in {chapter.id for chapter in found.chapters}  # then the heading of the chapter is the anchor
    anchor = {} if taken else {"id": indicator.id}
    return [
        dcc.Link(indicator.title, href=f"/indicateur/{indicator.id}", className="nom-indicateur", **anchor),
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
    number = formats.number(observation.value, row.indicator, observation.level)
    amount, unit = row.benchmark.text, ""
    if amount.startswith(number + formats.NO_BREAK):
        amount, unit = number, amount.removeprefix(number).strip(formats.NO_BREAK)
    return [_words.badge(observation, amount), *_small(unit)]


def _comparison(row: DiagnosticRow, found: Diagnostic) -> list:
    """Place among peers, gap and verdict, rank; a row without a figure has said it all by its status."""
    level = found.portrait.territory.level
    elsewhere = level == "departement" and found.portrait.territory.code != found.portrait.publication.departement
    shown = row.row
    if not row.known:
        return []
    drawn = _spine(row.spine, shown.indicator.polarity == "none") if row.spine is not None else []
    if shown.judgement is None:
        said = "effectifs\u202f: non comparés" if shown.indicator.kind == "count" else "non comparé"
        why = "" if shown.indicator.kind == "count" or row.spine is not None else row.no_spine
        return [*drawn, html.Span(said, className="absent"), *_small(shown.rank_text, why)]
    return [
        *drawn,
        _words.gap(shown.judgement),
        *_small(_words.comparison(shown.judgement, shown.benchmark.level, elsewhere), shown.rank_text),
    ]


def _spine(spine: Spine, neutral: bool) -> list:
    """The drawing and the values of its ends; the side of high values is written where neither side is better."""
    left, width = ends_share(spine)
    ends = html.Span(
        [html.Span(spine.left_text), html.Span(spine.right_text)],
        className="bouts",
        style={"marginLeft": f"{100 * left:.1f}%", "width": f"{100 * width:.1f}%"},
        **{"aria-hidden": "true"},
    )
    return [
        html.Span(
            [html.Img(src=spine_row_uri(spine), alt=spine.words, width=ROW_WIDTH, height=ROW_HEIGHT), ends],
            className="position",
        ),
        *([html.Span(f"à droite\u202f: {HIGH_END}", className="precision")] if neutral else []),
    ]


def legend(found: Diagnostic) -> html.P | None:
    """What the drawings of the rows mean; nothing when no row has one."""
    if not any(row.spine is not None for chapter in found.chapters for row in chapter.rows):
        return None
    return html.P(
        [
            "Lire une ligne\u202f: ",
            html.Span(className="cle-point"),
            " le territoire, ",
            html.Span(className="cle-trait"),
            " le repère, ",
            html.Span(className="cle-etendue"),
            " des plus basses aux plus hautes valeurs du même niveau, ",
            html.Span(className="cle-moitie"),
            f" la moitié d’entre elles. À droite\u202f: {BETTER_END}.",
        ],
        className="legende-position",
    )


def _trend(row: DiagnosticRow, found: Diagnostic) -> list:
    """Sparkline and change in words, or why there is none; then the trend, when one is tested."""
    shown = row.row
    change = [html.Span(shown.change, className="evolution")] if shown.change else _small(french(shown.no_change))
    level = shown.observation.level if shown.observation is not None else found.portrait.territory.level
    return [*_words.sparkline(shown, level), *change, *_small(row.trend_text)]
