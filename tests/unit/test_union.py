"""A union of territories: what adds up is added, and nothing else is told."""

from __future__ import annotations

from datetime import datetime

import pytest

from observatoire.publication import publish
from observatoire.schema import FORMAT_VERSION
from observatoire.typography import french
from observatoire.view.union import (
    REFUSED_ALONE,
    REFUSED_HIDDEN,
    parts_of,
    portrait_of,
    union_address,
    united,
)
from observatoire.warehouse import Warehouse
from tests.unit.figures_by_hand import CATALOGUE, DELAY, HOUSEHOLDS, POVERTY, figure

COVERAGE = CATALOGUE.indicators["taux_couverture_rsa_foyers"]
INCOME = CATALOGUE.indicators["niveau_vie_median"]


def test_households_are_added_and_their_margins_too():
    parts = [figure(HOUSEHOLDS, 100.0, low=96.0, high=104.0), figure(HOUSEHOLDS, 50.0, low=48.0, high=52.0)]
    found = united(HOUSEHOLDS, parts, 2, "a~b")
    assert (found.value, found.low, found.high) == (150.0, 144.0, 156.0)
    assert found.method == "somme de 2\xa0SDSeI" and found.territory == "a~b"


def test_a_rate_is_weighted_by_its_persons_and_never_averaged():
    parts = [figure(POVERTY, 20.0, denominator=9000.0), figure(POVERTY, 10.0, denominator=1000.0)]
    found = united(POVERTY, parts, 2, "a~b")
    assert found.value == pytest.approx(19.0)
    assert (found.low, found.high) == (pytest.approx(18.95), pytest.approx(19.05))  # half of the last printed digit


def test_a_rate_computed_here_is_computed_again_from_its_sums():
    parts = [
        figure(COVERAGE, 20.0, numerator=180.0, denominator=9000.0),
        figure(COVERAGE, 40.0, numerator=40.0, denominator=1000.0),
    ]
    found = united(COVERAGE, parts, 2, "a~b")
    assert found.value == pytest.approx(22.0) and (found.numerator, found.denominator) == (220.0, 10000.0)


@pytest.mark.parametrize(
    ("indicator", "parts", "why"),
    [
        (HOUSEHOLDS, [figure(HOUSEHOLDS, 100.0), figure(HOUSEHOLDS, None, status="secret")], "n’est pas publié"),
        (HOUSEHOLDS, [figure(HOUSEHOLDS, 100.0)], "n’est pas publié"),
        (HOUSEHOLDS, [figure(HOUSEHOLDS, 100.0), figure(HOUSEHOLDS, 0.0, qualifier="below_5")], "que par une borne"),
        (
            POVERTY,
            [figure(POVERTY, 20.0, denominator=9000.0), figure(POVERTY, 5.0, qualifier="floor", denominator=900.0)],
            "que par une borne",
        ),
        (POVERTY, [figure(POVERTY, 20.0, denominator=9000.0), figure(POVERTY, 10.0)], "pondérer"),
        (INCOME, [figure(INCOME, 22000.0), figure(INCOME, 24000.0)], "une médiane ne se calcule pas"),
        (DELAY, [figure(DELAY, 40.0), figure(DELAY, 60.0)], "personnes suivies par le département"),
    ],
)
def test_what_cannot_be_added_is_refused_with_its_reason_and_no_number(indicator, parts, why):
    found = united(indicator, parts, 2, "a~b")
    assert (found.value, found.numerator, found.denominator, found.low, found.high) == (None,) * 5
    assert found.status == "missing" and why in found.method


def test_a_sum_that_would_give_away_the_only_territory_left_out_is_refused():
    parts = [figure(HOUSEHOLDS, 100.0), figure(HOUSEHOLDS, 50.0)]
    assert united(HOUSEHOLDS, parts, 2, "a~b", told=True).method == french(REFUSED_ALONE)


@pytest.fixture
def three_communes(tmp_path):
    """Three communes of one EPCI among four; the households of the third are hidden."""

    def fill(connection):
        connection.execute(
            "INSERT INTO publication VALUES ('64', 'Essai', ?, false, 2026, ?)",
            [datetime(2026, 11, 22, 6, 0), FORMAT_VERSION],
        )
        for code in ("64001", "64002", "64003", "64004"):
            connection.execute(
                "INSERT INTO territory VALUES ('commune', ?, ?, '64', 1000, false, 2026)", [code, f"Commune {code}"]
            )
            epci = "e2" if code == "64004" else "e1"
            connection.execute("INSERT INTO membership VALUES (?, 'epci', ?)", [code, epci])
            value, status = (None, "secret") if code == "64003" else (100.0, "published")
            connection.execute(
                "INSERT INTO observation VALUES ('foyers_rsa', 'commune', ?, '2024-12', 'ensemble', ?, NULL, NULL,"
                " NULL, NULL, ?, '', '', 'cnaf_ben_com', '2024')",
                [code, value, status],
            )
        for level, code in (("departement", "64"), ("france", "F")):
            connection.execute("INSERT INTO territory VALUES (?, ?, 'Essai', NULL, NULL, false, 2026)", [level, code])

    publish(tmp_path / "essai.duckdb", fill)
    return Warehouse(tmp_path / "essai.duckdb").snapshot()


def household_row(code, snapshot):
    found = portrait_of("union", code, {}, snapshot)
    return next(row for row in found.all_rows if row.indicator.id == "foyers_rsa")


def test_two_communes_of_an_epci_are_not_added_when_only_a_hidden_one_is_left(three_communes):
    assert household_row("commune~64001~64002", three_communes).reason == french(REFUSED_ALONE)
    assert household_row("commune~64001~64004", three_communes).observation.value == 200.0
    assert household_row("commune~64001~64003", three_communes).reason == french(REFUSED_HIDDEN)


@pytest.mark.parametrize("code", ["commune~64001", "commune~64001~64001", "commune~64001~99999", "royaume~1~2", ""])
def test_a_union_of_one_territory_of_twice_the_same_or_of_an_unknown_one_does_not_exist(code, three_communes):
    assert parts_of(code, three_communes) == () and portrait_of("union", code, {}, three_communes) is None


def test_a_union_has_one_address_whatever_the_order():
    assert union_address("epci", ["2", "1"]) == union_address("epci", ["1", "2"]) == "/territoire/union/epci~1~2"
    assert union_address("epci", ["1"]) == "/territoire/epci/1"
