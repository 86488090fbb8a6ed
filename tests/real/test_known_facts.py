"""Known facts, on the real published files; runs when they are beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.build import build, prepare
from observatoire.warehouse import Snapshot, Warehouse

REAL = Path(__file__).parent.parent.parent.parent / "shared" / "real"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")]


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Snapshot:
    link = tmp_path_factory.mktemp("real") / "observatoire.duckdb"
    build("64", REAL, link)
    return Warehouse(link).snapshot()


def value(served: Snapshot, indicator: str, level: str, code: str, period: str) -> float | None:
    found = served.observation(indicator, level, code, period)
    assert found is not None
    return found.value


@pytest.mark.parametrize(("year", "rate_pct"), [("2012", 17), ("2019", 20), ("2021", 22)])
def test_the_poverty_rate_of_pau(served, year, rate_pct):  # Insee, Filosofi
    assert value(served, "taux_pauvrete", "commune", "64445", year) == rate_pct


@pytest.mark.parametrize(
    ("level", "code", "rate_pct"),
    [
        ("departement", "64", 12.6),
        ("departement", "31", 14.3),
        ("departement", "65", 16.0),
        ("departement", "34", 19.4),
        ("departement", "05", 14.7),
        ("france", "F", 14.9),
    ],
)
def test_the_poverty_rate_of_departements_and_france_in_2021(served, level, code, rate_pct):  # Insee, Filosofi
    assert value(served, "taux_pauvrete", level, code, "2021") == rate_pct


def test_the_median_of_pau_of_the_departement_and_of_france_in_2021(served):  # Insee, Filosofi
    assert value(served, "niveau_vie_median", "commune", "64445", "2021") == 20_970
    assert value(served, "niveau_vie_median", "departement", "64", "2021") == 23_300
    assert value(served, "niveau_vie_median", "france", "F", "2021") == 23_080


def test_43_communes_of_545_have_a_published_poverty_rate_in_2021(served):  # Insee, Filosofi
    rates = served.observations_at("taux_pauvrete", "commune", "2021")
    assert len(served.territories("commune")) == len(rates) == 545
    assert sum(rate.value is not None for rate in rates.values()) == 43


@pytest.mark.parametrize(
    ("departement", "households"),
    [
        ("05", 3022),
        ("31", 37_299),
        ("34", 41_619),
        ("64", 14_838),
        ("65", 5564),
    ],
)
def test_the_households_with_rsa_in_december_2019(served, departement, households):  # Drees, minima sociaux
    assert value(served, "foyers_rsa", "departement", departement, "2019-12") == households


def test_the_delays_to_orientation_that_the_departements_told(served):  # Drees, OARSA
    delays = {one.period: one for one in served.series("delai_orientation_oarsa", "departement", "31")}
    assert [(period, delays[period].value) for period in ("2017", "2018")] == [("2017", 91), ("2018", 87)]
    for period, status, marker in (
        ("2015", "not_applicable", "/"),
        ("2017", "missing", "ND"),
        ("2018", "missing", "ND"),
    ):
        absent = served.observation("delai_orientation_oarsa", "departement", "64", period)
        assert (absent.value, absent.status, absent.qualifier) == (None, status, marker)


def test_the_rate_of_est_bearn_is_estimated_from_its_epci(served):
    est_bearn = served.observation("taux_pauvrete", "sdsei", "est-bearn", "2021")
    assert (round(est_bearn.value, 1), est_bearn.status) == (8.8, "estimated")
    assert est_bearn.low < est_bearn.value < est_bearn.high


def test_no_median_is_given_to_a_territory_that_has_none(served):
    known = {row[2] for row in served.availability() if row[:2] == ("niveau_vie_median", "epci")}
    assert known
    for period in known:
        medians = served.observations_at("niveau_vie_median", "sdsei", period)
        assert {median.value for median in medians.values()} <= {None}


def test_the_unemployment_rate_of_the_third_quarter_of_2025(served):  # Insee, taux de chômage localisés
    assert value(served, "taux_chomage_localise", "departement", "64", "2025-T3") == 6.1


def test_the_young_people_of_pau_neither_in_employment_nor_in_education_in_2018(served):  # Insee, recensement
    assert value(served, "taux_neet_15_24", "commune", "64445", "2018") == 15.6


def test_the_households_of_urdes_are_those_of_lacq_since_2024(served):
    rate = served.observation("taux_pauvrete", "commune", "64300", "2019")
    assert (rate.value, rate.status, rate.qualifier) == (None, "missing", "old_perimeter")
    assert served.observation("taux_pauvrete", "commune", "64541", "2019") is None


@pytest.mark.parametrize("departement", ["2A", "971", "69", "75"])
def test_a_departement_unlike_the_others_is_read_from_the_same_files(departement):
    prepared = prepare(departement, REAL)
    rows = prepared.published
    communes = rows[(rows["level"] == "commune") & (rows["indicator"] == "population") & rows["value"].notna()]
    assert set(communes["territory"]) <= set(prepared.geography.own_communes)
    assert prepared.figures > 1000
    assert not rows.duplicated(["indicator", "level", "territory", "period", "breakdown"]).any()
    if departement == "75":
        assert set(communes["territory"]) == {"75056"}
