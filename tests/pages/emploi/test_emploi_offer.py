"""Structures, posts and hours of insertion on the employment screen: its map, its tables and what they cannot say."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from observatoire.typography import french
from tests.pages.emploi.emploi_screen import CONTROLS, blocks, lines, opened
from tests.pages.screens import components, links, screen, text
from tests.samples.emploi_warehouse import COMMUNES, HIDDEN, SHIFT, map_file
from tests.samples.parcours_warehouse import row


def test_structures_are_circles_on_their_commune_and_adapted_firms_are_none_of_them(reader):
    drawn = opened(reader)["emploi-carte-donnees"]["data"]
    first, second = drawn["points"]
    communes = map_file("commune", COMMUNES, 0, 0)
    place = dict(zip(communes["names"], communes["c"], strict=True))
    assert (first["name"], first["text"]) == ("Pau", "4\u00a0structures (2\u00a0ACI, 1\u00a0AI, 1\u00a0EI)")
    assert [first["x"] - SHIFT[0], first["y"] - SHIFT[1]] == place["Pau"]
    assert (second["r"] / first["r"]) ** 2 == pytest.approx(1 / 4, rel=0.01)
    assert [mark[1] for mark in drawn["marks"]] == ["4\u00a0structures", "1\u00a0structure"]
    assert drawn["kind"] == "rate" and drawn["r"] is None


def test_every_circle_is_a_line_of_a_table_and_every_area_too(reader):
    page = blocks(reader)
    drawn = opened(reader)["emploi-carte-donnees"]["data"]
    told = lines(page["carte"])
    assert [told[point["name"]][0] for point in drawn["points"]] == ["4", "1"]
    assert told["Pau"][-1] == "1"  # the adapted firm, apart
    table = lines(page["structures"])
    assert table["Est Béarn"][2] == "15,3" and drawn["v"][0].startswith("15,3")


def test_circles_are_those_of_the_year_asked(serving):
    before = [row("siae", 1.0, period="2021", breakdown=kind) for kind in ("ensemble", "siae:ACI")]
    before.append(row("siae", 1.0, period="2021", breakdown="siae:ACI", level="commune", territory="64422"))
    reader = serving(*before)
    drawn = opened(reader, "?periode=2021&indicateur=siae_pour_10000_hab")["emploi-carte-donnees"]["data"]
    assert [(point["name"], point["text"]) for point in drawn["points"]] == [
        ("Oloron-Sainte-Marie", "1\u00a0structure (1\u00a0ACI)")
    ]
    section = blocks(reader, "?periode=2021")["carte"]
    assert "structures d’insertion (SIAE) de chaque commune, 2021" in text(section)
    assert "Pau" not in lines(section) and "les cercles sont ceux de" not in text(section)
    assert "Pau" in lines(blocks(reader, "?periode=2025")["carte"])


def test_circles_of_another_year_than_the_one_asked_are_said_to_be(serving):
    reader = serving(row("sorties_emploi", 10.0, period="2026"))
    said = "Aucune structure n’est comptée pour 2026 : les cercles sont ceux de 2025."
    assert said in " ".join(text(blocks(reader, "?periode=2026")["carte"]).split())


def test_posts_hidden_by_dominance_are_said_so_in_words(reader):
    section = blocks(reader)["structures"]
    told = lines(section)["Haut-Béarn"]
    assert told[:3] == ["secret", "1\u202f500", "secret"]
    words = "caché : moins de trois structures, une seule qui pèse presque tout, ou déductible d’un autre chiffre"
    assert french(words) in text(section)


def test_a_territory_without_any_structure_has_zeros_and_not_gaps(reader):
    told = lines(blocks(reader)["structures"])
    assert (told["Nive-Nivelle"][0], told["Nive-Nivelle"][3], told["Nive-Nivelle"][5:]) == ("0,0", "0", ["0"] * 6)
    assert told["Est Béarn"][5:] == ["2", "1", "1", "0", "0", "1"]


def test_a_density_that_does_not_exist_says_why_under_the_table(serving):
    shared = "EPCI partagé entre départements : ses structures hors du département ne sont pas dans l’extrait"
    place = {"level": "sdsei", "territory": "est-bearn", "status": "missing", "qualifier": "not_aggregable"}
    reader = serving(row("etp_iae_pour_1000_de", None, method=shared, **place))
    section = blocks(reader)["structures"]
    assert lines(section)["Est Béarn"][2] == "non disponible"
    assert french(shared) in text(section)


def test_a_density_that_nobody_gave_the_other_side_of_says_which_file_is_missing(reader, serving):
    assert "Populations municipales" not in text(blocks(reader)["structures"])
    only_structures = serving(row("siae", 5.0, period="2022"))
    section = blocks(only_structures, "?periode=2022")["structures"]
    assert "Populations municipales" in text(section) and "ceux du 4e trimestre" in text(section)


def test_the_density_of_posts_says_how_many_jobseekers_it_counts_and_which(serving):
    reader = serving(row("etp_iae_pour_1000_de", 12.5, numerator=100, denominator=8000))
    assert "8\u202f000\u00a0inscrits en catégories A, B, C" in text(screen(reader, "/emploi"))


def test_long_unemployment_by_post_exists_by_zone_and_says_why_not_elsewhere(reader):
    shown = text(blocks(reader)["structures"])
    assert "Pau, 2025\u202f:  9,1\u00a0demandeurs d’emploi de longue durée par ETP" in shown
    assert "Oloron, 2025\u202f:  aucun ETP" in shown
    assert "Il n’existe pas par SDSeI" in shown and "ne publie pas l’ancienneté d’inscription à la commune" in shown


def test_hours_promised_and_worked_stand_side_by_side_and_are_never_summed(reader):
    section = blocks(reader)["clauses"]
    assert lines(section)["2024"] == ["70\u202f000\u00a0heures", "52\u202f000\u00a0heures"]
    assert "122\u202f000" not in text(screen(reader, "/emploi"))
    assert "ne s’additionnent jamais" in text(section)
    assert lines(section)["2025"][1] == "secret" and "moins de trois maîtres d’ouvrage" in text(section)


def test_hours_shown_beside_a_territory_are_said_to_be_those_of_the_departement(reader):
    near = text(blocks(reader, "?niveau=sdsei&territoire=est-bearn")["clauses"])
    assert "Ces heures sont celles de tout le département\u202f: aucun marché ne nomme Est Béarn." in near
    assert "Ces heures sont celles de tout le département" not in text(blocks(reader)["clauses"])


def test_hours_of_the_markets_that_name_a_territory_are_its_own(serving):
    reader = serving(row("heures_insertion_engagees", 9000.0, level="sdsei", territory="est-bearn"))
    near = blocks(reader, "?niveau=sdsei&territoire=est-bearn")["clauses"]
    assert lines(near)["2025"] == ["9\u202f000\u00a0heures", "non disponible aucun chiffre pour 2025"]
    assert "celles de tout le département" not in text(near)


def test_a_choice_on_the_map_chooses_the_territory_here(reader):
    href = opened(reader, "?indicateur=siae_pour_10000_hab")["emploi-carte-donnees"]["data"]["href"]
    page = opened(reader, "?" + urlsplit(f"{href[0]}est-bearn{href[1]}").query)
    assert page["emploi-territoire"]["value"] == "sdsei:est-bearn"
    assert page["emploi-indicateur"]["value"] == "siae_pour_10000_hab"
    assert page["emploi-carte-donnees"]["data"]["selected"] == "est-bearn"


def test_the_map_says_when_it_shows_another_year_than_the_one_asked(reader):
    shown = text(screen(reader, "/emploi", "?periode=2024"))
    assert "La carte montre 2025\u202f: elle n’a pas de chiffre pour 2024." in shown


def test_extracts_that_describe_neither_structures_nor_hours_say_so_and_keep_every_control(serving):
    reader = serving(offer=False)
    page = blocks(reader)
    assert french("(fichier « siae »)") in text(page["carte"]) and french("(fichier « siae »)") in text(
        page["structures"]
    )
    assert french("(fichier « clauses »)") in text(page["clauses"])
    assert "32,0\u202f%" in text(page["retour"])
    assert set(CONTROLS.values()) <= set(opened(reader))


def test_exits_of_the_structures_are_told_by_kind_beside_the_departement(reader):
    section = blocks(reader, "?niveau=sdsei&territoire=est-bearn")["structures"]
    told = lines(section)
    assert told["Nature de la sortie"] == ["Est Béarn", "Pyrénées-Atlantiques"]
    assert told["Emploi durable"] == [
        "30,0\u202f% entre 26,0 et 34,0\u202f% 200\u00a0sorties",
        "26,0\u202f% entre 22,0 et 30,0\u202f% 600\u00a0sorties",
    ]
    assert told["Emploi de transition"][0] == "secret"
    assert told["Sorties dynamiques, en tout"][0].startswith("70,0\u202f%")
    shown = text(section)
    assert (
        "En 2025, 70,0\u202f% des sorties sont dynamiques (Pyrénées-Atlantiques\u202f: 64,0\u202f%, écart non établi)"
        in shown
    )
    assert "déclarent elles-mêmes" in shown and french("sorties neutralisées exclues") in shown
    assert "moins de cinq personnes ou de trois structures" in shown


def test_the_departement_alone_has_its_exits_without_a_neighbour(reader):
    told = lines(blocks(reader)["structures"])
    assert told["Nature de la sortie"] == ["Pyrénées-Atlantiques"]
    assert len(told["Sortie positive"]) == 1


def test_a_territory_without_structures_stands_beside_the_departement(reader):
    told = lines(blocks(reader, "?niveau=sdsei&territoire=nive-nivelle")["structures"])
    assert told["Sorties dynamiques, en tout"][0] == "non disponible aucun chiffre pour 2025"
    assert told["Sorties dynamiques, en tout"][1].startswith("64,0\u202f%")


def test_a_year_without_exits_says_so(serving):
    shown = text(blocks(serving(row("siae", 5.0, period="2022")), "?periode=2022")["structures"])
    assert french("Aucune sortie des structures n’est publiée pour Pyrénées-Atlantiques en 2022") in shown


def test_a_year_without_structures_leads_to_the_latest_one_that_has_some(serving):
    reader = serving(row("sorties_emploi", 10.0, period="2026"))
    section = blocks(reader, "?periode=2026")["structures"]
    assert "Aucun chiffre pour 2026\u202f; le plus récent est  2025" in text(section)
    assert "fichier" not in text(section)
    assert any("periode=2025" in link for link in links(section))


def test_posts_are_those_of_the_year_of_their_ratio_so_that_the_columns_recompute_it(serving):
    later = [row("siae", 7.0, period="2026"), row("etp_iae", 140.0, period="2026")]
    section = blocks(serving(*later))["structures"]
    posts, seekers, ratio, structures = lines(section)["Pyrénées-Atlantiques"][:4]
    assert (posts, seekers, ratio, structures) == ("100,0", "8\u202f000", "12,5", "7")
    assert "conventionnés par l’État, 2025" in text(section)
    assert "Structures d’insertion (2026) et postes (2025)" in text(section)


def test_each_figure_of_a_structure_card_says_what_it_is_posts_and_density_first(reader):
    first = next(item for item in components(blocks(reader)["structures"], "Tr") if components(item, "Td"))
    said = [cell["props"].get("data-intitule") for cell in components(first, "Td")]
    assert said[:4] == [
        "ETP, 2025",
        "Demandeurs d’emploi, T4 2025",
        "ETP pour 1\u202f000 demandeurs d’emploi",
        "SIAE, 2025",
    ]
    assert said[-1] == "EA (hors total)" and None not in said


def test_the_year_of_the_extraction_is_dashed_and_said_to_be_running_with_why_no_hour_is_worked_yet(serving):
    section = blocks(serving(row("heures_insertion_engagees", 47355.0, period="2026")))["clauses"]
    assert "2026, année en cours, au 30 juin 2026" in text(section)
    assert "l’extrait n’en a encore aucune pour cette année" in text(section)
    drawn = components(section, "Graph")[0]["props"]["figure"]["layout"]
    assert [(shape["x1"], shape["line"]["dash"]) for shape in drawn["shapes"]] == [(47355.0, "dash")]
    assert any("2026, en cours, engagées" in name for name in drawn["yaxis"]["ticktext"])


def test_hours_of_years_that_are_over_are_full_bars(reader):
    section = blocks(reader)["clauses"]
    assert components(section, "Graph")[0]["props"]["figure"]["layout"]["shapes"] == []
    assert "année en cours" not in text(section)


def test_hours_all_hidden_are_a_sentence_and_not_an_empty_chart(serving):
    place = {"level": "sdsei", "territory": "est-bearn"} | HIDDEN
    hidden = row("heures_insertion_engagees", None, **place), row("heures_insertion_realisees", None, **place)
    section = blocks(serving(*hidden), "?niveau=sdsei&territoire=est-bearn")["clauses"]
    assert components(section, "Graph") == []
    assert "les chiffres y sont tous secrets" in text(section)


def test_the_map_names_its_benchmark_in_its_legend(reader):
    assert "Pyrénées-Atlantiques (repère)\u202f: 12,5" in text(blocks(reader)["carte"])


def test_the_map_names_who_counts_the_jobseekers_as_well_as_who_counts_the_posts(reader):
    source = text(blocks(reader)["carte"]).split("Source")[-1]
    assert "extraits" in source and "Dares" in source


def test_structures_of_no_known_type_are_in_the_circle_and_make_no_type_a_zero(serving):
    more = [row("siae", 6.0, period="2026"), row("siae", 1.0, period="2026", breakdown="siae:ACI")]
    more.append(row("siae", 3.0, period="2026", level="commune", territory="64422"))
    more.append(row("siae", 1.0, period="2026", breakdown="siae:ACI", level="commune", territory="64422"))
    reader = serving(*more)
    drawn = opened(reader, "?periode=2026")["emploi-carte-donnees"]["data"]
    assert [point["text"] for point in drawn["points"]] == ["3\u00a0structures (1\u00a0ACI, 2\u00a0de type inconnu)"]
    told = lines(blocks(reader, "?periode=2026")["structures"])
    assert told["Pyrénées-Atlantiques"][5:] == ["1", "", "", "", "", ""]
