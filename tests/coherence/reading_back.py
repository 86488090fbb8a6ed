"""What a reader who does not know our code finds in a file: rows, charts, words, read by other libraries than ours."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from xml.etree import ElementTree

import docx
import openpyxl
import pypdf
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.slide import Slide

#: What an element of Office says: its text, or one of these attributes (alternative texts, captions of tables).
SPOKEN_TAGS = ("t", "v", "title", "subject", "creator", "keywords", "description", "category")
SPOKEN_ATTRIBUTES = ("descr", "title", "name", "tooltip", "displayName")
#: Attributes of HTML and SVG that are read aloud or shown.
SPOKEN_HTML = ("alt", "title", "aria-label", "placeholder")
#: Title of the cells that the chart of a sheet draws.
DRAWN = "Données du graphique"


@dataclass(frozen=True)
class Drawn:
    """A chart as its file keeps it: categories, then (name, values) of each series; None where nothing is drawn."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]

    @property
    def numbers(self) -> list[float]:
        return [value for _, values in self.series for value in values if value is not None]


@dataclass(frozen=True)
class ReadBack:
    """A file read back. Each kind of file gives its rows as its own reader finds them."""

    extension: str
    content: bytes = field(repr=False)

    @cached_property
    def texts(self) -> list[str]:
        """Every text that a person can read, hear or search, notes and workbooks of charts included."""
        if self.extension == "pdf":
            return _pdf_texts(self.content)
        return _html(self.content).texts if self.extension == "html" else _office_texts(self.content)

    @cached_property
    def squeezed(self) -> str:
        """All of it without any space: a layout breaks lines, and sentences between pages, where it wants."""
        texts = [_without_running_lines(text) for text in self.texts] if self.extension == "pdf" else self.texts
        return squeeze("".join(texts))

    @cached_property
    def rows(self) -> set[tuple]:
        """Rows of its tables: texts, and numbers in a workbook."""
        match self.extension:
            case "docx":
                return {tuple(_words(cell) for cell in row.iter(qn("w:tc"))) for row in self._word_rows}
            case "xlsx":
                return {
                    tuple(cell for cell in row if cell not in (None, ""))
                    for sheet in self._workbook.worksheets
                    for row in sheet.iter_rows(values_only=True)
                }
            case "html":
                return _html(self.content).rows
            case "pptx":
                return {
                    tuple(_unwrapped(cell.text) for cell in row.cells)
                    for slide in self._deck.slides
                    for shape in slide.shapes
                    if shape.has_table
                    for row in shape.table.rows
                }
        raise ValueError(self.extension)

    @cached_property
    def charts(self) -> list[Drawn]:
        """Native charts in reading order, with the numbers that a person finds when opening their data."""
        match self.extension:
            case "docx":
                with zipfile.ZipFile(io.BytesIO(self.content)) as files:
                    names = sorted((n for n in files.namelist() if "embeddings/" in n), key=_rank)
                    return [_grid(openpyxl.load_workbook(io.BytesIO(files.read(name))).active) for name in names]
            case "pptx":
                return [chart for slide in self._deck.slides for chart in charts_of(slide)]
            case "xlsx":
                return [
                    _grid(sheet, row.row)
                    for sheet in self._workbook.worksheets
                    for (row,) in sheet.iter_rows(max_col=1)
                    if row.value == DRAWN
                ]
        raise ValueError(self.extension)

    @cached_property
    def notes(self) -> str:
        """Speaker notes of a deck, without any space."""
        return squeeze("".join(slide.notes_slide.notes_text_frame.text for slide in self._deck.slides))

    @cached_property
    def _deck(self):
        return Presentation(io.BytesIO(self.content))

    @cached_property
    def _workbook(self):
        return openpyxl.load_workbook(io.BytesIO(self.content))

    @property
    def _word_rows(self):
        return docx.Document(io.BytesIO(self.content)).element.iter(qn("w:tr"))


