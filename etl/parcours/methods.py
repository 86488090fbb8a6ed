"""How each figure of the extracts is protected: as its card says, or not at all when that would protect nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.parcours.rates import Headcount, Rate
from etl.parcours.settings import ENTRIES, SOURCE
from etl.parcours.stocks import STOCK
from etl.parcours.waits import DELAYS
from observatoire.catalogue import Catalogue, Indicator
from observatoire.errors import CheckFailed

#: Numbers of legal persons, as they are: there is nobody to protect.
PUBLIC = ("siae", "siae_pour_10000_hab")


def check_methods(catalogue: Catalogue, rates: Sequence[Rate], headcounts: Sequence[Headcount]) -> None:
    """Raise CheckFailed at the first card whose `secrecy` cannot be honoured."""
    exact = {ENTRIES, *(one.population for one in (*rates, *DELAYS))}
    for card in catalogue.indicators.values():
        for problem in _problems(card, exact, headcounts):
            raise CheckFailed(f"data/catalogue/indicators/{card.id}.yml, « secrecy: {card.secrecy} » : {problem}.")


def is_rounded(headcount: Headcount, catalogue: Catalogue) -> bool:
    return catalogue.indicators[headcount.indicator].secrecy == "rounding"


def _problems(card: Indicator, exact: set[str], headcounts: Sequence[Headcount]) -> Iterator[str]:
    counted = SOURCE in card.sources
    if card.secrecy == "rounding" and card.id != STOCK:
        population = next((heads.population for heads in headcounts if heads.indicator == card.id), None)
        others = {heads.population for heads in headcounts if heads.indicator != card.id}
        if population is None:
            yield (
                "l’arrondi n’existe que pour un effectif compté à partir des extraits du département ; écrivez "
                f"« {'suppression' if counted and card.id not in PUBLIC else 'none'} »"
            )
        elif population in exact | others:
            yield (
                "d’autres chiffres, exacts, comptent les mêmes personnes : une soustraction rendrait le nombre d’avant "
                "l’arrondi ; écrivez « suppression »"
            )
    if card.secrecy == "suppression" and card.id == STOCK:
        yield (
            "ce nombre revient à chaque trimestre, à la commune : la suppression laisserait lire les arrivées d’un "
            "trimestre à l’autre ; écrivez « rounding »"
        )
    if card.secrecy == "suppression" and card.id in PUBLIC:
        yield "des structures ne sont pas des personnes, rien n’est caché de leur nombre ; écrivez « none »"
    if card.secrecy == "none" and counted and card.id not in PUBLIC:
        advised = "rounding" if card.id == STOCK else "suppression"
        yield f"ce chiffre est compté sur des personnes ou des montants d’entreprises ; écrivez « {advised} »"
