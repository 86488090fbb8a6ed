"""What the parcours screen answers: cohorts, origins, limits of their time, comparisons, and what it refuses to say."""

from urllib.parse import parse_qsl

import pytest

from observatoire.view.parcours import parcours
from observatoire.view.parcours_question import ORIGINS
from tests.samples.parcours_warehouse import SDSEI, parcours_warehouse, row


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return parcours_warehouse(tmp_path_factory.mktemp("parcours"))


@pytest.fixture
def asked(snapshot):
    return lambda **query: parcours(query, snapshot)


@pytest.fixture
def est_bearn(asked):
    return asked(niveau="sdsei", territoire="est-bearn")


def test_without_a_question_the_departement_is_shown_for_its_latest_mature_cohort(asked):
    view = asked()
    assert (view.question.niveau, view.question.territoire, view.question.periode) == ("departement", "64", "2025")
    assert view.question.origine == "demande" and view.blocks.other is None
    assert view.notes == ()


def test_a_territory_is_compared_to_the_departement_unless_asked_otherwise(asked):
    assert asked(niveau="sdsei", territoire="est-bearn").other.name == "Pyrénées-Atlantiques"
    assert asked(niveau="sdsei", territoire="est-bearn", comparer="nive-nivelle").other.name == "Nive-Nivelle"
    assert asked(niveau="sdsei", territoire="est-bearn", comparer="aucun").other is None


def test_the_address_of_a_question_asks_the_same_question(est_bearn, snapshot):
    query = dict(parse_qsl(est_bearn.question.query))
    assert parcours(query, snapshot).question == est_bearn.question


@pytest.mark.parametrize(
    "wrong",
    [
        {"niveau": "quartier"},
        {"territoire": "99"},
        {"periode": "1999"},
        {"origine": "naissance"},
        {"comparer": "lune"},
        {"decoupage": "commune"},
    ],
    ids=str,
)
def test_what_is_unknown_falls_back_and_says_so(asked, wrong):
    view = asked(**wrong)
    assert view.question == asked().question
    assert len(view.notes) == 1 and next(iter(wrong.values())) in view.notes[0]


def test_without_extracts_there_is_no_view(tmp_path):
    assert parcours({}, parcours_warehouse(tmp_path, extracts=False)) is None


def test_the_median_is_told_with_its_interval_and_its_comparison(est_bearn):
    median = est_bearn.blocks.key.median
    assert (median.text, median.interval) == ("50\xa0jours", "entre 44 et 56\xa0jours")
    assert median.words == "plus court (mieux)"


def test_the_mean_of_the_survey_says_how_many_persons_it_leaves_out(est_bearn):
    assert est_bearn.blocks.key.mean.text == "70\xa0jours"
    assert est_bearn.blocks.key.left_out == (130, 200)


def test_two_figures_whose_intervals_overlap_are_not_different(est_bearn):
    contracts = est_bearn.blocks.key.contracts
    assert contracts.own.value > contracts.other.value
    assert contracts.words == "écart non établi"


def test_a_cohort_of_2025_is_judged_by_the_decree_and_one_of_before_by_the_plan(asked):
    now, before = asked(periode="2025").blocks, asked(periode="2023").blocks
    assert (now.key.limit.threshold.days, now.key.limit.nature) == (42, "décret")
    assert (before.key.limit.threshold.days, before.key.limit.nature) == (30, "plan national")
    assert [limit.id for limit in before.waits.later if limit.days == 42] == ["decret_2024_orientation_42_jours"]
    assert 42 not in [limit.threshold.days for limit in before.waits.limits]


def test_a_limit_is_judged_from_its_own_start_whatever_the_start_of_the_screen(asked):
    limit = asked(origine="demande").blocks.key.limit
    assert limit.threshold.start_event == "reception" and limit.fact.breakdown == "origine:reception"
    assert limit.fact.own.value == 46.0


def test_a_limit_is_drawn_only_on_a_curve_that_starts_where_it_starts(asked):
    for origin in ORIGINS:
        drawn = asked(origine=origin).blocks.waits.drawn
        assert {limit.threshold.start_event for limit in drawn} <= {origin}
    assert [limit.threshold.days for limit in asked(origine="reception").blocks.waits.drawn] == [42, 30]


def test_the_delays_from_each_start_stand_side_by_side(asked):
    medians = {fact.breakdown: fact.own.value for fact in asked().blocks.waits.origins}
    assert medians == {
        "ensemble": 80.0,
        "origine:premier_jour_mois": 95.0,
        "origine:ouverture": 50.0,
        "origine:reception": 46.0,
    }


