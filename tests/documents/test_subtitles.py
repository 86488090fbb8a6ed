"""The subtitle of a figure names the territory, the persons and the periods that the figure draws, and no others."""

import pytest

from observatoire.documents.figure_emploi import emploi_figure
from observatoire.documents.figure_parcours import parcours_figure
from observatoire.view.emploi_question import MONTHLY_EXITS
from observatoire.view.parcours import QUESTIONS
from tests.samples.emploi_warehouse import emploi_warehouse
from tests.samples.parcours_warehouse import parcours_warehouse, row

EST_BEARN = {"niveau": "sdsei", "territoire": "est-bearn"}
EPCI = {"niveau": "epci", "territoire": "200000001"}


@pytest.fixture(scope="module")
def parcours(tmp_path_factory):
    """`parcours(block, query)`: the subtitle of a block of the parcours."""
    snapshot = parcours_warehouse(tmp_path_factory.mktemp("parcours"))
    return lambda block, query=EST_BEARN: parcours_figure(query, block, snapshot).subtitle.replace("\u202f", " ")


@pytest.fixture(scope="module")
def emploi(tmp_path_factory):
    months = [row(MONTHLY_EXITS, 2.0, period=f"2026-0{month}", margin=0.1) for month in (2, 3, 4, 5)]
    snapshot = emploi_warehouse(tmp_path_factory.mktemp("emploi"), months)
    return lambda block, query=EST_BEARN: emploi_figure(query, block, snapshot).subtitle


def test_the_stock_is_of_everybody_who_waits_and_of_all_its_quarters(parcours):
    assert parcours("stock") == "Est Béarn, personnes au droit ouvert, arrondies à 5 près, de mars 2025 à juin 2026"


def test_the_events_name_the_territory_whose_line_is_drawn(parcours):
    quarters = "en jours, avec l’intervalle à 95 %, du 1er trimestre 2022 au 2e trimestre 2026"
    assert parcours("evenements") == f"Est Béarn, {quarters}"
    assert parcours("evenements", EPCI) == f"Pyrénées-Atlantiques, {quarters}"


def test_the_mention_of_invented_limits_is_that_of_the_territory_drawn(tmp_path):
    figure = parcours_figure(EPCI, "evenements", parcours_warehouse(tmp_path))
    assert figure.mentions == ("Données de démonstration, fictives",)


def test_the_territories_are_those_of_the_level_drawn(parcours):
    said = "Pyrénées-Atlantiques par SDSeI, personnes entrées en 2025, en jours, la plus longue attente d’abord"
    assert parcours("territoires") == said


@pytest.mark.parametrize(
    "block", [key for key in QUESTIONS if key not in ("stock", "evenements", "territoires", "publics")]
)
def test_a_block_of_the_cohort_says_its_year(parcours, block):
    assert "2025" in parcours(block) and parcours(block).startswith("Est Béarn")


def test_the_kinds_of_persons_of_the_departement_say_the_year(parcours):
    assert parcours("publics", {}) == "Pyrénées-Atlantiques, personnes entrées en 2025, en jours"


def test_the_year_asked_is_not_that_of_a_block_which_does_not_follow_it(emploi):
    asked = EST_BEARN | {"periode": "2023"}
    exits = "Pyrénées-Atlantiques, personnes soumises aux droits et devoirs, en\u202f%, de février 2026 à mai 2026"
    assert emploi("rsa", asked) == exits
    assert emploi("clauses", asked) == "Pyrénées-Atlantiques, heures, de 2024 à 2025"
    assert emploi("retour", asked) == "Est Béarn, part des personnes entrées, en\u202f%, de 2023 à 2026"


def test_the_monthly_line_begins_where_that_of_the_screen_does_and_says_why(tmp_path):
    filling = row(MONTHLY_EXITS, 9.9, period="2026-02", margin=3.0, denominator=340)
    figure = emploi_figure({}, "rsa", emploi_warehouse(tmp_path, [filling]))
    assert figure.chart.categories[0] == "mars 2026" and "de mars 2026 à mai 2026" in figure.subtitle
    assert figure.table.rows[0][0].text == "février 2026" and "de février 2026" in figure.table.caption
    assert "La courbe commence en mars 2026." in figure.sentences[-1].text


def hours_said(tmp_path, **years) -> str:
    """The sentence of the hours, from {year: hours worked, None when they are secret}."""
    rows = []
    for year, hours in years.items():
        hidden = {"status": "secret"} if hours is None else {}
        for name in ("heures_insertion_engagees", "heures_insertion_realisees"):
            rows.append(row(name, hours, period=year.removeprefix("y"), **hidden))
    (sentence,) = emploi_figure({}, "clauses", emploi_warehouse(tmp_path, rows)).sentences
    return sentence.text.replace("\u202f", " ").replace("\xa0", " ")


def test_an_old_zero_does_not_lead_the_hours_and_the_years_since_are_told(tmp_path):
    said = hours_said(tmp_path, y2022=5300.0, y2023=0.0, y2024=None, y2025=None)
    assert said == (
        "2022 : 5 300 heures réalisées, pour 5 300 heures engagées ; 2023 : 0 heure réalisée ; 2024, 2025 : secret."
    )


def test_a_zero_of_the_latest_year_is_the_news(tmp_path):
    assert hours_said(tmp_path, y2024=5300.0, y2025=0.0) == "2025 : 0 heure réalisée, pour 0 heure engagée."


def test_a_block_of_one_year_says_that_year(emploi):
    assert emploi("dispositifs") == "Est Béarn, part des personnes sorties, en\u202f%, 2025"
    assert emploi("sorties").endswith(", 2025")
