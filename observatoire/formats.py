"""French numbers, dates and short sentences, the same in every channel.

Narrow no-break space as thousands mark and before %, decimal comma, true minus sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from observatoire.catalogue import Indicator
from observatoire.territories import level_name
from observatoire.typography import THIN
from observatoire.warehouse import Observation

NO_BREAK = "\u00a0"
MINUS = "−"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

STATUS_WORDS = {
    "published": "publié",
    "estimated": "estimé",
    "secret": "secret statistique",
    "missing": "non disponible",
    "not_applicable": "sans objet",
    "immature": "trop récent pour être mesuré",
}
MARKER_WORDS = {
    "ND": "le département n’a pas pu fournir ce chiffre",
    "NR": "le département n’a pas répondu à l’enquête",
    "NC": "personne n’est concerné",
    "/": "question non posée cette année-là",
    "vide": "non publié",
    "nd": "non disponible",
    "old_perimeter": "la commune a changé de périmètre depuis",
    "coverage": "trop peu de communes ont un chiffre",
    "not_aggregable": "ne se calcule pas à cette maille",
    "uncertain": "taux trop incertain pour être donné",
    "denominator": "pas de population de référence",
}
#: Why a figure counted from the extracts is hidden. Never which rule: it would help to undo it.
HIDDEN_PERSONS = "caché : moins de cinq personnes, ou déductible d’un autre chiffre"
_DEDUCIBLE = "qui pèse presque tout, ou déductible d’un autre chiffre"
_FEW_STRUCTURES = f"caché : moins de trois structures, une seule {_DEDUCIBLE}"
_FEW_EXITS = f"caché : moins de cinq personnes ou de trois structures, une seule {_DEDUCIBLE}"
_FEW_AUTHORITIES = f"caché : moins de trois maîtres d’ouvrage, un seul {_DEDUCIBLE}"
HIDDEN_FIRMS = {
    **dict.fromkeys(("etp_iae", "etp_iae_pour_1000_de", "deld_par_etp_iae"), _FEW_STRUCTURES),
    "taux_sortie_dynamique_iae": _FEW_EXITS,
    **dict.fromkeys(("heures_insertion_engagees", "heures_insertion_realisees"), _FEW_AUTHORITIES),
}


def decimal(value: float, decimals: int = 0) -> str:
    """1234.5 with one decimal -> "1 234,5" (narrow no-break space)."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return MINUS + text if rounded < 0 else text


def number(value_: float, indicator: Indicator, level: str = "") -> str:
    """A value without its unit, with the decimals that the indicator has at this level."""
    return decimal(value_, indicator.decimals_at(level))


def with_unit(text: str, unit: str) -> str:
    """A number and its unit: "8,7 %", "23 300 €", "90 jours"."""
    symbol = {"€ par an": "€"}.get(unit, unit)
    if symbol in ("rapport", ""):
        return text
    return f"{text}{THIN if symbol in ('%', '€') else NO_BREAK}{symbol}"


def value(value_: float, indicator: Indicator, level: str = "") -> str:
    """A value with its unit."""
    printed = round(value_, indicator.decimals_at(level))
    return with_unit(number(value_, indicator, level), _unit_of(printed, indicator))


def at_most(bound: float, indicator: Indicator) -> str:
    """A floored figure: "≤ 5 %"; the bound is a whole number, a decimal would look measured."""
    return f"≤{NO_BREAK}{with_unit(decimal(bound), indicator.unit)}"


def figure(observation: Observation | None, indicator: Indicator) -> str:
    """What a reader sees for a figure: the value with its unit, or the words of its status."""
    if observation is None:
        return STATUS_WORDS["missing"]
    if observation.value is None:
        return "trop incertain" if observation.qualifier == "uncertain" else STATUS_WORDS[observation.status]
    if observation.qualifier == "floor":
        return at_most(observation.value, indicator)
    if observation.qualifier == "below_5":
        return "moins de 5"
    return value(observation.value, indicator, observation.level)


def year_so_far(observation: Observation) -> str:
    """ "année en cours, au 30 juin 2026, à ne pas comparer aux années entières", of a sum of such a year."""
    return f"année en cours, au {vintage(observation.vintage)}, à ne pas comparer aux années entières"


def interval(observation: Observation | None, indicator: Indicator) -> str:
    """ "entre 8,6 et 8,9 %", or nothing when the figure has no interval of its own."""
    if observation is None or observation.low is None or observation.high is None or observation.is_bounded:
        return ""
    low, high = (
        number(observation.low, indicator, observation.level),
        value(observation.high, indicator, observation.level),
    )
    return "" if low == number(observation.high, indicator, observation.level) else f"entre {low} et {high}"


def days_not_reached(observation: Observation | None) -> int:
    """The longest wait of a median that is not reached, in days; 0 for another figure, or when it is not told."""
    if observation is None or observation.qualifier != "not_reached":
        return 0
    return int("".join(character for character in observation.method if character.isdigit()) or 0)


def why_absent(observation: Observation | None) -> str:
    """The reason why a figure is not there, as a short French clause; empty when there is one."""
    if observation is None:
        return "aucune source reçue ne donne ce chiffre"
    if observation.value is not None:
        return ""
    if observation.status == "secret" and observation.qualifier == "ours":
        return HIDDEN_FIRMS.get(observation.indicator, HIDDEN_PERSONS)
    if observation.method:
        return observation.method
    if observation.status == "secret":
        return "trop peu de ménages ou de foyers : le producteur ne publie pas le chiffre"
    return MARKER_WORDS.get(observation.qualifier, STATUS_WORDS[observation.status])


