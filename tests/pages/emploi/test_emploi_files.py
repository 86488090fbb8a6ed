"""The files of the employment screen say what it says."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qsl, urlsplit

from observatoire.catalogue import load_catalogue
from observatoire.view.emploi import QUESTIONS
from tests.pages.screens import links, screen
from tests.samples.emploi_warehouse import publish_emploi


def test_every_file_offered_on_the_screen_exists(reader, files):
    offered = [link for link in links(screen(reader, "/emploi")) if link.startswith("/fichiers/")]
    asked = {dict(parse_qsl(urlsplit(link).query)).get("bloc", "") for link in offered}
    assert asked == {"", *QUESTIONS}
    for link in offered:
        answer = files.get(link)
        assert answer.status_code == 200, link
        assert "demonstration-emploi" in answer.headers["Content-Disposition"]


def table_of(files, query: str) -> list[dict[str, str]]:
    content = files.get(f"/fichiers/emploi.csv{query}").get_data().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    return [line for line in read if line["indicateur"] and line["statut"]]


def test_a_file_says_what_the_screen_says(files):
    told = {
        (line["indicateur"], line["période"], line["ventilation"]): line for line in table_of(files, "?bloc=retour")
    }
    twelve = load_catalogue().indicators["taux_retour_emploi_12_mois"].title
    known, young, hidden = (
        told[twelve, "2024", "Ensemble"],
        told[twelve, "2025", "Ensemble"],
        told[twelve, "2024", "Moins de 25 ans"],
    )
    assert (known["valeur"], known["borne basse"], known["effectif"]) == ("32,0", "29,5", "1000")
    assert (young["valeur"], young["statut"]) == ("", "trop récent pour être mesuré")
    assert hidden["valeur"] == "" and hidden["précision"].startswith("caché\u202f: moins de cinq personnes")


def test_the_file_of_the_map_holds_the_areas_and_the_circles(files):
    told = table_of(files, "?bloc=carte")
    assert {"Est Béarn", "Haut-Béarn", "Pau", "Oloron-Sainte-Marie"} <= {line["territoire"] for line in told}
    pau = [line for line in told if line["territoire"] == "Pau" and line["ventilation"] == "Ensemble"]
    assert [line["valeur"] for line in pau] == ["4"]


def test_the_file_of_the_structures_holds_their_exits_of_both_territories(files):
    title = load_catalogue().indicators["taux_sortie_dynamique_iae"].title
    told = table_of(files, "?bloc=structures&niveau=sdsei&territoire=est-bearn")
    exits = {(line["territoire"], line["ventilation"]): line for line in told if line["indicateur"] == title}
    assert exits["Est Béarn", "Ensemble"]["valeur"] == "70,0"
    assert exits["Pyrénées-Atlantiques", "Emploi de transition"]["valeur"] == "20,0"
    hidden = exits["Est Béarn", "Emploi de transition"]
    assert hidden["valeur"] == hidden["effectif"] == "" and "trois structures" in hidden["précision"]
    assert len(exits) == 8


def test_the_picture_of_the_map_carries_its_circles_and_its_address(files):
    drawn = files.get("/fichiers/emploi.svg?niveau=sdsei&territoire=est-bearn").get_data(as_text=True)
    group = re.search(r'<g fill="#ffffff" fill-opacity="0.3"[^>]*>(.*?)</g>', drawn)[1]
    assert group.count("<circle") == 2
    assert "structures d’insertion (SIAE) de chaque commune" in drawn
    assert "/emploi?niveau=sdsei" in drawn and "Données de démonstration" in drawn


def test_a_file_that_does_not_exist_is_a_sentence(files, monkeypatch, tmp_path):
    assert files.get("/fichiers/emploi.docx").status_code == 404
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_emploi(tmp_path, extracts=False)))
    answer = files.get("/fichiers/emploi.csv")
    assert answer.status_code == 404 and "extraits" in answer.get_data(as_text=True)
