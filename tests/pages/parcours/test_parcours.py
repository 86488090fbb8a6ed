"""The parcours screen as a reader meets it: one question after another, with its answer and its source."""

from pathlib import Path

from observatoire.view.parcours import QUESTIONS
from tests.pages.screens import components, figures, links, row, rows, screen, section, text
from tests.samples.parcours_warehouse import STEPS
from tests.samples.parcours_warehouse import row as figure

ASSETS, WHOLE = Path(__file__).parents[3] / "assets", "precision entiere"
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


def test_the_median_stands_before_the_mean_which_says_whom_it_leaves_out(shown):
    words = text(shown(EST_BEARN))
    assert "50\xa0jours" in words and "entre 44 et 56\xa0jours" in words
    mean = words.index("Moyenne des personnes orientées (définition de la Drees)\u202f: 70\xa0jours.")
    assert words.index("50\xa0jours") < mean
    assert "Elle ne compte que 130 des 200 personnes, celles orientées dans l’année." in words[mean:]


def test_a_mean_flatters_only_where_it_is_shorter_than_the_median(shown):
    eighty, fifty = text(shown()), text(shown(EST_BEARN))  # days of the two medians
    assert "72\xa0jours. Elle flatte\u202f: elle ne compte que 650 des 1\u202f000 personnes" in eighty
    assert "70\xa0jours. Elle ne compte que 130 des 200 personnes" in fifty


def test_a_mean_longer_than_the_median_of_contracts_does_not_flatter(site):
    reader = site([figure("delai_moyen_contrat_realises", 29.0, level="sdsei", territory="est-bearn")])
    words = text(section(screen(reader, "/parcours", EST_BEARN), "etapes"))
    assert "29\xa0jours. Elle ne compte pas les personnes qui attendent encore." in words


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
    assert "secret" in words and words.count("moins de cinq personnes") == 1  # once, under the table
    assert "Moyenne des contrats déjà signés (façon de compter de la Drees)\u202f: 21\xa0jours. Elle flatte" in words
    assert figures(block) == []


def test_a_fragile_figure_has_its_mark_and_an_open_dot_is_told_only_where_there_is_one(shown):
    haut_bearn = shown("?niveau=sdsei&territoire=haut-bearn")
    origins = section(haut_bearn, "attente")  # a table alone
    assert "fragile" in row(origins, "Depuis la demande")
    assert "« fragile » veut dire compté sur moins de 30 personnes." in plain(origins)
    places = section(haut_bearn, "territoires")
    assert "fragile" in row(places, "Haut-Béarn") and "fragile" not in row(places, "Est Béarn")
    assert "« fragile », un point vide sur le graphique, veut dire" in plain(places)
    assert all("point vide" not in text(section(haut_bearn, key)) for key in ("attente", "etapes", "pratiques"))


def test_how_many_persons_a_figure_counts_stays_on_one_line(shown):
    origins = section(shown(EST_BEARN), "attente")
    whole = [text(item) for item in components(origins, "Span") if item["props"].get("className") == WHOLE]
    assert {"entre 44 et 56\xa0jours", "sur 200\xa0personnes"} <= set(whole)
    rule = ".tableau td > .precision.entiere { white-space: nowrap; }"
    assert rule in (ASSETS / "page_parcours.css").read_text(encoding="utf-8")


def plain(block):
    """Its words with ordinary spaces."""
    return " ".join(text(block).split())


def hidden_steps(level, territory, *steps):
    place = {"level": level, "territory": territory, "status": "secret", "qualifier": "ours"}
    return [figure("personnes_etape", None, breakdown=f"etape:{step}", **place) for step in steps]


def test_a_hidden_step_of_the_territory_beside_is_said_secret(site):
    reader = site(hidden_steps("departement", "64", "rendez_vous"))
    cells = [
        text(item)
        for item in components(section(screen(reader, "/parcours", EST_BEARN), "etapes"), "Td")
        if "data-intitule" in item["props"]
    ]
    assert cells == ["100\u202f%", "95\u202f%", "80\u202f%", "secret", "62\u202f%", "24\u202f%"]


def test_a_share_whose_whole_is_hidden_is_said_not_computable(site):
    reader = site(hidden_steps("departement", "64", "demande"))
    block = section(screen(reader, "/parcours", EST_BEARN), "etapes")
    cells = [text(item) for item in components(block, "Td") if "data-intitule" in item["props"]]
    assert cells == ["secret", *["part non calculable"] * 5]


