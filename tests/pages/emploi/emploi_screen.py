"""The employment screen, asked of the server as a browser does."""

from __future__ import annotations

from tests.pages.screens import components, screen, text

CONTROLS = {"territoire": "emploi-territoire", "periode": "emploi-periode", "decoupage": "emploi-decoupage",
            "indicateur": "emploi-indicateur"}  # fmt: skip


def opened(reader, query: str = "") -> dict:
    """The props of every component of the page at an address, by its id."""
    found = components(screen(reader, "/emploi", query))
    return {item["props"]["id"]: item["props"] for item in found if "id" in item["props"]}


def blocks(reader, query: str = "") -> dict[str, dict]:
    """{name of a question: its section} of the page at an address."""
    sections = components(screen(reader, "/emploi", query), "Section")
    return {item["props"].get("aria-labelledby"): item for item in sections}


def chosen(reader, **changed) -> str:
    """The address that a reader gets who changes some controls of the first screen."""
    values = {name: opened(reader)[component]["value"] for name, component in CONTROLS.items()} | changed
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "emploi-navigation.href",
            "outputs": {"id": "emploi-navigation", "property": "href"},
            "inputs": [{"id": CONTROLS[name], "property": "value", "value": value} for name, value in values.items()],
            "changedPropIds": [f"{CONTROLS[name]}.value" for name in changed],
        },
    )
    assert answer.status_code == 200
    return answer.json["response"]["emploi-navigation"]["href"]


def lines(section) -> dict[str, list[str]]:
    """{heading of a row: its other cells} of the tables of a section."""
    found = {}
    for line in components(section, "Tr"):
        heading, *cells = line["props"]["children"]
        found[text(heading)] = [text(cell) for cell in cells]
    return found
