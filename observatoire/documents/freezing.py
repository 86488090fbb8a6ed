"""Every figure of a document gets a short code, kept in the carnet with its numbers before the file leaves."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from urllib.parse import urlsplit

from observatoire.carnet.database import Carnet
from observatoire.carnet.frozen import frozen_content, keep_frozen
from observatoire.documents.frozen_figure import FrozenFigure, from_payload, to_payload
from observatoire.documents.model import Block, Document, Figure, Frozen, Section
from observatoire.warehouse import Snapshot

#: Where the site is when nobody says otherwise.
DEFAULT_BASE = "http://127.0.0.1:8050"


def public_site(base_address: str) -> str:
    """Address of the site without its last slash; nothing for that of one machine, which leads nobody else anywhere."""
    name = urlsplit(base_address).hostname or ""
    try:
        found = ipaddress.ip_address(name)
        is_here = found.is_loopback or found.is_unspecified
    except ValueError:
        is_here = not name or name == "localhost" or name.endswith(".localhost")
    return "" if is_here else base_address.rstrip("/")


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
