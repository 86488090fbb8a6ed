"""What the files of a portrait hold: one row an indicator, and the words to read first.

The same rules as the files of the map (common.py): a figure known only by a bound has no value, numbers have the
decimals of the screen, each row carries its own unit, period, source and mention.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from observatoire import formats
from observatoire.catalogue import THEMES, load_catalogue
from observatoire.documents.common import (
    EMPTY_VALUE,
    FICTITIOUS,
    STATUS_MEANINGS,
    bounds_of,
    comparison_words,
    method_of,
    precision_of,
    source_of,
    status_of,
    unit_of_gap,
    value_of,
)
from observatoire.documents.file_names import file_stem
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.portrait import Portrait, PortraitRow
from observatoire.words import DEMO


@dataclass(frozen=True)
class Cells:
    """One indicator of a territory, as the files print it. None is an empty cell."""

    theme: str
    indicateur: str
    periode: str
    valeur: float | None
    unite: str
    statut: str
    precision: str
    borne_basse: float | None
    borne_haute: float | None
    repere: str
    valeur_repere: float | None
    ecart: float | None
    unite_ecart: str
    comparaison: str
    evolution: str
    rang: int | None
    classes: int | None
    methode: str
    source: str
    code: str
    territoire: str
    niveau: str
    mention: str


HEADINGS: dict[str, str] = {
    "theme": "thème",
    "indicateur": "indicateur",
    "periode": "période",
    "valeur": "valeur",
    "unite": "unité",
    "statut": "statut",
    "precision": "précision",
    "borne_basse": "borne basse",
    "borne_haute": "borne haute",
    "repere": "repère",
    "valeur_repere": "valeur du repère",
    "ecart": "écart au repère",
    "unite_ecart": "unité de l’écart",
    "comparaison": "comparaison",
    "evolution": "évolution",
    "rang": "rang",
    "classes": "territoires classés",
    "methode": "méthode",
    "source": "source",
    "code": "code",
    "territoire": "territoire",
    "niveau": "niveau",
    "mention": "mention",
}
COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Cells))
#: Columns that hold numbers, all others are text.
NUMBERS = ("valeur", "borne_basse", "borne_haute", "valeur_repere", "ecart", "rang", "classes")


def table(found: Portrait) -> list[tuple[Cells, dict[str, int]]]:
    """Every row of the portrait in the order of the screen's themes, with the decimals of its numbers."""
    return [(_cells(row, found), _decimals(row, found)) for row in found.all_rows]


def mentions(found: Portrait) -> list[str]:
    """What the figures must not travel without: invented data, illustrative boundaries."""
    return ([DEMO] if found.publication.demo else []) + ([FICTITIOUS] if found.territory.fictif else [])


def benchmark_name(found: Portrait) -> str:
    return dict(found.benchmarks)[found.benchmark_key]


def read_first(found: Portrait) -> list[tuple[str, str]]:
    """(label, text) of everything a reader needs beside the cells, in reading order."""
    publication = found.publication
    used = dict.fromkeys(
        row.source for row in found.all_rows if row.observation is not None and row.observation.value is not None
    )
    sources = {row.observation.source for row in found.all_rows if row.observation is not None}
    licences = sorted({load_catalogue().sources[source].licence for source in sources if source})
    said = [
        ("Titre", f"Portrait : {found.title}"),
        ("Territoire", found.subtitle),
        ("Repère", benchmark_name(found)),
        *(("À noter", note) for note in found.notes),
        *(("Source", line.removeprefix(french("Source : "))) for line in used),
        *(("Licence", licence) for licence in licences),
        ("Géographie", f"communes au 1er janvier {publication.geo_year}"),
        *((f"Statut « {formats.STATUS_WORDS[status]} »", meaning) for status, meaning in STATUS_MEANINGS.items()),
        ("Valeur vide", EMPTY_VALUE),
        *(
            (f"À ne pas conclure ({row.indicator.short_title})", conclusion)
            for row in found.all_rows
            for conclusion in row.indicator.not_to_conclude
        ),
        ("Publication", f"données publiées le {formats.day(publication.built_at)}"),
        ("Adresse du portrait", address(found)),
    ]
    return [
        (french(label), french(text)) for label, text in [("Avertissement", text) for text in mentions(found)] + said
    ]


def address(found: Portrait) -> str:
    """Path and query that show the same portrait on the observatory's site."""
    return f"/territoire/{found.territory.level}/{found.territory.code}?repere={found.benchmark_key}"


def file_name(found: Portrait, extension: str) -> str:
    """A readable ASCII name: "portrait-epci-ca-pau-bearn-pyrenees.csv"."""
    return f"{file_stem(found.publication, 'portrait', found.territory.level, found.title)}.{extension}"


def _cells(row: PortraitRow, found: Portrait) -> Cells:
    observation, indicator, judgement = row.observation, row.indicator, row.judgement
    low, high = bounds_of(observation, indicator)
    territory = found.territory
    return Cells(
        THEMES[indicator.theme],
        indicator.title,
        row.period,
        value_of(observation, indicator),
        indicator.unit,
        status_of(observation),
        precision_of(observation, row.text, row.reason),
        low,
        high,
        row.benchmark.name,
        value_of(row.benchmark.observation, indicator),
        None if judgement is None else round(judgement.gap, indicator.decimals) + 0.0,
        "" if judgement is None else unit_of_gap(indicator),
        comparison_words(judgement),
        _evolution(row),
        row.rank,
        row.ranked if row.rank is not None else None,
        method_of(observation),
        source_of(observation),
        territory.code,
        territory.name,
        level_name(territory.level),
        ", ".join(mention.lower() for mention in mentions(found)),
    )


def _evolution(row: PortraitRow) -> str:
    """The change as words: a text that begins with a sign would pass for a formula."""
    direction = {"+": "hausse : ", formats.MINUS: "baisse : "}.get(row.change[:1], "")
    return french(f"{direction}{row.change or row.no_change}")


def _decimals(row: PortraitRow, found: Portrait) -> dict[str, int]:
    """Decimals of each column of numbers: those of its own level, the benchmark's for the benchmark and the gap."""
    own, wide = row.indicator.decimals_at(found.territory.level), row.indicator.decimals
    return {
        "valeur": own,
        "borne_basse": own,
        "borne_haute": own,
        "valeur_repere": wide,
        "ecart": wide,
        "rang": 0,
        "classes": 0,
    }
