"""Time limits of the parcours: which ones judge a figure, and when."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from observatoire.thresholds import Threshold, in_force, load_thresholds, regime_of

SIX_WEEKS, ONE_MONTH_CONTRACT = "decret_2024_orientation_42_jours", "decret_2024_contrat_30_jours"
TWO_MONTHS_CONTRACT = "contrat_60_jours_avant_2025"
PLAN_MONTH, PLAN_FORTNIGHT = "plan_pauvrete_orientation_30_jours", "plan_pauvrete_rdv_15_jours"
PACT_31, MODEL_64 = "pti_31_orientation_30_jours", "modele_contrat_64_orientation_30_jours"


def ids(limits) -> set[str]:
    return {limit.id for limit in limits}


def a_threshold(**other) -> dict:
    given = {
        "id": "essai",
        "label": "Essai",
        "days": 30,
        "inclusive": True,
        "start_event": "demande",
        "end_event": "orientation",
        "source": "Texte d’essai",
        "nature": "contrat",
        "valid_from": None,
        "valid_to": None,
        "departement": "64",
        "note": "",
    }
    return given | other


def test_before_the_decree_of_2024_nobody_was_judged_by_its_six_weeks():
    assert ids(in_force(date(2024, 12, 31), "64")) == {PLAN_MONTH, PLAN_FORTNIGHT, TWO_MONTHS_CONTRACT}
    assert ids(in_force(date(2025, 1, 1), "64")) == {PLAN_MONTH, PLAN_FORTNIGHT, SIX_WEEKS, ONE_MONTH_CONTRACT}


def test_a_cohort_of_2023_keeps_the_limits_of_2023():
    assert TWO_MONTHS_CONTRACT in ids(regime_of("2023", "64"))
    assert SIX_WEEKS not in ids(regime_of("2023", "64"))
    assert SIX_WEEKS in ids(regime_of("2025", "64")) and TWO_MONTHS_CONTRACT not in ids(regime_of("2025", "64"))


@pytest.mark.parametrize(("period", "judged"), [("2024-T4", False), ("2025-T1", True), ("2024-12", False)])
def test_a_quarter_and_a_month_have_their_own_regime_too(period, judged):
    assert (SIX_WEEKS in ids(regime_of(period, "64"))) == judged


def test_a_pact_signed_in_december_2020_does_not_judge_those_who_entered_that_year():
    assert PACT_31 not in ids(regime_of("2020", "31"))
    assert PACT_31 in ids(regime_of("2021", "31"))
    assert PACT_31 in ids(in_force(date(2020, 12, 8), "31")) and PACT_31 not in ids(in_force(date(2020, 12, 7), "31"))


def test_the_objective_of_a_departement_is_not_that_of_another():
    assert PACT_31 in ids(regime_of("2024", "31")) and PACT_31 not in ids(regime_of("2024", "64"))


def test_a_fictitious_target_is_seen_in_a_demonstration_only():
    assert MODEL_64 not in ids(regime_of("2024", "64"))
    assert MODEL_64 in ids(regime_of("2024", "64", demo=True))
    assert MODEL_64 not in ids(regime_of("2024", "65", demo=True))


def test_nothing_was_owed_before_the_first_text_that_has_a_date():
    assert ids(regime_of("2017", "64")) == {TWO_MONTHS_CONTRACT}


def test_limits_come_step_by_step_the_shortest_first():
    order = [(limit.end_event, limit.days) for limit in load_thresholds()]
    assert order == sorted(order) and len(order) == 7


@pytest.mark.parametrize("wrong", [{"valid_from": "vers 2018"}, {"days": 0}, {"nature": "usage"}, {"couleur": "bleu"}])
def test_a_limit_that_says_something_impossible_is_refused(wrong):
    Threshold.model_validate(a_threshold())
    with pytest.raises(ValidationError):
        Threshold.model_validate(a_threshold(**wrong))
