"""What every Plotly chart shares: fonts, colours, margins, French separators. Charts are plain dictionaries.

Plain dictionaries are three times faster to send than figure objects, and carry no template.
"""

from __future__ import annotations

from observatoire.catalogue import Indicator
from observatoire.figures.palette import ACCENT, BORDER, CIRCLE_CLASS, CLASSES, INK, PALETTES, PAPER, SOFT_INK
from observatoire.typography import THIN

FONT = {"family": "'Source Sans 3', Arial, sans-serif", "size": 14, "color": INK}
#: Told apart from the hatches (secret) and the dots (missing) of the maps.
ESTIMATED_PATTERN = "|"
GRID = "#dfe3e8"


def layout(height_px: int, **more) -> dict:
    """Layout of a chart that fills its column; nothing to drag or zoom, so that a finger scrolls the page."""
    return {
        "height": height_px,
        "autosize": True,
        "font": FONT,
        "separators": f",{THIN}",
        "showlegend": False,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "dragmode": False,
        "hovermode": "closest",
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": INK, "font": FONT},
    } | more


def value_axis(indicator: Indicator, **more) -> dict:
    """Axis of the values of an indicator: unit on its ticks when it is a symbol, in its title when it is a word."""
    axis = {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": GRID,
        "zeroline": True,
        "zerolinecolor": INK,
        "zerolinewidth": 1.5,
        "nticks": 4,
        "tickangle": 0,
        "tickcolor": BORDER,
    }
    if indicator.unit in ("%", "€"):
        axis["ticksuffix"] = THIN + indicator.unit
    elif indicator.unit:
        axis["title"] = {"text": indicator.unit, "font": FONT | {"color": SOFT_INK}, "standoff": 6}
    return axis | more


def vertical_benchmark(value: float, label: str, *, at_left: bool) -> tuple[list[dict], dict]:
    """(shapes, annotation) of a labelled vertical line; `at_left`: the words start at the line, else they end there.

    Dashes on a white line, so that they are seen on the darkest bars.
    """
    place = {"type": "line", "xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": 0, "y1": 1}
    lines = [
        place | {"line": {"color": PAPER, "width": 3}},
        place | {"line": {"color": ACCENT, "width": 2, "dash": "dash"}},
    ]
    words = {
        "xref": "x",
        "yref": "paper",
        "x": value,
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "text": label,
        "xanchor": "left" if at_left else "right",
        "font": FONT | {"color": ACCENT},
    }
    return lines, words


def colour_of(key: str, palette: str, *, is_count: bool) -> str:
    """Colour of a territory: that of its class on the map, or the one colour of the circles."""
    return PALETTES[palette][CIRCLE_CLASS if is_count else CLASSES.index(key)]
