"""The views say what is published, and refuse to say more."""

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.view.carte import map_view
from observatoire.view.figures_of import evolution
from observatoire.view.portrait import portrait
from observatoire.view.rangs import ranking_of
from tests.samples.small_warehouse import small_warehouse


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return small_warehouse(tmp_path_factory.mktemp("entrepot"))


@pytest.fixture
def poverty(snapshot):
    return map_view({"indicateur": "taux_pauvrete", "niveau": "epci", "periode": "2021"}, snapshot)


def row(view, code):
    return next(item for item in view.rows if item.territory.code == code)


def test_a_floored_rate_has_its_own_class_and_neither_rank_nor_comparison(poverty):
    floored = row(poverty, "100000005")
    assert (floored.key, floored.text) == ("floor", "≤\u00a05\u202f%")
    assert floored.rank is None and floored.judgement is None
    assert 5.0 not in poverty.values


def test_a_secret_is_said_and_never_zero(poverty):
    secret = row(poverty, "100000006")
    assert (secret.key, secret.text) == ("secret", "secret statistique")
    assert "1\u00a0EPCI sur 6 n’a pas de chiffre (secret statistique)." in poverty.sentences


def test_every_territory_is_counted_once_in_the_legend(poverty):
    assert sum(entry.count for entry in poverty.legend) == len(poverty.rows) == 6


def test_close_to_the_benchmark_is_said_not_different(poverty):
    assert row(poverty, "100000003").judgement.words == "écart non établi avec"
    assert row(poverty, "100000001").judgement.favourable is True
    assert row(poverty, "100000004").judgement.favourable is False


def test_ranks_go_from_the_highest_value(poverty):
    assert row(poverty, "100000004").rank == 1 and row(poverty, "100000001").rank == 4


def test_the_classes_around_the_benchmark_have_one_of_the_benchmark_itself(snapshot):
    view = map_view({"niveau": "epci", "classes": "repere", "repere": "departement"}, snapshot)
    assert view.palette == "diverging"
    assert row(view, "100000002").key == row(view, "100000003").key == "c2"
    assert row(view, "100000001").key == "c1" and row(view, "100000004").key == "c4"


def test_without_a_benchmark_figure_the_classes_are_not_diverging(snapshot):
    view = map_view({"niveau": "epci", "periode": "2019", "classes": "repere", "repere": "departement"}, snapshot)
    assert view.benchmark.text == "non disponible"
    assert view.palette == "difficulty"


def test_counts_have_no_classes_and_fewer_than_five_is_said(snapshot):
    view = map_view({"indicateur": "foyers_rsa", "niveau": "epci"}, snapshot)
    assert view.is_count and view.edges == ()
    assert row(view, "100000002").text == "moins de 5"
    assert row(view, "100000003").text == "non disponible"
    assert all(item.rank is None and item.judgement is None for item in view.rows)


def test_a_wrong_address_falls_back_and_says_so(snapshot):
    view = map_view(
        {"indicateur": "taux_pauvrete", "niveau": "quartier", "periode": "1999", "territoire": "x"}, snapshot
    )
    assert (view.question.niveau, view.question.periode, view.question.territoire) == ("epci", "2021", "")
    assert len(view.notes) == 3 and all("\u202f" in note for note in view.notes)


def test_the_address_of_a_question_asks_the_same_question(poverty, snapshot):
    from urllib.parse import parse_qsl

    assert map_view(dict(parse_qsl(poverty.question.query)), snapshot).question == poverty.question


def test_no_change_is_given_across_a_break(snapshot):
    catalogue = load_catalogue()
    series = snapshot.series("foyers_rsa", "departement", "64")
    indicator = catalogue.indicators["foyers_rsa"]
    assert evolution(series, series[-1], indicator, catalogue) == ("+4,3\u202f% depuis décembre 2023", "")
    change, reason = evolution(series[:2], series[1], indicator, catalogue)
    assert change == "" and reason.startswith("rupture de série en décembre 2020")


def test_a_change_within_the_rounding_is_stable(snapshot):
    catalogue = load_catalogue()
    series = snapshot.series("taux_pauvrete", "epci", "100000001")
    assert evolution(series[:2], series[1], catalogue.indicators["taux_pauvrete"], catalogue)[0].startswith("+0,2")
    assert (
        evolution(series, series[2], catalogue.indicators["taux_pauvrete"], catalogue)[0]
        == "+0,8\u00a0point depuis 2019"
    )


def test_three_peers_are_too_few_for_a_rank(snapshot):
    figures = list(snapshot.observations_at("taux_pauvrete", "epci", "2021").values())
    assert ranking_of(figures, load_catalogue().indicators["taux_pauvrete"]).ranks
    assert not ranking_of(figures[:3], load_catalogue().indicators["taux_pauvrete"]).ranks


def test_the_portrait_shows_the_same_words_as_the_map(poverty, snapshot):
    found = portrait("epci", "100000004", {"repere": "departement"}, snapshot)
    line = next(item for item in found.all_rows if item.indicator.id == "taux_pauvrete")
    on_map = row(poverty, "100000004")
    assert (line.text, line.interval, line.method) == (on_map.text, on_map.interval, on_map.method)
    assert line.judgement == on_map.judgement and line.rank == on_map.rank


def test_an_unknown_territory_has_no_portrait(snapshot):
    assert portrait("epci", "000000000", {}, snapshot) is None


def test_few_territories_are_not_cut_in_fifths_and_the_map_says_so(snapshot):
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "epci", "classes": "quantiles"}, snapshot)
    assert any(sentence.startswith("Pas de cinquièmes\u202f: 4\u00a0EPCI") for sentence in view.sentences)
    other = map_view({"indicateur": "taux_pauvrete", "niveau": "epci", "classes": "jenks"}, snapshot)
    assert not any("cinquièmes" in sentence for sentence in other.sentences)
