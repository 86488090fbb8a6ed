"""The empty deck: 16:9, theme, master and two layouts of the house, made from python-pptx's own template.

Arial is on every machine that opens a deck; the font of the site is not, and would be replaced by another one.
"""

from __future__ import annotations

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Pt

from observatoire.documents.fitting import Box
from observatoire.figures.palette import INK, PALETTES, PAPER, PLAIN, SOFT_INK

WIDTH, HEIGHT = 960, 540
MARGIN = 40
INNER = WIDTH - 2 * MARGIN
FONT = "Arial"
COVER, CONTENT_LAYOUT = "Couverture", "Question et réponse"

#: Sizes of text, in points. Body text is never under 18.
TITLE_SIZES = (30, 28, 26)
LARGE, SUBTITLE, BODY, SMALLEST_BODY, SOURCE_SIZES, BANNER_SIZES = 24, 18, 20, 18, (12, 11, 10), (14, 13, 12, 11)

TITLE = Box(MARGIN, 38, INNER, 74)
SUBTITLE_BOX = Box(MARGIN, 112, INNER, 26)
#: Where the answer is drawn when nothing else takes room.
CONTENT = Box(MARGIN, 146, INNER, 330)
SOURCE = Box(MARGIN, 492, 690, 38)
#: Idents of the text placeholders of the layouts.
IDX_SUBTITLE, IDX_TEXT, IDX_SOURCE = 13, 14, 15

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMPTY_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office PowerPoint</Application></Properties>"
)


