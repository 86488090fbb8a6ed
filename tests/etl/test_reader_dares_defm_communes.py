"""What the reader of the registered jobseekers by commune keeps, sets aside and refuses."""

import shutil
from pathlib import Path

import pytest

from etl.discover import discover
from etl.harmonize import sum_to_levels, to_current_communes
from etl.sources import dares_defm_communes
from observatoire.catalogue import load_catalogue
from tests.etl.readings import only_row, refusal_of

SOURCE = load_catalogue().sources["dares_defm_communes"]
SAMPLES = Path(__file__).parent.parent / "samples" / "dares_defm_communes"
SAMPLE = SAMPLES / "dares_defm_communales-brutes.csv"
HEADER = "date;code_commune;type_de_donnees;categorie;sexe;tranche_d_age;nombre_de_demandeurs_d_emploi\r\n"
PAU = "2024-T4;64445;Brutes;ABC;Total;Total;6235\r\n"


def read(path):
    return dares_defm_communes.read(path, SOURCE, "2024T4")


def row(reading, territory, period="2024-T4"):
    return only_row(reading, territory=territory, period=period)


def written(tmp_path, content: str) -> Path:
    path = tmp_path / "dares_defm_communales-brutes.64.csv"
    path.write_bytes(content.encode("utf-8"))
    return path


def refusal(tmp_path, content: str) -> str:
    return refusal_of(read, written(tmp_path, content))


@pytest.fixture(scope="module")
def reading():
    return read(SAMPLE)


def test_a_count_of_the_fourth_quarter_carries_the_bounds_of_its_rounding(reading):
    pau = row(reading, "64445")
    assert (pau["value"], pau["low"], pau["high"]) == (6235, 6232.5, 6237.5)
    assert (pau["measure"], pau["level"], pau["breakdown"]) == ("demandeurs_emploi", "commune", "ensemble")
    assert (pau["status"], pau["qualifier"], pau["line"]) == ("published", "rounded_5", 3)
    assert row(reading, "64445", "2023-T4")["value"] == 6120


def test_zero_means_fewer_than_five_and_stays_a_value(reading):
    aast = row(reading, "64001")
    assert (aast["value"], aast["low"], aast["high"]) == (0, 0, 2.5)
    assert (aast["status"], aast["qualifier"]) == ("published", "below_5")


def test_leading_zeros_and_corsican_letters_survive(reading):
    assert row(reading, "01004")["value"] == 1115
    assert row(reading, "2A004")["value"] == 3985


def test_lyon_is_read_whole_with_the_roundings_of_its_nine_arrondissements(reading):
    lyon = row(reading, "69123")
    assert (lyon["value"], lyon["low"], lyon["high"]) == (40505, 40505 - 22.5, 40505 + 22.5)
    assert not reading.observations["territory"].str.startswith("6938").any()


def test_totals_details_and_arrondissements_leave_with_their_reason(reading):
    left = {aside.reason.split(",")[0].split(" de ")[0]: (aside.rows, aside.example) for aside in reading.aside}
    assert left == {
        "ligne": (2, "Total"),
        "détail par sexe ou par tranche d’âge": (3, "64445"),
        "arrondissement municipal": (2, "69381"),
    }


def test_every_line_is_kept_or_set_aside(reading):
    assert reading.rows_in == 13
    assert reading.rows_in == reading.rows_out + sum(aside.rows for aside in reading.aside)


def test_an_export_with_technical_names_reads_like_the_one_with_captions():
    found = read(SAMPLES / "dares_defm_communales-brutes.technique.csv")
    assert row(found, "64122")["value"] == 1930
    assert row(found, "64003")["qualifier"] == "rounded_5"


def test_the_file_is_recognised_by_its_name_and_when_renamed_by_its_header(tmp_path):
    shutil.copy(SAMPLE, tmp_path)
    shutil.copy(SAMPLES / "dares_defm_communales-brutes.technique.csv", tmp_path / "reçu de la Dares.csv")
    found, left = discover(tmp_path, load_catalogue(), {})
    assert [(file.source.id, file.vintage, file.by_header) for file in found] == [
        ("dares_defm_communes", "2024T4", False),
        ("dares_defm_communes", "2024T4", True),
    ]
    assert left == []


