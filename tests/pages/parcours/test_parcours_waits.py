"""How long people wait and the limits that judge it, as the parcours screen says them."""

import re

from tests.pages.screens import components, figures, links, row, rows, screen, section, text
from tests.samples.parcours_warehouse import row as figure

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


def test_a_curve_has_its_persons_at_risk_and_its_table(shown):
    block = section(shown(EST_BEARN), "attente")
    assert len(figures(block)) == 1
    words = text(block)
    assert "Personnes encore suivies et non orientées, environ" in words
    assert "Un point de la courbe est le jour où un dixième de plus des personnes est orienté." in words
    table = text(components(block, "Table")[0])
    assert "Suivies, non orientées, environ" in table and "Est Béarn" in table
    assert "50\u202f%" in table and "57\xa0jours" in table and "45 à 55\u202f%" in table
    assert "Les délais du tableau ne se superposent pas" in words


def test_a_young_curve_that_passes_one_half_is_not_taken_for_a_median(shown):
    words = text(section(shown("?periode=2026"), "attente"))
    assert "Année trop récente, en tirets" in words
    assert "La moitié des personnes déjà entrées est orientée en 77\xa0jours" in words
    assert "ce n’est pas encore le délai médian de l’année" in words
    assert "déjà entrées" not in text(section(shown(), "attente"))


def test_limits_that_start_elsewhere_are_told_with_the_way_to_their_own_curve(shown):
    block = section(shown(EST_BEARN), "attente")
    assert "42\xa0jours depuis la réception de l’information par le département (décret)" in text(block)
    assert any("origine=reception" in href and "territoire=est-bearn" in href for href in links(block))


def test_each_limit_says_its_nature_its_source_and_its_dates(shown):
    words = row(section(shown(), "seuils"), "42\xa0jours, décret")
    assert "D. 262-65-2" in words and "depuis 2025" in words
    assert "depuis la réception de l’information par le département" in words
    assert "46,0\u202f%" in words and "25,0\u202f%" not in words  # from its own start, not from that of the screen
    assert "sur 1\u202f000\xa0personnes" in words and "sans objectif chiffré" in words


def test_a_limit_with_a_target_says_whether_it_is_reached(shown):
    words = row(section(shown(), "seuils"), "30\xa0jours, contrat du département")
    assert "12,0\u202f%" in words and "60\u202f% dans le département" in words and words.endswith("non atteint")


def test_the_shares_from_the_chosen_start_are_in_a_second_table(shown):
    block = section(shown("?origine=reception"), "seuils")
    days = {heading: words for heading, words in rows(block).items() if "," not in heading}
    assert list(days) == ["15\xa0jours", "30\xa0jours", "42\xa0jours", "45\xa0jours", "91\xa0jours"]
    assert "72,0\u202f%" in days["91\xa0jours"]


def test_the_share_that_counts_closed_rights_is_told_apart_as_another_count(site):
    given = {"margin": 2.0, "denominator": 1000}
    reader = site([figure("part_reellement_orientee_91_jours", 51.3, **given)])
    layout = screen(reader, "/parcours")
    for key in ("attente", "seuils"):
        assert "parmi les personnes encore au RSA" in text(section(layout, key))
    words = text(section(layout, "seuils"))
    assert "Autre calcul, à 91 jours" in words
    whom = "de toutes les personnes entrées en 2025 ont été orientées en 91 jours."
    assert f"51,3\u202f% (entre 49,3 et 53,3\u202f%) {whom}" in words
    assert "Les deux parts ne se comparent pas." in words and "reste secrète" not in words
    assert "51,3" not in text(screen(reader, "/parcours", "?origine=reception"))  # counted from the request only


def test_the_share_that_counts_closed_rights_does_not_stand_for_the_hidden_one(site):
    hidden = figure("part_orientee_91_jours", None, status="secret", qualifier="ours")
    reader = site([hidden, figure("part_reellement_orientee_91_jours", 96.9, margin=2.0, denominator=1000)])
    words = text(section(screen(reader, "/parcours"), "seuils"))
    assert "Elle ne remplace pas la part à 91 jours du tableau, qui reste secrète." in words


