"""What may be said of the place of a territory among the others: a rank, a group, or nothing."""

from __future__ import annotations

from dataclasses import replace

from observatoire.view.rangs import Rank, Ranking, named, rank_refusal, ranking_of
from tests.unit.figures_by_hand import COMPLETED_DELAY, DELAY, HOUSEHOLDS, POVERTY, PRESENCE, figure, share


def delays(**known):
    """{territory: (median, low, high)} as figures; a text is the status of one without a value."""
    return [
        figure(DELAY, None, status=told, qualifier="ours", territory=code)
        if isinstance(told, str)
        else figure(DELAY, told[0], low=told[1], high=told[2], denominator=200, territory=code)
        for code, told in known.items()
    ]


def test_a_rank_is_given_only_where_the_intervals_establish_it():
    found = ranking_of(delays(a=(211, 95, 265), b=(118, 112, 125), c=(94, 81, 105), d=(74, 71, 77)), DELAY)
    assert {code: rank.text for code, rank in found.ranks.items()} == {
        "a": "1 à 3",
        "b": "1 à 2",
        "c": "2 à 3",
        "d": "4",
    }
    assert found.of("d").established == 4 and found.of("a").established is None
    assert found.of("a").unsettled == ("b", "c") and found.of("b").unsettled == ("a",)


def test_a_gap_too_small_to_count_establishes_no_rank():
    close = delays(a=(80.0, 79.5, 80.5), b=(78.0, 77.5, 78.5), c=(60, 59, 61), d=(40, 39, 41))
    assert ranking_of(close, DELAY).of("a").text == "1 à 2"  # fewer than five days apart


def test_the_words_of_a_group_say_where_it_stands_and_with_how_many_no_gap_is_established():
    wide = delays(a=(211, 95, 265), b=(118, 112, 125), c=(94, 81, 105), d=(60, 58, 70), e=(55, 50, 59), f="secret")
    found = ranking_of(wide, DELAY)
    among = "5\u00a0SDSeI au chiffre connu (1\u00a0secret)"
    said = {code: found.words(code, "sdsei", DELAY) for code in "acef"}
    assert said == {
        "a": f"une des 3 valeurs les plus élevées sur {among}, sans écart établi avec 2\u00a0autres",
        "c": f"une valeur de rang 2 à 3 en partant de la plus élevée, sur {among}, sans écart établi avec 1\u00a0autre",
        "e": f"une des 2 valeurs les plus basses sur {among}, sans écart établi avec 1\u00a0autre",
        "f": "",
    }


def test_intervals_that_all_overlap_rank_nobody():
    found = ranking_of(delays(a=(100, 50, 150), b=(90, 50, 150), c=(80, 50, 150), d=(70, 50, 150)), DELAY)
    assert {rank.established for rank in found.ranks.values()} == {None}
    assert found.words("a", "sdsei", DELAY) == ""
    every = figure(DELAY, 100, low=50, high=150, denominator=200)
    assert rank_refusal(every, True, DELAY) == (
        "Pas de rang\u202f: aucun écart n’est établi avec les autres chiffres connus."
    )


def test_figures_without_a_place_are_counted_by_reason():
    known = delays(a=(100, 98, 102), b=(80, 78, 82), c=(60, 58, 62), d=(40, 38, 42), e="secret", f="secret")
    few = figure(DELAY, 500.0, low=300, high=700, qualifier="fragile", territory="g")
    without_margin = figure(DELAY, 90.0, denominator=200, territory="h")
    found = ranking_of([*known, few, without_margin], DELAY)
    assert found.left_out_words == "2\u00a0secrets, 1\u00a0fragile, 1\u00a0sans marge connue"
    assert found.words("a", "sdsei", DELAY) == (
        f"valeur la plus élevée sur 4\u00a0SDSeI au chiffre connu ({found.left_out_words})"
    )


def test_a_median_that_is_not_reached_is_longer_than_those_below_its_longest_wait():
    known = delays(a=(100, 98, 102), b=(80, 78, 82), c=(60, 58, 62))
    never = figure(DELAY, None, qualifier="not_reached", denominator=200, territory="z")
    told = [*known, replace(never, method="médiane non atteinte : plus de 180 jours")]
    found = ranking_of(told, DELAY)
    assert found.of("z").established == 1 and found.of("a").established == 2
    longer = ranking_of([*told, *delays(y=(250, 170, 300))], DELAY)
    assert longer.of("z").text == longer.of("y").text == "1 à 2"
    assert ranking_of([*known, never, *delays(y=(250, 170, 300))], DELAY).of("z") is None  # nothing is known of it


