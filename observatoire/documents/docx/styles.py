"""The native styles of Word in the look of the house, so that the reader's own template can replace them at once."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from observatoire.figures.palette import BORDER, INK, PAPER, SOFT_INK

FONT = "Calibri"
LANGUAGE = "fr-FR"
PAGE_WIDTH, PAGE_HEIGHT = Cm(21), Cm(29.7)
SIDE_MARGIN = Cm(2.3)
TEXT_WIDTH = Length(PAGE_WIDTH - 2 * SIDE_MARGIN)

TABLE_STYLE = "Tableau de l’observatoire"
LEAD, COMMENT, NOTE, SOURCE, MENTION = "Constat", "Commentaire", "Note de lecture", "Source", "Mention"
CELL, SITE, DEFINITION, BANNER = "Texte de tableau", "Nom du site", "Titre de définition", "Bandeau"
KEY_LABEL, KEY_TEXT, KEY_DETAIL = "Libellé de chiffre clé", "Chiffre clé", "Détail de chiffre clé"
QUADRANT = "Titre de cadran"

PALE = "F3F4F6"
_CONTRAST = 4.5
#: What follows borders and shading among the properties of a paragraph (ECMA-376, CT_PPrBase).
_AFTER_SHADING = (
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)


def readable(colour: str) -> str:
    """A département's colour as "RRGGBB", darkened until it reads on white (contrast 4.5, WCAG 2 §1.4.3)."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    while _contrast_with_white(red, green, blue) < _CONTRAST:
        red, green, blue = (int(part * 0.95) for part in (red, green, blue))
    return f"{red:02X}{green:02X}{blue:02X}"


def restyle(word: WordDocument, colour: str) -> None:
    """Give its look to every style that the writer uses; colour: "RRGGBB", of titles."""
    _set_defaults(word)
    ink, soft, accent = (RGBColor.from_string(text.lstrip("#").upper()) for text in (INK, SOFT_INK, colour))
    style = word.styles
    _look(style["Normal"], 10.5, ink, after=6, line=1.12)
    _look(style["Title"], 28, accent, bold=True, after=8, line=1.0)
    _look(style["Subtitle"], 15, soft, after=18, line=1.1)
    _look(style["Heading 1"], 20, accent, bold=True, before=30, after=8, line=1.0, keep=True)
    _look(style["Heading 2"], 13.5, ink, bold=True, before=16, after=4, line=1.05, keep=True)
    _look(style["Heading 3"], 11.5, ink, bold=True, before=10, after=3, line=1.05, keep=True)
    _look(style["TOC Heading"], 20, accent, bold=True, before=0, after=10, line=1.0, keep=True)
    _look(style["Caption"], 9.5, soft, bold=True, before=8, after=3, line=1.05, keep=True)
    _look(style["List Bullet"], 10.5, ink, after=3, line=1.12)
    _look(style["Header"], 9, soft, line=1.0)
    _look(style["Footer"], 9, soft, line=1.0)
    for name in ("Header", "Footer"):
        _right_tab(style[name])
    for name, base, size, shade, bold, before, after, keep in (
        (LEAD, "Normal", 10.5, ink, False, 0, 6, True),
        (COMMENT, "Normal", 10.5, ink, False, 2, 8, True),
        (NOTE, "Normal", 9, ink, False, 0, 2, False),
        (SOURCE, "Normal", 8.5, soft, False, 0, 6, False),
        (MENTION, "Normal", 9.5, ink, True, 0, 3, False),
        (SITE, "Normal", 12, soft, False, 0, 150, False),
        (CELL, "Normal", 9.5, ink, False, 0, 0, False),
        (DEFINITION, "Normal", 12, ink, True, 12, 3, True),
        (BANNER, "Header", 9, RGBColor.from_string(PAPER.lstrip("#").upper()), True, 0, 3, False),
        (KEY_LABEL, "Normal", 9.5, soft, False, 3, 0, True),
        (KEY_TEXT, "Normal", 22, accent, True, 0, 0, True),
        (KEY_DETAIL, "Normal", 9, ink, False, 0, 0, False),
        (QUADRANT, "Normal", 11.5, accent, True, 2, 3, True),
    ):
        made = style.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = style[base], True
        _look(made, size, shade, bold=bold, before=before, after=after, line=1.08, keep=keep)
    _border(style["Title"], "top", 36, 14, colour)
    _border(style[COMMENT], "left", 24, 8, colour)
    style[COMMENT].paragraph_format.left_indent = Cm(0.4)
    _border(style["Footer"], "top", 4, 4, BORDER.lstrip("#"))
    _border(style[BANNER], "top", 32, 0, INK.lstrip("#"), "bottom")
    _shade(style[BANNER], INK.lstrip("#"))
    _set_outline(style[DEFINITION], 1)
    _add_contents_styles(word)
    _add_table_style(word)


