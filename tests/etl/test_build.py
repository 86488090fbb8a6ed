"""From a folder of received files to what is published, on samples of every layout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from etl.build import build, prepare
from observatoire.errors import BadFile, CheckFailed
from observatoire.typography import french
from observatoire.warehouse import Warehouse

SAMPLES = Path(__file__).parent.parent / "samples"
READ = ("filosofi_wide", "filosofi_long", "filosofi_disp", "populations_municipales", "cnaf_ben_com")
WIDE_2021 = "filosofi_wide/cc_filosofi_2021_COM.csv"
LONG = "filosofi_long/DS_FILOSOFI_CC_data.csv"


def received(folder: Path, *names: str) -> Path:
    """A folder of received files made of these samples (files or whole folders)."""
    folder.mkdir(exist_ok=True)
    for name in names:
        source = SAMPLES / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder)
    return folder


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    folder = received(tmp_path_factory.mktemp("received"), *READ)
    (folder / "notes de l'équipe.txt").write_text("à trier", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(raw, tmp_path_factory):
    link = tmp_path_factory.mktemp("published") / "observatoire.duckdb"
    return build("64", raw, link), Warehouse(link).snapshot()


def figure(prepared, indicator, level, territory, period) -> pd.Series:
    rows = prepared.published
    found = rows[
        (rows["indicator"] == indicator)
        & (rows["level"] == level)
        & (rows["territory"] == territory)
        & (rows["period"] == period)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_every_line_read_is_kept_or_set_aside_with_a_reason(built):
    _, served = built
    loads = {load["file"]: (load["rows_in"], load["rows_out"], load["rows_aside"]) for load in served.source_loads()}
    assert loads["cc_filosofi_2019_COM.CSV"][:2] == (9, 7)
    assert loads["DS_FILOSOFI_CC_data.csv"][:2] == (24, 22)
    for rows_in, rows_out, rows_aside in loads.values():
        assert rows_in <= rows_out + rows_aside
    assert len(loads) == sum(len(list((SAMPLES / name).iterdir())) for name in READ)
    assert all(item["reason"] and item["rows"] > 0 and item["example"] for item in served.set_aside())


def test_a_file_that_nobody_knows_is_left_and_named(built):
    prepared, _ = built
    assert [file.path.name for file in prepared.left] == ["notes de l'équipe.txt"]


def test_the_source_that_the_catalogue_prefers_is_kept_and_its_twin_compared(built):
    prepared, served = built
    assert figure(prepared, "taux_pauvrete", "commune", "64445", "2021")["source"] == "filosofi_long"
    agreements = [result for result in served.check_results() if " accord entre " in result["rule"]]
    assert agreements and all(result["passed"] for result in agreements)


def test_a_figure_travels_from_the_file_to_the_page_with_its_status(built):
    _, served = built
    assert served.observation("taux_pauvrete", "commune", "64445", "2012").value == 18
    floored = served.observation("taux_pauvrete", "commune", "64122", "2019")
    assert (floored.value, floored.low, floored.high, floored.is_bounded) == (5, 0, 5, True)
    secret = served.observation("taux_pauvrete", "commune", "64300", "2021")
    assert (secret.value, secret.status) == (None, "secret")
    changed = served.observation("niveau_vie_median", "commune", "64300", "2019")
    assert (changed.value, changed.status, changed.qualifier) == (None, "missing", "old_perimeter")
    assert served.observation("taux_pauvrete", "france", "F", "2021").value == 14.7


def test_a_rate_carries_the_persons_that_it_is_about(built):
    prepared, _ = built
    assert figure(prepared, "taux_pauvrete", "commune", "64445", "2021")["denominator"] == 69_900
    assert pd.isna(figure(prepared, "taux_pauvrete", "commune", "64300", "2021")["denominator"])


def test_a_median_of_an_sdsei_is_refused_with_a_sentence_and_never_averaged(built):
    _, served = built
    medians = served.observations_at("niveau_vie_median", "sdsei", "2021")
    assert len(medians) == 7
    assert {median.value for median in medians.values()} == {None}
    assert all("médiane" in median.method for median in medians.values())


def test_only_the_communes_of_the_departement_are_published(built):
    prepared, served = built
    communes = prepared.published.loc[prepared.published["level"] == "commune", "territory"]
    assert communes.str.startswith("64").all()
    assert len(served.territories("commune")) == 545


def test_there_is_one_figure_for_a_territory_a_period_and_an_indicator(built):
    prepared, _ = built
    assert not prepared.published.duplicated(["indicator", "level", "territory", "period", "breakdown"]).any()


def test_what_readers_read_has_french_typography(built):
    prepared, served = built
    texts = list(prepared.published["method"].unique())
    texts += [result[key] for result in served.check_results() for key in ("rule", "detail")]
    texts += [item["reason"] for item in served.set_aside()]
    assert any("\u202f%" in text for text in texts)
    assert [text for text in texts if french(text) != text] == []


def test_maps_are_drawn_for_every_level_of_the_departement(built):
    _, served = built
    assert {"commune", "epci", "canton", "sdsei", "departement"} <= set(served.layer_levels())
    _, codes = served.layer("commune")
    assert set(codes) <= {territory.code for territory in served.territories("commune")} | set(codes)
    assert len([code for code in codes if code.startswith("64")]) == 545


def test_the_same_files_give_the_same_figures(tmp_path):
    raw = received(tmp_path / "raw", WIDE_2021, LONG)
    key = ["indicator", "level", "territory", "period", "breakdown"]
    first, second = (prepare("2A", raw).published.sort_values(key, ignore_index=True) for _ in range(2))
    assert first["value"].notna().sum() > 100
    pd.testing.assert_frame_equal(first, second)


@pytest.fixture
def served_yesterday(tmp_path):
    """A link, and a function that says whether its bytes are still those of yesterday."""
    link = tmp_path / "served" / "observatoire.duckdb"
    link.parent.mkdir()
    link.write_bytes(b"the warehouse of yesterday")
    return link, lambda: link.read_bytes() == b"the warehouse of yesterday" and not link.is_symlink()


def test_a_value_out_of_bounds_publishes_nothing(tmp_path, served_yesterday):
    link, unchanged = served_yesterday
    raw = received(tmp_path / "raw", WIDE_2021)
    path = raw / Path(WIDE_2021).name
    path.write_text(path.read_text().replace(";23,0;", ";230;"))
    with pytest.raises(CheckFailed, match=r"cc_filosofi_2021_COM\.csv, ligne 7.*hors des bornes plausibles"):
        build("90", raw, link)
    assert unchanged()


def test_a_damaged_file_publishes_nothing(tmp_path, served_yesterday):
    link, unchanged = served_yesterday
    raw = received(tmp_path / "raw", LONG)
    (raw / "cc_filosofi_2021_COM.csv").write_text("<html>Service indisponible</html>")
    with pytest.raises(BadFile, match="page web"):
        build("90", raw, link)
    assert unchanged()


def test_an_empty_folder_publishes_nothing(tmp_path, served_yesterday):
    link, unchanged = served_yesterday
    with pytest.raises(CheckFailed) as refused:
        build("90", received(tmp_path / "raw"), link)
    assert "Au moins un chiffre lu dans les fichiers reçus" in str(refused.value)
    assert str(refused.value).endswith("L’entrepôt servi reste celui d’avant.")
    assert unchanged()


def test_two_sources_that_disagree_on_the_same_figures_publish_nothing(tmp_path, served_yesterday):
    link, unchanged = served_yesterday
    raw = received(tmp_path / "raw", WIDE_2021, LONG)
    path = raw / Path(LONG).name
    path.write_text(path.read_text().replace('"2021";"20890"', '"2021";"26890"'))
    with pytest.raises(CheckFailed, match="64445 en 2021"):
        build("64", raw, link)
    assert unchanged()


def test_two_exports_of_one_source_that_contradict_each_other_publish_nothing(tmp_path):
    raw = received(tmp_path / "raw", "cnaf_ben_com/s_ben_com_f.csv")
    path = raw / "s_ben_com_f.csv"
    again = path.with_name("s_ben_com_f.autre.csv")
    again.write_text(path.read_text(encoding="utf-8-sig").replace("2515", "2520"), encoding="utf-8")
    assert again.read_bytes() != path.read_bytes()
    with pytest.raises(CheckFailed, match="se contredisent.*64445"):
        prepare("64", raw)


def test_a_commune_of_the_departement_that_nobody_knows_publishes_nothing(tmp_path):
    raw = received(tmp_path / "raw", WIDE_2021)
    path = raw / Path(WIDE_2021).name
    path.write_text(path.read_text().replace("64122;", "64999;"))
    with pytest.raises(CheckFailed, match=r"64999.*data/catalogue/corrections/communes\.yml"):
        prepare("64", raw)
