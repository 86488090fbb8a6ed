"""What the figures of a portrait share: their address, their subtitle, their sources, the words of their indicator."""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.typography import french
from observatoire.view.diagnostic import Diagnostic
from observatoire.view.figures_of import source_line
from observatoire.view.parcours import SOURCE
from observatoire.warehouse import Observation, Snapshot, Territory


def address(found: Diagnostic) -> str:
    territory = found.portrait.territory
    return f"/territoire/{territory.level}/{territory.code}?repere={found.portrait.benchmark_key}"


def subtitle_of(indicator: Indicator, here: Territory, period: str) -> str:
    unit = formats.unit_after(indicator.title, indicator.unit)
    return french(", ".join(filter(None, (indicator.title, here.name, formats.period(period) if period else "", unit))))


def source_of_figures(indicator: Indicator, used: list[Observation], snapshot: Snapshot) -> str:
    """The extracts count one side of a ratio: the producer of the other side is named beside them."""
    counted = any(item.source == SOURCE for item in used)
    return source_line(indicator, used, load_catalogue(), snapshot.publication().geo_year, every_source=counted)


def words_of(indicator: Indicator) -> dict:
    return {
        "indicators": (indicator.id,),
        "definition": indicator.definition,
        "not_to_conclude": indicator.not_to_conclude,
    }
