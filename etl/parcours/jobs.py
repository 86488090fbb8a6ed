"""Which jobs are durable: one expression for every figure that says it, and cards that say the same threshold."""

from __future__ import annotations

from etl.parcours.settings import Settings
from observatoire.catalogue import Catalogue
from observatoire.errors import CheckFailed
from observatoire.typography import french

#: Indicators whose definition says from how many months a job is durable.
SAYING_DURABLE = ("part_emploi_durable", "sorties_emploi")


def is_durable(settings: Settings) -> str:
    """Condition on a row of `sorties`. A contract lasts from its `date` to its `date_fin_contrat`, both included."""
    over, months = ">" if settings.durable_strictly else ">=", settings.durable_months
    return (
        f"CASE WHEN {_among(settings.dated)} AND date_fin_contrat IS NOT NULL"
        f" THEN date_fin_contrat + 1 {over} date + INTERVAL {months} MONTH"
        f" ELSE {_among(settings.durable_undated)} END"
    )


def kind_of_exit(settings: Settings) -> str:
    """Expression on a row of `sorties`: durable, transition (any other job), positive or autre."""
    return (
        f"CASE WHEN {is_durable(settings)} THEN 'durable' WHEN {_among(settings.jobs)} THEN 'transition'"
        f" WHEN {_among(settings.positive)} THEN 'positive' ELSE 'autre' END"
    )


def check_cards(settings: Settings, catalogue: Catalogue) -> None:
    """Raise CheckFailed when a card does not say the threshold of data/catalogue/parcours.yml."""
    for name in SAYING_DURABLE:
        if french(settings.durable_words) not in catalogue.indicators[name].definition:
            raise CheckFailed(
                f"data/catalogue/parcours.yml compte comme durable un contrat de {settings.durable_words}, et la fiche "
                f"de {name} ne le dit pas : écrivez « {settings.durable_words} » dans sa définition, et vérifiez ses "
                "limites."
            )


def _among(codes: tuple[str, ...]) -> str:
    return f"type_sortie IN ({', '.join(repr(code) for code in codes)})" if codes else "false"