def test_each_step_is_a_share_of_those_who_asked(est_bearn):
    shares = {step.key: (step.share_pct, step.other_share_pct) for step in est_bearn.blocks.steps}
    assert shares["demande"] == (100, 100)
    assert shares["orientation"] == pytest.approx((80, 80))
    assert shares["contrat"] == pytest.approx((62, 62))


def test_a_hidden_step_has_no_share_and_says_why(est_bearn):
    step = est_bearn.blocks.steps[-1]
    assert step.share_pct is None and step.share_text == ""
    assert step.text == "secret"
    assert step.fact.reason == "caché\u202f: moins de cinq personnes, ou déductible d’un autre chiffre"


def test_steps_say_how_long_the_cohort_has_had_to_reach_them(asked):
    recent, old, new = (asked(periode=year).follow_up for year in ("2025", "2023", "2026"))
    assert recent.words == "atteintes au 30 juin 2026\u202f: de 6 à 18 mois après la demande"
    assert old.words.endswith("de 30 à 42 mois après la demande")
    assert new.words.endswith("6 mois au plus après la demande")
    assert (recent.is_short, old.is_short, new.is_short) == (True, False, True)


def test_each_delay_between_two_steps_says_where_it_starts(asked):
    said = {step.key: [(delay.fact.own.value, delay.since) for delay in step.delays] for step in asked().blocks.steps}
    assert said["ouverture"] == [(30.0, "depuis la demande")]
    assert said["orientation"] == [(80.0, "depuis la demande"), (50.0, "depuis l’ouverture du droit")]
    assert said["contrat"] == [(34.0, "depuis l’orientation")]


def test_the_mean_of_the_contracts_signed_stands_beside_its_median_only(asked):
    steps = {step.key: step for step in asked().blocks.steps}
    assert steps["contrat"].mean.own.value == 30 and steps["contrat"].mean in steps["contrat"].facts
    assert {key for key, step in steps.items() if step.mean is not None} == {"contrat"}


def test_territories_are_in_order_of_wait_from_a_median_that_is_not_reached_to_those_of_which_nothing_is_known(asked):
    rows = asked().blocks.places.rows
    assert [row.territory.name for row in rows] == [
        "BAB",
        "Nive-Nivelle",
        "Haut-Béarn",
        "Est Béarn",
        "Ouest Béarn",
    ]
    assert {row.territory.name for row in rows} == set(SDSEI.values())


def test_a_median_that_is_not_reached_and_a_fragile_one_are_said(asked):
    rows = {row.territory.code: row.fact for row in asked().blocks.places.rows}
    assert rows["bab"].text == "médiane non atteinte (>\xa0180\xa0jours)"
    assert rows["haut-bearn"].reason == "fragile\u202f: compté sur moins de 30 personnes"
    assert rows["haut-bearn"].words == ""  # too few persons to compare
    assert rows["ouest-bearn"].text == "secret"


def test_ranks_need_four_exact_figures(asked, tmp_path):
    assert {row.rank_text for row in asked().blocks.places.rows} == {""}  # two exact figures only
    more = [
        row("delai_median_orientation", value, level="sdsei", territory=code, margin=5)
        for code, value in (("bab", 100.0), ("ouest-bearn", 60.0))
    ]
    view = parcours({}, parcours_warehouse(tmp_path, more))
    ranks = {line.territory.code: (line.rank_text, line.rank_detail) for line in view.blocks.places.rows}
    assert ranks == {
        "nive-nivelle": ("1er", ""),
        "bab": ("2e", ""),
        "ouest-bearn": ("parmi les 2 plus courts", "écart non établi avec Est Béarn"),
        "est-bearn": ("parmi les 2 plus courts", "écart non établi avec Ouest Béarn"),
        "haut-bearn": ("", ""),
    }
    assert (view.blocks.places.ranked, view.blocks.places.left_out) == (4, "1\u00a0fragile")


def test_the_map_says_that_its_extremes_are_not_established_as_such(tmp_path):
    close = row("delai_median_orientation", 52.0, level="sdsei", territory="ouest-bearn", margin=5, denominator=200)
    view = parcours({}, parcours_warehouse(tmp_path, [close])).blocks.places.map.view
    said = "Est Béarn\u202f: valeur la plus basse, mais l’écart n’est pas établi avec Ouest Béarn."
    assert said in view.sentences
    assert not [text for text in view.sentences if "la plus élevée" in text]  # the highest one stands apart
    ranks = {line.territory.code: line.rank for line in view.rows}
    assert (ranks["nive-nivelle"], ranks["est-bearn"], ranks["ouest-bearn"]) == (2, None, None)


