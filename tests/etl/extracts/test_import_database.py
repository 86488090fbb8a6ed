"""The private database: what it holds, whose it is, and what a failed or killed import leaves of it."""

from __future__ import annotations

import stat
from datetime import date

import duckdb
import pytest

from etl.extracts.columns import SHAPE_MACRO
from etl.extracts.contract import load_contract
from etl.extracts.load import load_extracts
from etl.extracts.private import workspace
from observatoire.errors import CheckFailed
from tests.samples.extracts.written import COMMUNES, person, read, right, write


def test_the_database_has_every_table_of_the_contract_typed_and_named_as_it_says(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    write(folder, "droits", [right("a", "2024-01-01"), right("a", "2024-02-01")])
    load()
    found = read(
        database,
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
    )
    entities = {name: entity.fields for name, entity in load_contract().items()}
    columns = {table: [(name, kind) for other, name, kind in found if other == table] for table, _, _ in found}
    assert set(columns) == {*entities, "extract_load", "quarantine", "anomaly"}
    for entity, fields in entities.items():
        assert columns[entity] == sorted((name, field.sql_type) for name, field in fields.items())


def test_the_loads_are_journaled(folder, database, load):
    path = write(folder, "beneficiaires", [person("a"), person("a")])
    one = load()["beneficiaires"]
    assert (one.path, one.extraction_date, one.software) == (path, date(2026, 6, 30), "")
    assert read(
        database,
        "SELECT entity, file, sha256, extraction_date, rows_in, rows_loaded, rows_quarantined FROM extract_load",
    ) == [("beneficiaires", path.name, one.sha256, date(2026, 6, 30), 2, 1, 1)]


def test_no_value_of_a_bad_row_is_kept_but_its_shape(folder, database, load):
    write(
        folder,
        "beneficiaires",
        [
            person("a"),
            person("b", sexe="Zoé DURAND"),
            person("c", role="12 rue Neuve"),
            person("d") | {"id_foyer": "K-4711"},
        ],
    )
    load()
    assert read(database, "SELECT column_name, masked FROM quarantine ORDER BY 1") == [
        ("id_foyer", "A-9999"),
        ("role", "99 aaa Aaaaa"),
        ("sexe", "Aaa AAAAAA"),
    ]
    stored = database.read_bytes()
    assert not any(value.encode() in stored for value in ("DURAND", "Neuve", "K-4711"))


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("Éric d’Œuf-Ñandú", "Aaaa a’Aaa-Aaaaa"),
        ("12\u202f500,5 €", "99\u202f999,9 €"),
        ("«\xa04º\xa0»", "«\xa09a\xa0»"),
        ("Žižek Ωμέγα 田中", "aaaaa aaaaa aa"),
        ("Zoe\u0308 \u0660\u0661", "Aaaa aa"),
    ],
)
def test_no_letter_of_any_script_stays_in_a_shape(value, shape):
    with duckdb.connect() as connection:
        connection.execute(SHAPE_MACRO)
        assert connection.execute("SELECT shape(?)", [value]).fetchone() == (shape,)


def test_a_pseudonym_has_no_shape_to_be_known_by(folder, database, load):
    write(folder, "beneficiaires", [person("a"), person("a")])
    load()
    assert read(database, "SELECT masked FROM quarantine") == [("pseudonyme",)]


def test_the_database_and_its_folder_belong_to_their_owner_alone(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    load()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in database.parent.iterdir()) == [".parcours.lock", "parcours.duckdb"]


def test_a_folder_open_to_other_accounts_receives_nothing(folder, database, load):
    database.parent.mkdir(mode=0o755)
    write(folder, "beneficiaires", [person("a")])
    with pytest.raises(CheckFailed, match="chmod 700"):
        load()
    assert list(database.parent.iterdir()) == []


def test_what_the_database_says_of_a_failure_is_not_repeated(folder, load, monkeypatch):
    write(folder, "beneficiaires", [person("a")])

    def failing(connection):
        raise duckdb.IOException("could not write DURAND to disk")

    monkeypatch.setattr("etl.extracts.rows.prepare", failing)
    with pytest.raises(CheckFailed, match="la base de données a refusé .IOException") as failed:
        load()
    assert "DURAND" not in str(failed.value)


def test_a_failure_leaves_the_former_database_and_nothing_beside(folder, database, load, monkeypatch):
    write(folder, "beneficiaires", [person("a")])
    load()
    before = database.read_bytes()
    monkeypatch.setattr("etl.extracts.crosschecks.check_together", lambda *_: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        load()
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == [".parcours.lock", "parcours.duckdb"]


def test_a_load_through_a_link_replaces_the_file_that_it_leads_to(folder, database, load, tmp_path):
    write(folder, "beneficiaires", [person("a")])
    load()
    link = tmp_path / "parcours.duckdb"
    link.symlink_to(database)
    write(folder, "beneficiaires", [person("a"), person("b")])
    load_extracts(folder, "64", link, lambda: COMMUNES)
    assert link.is_symlink() and read(database, "SELECT count(*) FROM beneficiaires") == [(2,)]


def test_what_a_killed_import_left_is_removed_by_the_next(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    works = [database.parent / name for name in (".parcours.work", ".check.work")]
    for work in works:
        work.mkdir(parents=True)
        (work / "parcours.duckdb").write_text("microdata")
    database.parent.chmod(0o700)
    load()
    assert not any(work.exists() for work in works)


def test_two_imports_at_once_do_not_meet(folder, database, load):
    write(folder, "beneficiaires", [person("a")])
    with (
        workspace(database.parent, database.stem),
        pytest.raises(CheckFailed, match="Un autre traitement est en cours"),
    ):
        load()
