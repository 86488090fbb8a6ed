"""The whole example of docs/extraits.md, done as it is written: a department can follow the page alone."""

from __future__ import annotations

import csv
import re

import duckdb

from etl.extracts.documentation import PAGE
from etl.extracts.load import load_extracts
from etl.extracts.mapping import load_mapping
from etl.extracts.pseudonymise import pseudonymise

EXAMPLE = PAGE.read_text(encoding="utf-8").partition("### Un exemple entier")[2].partition("\n## ")[0]
EXPORT = re.search(r"```\n(Réf.*?)```", EXAMPLE, re.DOTALL)[1]
MAPPING = re.search(r"```yaml\n(.*?)```", EXAMPLE, re.DOTALL)[1]
RIGHTS = "Réf. usager;Début;Fin;État;SDD\nU 1042;01/03/2025;;2;OUI\n"
DECISIONS = "Réf. orientation;Réf. usager;Décision;Statut\nO 1;U 1042;20/03/2025;O\n"


def test_the_export_of_the_example_comes_to_the_private_database(tmp_path, folder, database, declared):
    declared(MAPPING)
    raw = []
    for name, text in {"USAGERS": EXPORT, "DROITS": RIGHTS, "ORIENT": DECISIONS}.items():
        raw.append(tmp_path / f"PARCOURA_{name}_20260630.csv")
        raw[-1].write_bytes(text.encode("cp1252"))
    folder.chmod(0o700)
    pseudonymise(
        raw,
        lambda: bytes(range(32)),
        folder,
        identifiers={},
        mapping=load_mapping("64"),
        year=2026,
        bench=tmp_path / "travail",
    )
    with (folder / raw[0].name).open(encoding="utf-8", newline="") as handle:
        (person,) = csv.DictReader(handle, delimiter=";")
    assert "NOM" not in person and "Né(e) le" not in person and person["annee_naissance"] == "1985"

    loads = load_extracts(folder, "64", database, lambda: {"64445"})
    assert [(load.entity, load.rows_loaded, load.rows_quarantined) for load in loads] == [
        ("beneficiaires", 1, 0),
        ("droits", 1, 0),
        ("orientations", 1, 0),
    ]
    query = (
        "SELECT sexe, situation_familiale, tranche_age, beneficiaires.organisme, date_demande::VARCHAR,"
        " etat, date_decision::VARCHAR"
        " FROM beneficiaires JOIN droits USING (id_personne) JOIN orientations USING (id_personne)"
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [
            ("F", "monoparent", "40-49", "CAF", "2025-02-08", "ouvert_versable", "2025-03-20")
        ]
