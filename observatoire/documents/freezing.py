"""Every figure of a document gets a short code, kept in the carnet with its numbers before the file leaves."""

from __future__ import annotations

from dataclasses import replace

from observatoire.carnet.database import Carnet
from observatoire.carnet.frozen import frozen_content, keep_frozen
from observatoire.documents.frozen_figure import FrozenFigure, from_payload, to_payload
from observatoire.documents.model import Block, Document, Figure, Frozen, Section
from observatoire.warehouse import Snapshot

#: Where the site is when nobody says otherwise.
DEFAULT_BASE = "http://127.0.0.1:8050"


def freeze(document: Document, carnet: Carnet, base_address: str, snapshot: Snapshot) -> Document:
    """The same document, each figure with its code and the address of its page. base_address: that of the site."""

    def frozen(block: Block) -> Block:
        return freeze_figure(block, carnet, base_address, snapshot) if isinstance(block, Figure) else block

    sections = tuple(Section(item.question, tuple(map(frozen, item.blocks))) for item in document.sections)
    return replace(document, sections=sections)


def freeze_figure(figure: Figure, carnet: Carnet, base_address: str, snapshot: Snapshot) -> Figure:
    payload = to_payload(figure, snapshot.publication())
    code = keep_frozen(carnet, payload, figure.picture.svg if figure.picture is not None else "")
    return replace(figure, frozen=Frozen(code, f"{base_address.rstrip('/')}/f/{code}"))


def frozen_figure(code: str, carnet: Carnet) -> FrozenFigure | None:
    """The figure that a code leads to; None when it is unknown."""
    kept = frozen_content(carnet, code)
    return from_payload(kept.code, kept.payload, kept.picture, kept.frozen_on) if kept is not None else None