def test_the_ranking_may_be_of_another_level(asked):
    places = asked(decoupage="epci").blocks.places
    assert [row.territory.name for row in places.rows] == ["CC de l’Amont", "CC de l’Aval"]
    assert places.benchmark.name == "Pyrénées-Atlantiques"


def test_each_kind_of_person_is_compared_to_everybody(asked):
    attributes = {attribute.label: dict(attribute.rows) for attribute in asked().blocks.attributes}
    assert list(attributes) == ["Sexe", "Âge", "Situation familiale", "Caisse qui verse le RSA"]
    assert attributes["Situation familiale"]["Parent seul avec enfant"].words == "plus court (mieux)"
    assert attributes["Sexe"]["Femmes"].words == "écart non établi"
    assert attributes["Âge"]["Moins de 25 ans"].text == "secret"


YEAR_END = "part_orientee_31_decembre"


def practice(view, indicator):
    return next(fact for rates in view.blocks.practices.values() for fact in rates if fact.indicator.id == indicator)


def in_2026(folder, query, *more):
    """The screen of the year of the extraction, whose cohort is too young in Est Béarn as in the département."""
    young = row(
        "delai_median_orientation", None, period="2026", status="immature", level="sdsei", territory="est-bearn"
    )
    return parcours({"periode": "2026"} | query, parcours_warehouse(folder, [young, *more]))


@pytest.mark.parametrize("query", [{}, {"niveau": "sdsei", "territoire": "est-bearn"}])
def test_the_last_day_of_a_year_that_the_extraction_does_not_reach_is_too_recent(tmp_path, query):
    fact = practice(in_2026(tmp_path, query), YEAR_END)
    assert fact.text == "trop récent"
    assert fact.reason == "la période finit après l’extraction du 30 juin 2026"


def test_a_year_that_is_over_without_a_figure_is_not_too_recent(asked):
    fact = practice(asked(periode="2024"), YEAR_END)
    assert (fact.text, fact.reason) == ("non disponible", "pas publié pour ce territoire")


def test_a_territory_without_the_figure_of_a_year_that_another_has_is_not_too_recent(tmp_path):
    near, whole = {"niveau": "sdsei", "territoire": "est-bearn"}, row(YEAR_END, 88.0, period="2026")
    fact = practice(in_2026(tmp_path, near, whole), YEAR_END)
    assert (fact.text, fact.reason) == ("non disponible", "pas publié pour ce territoire")


def test_rounded_numbers_make_no_percentage(tmp_path, asked):
    place = {"level": "sdsei", "territory": "nive-nivelle", "qualifier": "rounded_5"}
    months = {"2025-06": 15.0, "2026-06": 10.0}
    more = [row("stock_attente_orientation", value, period=month, **place) for month, value in months.items()]
    view = parcours({"niveau": "sdsei", "territoire": "nive-nivelle"}, parcours_warehouse(tmp_path, more))
    assert view.blocks.stock.change == "15 en juin 2025"
    assert asked().blocks.stock.change == "650 en juin 2025"


def test_the_stock_is_told_by_how_long_people_have_waited(asked):
    stock = asked().blocks.stock
    assert stock.months[-1] == "2026-06" and stock.latest.value == 650
    assert {waiting: items[-1].value for waiting, items in stock.parts.items()} == {
        "moins_1_mois": 40,
        "1_a_3_mois": 300,
        "3_a_6_mois": 220,
        "6_mois_et_plus": 90,
    }


def test_one_quarter_on_each_side_of_an_event_concludes_nothing(est_bearn):
    reading = est_bearn.blocks.quarters.events[0]
    assert reading.here and reading.places == ()
    before, after, conclusion = reading.sentences
    assert before == "Avant\u202f: 90\xa0jours (entre 85 et 95\xa0jours) pour les entrants du 4e trimestre 2022."
    assert after.endswith("pour les entrants du 4e trimestre 2023.")
    assert conclusion == "Un trimestre de chaque côté ne permet pas de conclure."


def yearly_reading(tmp_path, **medians):
    """The event of March 2023 in Est Béarn, from {year: (median, margin), or None for a hidden one}."""
    near = {"level": "sdsei", "territory": "est-bearn", "denominator": 200}
    hidden = {"value": None, "status": "secret", "qualifier": "ours"}
    more = [
        row(
            "delai_median_orientation",
            **(hidden if told is None else {"value": told[0], "margin": told[1]}),
            period=year[1:],
            **near,
        )
        for year, told in medians.items()
    ]
    view = parcours({"niveau": "sdsei", "territoire": "est-bearn"}, parcours_warehouse(tmp_path, more))
    return view.blocks.quarters.events[0]


