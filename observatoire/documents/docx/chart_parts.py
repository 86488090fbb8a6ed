"""A chart as DrawingML, with the workbook that « Modifier les données » opens.

python-docx has no charts, and what python-pptx writes knows neither gaps of series, nor intervals, nor a benchmark: the
XML is written here. A figure that is not there has no number in it: the words of its category say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observatoire.documents.docx.chart_bars import bars_plot
from observatoire.documents.docx.chart_drawn import drawn_of
from observatoire.documents.docx.chart_lines import lines_plot
from observatoire.documents.docx.chart_workbook import chart_workbook
from observatoire.documents.docx.chart_xml import fill, legend, text
from observatoire.documents.docx.styles import LANGUAGE
from observatoire.documents.model import Chart
from observatoire.figures.palette import PAPER

WORKBOOK_ID = "rId1"
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class ChartParts:
    """The XML of the chart, which knows its workbook as WORKBOOK_ID, and the workbook (xlsx)."""

    xml: bytes
    workbook: bytes


def chart_parts(chart: Chart, width: float, height: float, published_on: date) -> ChartParts:
    """The chart for a frame of this size, in points."""
    drawn = drawn_of(chart, width, height)
    workbook, ranges = chart_workbook(drawn, published_on)
    plot = lines_plot(drawn, ranges) if chart.kind == "lines" else bars_plot(drawn, ranges)
    named = legend() if len(drawn.series) > 1 else ""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NAMESPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{plot}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>{named}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr>{fill(PAPER)}<a:ln><a:noFill/></a:ln></c:spPr>{text()}"
        f'<c:externalData r:id="{WORKBOOK_ID}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
    return ChartParts(xml.encode(), workbook)
