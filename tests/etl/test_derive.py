"""Indicators from measures: ratios of sums, figures of the same perimeter, unions of EPCI, and refusals."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from etl.derive import NOT_ADDED, ratios, refusals, same_perimeter, unions

LUYS, NORD_EST, NAY = "200067239", "200067296", "246401756"
PAU, LACQ = "200067254", "200039204"
ADOUR_MADIRAN = "200072106"
RATE, PERSONS = "taux_pauvrete", "personnes_menages_fiscaux"
COLUMNS = [
    "measure",
    "level",
    "territory",
    "period",
    "breakdown",
    "value",
    "low",
    "high",
    "status",
    "qualifier",
    "method",
    "source",
    "vintage",
    "line",
]


def facts(*rows: dict) -> pd.DataFrame:
    ordinary = {
        "breakdown": "ensemble",
        "low": float("nan"),
        "high": float("nan"),
        "status": "published",
        "qualifier": "",
        "method": "",
        "source": "filosofi_long",
        "vintage": "2021",
        "period": "2021",
        "line": 2,
    }
    return pd.DataFrame([ordinary | row for row in rows], columns=COLUMNS)


def members(geography, epci: str) -> list[str]:
    series = geography.memberships["epci"]
    return list(series.index[series == epci])


def own(geography, **territories: list[str]):
    """The geography with these SDSeI and no other."""
    series = pd.Series({commune: code for code, communes in territories.items() for commune in communes})
    return replace(
        geography,
        memberships=geography.memberships | {"sdsei": series},
        names=geography.names | {"sdsei": {code: code for code in territories}},
    )


def rate(epci: str, value: float, **other) -> dict:
    return {"measure": RATE, "level": "epci", "territory": epci, "value": value} | other


def persons_of(geography, *epci: str, hidden: tuple[str, ...] = (), total_times: float = 1.0) -> list[dict]:
    """Persons of the communes (their population here) and of the EPCI; `hidden` communes have no count."""
    rows = []
    for code in epci:
        population = geography.communes.loc[members(geography, code), "population"].fillna(0)
        rows.append({"measure": PERSONS, "level": "epci", "territory": code, "value": total_times * population.sum()})
        rows += [
            {"measure": PERSONS, "level": "commune", "territory": commune}
            | ({"value": float("nan"), "status": "missing"} if commune in hidden else {"value": count})
            for commune, count in population.items()
        ]
    return rows


@pytest.fixture(scope="module")
def poverty(catalogue):
    return catalogue.indicators[RATE]


def union_of(frame, poverty, geography, catalogue, territory):
    made = unions(frame, poverty, geography, catalogue)
    found = made[made["territory"] == territory] if len(made) else made
    assert len(found) <= 1
    return found.iloc[0] if len(found) else None


# The illustrative Est Béarn holds three EPCI but for two communes of the Hautes-Pyrénées.


def test_est_bearn_is_estimated_from_its_three_epci_weighted_by_their_persons(poverty, geography_64, catalogue):
    rates = {LUYS: 7.7, NORD_EST: 9.3, NAY: 8.1}
    frame = facts(*(rate(epci, value) for epci, value in rates.items()), *persons_of(geography_64, *rates))
    est_bearn = union_of(frame, poverty, geography_64, catalogue, "est-bearn")
    people = {epci: geography_64.communes.loc[members(geography_64, epci), "population"].sum() for epci in rates}
    assert est_bearn["value"] == pytest.approx(
        sum(rates[epci] * people[epci] for epci in rates) / sum(people.values()), abs=0.02
    )
    assert est_bearn["value"] != pytest.approx(sum(rates.values()) / 3, abs=0.02)
    assert est_bearn["status"] == "estimated"
    assert est_bearn["low"] < est_bearn["value"] < est_bearn["high"] < est_bearn["low"] + 0.5
    assert est_bearn["method"].startswith("3 EPCI pondérés par les personnes") and "99,8" in est_bearn["method"]
    assert est_bearn["numerator"] == pytest.approx(est_bearn["value"] * est_bearn["denominator"] / 100)


def test_hidden_persons_share_what_is_left_of_the_total_of_their_epci(poverty, geography_64, catalogue):
    smallest = geography_64.communes.loc[members(geography_64, LUYS), "population"].nsmallest(3).index
    geography = own(geography_64, union=members(geography_64, LUYS) + members(geography_64, LACQ))
    frame = facts(rate(LUYS, 7.7), rate(LACQ, 10.1), *persons_of(geography, LUYS, LACQ, hidden=tuple(smallest)))
    whole = union_of(frame, poverty, geography, catalogue, "union")
    everyone = geography.communes.loc[geography.memberships["sdsei"].index, "population"].sum()
    assert whole["denominator"] == pytest.approx(everyone)


def test_a_union_of_whole_epci_is_published(poverty, geography_64, catalogue):
    geography = own(geography_64, union=members(geography_64, PAU) + members(geography_64, LACQ))
    frame = facts(rate(PAU, 16.0), rate(LACQ, 10.0), *persons_of(geography, PAU, LACQ))
    union = union_of(frame, poverty, geography, catalogue, "union")
    assert (union["status"], union["qualifier"]) == ("published", "calculated")
    assert union["method"].startswith("union de 2 EPCI")
    assert union["high"] - union["low"] == pytest.approx(
        1.0
    )  # both rates are whole numbers here: half a point each way


def test_a_union_too_uncertain_is_refused_and_the_sentence_gives_its_bounds(poverty, geography_64, catalogue):
    inside = members(geography_64, LACQ)[:20]
    geography = own(geography_64, part=inside)
    shown = max(inside, key=lambda code: geography.communes.at[code, "population"])
    frame = facts(
        rate(LACQ, 10.1),
        {"measure": RATE, "level": "commune", "territory": shown, "value": 12.0},
        *persons_of(geography, LACQ),
    )
    refused = union_of(frame, poverty, geography, catalogue, "part")
    assert (refused["status"], refused["qualifier"], pd.isna(refused["value"])) == ("missing", "uncertain", True)
    assert "le taux est à coup sûr entre" in refused["method"] and "trop large" in refused["method"]


def test_an_epci_whose_members_do_not_add_up_to_its_total_is_not_trusted(poverty, geography_64, catalogue):
    geography = own(geography_64, union=members(geography_64, PAU) + members(geography_64, LACQ))
    doubtful = facts(
        rate(PAU, 16.1), rate(LACQ, 10.1), *persons_of(geography, PAU), *persons_of(geography, LACQ, total_times=1.03)
    )
    refused = union_of(doubtful, poverty, geography, catalogue, "union")
    assert (refused["status"], refused["qualifier"]) == ("missing", "uncertain")
    close = facts(
        rate(PAU, 16.1), rate(LACQ, 10.1), *persons_of(geography, PAU), *persons_of(geography, LACQ, total_times=1.01)
    )
    assert union_of(close, poverty, geography, catalogue, "union")["status"] == "published"


def test_nothing_published_inside_gives_no_row_and_the_refusal_says_why(poverty, geography_64, catalogue):
    geography = own(geography_64, part=members(geography_64, LACQ)[:20])
    frame = facts(rate(LACQ, 10.1), *persons_of(geography, LACQ))
    assert union_of(frame, poverty, geography, catalogue, "part") is None
    refused = refusals(frame[frame["measure"] == RATE], poverty, geography)
    assert list(refused["territory"]) == ["part"]
    assert refused.iloc[0]["status"] == "missing"
    assert refused.iloc[0]["method"] == NOT_ADDED["rate"]


def test_a_median_is_never_computed_for_a_territory_without_one(geography_64, catalogue):
    median = catalogue.indicators["niveau_vie_median"]
    done = facts(
        {"measure": median.id, "level": "epci", "territory": LUYS, "value": 22_600},
        {"measure": median.id, "level": "sdsei", "territory": "est-bearn", "value": 22_000},
    )
    refused = refusals(done, median, geography_64)
    assert set(refused["territory"]) == set(geography_64.names["sdsei"]) - {"est-bearn"}
    assert refused["value"].isna().all()
    assert set(refused["method"]) == {"une médiane ne se calcule pas à partir de celles des communes ou des EPCI"}


def test_a_territory_with_the_communes_of_one_epci_carries_its_figures_since_2017(poverty, geography_64):
    geography = own(geography_64, twin=members(geography_64, PAU), other=members(geography_64, LACQ)[:-1])
    frame = facts(rate(PAU, 16.1), rate(PAU, 15.0, period="2015", vintage="2015"), rate(LACQ, 10.1))
    carried = same_perimeter(frame, poverty, geography)
    assert list(carried[["level", "territory", "period", "value"]].itertuples(index=False, name=None)) == [
        ("sdsei", "twin", "2021", 16.1)
    ]
    assert carried.iloc[0]["method"] == f"mêmes communes que l’EPCI {geography.names['epci'][PAU]}"


@pytest.fixture(scope="module")
def coverage(catalogue):
    return catalogue.indicators["taux_couverture_rsa_foyers"]


def households(value, **other) -> dict:
    return {
        "measure": "foyers_rsa",
        "level": "commune",
        "territory": "64445",
        "period": "2024-12",
        "value": value,
        "source": "cnaf_ben_com",
        "vintage": "2024",
    } | other


def population(value, year: str, **other) -> dict:
    return {
        "measure": "population",
        "level": "commune",
        "territory": "64445",
        "period": year,
        "value": value,
        "source": "populations_municipales",
    } | other


def test_a_ratio_divides_by_the_population_of_the_nearest_1_january(coverage):
    made = ratios(
        facts(households(6000), population(75_000, "2023"), population(80_000, "2024"), population(1, "2015")), coverage
    )
    row = made.iloc[0]
    assert (row["numerator"], row["denominator"]) == (6000, 80_000)
    assert row["value"] == pytest.approx(coverage.ratio.per * 6000 / 80_000)
    assert row["method"] == "population au 1er janvier 2024"


def test_a_population_more_than_two_years_away_gives_no_ratio(coverage):
    row = ratios(facts(households(6000), population(75_000, "2022")), coverage).iloc[0]
    assert (row["status"], row["qualifier"], pd.isna(row["value"])) == ("missing", "denominator", True)
    assert ratios(facts(households(6000), population(75_000, "2023")), coverage).iloc[0]["status"] == "published"


def test_nobody_in_the_denominator_gives_no_ratio_rather_than_zero(coverage):
    row = ratios(facts(households(0), population(0, "2024")), coverage).iloc[0]
    assert (row["status"], pd.isna(row["value"])) == ("missing", True)


def test_fewer_than_five_households_give_a_secret_ratio(coverage):
    row = ratios(facts(households(0, qualifier="below_5", low=0, high=4), population(300, "2024")), coverage).iloc[0]
    assert (row["status"], row["qualifier"], pd.isna(row["value"])) == ("secret", "below_5", True)
    assert pd.isna(row["numerator"]) and pd.isna(row["low"]) and pd.isna(row["high"])


def test_a_blurred_count_gives_a_blurred_ratio_with_its_bounds(coverage):
    row = ratios(
        facts(households(50, qualifier="rounded_5", low=48, high=54), population(1000, "2025")), coverage
    ).iloc[0]
    times = coverage.ratio.per / 1000
    assert (row["value"], row["low"], row["high"]) == pytest.approx((50 * times, 48 * times, 54 * times))
    assert row["qualifier"] == "rounded_5"


def test_a_hidden_count_stays_hidden_in_its_ratio(coverage):
    hidden = households(float("nan"), status="secret")
    row = ratios(facts(hidden, population(1000, "2025")), coverage).iloc[0]
    assert (row["status"], pd.isna(row["value"])) == ("secret", True)


def test_a_monthly_count_gives_a_ratio_in_december_only(coverage):
    made = ratios(facts(households(5900, period="2024-11"), households(6000), population(75_000, "2025")), coverage)
    assert list(made["period"]) == ["2024-12"]


def test_no_count_gives_no_ratio(coverage):
    assert ratios(facts(population(75_000, "2025")), coverage).empty


def test_territories_that_an_epci_straddles_are_bounded_by_what_lives_outside(poverty, geography_64, catalogue):
    inside = [code for code in members(geography_64, ADOUR_MADIRAN) if code.startswith("64")]
    geography = own(geography_64, edge=inside + members(geography_64, PAU))
    frame = facts(rate(PAU, 16.1), rate(ADOUR_MADIRAN, 12.3), *persons_of(geography, PAU, ADOUR_MADIRAN))
    edge = union_of(frame, poverty, geography, catalogue, "edge")
    assert edge["status"] == "estimated"
    assert "à coup sûr entre" in edge["method"]
    assert edge["low"] < edge["value"] < edge["high"]
