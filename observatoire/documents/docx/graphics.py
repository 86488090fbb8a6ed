"""Charts that stay editable in Word, and pictures for what has no native form: maps, spine charts, QR codes."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Emu, Length
from docx.text.paragraph import Paragraph

from observatoire.documents.docx.chart_drawn import benchmark_is_bar
from observatoire.documents.docx.chart_parts import WORKBOOK_ID, chart_parts
from observatoire.documents.docx.chart_xml import legend_rows
from observatoire.documents.docx.styles import TEXT_WIDTH
from observatoire.documents.docx.text import Draft, clean
from observatoire.documents.model import Chart, Figure

#: A picture leaves room for its title, sentences and source on the same page.
_HIGHEST_PICTURE = Cm(17)
_HIGHEST_CHART = Cm(19)
_LINES_HEIGHT = Cm(7.2)
_BAR_HEIGHT, _BARS_FRAME = Cm(0.68), Cm(1)
#: A bar of parts is as high as its numbers are read in it, whatever rows the names of the parts take above.
_PARTS_HEIGHT, _LEGEND_HEIGHT = Cm(1.6), Cm(0.8)
#: LibreOffice lays a chart out on 9 cm, then flattens it with its letters: lower than this, they are not read.
_LOWEST_PARTS = Cm(5)


def add_chart(draft: Draft, target: Paragraph, chart: Chart, title: str, alt: str) -> None:
    """A native chart with its workbook inside, as wide as the text: « Modifier les données » opens its figures."""
    number = next(draft.charts)
    size = (TEXT_WIDTH, _chart_height(chart))
    made = chart_parts(chart, size[0].pt, size[1].pt, draft.document.published_on)
    package = draft.word.part.package
    drawn = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, made.xml, package)
    workbook = Part(PackURI(f"/word/embeddings/donnees{number}.xlsx"), CONTENT_TYPE.SML_SHEET, made.workbook, package)
    drawn.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, workbook, WORKBOOK_ID)
    relation = draft.word.part.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
    _append_inline(
        draft,
        target,
        size,
        title,
        alt,
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart {nsdecls("c", "r")} r:id="{relation}"/></a:graphicData>',
    )


def add_picture(draft: Draft, target: Paragraph, figure: Figure) -> None:
    """The picture of a figure as wide as the text, or less when it would be too high."""
    width = min(TEXT_WIDTH, _HIGHEST_PICTURE * figure.picture.width / figure.picture.height)
    add_png(draft, target, draft.pictures[figure.key], Length(width), figure.title, figure.alt)


def add_png(draft: Draft, target: Paragraph, image: bytes, width: Length, title: str, alt: str) -> None:
    """A PNG in its own proportions."""
    inline = target.part.new_pic_inline(io.BytesIO(image), Emu(int(width)))
    number = next(draft.drawings)
    inline.docPr.set("id", str(number))
    inline.docPr.set("name", f"Image {number}")
    inline.docPr.set("descr", clean(alt))
    inline.docPr.set("title", clean(title))
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"image-{number}")
    target.add_run()._r.add_drawing(inline)


def _append_inline(
    draft: Draft, target: Paragraph, size: tuple[int, int], title: str, alt: str, graphic_data: str
) -> None:
    number, (width, height) = next(draft.drawings), size
    drawing = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(width)}" cy="{int(height)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="Graphique {number}" descr={quoteattr(clean(alt))}'
        f" title={quoteattr(clean(title))}/><wp:cNvGraphicFramePr/>"
        f"<a:graphic>{graphic_data}</a:graphic></wp:inline></w:drawing>"
    )
    target.add_run()._r.append(drawing)


def _chart_height(chart: Chart) -> Length:
    if chart.kind == "lines":
        return _LINES_HEIGHT
    if chart.kind == "stacked":
        legend = _LEGEND_HEIGHT * legend_rows(chart.series, TEXT_WIDTH.pt)
        whole = legend + _PARTS_HEIGHT * len(chart.categories)
        return Length(max(_LOWEST_PARTS, min(_HIGHEST_CHART, whole)))
    return Length(min(_HIGHEST_CHART, _BARS_FRAME + _BAR_HEIGHT * (len(chart.categories) + benchmark_is_bar(chart))))
