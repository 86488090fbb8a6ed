"""Older figures on the communes of today, then on the territories that hold them."""

from __future__ import annotations

import random
from dataclasses import replace

import pandas as pd
import pytest

from etl.harmonize import sum_to_levels, to_current_communes
from etl.reading import OBSERVATION_COLUMNS
from observatoire.errors import CheckFailed
from observatoire.formats import count
from observatoire.typography import french

COUNT, RATE = "foyers_rsa", "taux_pauvrete"
LUYS = "200067239"


def observed(*rows: dict) -> pd.DataFrame:
    """Rows of one file; a row gives territory and value, and what is not ordinary about it."""
    ordinary = {
        "measure": COUNT,
        "level": "commune",
        "period": "2019-12",
        "breakdown": "ensemble",
        "low": float("nan"),
        "high": float("nan"),
        "status": "published",
        "qualifier": "",
        "line": 2,
    }
    return pd.DataFrame([ordinary | row for row in rows]).loc[:, list(OBSERVATION_COLUMNS)]


def absent(status: str) -> dict:
    return {"value": float("nan"), "status": status}


@pytest.fixture
def today(geography_64, catalogue):
    def bring(frame, geography=geography_64):
        return to_current_communes(frame, geography, catalogue, "foyers.csv")

    return bring


def figure(harmonized, territory, measure=COUNT):
    found = harmonized.observations.query("territory == @territory and measure == @measure")
    assert len(found) == 1
    return found.iloc[0]


def split(geography, *changes):
    return replace(geography, changes=pd.DataFrame(changes, columns=["old", "new", "ratio"]))


def test_the_households_of_urdes_are_counted_in_lacq_since_they_merged(today):
    made = today(
        observed(
            {"territory": "64300", "value": 40},
            {"territory": "64541", "value": 15},
            {"territory": "64445", "value": 6000},
        )
    )
    lacq = figure(made, "64300")
    assert (lacq["value"], lacq["status"], lacq["method"]) == (
        55,
        "published",
        "somme des 2 communes fusionnées depuis",
    )
    assert set(made.observations["territory"]) == {"64300", "64445"}
    assert made.observations["value"].sum() == 40 + 15 + 6000


def test_the_former_rate_of_a_merged_commune_describes_another_place(today):
    rates = today(
        observed(
            {"territory": "64300", "measure": RATE, "value": 8.0}, {"territory": "64541", "measure": RATE, "value": 9.0}
        )
    )
    rate = figure(rates, "64300", RATE)
    assert (rate["status"], rate["qualifier"], rate["value"] != rate["value"]) == ("missing", "old_perimeter", True)
    assert "périmètre" in rate["method"]


def test_the_rate_of_an_absorbed_commune_is_not_lent_to_the_one_that_absorbed_it(today):
    rate = figure(today(observed({"territory": "64541", "measure": RATE, "value": 9.0})), "64300", RATE)
    assert (rate["status"], rate["qualifier"]) == ("missing", "old_perimeter")


def test_a_commune_that_never_changed_keeps_its_rate(today):
    rate = figure(today(observed({"territory": "64445", "measure": RATE, "value": 20.0})), "64445", RATE)
    assert (rate["value"], rate["status"], rate["method"]) == (20, "published", "")


@pytest.mark.parametrize("status", ["secret", "missing"])
def test_the_sum_of_a_figure_and_a_hidden_one_is_hidden(today, status):
    lacq = figure(
        today(observed({"territory": "64300", "value": 40}, {"territory": "64541"} | absent(status))), "64300"
    )
    assert lacq["status"] == status
    assert lacq["value"] != lacq["value"]


def test_secrecy_is_told_before_mere_absence(today):
    lacq = figure(
        today(observed({"territory": "64300"} | absent("missing"), {"territory": "64541"} | absent("secret"))), "64300"
    )
    assert lacq["status"] == "secret"


def test_bounds_of_merged_counts_are_added(today):
    blurred = {"qualifier": "rounded_5"}
    lacq = figure(
        today(
            observed(
                {"territory": "64300", "value": 40, "low": 38, "high": 44} | blurred,
                {"territory": "64541", "value": 15, "low": 13, "high": 19} | blurred,
            )
        ),
        "64300",
    )
    assert (lacq["value"], lacq["low"], lacq["high"], lacq["qualifier"]) == (55, 51, 63, "rounded_5")


def test_a_split_shares_the_count_out_by_population_and_says_that_it_is_estimated(today, geography_64):
    made = today(observed({"territory": "64002", "value": 50}), split(geography_64, ("64002", "64001", 0.1)))
    new, old = figure(made, "64001"), figure(made, "64002")
    assert (new["value"], old["value"]) == pytest.approx((5, 45))
    assert (new["status"], old["status"]) == ("estimated", "estimated")
    assert "prorata" in new["method"]


def test_a_former_commune_shared_between_two_of_today_keeps_its_total(today, geography_64):
    made = today(
        observed({"territory": "64999", "value": 80}, {"territory": "64001", "value": 20}),
        split(geography_64, ("64999", "64001", 0.25), ("64999", "64002", 0.75)),
    )
    assert made.observations["value"].sum() == pytest.approx(100)
    assert figure(made, "64001")["value"] == pytest.approx(40)
    assert set(made.observations["status"]) == {"estimated"}


