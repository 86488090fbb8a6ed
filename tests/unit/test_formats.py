"""French numbers, dates and short sentences."""

from __future__ import annotations

from datetime import date

import pytest

from observatoire import formats
from observatoire.warehouse import Observation


def observation(value, **other) -> Observation:
    given = {
        "indicator": "taux_pauvrete",
        "level": "epci",
        "territory": "200067254",
        "period": "2021",
        "numerator": None,
        "denominator": None,
        "low": None,
        "high": None,
        "status": "published",
        "qualifier": "",
        "method": "",
        "source": "filosofi_long",
        "vintage": "2021",
    }
    return Observation(**(given | {"value": value} | other))


@pytest.fixture
def poverty(catalogue):
    return catalogue.indicators["taux_pauvrete"]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234.5, 1, "1\u202f234,5"),
        (1_234_567, 0, "1\u202f234\u202f567"),
        (8.7, 1, "8,7"),
        (8, 1, "8,0"),
        (-16.14, 1, "−16,1"),
        (-0.04, 1, "0,0"),
        (999.96, 1, "1\u202f000,0"),
    ],
)
def test_numbers_have_a_decimal_comma_thin_spaces_and_a_true_minus_sign(value, decimals, text):
    assert formats.decimal(value, decimals) == text


@pytest.mark.parametrize(
    ("indicator", "level", "value", "text"),
    [
        ("taux_pauvrete", "epci", 8.7, "8,7\u202f%"),
        ("taux_pauvrete", "commune", 22.0, "22\u202f%"),
        ("niveau_vie_median", "commune", 20970, "20\u202f970\u202f€"),
        ("rapport_interdecile", "epci", 3.8, "3,8"),
        ("delai_cer_oarsa", "departement", 90, "90\u00a0jours"),
        ("foyers_rsa", "commune", 2, "2\u00a0foyers"),
        ("taux_couverture_rsa_foyers", "commune", 21.4, "21,4\u00a0foyers pour 1\u202f000 habitants"),
    ],
)
def test_a_value_has_its_unit_and_the_decimals_of_its_level(catalogue, indicator, level, value, text):
    assert formats.value(value, catalogue.indicators[indicator], level) == text


@pytest.mark.parametrize(
    ("indicator", "value", "text"),
    [
        ("delai_cer_oarsa", 1, "1\u00a0jour"),
        ("foyers_rsa", 0, "0\u00a0foyer"),
        ("population", 1, "1\u00a0habitant"),
        ("allocataires_minima_sociaux", 1, "1\u00a0allocataire"),
        ("foyers_rsa", 1.98, "2\u00a0foyers"),
    ],
)
def test_units_are_singular_below_two_as_they_are_printed(catalogue, indicator, value, text):
    assert formats.value(value, catalogue.indicators[indicator]) == text


def test_a_rate_of_households_is_singular_below_two(catalogue):
    text = formats.value(1.5, catalogue.indicators["taux_couverture_rsa_foyers"])
    assert text.startswith("1,5\u00a0foyer pour ")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (observation(8.7), "8,7\u202f%"),
        (None, "non disponible"),
        (observation(None, status="secret"), "secret statistique"),
        (observation(None, status="missing"), "non disponible"),
        (observation(None, status="not_applicable"), "sans objet"),
        (observation(None, status="immature"), "trop récent pour être mesuré"),
        (observation(5.0, level="commune", qualifier="floor", low=0.0, high=5.0), "≤\u00a05\u202f%"),
        (observation(0.0, qualifier="below_5"), "moins de 5"),
        (observation(8.75, status="estimated"), "8,8\u202f%"),
    ],
)
def test_a_figure_is_its_value_its_bound_or_the_words_of_its_status(poverty, given, text):
    assert formats.figure(given, poverty) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (observation(8.75, low=8.6, high=8.9), "entre 8,6 et 8,9\u202f%"),
        (observation(8.7), ""),
        (None, ""),
        (observation(8.7, low=8.68, high=8.72), ""),
        (observation(5.0, qualifier="floor", low=0.0, high=5.0), ""),
    ],
)
def test_an_interval_is_told_when_it_can_be_seen_at_the_printed_decimals(poverty, given, text):
    assert formats.interval(given, poverty) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, "aucune source reçue ne donne ce chiffre"),
        (observation(8.7), ""),
        (observation(None, status="missing", method="parce que"), "parce que"),
        (observation(None, status="secret"), "trop peu de ménages ou de foyers"),
        (observation(None, status="secret", qualifier="ours"), "caché : moins de cinq personnes"),
        (observation(None, status="missing", qualifier="ND"), "le département n’a pas pu fournir ce chiffre"),
        (observation(None, status="missing", qualifier="old_perimeter"), "la commune a changé de périmètre depuis"),
        (observation(None, status="missing", qualifier="autre"), "non disponible"),
    ],
)
def test_the_reason_why_there_is_no_figure_is_told(given, text):
    assert formats.why_absent(given).startswith(text)
    assert bool(formats.why_absent(given)) == bool(text)


