"""The carnet is one private file, migrated in order, whose troubles are told in French."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from observatoire.carnet import carnet_address, open_carnet, paniers
from observatoire.carnet.database import version_of
from observatoire.carnet.decisions import Decision, add_decision, change_decision, decisions_of
from observatoire.carnet.schema import MIGRATIONS
from observatoire.carnet.states import keep_state, latest_state, states_of
from observatoire.errors import ObservatoireError


def test_the_file_is_readable_by_its_owner_only(carnet):
    paniers.new_panier(carnet)
    for path in carnet.path.parent.glob("carnet.sqlite*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_it_is_beside_the_warehouse_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("OBSERVATOIRE_CARNET", raising=False)
    assert carnet_address(tmp_path / "observatoire.duckdb") == tmp_path / "carnet.sqlite"
    monkeypatch.setenv("OBSERVATOIRE_CARNET", "/ailleurs/notes.sqlite")
    assert str(carnet_address(tmp_path / "observatoire.duckdb")) == "/ailleurs/notes.sqlite"


def test_opening_it_again_changes_nothing(carnet):
    panier = paniers.new_panier(carnet)
    again = open_carnet(carnet.path)
    assert paniers.panier(again, panier.id) == panier
    with contextlib.closing(sqlite3.connect(carnet.path)) as connection:
        assert version_of(connection) == len(MIGRATIONS)


def test_a_carnet_of_a_newer_software_is_left_alone(carnet):
    with contextlib.closing(sqlite3.connect(carnet.path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(ObservatoireError, match="plus récente"):
        open_carnet(carnet.path)


def test_a_damaged_carnet_is_told_with_what_to_run(tmp_path):
    path = tmp_path / "carnet.sqlite"
    path.write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(ObservatoireError, match="restaurer"):
        open_carnet(path)


def test_a_failed_change_leaves_nothing_behind(carnet):
    panier = paniers.new_panier(carnet)
    with pytest.raises(ZeroDivisionError), carnet.writing() as connection:
        connection.execute("UPDATE panier SET title = 'perdu'")
        raise ZeroDivisionError
    assert paniers.panier(carnet, panier.id) == panier


def test_a_figure_belongs_to_a_panier_that_exists(carnet):
    with pytest.raises(ObservatoireError), carnet.writing() as connection:
        connection.execute("INSERT INTO panier_item (panier, place, address, title) VALUES ('absent', 1, '/', 'x')")


def decision(panier, **changed) -> Decision:
    return Decision(
        **{
            "id": 0,
            "panier": panier.id,
            "address": "/carte?indicateur=taux_pauvrete",
            "indicator": "taux_pauvrete",
            "territory": "sdsei/est-bearn",
            "text": "Ouvrir un second kiosque",
            "owner": "Cheffe de projet",
            "due": date(2026, 6, 30),
            "taken_on": date(2026, 3, 12),
            "status": "a_faire",
            "value_then": '{"value": 8.8}',
        }
        | changed
    )


def test_a_decision_comes_back_as_it_was_taken_and_can_be_closed(carnet):
    panier = paniers.new_panier(carnet)
    kept = add_decision(carnet, decision(panier))
    assert kept == decision(panier, id=kept.id)
    closed = change_decision(carnet, decision(panier, id=kept.id, status="faite", taken_on=date(2000, 1, 1)))
    assert closed.status == "faite" and not closed.is_open
    assert closed.taken_on == date(2026, 3, 12)  # the day of a decision never changes
    assert decisions_of(carnet, panier.id) == (closed,)


def test_a_decision_without_text_or_of_an_unknown_status_is_refused(carnet):
    panier = paniers.new_panier(carnet)
    for wrong in ({"text": " "}, {"status": "peut-être"}, {"text": "x" * 1001}):
        with pytest.raises(ObservatoireError):
            add_decision(carnet, decision(panier, **wrong))
    with pytest.raises(paniers.UnknownPanier):
        add_decision(carnet, replace(decision(panier), panier="A" * 22))
    assert decisions_of(carnet, panier.id) == ()


def test_the_last_state_before_a_day_is_found(carnet):
    for day, content in ((date(2025, 3, 1), "un"), (date(2026, 3, 1), "deux"), (date(2026, 3, 1), "deux bis")):
        keep_state(carnet, "copil/x", day, content)
    assert [state.content for state in states_of(carnet, "copil/x")] == ["un", "deux bis"]
    assert latest_state(carnet, "copil/x").content == "deux bis"
    assert latest_state(carnet, "copil/x", before=date(2026, 3, 1)).content == "un"
    assert latest_state(carnet, "copil/autre") is None
