"""Many readers at once on the real server: requests a second, usual and slow answers, errors."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable
from statistics import quantiles

import httpx

from observatoire.warehouse import Snapshot
from tests.bench import questions
from tests.bench.measuring import Measure
from tests.bench.questions import UPDATE

READERS = 8
SECONDS = 8
HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "br"}


def many_readers(address: str, snapshot: Snapshot) -> list[Measure]:
    """Eight threads change the Carte screen without a pause; half of the questions were asked before."""
    callback = questions.carte_callback(httpx.get(f"{address}/_dash-dependencies", trust_env=False).json())
    times_ms: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + SECONDS
    start = time.perf_counter()
    threads = [
        threading.Thread(target=_read, args=(address, callback, asked, until, times_ms, errors))
        for asked in (questions.mixed(snapshot, seed) for seed in range(READERS))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent_s = time.perf_counter() - start
    cuts = quantiles(times_ms, n=20)
    return [
        Measure(f"réponses par seconde, {READERS} lecteurs sans pause", [len(times_ms) / spent_s], "/s"),
        Measure("durée d’une réponse, médiane", [cuts[9]], "ms"),
        Measure("durée d’une réponse, 95e centile", [cuts[18]], "ms"),
        Measure("erreurs", [len(errors)], "", 0),
    ]


def _read(
    address: str,
    callback: dict,
    several: Iterable[questions.Asked],
    until: float,
    times_ms: list[float],
    errors: list[str],
) -> None:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    for asked in several:
        if time.monotonic() > until:
            break
        body = json.dumps(questions.carte_body(callback, asked))
        start = time.perf_counter()
        try:
            connection.request("POST", UPDATE, body, HEADERS)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            errors.append(repr(error))
            connection.close()
            continue
        times_ms.append(1000 * (time.perf_counter() - start))
        if response.status != 200:
            errors.append(f"HTTP {response.status}")
    connection.close()
