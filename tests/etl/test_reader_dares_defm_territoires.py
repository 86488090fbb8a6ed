"""What the reader of the jobseekers by time since registration keeps, sets aside and refuses."""

import shutil
from pathlib import Path

import pytest

from etl.discover import discover
from etl.sources import dares_defm_territoires
from observatoire.catalogue import load_catalogue
from tests.etl.readings import refusal_of

SOURCE = load_catalogue().sources["dares_defm_territoires"]
SAMPLES = Path(__file__).parent.parent / "samples" / "dares_defm_territoires"
DEPARTEMENTS = SAMPLES / "dares_defm_stock_regions_brut_trim.csv"
ZONES = SAMPLES / "dares_defm_zoneemploi_brut_trim.csv"
LONG, SHORT = "demandeurs_emploi_longue_duree", "demandeurs_emploi_moins_un_an"
HEADER = (
    "date;code_departement;type_de_donnees;categorie;sexe;tranche_d_age;anciennete;nombre_de_demandeurs_d_emploi\r\n"
)


def lines(code="64", date="2024-T4", category="A", **counts) -> str:
    """Lines of one territory, {text of anciennete: count}."""
    return "".join(f"{date};{code};Brutes;{category};Total;Total;{text};{count}\r\n" for text, count in counts.items())


GOOD = lines(**{"Total": 1000, "Moins de 12 mois": 600, "12 mois ou plus": 400})


def read(path):
    return dares_defm_territoires.read(path, SOURCE, "2024T4")


def written(tmp_path, content: str) -> Path:
    path = tmp_path / "dares_defm_stock_regions_brut_trim.csv"
    path.write_bytes(content.encode("utf-8"))
    return path


def values(reading, measure=LONG) -> dict[str, float]:
    return reading.observations.query("measure == @measure").set_index("territory")["value"].to_dict()


def refusal(tmp_path, content: str) -> str:
    return refusal_of(read, written(tmp_path, content))


@pytest.fixture(scope="module")
def departements():
    return read(DEPARTEMENTS)


@pytest.fixture(scope="module")
def zones():
    return read(ZONES)


def test_every_seniority_of_a_year_or_more_is_added_in_category_a_only(departements):
    assert values(departements) == {"64": 6040 + 6000, "05": 2020}
    found = departements.observations.query("measure == @LONG and territory == '64'").iloc[0]
    assert (found["level"], found["period"], found["breakdown"]) == ("departement", "2024-T4", "ensemble")
    assert (found["status"], found["qualifier"], found["line"]) == ("published", "", 8)


def test_shorter_seniorities_stay_apart(departements):
    assert values(departements, SHORT) == {"64": 7010 + 5020 + 6030, "05": 5040}


def test_lines_of_france_regions_details_and_corrected_data_leave_with_their_reason(departements):
    assert [(aside.rows, aside.example) for aside in departements.aside] == [
        (2, "Total"),  # France and a région
        (1, "64"),  # seasonally adjusted
        (1, "64"),  # categories A, B and C
        (2, "64"),  # by sex, by age
        (2, "64"),  # all seniorities
    ]


def test_every_line_is_kept_or_set_aside(departements, zones):
    for reading, lines_of_the_file in ((departements, 15), (zones, 12)):
        assert reading.rows_in == lines_of_the_file
        assert reading.rows_in == reading.rows_out + sum(aside.rows for aside in reading.aside)


def test_a_zone_emploi_is_read_from_its_own_file(zones):
    assert values(zones) == {"7511": 4800}
    assert set(zones.observations["level"]) == {"zone_emploi"}


def test_a_zone_given_in_two_regions_is_not_guessed(zones):
    straddling = next(aside for aside in zones.aside if "plusieurs régions" in aside.reason)
    assert (straddling.rows, straddling.example) == (6, "0051")