def charts_of(slide: Slide) -> list[Drawn]:
    """Charts of a slide, from their workbooks, which must say what the chart itself has in memory."""
    found = []
    for shape in slide.shapes:
        if shape.has_chart:
            drawn = _grid(openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active)
            shown = [tuple(one.values) for plot in shape.chart.plots for one in plot.series]
            assert [values for _, values in drawn.series][: len(shown)] == shown
            found.append(drawn)
    return found


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def raw_texts(content: bytes) -> str:
    """Every byte of a file that can be read as text: parts of archives, streams of PDF, workbooks in a deck."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            return "\n".join(raw_texts(files.read(name)) for name in files.namelist())
    if content.startswith(b"%PDF"):
        return content.decode("latin-1") + "".join(stream.decode("latin-1") for stream in _pdf_streams(content))
    return content.decode("utf-8", errors="ignore")


def _words(element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _unwrapped(text: str) -> str:
    return text.replace("\n", " ").replace("\v", " ")


def _rank(name: str) -> int:
    return int(re.search(r"(\d+)\.xlsx", name).group(1))


def _grid(sheet, title_row: int = 0) -> Drawn:
    """Categories in the first column, a series a column, its name above; ends at the first line without category."""
    lines = list(sheet.iter_rows(min_row=title_row + 1, values_only=True))
    names = [name for name in lines[0][1:] if name is not None]
    below = []
    for line in lines[1:]:
        if line[0] is None:
            break
        below.append(line)
    return Drawn(
        tuple(str(line[0]) for line in below),
        tuple((str(name), tuple(line[at] for line in below)) for at, name in enumerate(names, start=1)),
    )


def _office_texts(content: bytes) -> list[str]:
    said: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        for name in files.namelist():
            if name.endswith(".xlsx"):
                said += _office_texts(files.read(name))
            elif name.endswith((".xml", ".rels")) and "/theme/" not in name:
                said += _element_texts(files.read(name))
    return said


def _element_texts(content: bytes) -> list[str]:
    """Texts and spoken attributes; a number of a cell or of a chart is not a text."""
    said = []
    for element in ElementTree.fromstring(content).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in SPOKEN_TAGS and element.text and not (tag == "v" and _is_number(element.text)):
            said.append(element.text)
        said += [element.attrib[name] for name in SPOKEN_ATTRIBUTES if name in element.attrib]
    return said


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", text) is not None


def _pdf_texts(content: bytes) -> list[str]:
    """Words of the pages, then descriptions of drawings, which are written beside what they describe."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    told = re.findall(rb"/Alt ?<FEFF([0-9A-F]+)>", b"".join(_pdf_streams(content)))
    alts = [bytes.fromhex(found.decode()).decode("utf-16-be") for found in told]
    return (
        [page.extract_text() for page in reader.pages] + alts + [reader.metadata.title, reader.metadata.subject or ""]
    )


def _without_running_lines(text: str) -> str:
    """A page without the line at its top and its number at its foot."""
    lines = text.split("\n")
    return "\n".join(lines[1:-1]) if " page " in lines[-1] else text


def _pdf_streams(content: bytes) -> list[bytes]:
    """Every stream of the file, pages and pictures, without its compression."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return [zlib.decompressobj().decompress(stream) if stream[:1] == b"x" else stream for stream in found]


class _Page(HTMLParser):
    """Texts and rows of tables of a page; style and script are not read."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self.rows: set[tuple[str, ...]] = set()
        self._row: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in SPOKEN_HTML and value]
        self._silent += tag in ("style", "script")
        if tag == "tr":
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("")

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "script")
        if tag == "tr" and self._row is not None:
            self.rows.add(tuple(self._row))
            self._row = None

    def handle_data(self, data):
        if self._silent:
            return
        self.texts.append(data)
        if self._row:
            self._row[-1] += data


def _html(content: bytes) -> _Page:
    page = _Page()
    page.feed(content.decode())
    return page


def html_texts(page: str) -> list[str]:
    return _html(page.encode()).texts
