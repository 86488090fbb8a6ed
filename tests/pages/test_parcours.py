"""The parcours screen as a reader meets it: one question after another, nothing hidden reachable, no crash."""

import gzip
import json
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

import app as application
from observatoire.figures.palette import ACCENT, PALETTES
from observatoire.view.parcours import QUESTIONS
from tests.pages.screens import components, links, row, screen, text
from tests.samples.parcours_warehouse import MAP_FILE, publish_parcours
from tests.samples.parcours_warehouse import row as figure

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


@pytest.fixture
def site(monkeypatch, tmp_path):
    """`site(more figures)`: the site serving the invented département."""

    def serve(more=(), **how):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_parcours(tmp_path, more, **how)))
        return application.server.test_client()

    return serve


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_parcours(tmp_path_factory.mktemp("parcours"))


@pytest.fixture
def reader(monkeypatch, published):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(published))
    return application.server.test_client()


@pytest.fixture
def shown(reader):
    """`shown(query)`: the screen of the invented département."""
    return lambda query="": screen(reader, "/parcours", query)


def section(layout, key):
    return next(item for item in components(layout, "Section") if item["props"].get("aria-labelledby") == key)


def figures(layout):
    return [item["props"]["figure"] for item in components(layout, "Graph")]


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
        "118\xa0jours (Nive-Nivelle). 2\xa0SDSeI sur 5 n’ont pas de chiffre, dont 1 par secret statistique."
    )
    figure = next(item for item in components(block, "Figure") if components(item, "Img"))
    said = text(figure)
    for words in ("Délai médian d’orientation, en jours", "de 50 à 60", "plus de 80 à 118", "Secret statistique"):
        assert words in said
    assert "Médiane non atteinte" in said and "Non disponible" not in said
    assert "Source\u202f: Département, extraits" in said and "Contours\u202f: essai" in said
    assert "Ouvrir sur l’écran Carte" in said
    files = [href for href in links(figure) if href.startswith("/fichiers/carte.")]
    assert [href.partition("?")[0] for href in files] == ["/fichiers/carte.png", "/fichiers/carte.svg"]


def test_the_values_written_on_the_map_are_those_of_the_table(shown):
    block = section(shown(), "territoires")
    marks = [item["props"] for item in components(block, "Span") if item["props"].get("className") == "valeur-carte"]
    assert [(mark["children"], mark["title"]) for mark in marks] == [
        ("118", "Nive-Nivelle\u202f: 118\xa0jours"),
        ("70", "Haut-Béarn\u202f: 70\xa0jours"),
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


def test_a_rate_after_the_orientation_has_the_limits_of_its_time_beside_it(shown):
    today, before = section(shown(), "pratiques"), section(shown("?periode=2024"), "pratiques")
    assert "plan national, depuis 2018" in row(today, "Part des orientés dont le premier rendez-vous")
    assert "décret, depuis 2025" in row(today, "Part des orientés ayant signé un contrat en 30 jours")
    in_two_months = "Part des orientés ayant signé un contrat en 60 jours"
    assert "jusqu’à 2024" in row(before, in_two_months) and "loi" not in row(today, in_two_months)


def test_a_share_that_only_the_departement_has_says_so_elsewhere(shown):
    line = row(section(shown(EST_BEARN), "pratiques"), "Part des orientés dont le premier rendez-vous")
    assert "donné au département seulement" in line and "85,5" in line


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


def test_a_territory_without_a_curve_says_so(shown):
    assert "moins de 30 personnes sont suivies" in text(section(shown("?niveau=sdsei&territoire=bab"), "attente"))


@pytest.mark.parametrize("territory", ["bab", "haut-bearn", "nive-nivelle", "ouest-bearn", "est-bearn"])
@pytest.mark.parametrize("period", ["2025", "2026"])
@pytest.mark.parametrize("origin", ["demande", "reception"])
def test_no_state_of_the_screen_crashes(shown, territory, period, origin):
    layout = shown(f"?niveau=sdsei&territoire={territory}&periode={period}&origine={origin}")
    assert text(components(layout, "H1")).startswith("Du RSA à l’emploi")
    assert "None" not in text(layout) and "nan" not in text(layout)


def test_the_screen_of_a_cohort_too_young_says_it_once_and_draws_no_empty_chart(shown):
    layout = shown("?periode=2026")
    assert "ne sont pas suivies depuis assez longtemps" in text(layout)
    assert figures(section(layout, "seuils")) == [] and figures(section(layout, "territoires")) == []


def test_a_hidden_figure_is_nowhere_in_the_page(site):
    """Not in its words, nor in its charts, nor in the number of persons behind it."""
    hidden = figure(
        "delai_median_orientation",
        None,
        level="sdsei",
        territory="ouest-bearn",
        status="secret",
        qualifier="ours",
        denominator=73713,
    )
    reader = site([hidden])
    for query in ("", "?niveau=sdsei&territoire=ouest-bearn", "?niveau=sdsei&territoire=bab&comparer=ouest-bearn"):
        assert "73713" not in json.dumps(screen(reader, "/parcours", query)).replace("\\u202f", "")


def test_without_extracts_the_screen_says_how_to_give_them(site):
    layout = screen(site(extracts=False), "/parcours")
    words = text(layout)
    assert "Le département n’a pas encore donné d’extraits" in words
    assert "docs/extraits.md" in words and "python -m etl extracts check" in words
    assert "/indicateur/delai_orientation_oarsa" in links(layout)


def test_an_illustrative_perimeter_is_said_in_the_title(shown):
    assert "découpage illustratif" in text(components(shown(EST_BEARN), "H1"))
    assert "découpage illustratif" not in text(components(shown(), "H1"))


def test_the_navigation_leads_to_the_screen(reader):
    layout = reader.get("/_dash-layout").json
    assert "/parcours" in links(layout)


def choose(reader, changed, **values):
    """Choose in a list of the screen, as the browser tells the server."""
    chosen = {
        "territoire": "departement:64",
        "periode": "2025",
        "origine": "demande",
        "comparer": "aucun",
        "decoupage": "sdsei",
    } | values
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "parcours-navigation.href",
            "outputs": {"id": "parcours-navigation", "property": "href"},
            "inputs": [{"id": f"parcours-{key}", "property": "value", "value": value} for key, value in chosen.items()],
            "changedPropIds": [f"parcours-{changed}.value"],
        },
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["parcours-navigation"]["href"]


def test_a_choice_goes_to_the_address_which_shows_it(reader):
    address = choose(reader, "periode", territoire="sdsei:est-bearn", periode="2025", comparer="nive-nivelle")
    path, _, query = address.partition("?")
    assert path == "/parcours"
    assert "Est Béarn, comparé à Nive-Nivelle" in text(screen(reader, path, f"?{query}"))


def test_another_territory_is_compared_as_by_default(reader):
    address = choose(reader, "territoire", territoire="sdsei:est-bearn", comparer="aucun")
    assert "comparer" not in address
    assert "comparé à Pyrénées-Atlantiques" in text(screen(reader, "/parcours", "?" + address.partition("?")[2]))
