"""The fictitious extracts of a département, as their tests read them."""

from pathlib import Path

import pandas as pd

EXTRACTION = pd.Timestamp("2026-06-30")


def read(folder: Path, entity: str, departement: str = "64") -> pd.DataFrame:
    return pd.read_csv(folder / f"{entity}_{departement}_20260630.csv", sep=";", dtype="str")


def since_request(extracts, entity: str, date: str) -> pd.DataFrame:
    """Rows of an entity dated from the request of the person on."""
    request = extracts["beneficiaires"].set_index("id_personne")["date_demande"]
    rows = extracts[entity]
    return rows[rows[date] >= rows["id_personne"].map(request)]


def kept_orientations(extracts) -> pd.DataFrame:
    """Orientations decided before the request that still ran on its day, one a person."""
    rows = extracts["orientations"].drop(since_request(extracts, "orientations", "date_decision").index)
    request = rows["id_personne"].map(extracts["beneficiaires"].set_index("id_personne")["date_demande"])
    runs = (rows["statut"] == "orientee") & ~(rows["date_fin"] <= request)
    return rows[runs].sort_values("date_decision").drop_duplicates("id_personne", keep="last")


def former_rights(extracts) -> pd.DataFrame:
    """Periods of an open right that began before the request."""
    rights = extracts["droits"].drop(since_request(extracts, "droits", "date_debut").index)
    return rights[rights["etat"].isin(("ouvert_versable", "ouvert_suspendu", "versement_suspendu"))]