def difference(gap: float, indicator: Indicator, level: str = "") -> str:
    """A signed gap: "+1,3 point", "−3,8 points", "+1 200 €"."""
    decimals = indicator.decimals_at(level)
    text = ("+" if round(gap, decimals) > 0 else "") + decimal(gap, decimals)
    if indicator.unit == "%":
        return f"{text}{NO_BREAK}point{'s' if abs(round(gap, decimals)) >= 2 else ''}"
    return with_unit(text, _unit_of(round(gap, decimals), indicator))


def period(text: str) -> str:
    """ "2021" -> "2021"; "2024-12" -> "décembre 2024"; "2025-T3" -> "3e trimestre 2025"."""
    year, _, part = text.partition("-")
    if not part:
        return year
    if part.startswith("T"):
        return f"{part[1]}{'er' if part == 'T1' else 'e'} trimestre {year}"
    return f"{MONTHS[int(part) - 1]} {year}"


def during(text: str) -> str:
    """ "en 2021", "en décembre 2024", "au 3e trimestre 2025"."""
    return f"{'au' if '-T' in text else 'en'} {period(text)}"


def short_period(text: str) -> str:
    """ "2024-12" -> "déc. 2024"; "2025-T3" -> "T3 2025"."""
    year, _, part = text.partition("-")
    if not part:
        return year
    return f"{part} {year}" if part.startswith("T") else f"{SHORT_MONTHS[int(part) - 1]} {year}"


def vintage(text: str) -> str:
    """Vintage of a file in words: "2025T3" -> "3e trimestre 2025", "2020-10" -> "octobre 2020", "2021" unchanged.

    That of an extract is its day: "2026-06-30" -> "30 juin 2026".
    """
    if len(text) == 10 and text[4] == "-":
        return day(date.fromisoformat(text))
    if len(text) == 6 and text[4] == "T":
        return period(f"{text[:4]}-{text[4:]}")
    return period(text) if len(text) == 7 and text[4] == "-" else text


def edition(text: str) -> str:
    """ "millésime 2021", or "extraction du 30 juin 2026" for an extract of the département."""
    return f"{'extraction du' if len(text) == 10 else 'millésime'} {vintage(text)}"


def period_as_year(text: str) -> float:
    """A period on a time axis: 2021 -> 2021.0, 2024-12 -> 2024.92, 2025-T3 -> 2025.5."""
    year, _, part = text.partition("-")
    if not part:
        return float(year)
    return int(year) + ((int(part[1]) - 1) / 4 if part.startswith("T") else (int(part) - 1) / 12)


def day(moment: date | datetime) -> str:
    """12 novembre 2026."""
    return f"{moment.day}{'er' if moment.day == 1 else ''} {MONTHS[moment.month - 1]} {moment.year}"


def moment(when: datetime) -> str:
    """12 novembre 2026 à 9 h 05."""
    return f"{day(when)} à {when.hour}{NO_BREAK}h{NO_BREAK}{when:%M}"


def count(many: int, singular: str, plural: str | None = None) -> str:
    """A counted noun: `count(2, "commune")` is "2 communes"; French keeps the singular below two."""
    return f"{decimal(many)}{NO_BREAK}{(plural or singular + 's') if many >= 2 else singular}"


def listed(items: Sequence[str]) -> str:
    """ "Pau", "Pau et Lons", "Pau, Lons et Billère"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"


def count_level(many: int, level: str) -> str:
    return f"{decimal(many)}{NO_BREAK}{level_name(level, many)}"


def sort_key(text: str) -> str:
    """French alphabetical order: accents, ligatures and case ignored, hyphens and apostrophes as spaces."""
    spread = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")
    plain = "".join(char for char in unicodedata.normalize("NFD", spread) if not unicodedata.combining(char))
    return plain.casefold().replace("-", " ").replace("’", " ").replace("'", " ")


def slug(*words: str) -> str:
    """Words as an address or a file name writes them: "pau-agglomeration"."""
    return re.sub(r"[^a-z0-9]+", "-", sort_key(" ".join(words))).strip("-")


def unit_after(title: str, unit: str) -> str:
    """The unit as it follows a title: "en %", "habitants"; nothing when the title names it already.

    What it is counted for is not said twice: "RSA pour 1 000 habitants" is "en foyers".
    """
    if not unit or unit == "rapport":
        return ""
    noun = sort_key(unit).split(" ")[0]
    if noun in sort_key(title).replace("(", " ").split(" "):
        return ""
    counted, per, base = unit.partition(" pour ")
    if per and sort_key(per + base) in sort_key(title):
        return f"en {counted}"
    return f"en {unit}" if unit.startswith(("%", "€", "jours")) else unit


def _unit_of(amount: float, indicator: Indicator) -> str:
    """The unit, its noun in the singular below two ("1 jour", "1,5 foyer pour 1 000 habitants")."""
    noun, space, rest = indicator.unit.partition(" ")
    return noun.removesuffix("s") + space + rest if abs(amount) < 2 else indicator.unit
