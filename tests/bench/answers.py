"""What the server does, without network nor browser: an interaction on the Carte screen, files, screens."""

from __future__ import annotations

import time
from dataclasses import dataclass

import brotli
from flask.testing import FlaskClient

from observatoire.warehouse import Snapshot
from tests.bench import questions
from tests.bench.measuring import Measure, milliseconds
from tests.bench.questions import UPDATE

MOST_MS, MOST_KB = 50, 30
RUNS = 7
AS_BROWSERS = {"Accept-Encoding": "gzip, deflate, br"}
FILE_QUERY = "indicateur=taux_pauvrete&niveau=commune"


@dataclass(frozen=True)
class Answer:
    wall_ms: float
    processor_ms: float
    wire_kb: float
    plain_kb: float


def interaction(reader: FlaskClient, snapshot: Snapshot) -> list[Measure]:
    """Every change asked once (the answer is worked out), then again (the view is known)."""
    callback = questions.carte_callback(reader.get("/_dash-dependencies").json)
    kinds = questions.changes(snapshot)
    first = _post(reader, callback, {"indicateur": "taux_pauvrete", "repere": "france_metro"})
    new = {kind: [_post(reader, callback, asked) for asked in several] for kind, several in kinds.items()}
    again = [_post(reader, callback, asked) for several in kinds.values() for asked in several]
    every = [answer for several in new.values() for answer in several]
    return [
        Measure("première question d’une version publiée", [first.wall_ms], "ms"),
        *(
            Measure(f"jamais posée, {kind}", [a.wall_ms for a in several], "ms", MOST_MS)
            for kind, several in new.items()
            if several
        ),
        Measure("jamais posée, toutes : processeur", [a.processor_ms for a in every], "ms"),
        Measure("déjà posée", [a.wall_ms for a in again], "ms", MOST_MS),
        Measure("déjà posée : processeur", [a.processor_ms for a in again], "ms"),
        Measure("réponse sur le réseau (brotli)", [a.wire_kb for a in every], "ko", MOST_KB, 1),
        Measure("réponse avant compression", [a.plain_kb for a in every], "ko", None, 1),
    ]


def files(reader: FlaskClient) -> list[Measure]:
    """The four files of the map of the communes."""
    return [
        _timed(reader, extension.upper(), f"/fichiers/carte.{extension}?{FILE_QUERY}")
        for extension in ("csv", "xlsx", "svg", "png")
    ]


def screens(reader: FlaskClient, snapshot: Snapshot) -> list[Measure]:
    """Whole screens as the server answers them, and two small addresses."""
    callback = questions.page_callback(reader.get("/_dash-dependencies").json)
    departement, commune = snapshot.publication().departement, snapshot.layer("commune")[1][0]
    addresses = {
        "accueil": ("/", ""),
        "carte des communes": ("/carte", "?niveau=commune"),
        "portrait du département": (f"/territoire/departement/{departement}", ""),
        "portrait d’une commune": (f"/territoire/commune/{commune}", ""),
    }
    found = []
    for name, address in addresses.items():
        body = questions.page_body(callback, *address)
        found.append(Measure(f"écran : {name}", _repeated(lambda body=body: _ok(reader.post(UPDATE, json=body))), "ms"))
    return [*found, _timed(reader, "/recherche?q=pau", "/recherche?q=pau"), _timed(reader, "/health", "/health")]


def _post(reader: FlaskClient, callback: dict, asked: questions.Asked) -> Answer:
    body = questions.carte_body(callback, asked)
    wall, processor = time.perf_counter(), time.process_time()
    response = reader.post(UPDATE, json=body, headers=AS_BROWSERS)
    spent = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)
    sent = _ok(response).data
    plain = brotli.decompress(sent) if response.headers.get("Content-Encoding") == "br" else sent
    return Answer(*spent, len(sent) / 1000, len(plain) / 1000)


def _timed(reader: FlaskClient, name: str, address: str) -> Measure:
    return Measure(name, _repeated(lambda: _ok(reader.get(address, headers=AS_BROWSERS))), "ms", None, 1)


def _repeated(action) -> list[float]:
    return [milliseconds(action) for _ in range(RUNS)]


def _ok(response):
    if response.status_code != 200:
        raise RuntimeError(f"{response.request.path}: HTTP {response.status_code}")
    return response
