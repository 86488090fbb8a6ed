"""Pieces of native charts that python-pptx does not write: layout, whiskers, benchmark marks, language."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from lxml import etree
from pptx.chart.chart import Chart as NativeChart
from pptx.oxml import parse_xml

from observatoire.documents.model import Chart, Point
from observatoire.documents.pptx.workbook import SHEET
from observatoire.formats import MINUS, NO_BREAK
from observatoire.typography import THIN

NS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
#: Units short enough to be written beside every number.
SYMBOLS = {"%": f"{THIN}%", "€": f"{THIN}€", "€ par an": f"{THIN}€", "jours": f"{NO_BREAK}jours"}
#: Thickness of the mark of the benchmark, in points.
_MARK = 2.5


def number_format(chart: Chart, symbol: bool = True, decimals: int | None = None) -> str:
    """In the notation of the file format, which is American, and marked as French for the programs that heed it.

    The others show the separators of their reader's settings. decimals: those of the chart unless told otherwise.
    """
    places = chart.decimals if decimals is None else decimals
    plain = "#,##0" + ("." + "0" * places if places else "")
    unit = f'"{SYMBOLS[chart.unit]}"' if symbol and chart.unit in SYMBOLS else ""
    return f'[$-40C]{plain}{unit};[$-40C]"{MINUS}"{plain}{unit}'


def set_language(native: NativeChart) -> None:
    """French text, square corners, and the name of the sheet of our workbook in the references."""
    space = native._chartSpace
    for old in space.xpath("c:lang|c:roundedCorners"):
        space.remove(old)
    first = space.find("{*}date1904")
    for xml in (f'<c:roundedCorners {NS} val="0"/>', f'<c:lang {NS} val="fr-FR"/>'):
        first.addnext(parse_xml(xml))
    for formula in space.iter("{*}f"):
        formula.text = formula.text.replace("Sheet1!", f"'{SHEET}'!")


def set_plot_area(native: NativeChart, left: float, top: float, width: float, height: float) -> None:
    """Where the bars or lines are drawn, axis labels outside, in shares of the chart."""
    area = native._chartSpace.chart.plotArea
    for old in area.findall("{*}layout"):
        area.remove(old)
    sides = "".join(
        f'<c:{name} val="{value:.4f}"/>' for name, value in (("x", left), ("y", top), ("w", width), ("h", height))
    )
    area.insert(
        0,
        parse_xml(
            f'<c:layout {NS}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f"{sides}</c:manualLayout></c:layout>"
        ),
    )


def add_whiskers(series, points: Sequence[Point | None], colour: str, across: bool) -> None:
    """Intervals as error bars; nothing when no point has one. across: the chart is a line chart."""
    known = [point is not None and None not in (point.value, point.low, point.high) for point in points]
    if not any(known):
        return

    def lengths(tag: str, ends: list[float]) -> str:
        marks = "".join(f'<c:pt idx="{rank}"><c:v>{end!r}</c:v></c:pt>' for rank, end in enumerate(ends) if known[rank])
        return f'<c:{tag}><c:numLit><c:ptCount val="{len(points)}"/>{marks}</c:numLit></c:{tag}>'

    above = [round(p.high - p.value, 9) if ok else 0.0 for p, ok in zip(points, known, strict=True)]
    below = [round(p.value - p.low, 9) if ok else 0.0 for p, ok in zip(points, known, strict=True)]
    direction = '<c:errDir val="y"/>' if across else ""
    bars = parse_xml(
        f'<c:errBars {NS}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f'{lengths("plus", above)}{lengths("minus", below)}<c:spPr><a:ln w="19050"><a:solidFill>'
        f'<a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find("{*}cat").addprevious(bars)


def draw_as_mark(series, value: float, span: float, colour: str) -> None:
    """Bars of a benchmark as a mark at their end: transparent but for the last points of their length.

    span: length in points of a bar of this value. A line that crosses horizontal bars does not exist in a bar chart,
    and another chart laid above it is misread by several programs.
    """
    share = min(ceil(100 * _MARK / max(span, 1.0)) / 100, 0.5)  # whole percents: LibreOffice rounds the others away
    clear = f'<a:srgbClr val="{colour.lstrip("#")}"><a:alpha val="0"/></a:srgbClr>'
    ink = f'<a:srgbClr val="{colour.lstrip("#")}"/>'
    stops = [(0.0, clear), (1 - share, clear), (1 - share, ink), (1.0, ink)]
    if value < 0:
        stops = [(1 - position, fill) for position, fill in reversed(stops)]
    drawn = "".join(f'<a:gs pos="{round(position * 100_000)}">{fill}</a:gs>' for position, fill in stops)
    shape = parse_xml(
        f'<c:spPr {NS}><a:gradFill rotWithShape="1"><a:gsLst>{drawn}</a:gsLst><a:lin ang="0" scaled="0"/></a:gradFill>'
        "<a:ln><a:noFill/></a:ln></c:spPr>"
    )
    for old in series._element.findall("{*}spPr"):
        series._element.remove(old)
    series._element.find("{*}tx").addnext(shape)


def name_every(axis, step: int) -> None:
    """Names one category out of `step`, and marks it only."""
    after = axis._element.find("{*}noMultiLvlLbl")
    for tag in ("tickLblSkip", "tickMarkSkip"):
        after.addprevious(parse_xml(f'<c:{tag} {NS} val="{step}"/>'))


def turn_names(axis, degrees: int) -> None:
    """Angle of the names of categories: left to themselves, some programs turn them and cut them."""
    body = axis.tick_labels._element.get_or_add_txPr().bodyPr
    body.set("rot", str(degrees * 60_000))
    body.set("vert", "horz")


def label_only(series, shown: dict[int, etree._Element] | None = None) -> None:
    """Labels of a series: those given, by rank of the point, and no other."""
    element = series._element
    for old in element.findall("{*}dLbls"):
        element.remove(old)
    flags = "".join(
        f'<c:{name} val="0"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    labels = parse_xml(f"<c:dLbls {NS}>{flags}</c:dLbls>")
    for place, label in enumerate(shown[rank] for rank in sorted(shown or {})):
        labels.insert(place, label)
    before = next(element.find(f"{{*}}{tag}") for tag in ("errBars", "cat") if element.find(f"{{*}}{tag}") is not None)
    before.addprevious(labels)


def label(rank: int, position: str, size: float, colour: str, name: bool, value: str = "", bold: bool = True):
    """The label of one point: the name of its series, its value in the format `value`, or both."""
    shape = (
        f'<c:numFmt formatCode="{_escaped(value)}" sourceLinked="0"/>' if value else ""
    ) + "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    return parse_xml(
        f'<c:dLbl {NS}><c:idx val="{rank}"/>{shape}<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr '
        f'lang="fr-FR" sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/>'
        '</a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'
        f'<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="{int(bool(value))}"/>'
        f'<c:showCatName val="0"/><c:showSerName val="{int(name)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        "<c:separator> </c:separator></c:dLbl>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
