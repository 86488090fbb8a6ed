"""The CSV: what Excel in French opens, what a program reads, and its agreement with the screen."""

import csv
import io

import duckdb
import pytest

from observatoire import formats
from observatoire.documents.carte_files import carte_csv
from observatoire.documents.common import HEADINGS, file_name
from observatoire.documents.csv_parts import guarded
from observatoire.view.carte import map_view

NUMBERS = ("valeur", "borne basse", "borne haute", "écart au repère", "rang")


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_of(content):
    """The rows of the table: from the header to the first empty line."""
    header, *lines = lines_of(content)
    table = lines[: next(rank for rank, line in enumerate(lines) if not any(line))]
    return [dict(zip(header, line, strict=True)) for line in table]


def words_of(content):
    """{label: texts} of what follows « À LIRE »."""
    lines = lines_of(content)
    found = {}
    for label, text, *_ in lines[[line[0] for line in lines].index("À LIRE") + 1 :]:
        found.setdefault(label, []).append(text)
    return found


def as_excel_in_french_reads(cell):
    """A number when the cell is one with a decimal comma, else the text."""
    try:
        return float(cell.replace(",", ".")) if "." not in cell else cell
    except ValueError:
        return cell


def test_excel_in_french_opens_it_by_a_double_click(poverty):
    content = carte_csv(poverty)
    assert content.startswith("\ufeff".encode())
    assert content.count(b"\r\n") == content.count(b"\n") > len(poverty.rows)
    assert content.decode("utf-8-sig").splitlines()[0].split(";") == list(HEADINGS.values())
    known = [row for row in rows_of(content) if row["valeur"]]
    assert len(known) == len(poverty.values) > 3
    for row in known:
        assert isinstance(as_excel_in_french_reads(row["valeur"]), float)


def test_every_line_has_the_same_number_of_fields(every_view):
    for view in every_view:
        assert {len(line) for line in lines_of(carte_csv(view))} == {len(HEADINGS)}


def test_number_columns_hold_numbers_or_nothing(every_view):
    for view in every_view:
        for row in rows_of(carte_csv(view)):
            for column in NUMBERS:
                assert row[column] == "" or isinstance(as_excel_in_french_reads(row[column]), float)


def test_a_strict_program_reads_numbers_as_numbers(poverty, tmp_path):
    path = tmp_path / "carte.csv"
    path.write_bytes(carte_csv(poverty))
    table = duckdb.read_csv(str(path), sep=";", decimal=",", header=True)
    assert dict(zip(table.columns, map(str, table.types), strict=True))["valeur"] == "DOUBLE"
    total = table.filter("niveau = 'commune'").sum("valeur").fetchall()[0][0]
    assert total == pytest.approx(
        sum(
            row.observation.value
            for row in poverty.rows
            if row.observation is not None and row.observation.value is not None and not row.observation.is_bounded
        )
    )


def test_each_cell_says_what_the_screen_says(every_view):
    assert len(every_view) > 20
    for view in every_view:
        rows = {row["code"]: row for row in rows_of(carte_csv(view))}
        assert list(rows) == [row.territory.code for row in view.sorted_rows]
        for shown in view.rows:
            cells = rows[shown.territory.code]
            assert cells["territoire"] == shown.territory.name
            if shown.observation is None or shown.observation.value is None:
                assert (cells["valeur"], cells["statut"]) == ("", shown.text)
            elif shown.observation.is_bounded:
                assert (cells["valeur"], cells["précision"]) == ("", shown.text)
            else:
                assert cells["valeur"].replace("-", formats.MINUS) == without_unit(shown.text)
            gap = "" if shown.judgement is None else without_unit(shown.judgement.text).removeprefix("+")
            assert cells["écart au repère"].replace("-", formats.MINUS) == gap
            assert cells["rang"] == ("" if shown.rank is None else str(shown.rank))


def without_unit(text):
    """ "1 234,5 %" -> "1234,5"."""
    return "".join(letter for letter in text.split("\u00a0")[0] if letter.isdigit() or letter in ",+−")


