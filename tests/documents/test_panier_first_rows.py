"""The beginning of a table in the panier tells each row from the others."""

from __future__ import annotations

from dataclasses import replace

from observatoire.documents.model import Cell, Column, Table
from pages._panier_contenu import _first_rows
from tests.documents.sample_figures import bars_figure

COLUMNS = (Column("Indicateur"), Column("Détail"), Column("Territoire"), Column("Valeur", number=True))


def begun(*rows: tuple[str, ...], columns=COLUMNS) -> list[tuple[str, str]]:
    table = Table("Structures", columns, tuple(tuple(Cell(text) for text in row) for row in rows))
    drawn = _first_rows(replace(bars_figure(), table=table))
    return [(row.children[0].children, row.children[1].children) for row in drawn.children[1].children]


def test_rows_of_one_indicator_are_told_apart_by_their_detail_and_their_territory():
    assert begun(
        ("Structures d’insertion", "Ensemble", "Est Béarn", "4"),
        ("Structures d’insertion", "ACI", "Pyrénées-Atlantiques", "12"),
    ) == [
        ("Structures d’insertion, Ensemble, Est Béarn", "4"),
        ("Structures d’insertion, ACI, Pyrénées-Atlantiques", "12"),
    ]


def test_a_table_without_numbers_shows_its_first_two_columns():
    columns = (Column("Délai"), Column("Verdict"), Column("Pourquoi"))
    assert begun(("30 jours", "dépassé", "décret"), columns=columns) == [("30 jours", "dépassé")]
    assert begun(("30 jours",), columns=columns[:1]) == [("30 jours", "30 jours")]
