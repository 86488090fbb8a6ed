"""Limits of the register that a figure has crossed between two periods, in words."""

from __future__ import annotations

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.thresholds import Threshold, regime_of
from observatoire.warehouse import Observation

#: Median delay that leads to each event of the register.
DELAY_TO = {
    "orientation": "delai_median_orientation",
    "rendez_vous_fixe": "delai_median_rdv_fixe",
    "contrat": "delai_median_contrat",
}


def crossings(start: Observation, end: Observation, departement: str, *, demo: bool) -> list[str]:
    """Clauses on the limits and targets kept by one of two figures of a series and not by the other.

    A limit must judge both periods: one that came in between was not crossed. Both figures are exact ones.
    """
    before = {limit.id for limit in regime_of(start.period, departement, demo=demo)}
    both = [limit for limit in regime_of(end.period, departement, demo=demo) if limit.id in before]
    return [
        _words(limit, end.indicator == limit.indicator, kept=_keeps(end, limit))
        for limit in both
        if _speaks_of(limit, end) and _keeps(start, limit) != _keeps(end, limit)
    ]


def _speaks_of(limit: Threshold, observation: Observation) -> bool:
    """The share that the limit judges, when it has a target, or the median delay; both counted from its own start."""
    dimension, origin = breakdowns.parse(observation.breakdown)
    if dimension not in (breakdowns.TOTAL, "origine"):
        return False
    if (origin or load_catalogue().indicators[observation.indicator].delay_origin) != limit.start_event:
        return False
    if observation.indicator == limit.indicator:
        return limit.target_pct is not None
    return observation.indicator == DELAY_TO[limit.end_event]


def _keeps(observation: Observation, limit: Threshold) -> bool:
    if observation.indicator == limit.indicator:
        return observation.value >= limit.target_pct
    return observation.value <= limit.days if limit.inclusive else observation.value < limit.days


def _words(limit: Threshold, is_target: bool, *, kept: bool) -> str:
    if is_target:
        target = formats.with_unit(formats.decimal(limit.target_pct), "%")
        return f"l’objectif de {target} ({limit.label}) {'est désormais' if kept else 'n’est plus'} atteint"
    days = formats.count(limit.days, "jour")
    return f"la médiane {'tient désormais' if kept else 'dépasse désormais'} la limite de {days} ({limit.label})"
