"""Forces, faiblesses, opportunités and menaces of a territory in a panier: proposed, then as the reader keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from observatoire.documents.model import Bullets, Document, Quadrants, Section, Sentence
from observatoire.errors import ObservatoireError
from observatoire.sentences.swot import NOTHING_SURE, TITLES, Swot
from observatoire.typography import french
from observatoire.view.diagnostic import Diagnostic, diagnostic
from observatoire.warehouse import Snapshot

FRAGMENT = "forces-faiblesses"
_ADDRESS = re.compile(r"/territoire/([a-z_]+)/([^/]+)")


@dataclass(frozen=True)
class PanierSwot:
    """`lists`: {quadrant: lines}, those of the reader where there are some, else those proposed (`edited` is False)."""

    found: Diagnostic
    level: str
    code: str
    lists: dict[str, tuple[Sentence, ...]]
    edited: dict[str, bool]

    @property
    def title(self) -> str:
        return french(f"Forces et faiblesses : {self.found.portrait.territory.name}")

    @property
    def address(self) -> str:
        """The address with its benchmark written out."""
        return swot_address(self.level, self.code, self.found.portrait.benchmark_key)

    @property
    def quadrants(self) -> Quadrants:
        """Four lists; an empty one says whether the reader or the figures have nothing to say."""
        return Quadrants(
            tuple(
                Bullets(title, self.lists[quadrant])
                if self.edited[quadrant]
                else Bullets(title, self.lists[quadrant], NOTHING_SURE)
                for quadrant, title in TITLES.items()
            )
        )


def swot_address(level: str, code: str, benchmark: str) -> str:
    return f"/territoire/{level}/{quote(code)}?repere={benchmark}#{FRAGMENT}"


def is_swot(address: str) -> bool:
    return urlsplit(address).fragment == FRAGMENT


def text_key(level: str, code: str, quadrant: str) -> str:
    """Under what the panier keeps the lines of a quadrant."""
    return f"{FRAGMENT}:{level}/{code}:{quadrant}"


def swot_key_at(address: str, quadrant: str) -> str:
    """The key of a quadrant of the lists at an address. Raises ObservatoireError when there is none."""
    place = _ADDRESS.fullmatch(urlsplit(address).path)
    if place is None or not is_swot(address) or quadrant not in TITLES:
        raise ObservatoireError("Cette partie du panier n’existe pas.")
    return text_key(place[1], unquote(place[2]), quadrant)


def panier_swot(address: str, texts: Mapping[str, tuple[str, ...]], snapshot: Snapshot) -> PanierSwot:
    """The four lists of an address; texts: those that the panier keeps. Raises ObservatoireError."""
    parts = urlsplit(address)
    place = _ADDRESS.fullmatch(parts.path)
    found = None
    if place is not None and is_swot(address):
        level, code = place[1], unquote(place[2])
        found = diagnostic(level, code, dict(parse_qsl(parts.query)), snapshot)
    if found is None:
        raise ObservatoireError("Ce territoire n’existe pas dans les données publiées.")
    kept = {quadrant: texts.get(text_key(level, code, quadrant)) for quadrant in TITLES}
    lists = {
        quadrant: _proposed(found.swot, quadrant) if lines is None else _written(found.swot, lines)
        for quadrant, lines in kept.items()
    }
    return PanierSwot(found, level, code, lists, {quadrant: lines is not None for quadrant, lines in kept.items()})


def with_kept_lines(
    document: Document, address: str, texts: Mapping[str, tuple[str, ...]], snapshot: Snapshot
) -> Document:
    """A portrait whose four lists are those that the panier keeps for its territory, where it keeps some."""
    kept = panier_swot(address, texts, snapshot)
    if not any(kept.edited.values()):
        return document
    sections = tuple(
        Section(part.question, tuple(kept.quadrants if isinstance(item, Quadrants) else item for item in part.blocks))
        for part in document.sections
    )
    return replace(document, sections=sections)


def _proposed(swot: Swot, quadrant: str) -> tuple[Sentence, ...]:
    return tuple(line.sentence for line in getattr(swot, quadrant))


def _written(swot: Swot, lines: tuple[str, ...]) -> tuple[Sentence, ...]:
    """A line kept as it was proposed keeps its proof; one that the reader wrote has none."""
    proofs = {line.sentence.text: line.sentence for quadrant in TITLES for line in getattr(swot, quadrant)}
    return tuple(proofs.get(line, Sentence(line)) for line in lines)
