"""Extracts of a few invented persons, written by hand and loaded as real ones are."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from etl.extracts.contract import load_contract
from etl.extracts.load import load_extracts
from etl.geography import Geography

EXTRACTED_ON = date(2024, 6, 30)
SINCE = date(2021, 1, 1)


class Extracts:
    """Rows of each entity, ready to be written. A person is named by a number; her pseudonym follows from it."""

    def __init__(self):
        self.rows: dict[str, list[dict]] = defaultdict(list)

    def add(self, entity: str, **values) -> None:
        self.rows[entity].append(values)

    def person(self, number: int, demande: date, commune: str = "64445", opened: bool = True, **values) -> str:
        """A person who asked on a day; unless told otherwise her right opens that day and is still open."""
        person = pseudonym(number)
        asked = {"date_demande": demande, "date_ouverture_droit": demande if opened else "", "role": "DEM"}
        self.add(
            "beneficiaires",
            id_personne=person,
            id_foyer=pseudonym(10_000 + number),
            code_commune=commune,
            **asked | values,
        )
        if opened:
            self.right(person, demande)
        return person

    def right(self, person: str, start: date, end: date | None = None, etat: str = "ouvert_versable", sdd="1") -> None:
        self.add("droits", id_personne=person, date_debut=start, date_fin=end or "", etat=etat, sdd=sdd)

    def close(self, person: str, end: date) -> None:
        """End the right opened by `person`."""
        row = next(row for row in reversed(self.rows["droits"]) if row["id_personne"] == person)
        row["date_fin"] = end

    def orientation(self, person: str, decided: date, **values) -> None:
        given = {"statut": "orientee", "type": "social", "organisme": "cd", "rang": 1}
        self.add(
            "orientations",
            id_orientation=pseudonym(20_000 + len(self.rows["orientations"])),
            id_personne=person,
            date_decision=decided,
            **given | values,
        )

    def files(self) -> dict[str, str]:
        """{name: text} of the files of the contract that have rows, and of their manifest."""
        manifest = {"departement": "64", "date_extraction": f"{EXTRACTED_ON}", "periode_debut": f"{SINCE}"}
        texts = {"manifest.json": json.dumps(manifest)}
        for entity, declared in load_contract().items():
            if rows := self.rows.get(entity):
                text = io.StringIO(newline="")
                writer = csv.DictWriter(text, list(declared.fields), delimiter=";", restval="")
                writer.writeheader()
                writer.writerows(rows)
                texts[f"{entity}_64_{EXTRACTED_ON:%Y%m%d}.csv"] = text.getvalue()
        return texts

    def load(self, folder: Path, geography: Geography) -> Path:
        """Write every file and load them -> the private database."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        database = folder / "prive" / "parcours.duckdb"
        load_extracts(folder, "64", database, lambda: geography.every_commune)
        return database


def pseudonym(number: int) -> str:
    return f"{number:016x}"


def crowd(
    extracts: Extracts, count: int, demande: date, delay_days: int | None, commune: str = "64445", first: int = 0
):
    """`count` persons who ask on one day and are oriented after `delay_days` (None: still waiting)."""
    for number in range(first, first + count):
        person = extracts.person(number, demande, commune)
        if delay_days is not None:
            extracts.orientation(person, demande + timedelta(days=delay_days))
