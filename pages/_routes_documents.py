"""Whole documents: a portrait, a bilan, a panier. Each figure gets its code before the file leaves."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from observatoire.carnet.decisions import Decision, decisions_of
from observatoire.carnet.paniers import UnknownPanier, panier
from observatoire.documents import panier_images
from observatoire.documents.bilan_document import bilan
from observatoire.documents.model import Document
from observatoire.documents.panier_document import panier_document
from observatoire.documents.panier_swot import swot_address, with_kept_lines
from observatoire.documents.pdf_file import Paper
from observatoire.documents.portrait_document import portrait_document
from observatoire.documents.writing import WRITERS, finished, write
from observatoire.errors import ObservatoireError
from observatoire.view.diagnostic import diagnostic
from observatoire.warehouse import Snapshot
from pages._answers import download, no_such_format, say, sentence
from pages._carnet import base_address, current_carnet
from pages._warehouse import current

IMAGES = "zip"

routes = Blueprint("documents", __name__)


@routes.errorhandler(ObservatoireError)
def _tell(error: ObservatoireError) -> Response:
    return sentence(str(error), 404) if isinstance(error, UnknownPanier) else say(error)


@routes.get("/fichiers/portrait.<extension>")
def portrait_file(extension: str) -> Response:
    """The portrait of a territory (`niveau`, `code`, `repere`), with the lines kept in `panier` when it is given.

    `papier`: "a3" for the poster, in PDF only.
    """
    paper: Paper = "a3" if request.args.get("papier") == "a3" else "a4"
    if extension not in WRITERS:
        return _unknown_format()
    if paper == "a3" and extension != "pdf":
        return sentence("L’affiche A3 n’existe qu’en PDF.", 404)
    snapshot, level, code = current(), request.args.get("niveau", ""), request.args.get("code", "")
    found = diagnostic(level, code, request.args.to_dict(), snapshot)
    if found is None:
        return sentence("Ce territoire n’existe pas dans les données publiées.", 404)
    document = _with_lines(portrait_document(found, snapshot), level, code, snapshot)
    return _written(document, extension, snapshot, paper)


@routes.get("/fichiers/bilan.<extension>")
def bilan_file(extension: str) -> Response:
    """The bilan of a territory (`niveau`, `code`), else of the département, with the decisions of `panier` if given."""
    if extension not in WRITERS:
        return _unknown_format()
    snapshot = current()
    level = request.args.get("niveau", "departement")
    code = request.args.get("code", snapshot.publication().departement)
    if snapshot.territory(level, code) is None:
        return sentence("Ce territoire n’existe pas dans les données publiées.", 404)
    document = bilan(current_carnet(), level, code, snapshot, date.today(), _decisions())
    return _written(document, extension, snapshot)


@routes.get("/fichiers/panier/<identifier>.<extension>")
def panier_file(identifier: str, extension: str) -> Response:
    """A panier as a document, or the images of its figures."""
    if extension not in (*WRITERS, IMAGES):
        return _unknown_format(IMAGES)
    snapshot, carnet = current(), current_carnet()
    document = panier_document(panier(carnet, identifier), snapshot)
    if extension != IMAGES:
        return _written(document, extension, snapshot)
    archive = panier_images.document_zip(finished(document, carnet, base_address(), snapshot))
    return download(archive, panier_images.MIMETYPE, f"{document.file_stem}.zip")


def _decisions() -> tuple[Decision, ...]:
    """Those of the panier whose key the reader gives; none when it is not known any more."""
    try:
        return decisions_of(current_carnet(), panier(current_carnet(), request.args.get("panier", "")).id)
    except UnknownPanier:
        return ()


def _with_lines(document: Document, level: str, code: str, snapshot: Snapshot) -> Document:
    """The forces and faiblesses as the panier of the reader keeps them; as proposed when it is not known any more."""
    identifier = request.args.get("panier", "")
    if not identifier:
        return document
    try:
        texts = panier(current_carnet(), identifier).texts
    except UnknownPanier:
        return document
    return with_kept_lines(document, swot_address(level, code, request.args.get("repere", "")), texts, snapshot)


def _written(document: Document, extension: str, snapshot: Snapshot, paper: Paper = "a4") -> Response:
    content = write(document, extension, current_carnet(), base_address(), snapshot, paper)
    name = f"{document.file_stem}-affiche" if paper == "a3" else document.file_stem
    return download(content, WRITERS[extension][0], f"{name}.{extension}")


def _unknown_format(*more: str) -> Response:
    return no_such_format("ces documents sont", (*WRITERS, *more))
