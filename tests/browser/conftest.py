"""Fixtures of the browser: one site and one Chromium for all the tests, a page that notes every fault for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.screens import open_screen
from tests.browser.serving import DESK, ONE_PROCESS_A_READER, PHONE, Site, chromium, serving, watch
from tests.documents.demonstration import copied

PATIENCE_MS = 40_000

#: Opens a path of the site in a new page, and waits until the screen is whole.
Visit = Callable[[str], Page]
#: The browser of one reader, and the faults that its pages met.
Reader = tuple[BrowserContext, list[str]]


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
    with chromium(ONE_PROCESS_A_READER) as started:
        yield started


@pytest.fixture(scope="session")
def desk(browser: Browser, site: Site) -> Iterator[Reader]:
    """A reader at a desk, whose browser keeps the scripts from one test to the next, and the faults met."""
    with reading(browser, site, DESK) as reader:
        yield reader


@pytest.fixture(scope="session")
def phone(browser: Browser, site: Site) -> Iterator[Reader]:
    """The same with a touch screen 390 pixels wide."""
    with reading(browser, site, PHONE) as reader:
        yield reader


@pytest.fixture
def visit(desk) -> Iterator[Visit]:
    """Open pages at a desk. The test fails when one met an error, a warning or a request to another site."""
    with visiting(desk) as visit:
        yield visit


@pytest.fixture
def visit_on_a_phone(phone) -> Iterator[Visit]:
    with visiting(phone) as visit:
        yield visit


@pytest.fixture
def visit_as_someone_else(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open pages in a browser that has never seen the site."""
    with reading(browser, site, DESK) as reader, visiting(reader) as visit:
        yield visit


@contextmanager
def reading(browser: Browser, site: Site, screen: dict) -> Iterator[Reader]:
    """A reader of the site, who keeps a page of it open: the process that draws it draws the next ones."""
    faults: list[str] = []
    with browser.new_context(base_url=site.address, locale="fr-FR", **screen) as context:
        context.set_default_timeout(PATIENCE_MS)
        watch(context, faults)
        context.new_page().goto("/health")
        yield context, faults


@contextmanager
def visiting(reader: Reader) -> Iterator[Visit]:
    """A visit of a reader: its pages are closed at the end, and must have met no fault."""
    context, faults = reader
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
