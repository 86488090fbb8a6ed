"""What is said of two states: what is new, revised, crossed, different, and what must never be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from observatoire.documents.model import Evidence
from observatoire.view.changements import changements
from observatoire.view.etat import State, from_json, state_of, state_today
from observatoire.view.paire import at, of
from observatoire.warehouse import Observation
from tests.samples.small_warehouse import small_warehouse

PLACES = {("sdsei", "est-bearn"): "Est Béarn", ("departement", "64"): "Pyrénées-Atlantiques"}


def figure(value, period="2024", indicator="taux_pauvrete", **fields) -> Observation:
    """A figure of Est Béarn, unless told otherwise."""
    known = {"level": "sdsei", "territory": "est-bearn", "low": None, "high": None, "qualifier": "", "method": ""}
    known |= {"numerator": None, "denominator": None, "source": "filosofi_long", "vintage": period}
    known |= {"status": "published" if value is not None else "secret"} | fields
    return Observation(indicator=indicator, period=period, value=value, **known)


def whole(value, period="2024", indicator="taux_pauvrete") -> Observation:
    return figure(value, period, indicator, level="departement", territory="64")


def state(*observations, beside=(), on="2026-03-12") -> State:
    names = tuple((level, code, name) for (level, code), name in PLACES.items())
    day = date.fromisoformat(on)
    return State(day, day, "64", True, observations, tuple(beside), names)


def texts(sentences) -> list[str]:
    return [sentence.text.replace("\u202f", " ").replace("\u00a0", " ") for sentence in sentences]


def test_a_figure_that_came_since_is_told_beside_the_one_before_it():
    changes = changements(state(figure(8.8, "2024")), state(figure(8.8, "2024"), figure(9.4, "2025")))
    assert texts(changes.new) == ["Taux de pauvreté, Est Béarn : 9,4 % en 2025, après 8,8 % en 2024 (+0,6 point)."]
    assert [item.period for item in changes.new[0].evidence] == ["2025", "2024"]
    assert (changes.revised, changes.unchanged, changes.compared) == ((), 0, 1)


def test_a_delay_from_another_start_says_that_start_and_not_the_request():
    opening = {"indicator": "part_orientee_42_jours", "breakdown": "origine:ouverture"}
    changes = changements(state(figure(40.0, "2024", **opening)), state(figure(52.0, "2024", **opening)))
    (told,) = texts(changes.revised)
    assert "après l’ouverture du droit, Est Béarn" in told
    assert "demande" not in told


def test_nothing_is_told_of_figures_that_have_not_moved():
    same = state(figure(8.8), figure(120.0, "2024-12", "foyers_rsa"))
    changes = changements(same, same)
    assert changes.is_empty and changes.unchanged == 2
    assert (
        changes.new
        == changes.steady
        == changes.revised
        == changes.crossed_thresholds
        == changes.newly_significant
        == ()
    )


def test_a_revised_figure_is_told_with_both_values():
    changes = changements(state(figure(8.8)), state(figure(8.9)))
    assert texts(changes.revised) == ["Taux de pauvreté, Est Béarn : le chiffre de 2024 est révisé, de 8,8 % à 8,9 %."]
    assert changes.new == ()


def test_a_figure_that_prints_the_same_is_not_revised():
    assert changements(state(figure(8.84)), state(figure(8.8))).is_empty


def test_every_period_that_was_shown_is_looked_at():
    changes = changements(
        state(figure(7.0, "2022"), figure(8.8, "2023")), state(figure(7.1, "2022"), figure(8.8, "2023"))
    )
    assert texts(changes.revised) == ["Taux de pauvreté, Est Béarn : le chiffre de 2022 est révisé, de 7,0 % à 7,1 %."]


def everything(changes) -> str:
    parts = (changes.new, changes.steady, changes.revised, changes.crossed_thresholds, changes.newly_significant)
    return " ".join(text for part in parts for text in texts(part))


def test_a_figure_that_has_become_secret_says_so_and_its_old_value_is_told_nowhere():
    before = state(figure(37.3), beside=[whole(37.2)])
    after = state(figure(None), figure(9.1, "2025"), beside=[whole(37.2), whole(12.0, "2025")])
    said = everything(changements(before, after))
    assert "le chiffre de 2024 est désormais couvert par le secret statistique." in said
    assert "Est Béarn : 9,1 % en 2025." in said
    assert "37,3" not in said and "établi" not in said


def test_a_figure_that_is_withdrawn_does_not_tell_what_it_was():
    for today in (state(), state(figure(None, status="missing"))):
        assert texts(changements(state(figure(37.3)), today).revised) == [
            "Taux de pauvreté, Est Béarn : le chiffre de 2024 n’est plus publié."
        ]


def test_a_figure_that_was_secret_and_is_published_is_told():
    assert texts(changements(state(figure(None)), state(figure(8.8))).revised) == [
        "Taux de pauvreté, Est Béarn : le chiffre de 2024, qui n’était pas publié, l’est désormais : 8,8 %."
    ]


def test_a_figure_that_stays_secret_is_not_a_change():
    assert changements(state(figure(None)), state(figure(None))).is_empty


def test_a_new_figure_that_is_secret_has_no_number():
    changes = changements(state(figure(8.8)), state(figure(8.8), figure(None, "2025")))
    assert texts(changes.new) == [
        "Taux de pauvreté, Est Béarn : le chiffre de 2025 est couvert par le secret statistique."
    ]
    assert changes.new[0].evidence == ()


def test_a_bound_is_told_as_a_bound_and_never_subtracted():
    floor = figure(5.0, "2025", qualifier="floor", low=0.0, high=5.0)
    changes = changements(state(figure(8.8)), state(figure(8.8), floor))
    assert texts(changes.new) == [
        "Taux de pauvreté, Est Béarn : ≤ 5 % en 2025, après 8,8 % en 2024 "
        "(non comparable : une borne seulement est connue)."
    ]


def test_two_periods_apart_by_a_break_are_not_compared():
    before, after = (figure(value, year, level="commune") for value, year in ((8.0, "2012"), (9.0, "2021")))
    changes = changements(state(before), state(before, after))
    assert "(non comparable : rupture de série en " in texts(changes.new)[0]


def delay(value, period, **fields):
    return figure(value, period, "delai_median_orientation", low=value - 1, high=value + 1, **fields)


def test_a_median_that_passes_the_limit_of_a_text_in_force_crosses_a_threshold():
    crossed = changements(state(delay(34, "2025")), state(delay(34, "2025"), delay(28, "2026"))).crossed_thresholds
    assert len(crossed) == 1
    assert "de 34 jours en 2025 à 28 jours en 2026" in texts(crossed)[0]
    assert "la médiane tient désormais la limite de 30 jours (" in texts(crossed)[0]


def test_a_limit_is_crossed_in_the_other_direction_too():
    crossed = changements(state(delay(28, "2025")), state(delay(28, "2025"), delay(34, "2026"))).crossed_thresholds
    assert "la médiane dépasse désormais la limite de 30 jours (" in texts(crossed)[0]


def test_the_last_day_of_a_limit_is_still_in_time():
    crossed = changements(state(delay(34, "2025")), state(delay(34, "2025"), delay(30, "2026"))).crossed_thresholds
    assert "tient désormais" in texts(crossed)[0]
    assert not changements(state(delay(29, "2025")), state(delay(29, "2025"), delay(30, "2026"))).crossed_thresholds


def test_a_target_of_the_contract_is_reached():
    before, after = (figure(value, year, "part_orientee_30_jours") for value, year in ((58.0, "2025"), (61.0, "2026")))
    crossed = changements(state(before), state(before, after)).crossed_thresholds
    assert "l’objectif de 60 % (" in texts(crossed)[0] and "est désormais atteint" in texts(crossed)[0]


def test_a_difference_with_the_departement_that_appears_is_told():
    before = state(figure(12.6), beside=[whole(12.6)])
    after = state(figure(12.6), figure(9.0, "2025"), beside=[whole(12.6), whole(12.4, "2025")])
    assert texts(changements(before, after).newly_significant) == [
        "Taux de pauvreté, Est Béarn : 9,0 % en 2025, un chiffre désormais moins élevé que celui du département "
        "(12,4 %) ; en 2024, l’écart n’était pas établi."
    ]


def test_a_difference_that_disappears_is_told():
    before = state(figure(9.0), beside=[whole(12.6)])
    after = state(figure(9.0), figure(12.4, "2025"), beside=[whole(12.6), whole(12.4, "2025")])
    assert texts(changements(before, after).newly_significant) == [
        "Taux de pauvreté, Est Béarn : 12,4 % en 2025, un chiffre dont l’écart n’est plus établi avec celui du "
        "département (12,4 %)."
    ]


def test_a_whole_map_that_moves_is_counted_and_not_listed():
    before = [figure(float(rank), territory=f"640{rank:02}", level="commune") for rank in range(10, 20)]
    after = [*before, *(figure(item.value + 9, "2025", territory=item.territory, level="commune") for item in before)]
    changes = changements(state(*before), state(*after))
    assert texts(changes.new) == ["Taux de pauvreté : 10 communes ont un nouveau chiffre, de 2025."]


def test_a_new_figure_that_does_not_differ_is_set_apart():
    changes = changements(state(figure(8.8)), state(figure(8.8), figure(8.8, "2025")))
    assert changes.new == ()
    assert texts(changes.steady) == [
        "Taux de pauvreté, Est Béarn : 8,8 % en 2025, après 8,8 % en 2024 (écart non établi)."
    ]


def test_many_groups_of_persons_of_one_territory_are_counted_and_not_listed():
    cuts = [f"age:{age}" for age in ("<25", "25-29", "30-39", "40-49", "50-59", "60+")] + ["sexe:F"]
    before = [delay(60 + rank, "2024", breakdown=cut) for rank, cut in enumerate(cuts)]
    after = [*before, *(delay(90 + rank, "2025", breakdown=cut) for rank, cut in enumerate(cuts))]
    assert texts(changements(state(*before), state(*after)).new) == [
        "Délai médian entre la demande de RSA et la première orientation, Est Béarn : 7 sous-groupes ont un nouveau "
        "chiffre, de 2025."
    ]


def test_the_same_states_always_give_the_same_sentences_whatever_their_order():
    before = [figure(8.8), figure(5.0, "2024", "taux_chomage_localise"), whole(12.0)]
    after = [*before, figure(9.4, "2025"), whole(12.5, "2025")]
    first = changements(state(*before), state(*after))
    assert first == changements(state(*reversed(before)), state(*reversed(after)))
    assert [text.partition(" : ")[0] for text in texts(first.new)] == [
        "Taux de pauvreté, Pyrénées-Atlantiques",
        "Taux de pauvreté, Est Béarn",
    ]


@pytest.mark.parametrize(
    ("period", "when", "whose"),
    [
        ("2021", "en 2021", "de 2021"),
        ("2024-08", "en août 2024", "d’août 2024"),
        ("2024-12", "en décembre 2024", "de décembre 2024"),
        ("2025-T3", "au 3e trimestre 2025", "du 3e trimestre 2025"),
    ],
)
def test_periods_are_said_as_in_a_sentence(period, when, whose):
    assert (at(period), of(period)) == (when, whose)


def test_a_state_is_what_is_published_of_the_figures_shown_and_survives_its_writing(tmp_path):
    snapshot = small_warehouse(tmp_path)
    shown = [
        Evidence("taux_pauvrete", "epci", code, period)
        for code, period in (("100000001", "2019"), ("100000006", "2021"), ("999999999", "2021"))
    ]
    kept = state_of(shown, snapshot, date(2026, 11, 25))
    assert [(item.territory, item.value, item.status) for item in kept.observations] == [
        ("100000001", 8.2, "published"),
        ("100000001", 9.0, "published"),
        ("100000006", None, "secret"),
    ]
    assert ("epci", "100000001", "Aval") in kept.names
    assert from_json(kept.to_json) == kept


def test_a_figure_that_was_published_and_not_shown_is_not_new_later(tmp_path):
    snapshot = small_warehouse(tmp_path)
    kept = state_of([Evidence("taux_pauvrete", "epci", "100000001", "2019")], snapshot, date(2026, 3, 12))
    assert changements(kept, state_today(kept, snapshot, date(2026, 11, 25))).is_empty


def test_today_is_read_for_the_same_figures_and_for_their_latest_period(tmp_path):
    snapshot = small_warehouse(tmp_path)
    known = state_of([Evidence("taux_pauvrete", "epci", "100000001", "2019")], snapshot, date(2026, 3, 12))
    before = replace(known, observations=tuple(item for item in known.observations if item.period == "2019"))
    today = state_today(before, snapshot, date(2026, 11, 25))
    assert {item.period: item.value for item in today.observations} == {"2019": 8.2, "2021": 9.0}
    changes = changements(before, today)
    assert texts(changes.new) == ["Taux de pauvreté, Aval : 9,0 % en 2021, après 8,2 % en 2019 (+0,8 point)."]
