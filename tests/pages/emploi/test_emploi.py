"""The employment screen says each figure with its year and its interval, and what is hidden, fragile or too young."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.figures.palette import PAPER
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS
from observatoire.words import BETWEEN
from tests.pages.emploi.emploi_screen import CONTROLS, blocks, chosen, lines, opened
from tests.pages.screens import components, figures, links, screen, text
from tests.samples.emploi_warehouse import HIDDEN
from tests.samples.parcours_warehouse import row

AMONT = {"level": "epci", "territory": "200000001"}
OF_AMONT = "?niveau=epci&territoire=200000001"


def test_the_page_opens_on_the_departement_and_answers_its_seven_questions(reader):
    page = opened(reader)
    assert page["emploi-territoire"]["value"] == "departement:64"
    assert list(QUESTIONS) == [key for key in blocks(reader) if key in QUESTIONS]
    assert [page[key]["children"] for key in QUESTIONS] == list(QUESTIONS.values())


def test_key_figures_say_their_year_their_interval_and_how_many_persons(reader):
    shown = text(screen(reader, "/emploi"))
    assert "32,0\u202f% Retour à l’emploi à 12 mois année 2024 entre 29,5 et 34,5\u202f%" in shown
    assert "1\u202f000\u00a0personnes entrées" in shown
    assert "18,0\u202f% Retour à l’emploi à 6 mois année 2025" in shown
    assert shown.count(BETWEEN) == 1


def test_a_territory_stands_beside_the_departement_in_words(reader):
    shown = text(screen(reader, "/emploi", "?niveau=sdsei&territoire=est-bearn"))
    assert "Est Béarn, comparé aux Pyrénées-Atlantiques" in shown
    assert "Pyrénées-Atlantiques\u202f: 32,0\u202f%, écart non établi" in shown
    assert "Pyrénées-Atlantiques\u202f: 12,5, plus élevé (mieux)" in shown


def test_a_cohort_that_is_too_young_is_said_so_and_never_zero(reader):
    told = lines(blocks(reader)["retour"])
    assert told["2026"] == ["trop récent", "trop récent"]
    assert told["2025"][0].startswith("18,0\u202f%") and told["2025"][1] == "trop récent"


def test_a_year_too_young_shows_who_comes_back_in_the_latest_year_that_is_not(reader):
    section = text(blocks(reader, "?periode=2025")["retour"])
    assert "Retour à l’emploi selon la personne, entrées de 2024" in section
    assert "trop récent" in text(screen(reader, "/emploi", "?periode=2025")).split("Emplois durables")[0]


def test_a_hidden_figure_says_secret_and_why(reader):
    section = blocks(reader)["retour"]
    assert lines(section)["Moins de 25 ans"] == ["secret", "secret"]
    assert text(section).count("caché\u202f: moins de cinq personnes, ou déductible d’un autre chiffre") == 1


def test_shares_are_said_with_the_counts_and_only_of_what_is_known(reader):
    told = lines(blocks(reader)["sorties"])
    assert told["Emploi durable"] == ["500\u00a0sorties", "50,0\u202f%"]


def test_exits_by_kind_are_those_of_the_departement_wherever_one_is(reader):
    near = blocks(reader, "?niveau=sdsei&territoire=est-bearn")["sorties"]
    assert lines(near) == lines(blocks(reader)["sorties"])
    said = " ".join(text(near).split())
    assert "Pyrénées-Atlantiques, 2025 :" in said and "pour le département seulement" in said
    assert "pour le département seulement" not in text(blocks(reader)["sorties"])


def test_what_is_durable_here_and_elsewhere_is_said_beside_the_exits(reader):
    shown = text(blocks(reader)["sorties"])
    assert "intérim de six mois ou plus" in shown
    assert "Plateforme de l’inclusion compte les contrats de plus de six mois" in shown


def test_a_dispositif_is_judged_on_those_who_left_it_in_alphabetical_order(reader):
    section = blocks(reader)["dispositifs"]
    assert "Le dénominateur est le nombre de personnes sorties, pas de personnes accompagnées" in text(section)
    told = lines(section)
    assert list(told)[1:] == ["Accompagnement global", "Parrainage", "PLIE", "Tous dispositifs"]
    assert told["Parrainage"] == ["28,0\u202f% entre 22,0 et 34,0\u202f%", "150"]
    assert told["PLIE"][0].startswith("secret") and told["PLIE"][1] == ""


def test_monthly_exits_are_those_of_the_departement_wherever_one_is(reader):
    for query in ("", "?niveau=sdsei&territoire=est-bearn", "?periode=2024"):
        section = blocks(reader, query)["rsa"]
        assert "mai 2026\u202f: 4,3\u202f% (entre 3,8 et 4,8\u202f%)" in text(section)
        told = lines(section)
        assert told["mars 2026"] == ["4,1\u202f% entre 3,6 et 4,6\u202f% 6\u202f440\u00a0personnes au début du mois"]
        assert told["avril 2026"] == ["secret"]
        assert ("donné que pour le département" in text(section)) == ("sdsei" in query)


def test_the_months_when_the_extracts_fill_up_are_in_the_table_and_not_on_the_line(serving):
    first = row("taux_sortie_rsa_mensuel", 9.9, period="2026-02", margin=3.0, denominator=340)
    section = blocks(serving(first))["rsa"]
    assert "février 2026" in lines(section)
    (drawn,) = figures(section)
    assert 9.9 not in drawn["data"][0]["y"] and 4.1 in drawn["data"][0]["y"] and None in drawn["data"][0]["y"]
    said = "340\u00a0personnes en février 2026, 6\u202f440\u00a0personnes en mai 2026"
    assert said in text(section) and "La courbe commence en mars 2026." in text(section)
    assert "La courbe commence" not in text(blocks(serving())["rsa"])


def test_the_screen_says_what_not_to_conclude(reader):
    shown = text(screen(reader, "/emploi"))
    assert "À ne pas conclure" in shown
    for indicator in ("taux_retour_emploi_12_mois", "taux_sortie_dispositif", "etp_iae_pour_1000_de"):
        assert load_catalogue().indicators[indicator].not_to_conclude[0] in shown


@pytest.mark.parametrize(
    ("changed", "value"),
    [("territoire", "sdsei:est-bearn"), ("periode", "2024"), ("indicateur", "siae_pour_10000_hab")],
)
def test_a_change_gives_an_address_that_shows_it(reader, changed, value):
    address = urlsplit(chosen(reader, **{changed: value}))
    assert address.path == "/emploi"
    assert opened(reader, f"?{address.query}")[CONTROLS[changed]]["value"] == value


def test_the_latest_year_of_each_figure_needs_nothing_in_the_address(reader):
    address = chosen(reader, periode=opened(reader)["emploi-periode"]["value"])
    assert "periode" not in dict(parse_qsl(urlsplit(address).query))


def test_a_wrong_address_shows_something_else_and_says_so(reader):
    shown = text(screen(reader, "/emploi", "?niveau=quartier&territoire=x&periode=1999&indicateur=bonheur"))
    for asked in ("quartier", "« x »", "1999", "bonheur"):
        assert french(asked) in shown


def test_a_departement_without_extracts_gets_a_sentence_and_the_way(serving):
    shown = text(screen(serving(extracts=False), "/emploi", "?niveau=sdsei"))
    assert french("Le département n’a pas encore donné d’extraits :") in shown
    assert "docs/extraits.md" in shown and "etl extracts check" in shown


def test_a_fragile_figure_is_said_to_be_so(serving):
    fragile = row("taux_retour_emploi_12_mois", 25.0, period="2024", denominator=24, margin=15.0, qualifier="fragile")
    section = blocks(serving(fragile))["retour"]
    assert lines(section)["2024"][1].endswith("fragile")
    said = "« fragile », un point vide sur le graphique, veut dire compté sur moins de 30 personnes."
    assert " ".join(text(section).split()).count(said) == 1
    drawn = components(section, "Graph")[0]["props"]["figure"]["data"][1]
    assert drawn["marker"]["color"][[round(year) for year in drawn["x"]].index(2024)] == PAPER


def test_figures_all_hidden_are_a_sentence_and_not_an_empty_chart(serving):
    hidden = [
        row(f"taux_retour_emploi_{months}_mois", None, period=period, **HIDDEN)
        for months in (6, 12)
        for period in ("2023", "2024", "2025", "2026")
    ]
    section = blocks(serving(*hidden))["retour"]
    assert components(section, "Graph") == []
    assert "les chiffres y sont tous secrets" in text(section)


def test_a_return_to_work_that_the_extracts_do_not_tell_is_said_so_and_never_zero(serving):
    absent = {
        "status": "missing",
        "qualifier": "no_extract",
        "method": "aucune sortie de nature connue dans les extraits",
    }
    rows = [
        row(f"taux_retour_emploi_{months}_mois", None, period=period, **absent)
        for months in (6, 12)
        for period in ("2023", "2024", "2025", "2026")
    ]
    reader = serving(*rows)
    shown = text(screen(reader, "/emploi"))
    assert "non disponible Retour à l’emploi à 12 mois" in shown
    assert "aucune sortie de nature connue dans les extraits" in shown
    assert components(blocks(reader)["retour"], "Graph") == []


def test_a_small_territory_says_that_its_returns_to_work_are_secret_or_too_recent(serving):
    rows = [row("taux_retour_emploi_6_mois", None, period="2024", **AMONT, **HIDDEN)]
    rows.append(row("taux_retour_emploi_6_mois", None, period="2026", status="immature", **AMONT))
    section = blocks(serving(*rows), OF_AMONT)["retour"]
    said = " ".join(text(section).split())
    assert "CC de l’Amont : les chiffres y sont tous secrets, ou trop récents pour être mesurés" in said
    assert "moins de cinq personnes, ou déductible" in said and "fichier" not in said


def test_exits_that_are_secret_are_said_so_with_the_way_to_the_latest_year_published(serving):
    later = [row("siae", 7.0, period="2026"), row("sorties_emploi", None, period="2026", **HIDDEN)]
    reader = serving(*later, row("sorties_emploi", 7.0, period="2024"))
    section = blocks(reader, "?periode=2026")["sorties"]
    assert "Aucun chiffre pour 2026 (secret)" in " ".join(text(section).split())
    assert [link for link in links(section) if "periode=2025" in link and link.endswith("#sorties")]
    there = " ".join(text(blocks(reader, "?periode=2024")["sorties"]).split())
    assert "Pyrénées-Atlantiques, 2024 : 7 sorties en tout." in there


def test_a_level_without_any_detail_still_shows_what_is_published_of_all_its_dispositifs(serving):
    whole = row("taux_sortie_dispositif", 36.7, margin=16.0, denominator=30, level="sdsei", territory="est-bearn")
    section = blocks(serving(whole), "?niveau=sdsei&territoire=est-bearn")["dispositifs"]
    assert lines(section)["Tous dispositifs"] == ["36,7\u202f% entre 20,7 et 52,7\u202f%", "30"]
    assert "Le détail par dispositif n’est pas donné par SDSeI" in text(section)
    assert components(section, "Graph") == []


def test_a_year_without_any_exit_is_a_sentence_with_the_latest_year_and_not_an_empty_chart(serving):
    young = {"status": "immature", "method": "la période est trop récente pour être jugée", "period": "2026"}
    none = [
        row("heures_insertion_engagees", 47355.0, period="2026"),
        *(row("sorties_emploi", None, breakdown=cut, **young) for cut in ("ensemble", "sortie:durable")),
        *(row("taux_sortie_dispositif", None, breakdown=cut, **young) for cut in ("ensemble", "dispositif:PLIE")),
    ]
    page = blocks(serving(*none), "?periode=2026")
    for key in ("sorties", "dispositifs"):
        section = page[key]
        assert components(section, "Graph") == []
        assert "Aucun chiffre pour 2026 (trop récent pour être mesuré)" in text(section)
        assert [link for link in links(section) if "periode=2025" in link and link.endswith(f"#{key}")]


def test_dispositifs_all_hidden_keep_their_table_without_an_empty_chart(serving):
    hidden = row("taux_sortie_dispositif", None, breakdown="dispositif:PLIE", period="2024", **HIDDEN)
    whole = row("taux_sortie_dispositif", 30.0, period="2024", denominator=40)
    section = blocks(serving(hidden, whole), "?periode=2024")["dispositifs"]
    assert components(section, "Graph") == []
    assert lines(section)["PLIE"][0] == "secret" and lines(section)["Tous dispositifs"][0] == "30,0\u202f%"


def test_exits_are_said_to_be_counted_by_exit_with_the_meaning_of_each_kind_and_the_persons_of_the_share(reader):
    section = text(blocks(reader)["sorties"])
    assert "Reprises d’emploi et sorties connues en 2025, par nature" in section
    assert "une personne qui reprend deux emplois dans l’année compte deux fois" in section
    for kind in ("Emploi durable\u202f:", "Transition\u202f:", "Positive\u202f:", "Autre\u202f:"):
        assert kind in section
    counted = "1\u202f000\u00a0personnes qui ont repris un emploi"
    assert f"Premiers emplois durables en 2025, Pyrénées-Atlantiques\u202f: 47,8\u202f% des {counted}." in section


def test_exits_of_a_dispositif_have_a_title_of_their_own(reader):
    assert "Sorties des dispositifs d’accompagnement en 2025" in text(blocks(reader)["dispositifs"])


def test_acronyms_of_national_dispositifs_are_spelled_out(reader):
    assert "PLIE\u202f: plan local pour l’insertion et l’emploi" in text(blocks(reader)["dispositifs"])


def test_the_return_to_work_is_told_by_the_caisse_that_pays(serving):
    caisses = [row("taux_retour_emploi_12_mois", 33.0, period="2024", breakdown="payeur:MSA", denominator=120)]
    told = lines(blocks(serving(*caisses))["retour"])
    assert told["Mutualité sociale agricole (MSA)"][1].startswith("33,0\u202f%")