def empty_deck(colour: str) -> Deck:
    """A deck without slides. colour: "#rrggbb", the accent of the département."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    deck.part._element.find(".//{*}sldSz").attrib.pop("type", None)
    for unused in list(deck.slide_layouts)[2:]:
        deck.slide_layouts.remove(unused)
    _set_theme(deck, colour)
    _set_master(deck)
    for layout, name, shapes in zip(deck.slide_layouts, (COVER, CONTENT_LAYOUT), _layouts(), strict=True):
        _set_layout(layout, name, shapes)
    _drop_leftovers(deck)
    return deck


def layout_named(deck: Deck, name: str) -> SlideLayout:
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def _set_theme(deck: Deck, colour: str) -> None:
    part = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", "Observatoire")
    neutral, difficulty, resource = PALETTES["neutral"], PALETTES["difficulty"], PALETTES["resource"]
    colours = {
        "dk1": INK, "lt1": PAPER, "dk2": SOFT_INK, "lt2": PLAIN, "accent1": colour, "accent2": difficulty[3],
        "accent3": resource[3], "accent4": neutral[3], "accent5": difficulty[1], "accent6": resource[1],
        "hlink": colour, "folHlink": SOFT_INK,
    }  # fmt: skip
    scheme = theme.find(f".//{_A}clrScheme")
    scheme.set("name", "Observatoire")
    for name, value in colours.items():
        slot = scheme.find(f"{_A}{name}")
        slot[:] = [etree.Element(f"{_A}srgbClr", val=value.lstrip("#").upper())]
    fonts = theme.find(f".//{_A}fontScheme")
    fonts.set("name", "Observatoire")
    for latin in fonts.iter(f"{_A}latin"):
        latin.set("typeface", FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_master(deck: Deck) -> None:
    """Title and text as on the site, a strip of the accent on the left edge, the number of the slide."""
    master = deck.slide_masters[0]._element
    shapes = (
        _rectangle(2, "Bande", Box(0, 0, 10, HEIGHT), "accent1"),
        _placeholder(3, "Titre", 'type="title"', TITLE, "Titre", ' anchor="b"'),
        _placeholder(4, "Texte", 'type="body" idx="1"', CONTENT, "Texte"),
        _number(5),
    )
    _fill_tree(master, shapes)
    styles = master.find(".//{*}txStyles")
    styles.addnext(parse_xml(f"<p:txStyles {_NS}>{_text_styles()}</p:txStyles>"))
    styles.getparent().remove(styles)


def _text_styles() -> str:
    def level(tag: str, size: float, more: str = "", bold: bool = False) -> str:
        return (
            f'<a:{tag} marL="0" indent="0" algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef>'
            f'<a:spcPts val="0"/></a:spcBef>{more}<a:buNone/><a:defRPr lang="fr-FR" sz="{size * 100}" b="{int(bold)}" '
            f'kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
            f'<a:latin typeface="+mn-lt"/></a:defRPr></a:{tag}>'
        )

    after = f'<a:spcAft><a:spcPts val="{int(BODY * 40)}"/></a:spcAft>'
    return (
        f"<p:titleStyle>{level('lvl1pPr', TITLE_SIZES[0], bold=True)}</p:titleStyle>"
        f"<p:bodyStyle>{''.join(level(f'lvl{rank}pPr', BODY, after) for rank in range(1, 6))}</p:bodyStyle>"
        f"<p:otherStyle>{level('lvl1pPr', SMALLEST_BODY)}</p:otherStyle>"
    )


def _layouts() -> tuple[tuple[str, ...], ...]:
    """Shapes of the two layouts: cover, question and answer."""
    title = _placeholder(2, "Titre", 'type="title"', TITLE, "La question", ' anchor="b"')
    subtitle = _placeholder(
        3, "Sous-titre", f'type="body" idx="{IDX_SUBTITLE}"', SUBTITLE_BOX, "Territoire, période, unité", size=SUBTITLE,
        colour="tx2",
    )  # fmt: skip
    text = _placeholder(4, "Texte", f'type="body" idx="{IDX_TEXT}"', CONTENT, "Ce que l’on voit", size=BODY)
    source = _placeholder(
        5, "Source", f'type="body" idx="{IDX_SOURCE}"', SOURCE, "Source", ' anchor="b"', SOURCE_SIZES[0], "tx2"
    )
    cover = (
        _rectangle(2, "Bande", Box(0, 0, 26, HEIGHT), "accent1"),
        _placeholder(
            3, "Titre", 'type="ctrTitle"', Box(80, 120, 800, 150), "Titre du document", ' anchor="b"', 44, "accent1"
        ),
        _placeholder(4, "Sous-titre", 'type="subTitle" idx="1"', Box(80, 286, 800, 80), "Territoire", size=24),
        _placeholder(
            5, "Date", f'type="body" idx="{IDX_SOURCE}"', Box(80, 440, 800, 60), "Date", ' anchor="b"', 18, "tx2"
        ),
    )
    return cover, (title, subtitle, text, source)


def _set_layout(layout: SlideLayout, name: str, shapes: tuple[str, ...]) -> None:
    element = layout._element
    element.set("type", "title" if name == COVER else "cust")
    element.set("userDrawn", "1")
    element.find("{*}cSld").set("name", name)
    _fill_tree(element, shapes)


def _fill_tree(element: etree._Element, shapes: tuple[str, ...]) -> None:
    tree = element.find("{*}cSld/{*}spTree")
    tree.addnext(parse_xml(f"<p:spTree {_NS}>{_EMPTY_GROUP}{''.join(shapes)}</p:spTree>"))
    tree.getparent().remove(tree)


def _placeholder(
    ident: int, name: str, kind: str, box: Box, prompt: str, body: str = "", size: float = 0, colour: str = ""
) -> str:
    """A placeholder without inner margins; its text may be made smaller by PowerPoint when somebody adds to it."""
    fill = f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>' if colour else ""
    sized = f' sz="{size * 100}"' if size else ""
    style = f"<a:lvl1pPr><a:defRPr{sized}>{fill}</a:defRPr></a:lvl1pPr>" if sized or fill else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{ident}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f"<p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_position(box)}</p:spPr><p:txBody>"
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"{body}><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p><a:r>"
        f'<a:rPr lang="fr-FR"/><a:t>{prompt}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _rectangle(ident: int, name: str, box: Box, colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{ident}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'{_position(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/>'
        f"</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p>"
        '<a:endParaRPr lang="fr-FR"/></a:p></p:txBody></p:sp>'
    )


def _number(ident: int) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{ident}" name="Numéro"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_position(Box(WIDTH - 44, 512, 34, 18))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/><a:lstStyle/><a:p>'
        '<a:pPr algn="r"/><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
        '<a:rPr lang="fr-FR" sz="1200"><a:solidFill><a:schemeClr val="tx2"/>'
        "</a:solidFill></a:rPr><a:t>‹n°›</a:t></a:fld></a:p></p:txBody></p:sp>"
    )


def _position(box: Box) -> str:
    left, top, width, height = (int(Pt(side)) for side in (box.left, box.top, box.width, box.height))
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _drop_leftovers(deck: Deck) -> None:
    """The template's thumbnail, printer settings and application properties are somebody else's."""
    for relations in (deck.part.rels, deck.part.package._rels):
        for key, relation in list(relations.items()):
            name = str(relation.target_part.partname)
            if "thumbnail" in name or "printerSettings" in name:
                relations.pop(key)
            elif name == "/docProps/app.xml":
                relation.target_part._blob = _APP.encode()
