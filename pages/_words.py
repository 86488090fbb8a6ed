"""Small pieces of HTML that several screens share: a figure, a comparison, a sparkline, a table for narrow screens."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.common import PRECISION_WORDS
from observatoire.figures.sparkline import HEIGHT, WIDTH, sparkline_uri, sparkline_words
from observatoire.territories import MAPPED_LEVELS
from observatoire.typography import french
from observatoire.view.figures_of import NOT_ESTABLISHED, Judgement
from observatoire.view.portrait import PortraitRow
from observatoire.view.question import available
from observatoire.warehouse import Observation, Snapshot

#: The benchmark in a sentence: after "que" (plus élevé que …) and after "écart non établi".
BENCHMARK_WORDS = {
    "departement": ("le département", "avec le département"),
    "region": ("la région", "avec la région"),
    "france_metro": ("la France métropolitaine", "avec la France métropolitaine"),
    "france": ("la France", "avec la France"),
}
FAVOURABLE_WORDS = {True: " (mieux)", False: " (moins bien)", None: ""}


def badge(observation: Observation | None, text: str, absent: str = "missing") -> html.Span:
    """A figure, or the word of its status behind its pattern. absent: the status of a figure that is not there."""
    if observation is None:
        return html.Span(text, className=f"statut statut-{absent}")
    if observation.qualifier == "floor":
        return html.Span(text, className="statut statut-floor")
    if observation.status == "published":
        return html.Span(text, className="nombre")
    return html.Span(text, className=f"statut statut-{observation.status}")


def amount_and_unit(row: PortraitRow) -> tuple[str, str]:
    """("21,1", "foyers pour 1 000 habitants"): a unit in words is read beside the number; "12,6 %" stays whole."""
    observation = row.observation
    if observation is None or observation.value is None or observation.is_bounded:
        return row.text, ""
    number = formats.number(observation.value, row.indicator, observation.level)
    unit = row.text.removeprefix(number)
    return (number, unit.strip(formats.NO_BREAK)) if unit.startswith(formats.NO_BREAK) else (row.text, "")


def precision(observation: Observation | None) -> str:
    """What qualifies a figure and how it was computed ("provisoire", "calculé par l’observatoire : somme de…")."""
    if observation is None or observation.value is None or observation.is_bounded:
        return ""
    words = [PRECISION_WORDS.get(observation.qualifier, ""), observation.method]
    return french(" : ".join(word for word in words if word))


def comparison(judgement: Judgement, benchmark: str, elsewhere: bool = False) -> str:
    """As "moins élevé que le département (mieux)"; a territory elsewhere is not in the same one."""
    after, near = BENCHMARK_WORDS[benchmark]
    if elsewhere and benchmark in ("departement", "region"):
        after, near = "le repère", "avec le repère"
    if judgement.side == "close":
        return f"{NOT_ESTABLISHED} {near}"
    return f"{judgement.words} {after}{FAVOURABLE_WORDS[judgement.favourable]}"


def gap(judgement: Judgement) -> html.Span:
    """As "▼ −3,8 points": the shape is for the eye, the words beside it say the same."""
    return html.Span([html.Span(judgement.mark, **{"aria-hidden": "true"}), " ", judgement.text], className="ecart")


def sparkline(row: PortraitRow, level: str) -> list:
    """The series of a row as a small drawing with its words; nothing when there is no series, or no figure now: the dot
    at its end would pass for the figure that is hidden or missing.
    """
    if row.observation is None or row.observation.value is None:
        return []
    address = sparkline_uri(row.trend, 4 * row.indicator.close_within)
    if not address:
        return []
    words = sparkline_words(row.trend, row.indicator, level)
    return [html.Img(src=address, alt=words, title=words, width=WIDTH, height=HEIGHT, className="serie-reduite")]


def address(path: str, **query: str) -> str:
    """A path and its query string, empty parameters left out."""
    asked = urlencode({key: value for key, value in query.items() if value})
    return f"{path}?{asked}" if asked else path


def map_address(indicator: Indicator, level: str, code: str, benchmark: str, snapshot: Snapshot) -> str:
    """Where the map shows an indicator; on the territory itself when its level is mapped and has figures."""
    here = level in MAPPED_LEVELS and level in available(snapshot).get(indicator.id, {})
    return address(
        "/carte",
        indicateur=indicator.id,
        niveau=level if here else "",
        territoire=code if here else "",
        repere=benchmark if benchmark != level else "",
    )


def choices(label: str, options: Sequence[tuple[str, str]], chosen: str, path: str) -> html.Nav:
    """The benchmark as plain links: the address is the only memory, a copied one shows the same page."""
    return html.Nav(
        [
            html.Span(label, className="intitule", id="choix-repere"),
            html.Ul(
                [
                    html.Li(
                        html.Span(name, **{"aria-current": "true"})
                        if key == chosen
                        else dcc.Link(name, href=address(path, repere=key))
                    )
                    for key, name in options
                ]
            ),
        ],
        className="choix",
        **{"aria-labelledby": "choix-repere"},
    )


def stacked_table(
    caption, headings: Sequence, rows: Sequence[Sequence], name: str = "", drawers: Sequence = ()
) -> html.Table:
    """A table whose rows become cards on a narrow screen. The first cell of a row is its heading.

    headings: texts, or components with the short text of the cards in `title`. drawers: for each row, what opens under
    it over the whole width, or None. Roles are written out because a browser forgets them once the style is no longer
    that of a table.
    """
    short = [heading if isinstance(heading, str) else heading.title for heading in headings]
    body = []
    for row, drawer in zip(rows, drawers or [None] * len(rows), strict=True):
        body.append(
            html.Tr(
                [
                    html.Th(row[0], scope="row", role="rowheader"),
                    *(
                        html.Td(cell, role="cell", **{"data-intitule": title})
                        for cell, title in zip(row[1:], short[1:], strict=True)
                    ),
                ],
                role="row",
                className="suivie" if drawer is not None else None,
            )
        )
        if drawer is not None:
            body.append(html.Tr(html.Td(drawer, colSpan=len(headings), role="cell"), role="row", className="suite"))
    head = html.Tr([html.Th(heading, scope="col", role="columnheader") for heading in headings], role="row")
    return html.Table(
        [html.Caption(caption), html.Thead(head, role="rowgroup"), html.Tbody(body, role="rowgroup")],
        className=f"tableau en-fiches {name}".strip(),
        role="table",
    )


def period_words(periods: Sequence[str], most: int = 6) -> str:
    """Periods, latest first, as words: all of them when they are few, else the first, the last and their number."""
    if len(periods) <= most:
        return ", ".join(formats.period(period) for period in reversed(periods))
    return f"de {formats.period(periods[-1])} à {formats.period(periods[0])} ({formats.count(len(periods), 'période')})"
