"""What a reader waits for in a real browser: the first map, the map after a change, and what went over the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

VIEWPORT = {"width": 1280, "height": 900}
PATIENCE_MS = 30_000

#: The promise of the moment when the frame that shows every shape is on screen, in ms since the navigation started.
#: An animation frame starts once the one before is painted.
WATCH = """(() => {
  window.benchFirstMap = new Promise((done) => {
    const look = () => {
      if (performance.now() > %(patience)d) done(null);
      else if (document.querySelectorAll('%(shapes)s').length < %(count)d) requestAnimationFrame(look);
      else requestAnimationFrame(() => done(performance.now()));
    };
    requestAnimationFrame(look);
  });
})()"""

#: The same for the map that the server draws in the page: on screen in the frame after the one that has read past it.
#: It is in a closed tree that no script reaches; tests/browser/test_first_view.py sees it on a screenshot.
WATCH_FIRST_VIEW = """(() => {
  window.benchFirstView = new Promise((done) => {
    const look = () => {
      if (performance.now() > %(patience)d) done(null);
      else if (!document.querySelector('#premiere-vue ~ #react-entry-point')) requestAnimationFrame(look);
      else requestAnimationFrame(() => done(performance.now()));
    };
    requestAnimationFrame(look);
  });
})()"""

#: Choose in a list as a reader does, and wait for the frame after the one where shapes have changed.
CHANGE = """([list, value, shapes, patience]) => new Promise((done) => {
  const colours = () => Array.from(document.querySelectorAll(shapes),
    (shape) => shape.getAttribute('class') + shape.getAttribute('fill')).join();
  const before = colours();
  const control = document.getElementById(list);
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(control, value);
  const start = performance.now();
  control.dispatchEvent(new Event('change', { bubbles: true }));
  const look = () => {
    if (performance.now() - start > patience) done(null);
    else if (colours() === before) requestAnimationFrame(look);
    else requestAnimationFrame(() => done(performance.now() - start));
  };
  requestAnimationFrame(look);
})"""

#: Chromium's kinds of resources, as a reader would call them.
KINDS = {
    "Document": "page",
    "Script": "scripts",
    "Stylesheet": "styles",
    "Font": "polices",
    "Fetch": "données",
    "XHR": "données",
}
OTHER_KIND = "en attente"  # Plotly, fetched when the browser has nothing better to do
KINDS_SHOWN = (*dict.fromkeys(KINDS.values()), OTHER_KIND)


@dataclass(frozen=True)
class MapOnScreen:
    """Where a map is: its address, the selector of its shapes, how many there are, and the list that changes it."""

    address: str
    shapes: str
    count: int
    control: str


@dataclass(frozen=True)
class FirstMap:
    """From the start of the navigation: when the map is seen, when it answers, and the processor time of the tab."""

    seen_ms: float
    wall_ms: float
    processor_ms: float


def first_maps(browser: Browser, wanted: MapOnScreen, runs: int) -> list[FirstMap]:
    """Visits by a browser that has kept nothing; one more before them warms the server."""
    return [_cold_visit(browser, wanted) for _ in range(runs + 1)][1:]


def changes(browser: Browser, wanted: MapOnScreen, values: Sequence[str]) -> list[float]:
    """ms from the choice of each value to the new colours on screen."""
    with _context(browser) as context:
        page = context.new_page()
        _first_map(page, wanted)
        page.wait_for_load_state("networkidle")
        asked = ([wanted.control, value, wanted.shapes, PATIENCE_MS] for value in values)
        return [_answered(page.evaluate(CHANGE, one)) for one in asked]


def weights(browser: Browser, address: str) -> tuple[Counter, Counter]:
    """kB on the wire by kind of resource, of a first visit then of a second one."""
    with _context(browser) as context:
        return _weighed(context, address), _weighed(context, address)


def _cold_visit(browser: Browser, wanted: MapOnScreen) -> FirstMap:
    with _context(browser) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.add_init_script(WATCH_FIRST_VIEW % {"patience": 2_000})
        wall_ms = _first_map(page, wanted)
        seen_ms = _answered(page.evaluate("() => window.benchFirstView"))
        spent_s = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return FirstMap(seen_ms, wall_ms, 1000 * spent_s["TaskDuration"])


def _first_map(page: Page, wanted: MapOnScreen) -> float:
    page.add_init_script(WATCH % {"shapes": wanted.shapes, "count": wanted.count, "patience": PATIENCE_MS})
    page.goto(wanted.address, wait_until="commit")
    return _answered(page.evaluate("() => window.benchFirstMap"))


def _answered(spent_ms: float | None) -> float:
    if spent_ms is None:
        raise RuntimeError("the map never came on screen")
    return spent_ms


@contextmanager
def _context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


def _weighed(context: BrowserContext, address: str) -> Counter:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    found = Counter(dict.fromkeys(KINDS_SHOWN, 0))
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: found.update(
            {KINDS.get(kinds.get(event["requestId"], ""), OTHER_KIND): event["encodedDataLength"] / 1000}
        ),
    )
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1000)  # what the browser fetches when it has nothing better to do
    page.close()
    return found
