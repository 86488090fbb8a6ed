"""A panier keeps what its readers put in it, and never loses the work of one of them unknowingly."""

from __future__ import annotations

import multiprocessing

import pytest

from observatoire.carnet import open_carnet, paniers
from observatoire.carnet.paniers import StalePanier, UnknownPanier
from observatoire.errors import ObservatoireError


@pytest.fixture
def three(carnet):
    """A panier of three figures."""
    panier = paniers.new_panier(carnet, "COPIL de mars")
    for place in ("a", "b", "c"):
        panier = paniers.add_item(carnet, panier.id, f"/carte?territoire={place}", place)
    return panier


def titles(panier) -> str:
    return "".join(item.title for item in panier.items)


def test_figures_come_back_in_their_order_with_their_comments(carnet, three):
    kept = paniers.comment(carnet, three.id, three.version, three.items[1].id, "Deux lignes\nà garder")
    again = paniers.panier(carnet, three.id)
    assert again == kept
    assert titles(again) == "abc" and again.items[1].comment == "Deux lignes\nà garder"
    assert again.title == "COPIL de mars" and again.version == three.version + 1


def test_the_key_of_a_panier_has_128_random_bits(carnet):
    keys = {paniers.new_panier(carnet).id for _ in range(50)}
    assert len(keys) == 50 and {len(key) for key in keys} == {22}  # 22 letters of 6 bits


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1 --", "A" * 22, "../carnet"])
def test_an_unknown_key_opens_nothing(carnet, three, key):
    with pytest.raises(UnknownPanier):
        paniers.panier(carnet, key)


def test_the_same_figure_twice_is_kept_once(carnet, three):
    assert paniers.add_item(carnet, three.id, three.items[0].address, "a") == three


def test_a_figure_moves_one_place_and_stays_at_the_ends(carnet, three):
    first, _, last = (item.id for item in three.items)
    moved = paniers.move(carnet, three.id, three.version, first, +1)
    assert titles(moved) == "bac"
    moved = paniers.move(carnet, three.id, moved.version, last, +1)
    assert titles(moved) == "bac"
    moved = paniers.move(carnet, three.id, moved.version, last, -1)
    assert titles(moved) == "bca"


def test_a_figure_taken_out_comes_back_at_its_place_with_its_comment(carnet, three):
    second = three.items[1].id
    changed = paniers.comment(carnet, three.id, three.version, second, "à garder")
    changed = paniers.remove(carnet, three.id, changed.version, second)
    assert titles(changed) == "ac"
    changed = paniers.put_back(carnet, three.id, changed.version, second)
    assert titles(changed) == "abc" and changed.items[1].comment == "à garder"


def test_a_change_of_a_stale_panier_is_refused_and_changes_nothing(carnet, three):
    """Two readers have the same page: the second one is told, and the work of the first one stays."""
    item = three.items[0].id
    first = paniers.comment(carnet, three.id, three.version, item, "première")
    for change in (
        lambda: paniers.comment(carnet, three.id, three.version, item, "seconde"),
        lambda: paniers.rename(carnet, three.id, three.version, "autre"),
        lambda: paniers.move(carnet, three.id, three.version, item, 1),
        lambda: paniers.remove(carnet, three.id, three.version, item),
        lambda: paniers.put_back(carnet, three.id, three.version, item),
        lambda: paniers.write_lines(carnet, three.id, three.version, "cle", ["x"]),
    ):
        with pytest.raises(StalePanier, match="modifié"):
            change()
    assert paniers.panier(carnet, three.id) == first


def test_the_figure_of_another_panier_cannot_be_changed(carnet, three):
    other = paniers.new_panier(carnet)
    for change in (paniers.remove, lambda *asked: paniers.comment(*asked, "x"), lambda *asked: paniers.move(*asked, 1)):
        with pytest.raises(ObservatoireError, match="n’est plus dans le panier"):
            change(carnet, other.id, other.version, three.items[0].id)
    assert paniers.panier(carnet, three.id) == three


def test_a_text_that_is_too_long_is_refused_not_cut(carnet, three):
    item = three.items[0].id
    exact = "é" * paniers.LONGEST_COMMENT
    kept = paniers.comment(carnet, three.id, three.version, item, exact)
    assert kept.items[0].comment == exact
    with pytest.raises(ObservatoireError, match="trop long"):
        paniers.comment(carnet, three.id, kept.version, item, exact + "é")
    with pytest.raises(ObservatoireError, match="trop long"):
        paniers.rename(carnet, three.id, kept.version, "t" * (paniers.LONGEST_TITLE + 1))
    with pytest.raises(ObservatoireError, match="besoin d’un titre"):
        paniers.rename(carnet, three.id, kept.version, "  ")
    assert paniers.panier(carnet, three.id) == kept


def test_french_spaces_are_kept_and_control_characters_are_not(carnet, three):
    kept = paniers.comment(carnet, three.id, three.version, three.items[0].id, "8,7\u202f% ;\u00a0\x00oui\x1b[0m")
    assert kept.items[0].comment == "8,7\u202f% ;\u00a0oui[0m"


def test_a_panier_has_a_last_place(carnet):
    panier = paniers.new_panier(carnet)
    for number in range(paniers.MOST_ITEMS):
        paniers.add_item(carnet, panier.id, f"/carte?territoire={number}", "x")
    with pytest.raises(ObservatoireError, match="60 figures au plus"):
        paniers.add_item(carnet, panier.id, "/carte?territoire=de-trop", "x")


def test_lines_are_kept_under_their_key_and_can_be_forgotten(carnet, three):
    kept = paniers.write_lines(carnet, three.id, three.version, "k:sdsei/2A004:forces", ["une", "  ", "deux  mots"])
    assert kept.texts == {"k:sdsei/2A004:forces": ("une", "deux mots")}
    emptied = paniers.write_lines(carnet, three.id, kept.version, "k:sdsei/2A004:forces", [])
    assert emptied.texts == {"k:sdsei/2A004:forces": ()}  # nothing to say is an answer
    assert paniers.write_lines(carnet, three.id, emptied.version, "k:sdsei/2A004:forces", None).texts == {}
    with pytest.raises(ObservatoireError):
        paniers.write_lines(carnet, three.id, emptied.version, "clé inconnue '", ["x"])


def _add_many(path, identifier, letter):
    carnet = open_carnet(path)
    for number in range(10):
        paniers.add_item(carnet, identifier, f"/carte?territoire={letter}{number}", letter)


def test_several_processes_add_to_one_panier_and_none_is_lost(carnet):
    panier = paniers.new_panier(carnet)
    workers = [
        multiprocessing.get_context("spawn").Process(target=_add_many, args=(carnet.path, panier.id, letter))
        for letter in "abc"
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    found = paniers.panier(carnet, panier.id)
    assert len(found.items) == 30 and found.version == 31