def test_steps_that_are_all_hidden_are_one_sentence_and_their_known_delays(site):
    reader = site(hidden_steps("sdsei", "est-bearn", *STEPS))
    block = section(screen(reader, "/parcours", EST_BEARN), "etapes")
    assert components(block, "Table") == []
    assert text(block).count("moins de cinq personnes") == 1
    assert "Premier contrat signé, délai médian depuis l’orientation\u202f: 25\xa0jours" in text(block)


def test_a_cohort_followed_less_than_a_year_has_its_late_steps_drawn_as_too_recent(shown):
    block = section(shown(), "etapes")
    assert "étapes atteintes au 30 juin 2026\u202f: de 6 à 18 mois après la demande" in text(block)
    assert "les parts de deux années ne se comparent pas" in text(block)
    recent = [item for item in components(block, "Tr") if item["props"].get("className") == "etape recente"]
    assert [text(item)[:14] for item in recent] == ["Premier contra", "Premier emploi"]
    assert all("trop récent" in text(item) for item in recent)
    assert "trop récent" not in text(section(shown("?periode=2023"), "etapes"))


def test_a_curve_has_its_persons_at_risk_and_its_table(shown):
    block = section(shown(EST_BEARN), "attente")
    assert len(figures(block)) == 1
    words = text(block)
    assert "Personnes qui attendent encore au dernier point, arrondies à 5" in words
    assert "Un point de la courbe est le jour où un dixième de plus des personnes est orienté." in words
    table = text(components(block, "Table")[0])
    assert "Attendaient encore" in table and "Est Béarn" in table
    assert "50\u202f%" in table and "57\xa0jours" in table and "45 à 55\u202f%" in table
    assert "Ces délais ne se superposent pas" in words


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


def test_the_shares_say_that_closed_rights_leave_them_and_what_counting_those_gives(site):
    given = {"margin": 2.0, "denominator": 1000}
    reader = site([figure("part_reellement_orientee_91_jours", 51.3, **given)])
    layout = screen(reader, "/parcours")
    for key in ("attente", "seuils"):
        assert "parmi les personnes encore au RSA" in text(section(layout, key))
    said = "jamais orienté, 51,3\u202f% (entre 49,3 et 53,3\u202f%) des personnes le sont en 91 jours."
    assert said in text(section(layout, "seuils"))
    assert "51,3" not in text(screen(reader, "/parcours", "?origine=reception"))  # counted from the request only


def test_a_territory_beside_without_a_figure_says_why(shown):
    block = section(shown("?origine=reception&comparer=nive-nivelle"), "seuils")
    days = rows(block)
    assert (
        "donné au département seulement" in days["15\xa0jours"]
        and "donné au département seulement" in days["45\xa0jours"]
    )
    assert "pas publié pour ce territoire" in days["91\xa0jours"]


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


def test_the_ranking_says_how_many_it_counts_and_which_end_is_the_first(shown):
    block = section(shown(), "territoires")
    assert "sur 200\xa0personnes" in row(block, "Est Béarn")
    headings = [text(item) for item in components(components(block, "Table")[-1], "Th")][:4]
    assert headings == [
        "Territoire",
        "Délai médian",
        "Rang, le 1er attend le plus",
        "Comparé aux Pyrénées-Atlantiques",
    ]


def test_contracts_say_among_whom_they_are_counted(shown):
    assert "au 31 décembre 2025, parmi les orientés hors France Travail" in text(shown())


def test_the_bands_of_the_stock_have_a_swatch_and_december_is_said_to_be_that_of_the_departement(shown):
    block, near = section(shown(), "stock"), section(shown("?niveau=epci&territoire=200000001"), "stock")
    swatches = [item for item in components(block, "Span") if item["props"].get("className") == "pastille"]
    assert len(swatches) == 4 and len({item["props"]["style"]["background"] for item in swatches}) == 4
    assert "n’est donné que pour le département" not in text(block) and "Aucun effectif" in text(near)


def test_a_territory_without_december_says_so(site):
    place = {"level": "epci", "territory": "200000001", "qualifier": "rounded_5"}
    months = ("2025-06", "2025-09", "2026-03", "2026-06")
    reader = site([figure("stock_attente_orientation", 60.0, period=month, **place) for month in months])
    words = text(section(screen(reader, "/parcours", "?niveau=epci&territoire=200000001"), "stock"))
    assert "Le nombre de décembre n’est donné que pour le département." in words


