"""A backup holds everything, is checked, and never takes the place of a carnet by surprise."""

from __future__ import annotations

import pytest

from observatoire.carnet import open_carnet, paniers
from observatoire.carnet.backup import back_up, restore
from observatoire.errors import ObservatoireError


def test_a_backup_made_while_the_site_writes_holds_the_last_change(carnet, tmp_path):
    panier = paniers.new_panier(carnet, "gardé")
    with carnet.reading():  # somebody reads meanwhile, and the write-ahead log is not emptied
        panier = paniers.rename(carnet, panier.id, panier.version, "gardé aussi")
        back_up(carnet.path, tmp_path / "sauvegarde.sqlite")
    copy = open_carnet(tmp_path / "sauvegarde.sqlite")
    assert paniers.panier(copy, panier.id) == panier


def test_a_restored_carnet_is_that_of_the_backup(carnet, tmp_path):
    panier = paniers.new_panier(carnet, "avant")
    back_up(carnet.path, tmp_path / "sauvegarde.sqlite")
    paniers.rename(carnet, panier.id, panier.version, "après")
    with pytest.raises(ObservatoireError, match="--remplacer"):
        restore(tmp_path / "sauvegarde.sqlite", carnet.path)
    assert paniers.panier(carnet, panier.id).title == "après"
    restore(tmp_path / "sauvegarde.sqlite", carnet.path, replace=True)
    assert paniers.panier(open_carnet(carnet.path), panier.id) == panier
    assert carnet.path.stat().st_mode & 0o077 == 0


def test_a_damaged_backup_is_refused_and_the_carnet_stays(carnet, tmp_path):
    panier = paniers.new_panier(carnet)
    damaged = tmp_path / "sauvegarde.sqlite"
    back_up(carnet.path, damaged)
    content = bytearray(damaged.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    damaged.write_bytes(content)
    (tmp_path / "texte.sqlite").write_text("pas une base")
    for wrong in (damaged, tmp_path / "texte.sqlite", tmp_path / "absent.sqlite"):
        with pytest.raises(ObservatoireError):
            restore(wrong, carnet.path, replace=True)
    assert paniers.panier(open_carnet(carnet.path), panier.id) == panier


def test_a_backup_over_the_carnet_itself_is_refused(carnet):
    with pytest.raises(ObservatoireError, match="même fichier"):
        back_up(carnet.path, carnet.path)


def test_there_is_nothing_to_back_up_before_the_first_panier(tmp_path):
    with pytest.raises(ObservatoireError, match="pas encore de carnet"):
        back_up(tmp_path / "carnet.sqlite", tmp_path / "sauvegarde.sqlite")
    assert not (tmp_path / "sauvegarde.sqlite").exists()
