"""The meeting of a panier: its live slides, what they send, and its files, one of which works without any network."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify, request

from observatoire import formats
from observatoire.carnet.paniers import UnknownPanier
from observatoire.documents.copil_document import Meeting, end_meeting, meeting
from observatoire.documents.copil_notes import correct_decision, note_decision, take_back
from observatoire.documents.slides_html import MIMETYPE, decision_data, slides_html
from observatoire.documents.writing import WRITERS, finished, write
from observatoire.errors import ObservatoireError
from observatoire.typography import french
from pages._answers import download, no_such_format, sentence, typed
from pages._carnet import Refused, asked_json, base_address, current_carnet
from pages._warehouse import current

#: The slides need less than a page of the site: nothing inline, nothing evaluated.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
#: A file of decisions holds a whole meeting.
MOST_FILE_BYTES = 1024 * 1024

routes = Blueprint("copil", __name__)


@routes.errorhandler(ObservatoireError)
def _say(error: ObservatoireError) -> Response | tuple[Response, int]:
    """A sentence to read for an address that was visited, in JSON for what the slides sent."""
    if request.method != "POST":
        return sentence(str(error), 404 if isinstance(error, UnknownPanier) else 503)
    status = 404 if isinstance(error, UnknownPanier) else 400
    return jsonify(phrase=str(error)), error.status if isinstance(error, Refused) else status


@routes.get("/copil/<identifier>")
def live(identifier: str) -> Response:
    """The slides, as published now."""
    answer = typed(_slides(_held(identifier), live=True), MIMETYPE)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


@routes.get("/fichiers/copil/<identifier>.<extension>")
def meeting_file(identifier: str, extension: str) -> Response:
    """The meeting as a file: `html` works without any network, the others are edited."""
    if extension != "html" and extension not in WRITERS:
        return no_such_format("les fichiers d’une séance sont", ("html", *WRITERS))
    held = _held(identifier)
    if extension == "html":
        content, mimetype = _slides(held, live=False), MIMETYPE
    else:
        content = write(held.document, extension, current_carnet(), base_address(), current())
        mimetype = WRITERS[extension][0]
    return download(content, mimetype, f"{held.document.file_stem}.{extension}")


@routes.post("/copil/<identifier>/decisions")
def note(identifier: str) -> tuple[Response, int]:
    """Keep a decision of the slides. -> the decision."""
    kept = note_decision(current_carnet(), identifier, asked_json(), current(), date.today())
    return jsonify(decision_data(kept)), 201


@routes.post("/copil/<identifier>/decisions/<int:number>")
def correct(identifier: str, number: int) -> Response:
    """Rewrite or close a decision. -> the decision."""
    return jsonify(decision_data(correct_decision(current_carnet(), identifier, number, asked_json())))


@routes.post("/copil/<identifier>/decisions/reprise")
def import_file(identifier: str) -> Response:
    """Take back a file saved without network. -> {phrase, decisions}."""
    changed = take_back(current_carnet(), identifier, asked_json(MOST_FILE_BYTES), current(), date.today())
    said = formats.count(changed, "décision reprise", "décisions reprises")
    return jsonify(
        phrase=f"{said}." if changed else "Ce fichier n’apporte rien de nouveau.",
        decisions=[decision_data(item) for item in _held(identifier).decisions],
    )


@routes.post("/copil/<identifier>/terminer")
def end(identifier: str) -> Response:
    """Keep the figures shown: the next meeting will say what has changed. -> {phrase}."""
    asked_json()
    end_meeting(current_carnet(), identifier, current(), date.today())
    said = f"Séance du {formats.day(date.today())} terminée : ses chiffres sont gardés pour la prochaine."
    return jsonify(phrase=french(said))


def _held(identifier: str) -> Meeting:
    return meeting(current_carnet(), identifier, current(), date.today())


def _slides(held: Meeting, *, live: bool) -> bytes:
    document = finished(held.document, current_carnet(), base_address(), current())
    return slides_html(document, held.decisions, held.followed, live=live, key=held.key).encode()
