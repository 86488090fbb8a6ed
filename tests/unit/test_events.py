"""Dated events of a département."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from observatoire.events import DatedEvent, events_of


def test_the_platform_of_the_herault_opened_in_beziers_two_years_before_the_rest():
    first, second = events_of("34", demo=False)
    assert [first.date, second.date] == ["2018", "2020"]
    assert first.concerns("commune", "34032") and not first.concerns("departement", "34")
    assert second.concerns("departement", "34") and second.concerns("epci", "243400769")


def test_an_invented_event_is_seen_in_a_demonstration_only():
    assert events_of("64", demo=False) == ()
    (event,) = events_of("64", demo=True)
    assert event.fictif and event.date == "2023-03-01"


def test_a_departement_without_a_file_has_no_event():
    assert events_of("05", demo=True) == () and events_of("75", demo=True) == ()


@pytest.mark.parametrize("demo", [False, True])
def test_events_come_oldest_first_whatever_the_precision_of_their_dates(tmp_path, demo):
    folder = tmp_path / "99"
    folder.mkdir()
    lines = [
        f'- {{date: "{date}", title: "Essai", scope: departement, fictif: {fictif}, source: "Essai"}}'
        for date, fictif in (("2021-06", "true"), ("2020-01-15", "false"), ("2020", "false"))
    ]
    (folder / "evenements.yml").write_text("\n".join(lines), encoding="utf-8")
    dates = [event.date for event in events_of("99", demo, tmp_path)]
    assert dates == ["2020", "2020-01-15", "2021-06"][: 3 if demo else 2]


@pytest.mark.parametrize(
    "wrong", [{"date": "printemps 2018"}, {"scope": []}, {"scope": "partout"}, {"scope": [["canton_sud", "3401"]]}]
)
def test_an_event_without_a_date_or_a_place_is_refused(wrong):
    given = {"date": "2018", "title": "Essai", "scope": "departement", "source": "Essai"}
    DatedEvent.model_validate(given)
    with pytest.raises(ValidationError):
        DatedEvent.model_validate(given | wrong)
