"""The charts beside and instead of the map, each with its caption and its words."""

from __future__ import annotations

from dash import dcc, html

from observatoire.figures.bars import bars, unit_above
from observatoire.figures.histogram import HEIGHT_PX, histogram, histogram_words
from observatoire.territories import level_name
from observatoire.view.carte import MapView
from pages._carte_payload import highlighted_row
from pages._carte_words import method_words
from pages._shell import GRAPH_CONFIG

#: Up to this many territories with a value, a bar each says more than a histogram.
FEW = 12
ABSENT = {"chart": None, "title": "", "description": "", "hidden": True}


def beside(view: MapView) -> dict:
    """The small chart beside the map: bars of a few territories or of the largest counts, else the histogram."""
    if view.question.vue != "carte" or not view.values:
        return ABSENT
    if view.is_count or len(view.values) <= FEW:
        chart = bars(view, FEW, _highlighted(view))
        title = f"Les {FEW} chiffres les plus élevés" if len(view.values) > FEW else "Du plus élevé au moins élevé"
        title = ", ".join(filter(None, (title, unit_above(view.indicator))))
        return _shown("carte-a-cote", chart.figure, chart.height_px, title, chart.description)
    title = f"Nombre de {level_name(view.question.niveau, 2)} par valeur. {method_words(view)}."
    return _shown("carte-a-cote", histogram(view), HEIGHT_PX, title, histogram_words(view))


def instead(view: MapView) -> dict:
    """The bars of the « Barres » view, with the sentences on those who have none."""
    if view.question.vue != "barres":
        return ABSENT | {"left_out": []}
    chart = bars(view, highlighted=_highlighted(view))
    return _shown("carte-barres", chart.figure, chart.height_px, view.subtitle, chart.description) | {
        "left_out": [html.P(sentence) for sentence in chart.left_out]
    }


def _highlighted(view: MapView) -> str:
    row = highlighted_row(view)
    return row.territory.code if row else ""


def room(props: dict) -> dict:
    """The place of a chart that is not drawn yet, of the same height: nothing jumps when it comes."""
    if props["chart"] is None:
        return props
    return props | {"chart": html.Div(style=props["chart"].style, className="squelette")}


def _shown(name: str, figure: dict, height_px: int, title: str, description: str) -> dict:
    style = {"height": f"{height_px}px"}
    return {
        "chart": dcc.Graph(id=name, figure=figure, style=style, config=GRAPH_CONFIG, clear_on_unhover=True),
        "title": title,
        "description": description,
        "hidden": False,
    }
