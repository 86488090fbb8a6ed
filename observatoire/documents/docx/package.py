"""The file itself: what the template brings and nobody needs goes; the same document always gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from observatoire.documents.docx.styles import LANGUAGE
from observatoire.documents.docx.text import clean
from observatoire.documents.model import Document
from observatoire.words import SITE_NAME

#: Word 2013 and later: without it the title bar says « Mode de compatibilité ».
_WORD_MODE = "15"
_NOT_OURS = (RELATIONSHIP_TYPE.CUSTOM_XML, RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.STYLES + "WithEffects")


def set_properties(word: WordDocument, document: Document) -> None:
    properties, moment = word.core_properties, datetime.combine(document.published_on, time())
    properties.title, properties.subject = clean(document.title), clean(document.subtitle)
    properties.author = properties.last_modified_by = SITE_NAME
    properties.keywords, properties.category = "pauvreté, insertion", clean(document.departement_name)
    properties.comments = clean(" · ".join(document.mentions))
    properties.language = LANGUAGE
    properties.created = properties.modified = moment
    properties.revision = 1


def trim(word: WordDocument) -> None:
    """Drop the parts of the template that are not ours, and its American settings."""
    for owner in (word.part.package, word.part):
        for name, relation in list(owner.rels.items()):
            if relation.reltype in _NOT_OURS or "stylesWithEffects" in relation.reltype:
                del owner.rels[name]
    settings = word.settings.element
    for name, key, value in (
        ("w:themeFontLang", "w:val", LANGUAGE),
        ("w:decimalSymbol", "w:val", ","),
        ("w:listSeparator", "w:val", ";"),
    ):
        settings.find(qn(name)).set(qn(key), value)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_MODE)
    for name in ("w:proofState", "w:rsids", "w:savePreviewPicture", "w:useFELayout"):
        for element in list(settings.iter(qn(name))):
            element.getparent().remove(element)


def packed(word: WordDocument) -> bytes:
    """The file; dates inside the archive are fixed, so that the same document gives the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return fixed.getvalue()