@pytest.mark.parametrize(
    ("indicator", "gap", "text"),
    [
        ("taux_pauvrete", 1.3, "+1,3\u00a0point"),
        ("taux_pauvrete", -3.8, "−3,8\u00a0points"),
        ("taux_pauvrete", 0.04, "0,0\u00a0point"),
        ("taux_pauvrete", 1.96, "+2,0\u00a0points"),
        ("niveau_vie_median", 1200, "+1\u202f200\u202f€"),
        ("foyers_rsa", -1, "−1\u00a0foyer"),
    ],
)
def test_a_gap_has_its_sign_and_rates_differ_by_points(catalogue, indicator, gap, text):
    assert formats.difference(gap, catalogue.indicators[indicator]) == text


@pytest.mark.parametrize(
    ("period", "long", "short", "on_axis"),
    [
        ("2021", "2021", "2021", 2021.0),
        ("2024-12", "décembre 2024", "déc. 2024", 2024 + 11 / 12),
        ("2025-T1", "1er trimestre 2025", "T1 2025", 2025.0),
        ("2025-T3", "3e trimestre 2025", "T3 2025", 2025.5),
    ],
)
def test_periods_are_told_in_french_and_placed_on_an_axis(period, long, short, on_axis):
    assert (formats.period(period), formats.short_period(period)) == (long, short)
    assert formats.period_as_year(period) == pytest.approx(on_axis)


def test_the_first_of_the_month_is_an_ordinal():
    assert formats.day(date(2026, 3, 1)) == "1er mars 2026"
    assert formats.day(date(2026, 11, 12)) == "12 novembre 2026"


@pytest.mark.parametrize(
    ("many", "text"),
    [(0, "0\u00a0commune"), (1, "1\u00a0commune"), (2, "2\u00a0communes"), (1500, "1\u202f500\u00a0communes")],
)
def test_a_counted_noun_is_singular_below_two(many, text):
    assert formats.count(many, "commune") == text
    assert formats.count_level(many, "commune") == text


def test_an_irregular_plural_is_given():
    assert formats.count(2, "canal", "canaux") == "2\u00a0canaux"
    assert formats.count_level(3, "zone_emploi") == "3\u00a0zones d’emploi"


def test_names_are_sorted_as_a_french_reader_expects():
    names = ["Zurich", "Écully", "L’Œuvre", "œuf", "Pau", "Ance-Féas", "Ance Belle", "éclat"]
    assert sorted(names, key=formats.sort_key) == [
        "Ance Belle",
        "Ance-Féas",
        "éclat",
        "Écully",
        "L’Œuvre",
        "œuf",
        "Pau",
        "Zurich",
    ]


@pytest.mark.parametrize(
    ("title", "unit", "said"),
    [
        ("Pauvreté", "%", "en %"),
        ("RSA pour 1 000 habitants", "foyers pour 1 000 habitants", "en foyers"),
        ("SIAE pour 10 000 habitants", "structures pour 10 000 habitants", "en structures"),
        ("Foyers au RSA", "foyers", ""),
    ],
)
def test_a_title_and_its_unit_say_nothing_twice(title, unit, said):
    assert formats.unit_after(title, unit) == said
