"""What a small map says: six EPCI, one at the floor, one hidden."""

from __future__ import annotations

import pytest

from observatoire.sentences import level_sentences
from observatoire.view.carte import map_view
from tests.samples.small_warehouse import small_warehouse
from tests.unit.sentences.situations import plain


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    snapshot = small_warehouse(tmp_path_factory.mktemp("entrepot"))
    return level_sentences(map_view({"indicateur": "taux_pauvrete", "niveau": "epci", "periode": "2021"}, snapshot))


def test_a_map_says_its_extremes_its_spread_what_is_unknown_and_the_sides_of_the_benchmark(said):
    assert [plain(sentence.text) for sentence in said] == [
        "De 9,0 % (Aval) à 21,0 % (Dune).",
        "Entre ces deux valeurs, l’écart est de 12,0 points.",
        "1 EPCI sur 6 n’a pas de chiffre (secret statistique).",
        "1 EPCI à « ≤ 5 % » : la valeur exacte n’est pas publiée.",
        "1 chiffre estimé : la méthode est dans le tableau.",
        "Dans les Essai, le taux de pauvreté est de 12,6 % en 2021 : sur 4 EPCI, 1 au-dessus, 1 au-dessous et 2 sans "
        "écart net.",
    ]


def test_extremes_spread_and_benchmark_have_their_observations(said):
    assert [[one.territory for one in sentence.evidence] for sentence in said] == [
        ["100000001", "100000004"],
        ["100000001", "100000004"],
        [],
        [],
        [],
        ["64"],
    ]
