"""From the private database of persons to protected figures: the only way out of the microdata."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.checks import CheckResult, check_bounds
from etl.geography import Geography
from etl.parcours import offer
from etl.parcours.delays import DELAYS, count_delay, negative_delays
from etl.parcours.family import FIGURE_COLUMNS
from etl.parcours.magnitudes import protect_magnitude
from etl.parcours.offer_rates import densities
from etl.parcours.persons import Microdata, open_microdata
from etl.parcours.price import price_of_secrecy
from etl.parcours.protection import Protected, protect_families
from etl.parcours.rates import count_heads, count_rate, count_step, every_headcount, every_rate, every_step
from etl.parcours.referents import portfolios
from etl.parcours.settings import load_settings
from etl.parcours.stocks import rounded_stock
from etl.secrecy.rule import load_rule
from observatoire.catalogue import Catalogue
from observatoire.formats import count, decimal

SOURCE = "extraits_departement"


@dataclass(frozen=True)
class Parcours:
    """What may be published. observations: rows of the published table; curves, places, price: rows of theirs."""

    observations: pd.DataFrame
    curves: pd.DataFrame
    places: pd.DataFrame
    price: pd.DataFrame
    checks: tuple[CheckResult, ...]


def count_parcours(database: Path, geography: Geography, catalogue: Catalogue, published: pd.DataFrame) -> Parcours:
    """Count, protect and audit. `published`: figures of the other sources, denominators of the densities.

    The check of the audit blocks the publication when a hidden figure can be recovered.
    """
    rule = load_rule(SOURCE)
    with open_microdata(database, geography, load_settings()) as microdata:
        counted = _counted(microdata, geography, rule)
        figures = pd.concat(
            [counted.figures, portfolios(microdata, rule), _structures(microdata, geography)], ignore_index=True
        )
        figures = pd.concat([figures, densities(figures, published, geography)], ignore_index=True)
        negative = negative_delays(microdata)
        places = offer.places(microdata)
        vintage = f"{microdata.extracted_on:%Y-%m-%d}"
    figures = _with_fragile(figures, load_settings().fragile_below)
    check_bounds(SOURCE, figures.rename(columns={"indicator": "measure"}).assign(line=0), catalogue)
    observations = figures.drop(columns="needs").assign(source=SOURCE, vintage=vintage)
    return Parcours(
        observations,
        counted.curves,
        places,
        price_of_secrecy(figures, catalogue),
        (_audit_check(counted), _negative_check(negative)),
    )


def _counted(microdata: Microdata, geography: Geography, rule) -> Protected:
    families = [
        *(family for delay in DELAYS for family in count_delay(delay, microdata)),
        *(family for rate in every_rate(microdata) for family in count_rate(rate, microdata)),
        *(count_heads(headcount, microdata) for headcount in every_headcount(microdata)),
        *(count_step(step, condition, microdata) for step, condition in every_step(microdata).items()),
    ]
    protected = protect_families(families, microdata.atoms, rule)
    amounts = [
        protect_magnitude(magnitude, rule)
        for magnitude in (offer.etp(microdata, geography), *offer.hours(microdata, geography))
    ]
    amounts.append(rounded_stock(microdata, geography, rule))
    return Protected(
        pd.concat([protected.figures, *(figures for figures, _, _ in amounts)], ignore_index=True),
        protected.curves,
        protected.attacked + sum(attacked for _, attacked, _ in amounts),
        protected.broken + sum(broken for _, _, broken in amounts),
    )


def _structures(microdata: Microdata, geography: Geography) -> pd.DataFrame:
    """Numbers of SIAE: public, as they are; 0 where there is none."""
    rows = offer.with_zeros(offer.structures(microdata), geography, "value")
    return rows.assign(
        indicator="siae",
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status="published",
        qualifier="",
        method="",
        needs="",
    )[FIGURE_COLUMNS]


def _with_fragile(figures: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Figures of few persons are shown as fragile: no rank, no comparison."""
    small = figures["denominator"].lt(fewest) & figures["value"].notna() & figures["qualifier"].eq("")
    return figures.assign(qualifier=figures["qualifier"].mask(small, "fragile"))


def _audit_check(counted: Protected) -> CheckResult:
    detail = (
        f"{count(counted.attacked, 'chiffre caché', 'chiffres cachés')} attaqués à partir de tout ce qui est publié, "
        f"règle connue ; {decimal(counted.broken)} se laissent encadrer de trop près"
    )
    return CheckResult("Secret statistique : rien ne se déduit de ce qui est publié", not counted.broken, True, detail)


def _negative_check(negative: pd.DataFrame) -> CheckResult:
    persons = int(negative["persons"].sum())
    detail = f"{count(persons, 'délai négatif', 'délais négatifs')}, jamais comptés dans une durée"
    return CheckResult("Extraits : aucun événement avant son point de départ", persons == 0, False, detail)
