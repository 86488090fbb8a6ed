"""The document of a panier: its figures in their order, each with the comment of its reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from observatoire import formats
from observatoire.carnet.paniers import Panier, PanierItem
from observatoire.catalogue import load_catalogue
from observatoire.documents.figures_at import figure_at
from observatoire.documents.file_names import file_stem
from observatoire.documents.frozen_figure import licences_of
from observatoire.documents.model import Block, Bullets, Definition, Document, Figure, Section, Sentence
from observatoire.documents.panier_swot import is_swot, panier_swot
from observatoire.errors import ObservatoireError
from observatoire.typography import french
from observatoire.warehouse import Snapshot

QUESTION = french("Quelles figures avons-nous retenues ?")
ABSENT = "Figure qui n’est pas publiée"


def panier_document(panier: Panier, snapshot: Snapshot) -> Document:
    """Figures as published today. One that is not published, or not any more, is replaced by a sentence.

    The address of the panier is in no document: whoever has it may change the panier.
    """
    publication = snapshot.publication()
    sections = _sections(panier, snapshot)
    figures = [block for section in sections for block in section.blocks if isinstance(block, Figure)]
    many = formats.count(len(panier.items), "figure")
    return Document(
        kind="copil",
        title=panier.title,
        subtitle=french(f"{publication.departement_name} : {many}, données publiées le "
                        f"{formats.day(publication.built_at)}"),
        departement_name=publication.departement_name,
        mentions=tuple(dict.fromkeys(mention for figure in figures for mention in figure.mentions)),
        sections=sections,
        definitions=definitions_of(figures),
        published_on=publication.built_at.date(),
        geo_year=publication.geo_year,
        file_stem=file_stem(snapshot.publication(), panier.title),
        address="/",
        licences=tuple(dict.fromkeys(licence for figure in figures for licence in licences_of(figure))),
    )  # fmt: skip


def item_figure(item: PanierItem, snapshot: Snapshot, key: str = "") -> Figure:
    """The figure of an item with its comment. Raises ObservatoireError when its address shows none any more."""
    figure = figure_at(item.address, snapshot)
    return replace(figure, comment=item.comment, key=key or figure.key)


def definitions_of(figures: Iterable[Figure]) -> tuple[Definition, ...]:
    """Every indicator of the figures, once, in reading order."""
    return definitions_named(name for figure in figures for name in figure.indicators)


def definitions_named(names: Iterable[str]) -> tuple[Definition, ...]:
    """Indicators of the catalogue, once each, in the order of their names."""
    catalogue = load_catalogue()
    known = [catalogue.indicators[name] for name in dict.fromkeys(names) if name in catalogue.indicators]
    return tuple(
        Definition(
            item.id,
            item.title,
            item.definition,
            item.formula,
            " ; ".join(catalogue.sources[source].attribution for source in item.sources),
            item.caveats,
            item.not_to_conclude,
        )
        for item in known
    )


def _sections(panier: Panier, snapshot: Snapshot) -> tuple[Section, ...]:
    """Figures together under one question; the forces and faiblesses of a territory under their own."""
    sections: list[Section] = []
    for rank, item in enumerate(panier.items, start=1):
        question, blocks = _blocks(item, panier, f"figure-{rank}", snapshot)
        if sections and sections[-1].question == question:
            sections[-1] = Section(question, sections[-1].blocks + blocks)
        else:
            sections.append(Section(question, blocks))
    return tuple(sections)


def _blocks(item: PanierItem, panier: Panier, key: str, snapshot: Snapshot) -> tuple[str, tuple[Block, ...]]:
    try:
        if is_swot(item.address):
            swot = panier_swot(item.address, panier.texts, snapshot)
            said = (Bullets("Commentaire", (Sentence(item.comment),)),) if item.comment else ()
            return swot.title, (swot.quadrants, *said)
        return QUESTION, (item_figure(item, snapshot, key),)
    except ObservatoireError as error:
        return QUESTION, (Bullets(ABSENT, (Sentence(french(f"« {item.title} » : {error}")),)),)
