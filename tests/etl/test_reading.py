"""Delimited files as text: what every reader accepts, and the sentence that a bad file gets."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.reading import header_of, observations, read_csv_text, readable_pattern, refuse_duplicates, to_values
from observatoire.errors import BadFile
from observatoire.typography import french

AGAIN = "téléchargez-le de nouveau depuis la page du producteur."
MARKERS = {"s": ("secret", ""), "nd": ("missing", "nd"), "": ("missing", "vide")}


def written(tmp_path, content: str | bytes, name="revenus.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, separators=";", required=("CODGEO", r"TP60\d\d")) -> str:
    with pytest.raises(BadFile) as refused:
        read_csv_text(path, separators, required)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", f"revenus.csv : le fichier est vide ; {AGAIN}"),
        (b"\xef\xbb\xbf\r\n \r\n", f"revenus.csv : le fichier est vide ; {AGAIN}"),
        (
            "\n<!DOCTYPE html>\n<html><body>Service indisponible</body></html>",
            f"revenus.csv, ligne 1 : le fichier est une page web (HTML) et non des données ; {AGAIN}",
        ),
        ("CODGEO;TP6021\n", f"revenus.csv, ligne 1 : le fichier n’a que sa ligne d’en-tête ; {AGAIN}"),
        ("CODGEO;TP6021\n;\n\n", f"revenus.csv, ligne 1 : le fichier n’a que sa ligne d’en-tête ; {AGAIN}"),
        (
            "CODGEO;MED21\n64445;20970\n",
            "revenus.csv, ligne 1, colonne TP60AA : cette colonne attendue est absente de "
            "l’en-tête ; vérifiez que c’est le bon "
            "fichier, puis la liste des colonnes par « python -m etl explain ».",
        ),
        (
            "CODGEO\tTP6021\n64445\t23\n",
            "revenus.csv, ligne 1 : le séparateur est « tabulation » et non « ; » ; "
            "enregistrez-le avec le séparateur « ; » ou "
            f"{AGAIN}",
        ),
        (
            "CODGEO;TP6021;MED21\n64001;s;s\n64445;23\n",
            f"revenus.csv, ligne 3 : 2 cellules au lieu de 3 (fichier tronqué ou abîmé) ; {AGAIN}",
        ),
        (
            "CODGEO;TP6021\n64445;23;20970\n",
            f"revenus.csv, ligne 2 : 3 cellules au lieu de 2 (fichier tronqué ou abîmé) ; {AGAIN}",
        ),
        (
            '"CODGEO";"TP6021"\n"64001";"s"\n"64445";"2',
            f"revenus.csv : un guillemet n’est jamais refermé (fichier tronqué ou abîmé) ; {AGAIN}",
        ),
        (
            b"CODGEO;TP6021;LIB\n64445;23;\x81\x8d\n",
            f"revenus.csv : l’encodage n’est ni UTF-8 ni Windows-1252 ; {AGAIN}",
        ),
    ],
)
def test_a_bad_file_gets_a_sentence_with_its_place_its_rule_and_the_next_move(tmp_path, content, sentence):
    assert refusal(written(tmp_path, content)) == french(sentence)


def test_codes_stay_text_and_lines_are_those_of_the_file(tmp_path):
    path = written(tmp_path, "CODGEO;TP6021\r\n01001;5\r\n\r\n;\r\n2A004;NA\r\n")
    rows = read_csv_text(path, ";", ("CODGEO", r"TP60\d\d")).rows
    assert rows.to_dict("list") == {"CODGEO": ["01001", "2A004"], "TP6021": ["5", "NA"], "line": [2, 5]}


def test_a_line_without_code_is_not_taken_for_a_blank_line(tmp_path):
    rows = read_csv_text(written(tmp_path, "CODGEO;LIBGEO;TP6021\n;;23\n"), ";", ("CODGEO",)).rows
    assert rows.to_dict("list") == {"CODGEO": [""], "LIBGEO": [""], "TP6021": ["23"], "line": [2]}


def test_the_byte_order_mark_is_not_part_of_the_first_column(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfCODGEO;TP6021\n64445;23\n")
    assert list(read_csv_text(path, ";", ("CODGEO",)).rows.columns) == ["CODGEO", "TP6021", "line"]
    assert header_of(path) == ["CODGEO", "TP6021"]


def test_a_windows_file_is_read_with_its_accents_and_a_warning(tmp_path):
    path = written(tmp_path, "CODGEO;LIBGEO\n64541;Urdès\n".encode("cp1252"))
    table = read_csv_text(path, ";", ("CODGEO", "LIBGEO"))
    assert table.rows["LIBGEO"].tolist() == ["Urdès"]
    assert len(table.warnings) == 1 and "Windows-1252" in table.warnings[0] and "revenus.csv" in table.warnings[0]


def test_the_first_allowed_separator_that_gives_the_columns_is_kept(tmp_path):
    rows = read_csv_text(written(tmp_path, "CODGEO,TP6021\n64445,23\n"), ";,", ("CODGEO", r"TP60\d\d")).rows
    assert rows["TP6021"].tolist() == ["23"]


@pytest.mark.parametrize(
    ("cell", "value", "status", "qualifier"),
    [
        ("17", 17.0, "published", ""),
        ("45,5", 45.5, "published", ""),
        ("45.5", 45.5, "published", ""),
        (" -16,1 ", -16.1, "published", ""),
        ("11 240", 11240.0, "published", ""),
        ("11\u202f240", 11240.0, "published", ""),
        ("11\u00a0240,5", 11240.5, "published", ""),
        ("0", 0.0, "published", ""),
        ("s", None, "secret", ""),
        (" nd ", None, "missing", "nd"),
        ("", None, "missing", "vide"),
    ],
)
def test_a_cell_is_a_number_or_a_marker_and_a_marker_is_never_zero(tmp_path, cell, value, status, qualifier):
    read = to_values(tmp_path / "revenus.csv", pd.Series([cell]), pd.Series([2]), MARKERS, "TP6021").iloc[0]
    assert (read["status"], read["qualifier"]) == (status, qualifier)
    assert read["value"] == value if value is not None else read["value"] != read["value"]


def test_an_unknown_marker_is_refused_with_its_line_and_its_column(tmp_path):
    cells, lines = pd.Series(["17", "s", "c", "s"], index=[0, 2, 3, 7]), pd.Series([2, 4, 5, 9], index=[0, 2, 3, 7])
    with pytest.raises(BadFile) as refused:
        to_values(tmp_path / "revenus.csv", cells, lines, MARKERS, "TP6021")
    assert str(refused.value) == french(
        "revenus.csv, ligne 5, colonne TP6021 : « c » n’est ni un nombre ni un marqueur "
        "connu de ce producteur ; corrigez la "
        "cellule ou déclarez le marqueur dans le catalogue de la source."
    )


def test_a_code_given_twice_is_refused_with_its_second_line(tmp_path):
    rows = pd.DataFrame({"CODGEO": ["64001", "64445", "64001"], "line": [2, 3, 4]})
    with pytest.raises(BadFile) as refused:
        refuse_duplicates(tmp_path / "revenus.csv", rows, ["CODGEO"], "CODGEO")
    assert str(refused.value) == french(
        f"revenus.csv, ligne 4, colonne CODGEO : le code « 64001 » figure deux fois ; "
        f"gardez une seule ligne par code ou {AGAIN}"
    )


def test_a_header_pattern_is_told_as_a_person_writes_it():
    assert readable_pattern(r"NBPERSMENFISC\d\d") == "NBPERSMENFISCAA"


def test_observations_have_no_interval_and_no_breakdown_unless_given():
    frame = pd.DataFrame({"territory": ["64445"], "value": [23.0], "status": ["published"], "line": [7]})
    row = observations(frame, measure="taux_pauvrete", level="commune", period="2021").iloc[0]
    assert (row["breakdown"], row["qualifier"]) == ("ensemble", "")
    assert pd.isna(row["low"]) and pd.isna(row["high"])