def test_printed_figures_without_an_interval_keep_their_order_and_equal_ones_their_rank():
    values = {"a": 20.0, "b": 20.0, "c": 12.0, "d": 8.0, "e": 8.0}
    found = ranking_of([figure(POVERTY, value, territory=code) for code, value in values.items()], POVERTY)
    assert {code: rank.established for code, rank in found.ranks.items()} == {"a": 1, "b": 1, "c": 3, "d": 4, "e": 4}
    assert found.words("a", "sdsei", POVERTY) == "valeur la plus élevée ex æquo sur 5\u00a0SDSeI"
    assert found.words("c", "sdsei", POVERTY) == "3e valeur la plus élevée sur 5\u00a0SDSeI"
    assert found.words("e", "sdsei", POVERTY) == "valeur la plus basse ex æquo sur 5\u00a0SDSeI"


def test_shares_are_ranked_by_the_intervals_of_their_counts():
    few = [share(counted, 100, territory=code) for code, counted in zip("abcd", (90, 88, 50, 10), strict=True)]
    found = ranking_of(few, PRESENCE)
    assert [found.of(code).text for code in "abcd"] == ["1 à 2", "1 à 2", "3", "4"]


def test_a_rank_is_said_from_the_nearer_end():
    ranked = Ranking({f"c{place}": Rank(place, place) for place in range(1, 470)}, {})
    assert ranked.words("c2", "departement", POVERTY) == "2e valeur la plus élevée sur 469\u00a0départements"
    assert ranked.words("c468", "departement", POVERTY) == "2e valeur la plus basse sur 469\u00a0départements"
    assert ranked.words("c469", "departement", POVERTY) == "valeur la plus basse sur 469\u00a0départements"
    assert ranked.words("c235", "departement", POVERTY).startswith("235e valeur la plus élevée")  # the middle
    assert ranked.words("c236", "departement", POVERTY).startswith("234e valeur la plus basse")
    assert ranked.words("elsewhere", "departement", POVERTY) == ""


def test_others_are_named_up_to_three():
    names = {code: code.upper() for code in "abcd"}
    assert named(Rank(1, 4, unsettled=("a", "b", "c")), names) == "A, B et C"
    assert named(Rank(1, 5, unsettled=("a", "b", "c", "d")), names) == "4\u00a0autres"


def test_a_rank_is_refused_with_a_sentence():
    floored = figure(POVERTY, 5.0, qualifier="floor")
    assert ranking_of([floored], POVERTY).ranks == {}
    assert rank_refusal(floored, True, POVERTY) == (
        "Pas de rang\u202f: «\u202f≤\u00a05\u202f%\u202f» n’est qu’une borne, la valeur exacte n’est pas publiée."
    )
    hidden = figure(PRESENCE, None, status="secret", qualifier="ours")
    assert rank_refusal(hidden, True, PRESENCE).startswith("Pas de rang\u202f: caché")
    assert "davantage" in rank_refusal(figure(HOUSEHOLDS, 30.0), True, HOUSEHOLDS)
    assert "trop peu de personnes" in rank_refusal(figure(POVERTY, 9.0, qualifier="fragile"), True, POVERTY)
    assert "trop peu de personnes" in rank_refusal(share(10, 20), True, PRESENCE)
    assert "trop peu de territoires" in rank_refusal(figure(POVERTY, 9.0), False, POVERTY)
    assert "marge d’incertitude" in rank_refusal(figure(DELAY, 90.0, denominator=200), True, DELAY)
    assert rank_refusal(figure(POVERTY, 9.0), True, POVERTY) == ""


def test_a_mean_that_is_compared_with_nothing_is_not_ranked():
    means = [figure(COMPLETED_DELAY, value, territory=code) for code, value in zip("abcd", (9, 8, 7, 6), strict=True)]
    assert ranking_of(means, COMPLETED_DELAY).ranks == {}
    assert "marge d’incertitude" in rank_refusal(means[0], False, COMPLETED_DELAY)
