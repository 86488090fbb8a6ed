"""The parcours screen as a reader meets it: one question after another, with its answer and its source."""

from observatoire.view.parcours import QUESTIONS
from tests.pages.screens import components, figures, links, row, section, text

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


def test_the_questions_come_in_order_under_a_table_of_contents(shown):
    layout = shown()
    keys = [
        item["props"]["aria-labelledby"] for item in components(layout, "Section") if "aria-labelledby" in item["props"]
    ]
    assert keys == list(QUESTIONS)
    assert [href for href in links(layout) if href.startswith("#")] == [f"#{key}" for key in QUESTIONS]
    titles = [text(item) for item in components(layout, "H2")]
    assert titles == ["Chiffres clés", *QUESTIONS.values(), "À ne pas conclure"]


def test_headings_go_down_one_level_at_a_time(shown):
    levels = [int(item["type"][1]) for item in components(shown()) if item["type"] in ("H1", "H2", "H3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_median_stands_before_the_mean_that_flatters(shown):
    words = text(shown(EST_BEARN))
    assert "50\xa0jours" in words and "entre 44 et 56\xa0jours" in words
    mean = words.index("Moyenne des personnes orientées (définition de la Drees)\u202f: 70\xa0jours.")
    assert words.index("50\xa0jours") < mean
    assert "Elle flatte\u202f: elle ne compte que 130 des 200 personnes" in words


def test_steps_are_bars_from_zero_with_their_share_and_the_delays_between(shown):
    block = section(shown(EST_BEARN), "etapes")
    bars = [
        item["props"]["style"]["width"]
        for item in components(block, "Span")
        if item["props"].get("className") == "barre-etape"
    ]
    assert bars == ["100.0%", "95.0%", "80.0%", "70.0%", "62.0%"]  # the last step is hidden
    words = text(block)
    assert "délai médian depuis la demande\u202f: 50\xa0jours (entre 44 et 56\xa0jours)" in words
    assert "secret" in words and "caché\u202f: moins de cinq personnes" in words
    assert figures(block) == []


def test_a_curve_has_its_persons_at_risk_and_its_table(shown):
    block = section(shown(EST_BEARN), "attente")
    assert len(figures(block)) == 1
    words = text(block)
    assert "Personnes qui attendent encore, arrondies à 5 près" in words
    table = text(components(block, "Table")[0])
    assert "Attendent encore" in table and "Est Béarn" in table
    assert "Ces délais ne se superposent pas" in words


def test_limits_that_start_elsewhere_are_told_with_the_way_to_their_own_curve(shown):
    block = section(shown(EST_BEARN), "attente")
    assert "42\xa0jours depuis la réception de l’information par le département (décret)" in text(block)
    assert any("origine=reception" in href and "territoire=est-bearn" in href for href in links(block))


def test_each_limit_says_its_nature_its_source_and_its_dates(shown):
    words = row(section(shown(), "seuils"), "42\xa0jours")
    assert "Décret" in words and "D. 262-65-2" in words and "depuis 2025" in words
    assert "25,0\u202f%" in words and "46,0\u202f%" in words  # from the request, and from its own start
    assert "aucun seuil de cette durée au registre" in row(section(shown(), "seuils"), "91\xa0jours")


def test_a_cohort_of_before_keeps_its_limits_and_is_told_of_the_later_one(shown):
    words = text(section(shown("?periode=2023"), "seuils"))
    assert "Une cohorte garde les règles de son temps" in words and "Orientation en six semaines" in words


def test_the_stock_says_that_it_is_rounded(shown):
    block = section(shown(), "stock")
    assert "arrondi à un multiple de 5" in text(block)
    assert "de zéro à quatre personnes" in text(block)
    assert "650" in text(components(block, "Table")[0])


def test_territories_lead_to_their_own_screen_and_to_the_map(shown):
    block = section(shown(), "territoires")
    assert any("niveau=sdsei&territoire=nive-nivelle" in href for href in links(block))
    assert "/carte?indicateur=delai_median_orientation&niveau=sdsei&periode=2025" in links(block)
    assert "non différent" in text(section(shown(), "publics"))
    assert "médiane non atteinte (>\xa0180\xa0jours)" in row(block, "BAB")
    assert "secret" in row(block, "Ouest Béarn")
    assert "«\u202fsecret\u202f» veut dire caché\u202f: moins de cinq personnes" in text(block)


def test_an_epci_says_what_is_not_told_so_finely_instead_of_blaming_the_extracts(shown):
    words = text(section(shown("?niveau=epci&territoire=200000001"), "publics"))
    assert "comptés si finement" in words and "Les extraits ne donnent" not in words


def test_the_event_is_read_before_and_after_and_proves_nothing(shown):
    words = text(section(shown(EST_BEARN), "evenements"))
    assert "plus court qu’avant" in words
    assert "Une différence avant/après n’est pas un effet prouvé." in words


def test_a_departement_without_events_is_told_where_to_write_them(shown, monkeypatch):
    monkeypatch.setattr("observatoire.view.parcours_temps.events_of", lambda departement, demo: ())
    assert "evenements.yml" in text(section(shown("?territoire=64&periode=2024"), "evenements"))


def test_the_three_rates_of_the_kiosks_are_told_apart(shown):
    block = section(shown(EST_BEARN), "pratiques")
    assert "Trois taux distincts pour les kiosques" in text(block)
    assert "plus élevé (mieux)" in row(block, "Part des personnes présentes aux kiosques")
    assert "non différent" in row(block, "Part des rendez-vous honorés")


def test_each_rate_says_how_many_it_counts_and_of_what(shown):
    block = section(shown(), "pratiques")
    assert "sur 23\u202f698\xa0rendez-vous" in row(block, "Part des rendez-vous honorés")
    assert "sur 1\u202f104\xa0invitations" in row(block, "Part des invitations à un kiosque")
    assert "sur 800\xa0personnes" in row(block, "Part des orientés ayant signé un contrat en 30 jours")
    assert "entrées en" not in text(block)  # these are rates of the year, of whoever is concerned


def test_who_is_oriented_is_told_by_how_long_the_right_has_been_open_for_the_departement(shown):
    block = section(shown(), "pratiques")
    assert "98,1\u202f%" in row(block, "Part des bénéficiaires du RSA soumis aux droits et devoirs")
    assert "trop récent" in row(block, "Part des personnes réorientées dans les douze mois")
    recent = row(block, "Part des personnes orientées au 31 décembre Droit ouvert depuis moins de 6 mois")
    assert "61,0\u202f%" in recent and "sur 1\u202f660\xa0personnes" in recent
    near = text(section(shown(EST_BEARN), "pratiques"))
    assert "moins de 6 mois" not in near and "selon l’ancienneté du droit n’est donnée que pour le département" in near


def test_a_rate_after_the_orientation_has_the_limits_of_its_time_beside_it(shown):
    today, before = section(shown(), "pratiques"), section(shown("?periode=2024"), "pratiques")
    assert "plan national, depuis 2018" in row(today, "Part des orientés dont le premier rendez-vous")
    assert "décret, depuis 2025" in row(today, "Part des orientés ayant signé un contrat en 30 jours")
    in_two_months = "Part des orientés ayant signé un contrat en 60 jours"
    assert "jusqu’à 2024" in row(before, in_two_months) and "loi" not in row(today, in_two_months)


def test_a_share_that_only_the_departement_has_says_so_elsewhere(shown):
    line = row(section(shown(EST_BEARN), "pratiques"), "Part des bénéficiaires du RSA soumis aux droits et devoirs")
    assert "donné au département seulement" in line and "98,1" in line


def test_every_chart_is_told_in_words_and_every_question_has_its_source_and_its_files(shown):
    layout = shown(EST_BEARN)
    charts = [item for item in components(layout, "Div") if item["props"].get("role") == "img"]
    assert len(charts) == len(figures(layout)) and all(item["props"]["aria-label"] for item in charts)
    for key in QUESTIONS:
        block = section(layout, key)
        assert "extraction du 30 juin 2026" in text(block)
        assert [href for href in links(block) if f"bloc={key}" in href and href.startswith("/fichiers/parcours.")]


def test_another_start_is_said_where_the_delay_still_starts_from_the_request(shown):
    layout = shown("?origine=reception")
    said = "Ici, le délai part toujours de la demande"
    assert said in text(section(layout, "territoires")) and said in text(section(layout, "publics"))
    assert said not in text(shown())
