"""What an address that is not a screen answers: a file, a sentence, or that nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, make_response, request

from observatoire.errors import ObservatoireError
from observatoire.typography import french

#: Ask again each time; the ETag spares sending the same content twice.
ASK_AGAIN = "no-cache"


def download(content: bytes, mimetype: str, name: str) -> Response:
    answer = typed(content, mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = ASK_AGAIN
    return tagged(answer)


def typed(content: bytes, mimetype: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = mimetype
    return answer


def tagged(answer: Response) -> Response:
    """The answer, or 304 when the browser has it already."""
    answer.add_etag()
    return answer.make_conditional(request)


def sentence(text: str, status: int) -> Response:
    """What is said instead of a file, in French typography."""
    answer = typed(french(text).encode(), "text/plain; charset=utf-8")
    answer.status_code = status
    return answer


def no_such_format(files: str, known: Iterable[str]) -> Response:
    """`files`: "les fichiers de la carte sont"."""
    return sentence(f"Ce format n’existe pas : {files} en {', '.join(known)}.", 404)


def say(error: ObservatoireError) -> Response:
    """An expected failure is one sentence, 503: the same address may answer later."""
    return sentence(str(error), 503)