def test_less_than_five_percent_is_a_bound_and_never_a_value(bounded_and_estimated):
    floored = [row for row in rows_of(carte_csv(bounded_and_estimated)) if row["précision"].startswith("≤")]
    columns = ("précision", "valeur", "borne basse", "borne haute", "rang")
    said = [[row[column] for column in columns] for row in floored]
    assert said == [["≤\u00a05\u202f%", "", "0", "5", ""]]


def test_less_than_five_households_is_a_bound_and_never_a_zero(households):
    few = [row for row in rows_of(carte_csv(households)) if row["précision"] == "moins de 5"]
    assert few
    assert {(row["valeur"], row["borne basse"], row["borne haute"]) for row in few} == {("", "0", "4")}


def test_a_secret_is_said_in_words(poverty):
    secrets = [row for row in rows_of(carte_csv(poverty)) if row["statut"] == "secret statistique"]
    assert len(secrets) == sum(1 for row in poverty.rows if row.key == "secret") > 0
    assert all("le producteur ne publie pas le chiffre" in row["précision"] for row in secrets)


def test_a_name_that_looks_like_a_formula_is_only_text(hostile):
    row = next(row for row in rows_of(carte_csv(hostile)) if "HYPERLINK" in row["territoire"])
    assert row["territoire"] == '\'=HYPERLINK("http://exemple.fr")'
    assert row["mention"].endswith("découpage illustratif")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_starts_a_formula_is_guarded(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f"Pau {start}") == f"Pau {start}"


def test_negative_gaps_stay_numbers_for_excel(poverty):
    gaps = [row["écart au repère"] for row in rows_of(carte_csv(poverty))]
    assert any(gap.startswith("-") for gap in gaps)
    assert not any(gap.startswith("'") for gap in gaps)


def test_the_benchmark_is_apart_from_the_territories(poverty):
    content = carte_csv(poverty)
    line = next(line for line in lines_of(content) if line[1].startswith("Repère"))
    assert line[0] == "05"
    assert poverty.benchmark.text.startswith(line[3])
    assert not any(row["territoire"].startswith("Repère") for row in rows_of(content))


def test_what_must_be_read_travels_with_the_file(poverty):
    words = words_of(carte_csv(poverty))
    assert words["Titre"] == [poverty.title]
    assert words["Territoire"][0].startswith("Hautes-Alpes, 162\u00a0communes")
    assert words["Période"] == ["2021"]
    assert words["Repère"] == [f"Hautes-Alpes, {poverty.benchmark.text}"]
    assert "Filosofi" in words["Source"][0]
    assert words["Géographie"] == ["communes au 1er janvier 2026"]
    assert len([label for label in words if label.startswith("Statut")]) == len(formats.STATUS_WORDS)
    assert words["À ne pas conclure"] == list(poverty.indicator.not_to_conclude)
    assert words["Adresse de la vue"] == [f"/carte?{poverty.question.query}"]


def test_invented_figures_say_so_in_each_row_and_in_the_words(poverty, published_for_real):
    invented, real = carte_csv(poverty), carte_csv(published_for_real)
    assert {row["mention"] for row in rows_of(invented)} == {"données de démonstration, fictives"}
    assert words_of(invented)["Avertissement"] == ["Données de démonstration, fictives"]
    assert {row["mention"] for row in rows_of(real)} == {""}
    assert "Avertissement" not in words_of(real)


def test_a_question_that_was_replaced_is_noted_in_the_file(snapshot):
    view = map_view({"indicateur": "inconnu"}, snapshot)
    assert words_of(carte_csv(view))["À noter"] == list(view.notes)


def test_the_name_of_a_file_is_readable_and_plain(poverty, published_for_real):
    assert file_name(published_for_real, "csv") == "taux-pauvrete-commune-2021-hautes-alpes.csv"
    assert file_name(poverty, "png") == "demonstration-taux-pauvrete-commune-2021-hautes-alpes.png"
