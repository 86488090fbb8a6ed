"""The parcours screen as a reader meets it: one question after another, with its answer and its source."""

from pathlib import Path

from observatoire.view.parcours import QUESTIONS
from observatoire.words import BETWEEN
from tests.pages.screens import components, figures, links, row, screen, section, text
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
    mean = words.index("Moyenne depuis la demande, pour les orientés (définition de la Drees)\u202f: 70\xa0jours.")
    assert words.index("50\xa0jours") < mean
    assert "Elle ne compte que 130 des 200 personnes, celles orientées dans l’année." in words[mean:]


def test_what_between_two_numbers_means_is_said_once(shown):
    assert text(shown(EST_BEARN)).count(BETWEEN) == 1


def test_a_mean_flatters_only_where_it_is_shorter_than_the_median(shown):
    eighty, fifty = text(shown()), text(shown(EST_BEARN))  # days of the two medians
    assert "72\xa0jours. Elle flatte\u202f: elle ne compte que 650 des 1\u202f000 personnes" in eighty
    assert "70\xa0jours. Elle ne compte que 130 des 200 personnes" in fifty
    elsewhere = text(shown("?origine=reception"))
    assert "Moyenne depuis la demande" in elsewhere and "Elle flatte" not in elsewhere.split("Contractualisation")[0]


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


def too_fine(level, territory):
    place = {"level": level, "territory": territory, "status": "missing", "qualifier": "too_fine"}
    return figure("personnes_etape", None, breakdown="etape:ouverture", method="pas donné par EPCI", **place)


def test_a_step_that_is_not_told_of_small_territories_says_so_beside_the_others(site):
    block = section(screen(site([too_fine("sdsei", "est-bearn")]), "/parcours", EST_BEARN), "etapes")
    (line,) = [text(item) for item in components(block, "Tr") if text(item).startswith("Ouverture du droit")]
    assert "non disponible" in line and "pas donné par EPCI" in line and "secret" not in line


def test_where_every_other_step_is_hidden_it_is_no_table_of_one_word(site):
    others = [step for step in STEPS if step != "ouverture"]
    rows = [*hidden_steps("sdsei", "est-bearn", *others), too_fine("sdsei", "est-bearn")]
    block = section(screen(site(rows), "/parcours", EST_BEARN), "etapes")
    assert components(block, "Table") == [] and "le nombre de personnes de chaque étape est secret" in text(block)


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


def test_the_stock_says_that_it_is_rounded(shown):
    block = section(shown(), "stock")
    assert "arrondi à un multiple de 5" in text(block)
    assert "de zéro à quatre personnes" in text(block)
    assert "650" in text(components(block, "Table")[0])


def test_territories_lead_to_their_own_screen_and_to_the_map(shown):
    block = section(shown(), "territoires")
    assert any("niveau=sdsei&territoire=nive-nivelle" in href for href in links(block))
    assert "/carte?indicateur=delai_median_orientation&niveau=sdsei&periode=2025" in links(block)
    assert "écart non établi" in text(section(shown(), "publics"))
    assert "médiane non atteinte (>\xa0180\xa0jours)" in row(block, "BAB")
    assert "secret" in row(block, "Ouest Béarn")
    assert "«\u202fsecret\u202f» veut dire caché\u202f: moins de cinq personnes" in text(block)


def test_too_few_precise_delays_make_no_ranking_and_it_is_said(shown):
    block = section(shown(), "territoires")
    assert "sur 200\xa0personnes" in row(block, "Est Béarn")
    assert headings_of(block) == ["Territoire", "Délai médian", "Comparé aux Pyrénées-Atlantiques"]
    assert "Pas de rang\u202f: trop peu de délais sont assez précis pour classer les SDSeI." in text(block)


def test_a_rank_says_how_many_it_counts_and_who_is_left_out_and_none_is_given_where_intervals_overlap(site):
    close = figure(
        "delai_median_orientation", 52.0, level="sdsei", territory="ouest-bearn", margin=5, denominator=200.0
    )
    block = section(screen(site([close]), "/parcours"), "territoires")
    assert headings_of(block)[2] == "Rang sur 4 connus (1\u00a0fragile), le 1er attend le plus"
    assert "1er" in row(block, "BAB") and "2e" in row(block, "Nive-Nivelle")
    assert "parmi les 2 plus courts" in row(block, "Est Béarn")
    assert "écart non établi avec Ouest Béarn" in row(block, "Est Béarn")


def headings_of(block):
    return [text(item) for item in components(components(block, "Thead")[-1], "Th")]


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
    line = row(section(shown("?periode=2026"), "pratiques"), "Part des personnes orientées au 31 décembre")
    assert "trop récent la période finit après l’extraction du 30 juin 2026" in line
    assert "non disponible" not in line


def test_the_event_is_read_before_and_after_and_proves_nothing(shown):
    words = text(section(shown(EST_BEARN), "evenements"))
    assert "Un trimestre de chaque côté ne permet pas de conclure." in words
    assert "Une différence avant/après n’est pas un effet prouvé." in words


def test_a_departement_without_events_is_told_where_to_write_them(shown, monkeypatch):
    monkeypatch.setattr("observatoire.view.parcours_temps.events_of", lambda departement, demo: ())
    assert "evenements.yml" in text(section(shown("?territoire=64&periode=2024"), "evenements"))


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