def test_other_quarters_categories_and_corrected_data_are_never_mixed_in(tmp_path):
    others = (
        PAU.replace("2024-T4", "2024-T3").replace("6235", "6000")
        + PAU.replace("ABC", "A").replace("6235", "3000")
        + PAU.replace("Brutes", "CVS-CJO").replace("6235", "6100")
    )
    found = read(written(tmp_path, HEADER + others + PAU))
    assert list(found.observations["value"]) == [6235]
    assert {(aside.rows, aside.example) for aside in found.aside} == {(1, "64445")} and len(found.aside) == 3


def test_a_file_with_details_only_is_refused_with_what_it_holds(tmp_path):
    message = refusal(tmp_path, HEADER + PAU.replace("Total;Total", "Femmes;Total"))
    assert "aucune ligne à garder" in message and "détail par sexe" in message and "(1)" in message


def test_an_empty_cell_is_missing(tmp_path):
    found = read(written(tmp_path, HEADER + PAU + PAU.replace("64445", "64122").replace("6235", "")))
    biarritz = row(found, "64122")
    assert (biarritz["status"], biarritz["qualifier"]) == ("missing", "vide")
    assert found.observations.query("territory == '64122'")[["value", "low", "high"]].isna().all(axis=None)


def test_an_exact_count_is_refused_because_it_is_not_the_published_file(tmp_path):
    message = refusal(tmp_path, HEADER + PAU + "2024-T4;64122;Brutes;ABC;Total;Total;1932\r\n")
    assert "ligne 3" in message and "multiple de 5" in message


def test_a_commune_given_twice_for_the_same_quarter_is_refused(tmp_path):
    message = refusal(tmp_path, HEADER + PAU + PAU)
    assert "ligne 3" in message and "figure deux fois" in message


def test_a_code_that_lost_its_zero_is_refused(tmp_path):
    assert "zéro de tête perdu" in refusal(tmp_path, HEADER + PAU.replace("64445", "1004"))


def test_a_monthly_file_is_refused_for_the_quarterly_one(tmp_path):
    message = refusal(tmp_path, HEADER + PAU.replace("2024-T4", "2024-12"))
    assert "«\u202f2024-12\u202f»" in message and "trimestriel" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vide"),
        ("<!DOCTYPE html><html></html>", "page web"),
        (HEADER, "en-tête"),
        ((HEADER + PAU).replace(";", ","), "séparateur"),
        (HEADER + PAU + "2024-T4;641", "ligne 3"),
        (HEADER.replace("code_commune", "commune") + PAU, "code_commune"),
        (HEADER + PAU.replace("6235", "nd"), "«\u202fnd\u202f»"),
    ],
    ids=["empty", "web page", "header only", "comma", "truncated", "no commune", "unknown marker"],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path, content, said):
    assert said in refusal(tmp_path, content)


def test_an_epci_adds_up_its_communes_and_says_how_far_the_rounding_goes(tmp_path, geography_64):
    members = geography_64.memberships["epci"]
    epci = members["64445"]
    codes = members.index[members == epci]
    lines = "".join(PAU.replace("64445", code).replace("6235", "15") for code in codes)
    communes = to_current_communes(
        read(written(tmp_path, HEADER + lines)).observations, geography_64, load_catalogue(), "communes.csv"
    ).observations.assign(source="dares_defm_communes", vintage="2024T4")
    sums = sum_to_levels(communes, geography_64, {"epci": {epci}})
    total = sums.query("level == 'epci' and territory == @epci").iloc[0]
    assert (total["value"], total["status"], total["qualifier"]) == (15 * len(codes), "published", "rounded_5")
    assert total["high"] - total["value"] == pytest.approx(1.96 * (2 * len(codes)) ** 0.5)
