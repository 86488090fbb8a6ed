"""Territories in a sentence: "à Pau", "au Bouscat", "dans le Gers", "dans la communauté de communes du Haut Béarn"."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from observatoire.catalogue import DATA, Declared, load_departement, read_yaml
from observatoire.sentences.words import contracted, elided, joined
from observatoire.territories import UNION

#: How the names of intercommunalités begin in the official list.
EPCI_KINDS = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
}
#: Articles that a name of commune begins with: those that contract, and those that do not.
_CONTRACTING = {"Le ": "le", "Les ": "les"}
#: "de" and its article -> "à" and the same article; the longest first.
_TO = {"des ": "aux ", "du ": "au ", "de ": "à ", "d’": "à "}


class Places(Declared):
    """[where, of] before each name; see data/catalogue/places.yml."""

    departements: dict[str, tuple[str, str]]
    regions: dict[str, tuple[str, str]]
    common_nouns: dict[str, str]
    aspirated: tuple[str, ...]
    own_levels: dict[str, tuple[str, str, str]]


@lru_cache(maxsize=2)
def load_places(path: Path = DATA / "catalogue" / "places.yml") -> Places:
    return Places.model_validate(read_yaml(path))


def in_place(level: str, code: str, name: str, departement: str | None = None) -> str:
    """Where, as an adverbial: "à Pau", "en France". `departement`: whose acronym its own territories have."""
    return _said(level, code, name, departement)[0]


def of_place(level: str, code: str, name: str, departement: str | None = None) -> str:
    """Of what: "de Pau", "du Gers", "de la France"."""
    return _said(level, code, name, departement)[1]


def to_place(level: str, code: str, name: str) -> str:
    """Compared to what: "aux Pyrénées-Atlantiques", "au Gers", "à la Gironde"; "à" and the name of a territory."""
    of = of_place(level, code, name) if level == "departement" else f"de {name}"
    return next(to + of.removeprefix(prefix) for prefix, to in _TO.items() if of.startswith(prefix))


def than_in(level: str, code: str, name: str) -> str:
    """ "que dans le Gers", "qu’en France", "qu’à Paris"."""
    return elided("que", in_place(level, code, name))


def _said(level: str, code: str, name: str, departement: str | None) -> tuple[str, str]:
    name, places = name.replace("'", "’"), load_places()
    if level in ("france", "france_metro"):
        return f"en {name}", f"de la {name}"
    if level == "departement" and code in places.departements:
        return _prefixed(places.departements[code], name)
    if level == "region" and code in places.regions:
        return _prefixed(places.regions[code], name)
    if level == "commune":
        return _town("à", name), _town("de", name)
    if level == "epci":
        return _epci(name)
    if level == "canton":
        return _of_a("dans le canton", "du canton", _after_noun(name))
    if level == "zone_emploi":
        return _of_a("dans la zone d’emploi", "de la zone d’emploi", _town("de", name))
    if level in places.own_levels:
        where, of, acronym = places.own_levels[level]
        own = (load_departement(departement).territory_acronym if departement and level == "sdsei" else None) or acronym
        return f"{where} {own} {name}", f"{of} {own} {name}"
    if level == UNION:
        parts = name.removeprefix("Union ") if name.startswith("Union de ") else f"« {name} »"
        return f"dans l’union {parts}", f"de l’union {parts}"
    return f"dans le territoire « {name} »", f"du territoire « {name} »"


def _prefixed(prefixes: tuple[str, str], name: str) -> tuple[str, str]:
    return joined(prefixes[0], name), joined(prefixes[1], name)


def _of_a(where: str, of: str, rest: str) -> tuple[str, str]:
    return f"{where} {rest}", f"{of} {rest}"


def _town(preposition: str, name: str) -> str:
    """ "au Bouscat", "aux Abymes", "à La Bastide-Clairence", "à L’Hôpital-d’Orion", "de Pau", "d’Orthez"."""
    for beginning, article in _CONTRACTING.items():
        if name.startswith(beginning):
            return f"{contracted(preposition, article)} {name.removeprefix(beginning)}"
    if preposition == "à" or name.startswith(("L’", "La ")):
        return f"{preposition} {name}"
    return elided(preposition, name, load_places().aspirated)


def _after_noun(name: str) -> str:
    """What follows "canton": "du Pays de Morlaàs", "des Terres des Luys", "d’Anglet", "du Cœur de Béarn"."""
    article = load_places().common_nouns.get(name.split(" ")[0])
    return f"{article} {name}" if article else _town("de", name)


def _epci(name: str) -> tuple[str, str]:
    short, _, rest = name.partition(" ")
    if short in EPCI_KINDS:
        article = load_places().common_nouns.get(rest.split(" ")[0])
        full = f"{EPCI_KINDS[short]} {article + ' ' if article else ''}{rest}"
        return f"dans la {full}", f"de la {full}"
    if name.startswith(("Métropole ", "Eurométropole ")):
        metropole = joined("l’" if name.startswith("E") else "la", name[0].lower() + name[1:])
        return f"dans {metropole}", f"de {metropole}"
    return f"dans l’intercommunalité {name}", f"de l’intercommunalité {name}"
