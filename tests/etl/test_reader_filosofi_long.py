"""Filosofi, long « base comparateur »: every level in one file, and what its two status columns mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.sources import filosofi_long
from observatoire.errors import BadFile
from observatoire.typography import french
from tests.etl.readings import only_row

SAMPLE = Path(__file__).parent.parent / "samples" / "filosofi_long" / "DS_FILOSOFI_CC_data.csv"
NAME = SAMPLE.name


@pytest.fixture(scope="module")
def reading(catalogue):
    return filosofi_long.read(SAMPLE, catalogue.sources["filosofi_long"], "2021")


def row(reading, measure, level, territory):
    return only_row(reading, measure=measure, level=level, territory=territory)


@pytest.fixture
def refusal(tmp_path, catalogue):
    def refuse(content: str) -> str:
        path = tmp_path / NAME
        path.write_text(content, encoding="utf-8")
        with pytest.raises(BadFile) as refused:
            filosofi_long.read(path, catalogue.sources["filosofi_long"], "2021")
        return str(refused.value)

    return refuse


def lines() -> list[str]:
    return SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)


def test_one_file_gives_communes_epci_departements_and_france(reading):
    assert row(reading, "taux_pauvrete", "commune", "64445")["value"] == 23
    assert row(reading, "taux_pauvrete", "epci", "200067239")["value"] == 7.7
    assert row(reading, "taux_pauvrete", "departement", "2A")["value"] == 17.9
    assert row(reading, "taux_pauvrete", "france", "F")["value"] == 14.7
    assert row(reading, "niveau_vie_median", "epci", "246401756")["value"] == 22840


def test_france_metropolitaine_is_not_france(tmp_path, catalogue):
    path = tmp_path / NAME
    country = next(line for line in lines() if '"F";"FRANCE"' in line)
    path.write_text("".join([*lines(), country.replace('"F";"FRANCE"', '"FM";"FRANCE"')]), encoding="utf-8")
    found = filosofi_long.read(path, catalogue.sources["filosofi_long"], "2021")
    assert len(row(found, "taux_pauvrete", "france", "F")) and len(row(found, "taux_pauvrete", "france_metro", "FM"))


def test_the_year_is_read_in_the_file_because_its_name_does_not_say_it(reading):
    assert filosofi_long.vintage_of(SAMPLE) == "2021"
    assert set(reading.observations["period"]) == {"2021"}


def test_c_is_statistical_secrecy_and_another_status_is_not_available(reading):
    secret, absent = (
        row(reading, "taux_pauvrete", "commune", "64001"),
        row(reading, "taux_pauvrete", "commune", "05001"),
    )
    assert (secret["status"], secret["value"] != secret["value"]) == ("secret", True)
    assert (absent["status"], absent["qualifier"], absent["value"] != absent["value"]) == ("missing", "L", True)


def test_a_rate_of_5_percent_means_5_or_less(reading):
    rate = row(reading, "taux_pauvrete", "commune", "64122")
    assert (rate["value"], rate["low"], rate["high"], rate["qualifier"]) == (5, 0, 5, "floor")


def test_every_line_that_is_not_kept_is_counted_with_its_reason(reading):
    assert (reading.rows_in, reading.rows_out) == (24, 22)
    assert [(item.rows, item.example) for item in reading.aside] == [(1, "PR_MD60 ARM 75101"), (1, "NUM_CU COM 64445")]


def test_the_order_of_the_columns_does_not_matter(tmp_path, catalogue, reading):
    path = tmp_path / NAME
    reordered = [";".join(reversed(line.strip().split(";"))) + "\n" for line in lines()]
    path.write_text("".join(reordered), encoding="utf-8")
    other = filosofi_long.read(path, catalogue.sources["filosofi_long"], "2021")
    assert other.observations.equals(reading.observations)


def test_a_free_value_that_is_empty_is_refused_with_its_line(refusal):
    content = "".join(lines()).replace('"2021";"23"', '"2021";""')
    assert refusal(content).startswith(
        french(f"{NAME}, ligne 6, colonne OBS_VALUE : valeur annoncée libre (F, A) mais vide")
    )


def test_the_same_figure_twice_is_refused(refusal):
    message = refusal("".join([*lines(), lines()[5]]))
    assert message.startswith(
        french(f"{NAME}, ligne 26, colonne GEO : le code « PR_MD60 / COM / 64445 / 2021 » figure deux fois")
    )


def test_two_years_in_one_file_are_refused(tmp_path):
    path = tmp_path / NAME
    path.write_text(
        "".join(lines()).replace(
            '"MED_SL";"F";"FRANCE";"EUR_YR";"F";"A";"0";"2021"', '"MED_SL";"F";"FRANCE";"EUR_YR";"F";"A";"0";"2023"'
        ),
        encoding="utf-8",
    )
    with pytest.raises(BadFile) as refused:
        filosofi_long.vintage_of(path)
    assert str(refused.value) == french(
        f"{NAME}, colonne TIME_PERIOD : 2 années dans un même fichier ; déposez un fichier par année."
    )


def test_commas_in_place_of_semicolons_are_refused(refusal):
    assert refusal("".join(lines()).replace(";", ",")).startswith(
        french(f"{NAME}, ligne 1 : le séparateur est « , » et non « ; » ; enregistrez-le avec le séparateur « ; » ou")
    )


def test_a_missing_column_is_named(refusal):
    assert refusal("".join(lines()).replace("CONF_STATUS", "CONF")).startswith(f"{NAME}, ligne 1, colonne CONF_STATUS")


def test_a_file_cut_in_the_middle_of_a_cell_is_refused(refusal):
    assert "un guillemet n’est jamais refermé (fichier tronqué" in refusal("".join(lines())[:-3])


def test_a_file_of_other_measures_is_refused(refusal):
    message = refusal(lines()[0] + '"POP";"64445";"COM";"NUMBER";"F";"A";"0";"2021";"77000"\n')
    assert message == french(
        f"{NAME}, colonne FILOSOFI_MEASURE : aucune mesure connue ; comparez FILOSOFI_MEASURE au catalogue."
    )
