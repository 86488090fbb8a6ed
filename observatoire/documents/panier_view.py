"""A panier as its screen shows it: each figure as published today, or why it is not there any more."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire.carnet.paniers import Panier, PanierItem
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Figure, Sentence
from observatoire.documents.panier_swot import PanierSwot, is_swot, panier_swot
from observatoire.errors import ObservatoireError
from observatoire.warehouse import Snapshot

#: Sentences that recall a figure.
MOST_SENTENCES = 2


@dataclass(frozen=True)
class ShownItem:
    """One of figure, swot and error is there."""

    item: PanierItem
    figure: Figure | None
    swot: PanierSwot | None
    error: str

    @property
    def title(self) -> str:
        if self.figure is not None:
            return self.figure.title
        return self.swot.title if self.swot is not None else self.item.title

    @property
    def subtitle(self) -> str:
        return self.figure.subtitle if self.figure is not None else ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.figure.sentences[:MOST_SENTENCES] if self.figure is not None else ()


def shown_items(panier: Panier, snapshot: Snapshot) -> tuple[ShownItem, ...]:
    return tuple(_shown(item, panier, snapshot) for item in panier.items)


def _shown(item: PanierItem, panier: Panier, snapshot: Snapshot) -> ShownItem:
    try:
        if is_swot(item.address):
            return ShownItem(item, None, panier_swot(item.address, panier.texts, snapshot), "")
        return ShownItem(item, figure_at(item.address, snapshot), None, "")
    except ObservatoireError as error:
        return ShownItem(item, None, None, str(error))
