"""A running site serves a newly published warehouse by itself, and no request fails meanwhile."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import httpx
from playwright.sync_api import expect

from observatoire.publication import publish
from tests.browser.screens import ready

LONGEST_WAIT_S = 5
#: Of a machine that does something else meanwhile.
PATIENCE_S = 60
#: Answers in a row that carry the new date: enough for both processes of the server to have been asked.
ALIKE = 20
PATHS = ("/health", "/carte", "/recherche?q=pau", "/fichiers/carte.csv?niveau=epci")


def publish_again(warehouse: Path) -> datetime:
    """Publish the same figures as a new version; its date."""
    published_at = datetime.now().replace(microsecond=0)
    previous = warehouse.resolve()

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(f"ATTACH '{previous}' AS previous (READ_ONLY)")
        listed = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'previous'"
        for (table,) in connection.execute(listed).fetchall():
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM previous.{table}")
        connection.execute("UPDATE publication SET built_at = ?", [published_at])
        connection.execute("DETACH previous")

    publish(warehouse, fill)
    return published_at


def test_a_new_publication_is_served_within_five_seconds_without_a_restart_and_without_a_failed_request(site):
    failures: list[str] = []
    answers = 0
    over = threading.Event()

    def read_all_the_time() -> None:
        nonlocal answers
        with httpx.Client(base_url=site.address, trust_env=False, timeout=20) as reader:
            while not over.is_set():
                for path in PATHS:
                    try:
                        status = reader.get(path).status_code
                    except httpx.HTTPError as error:
                        status = repr(error)
                    answers += 1
                    if status != 200:
                        failures.append(f"{path}: {status}")
                over.wait(0.05)

    reader = threading.Thread(target=read_all_the_time)
    reader.start()
    try:
        before = httpx.get(f"{site.address}/health", trust_env=False).json()["publie_le"]
        published_at = publish_again(site.warehouse)
        start = time.monotonic()
        asked_s, seen = [], []
        # Several processes answer: the new version must come from each of them.
        while time.monotonic() < start + PATIENCE_S and seen[-ALIKE:] != [published_at.isoformat()] * ALIKE:
            asked_s.append(time.monotonic() - start)
            seen.append(httpx.get(f"{site.address}/health", trust_env=False, timeout=20).json()["publie_le"])
    finally:
        time.sleep(0.5)
        over.set()
        reader.join()
    assert before != published_at.isoformat()
    assert seen[-ALIKE:] == [published_at.isoformat()] * ALIKE
    late = [date for delay_s, date in zip(asked_s, seen, strict=True) if delay_s > LONGEST_WAIT_S]
    assert set(late) <= {published_at.isoformat()}
    assert failures == []
    assert answers >= len(PATHS)


def test_a_reader_who_had_the_page_open_goes_on_reading_after_a_publication(visit, site):
    page = visit("/carte?niveau=epci")
    publish_again(site.warehouse)
    page.get_by_role("radio", name="SDSeI").check()
    expect(page.locator(".carte-zones path")).to_have_count(7)
    ready(page)