def test_the_stock_says_how_fewer_than_five_are_drawn(site, shown):
    place = {"level": "epci", "territory": "200000001", "qualifier": "below_5"}
    reader = site([figure("stock_attente_orientation", 0.0, period=month, **place) for month in ("2026-03", "2026-06")])
    words = text(section(screen(reader, "/parcours", "?niveau=epci&territoire=200000001"), "stock"))
    assert "est un contour rayé, haut de quatre personnes" in words
    assert "contour rayé" not in text(section(shown(), "stock"))


def test_a_figure_without_a_number_of_persons_prints_none(site):
    reader = site([figure("delai_median_orientation", 50.0, breakdown="origine:ouverture", margin=2.0)])
    layout = screen(reader, "/parcours", "?origine=ouverture")
    assert "50\xa0jours" in text(layout) and "sur 0" not in text(layout)


def test_an_epci_says_what_is_not_told_so_finely_instead_of_blaming_the_extracts(shown):
    words = text(section(shown("?niveau=epci&territoire=200000001"), "publics"))
    assert "comptés si finement" in words and "Les extraits ne donnent" not in words


def test_quarters_without_a_figure_are_in_the_table_with_why(site):
    place = {"level": "sdsei", "territory": "haut-bearn", "margin": 4, "denominator": 60}
    more = [
        figure("delai_median_orientation_trimestre", 80.0, period=period, **place) for period in ("2022-T3", "2023-T4")
    ]
    block = section(screen(site(more), "/parcours", "?niveau=sdsei&territoire=haut-bearn"), "evenements")
    rows = [text(line) for line in components(block, "Tr")]
    assert len(rows) == 19 and sum("non disponible" in line for line in rows) == 16
    assert "16 des 18 trimestres n’ont pas de chiffre pour Haut-Béarn" in text(block)


def test_the_end_of_a_year_after_the_extraction_is_said_to_be_too_recent(shown):
    words = text(section(shown("?periode=2026"), "pratiques"))
    assert "trop récent\u202f: la période finit après l’extraction du 30 juin 2026" in words


def test_the_event_is_read_before_and_after_and_proves_nothing(shown):
    words = text(section(shown(EST_BEARN), "evenements"))
    assert "Un trimestre de chaque côté ne permet pas de conclure." in words
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


def of_kinds(*cuts):
    """Figures of the département by kind, for three of the practices."""
    return [
        figure(indicator, value, breakdown=cut, margin=2.0, denominator=100)
        for indicator, value in (
            ("taux_presence_rdv", 71.0),
            ("taux_contractualisation", 44.0),
            ("part_avec_referent", 66.0),
        )
        for cut in cuts
        if (indicator, cut) != ("taux_contractualisation", "organisme:ft")
    ]


def test_the_practices_are_told_by_kind_of_person_and_of_orientation_for_the_departement(site):
    hidden = {"status": "secret", "qualifier": "ours"}
    rare = [figure("taux_contractualisation", None, breakdown="age:<25", **hidden)]
    reader = site([*of_kinds("sexe:F", "type:social", "organisme:ft"), *rare])
    block = section(screen(reader, "/parcours"), "pratiques")
    assert "71,0\u202f%" in row(block, "Femmes") and "44,0\u202f%" in row(block, "Femmes")
    assert "66,0\u202f%" in row(block, "Social") and "sans objet" in row(block, "France Travail")
    assert "secret" in row(block, "Moins de 25 ans")
    headings = [text(item) for item in components(block, "Th") if item["props"].get("scope") == "colgroup"]
    assert headings == ["Sexe", "Âge", "Type de parcours", "Organisme d’orientation"]
    assert "ceux de la première orientation" in text(block)
    assert "moins de cinq personnes" in text(block)


def test_elsewhere_the_kinds_are_said_to_be_told_for_the_departement_only(site):
    reader = site(of_kinds("sexe:F"))
    block = section(screen(reader, "/parcours", EST_BEARN), "pratiques")
    assert "le type de parcours et l’organisme ne sont donnés que pour le département" in text(block)
    assert "Femmes" not in text(block)


def test_shares_within_the_legal_days_stand_beside_the_median_of_each_kind(site):
    more = [figure(f"part_orientee_{days}_jours", share, breakdown="sexe:F", margin=1.0, denominator=400)
            for days, share in ((30, 12.5), (42, 31.0))]  # fmt: skip
    block = section(screen(site(more), "/parcours"), "publics")
    women = row(block, "Femmes")
    assert "82\xa0jours" in women and "12,5\u202f%" in women and "31,0\u202f%" in women
    near = section(screen(site(more), "/parcours", EST_BEARN), "publics")
    assert "Orientés en 30 jours" in text(block) and "Orientés en 30 jours" not in text(near)
