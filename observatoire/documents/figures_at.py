"""The figure that an address of the site shows: its path and query are those of a screen, its fragment names it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from observatoire.documents.figure_carte import carte_figure
from observatoire.documents.figure_comparer import comparer_figure
from observatoire.documents.figure_emploi import emploi_figure
from observatoire.documents.figure_parcours import parcours_figure
from observatoire.documents.figure_territoire import territoire_figure
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.warehouse import Snapshot

LONGEST_ADDRESS = 2_000
_TERRITOIRE = re.compile(r"/territoire/([a-z_]+)/([^/]+)")


def figure_at(address: str, snapshot: Snapshot) -> Figure:
    """The figure, with the whole address that shows it again (`Figure.address`), its choices by default written out.

    /carte?…; /territoire/<level>/<code>?repere=…#<indicator or theme>; /parcours?…#<block>; /emploi?…#<block>;
    /comparer?…#<block>.
    Raises ObservatoireError when the address shows no figure that a document can hold.
    """
    if len(address) > LONGEST_ADDRESS or not address.startswith("/") or address.startswith("//"):
        raise ObservatoireError("Cette adresse n’est pas celle d’une figure du site.")
    parts = urlsplit(address)
    query, fragment = dict(parse_qsl(parts.query)), unquote(parts.fragment)
    if parts.path == "/carte":
        return carte_figure(query, snapshot)
    if parts.path == "/parcours":
        return parcours_figure(query, fragment or "etapes", snapshot)
    if parts.path == "/emploi":
        return emploi_figure(query, fragment or "retour", snapshot)
    if parts.path == "/comparer":
        return comparer_figure(query, fragment or "tapis", snapshot)
    if place := _TERRITOIRE.fullmatch(parts.path):
        return territoire_figure(place[1], unquote(place[2]), query, fragment, snapshot)
    raise ObservatoireError(f"L’adresse « {parts.path} » ne montre pas de figure à garder.")
