"""Two rates of the same persons, by year of entry: lines with their intervals; a cohort too young is a dashed frame."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire import formats
from observatoire.figures.palette import ACCENT, BORDER, INK, PALETTES, PAPER
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.typography import french
from observatoire.view.emploi import Pair
from observatoire.view.parcours_figures import Fact

HEIGHT_PX = 340
#: The later rate, and the earlier one: told apart by lightness and by the shape of their dots.
COLOURS = (PALETTES["resource"][3], PALETTES["resource"][4])
SYMBOLS = ("square", "circle")
#: How far, in years, each line stands from its year, so that two whiskers never lie on one another: about 5 px.
SHIFTS = (-0.05, 0.05)
#: Room above the highest interval for its words, and half the width of the frame of a cohort.
HEADROOM, HALF_FRAME = 1.3, 0.42


def cohorts(pairs: Sequence[Pair], names: tuple[str, str]) -> dict:
    """Plotly figure of cohorts of which one rate at least is known. names: of the first rate and of the second one."""
    series = [
        [(int(pair.label), item) for pair in pairs if (item := (pair.first, pair.second)[rank])] for rank in (0, 1)
    ]
    top = HEADROOM * max(_end(item) for line in series for _, item in line)
    years = [int(pair.label) for pair in pairs]
    frames = [_frame(int(pair.label), pair, names, top) for pair in pairs]
    return {
        "data": [_trace(line, names[rank], rank) for rank, line in enumerate(series)],
        "layout": layout(
            HEIGHT_PX,
            margin={"l": 12, "r": 12, "t": 8, "b": 32},
            xaxis={
                "range": [min(years) - 0.5, max(years) + 0.5],
                "tickvals": years,
                "tickformat": "d",
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": BORDER,
                "fixedrange": True,
            },
            yaxis=value_axis(pairs[0].first.indicator, range=[0, top], zerolinewidth=1),
            shapes=[shape for shapes, _ in frames for shape in shapes],
            annotations=[
                *(words for _, said in frames for words in said),
                *(words for rank, line in enumerate(series) for words in _values(line, names[rank], rank, pairs)),
            ],
        ),
    }


def cohorts_words(pairs: Sequence[Pair], names: tuple[str, str]) -> str:
    """The chart in words, for who cannot see it."""
    said = [f"{pair.label}, {names[0]} {pair.first.text}, {names[1]} {pair.second.text}" for pair in pairs]
    return french(f"Par année d’entrée : {' ; '.join(said)}.")


def _known(item: Fact) -> bool:
    return item.own is not None and item.own.value is not None


def _too_young(item: Fact) -> bool:
    return item.own is not None and item.own.status == "immature"


def _end(item: Fact) -> float:
    if not _known(item):
        return 0.0
    return item.own.value if item.own.high is None else item.own.high


def _start(item: Fact) -> float:
    return item.own.value if item.own.low is None else item.own.low


def _trace(line: list[tuple[int, Fact]], name: str, rank: int) -> dict:
    known = [_known(item) for _, item in line]
    drawn = list(zip(line, known, strict=True))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "connectgaps": False,
        "x": [year + SHIFTS[rank] for year, _ in line],
        "y": [round(item.own.value, 3) if shown else None for (_, item), shown in drawn],
        "text": [
            f"{year}, {name}{formats.THIN}: {item.text}" + (f"<br>{item.interval}" if item.interval else "")
            for year, item in line
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": COLOURS[rank], "width": 2.5},
        "marker": {
            "color": [
                PAPER if item.own is not None and item.own.qualifier == "fragile" else COLOURS[rank] for _, item in line
            ],
            "line": {"color": COLOURS[rank], "width": 2},
            "size": 9,
            "symbol": SYMBOLS[rank],
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [round(_end(item) - item.own.value, 3) if shown else 0 for (_, item), shown in drawn],
            "arrayminus": [round(item.own.value - _start(item), 3) if shown else 0 for (_, item), shown in drawn],
            "color": INK,
            "thickness": 1.25,
            "width": 4,
        },
    }


def _values(line: list[tuple[int, Fact]], name: str, rank: int, pairs: Sequence[Pair]) -> list[dict]:
    """The value of each dot beyond the whiskers of its year, with the name of its line at the first one."""
    known = [(year, item) for year, item in line if _known(item)]
    of_year = {int(pair.label): [item for item in (pair.first, pair.second) if _known(item)] for pair in pairs}
    return [
        {
            "x": year + SHIFTS[rank],
            "y": max(map(_end, of_year[year])) if rank else min(map(_start, of_year[year])),
            "yanchor": "bottom" if rank else "top",
            "yshift": 2 if rank else -2,
            "showarrow": False,
            "text": _joined(f"<b>{name}</b>" if place == 0 else "", item.text, last=bool(rank)),
            "font": FONT | {"color": INK if rank else ACCENT},
        }
        for place, (year, item) in enumerate(known)
    ]


def _joined(name: str, value: str, *, last: bool) -> str:
    """The name on the far side of the value from the dot."""
    return "<br>".join(filter(None, (name, value) if last else (value, name)))


def _frame(year: int, pair: Pair, names: tuple[str, str], top: float) -> tuple[list[dict], list[dict]]:
    """(shapes, annotations) of a cohort: a dashed frame where it is too young, a word where a rate is hidden."""
    both = list(zip(names, (pair.first, pair.second), strict=True))
    young = [name for name, item in both if _too_young(item)]
    hidden = [(name, item.text) for name, item in both if not _known(item) and not _too_young(item)]
    floor = _end(pair.first) + 0.06 * top if _known(pair.first) else 0
    shapes = [
        {
            "type": "rect",
            "x0": year - HALF_FRAME,
            "x1": year + HALF_FRAME,
            "y0": floor,
            "y1": top * 0.98,
            "line": {"color": INK, "width": 1.5, "dash": "dash"},
        }
    ] * bool(young)
    which = f"{_narrow(young[0])}{formats.THIN}:<br>" if len(young) == 1 else ""
    words = [f"{which}trop<br>récent"] * bool(young)
    same = len(hidden) == len(both) and len({text for _, text in hidden}) == 1
    named = [text if same else f"{_narrow(name)}{formats.THIN}:<br>{text}" for name, text in hidden]
    said = ["<br>".join(dict.fromkeys(named))] * bool(named)  # one text: two would be printed on one another
    return shapes, [
        {
            "x": year,
            "y": (floor + top) / 2 if text in words else 0,
            "yanchor": "middle" if text in words else "bottom",
            "showarrow": False,
            "text": text,
            "font": FONT,
        }
        for text in [*words, *said]
    ]


def _narrow(name: str) -> str:
    """On two lines: on one, the name of a rate is wider than the frame of a cohort on a phone."""
    return name.replace(" mois", "<br>mois")
