"""Screens as the server sends them to a browser, and a small warehouse written by hand for the cases they must tell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from observatoire.publication import publish
from observatoire.schema import FORMAT_VERSION

PAGES_OUTPUT = ".._pages_content.children..._pages_store.data.."


def screen(reader, path: str, search: str = "") -> dict:
    """The layout of a page, through the callback that the browser calls."""
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": PAGES_OUTPUT,
            "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
            "inputs": [
                {"id": "_pages_location", "property": "pathname", "value": path},
                {"id": "_pages_location", "property": "search", "value": search},
            ],
            "changedPropIds": ["_pages_location.pathname"],
        },
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    shown = answer.json["response"]
    assert "_pages_content" in shown, answer.json
    return shown["_pages_content"]["children"]


def components(layout, kind: str = "") -> list[dict]:
    """Every component of a layout, in reading order; those of one kind when it is given."""
    if isinstance(layout, list):
        return [found for item in layout for found in components(item, kind)]
    if not isinstance(layout, dict) or "props" not in layout:
        return []
    own = [layout] if kind in ("", layout["type"]) else []
    return own + components(layout["props"].get("children"), kind)


def text(layout) -> str:
    """What a person reads, spaces kept as they are."""
    if isinstance(layout, str):
        return layout
    if isinstance(layout, list):
        return " ".join(filter(None, map(text, layout)))
    return text(layout["props"].get("children")) if isinstance(layout, dict) and "props" in layout else ""


def section(layout, key: str) -> dict:
    """The section whose heading has this id."""
    return next(item for item in components(layout, "Section") if item["props"].get("aria-labelledby") == key)


def figures(layout) -> list[dict]:
    """The Plotly figures of the charts."""
    return [item["props"]["figure"] for item in components(layout, "Graph")]


def links(layout) -> list[str]:
    return [item["props"]["href"] for item in components(layout) if "href" in item["props"]]


def rows(layout) -> dict[str, str]:
    """{start of the heading: text} of the rows of the tables whose rows become cards."""
    return {
        text(item["props"]["children"][0]): text(item)
        for item in components(layout, "Tr")
        if components(item, "Th") and components(item, "Td")
    }


def row(layout, title: str) -> str:
    """The row of an indicator."""
    return next(words for heading, words in rows(layout).items() if heading.startswith(title))


def published_by_hand(folder: Path, observations: list[tuple], demo: bool = False) -> Path:
    """A warehouse of the 64 with Pau, one illustrative SDSeI, and the figures given.

    observations: (indicator, level, territory, period, value, low, high, status, qualifier, method).
    """
    link = folder / "observatoire.duckdb"

    def fill(connection):
        connection.execute(
            "INSERT INTO publication VALUES ('64', 'Pyrénées-Atlantiques', ?, ?, 2026, ?)",
            [datetime(2026, 11, 22, 6, 0), demo, FORMAT_VERSION],
        )
        connection.executemany(
            "INSERT INTO territory VALUES (?, ?, ?, NULL, ?, ?, 2026)",
            [
                ("departement", "31", "Haute-Garonne", 1400000.0, False),
                ("commune", "64445", "Pau", 80000.0, False),
                ("commune", "64001", "Aast", 200.0, False),
                ("sdsei", "est-bearn", "Est Béarn", 80200.0, True),
                ("departement", "64", "Pyrénées-Atlantiques", 700000.0, False),
                ("france", "F", "France", None, False),
            ],
        )
        connection.executemany("INSERT INTO membership VALUES (?, 'sdsei', 'est-bearn')", [("64445",), ("64001",)])
        for indicator, level, territory, period, value, low, high, status, qualifier, method in observations:
            connection.execute(
                "INSERT INTO observation VALUES (?, ?, ?, ?, 'ensemble', ?, NULL, NULL, ?, ?, ?, ?, ?, ?, '2021')",
                [indicator, level, territory, period, value, low, high, status, qualifier, method, "filosofi_wide"],
            )

    publish(link, fill)
    return link
