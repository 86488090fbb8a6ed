"""The words of a document's workbook, as pairs (label, text) in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from observatoire import formats
from observatoire.documents.model import Bullets, Document, Figure, KeyFigures, Prose, Quadrants
from observatoire.typography import french
from observatoire.words import BETWEEN


def words(figure: Figure, document: Document) -> Iterator[tuple[str, str]]:
    """What must be read with the table of a figure; a sentence that needs no label has an empty one."""
    for sentence in figure.sentences:
        yield "", sentence.text
    if figure.comment:
        yield "Commentaire", figure.comment
    if figure.benchmark:
        yield "", figure.benchmark
    if figure.definition:
        yield "Définition", figure.definition
    for text in figure.not_to_conclude:
        yield "À ne pas conclure", text
    for text in figure.notes:
        yield "", text
    yield "", figure.source
    if figure.frozen is not None:
        yield "Ces chiffres, gardés en ligne", f"{figure.frozen.address} (code {figure.frozen.code})"
    yield "Vue en ligne", document.online(figure.address)


def read_first(document: Document) -> list[tuple[str, str]]:
    """What a reader needs before the figures."""
    return [
        *(("Avertissement", mention) for mention in document.mentions),
        ("Titre", document.title),
        ("Contenu", document.subtitle),
        ("Département", document.departement_name),
        ("Géographie", f"communes au 1er janvier {document.geo_year}"),
        ("Publication", f"données publiées le {formats.day(document.published_on)}"),
        ("Chiffre absent", french("un mot à la place d’un nombre (« secret », « ≤ 5 % »…) : ce n’est pas un zéro")),
        ("Intervalle", BETWEEN),
        *(("Licence", licence) for licence in document.licences),
        ("Adresse", document.online(document.address)),
    ]


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Key figures and sentences, in reading order: (title of the section or of the list, text)."""
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Figure():
                    yield from ((block.title, sentence.text) for sentence in block.sentences)
                case KeyFigures():
                    for item in block.items:
                        yield item.label, " · ".join((item.text, *item.details))
                    yield section.question, block.source
                case Prose():
                    yield from ((section.question, sentence.text) for sentence in block.sentences)
                case Bullets():
                    yield from _listed(block)
                case Quadrants():
                    for listed in block.lists:
                        yield from _listed(listed)


def _listed(block: Bullets) -> list[tuple[str, str]]:
    return [(block.title, item.text) for item in block.items] or [(block.title, block.empty)]


def definitions(document: Document) -> Iterator[tuple[str, str]]:
    """Title and definition of each indicator, then its formula, its source and its limits."""
    for found in document.definitions:
        yield found.title, found.definition
        yield "Calcul", found.formula
        yield "Source", found.source
        yield from (("Limite", caveat) for caveat in found.caveats)
        yield from (("À ne pas conclure", conclusion) for conclusion in found.not_to_conclude)