def _set_defaults(word: WordDocument) -> None:
    """French and the font of the house for every run; table styles that are not ours go."""
    root = word.styles.element
    run = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_font(run)
    language = run.find(qn("w:lang"))
    for key, value in (("w:val", LANGUAGE), ("w:eastAsia", LANGUAGE)):
        language.set(qn(key), value)
    for style in list(root.style_lst):
        if style.get(qn("w:type")) == "table" and style.name_val not in ("Normal Table", "Table Grid"):
            root.remove(style)


def _look(
    style: ParagraphStyle,
    size: float,
    colour: RGBColor,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    keep: bool = False,
) -> None:
    properties = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:contextualSpacing"):
        for child in properties.findall(qn(name)):
            properties.remove(child)
    if style.name == "Subtitle":
        properties.remove(properties.find(qn("w:numPr")))
    shape, font = style.paragraph_format, style.font
    _set_font(style.element.get_or_add_rPr())
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = colour
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    shape.keep_with_next, shape.keep_together = keep, keep
    shape.widow_control = True
    for name in ("w:spacing", "w:kern"):
        for child in style.element.rPr.findall(qn(name)):
            style.element.rPr.remove(child)


def _set_font(properties) -> None:
    """The fonts of the template's theme would win over a name: they go."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)


def _right_tab(style: ParagraphStyle) -> None:
    tabs = style.element.pPr.find(qn("w:tabs"))
    if tabs is not None:
        style.element.pPr.remove(tabs)
    style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _border(style: ParagraphStyle, side: str, eighths: int, space: int, colour: str, *others: str) -> None:
    """A rule beside a paragraph, on one side or several: eighths of a point wide, `space` points away."""
    line = f'w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"'
    drawn = "".join(f"<w:{name} {line}/>" for name in (side, *others))
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{drawn}</w:pBdr>")
    style.element.pPr.insert_element_before(border, "w:shd", *_AFTER_SHADING)


def _shade(style: ParagraphStyle, colour: str) -> None:
    fill = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    style.element.pPr.insert_element_before(fill, *_AFTER_SHADING)


def _set_outline(style: ParagraphStyle, level: int) -> None:
    """Seen by the navigation pane and by screen readers, as a heading; not in the table of contents."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    style.element.pPr.append(outline)


def _add_contents_styles(word: WordDocument) -> None:
    for level, (size, before, indent) in enumerate(((11, 6, 0), (10, 1, 0.5)), start=1):
        style = word.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = word.styles["Normal"]
        ink = RGBColor.from_string(INK.lstrip("#").upper())
        _look(style, size, ink, bold=level == 1, before=before, after=1, line=1.0)
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.right_indent = Cm(1)
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _add_table_style(word: WordDocument) -> None:
    """Rules between rows, a header set apart by weight and a line: it stays readable in black and white."""
    ink, line = INK.lstrip("#"), BORDER.lstrip("#")
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TableauObservatoire">'
            f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
            '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
            "<w:tblPr><w:tblBorders>"
            f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{ink}"/>'
            f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ink}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{line}"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ink}"/></w:tcBorders>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )


def _contrast_with_white(red: int, green: int, blue: int) -> float:
    """Contrast ratio of WCAG 2, from relative luminance."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red / 255, green / 255, blue / 255)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
