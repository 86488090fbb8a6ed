"""Fixtures of the browser: one site and one Chromium for all the tests, a page that notes every fault for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.screens import open_screen
from tests.browser.serving import DESK, PHONE, Site, chromium, serving, watch
from tests.documents.demonstration import copied

PATIENCE_MS = 20_000

#: Opens a path of the site in a new page, and waits until the screen is whole.
Visit = Callable[[str], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The real server on a demonstration of the Pyrénées-Atlantiques."""
    folder = tmp_path_factory.getbasetemp() / "site"
    with serving(copied("64", folder, tmp_path_factory), folder / "server.log") as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def desk(browser: Browser, site: Site) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A reader at a desk, whose browser keeps the scripts from one test to the next, and the faults met."""
    with _reader(browser, site, DESK) as reader:
        yield reader


@pytest.fixture(scope="session")
def phone(browser: Browser, site: Site) -> Iterator[tuple[BrowserContext, list[str]]]:
    """The same with a touch screen 390 pixels wide."""
    with _reader(browser, site, PHONE) as reader:
        yield reader


@pytest.fixture
def visit(desk) -> Iterator[Visit]:
    """Open pages at a desk. The test fails when one met an error, a warning or a request to another site."""
    yield from _visits(*desk)


@pytest.fixture
def visit_on_a_phone(phone) -> Iterator[Visit]:
    yield from _visits(*phone)


@pytest.fixture
def visit_as_someone_else(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open pages in a browser that has never seen the site."""
    with _reader(browser, site, DESK) as reader:
        yield from _visits(*reader)


@contextmanager
def _reader(browser: Browser, site: Site, screen: dict) -> Iterator[tuple[BrowserContext, list[str]]]:
    faults: list[str] = []
    with browser.new_context(base_url=site.address, locale="fr-FR", **screen) as context:
        context.set_default_timeout(PATIENCE_MS)
        watch(context, faults)
        yield context, faults


def _visits(context: BrowserContext, faults: list[str]) -> Iterator[Visit]:
    pages = []

    def open_page(path: str) -> Page:
        pages.append(context.new_page())
        open_screen(pages[-1], path)
        return pages[-1]

    faults.clear()
    yield open_page
    for page in pages:
        page.close()
    assert faults == []
