"""Addresses that change a panier: JSON from our own pages only, answered by a sentence and the new version."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from observatoire.carnet import paniers
from observatoire.carnet.database import Carnet
from observatoire.carnet.paniers import Panier, StalePanier, UnknownPanier
from observatoire.documents.figures_at import figure_at
from observatoire.documents.panier_swot import is_swot, panier_swot, swot_key_at
from observatoire.documents.proposed_meeting import proposed_panier
from observatoire.errors import ObservatoireError
from observatoire.typography import french
from observatoire.warehouse import Snapshot
from pages._carnet import Refused, asked_json, current_carnet
from pages._warehouse import current

routes = Blueprint("panier", __name__)


@routes.errorhandler(ObservatoireError)
def _say(error: ObservatoireError) -> tuple[Response, int]:
    status = {StalePanier: 409, UnknownPanier: 404}.get(type(error), 400)
    return jsonify(phrase=str(error)), error.status if isinstance(error, Refused) else status


@routes.post("/paniers")
def create() -> Response:
    """Another panier, empty. -> {panier, version, nombre, phrase}."""
    asked_json()
    return _answer(paniers.new_panier(current_carnet()), "Nouveau panier commencé.")


@routes.post("/paniers/ajouter")
def add() -> Response:
    """Put the figure at `adresse` in `panier`, or in a new one. -> {panier, version, nombre, phrase}."""
    asked = asked_json()
    address, title = _whole_address(_text(asked, "adresse"), current())
    carnet = current_carnet()
    before = _panier_or_new(carnet, _text(asked, "panier"))
    after = paniers.add_item(carnet, before.id, address, title)
    already = after.version == before.version
    return _answer(after, "Cette figure est déjà dans le panier" if already else "Ajouté au panier")


@routes.post("/paniers/seance")
def prepare_meeting() -> Response:
    """A new panier, its figures those of a meeting on a territory. -> {panier, version, nombre, phrase}."""
    asked, snapshot = asked_json(), current()
    territory = snapshot.territory(_text(asked, "niveau"), _text(asked, "code"))
    if territory is None:
        raise Refused("Ce territoire n’existe pas dans les données publiées.", 404)
    carnet, proposed = current_carnet(), proposed_panier(territory, snapshot)
    kept = paniers.new_panier(carnet, proposed.title)
    for item in proposed.items:
        kept = paniers.add_item(carnet, kept.id, item.address, item.title)
    return _answer(kept, "Séance préparée.")


@routes.post("/paniers/<identifier>/changer")
def change(identifier: str) -> Response:
    """One change (`action`) of the panier as it was at `version`. -> {panier, version, nombre, phrase}."""
    asked = asked_json()
    action, version = _text(asked, "action"), asked.get("version")
    if action not in CHANGES or not isinstance(version, int):
        raise Refused("Cette demande est incomplète : rechargez la page.", 400)
    sentence, made = CHANGES[action]
    return _answer(made(current_carnet(), identifier, version, asked), sentence)


def _lines(carnet: Carnet, identifier: str, version: int, asked: dict) -> Panier:
    """The lines of a quadrant of the forces and faiblesses of an item; no text gives the proposal back."""
    known = paniers.panier(carnet, identifier)
    address = next((item.address for item in known.items if item.id == _number(asked, "figure")), "")
    lines = _text(asked, "texte").splitlines() if asked.get("texte") is not None else None
    return paniers.write_lines(carnet, identifier, version, swot_key_at(address, _text(asked, "partie")), lines)


#: Action -> (what is said once it is done, how it is done).
CHANGES: dict[str, tuple[str, Callable[[Carnet, str, int, dict], Panier]]] = {
    "titre": ("Titre enregistré.", lambda c, i, v, asked: paniers.rename(c, i, v, _text(asked, "texte"))),
    "commentaire": (
        "Commentaire enregistré.",
        lambda c, i, v, asked: paniers.comment(c, i, v, _number(asked, "figure"), _text(asked, "texte")),
    ),
    "deplacer": (
        "Figure déplacée.",
        lambda c, i, v, asked: paniers.move(c, i, v, _number(asked, "figure"), _number(asked, "sens")),
    ),
    "retirer": ("Figure retirée.", lambda c, i, v, asked: paniers.remove(c, i, v, _number(asked, "figure"))),
    "remettre": ("Figure remise.", lambda c, i, v, asked: paniers.put_back(c, i, v, _number(asked, "figure"))),
    "lignes": ("Lignes enregistrées.", _lines),
}


def _whole_address(address: str, snapshot: Snapshot) -> tuple[str, str]:
    """(the address with its choices by default written out, title) of what is kept. Raises ObservatoireError."""
    if is_swot(address):
        swot = panier_swot(address, {}, snapshot)
        return swot.address, swot.title
    figure = figure_at(address, snapshot)
    return figure.address, figure.title


def _panier_or_new(carnet: Carnet, identifier: str) -> Panier:
    """The panier asked, or a new one: a carnet may have been restored since a browser has heard of it."""
    try:
        return paniers.panier(carnet, identifier)
    except UnknownPanier:
        return paniers.new_panier(carnet)


def _answer(panier: Panier, sentence: str) -> Response:
    return jsonify(panier=panier.id, version=panier.version, nombre=len(panier.items), phrase=french(sentence))


def _text(asked: dict, name: str) -> str:
    found = asked.get(name, "")
    if not isinstance(found, str):
        raise Refused("Cette demande est incomplète : rechargez la page.", 400)
    return found


def _number(asked: dict, name: str) -> int:
    found = asked.get(name)
    if not isinstance(found, int):
        raise Refused("Cette demande est incomplète : rechargez la page.", 400)
    return found
