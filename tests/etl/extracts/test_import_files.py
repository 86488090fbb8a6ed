"""A file received is read whatever its encoding and its broken lines, or refused in a sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest

from etl.extracts.csv_source import ends_inside, sample_rows
from etl.extracts.load import load_extracts
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.written import COMMUNES, content, person, pid, quarantined, read, right, write


def test_a_line_with_a_cell_too_many_or_too_few_goes_alone_to_quarantine(folder, database, load):
    a, b, c, d = (pid(name) for name in "abcd")
    (folder / "beneficiaires_64_20260630.csv").write_text(
        f"id_personne;id_foyer;sexe\n{a};{a};F\n{b};{b}\n{c};{c};F;F\n{d};{d};M\n;;\n\n{b};{b};F\n", encoding="utf-8"
    )
    people = load()["beneficiaires"]
    assert (people.rows_in, people.rows_loaded) == (5, 3)
    rule = "la ligne n’a pas autant de cellules que l’en-tête"
    assert quarantined(database) == [("beneficiaires", 3, "", rule), ("beneficiaires", 4, "", rule)]


def test_lines_are_numbered_as_a_spreadsheet_shows_them_blank_and_broken_lines_included(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    said = f'{pid("a")};2024-01-01;"un texte\nsur deux lignes";2024-01-01\n'
    good, bad = f"{pid('a')};2024-01-01;;2024-01-01\n", f"{pid('a')};2024-01-01;;zz\n"
    (folder / "droits_64_20260630.csv").write_text(
        f"id_personne;date_debut;motif_local;date_fin\n{good}\n\n{bad}{said}\n{bad}", encoding="utf-8"
    )
    loads = load()
    assert [line for _, line, _, _ in quarantined(database)] == [5, 8]
    assert any("1 retour à la ligne" in warning.replace("\u00a0", " ") for warning in loads["droits"].warnings)


def test_the_number_of_a_line_holds_in_a_file_read_by_several_threads_at_once(folder, database, load):
    many = 300_000
    lines = [f"{rank:016x};{rank:016x};F;non" for rank in range(many)]
    wrong = [5, 77_777, 150_001, 299_998]
    for rank in wrong:
        lines[rank] = lines[rank].replace(";F;", ";?;")
    (folder / "beneficiaires_64_20260630.csv").write_text(
        "\n".join(["id_personne;id_foyer;sexe;rqth", *lines]) + "\n", encoding="utf-8"
    )
    assert load()["beneficiaires"].rows_loaded == many - len(wrong)
    assert [line for _, line, _, _ in quarantined(database)] == [rank + 2 for rank in wrong]


def test_a_quote_in_a_bare_cell_is_a_character_and_shifts_no_line(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    good, bad = f'{pid("a")};2024-01-01;12";\n', f"{pid('a')};2024-01-01;;zz\n"
    (folder / "droits_64_20260630.csv").write_text(
        f"id_personne;date_debut;motif_local;date_fin\n{good}\n{bad}{good}{bad}", encoding="utf-8"
    )
    load()
    assert [line for _, line, _, _ in quarantined(database)] == [4, 6]


def test_two_lone_quotes_far_apart_do_not_swallow_the_rows_between_them(folder, load):
    write(folder, "beneficiaires", [person("a")])
    lines = [f"{pid('a')};2024-01-01;a"] * 300
    lines[10] = lines[250] = f'{pid("a")};2024-01-01;"a'
    (folder / "droits_64_20260630.csv").write_text("\n".join(["id_personne;date_debut;motif_local", *lines]) + "\n")
    with pytest.raises(BadFile, match="ligne 12.*guillemet s’ouvre à cette ligne"):
        load()


@pytest.mark.parametrize(
    ("line", "inside", "ends"),
    [
        (b'a;"b\n', False, True),
        (b'b";c\n', True, False),
        (b'b"";c\n', True, True),
        (b'b"";"c";"d"\n', True, False),
        (b'"a;""b"";";c"\n', False, False),
        (b'12";"a"\n', False, False),
        (b'"";""\n', False, False),
    ],
)
def test_a_cell_is_open_at_the_end_of_a_line_when_its_own_quote_is_not_closed(line, inside, ends):
    assert ends_inside(line, ";", inside) is ends


def test_a_sample_that_does_not_read_as_a_csv_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "export.csv"
    for text in ('a;b\n1;"' + "xx\n" * 80_000, "a;b\n1;2\r3\n"):
        path.write_text(text, newline="")
        with pytest.raises(BadFile, match="ne se lisent pas comme un csv"):
            list(sample_rows(path, ";"))


def test_a_file_in_windows_1252_is_read_with_a_warning(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    rows = [right("a", "2024-01-01", motif_local="départ à l’étranger")]
    write(folder, "droits", rows, encoding="cp1252")
    assert any("Windows-1252" in said for said in load()["droits"].warnings)
    assert read(database, "SELECT motif_local FROM droits") == [("départ à l’étranger",)]


def test_a_column_misspelt_in_the_mapping_is_said(folder, load, declared):
    declared("entities:\n  beneficiaires: {columns: {Genr: sexe, Famille: situation_familiale}}\n")
    write(folder, "beneficiaires", [person("a", Genre="F", situation_familiale="couple_avec")])
    said = [ordinary(warning) for warning in load()["beneficiaires"].warnings]
    assert any("la correspondance déclare « Genr », absente de l’en-tête : « sexe » manque" in one for one in said)
    assert not any("Famille" in one for one in said)  # under the name of the contract


def ordinary(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_mark_of_utf8_is_passed_over(folder, load):
    write(folder, "beneficiaires", [person("a")], encoding="utf-8-sig")
    assert load()["beneficiaires"].rows_loaded == 1


@pytest.mark.parametrize(("separator", "spoken"), [(",", "virgule"), ("\t", "tabulation")])
def test_another_separator_is_told_in_one_sentence(folder, database, separator, spoken):
    (folder / "beneficiaires_64_20260630.csv").write_text(content([person("a")], separator=separator))
    with pytest.raises(BadFile, match=f"le séparateur est «.{spoken}.» et non «.point-virgule.»"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "vide"),
        ("PK\x03\x04\x14\x00id_personne;id_foyer\n", "classeur ou une archive"),
        ("<html><body>session expirée</body></html>", "page web"),
        ("id_personne;sexe\n", "colonne id_foyer.*absente"),
        ("id_personne;id_foyer;sexe;sexe\n", "colonne sexe.*deux colonnes"),
        (f'id_personne;id_foyer\n"{pid("a")};{pid("a")}\n', "guillemet"),
        ('id_personne;id_foyer;"Info\nNom de naissance"\n1;2;DURAND\n', "ligne 1.*un nom de colonne va à la ligne"),
        ('id_personne;id_foyer;Info;"Taille 15"";\nx"\n1;2;3;4\n', "ligne 1.*un nom de colonne va à la ligne"),
        ("id_personne;id_foyer\r1;2\r", "anciens Mac"),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(folder, database, text, told):
    (folder / "beneficiaires_64_20260630.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=told):
        load_extracts(folder, "64", database, lambda: COMMUNES)


def test_bytes_of_no_known_encoding_refuse_their_file(folder, load):
    write(folder, "beneficiaires", [person("a")])
    write(folder, "droits", [right("a", "2024-01-01", motif_local="\x81é")], encoding="latin-1")
    with pytest.raises(BadFile, match="ni UTF-8 ni Windows-1252"):
        load()


def test_a_name_with_the_marks_of_a_pattern_is_an_ordinary_name(tmp_path, database):
    folder = tmp_path / "reçus [juin] *"
    folder.mkdir()
    write(folder, "beneficiaires", [person("a")])
    (one,) = load_extracts(folder, "64", database, lambda: COMMUNES)
    assert one.rows_loaded == 1


def test_the_manifest_gives_the_date_and_the_software(folder, database, load):
    path = write(folder, "beneficiaires", [person("a")])
    manifest = {
        "departement": "64",
        "date_extraction": "2026-06-15",
        "logiciel": "Essai",
        "version": "2",
        "fichiers": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | {"fichiers": {path.name: {"lignes": 1}}}))
    one = load()["beneficiaires"]
    assert (one.extraction_date, one.software) == (date(2026, 6, 15), "Essai 2")


def test_a_file_without_one_good_row_is_refused_and_the_former_database_stays(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    load()
    before = database.read_bytes()
    write(folder, "beneficiaires", [person("b", sexe="1")])
    with pytest.raises(CheckFailed, match="sa seule ligne n’est pas bonne .sexe.: code inconnu."):
        load()
    assert database.read_bytes() == before
    write(folder, "beneficiaires", [person("b", sexe="1"), person("c", sexe="1")])
    with pytest.raises(CheckFailed, match="aucune de ses 2 lignes n’est bonne"):
        load()


def test_extracts_without_the_persons_are_refused(folder, load):
    write(folder, "droits", [right("a", "2024-01-01")])
    with pytest.raises(CheckFailed, match="Il manque le fichier beneficiaires"):
        load()


def test_an_empty_folder_is_told(folder, load):
    with pytest.raises(CheckFailed, match="Aucun extrait du département 64"):
        load()
