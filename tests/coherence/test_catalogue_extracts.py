"""What is counted on the persons of the extracts is protected, says where its delays start and who still waits."""

from __future__ import annotations

import re

import pytest

from tests.coherence.indicators import (
    CATALOGUE,
    DELAYS,
    EXTRACTS,
    FROM_EXTRACTS,
    INDICATORS,
    SHARES_WITHIN_A_DELAY,
    every_indicator,
    read_texts,
)

#: Of the persons whose wait is over, as the national survey counts.
MEANS = {"delai_moyen_orientation_realises", "delai_moyen_contrat_realises"}


@every_indicator
def test_what_is_counted_on_persons_comes_from_the_extracts_and_is_protected(indicator):
    assert (indicator.id in FROM_EXTRACTS) == (indicator.sources[0] == EXTRACTS)
    of_legal_persons = indicator.id in {"siae", "siae_pour_10000_hab"}
    assert (indicator.secrecy != "none") == (indicator.id in FROM_EXTRACTS and not of_legal_persons)


def test_only_the_waiting_stock_is_rounded_instead_of_hidden():
    assert {item.id for item in INDICATORS if item.secrecy == "rounding"} == {"stock_attente_orientation"}
    assert CATALOGUE.indicators["stock_attente_orientation"].levels[0] == "commune"


def test_each_delay_and_each_share_within_a_delay_says_where_it_starts():
    origins = {item.id: item.delay_origin for item in INDICATORS if item.delay_origin is not None}
    assert origins == DELAYS | SHARES_WITHIN_A_DELAY
    words = {"demande": "demande", "orientation": "leur première orientation", "ouverture": "l’ouverture de leur droit"}
    for indicator, origin in origins.items():
        assert words[origin] in CATALOGUE.indicators[indicator].definition, indicator


@pytest.mark.parametrize("indicator", sorted({*DELAYS, *SHARES_WITHIN_A_DELAY} - MEANS))
def test_a_delay_counted_here_counts_those_who_still_wait(indicator):
    card = "\n".join(read_texts(CATALOGUE.indicators[indicator]))
    everybody = "Toutes les personnes entrées sont au dénominateur"
    assert everybody in card or re.search(r"attendent encore sont comptées \(méthode d(e |’)", card)


@pytest.mark.parametrize("indicator", sorted(SHARES_WITHIN_A_DELAY))
def test_a_share_within_a_delay_is_given_for_mature_cohorts_only(indicator):
    days = {"6_mois": 180, "12_mois": 365}
    named = re.search(r"(\d+)_(?:jours|mois)$", indicator)
    follow_up = days.get(named[0], int(named[1]))
    caveats = CATALOGUE.indicators[indicator].caveats
    assert any("cohorte mûre" in text and f"depuis {follow_up} jours au moins" in text for text in caveats)


@pytest.mark.parametrize("indicator", sorted(FROM_EXTRACTS))
def test_a_title_counted_here_is_short_enough_for_a_list(indicator):
    assert len(CATALOGUE.indicators[indicator].title) <= 70


def test_hours_promised_and_hours_worked_are_never_added():
    for indicator in ("heures_insertion_engagees", "heures_insertion_realisees"):
        assert any("ne s’additionnent jamais" in text for text in CATALOGUE.indicators[indicator].caveats)


@pytest.mark.parametrize("indicator", ["delai_orientation_oarsa", "delai_cer_oarsa", *sorted(MEANS)])
def test_a_mean_delay_says_that_those_who_still_wait_are_left_out(indicator):
    assert any("attendent encore" in text for text in CATALOGUE.indicators[indicator].caveats)