def test_an_event_is_read_on_the_whole_years_around_it(tmp_path):
    reading = yearly_reading(tmp_path, y2022=(90.0, 4), y2023=(70.0, 4), y2024=(55.0, 4), y2025=(50.0, 4))
    before, after, latest = reading.sentences
    assert before == "Avant\u202f: 90\xa0jours (entre 86 et 94\xa0jours) pour les entrants de 2022."
    assert after.endswith("pour les entrants de 2024, plus court qu’avant.")  # 2023 is on both sides of it
    assert latest.startswith("La dernière année\u202f: 50\xa0jours") and latest.endswith("plus court qu’avant.")
    assert [item.period for item in reading.compared] == ["2022", "2024", "2025"]


def test_a_hidden_year_around_an_event_is_said_to_be_skipped(tmp_path):
    shown = {"y2021": (90.0, 4), "y2022": None, "y2024": None, "y2025": (50.0, 4)}
    reading = yearly_reading(tmp_path, **shown)
    assert reading.sentences[0].endswith("pour les entrants de 2021.")
    assert reading.sentences[-1] == "Sans chiffre publié, donc sautés\u202f: 2022 et 2024."


def test_a_quarter_without_a_figure_around_an_event_is_said_to_be_skipped(tmp_path):
    near = {"level": "sdsei", "territory": "est-bearn", "period": "2022-T4"}
    more = [row("delai_median_orientation_trimestre", None, status="secret", qualifier="ours", **near)]
    view = parcours({"niveau": "sdsei", "territoire": "est-bearn"}, parcours_warehouse(tmp_path, more))
    before, _, skipped, conclusion = view.blocks.quarters.events[0].sentences
    assert before.endswith("pour les entrants du 3e trimestre 2022.")
    assert skipped == "Sans chiffre publié, donc sauté\u202f: 4e trimestre 2022."
    assert conclusion == "Un trimestre de chaque côté ne permet pas de conclure."


def test_intervals_that_overlap_never_say_that_nothing_changed(tmp_path):
    reading = yearly_reading(tmp_path, y2022=(70.0, 40), y2024=(180.0, 80), y2025=(210.0, 105))
    assert "n’est pas établi" in reading.sentences[1]
    assert "écart non établi" not in " ".join(reading.sentences)


def test_an_event_elsewhere_is_said_to_be_elsewhere(tmp_path, asked):
    elsewhere = [row("delai_median_orientation_trimestre", 100.0, level="sdsei", territory="bab", period="2022-T4")]
    view = parcours({"niveau": "sdsei", "territoire": "bab"}, parcours_warehouse(tmp_path, elsewhere))
    reading = view.blocks.quarters.events[0]
    assert not reading.here and "Est Béarn" in reading.places
    assert reading.sentences == ("Il manque un trimestre connu, avant ou après\u202f: rien ne se compare.",)
    of_the_whole = asked().blocks.quarters.events[0]
    assert of_the_whole.here and "Est Béarn" in of_the_whole.places  # in a part of the département only


def test_a_quarter_too_small_is_replaced_by_that_of_the_departement(asked):
    quarters = asked(niveau="epci", territoire="200000001").blocks.quarters
    assert quarters.substitute and quarters.place.name == "Pyrénées-Atlantiques"
    assert not asked().blocks.quarters.substitute


def test_outside_a_demonstration_nothing_fictitious_is_told(tmp_path):
    view = parcours({}, parcours_warehouse(tmp_path, demo=False))
    assert view.blocks.quarters.events == ()
    assert not any(limit.threshold.fictif for limit in view.blocks.waits.limits)


def test_a_cohort_too_young_is_said_too_recent(asked):
    view = asked(periode="2026")
    assert view.blocks.key.median.text == "trop récent"
    assert "«\u202ftrop récents\u202f»" in view.too_recent
    assert asked(periode="2025").too_recent == ""


def test_the_national_figure_is_quoted_with_its_source(asked):
    assert asked().blocks.waits.national.startswith("Repère national le plus proche\u202f: 46\u202f%")
    assert "Drees" in asked().blocks.waits.national


def test_the_source_is_dated_by_the_extraction(asked):
    assert "extraction du 30 juin 2026" in asked().source
