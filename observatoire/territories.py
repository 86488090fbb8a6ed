"""Levels of territory, their French names and their order from the finest to the widest."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal[
    "commune", "epci", "canton", "mds", "sdsei", "zone_emploi", "departement", "region", "france_metro", "france"
]
LEVELS: tuple[str, ...] = get_args(Level)

#: Levels drawn on a map and listed in the selectors, in the order a reader expects.
MAPPED_LEVELS: tuple[str, ...] = ("sdsei", "mds", "epci", "canton", "commune", "zone_emploi", "departement")

#: Levels that a département defines itself (territories.csv): nobody publishes their figures.
OWN_LEVELS: tuple[str, ...] = ("sdsei", "mds")

LEVEL_NAMES: dict[str, tuple[str, str]] = {
    "commune": ("commune", "communes"),
    "epci": ("EPCI", "EPCI"),
    "canton": ("canton", "cantons"),
    "sdsei": ("SDSeI", "SDSeI"),
    "mds": ("MDS", "MDS"),
    "zone_emploi": ("zone d’emploi", "zones d’emploi"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "france_metro": ("France métropolitaine", "France métropolitaine"),
    "france": ("France", "France"),
    "union": ("union de territoires", "unions de territoires"),
}

LEVEL_SPELLED_OUT: dict[str, str] = {
    "epci": "établissement public de coopération intercommunale : communautés de communes, d’agglomération, urbaines "
    "et métropoles",
    "sdsei": "service départemental des solidarités et de l’insertion",
    "mds": "maison départementale des solidarités",
    "canton": "canton ou, pour une ville partagée entre plusieurs cantons, la ville entière",
    "zone_emploi": "zone d’emploi de l’Insee (2020) : l’espace où la plupart des actifs résident et travaillent",
}

#: Level of a union of territories of one level, made by a reader: its figures are added here, published nowhere.
UNION = "union"

FRANCE = "F"
FRANCE_METRO = "FM"

#: Arrondissements of Paris, Lyon and Marseille stand beside their commune in many files: never add both.
PLM_ARRONDISSEMENT = r"^(751\d\d|6938\d|132\d\d)$"


def level_name(level: str, count: int = 1) -> str:
    """French name of a level, singular or plural: `level_name("canton", 2)` is "cantons"."""
    singular, plural = LEVEL_NAMES[level]
    return plural if count > 1 else singular
