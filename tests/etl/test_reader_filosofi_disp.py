"""Filosofi detail, disposable income: one reader for the communes, EPCI, départements and France métropolitaine."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.sources import filosofi_disp
from observatoire.errors import BadFile
from observatoire.typography import french
from tests.etl.readings import only_row

SAMPLES = Path(__file__).parent.parent / "samples" / "filosofi_disp"


@pytest.fixture(scope="module")
def source(catalogue):
    return catalogue.sources["filosofi_disp"]


def read(part, source):
    return filosofi_disp.read(SAMPLES / f"FILO2019_DISP_{part}.csv", source, "2019")


def row(reading, measure, territory):
    return only_row(reading, measure=measure, territory=territory)


@pytest.mark.parametrize(
    ("part", "level", "territory", "median_eur"),
    [
        ("COM", "commune", "64445", 20140),
        ("EPCI", "epci", "200067254", 21980),
        ("DEP", "departement", "2A", 21720),
        ("METROPOLE", "france_metro", "FM", 21900),
    ],
)
def test_the_median_is_q2_at_the_level_that_the_name_of_the_file_says(source, part, level, territory, median_eur):
    median = row(read(part, source), "niveau_vie_median", territory)
    assert (median["level"], median["value"], median["period"]) == (level, median_eur, "2019")


def test_the_ratio_without_a_year_in_its_name_and_the_decimal_comma_are_read(source):
    departements = read("DEP", source)
    assert row(departements, "rapport_interdecile", "64")["value"] == 3.3
    assert row(departements, "part_prestations_sociales_revenu", "64")["value"] == 5.2


def test_these_files_have_no_poverty_rate(source):
    assert "taux_pauvrete" not in set(read("COM", source).observations["measure"])


def test_a_small_commune_has_its_median_and_no_decile(source):
    communes = read("COM", source)
    assert row(communes, "niveau_vie_median", "64001")["value"] == 23050
    ratio = row(communes, "rapport_interdecile", "64001")
    assert (ratio["status"], ratio["qualifier"]) == ("missing", "vide")


def test_arrondissements_leave_with_a_reason(source):
    communes = read("COM", source)
    assert (communes.rows_in, communes.rows_out) == (6, 5)
    assert [(item.rows, item.example) for item in communes.aside] == [(1, "75101")]
    assert "arrondissement" in communes.aside[0].reason


@pytest.mark.parametrize(
    ("part", "good", "lost", "noun"),
    [
        ("COM", "64001;Aast", "1001;Aast", "un code de commune"),
        ("DEP", "01;Ain", "1;Ain", "un code de département"),
    ],
)
def test_a_leading_zero_lost_in_a_spreadsheet_is_refused(tmp_path, source, part, good, lost, noun):
    path = tmp_path / f"FILO2019_DISP_{part}.csv"
    path.write_bytes((SAMPLES / path.name).read_bytes().replace(good.encode(), lost.encode()))
    with pytest.raises(BadFile) as refused:
        filosofi_disp.read(path, source, "2019")
    code = lost.split(";")[0]
    assert str(refused.value) == french(
        f"{path.name}, ligne 2, colonne CODGEO : « {code} » n’est pas {noun} (zéro de tête "
        f"perdu) ; rouvrez le fichier d’origine "
        "sans passer par un tableur."
    )


def test_the_file_of_declared_incomes_is_refused_for_lack_of_its_column(tmp_path, source):
    path = tmp_path / "FILO2019_DISP_DEP.csv"
    path.write_text("CODGEO;LIBGEO;Q219;PMIMP19\n64;Pyrénées-Atlantiques;20000;57\n", encoding="utf-8")
    with pytest.raises(BadFile, match="colonne RD"):
        filosofi_disp.read(path, source, "2019")
