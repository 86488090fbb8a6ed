"""An EPCI that spreads over several départements: what the extracts count of it is its part in the département."""

from __future__ import annotations

from functools import lru_cache

from observatoire import formats
from observatoire.typography import french
from observatoire.warehouse import Snapshot, Territory

PART_HERE = "partie dans le département"
WHOLE_EPCI = "EPCI entier"


@lru_cache(maxsize=256)
def extends_beyond(territory: Territory, snapshot: Snapshot) -> bool:
    """Whether an EPCI has inhabitants outside the communes of the département; never said of another level."""
    if territory.level != "epci" or not territory.population:
        return False
    members = set(snapshot.members(territory.level, territory.code))
    inside = [commune.population for commune in snapshot.territories("commune") if commune.code in members]
    return bool(inside) and None not in inside and round(sum(inside)) < round(territory.population)


def perimeter_note(territory: Territory, snapshot: Snapshot) -> tuple[str, ...]:
    """What a screen of the extracts counts of an EPCI that extends beyond the département; nothing of another."""
    if not extends_beyond(territory, snapshot):
        return ()
    communes = formats.count(len(snapshot.members(territory.level, territory.code)), "commune")
    return (
        french(
            f"{territory.name} s’étend sur plusieurs départements : les extraits n’en connaissent que la {PART_HERE} "
            f"({communes}). Ses chiffres, ici, sont ceux de cette partie."
        ),
    )
