"""The carnet that this process serves, and what protects its writing: only our own pages may ask for it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import request

from observatoire.carnet import Carnet, carnet_address, open_carnet
from observatoire.documents.exported import figures_behind
from observatoire.documents.freezing import DEFAULT_BASE, freeze_figure
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.warehouse import Snapshot
from pages._warehouse import DEFAULT

MOST_BYTES = 64 * 1024


class Refused(ObservatoireError):
    """A request that is not ours, or not as it should be; `status` is that of the answer."""

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status


def current_carnet() -> Carnet:
    """The carnet beside the published warehouse, or at OBSERVATOIRE_CARNET. Raises ObservatoireError."""
    return open_carnet(carnet_address(os.environ.get("OBSERVATOIRE_ENTREPOT") or DEFAULT))


def base_address() -> str:
    """Address of the site for links and QR codes: OBSERVATOIRE_ADRESSE, else that of the request."""
    return os.environ.get("OBSERVATOIRE_ADRESSE") or request.host_url or DEFAULT_BASE


def kept_figures(addresses: Iterable[str], snapshot: Snapshot) -> tuple[Figure, ...]:
    """The figures behind a file, each kept under its code before the file leaves.

    None when the carnet cannot keep them: the file says nothing of a code, and the log says why.
    """
    try:
        carnet, base = current_carnet(), base_address()
        return tuple(freeze_figure(figure, carnet, base, snapshot) for figure in figures_behind(addresses, snapshot))
    except ObservatoireError as error:
        logging.getLogger(__name__).warning("no code in the file at %s: %s", request.path, error)
        return ()


def asked_json(most_bytes: int = MOST_BYTES) -> dict:
    """The JSON object sent by one of our pages.

    Raises Refused for anything else: another site, a form, a text that is too long. A browser always says where a
    request comes from, and asks before it sends JSON to another site.
    """
    if request.mimetype != "application/json":
        raise Refused("Cette adresse n’accepte que des données JSON.", 415)
    if not _is_ours():
        raise Refused("Cette demande vient d’un autre site : elle est refusée.", 403)
    if (request.content_length or 0) > most_bytes:
        raise Refused("Ce texte est trop long pour être enregistré.", 413)
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise Refused("Cette demande est incomplète : rechargez la page.", 400)
    return asked


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    known = {request.host, urlsplit(os.environ.get("OBSERVATOIRE_ADRESSE", "")).netloc}
    return origin is None or urlsplit(origin).netloc in known - {""}
