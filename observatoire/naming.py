"""Territories as a person types them: "sdsei/est-bearn", by name or by code."""

from __future__ import annotations

from difflib import get_close_matches

from observatoire.formats import slug, sort_key
from observatoire.territories import LEVELS
from observatoire.warehouse import Snapshot, Territory

#: Names proposed for one that is unknown.
MOST_NEAR = 5


def named(text: str, snapshot: Snapshot) -> tuple[list[Territory], list[Territory]]:
    """(territories that "level/name" or "level/code" names, those that it nearly names when there is none).

    Without a known level, every level is searched for near names.
    """
    level, _, asked = text.partition("/")
    if level not in LEVELS or not asked:
        level, asked = "", asked or level
    known = territories_of(level, snapshot)
    by_code = [item for item in known if level and item.code.casefold() == asked.casefold()]
    if by_code:
        return by_code, []
    wanted = slug(asked)
    exact = [item for item in known if level and slug(item.name) == wanted]
    if exact:
        return exact, []
    names: dict[str, list[Territory]] = {}
    for item in known:
        names.setdefault(slug(item.name), []).append(item)
    inside = [name for name in names if wanted and wanted in name]
    near = dict.fromkeys((*inside, *get_close_matches(wanted, names, MOST_NEAR)))
    return [], [item for name in near for item in names[name]][:MOST_NEAR]


def territories_of(level: str, snapshot: Snapshot) -> list[Territory]:
    """Territories of a level, of every level for "", in French order."""
    return sorted(
        snapshot.territories(level or None), key=lambda item: (LEVELS.index(item.level), sort_key(item.name), item.code)
    )
