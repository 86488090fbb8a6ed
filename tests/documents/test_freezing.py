"""A frozen figure keeps its numbers whatever is published since, and tells no more than the figure did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from observatoire.carnet import open_carnet
from observatoire.documents.figures_at import figure_at
from observatoire.documents.freezing import freeze, freeze_figure, frozen_figure, public_site
from observatoire.documents.frozen_files import frozen_csv, frozen_json, since
from observatoire.documents.writing import finished
from observatoire.warehouse import Warehouse
from tests.documents.sample_document import sample_document
from tests.pages.screens import published_by_hand

BASE = "https://observatoire.exemple.fr"


@pytest.fixture
def carnet(tmp_path):
    return open_carnet(tmp_path / "carnet.sqlite")


@pytest.mark.parametrize("address", ["/carte?niveau=commune", "/carte?niveau=epci&vue=barres", "/parcours#etapes"])
def test_a_frozen_figure_comes_back_whole(address, snapshot, carnet):
    figure = figure_at(address, snapshot)
    frozen = freeze_figure(figure, carnet, BASE + "/", snapshot)
    assert frozen.frozen.address == f"{BASE}/f/{frozen.frozen.code}"
    kept = frozen_figure(frozen.frozen.code, carnet)
    assert replace(kept.figure, key=figure.key) == figure
    assert kept.publication == snapshot.publication() and kept.licences


def test_the_code_does_not_depend_on_the_document_that_carries_the_figure(snapshot, carnet, tmp_path):
    figure = figure_at("/carte?vue=barres", snapshot)
    code = freeze_figure(figure, carnet, BASE, snapshot).frozen.code
    elsewhere = replace(figure, key="figure-9", comment="vu en comité")
    assert freeze_figure(elsewhere, carnet, "http://127.0.0.1", snapshot).frozen.code == code
    other = open_carnet(tmp_path / "autre.sqlite")
    assert freeze_figure(figure, other, BASE, snapshot).frozen.code == code


def test_another_figure_or_another_publication_has_another_code(snapshot, carnet, monkeypatch):
    figure = figure_at("/carte?vue=barres", snapshot)
    code = freeze_figure(figure, carnet, BASE, snapshot).frozen.code
    assert freeze_figure(figure_at("/carte?niveau=commune", snapshot), carnet, BASE, snapshot).frozen.code != code
    later = replace(snapshot.publication(), geo_year=2030)
    monkeypatch.setattr(type(snapshot), "publication", lambda self: later)
    assert freeze_figure(figure, carnet, BASE, snapshot).frozen.code != code


def test_every_figure_of_a_document_gets_a_code_and_nothing_else_changes(snapshot, carnet):
    document = sample_document()
    frozen = freeze(document, carnet, BASE, snapshot)
    assert all(figure.frozen is not None for figure in frozen.figures)
    assert [replace(figure, frozen=None) for figure in frozen.figures] == [
        replace(figure, frozen=None) for figure in document.figures
    ]
    assert freeze(document, carnet, BASE, snapshot) == frozen
    for figure in frozen.figures:
        assert frozen_figure(figure.frozen.code, carnet).figure.table == figure.table


def test_a_hidden_figure_has_no_value_in_what_is_kept(snapshot, carnet):
    figure = figure_at("/carte?niveau=commune", snapshot)
    kept = frozen_figure(freeze_figure(figure, carnet, BASE, snapshot).frozen.code, carnet)
    numbers = [cell for row in kept.figure.table.rows for cell in row[1:2]]
    secret = [cell for cell in numbers if "secret" in cell.text]
    assert len(secret) > 50 and all(cell.value is None for cell in secret)


def test_the_files_of_a_frozen_figure_hold_its_table_and_its_limits(snapshot, carnet):
    figure = figure_at("/carte?niveau=epci", snapshot)
    kept = frozen_figure(freeze_figure(figure, carnet, BASE, snapshot).frozen.code, carnet)
    lines = frozen_csv(kept).decode("utf-8-sig").split("\r\n")
    assert len({line.count(";") for line in lines if line}) == 1
    for row, line in zip(figure.table.rows, lines[1:], strict=False):
        assert line.startswith(f"{row[0].text};")
    told = "\n".join(lines)
    for text in (kept.code, figure.definition, "À ne pas conclure", "Licence", "démonstration"):
        assert text in told
    assert figure.definition in frozen_json(kept)


def test_nothing_has_changed_since_on_the_same_publication(snapshot, carnet):
    kept = frozen_figure(freeze_figure(figure_at("/carte", snapshot), carnet, BASE, snapshot).frozen.code, carnet)
    assert since(kept, snapshot) == ()


def test_what_is_published_otherwise_today_is_told_beside_and_the_rest_is_not(carnet, tmp_path):
    """Two publications by hand: a figure has risen, another has become secret, the third has not moved."""
    key = ("taux_pauvrete", "departement", "64")
    years = {"2019": 12.1, "2020": 12.4, "2021": 12.6}
    rows = [(*key, year, value, None, None, "published", "", "") for year, value in years.items()]
    before, after = tmp_path / "avant", tmp_path / "apres"
    for folder in (before, after):
        folder.mkdir()
    then = Warehouse(published_by_hand(before, rows)).snapshot()
    figure = figure_at("/territoire/departement/64?repere=france#taux_pauvrete", then)
    frozen = frozen_figure(freeze_figure(figure, carnet, BASE, then).frozen.code, carnet)
    assert since(frozen, then) == ()

    changed = [
        (*key, "2019", None, None, None, "secret", "", ""),
        (*key, "2020", 12.4, None, None, "published", "", ""),
        (*key, "2021", 13.0, None, None, "published", "", ""),
    ]
    now = Warehouse(published_by_hand(after, changed, demo=True)).snapshot()
    assert [(change.where, change.then, change.now) for change in since(frozen, now)] == [
        ("2019, Pyrénées-Atlantiques", "12,1\u202f%", "secret"),
        ("2021, Pyrénées-Atlantiques", "12,6\u202f%", "13,0\u202f%"),
    ]


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://observatoire.exemple.fr/", "https://observatoire.exemple.fr"),
        ("http://10.0.0.8:8050", "http://10.0.0.8:8050"),
        ("http://127.0.0.1:8050", ""),
        ("http://127.0.1.1", ""),
        ("http://[::1]:8050/", ""),
        ("http://0.0.0.0:8050", ""),
        ("http://localhost:8050/", ""),
        ("", ""),
    ],
)
def test_the_address_of_one_machine_is_no_site(address, site):
    assert public_site(address) == site


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8050"])
def test_a_document_without_a_public_address_bears_no_code(address, snapshot, carnet):
    document = finished(sample_document(), carnet, address, snapshot)
    assert document.site == ""
    assert [figure.frozen for figure in document.figures] == [figure.frozen for figure in sample_document().figures]
