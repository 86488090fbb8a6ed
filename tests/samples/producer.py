"""A producer's server played on the loopback, and the few ways in which it answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from etl.fetch import fetch
from etl.transfer import Download

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROWS = b"CODGEO;TP60\n" + b"".join(b"%05d;%d\n" % (code, code % 40) for code in range(1000, 30000))
OTHER_ROWS = ROWS.replace(b";7\n", b";8\n")
DATE = "Mon, 02 Feb 2026 08:00:00 GMT"


class Producer:
    """A server whose `pages` are {path: what(handler, number of the request on this path, from 1)}."""

    def __init__(self):
        self.pages, self.asked = {}, []
        producer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                producer.asked.append((self.path, dict(self.headers)))
                producer.pages[self.path](self, len(producer.requests(self.path)))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def requests(self, path: str) -> list[dict]:
        return [headers for asked, headers in self.asked if asked == path]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"


@contextmanager
def started_producer() -> Iterator[Producer]:
    producer = Producer()
    try:
        yield producer
    finally:
        producer.server.shutdown()
        producer.server.server_close()


def send(handler, code: int, body: bytes = b"", *, cut_at: int | None = None, **headers: str) -> None:
    """Answer; with `cut_at`, announce the whole body and hang up after that many bytes."""
    handler.send_response(code)
    for name, value in ({"Content_Type": "text/csv"} | headers | {"Content_Length": str(len(body))}).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body[:cut_at])
    if cut_at is not None:
        handler.close_connection = True


def serving(body: bytes, *, cut_first_at: int | None = None, ranges: bool = True, **headers: str):
    """A page that serves `body`, hangs up on its first request when asked to, and honours Range and If-Range."""

    def page(handler, number):
        given = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        validators = (None, headers.get("ETag"), headers.get("Last_Modified"))
        if ranges and given and handler.headers.get("If-Range") in validators:
            start = int(given[1])
            send(handler, 206, body[start:], Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}", **headers)
        else:
            send(handler, 200, body, cut_at=cut_first_at if number == 1 else None, **headers)

    return page


def asked_of(producer: Producer, filename: str, **other) -> Download:
    return Download("filosofi", "2021", producer.url("/" + filename), filename, **other)


def run(target, *downloads: Download, **options):
    results = fetch(downloads, target, **{"backoff_s": 0, "progress": False, "now": lambda: NOON} | options)
    return results[0] if len(downloads) == 1 else results


def names_in(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
