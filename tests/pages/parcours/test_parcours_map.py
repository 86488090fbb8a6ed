"""The map of the median delay on the parcours screen: what it draws, says, leaves out and weighs."""

import gzip
import json
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

from observatoire.figures.palette import ACCENT, PALETTES
from tests.pages.screens import components, links, screen, section, text
from tests.samples.parcours_warehouse import MAP_FILE

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


def map_of(layout):
    """(drawing, image) of the map of the delays."""
    image = next(item["props"] for item in components(section(layout, "territoires"), "Img"))
    return ET.fromstring(unquote(image["src"]).removeprefix("data:image/svg+xml,")), image


def fills(drawn):
    """{path: how it is filled} of the areas of a drawing."""
    paths = [node for node in drawn.iter() if node.tag.endswith("path")]
    return {node.get("d"): node.get("fill") for node in paths if node.get("fill", "none") != "none"}


def test_the_map_colours_each_territory_by_its_median_and_hatches_what_is_hidden(shown):
    drawn, _ = map_of(shown())
    found = fills(drawn)
    shapes = dict(zip(MAP_FILE["ids"], MAP_FILE["d"], strict=True))
    light, _, middle, _, dark = PALETTES["difficulty"]
    assert found[shapes["est-bearn"]] == light  # 50 days
    assert found[shapes["haut-bearn"]] == middle  # 70 days
    assert found[shapes["nive-nivelle"]] == dark  # 118 days
    assert found[shapes["ouest-bearn"]] == "url(#secret-carte)"
    assert found[shapes["bab"]] == "url(#missing-carte)"


def test_the_map_is_told_in_a_sentence_beside_its_legend_its_source_and_its_files(shown):
    block = section(shown(), "territoires")
    _, image = map_of(shown())
    assert image["role"] == "img"
    assert image["alt"] == (
        "Carte\u202f: Délai médian d’orientation depuis la demande, par SDSeI, 2025. De 50\xa0jours (Est Béarn) à "
        "118\xa0jours (Nive-Nivelle). 2\xa0SDSeI sur 5 n’ont pas de chiffre, dont 1 par secret statistique. "
        "Fragile, compté sur moins de 30 personnes\u202f: Haut-Béarn."
    )
    figure = next(item for item in components(block, "Figure") if components(item, "Img"))
    said = text(figure)
    for words in ("Délai médian d’orientation, en jours", "de 50 à 60", "plus de 80 à 118", "Secret statistique"):
        assert words in said
    assert "Médiane non atteinte" in said and "Non disponible" not in said
    assert "Source\u202f: Département, extraits" in said and "Contours\u202f: essai" in said
    assert "* Fragile, compté sur moins de 30 personnes\u202f: Haut-Béarn." in said
    assert "Ouvrir sur l’écran Carte" in said
    files = [href for href in links(figure) if href.startswith("/fichiers/carte.")]
    assert [href.partition("?")[0] for href in files] == ["/fichiers/carte.png", "/fichiers/carte.svg"]


def test_the_values_written_on_the_map_are_those_of_the_table(shown):
    block = section(shown(), "territoires")
    marks = [item["props"] for item in components(block, "Span") if item["props"].get("className") == "valeur-carte"]
    assert [(mark["children"], mark["title"]) for mark in marks] == [
        ("118", "Nive-Nivelle\u202f: 118\xa0jours"),
        ("70*", "Haut-Béarn\u202f: 70\xa0jours, fragile"),
        ("50", "Est Béarn\u202f: 50\xa0jours"),
    ]


def test_the_files_of_the_map_answer_with_the_same_figures(reader, shown):
    files = [href for href in links(section(shown(), "territoires")) if href.startswith("/fichiers/carte.svg")]
    answer = reader.get(files[0])
    drawn = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Délai médian entre la demande de RSA et la première orientation" in drawn and "2025" in drawn


def test_the_territory_of_the_screen_is_outlined_on_the_map(shown):
    def outlined(layout):
        return [node.get("d") for node in map_of(layout)[0].iter() if node.get("stroke") == ACCENT]

    shape = dict(zip(MAP_FILE["ids"], MAP_FILE["d"], strict=True))["est-bearn"]
    assert outlined(shown(EST_BEARN)) == [shape] and outlined(shown()) == []
    assert "contour bleu\u202f: Est Béarn" in text(section(shown(EST_BEARN), "territoires"))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?periode=2026", "aucun délai médian de 2026 n’est connu pour les SDSeI"),
        ("?periode=2023", "aucun délai médian de 2023 n’est connu pour les SDSeI"),
        ("?decoupage=epci", "le contour des EPCI n’est pas publié"),
    ],
)
def test_where_there_is_no_map_a_sentence_says_why_and_no_other_map_is_shown(shown, query, why):
    block = section(shown(query), "territoires")
    assert f"Pas de carte\u202f: {why}" in text(block) and components(block, "Img") == []


def test_the_screen_with_its_map_weighs_less_than_40_kb(hautes_alpes):
    address = "/parcours?decoupage=epci"
    drawn = hautes_alpes.get(address).data
    assert b'class="carte-delais"' in drawn
    assert len(gzip.compress(drawn)) < 40_000
    answered = json.dumps(screen(hautes_alpes, "/parcours", "?decoupage=epci")).encode()
    assert len(gzip.compress(answered)) < 40_000


def test_the_map_is_in_the_first_view(reader):
    drawn = reader.get("/parcours").get_data(as_text=True)
    first = drawn.partition("</template>")[0]
    assert 'src="data:image/svg+xml,' in first and 'alt="Carte\u202f: Délai médian' in first
    assert "--rapport:" in first
