"""The meeting that is proposed on a territory before anybody has prepared one."""

from __future__ import annotations

import pytest

from observatoire.documents.copil_document import copil_document
from observatoire.documents.proposed_meeting import proposed_figures, proposed_panier
from observatoire.errors import ObservatoireError
from observatoire.warehouse import Territory


@pytest.fixture(scope="module")
def departement(snapshot) -> Territory:
    return snapshot.territory("departement", "05")


def test_a_meeting_shows_the_way_the_delays_and_the_outcomes(snapshot, departement):
    addresses = [item.address for item in proposed_panier(departement, snapshot).items]
    for wanted in (
        "/carte?indicateur=taux_pauvrete",
        "#etapes",
        "#attente",
        "#seuils",
        "#retour",
        "#forces-faiblesses",
    ):
        assert any(wanted in address for address in addresses), wanted
    assert len(set(addresses)) == len(addresses)


def test_every_figure_is_about_the_territory_asked(snapshot):
    territory = next(item for item in snapshot.territories("epci") if item.population and item.population > 20_000)
    for figure in proposed_figures(territory, snapshot):
        assert territory.code in figure.address


def test_the_meeting_is_a_document_with_a_slide_a_figure(snapshot, departement):
    proposed = proposed_panier(departement, snapshot)
    document = copil_document(proposed, (), None, snapshot)
    assert document.title == "Comité de pilotage\u202f: Hautes-Alpes"
    assert len(document.figures) >= len(proposed.items) - 1  # forces and faiblesses are four lists, not a figure


def test_a_territory_without_any_figure_is_told_in_a_sentence(snapshot, departement):
    nowhere = Territory("commune", "99999", "Nulle-Part", None, None, False, 2026)
    with pytest.raises(ObservatoireError, match="Nulle-Part"):
        proposed_panier(nowhere, snapshot)
