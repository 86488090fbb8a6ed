"""The figures behind a file of a screen: what its code leads to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.warehouse import Snapshot


def figures_behind(addresses: Iterable[str], snapshot: Snapshot) -> tuple[Figure, ...]:
    """The figure of each address; none for an address that shows no figure."""
    found = (_figure(address, snapshot) for address in addresses)
    return tuple(figure for figure in found if figure is not None)


@lru_cache(maxsize=32)
def _figure(address: str, snapshot: Snapshot) -> Figure | None:
    """One view is often downloaded in several formats."""
    try:
        return figure_at(address, snapshot)
    except ObservatoireError:
        return None
