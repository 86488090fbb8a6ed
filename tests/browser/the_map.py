"""What a reader sees of the map screen, read from the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Drawn:
    """A map as drawn: class of each area in the order of the map file, legend as (words, number of territories)."""

    title: str
    subtitle: str
    classes: tuple[str, ...]
    legend: tuple[tuple[str, int], ...]


def drawn(page: Page) -> Drawn:
    areas, entries = page.locator(".carte-zones path"), page.locator("#carte-legende .legende li").all()
    return Drawn(
        page.locator("#carte-titre").inner_text(),
        page.locator("#carte-sous-titre").inner_text(),
        tuple(areas.evaluate_all("areas => areas.map((area) => area.getAttribute('class'))")),
        tuple(
            (entry.locator(".libelle").inner_text(), whole_number(entry.locator(".nombre").inner_text()))
            for entry in entries
        ),
    )


def whole_number(text: str) -> int:
    return int("".join(character for character in text if character.isdigit()))


def asked(page: Page) -> dict[str, str]:
    """The query string of the address bar."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def area(page: Page, rank: int) -> Locator:
    """The area of a rank in the map file."""
    return page.locator(f'.carte-zones path[data-i="{rank}"]')


def fills(page: Page) -> list[str]:
    """Computed fill of each area: a colour, or the address of a pattern."""
    return page.locator(".carte-zones path").evaluate_all("areas => areas.map((area) => getComputedStyle(area).fill)")


def tip(page: Page) -> Locator:
    """The box that names a territory and says its figure."""
    return page.locator(".carte-bulle")


def point_on_screen(page: Page, rank: int) -> tuple[float, float]:
    """A point of the window that lies inside an area, or on its circle, and is hidden by nothing."""
    area(page, rank).scroll_into_view_if_needed()
    x, y = area(page, rank).evaluate("""(shape) => {
        const box = shape.getBoundingClientRect();
        for (let step = 1; step < 40; step += 1) {
            for (let other = 1; other < 40; other += 1) {
                const [x, y] = [box.x + (box.width * step) / 40, box.y + (box.height * other) / 40];
                const near = [[0, 0], [2, 0], [-2, 0], [0, 2], [0, -2]].map(([dx, dy]) => [x + dx, y + dy]);
                if (near.every((at) => document.elementFromPoint(...at)?.dataset.i === shape.dataset.i)) return [x, y];
            }
        }
        throw new Error('no point of this area is in sight');
    }""")
    return x, y


def hover(page: Page, rank: int) -> None:
    page.mouse.move(*point_on_screen(page, rank))
