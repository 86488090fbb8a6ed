"""What the reader of the Cnaf households by commune keeps, sets aside and refuses."""

from pathlib import Path

import pytest
import yaml

from etl.sources import cnaf_ben_com
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/cnaf_ben_com.yml").read_text("utf-8")))
SAMPLES = Path(__file__).parent.parent / "samples" / "cnaf_ben_com"
SAMPLE = SAMPLES / "s_ben_com_f.csv"
HEADER = "dtreffre;numcomdo;nomcom;indfoy_rsa\r\n"


def row(reading, territory, measure="foyers_rsa", period="2024-12"):
    return only_row(reading, territory=territory, measure=measure, period=period)


def refusal(tmp_path, content: str | bytes, name="s_ben_com_f.64.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return refusal_of(lambda path: cnaf_ben_com.read(path, SOURCE, "2024"), path)


@pytest.fixture(scope="module")
def reading():
    return cnaf_ben_com.read(SAMPLE, SOURCE, "2024")


def test_a_count_carries_the_bounds_that_the_blur_allows(reading):
    pau = row(reading, "64445")
    assert (pau["value"], pau["low"], pau["high"]) == (2515, 2513, 2519)
    assert (pau["level"], pau["status"], pau["qualifier"], pau["line"]) == ("commune", "published", "rounded_5", 3)


def test_zero_means_fewer_than_five_and_stays_a_value(reading):
    aast = row(reading, "64001")
    assert (aast["value"], aast["low"], aast["high"]) == (0, 0, 4)
    assert (aast["status"], aast["qualifier"]) == ("published", "below_5")


def test_every_december_of_the_file_is_read(reading):
    assert row(reading, "64445", period="2023-12")["value"] == 2500


def test_leading_zeros_and_corsican_letters_survive(reading):
    assert row(reading, "01004")["value"] == 405
    assert row(reading, "2A004", "foyers_prime_activite")["value"] == 1985


def test_lyon_is_the_sum_of_its_nine_arrondissements(reading):
    lyon = row(reading, "69123")
    assert (lyon["value"], lyon["low"], lyon["high"], lyon["qualifier"]) == (5900, 5900 - 18, 5900 + 36, "rounded_5")
    assert not reading.observations["territory"].str.startswith("6938").any()


def test_a_city_with_one_arrondissement_out_of_twenty_is_not_added_up(reading):
    assert "75056" not in set(reading.observations["territory"])
    assert any("arrondissements" in aside.reason and aside.example == "75101" for aside in reading.aside)


def test_households_without_a_commune_are_set_aside_and_weighed(reading):
    unlocated = next(aside for aside in reading.aside if "aucune commune" in aside.reason)
    assert unlocated.rows == 2
    assert "1\u202f130 en 2023-12, 120 en 2024-12" in unlocated.reason


def test_every_line_is_kept_or_set_aside(reading):
    assert reading.rows_in == 17
    assert reading.rows_in == reading.rows_out + sum(aside.rows for aside in reading.aside)


def test_an_export_with_captions_reads_like_the_technical_one():
    found = cnaf_ben_com.read(SAMPLES / "s_ben_com_f.captions.csv", SOURCE, "2024")
    assert row(found, "64122")["value"] == 505
    assert set(found.observations["measure"]) == {"foyers_rsa"}


def test_the_vintage_is_the_last_year_of_the_file():
    assert cnaf_ben_com.vintage_of(SAMPLE) == "2024"


def test_a_windows_export_is_read_with_a_warning(tmp_path):
    path = tmp_path / "s_ben_com_f.csv"
    path.write_bytes((SAMPLES / "s_ben_com_f.captions.csv").read_text("utf-8-sig").encode("cp1252"))
    found = cnaf_ben_com.read(path, SOURCE, "2024")
    assert row(found, "64122")["value"] == 505
    assert "Windows-1252" in found.warnings[0]


def test_an_exact_count_is_refused_because_it_is_not_the_blurred_file(tmp_path):
    message = refusal(tmp_path, HEADER + "2024-12;64445;PAU;2515\r\n2024-12;64122;BIARRITZ;507\r\n")
    assert "ligne 3" in message and "indfoy_rsa" in message and "multiple de 5" in message


def test_an_empty_cell_is_missing_and_makes_the_sum_of_its_city_unknown(tmp_path):
    path = tmp_path / "s_ben_com_f.csv"
    lyon = "".join(f"2024-12;6938{n};LYON {n}E;{'' if n == 5 else 100}\r\n" for n in range(1, 10))
    path.write_text(HEADER + "2024-12;64445;PAU;\r\n" + lyon, encoding="utf-8", newline="")
    found = cnaf_ben_com.read(path, SOURCE, "2024").observations
    assert list(found["territory"]) == ["64445", "69123"]
    assert set(found["status"]) == {"missing"} and found[["value", "low", "high"]].isna().all(axis=None)


def test_a_commune_given_twice_for_the_same_month_is_refused(tmp_path):
    message = refusal(tmp_path, HEADER + "2024-12;64445;PAU;2515\r\n2024-12;64445;PAU;2515\r\n")
    assert "ligne 3" in message and "figure deux fois" in message


def test_a_code_that_lost_its_zero_is_refused(tmp_path):
    assert "zéro de tête perdu" in refusal(tmp_path, HEADER + "2024-12;1004;AMBERIEU EN BUGEY;405\r\n")


def test_a_city_given_whole_and_by_arrondissement_is_refused(tmp_path):
    message = refusal(tmp_path, HEADER + "2024-12;75056;PARIS;5000\r\n2024-12;75101;PARIS 1ER;115\r\n")
    assert "entière et par arrondissement" in message


def test_a_broken_date_is_refused(tmp_path):
    assert "déc. 2024" in refusal(tmp_path, HEADER + "déc. 2024;64445;PAU;2515\r\n")


def test_the_detail_by_type_of_rsa_is_refused(tmp_path):
    content = "dtreffre;numcomdo;rsa_type;indfoy_rsa\r\n2024-12;64445;RSA majoré;400\r\n"
    assert "type de RSA" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vide"),
        ("<!DOCTYPE html><html></html>", "page web"),
        (HEADER, "en-tête"),
        (HEADER.replace(";", ",") + "2024-12,64445,PAU,2515\r\n", "séparateur"),
        (HEADER + "2024-12;64445;PAU;2515\r\n2024-12;641", "ligne 3"),
        ("dtreffre;nomcom;indfoy_rsa\r\n2024-12;PAU;2515\r\n", "numcomdo"),
        ("dtreffre;numcomdo;indfoy_aah\r\n2024-12;64445;500\r\n", "indfoy_rsa"),
    ],
    ids=["empty", "web page", "header only", "comma", "truncated", "no commune", "no measure"],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path, content, said):
    assert said in refusal(tmp_path, content)