def test_a_delay_from_the_opening_says_that_its_number_of_persons_is_not_given(site):
    reader = site([figure("delai_median_orientation", 50.0, breakdown="origine:ouverture", margin=2.0)])
    block = section(screen(reader, "/parcours"), "attente")
    assert "nombre de personnes non donné" in row(block, "Depuis l’ouverture du droit")
    assert "le nombre de personnes n’est pas donné, par secret" in text(block)


def test_the_blocks_that_count_from_the_request_say_so_when_another_start_is_chosen(shown):
    said = "Ici, le délai part toujours de la demande."
    blocks = ("territoires", "publics", "evenements")
    assert all(said in text(section(shown("?origine=reception"), key)) for key in blocks)
    assert all(said not in text(section(shown(), key)) for key in blocks)


def test_a_territory_beside_without_a_figure_says_why(shown):
    block = section(shown("?origine=reception&comparer=nive-nivelle"), "seuils")
    days = rows(block)
    assert (
        "donné au département seulement" in days["15\xa0jours"]
        and "donné au département seulement" in days["45\xa0jours"]
    )
    assert "pas publié pour ce territoire" in days["91\xa0jours"]


def test_the_requests_of_before_keep_their_limits_and_are_told_of_the_later_one(shown):
    words = text(section(shown("?periode=2023"), "seuils"))
    assert "Les demandes d’une année sont jugées sur les règles d’alors." in words
    assert "Orientation en six semaines (décret de 2024), en vigueur depuis 2025" in words


def test_no_limit_says_twice_since_when_in_one_breath(shown):
    for year in ("2023", "2024", "2025", "2026"):
        said = [part["props"].get("children") for part in components(shown(f"?periode={year}"))]
        sentences = [words for words in said if isinstance(words, str)]
        assert any("en vigueur depuis" in words for words in sentences)
        assert not [words for words in sentences if re.search(r"depuis [^.;,]*depuis|\) \(", words)]


def test_a_delay_without_its_whole_interval_is_said_so_in_the_table_and_under_the_chart(site):
    alone = figure("delai_median_orientation", 334.0, breakdown="age:60+", denominator=60)
    block = section(screen(site([alone]), "/parcours"), "publics")
    assert "marge non connue" in row(block, "60 ans et plus")
    said = (
        "« marge non connue », un losange vide sur le graphique, veut dire que l’intervalle du chiffre n’est pas "
        "encore connu en entier."
    )
    assert " ".join(text(block).split()).count(said) == 1
    assert "losange" not in text(section(screen(site(), "/parcours"), "publics"))


def test_a_fragile_delay_without_its_whole_interval_is_not_said_an_open_dot(site):
    alone = figure("delai_median_orientation", 84.0, breakdown="age:60+", denominator=12, qualifier="fragile")
    said = " ".join(text(section(screen(site([alone]), "/parcours"), "publics")).split())
    assert "« fragile » veut dire compté sur moins de 30 personnes." in said
    assert "point vide" not in said and "losange vide" in said


def test_a_quarter_without_its_whole_interval_is_said_so_in_the_table_and_under_the_chart(site):
    quarter = figure("delai_median_orientation_trimestre", 95.0, period="2024-T1", denominator=60)
    block = section(screen(site([quarter]), "/parcours"), "evenements")
    assert "marge non connue" in row(block, "1er trimestre 2024")
    assert text(block).count("losange vide") == 1
    assert "losange" not in text(section(screen(site(), "/parcours"), "evenements"))


def test_the_key_figure_and_the_steps_say_a_delay_without_its_whole_interval(site):
    place = {"level": "sdsei", "territory": "est-bearn", "denominator": 60}
    named = [figure(f"delai_median_{step}", 77.0, **place) for step in ("orientation", "contrat")]
    shown = screen(site(named), "/parcours", EST_BEARN)
    key = next(item for item in components(shown, "Div") if item["props"].get("className") == "chiffre-cle")
    assert "77\xa0jours" in text(key) and "marge non connue" in text(key)
    assert "77\xa0jours (marge non connue)" in text(section(shown, "etapes"))
