"""The small pieces that every chart of DrawingML is made of: axes, legend, series, text, fills, lines.

Elements follow the order of the schema (ECMA-376 part 1, §21.2), without which Word repairs the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from observatoire.documents.docx.chart_drawn import Drawn, has_interval, number_format
from observatoire.documents.docx.chart_workbook import Ranges
from observatoire.documents.docx.styles import FONT, LANGUAGE
from observatoire.documents.model import Chart, Point, Series
from observatoire.figures.palette import INK
from observatoire.figures.svg_text import text_width

TEXT_SIZE = 9.5
#: Points of the mark of the legend beside each name, and share of the width that a row of the legend takes before
#: programs begin another.
_LEGEND_MARK, _LEGEND = 45, 0.7
_CATEGORY_AXIS, _VALUE_AXIS = 100, 200
_IN_ATTRIBUTE = {'"': "&quot;"}


def axis_ids() -> str:
    return f'<c:axId val="{_CATEGORY_AXIS}"/><c:axId val="{_VALUE_AXIS}"/>'


def category_axis(position: str, *, reverse: bool = False, slanted: bool = False) -> str:
    order, every = ("maxMin", '<c:tickLblSkip val="1"/>') if reverse else ("minMax", "")  # no bar without its name
    return (
        f'<c:catAx><c:axId val="{_CATEGORY_AXIS}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{position}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{outline(INK, 1.75 if reverse else 1)}</c:spPr>{text(turned=-45 if slanted else 0)}"
        f'<c:crossAx val="{_VALUE_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="60"/>{every}<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def value_axis(
    gridlines: str,
    *,
    delete: bool,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    shown: str = "General",
    position: str = "t",
    bold: bool = False,
) -> str:
    most = "" if high is None else f'<c:max val="{high:.10g}"/>'
    least = "" if low is None else f'<c:min val="{low:g}"/>'
    unit = "" if step is None else f'<c:majorUnit val="{step!r}"/>'
    return (
        f'<c:valAx><c:axId val="{_VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>{most}{least}</c:scaling>'
        f'<c:delete val="{int(delete)}"/><c:axPos val="{position}"/>{gridlines}'
        f'<c:numFmt formatCode="{escape(shown, _IN_ATTRIBUTE)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text(bold=bold)}"
        f'<c:crossAx val="{_CATEGORY_AXIS}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>{unit}</c:valAx>'
    )


def plot_area(drawn: Drawn, left: float, top: float, right: float, bottom: float) -> str:
    """Where bars or lines are drawn, between margins in points that hold the names, numbers and legend."""
    width, height = drawn.width, drawn.height
    sides = {
        "x": left / width,
        "y": top / height,
        "w": (width - left - right) / width,
        "h": (height - top - bottom) / height,
    }
    placed = "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in sides.items())
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{placed}</c:manualLayout></c:layout>"
    )


def identity(rank: int, series: Series, ranges: Ranges) -> str:
    """Rank and name, which lead a series."""
    return (
        f'<c:idx val="{rank}"/><c:order val="{rank}"/><c:tx><c:strRef><c:f>{escape(ranges.names[rank])}</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(series.name)}</c:v></c:pt></c:strCache>'
        "</c:strRef></c:tx>"
    )


def data(drawn: Drawn, rank: int, ranges: Ranges) -> str:
    """Categories and values; nothing at all for a point without a figure."""
    words = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(name)}</c:v></c:pt>' for place, name in enumerate(drawn.categories)
    )
    numbers = "".join(
        f'<c:pt idx="{place}"><c:v>{float(point.value)!r}</c:v></c:pt>'
        for place, point in enumerate(drawn.series[rank].points)
        if point.value is not None
    )
    count = f'<c:ptCount val="{len(drawn.categories)}"/>'
    return (
        f"<c:cat><c:strRef><c:f>{escape(ranges.categories)}</c:f><c:strCache>{count}{words}</c:strCache></c:strRef>"
        f"</c:cat><c:val><c:numRef><c:f>{escape(ranges.values[rank])}</c:f><c:numCache>"
        f"<c:formatCode>{escape(number_format(drawn.chart))}</c:formatCode>{count}{numbers}"
        "</c:numCache></c:numRef></c:val>"
    )


def whiskers(series: Series) -> str:
    """The intervals of the points that have one."""
    known = [(rank, point) for rank, point in enumerate(series.points) if has_interval(point)]
    if not known:
        return ""
    count = f'<c:ptCount val="{len(series.points)}"/>'
    above = "".join(f'<c:pt idx="{rank}"><c:v>{point.high - point.value:.10g}</c:v></c:pt>' for rank, point in known)
    below = "".join(f'<c:pt idx="{rank}"><c:v>{point.value - point.low:.10g}</c:v></c:pt>' for rank, point in known)
    sides = "".join(
        f"<c:{side}><c:numLit><c:formatCode>General</c:formatCode>{count}{lengths}</c:numLit></c:{side}>"
        for side, lengths in (("plus", above), ("minus", below))
    )
    return (
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{sides}<c:spPr>{outline(INK, 1)}</c:spPr></c:errBars>"
    )


def label(chart: Chart, rank: int, point: Point, place: str, colour: str = INK, *, bold: bool = False) -> str:
    """The number of one point, with the decimals that it prints."""
    look = label_look(chart, place, colour, bold=bold, decimals=point.decimals)
    return f'<c:dLbl><c:idx val="{rank}"/>{look}</c:dLbl>'


def label_look(chart: Chart, place: str, colour: str = INK, *, bold: bool = False, decimals: int | None = None) -> str:
    return (
        f'<c:numFmt formatCode="{escape(number_format(chart, decimals), _IN_ATTRIBUTE)}" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/></c:spPr>{text(colour, bold=bold)}<c:dLblPos val="{place}"/>{shows(True)}'
    )


def legend_rows(series: Sequence[Series], width: float) -> int:
    """Rows of the names of the series above a chart of a width in points."""
    named = sum(text_width(one.name, TEXT_SIZE) + _LEGEND_MARK for one in series)
    return 1 + int(named // (width * _LEGEND))


def legend() -> str:
    return f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{text()}</c:legend>'


def text(colour: str = INK, *, bold: bool = False, turned: int = 0) -> str:
    """turned: degrees, clockwise."""
    return (
        f'<c:txPr><a:bodyPr rot="{turned * 60000}" vert="horz"/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{round(TEXT_SIZE * 100)}" b="{int(bold)}">{fill(colour)}<a:latin typeface="{FONT}"/>'
        f'</a:defRPr></a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
    )


def fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill>'


def outline(colour: str, points: float, dash: str = "solid") -> str:
    return f'<a:ln w="{round(points * 12700)}">{fill(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln>'


def shows(value: bool) -> str:
    others = "".join(f'<c:{name} val="0"/>' for name in ("showCatName", "showSerName", "showPercent", "showBubbleSize"))
    return f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/>{others}'