def test_the_files_are_recognised_by_their_names_and_when_renamed_by_their_headers(tmp_path):
    for number, path in enumerate((DEPARTEMENTS, ZONES)):
        shutil.copy(path, tmp_path)
        shutil.copy(path, tmp_path / f"reçu {number}.csv")
    found, left = discover(tmp_path, load_catalogue(), {})
    assert [(file.source.id, file.vintage) for file in found] == 4 * [("dares_defm_territoires", "2024T4")]
    assert sorted(file.by_header for file in found) == [False, False, True, True] and left == []


def test_an_unknown_seniority_stops_the_file_and_is_named(tmp_path):
    message = refusal(tmp_path, HEADER + GOOD + lines("65", **{"Total": 10, "Longue durée": 10}))
    assert "ligne 6" in message and "anciennete" in message
    assert "«\u202fLongue durée\u202f»" in message and "dares_defm_territoires.yml" in message


def test_seniorities_that_overlap_stop_the_file(tmp_path):
    message = refusal(tmp_path, HEADER + GOOD + lines(**{"2 ans ou plus": 150}))
    assert "2024-T4" in message and "1\u202f150" in message and "1\u202f000" in message


def test_a_seniority_left_out_of_the_export_stops_the_file(tmp_path):
    assert "il en manque" in refusal(tmp_path, HEADER + lines(**{"Total": 1000, "12 mois ou plus": 400}))


def test_parts_that_differ_from_their_total_by_their_rounding_are_accepted(tmp_path):
    rounded = lines(**{"Total": 1000, "Moins de 12 mois": 610, "12 mois ou plus": 400})
    assert values(read(written(tmp_path, HEADER + rounded))) == {"64": 400}


def test_a_file_without_the_totals_that_control_it_is_refused(tmp_path):
    message = refusal(tmp_path, HEADER + lines(**{"Moins de 12 mois": 600, "12 mois ou plus": 400}))
    assert "«\u202fTotal\u202f» manquent" in message


def test_one_hidden_seniority_makes_the_sum_missing_not_smaller(tmp_path):
    hidden = lines("65", **{"Total": 900, "Moins de 12 mois": 500, "De 1 à moins de 2 ans": 400, "2 ans ou plus": ""})
    found = read(written(tmp_path, HEADER + GOOD + hidden)).observations
    tarbes = found.query("measure == @LONG and territory == '65'").iloc[0]
    assert (tarbes["status"], tarbes["qualifier"]) == ("missing", "vide") and tarbes["value"] != tarbes["value"]
    assert found.query("measure == @SHORT and territory == '65'").iloc[0]["value"] == 500


def test_every_quarter_of_the_file_is_read(tmp_path):
    reading = read(written(tmp_path, HEADER + GOOD + GOOD.replace("2024-T4", "2024-T1").replace("400", "390")))
    assert list(reading.observations.query("measure == @LONG")["period"]) == ["2024-T4", "2024-T1"]


def test_categories_of_2025_are_not_taken_for_category_a(tmp_path):
    other = lines(category="A hors RSA et hors jeunes en parcours", **{"Total": 800, "12 mois ou plus": 350})
    assert values(read(written(tmp_path, HEADER + GOOD + other))) == {"64": 400}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER + GOOD.replace(";A;", ";ABC;"), "autre catégorie"),
        (HEADER + GOOD.replace("Brutes", "CVS-CJO"), "pas brutes"),
        (HEADER + GOOD.replace("2024-T4", "2024-12"), "trimestriel"),
        (HEADER + GOOD + GOOD, "figure deux fois"),
        (HEADER + GOOD.replace(";64;", ";5;"), "zéro de tête perdu"),
        (HEADER.replace("code_departement", "champ") + GOOD, "ni le code du département"),
        (HEADER.replace("anciennete", "duree") + GOOD, "anciennete"),
        (HEADER + GOOD.replace("400", "s"), "«\u202fs\u202f»"),
    ],
    ids=["ABC only", "corrected only", "monthly", "twice", "lost zero", "national", "no seniority", "unknown marker"],
)
def test_a_foreign_or_damaged_file_is_refused(tmp_path, content, said):
    assert said in refusal(tmp_path, content)
