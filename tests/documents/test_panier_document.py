"""The document of a panier holds its figures, their comments and the lines kept, and not the key of the panier."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from observatoire.carnet import open_carnet, paniers
from observatoire.documents.freezing import freeze
from observatoire.documents.model import Bullets, Quadrants
from observatoire.documents.panier_document import panier_document
from observatoire.documents.panier_images import LIST_NAME, document_zip
from observatoire.documents.panier_swot import panier_swot, swot_address, swot_key_at

GAP = ("epci", "200067825")
SWOT = swot_address(*GAP, "departement")


@pytest.fixture
def carnet(tmp_path):
    return open_carnet(tmp_path / "carnet.sqlite")


@pytest.fixture
def filled(carnet):
    """A panier of three figures and of the forces and faiblesses of an EPCI."""
    panier = paniers.new_panier(carnet, "Comité de mars")
    for address in ("/carte?niveau=epci&vue=barres", SWOT, "/parcours#etapes", "/territoire/epci/200067825"):
        panier = paniers.add_item(carnet, panier.id, address, "titre d’alors")
    return panier


def test_figures_are_in_order_with_their_comments_and_keys_of_their_own(carnet, filled, snapshot):
    kept = paniers.comment(carnet, filled.id, filled.version, filled.items[0].id, "À redire à la commission")
    document = panier_document(kept, snapshot)
    assert document.title == "Comité de mars" and document.file_stem == "demonstration-comite-de-mars"
    assert [figure.comment for figure in document.figures] == ["À redire à la commission", "", ""]
    assert len({figure.key for figure in document.figures}) == 3
    assert {item.indicator for item in document.definitions} >= {"taux_pauvrete", "personnes_etape"}


def test_the_key_of_the_panier_is_in_no_part_of_the_document(filled, snapshot):
    assert filled.id not in repr(panier_document(filled, snapshot))


def test_a_figure_that_is_not_published_any_more_is_told_and_the_others_stay(carnet, filled, snapshot):
    kept = paniers.add_item(carnet, filled.id, "/territoire/commune/99999", "Population de Nulle-Part")
    document = panier_document(kept, snapshot)
    told = [block for section in document.sections for block in section.blocks if isinstance(block, Bullets)]
    assert "Population de Nulle-Part" in told[-1].items[0].text
    assert len(document.figures) == 3


def test_a_question_without_any_figure_here_is_the_sentence_of_the_screen_and_no_empty_table(carnet, snapshot):
    panier = paniers.new_panier(carnet, "Publics")
    address = f"/parcours?niveau={GAP[0]}&territoire={GAP[1]}#publics"
    document = panier_document(paniers.add_item(carnet, panier.id, address, "Qui attend ?"), snapshot)
    ((block,),) = [section.blocks for section in document.sections]
    assert isinstance(block, Bullets) and document.figures == ()
    assert "rien n’est publié par sexe, âge, situation familiale ou caisse" in block.items[0].text


def test_kept_lines_replace_the_proposed_ones_and_those_left_as_proposed_keep_their_proof(carnet, filled, snapshot):
    proposed = panier_swot(SWOT, {}, snapshot)
    lists = {quadrant: lines for quadrant, lines in proposed.lists.items() if lines}
    quadrant, lines = next(iter(lists.items()))
    kept = paniers.write_lines(
        carnet,
        filled.id,
        filled.version,
        swot_key_at(SWOT, quadrant),
        [lines[0].text, "Un réseau d’associations très présent"],
    )
    document = panier_document(kept, snapshot)
    (block,) = [item for section in document.sections for item in section.blocks if isinstance(item, Quadrants)]
    shown = block.lists[list(proposed.lists).index(quadrant)].items
    assert [item.text for item in shown] == [lines[0].text, "Un réseau d’associations très présent"]
    assert shown[0].evidence == lines[0].evidence != ()
    assert shown[1].evidence == ()


def test_the_images_of_a_panier_carry_their_warnings_and_their_codes(carnet, filled, snapshot, monkeypatch):
    monkeypatch.setattr("observatoire.documents.panier_images.png", lambda svg: b"\x89PNG")
    document = freeze(panier_document(filled, snapshot), carnet, "https://observatoire.exemple.fr", snapshot)
    content = document_zip(document)
    assert content == document_zip(document)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".svg")]
        listed = archive.read(LIST_NAME).decode("utf-8-sig")
    assert len(drawings) == 2  # the third figure is a table
    for figure, drawing in zip(document.figures, drawings, strict=False):
        assert "Données de démonstration, fictives" in drawing and figure.frozen.code in drawing
        assert "Source" in drawing
    assert "n’est qu’un tableau" in listed and document.figures[2].title in listed


def test_only_the_images_of_illustrative_boundaries_say_so(filled, snapshot, monkeypatch):
    monkeypatch.setattr("observatoire.documents.panier_images.png", lambda svg: b"\x89PNG")
    document = panier_document(filled, snapshot)
    (section, *others), banner = document.sections, "Découpage illustratif"
    first, *blocks = section.blocks
    section = replace(section, blocks=(replace(first, mentions=(*first.mentions, banner)), *blocks))
    marked = replace(document, mentions=(*document.mentions, banner), sections=(section, *others))
    with zipfile.ZipFile(io.BytesIO(document_zip(marked))) as archive:
        drawings = [archive.read(name).decode() for name in sorted(archive.namelist()) if name.endswith(".svg")]
    assert [banner in drawing for drawing in drawings] == [True, False]
    assert all("Données de démonstration, fictives" in drawing for drawing in drawings)