def test_a_rate_survives_a_split_when_nearly_everyone_stayed(today, geography_64):
    rates = observed({"territory": "64002", "measure": RATE, "value": 12.0})
    nearly_all = today(rates, split(geography_64, ("64002", "64001", 0.04)))
    assert (figure(nearly_all, "64002", RATE)["value"], figure(nearly_all, "64001", RATE)["status"]) == (12, "missing")
    a_tenth_left = today(rates, split(geography_64, ("64002", "64001", 0.10)))
    assert figure(a_tenth_left, "64002", RATE)["qualifier"] == "old_perimeter"


def test_totals_are_preserved_whatever_merged_and_split(today, geography_64):
    draw = random.Random(64)
    codes = list(geography_64.own_communes[:60])
    changes = [
        (codes[0], codes[59], 0.2),
        ("64990", codes[1], 1.0),
        ("64991", codes[1], 0.3),
        ("64991", codes[2], 0.7),
        ("64992", "64991", 1.0),
    ]
    old = [*codes[:59], "64990", "64991", "64992"]
    counts = {code: draw.randrange(0, 500) for code in old}
    made = today(
        observed(*({"territory": code, "value": count} for code, count in counts.items())),
        split(geography_64, *changes),
    )
    assert made.observations["value"].sum() == pytest.approx(sum(counts.values()))
    assert set(made.observations["territory"]) == set(codes)
    assert not made.observations["territory"].duplicated().any()


def test_a_commune_of_the_departement_that_reaches_nothing_stops_the_build(today):
    with pytest.raises(CheckFailed) as refused:
        today(observed({"territory": "64999", "value": 5}, {"territory": "64445", "value": 6000}))
    assert str(refused.value) == french(
        "foyers.csv : 1 commune(s) du département sont absentes de la liste 2026, par "
        "exemple 64999 ; ont-elles fusionné ? "
        "ajoutez-les à data/catalogue/corrections/communes.yml."
    )


def test_communes_of_nowhere_near_leave_with_a_reason(today):
    made = today(
        observed(
            {"territory": "97801", "value": 5}, {"territory": "99999", "value": 5}, {"territory": "64445", "value": 5}
        )
    )
    assert [(item.rows, item.example) for item in made.aside] == [(1, "97801"), (1, "99999")]
    assert all(item.reason for item in made.aside)
    assert list(made.observations["territory"]) == ["64445"]


def test_other_levels_pass_untouched(today):
    frame = observed({"territory": LUYS, "level": "epci", "measure": RATE, "value": 7.7})
    assert today(frame).observations.drop(columns="method").equals(frame)


def members(geography, epci=LUYS) -> list[str]:
    series = geography.memberships["epci"]
    return sorted(series.index[series == epci], key=lambda code: geography.communes.at[code, "population"])


def summed(geography, values: dict[str, dict], epci=LUYS) -> pd.Series:
    rows = observed(*({"territory": code} | given for code, given in values.items()))
    rows = rows.assign(method="", source="cnaf_ben_com", vintage="2024")
    found = sum_to_levels(rows, geography, {"epci": {epci}})
    assert len(found) == 1
    return found.iloc[0]


def test_the_count_of_an_epci_is_the_sum_of_all_its_communes(geography_64):
    codes = members(geography_64)
    total = summed(geography_64, {code: {"value": 3} for code in codes})
    assert (total["value"], total["status"], total["qualifier"]) == (3 * len(codes), "published", "calculated")
    assert total["method"] == f"somme de {count(len(codes), 'commune')} sur {len(codes)}"
    assert pd.isna(total["low"])


def test_a_sum_that_lacks_less_than_2_percent_of_the_people_is_estimated(geography_64):
    codes = members(geography_64)
    hidden = summed(geography_64, {code: {"value": 3} for code in codes[1:]} | {codes[0]: absent("secret")})
    left_out = summed(geography_64, {code: {"value": 3} for code in codes[1:]})
    for total in (hidden, left_out):
        assert (total["value"], total["status"]) == (3 * (len(codes) - 1), "estimated")
        assert "% de la population" in total["method"]


def test_a_sum_that_lacks_more_than_2_percent_of_the_people_is_refused(geography_64):
    codes = members(geography_64)
    total = summed(geography_64, {code: {"value": 3} for code in codes[:-1]} | {codes[-1]: absent("secret")})
    assert (total["status"], total["qualifier"], pd.isna(total["value"])) == ("missing", "coverage", True)
    assert total["method"].startswith(f"seulement {count(len(codes) - 1, 'commune')} sur {len(codes)} (")


def test_a_sum_that_holds_an_estimate_is_an_estimate(geography_64):
    codes = members(geography_64)
    values = {code: {"value": 3} for code in codes} | {codes[0]: {"value": 1.5, "status": "estimated"}}
    assert summed(geography_64, values)["status"] == "estimated"


def test_a_sum_of_blurred_counts_stays_blurred_and_never_goes_below_zero(geography_64):
    codes = members(geography_64)
    total = summed(geography_64, {code: {"value": 0, "qualifier": "below_5"} for code in codes})
    assert (total["value"], total["low"], total["qualifier"]) == (0, 0, "rounded_5")
    assert total["high"] == pytest.approx(1.96 * (2 * len(codes)) ** 0.5)


def test_the_interval_of_a_sum_of_counts_rounded_to_5_holds_the_truth_19_times_out_of_20(geography_64):
    draw = random.Random(5)
    codes, held = members(geography_64), 0
    for _ in range(60):
        truth = {code: draw.randrange(3, 80) for code in codes}
        rounded = {code: {"value": 5 * round(count / 5), "qualifier": "rounded_5"} for code, count in truth.items()}
        total = summed(geography_64, rounded)
        held += total["low"] <= sum(truth.values()) <= total["high"]
    assert held >= 54
