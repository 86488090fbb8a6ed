"""A meeting: its figures, the decisions of the last one, what has changed since; what readers send is not believed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from observatoire.carnet import open_carnet
from observatoire.carnet.decisions import decisions_of
from observatoire.carnet.paniers import UnknownPanier, add_item, new_panier
from observatoire.carnet.states import keep_state
from observatoire.documents.copil_document import (
    DECISIONS_QUESTION,
    end_meeting,
    meeting,
    recalled,
    subject,
)
from observatoire.documents.copil_notes import correct_decision, note_decision, take_back
from observatoire.documents.evidences import evidences_of, lead
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Bullets, Table
from observatoire.errors import ObservatoireError
from observatoire.view.etat import from_json, state_of
from observatoire.view.paire import at
from observatoire.view.suivi import follow
from tests.documents.sample_document import bars_figure, lines_figure, stacked_figure, table_figure
from tests.documents.test_slides_html import decision

MARCH, NOVEMBER = date(2026, 3, 12), date(2026, 11, 25)
UNEMPLOYMENT = "/territoire/departement/05#taux_chomage_localise"
SENT = {
    "adresse": UNEMPLOYMENT,
    "texte": "Ouvrir une permanence à Gap",
    "responsable": "M. Faure",
    "echeance": "2026-12-15",
}


@pytest.fixture
def carnet(tmp_path):
    return open_carnet(tmp_path / "carnet.sqlite")


@pytest.fixture
def panier(carnet, snapshot) -> str:
    """A panier of two figures; its id."""
    kept = new_panier(carnet, "Comité de mars")
    for address in (UNEMPLOYMENT, "/parcours#etapes"):
        kept = add_item(carnet, kept.id, address, "Figure")
    return kept.id


def read(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_first_meeting_shows_its_figures_alone(carnet, panier, snapshot):
    held = meeting(carnet, panier, snapshot, MARCH)
    assert held.document.kind == "copil"
    assert len(held.document.figures) == 2
    assert len(held.document.sections) == 1 and held.followed == ()


def test_the_address_of_the_panier_is_not_in_its_document(carnet, panier, snapshot):
    held = meeting(carnet, panier, snapshot, MARCH)
    assert panier not in repr(held.document) and panier not in held.key


def test_a_decision_is_tied_to_the_figure_its_indicator_and_its_territory(carnet, panier, snapshot):
    kept = note_decision(carnet, panier, SENT, snapshot, MARCH)
    assert (kept.indicator, kept.territory) == ("taux_chomage_localise", "departement/05")
    assert (kept.taken_on, kept.due, kept.status) == (MARCH, date(2026, 12, 15), "a_faire")
    assert kept.address == figure_at(UNEMPLOYMENT, snapshot).address
    assert "taux_chomage_localise" in kept.value_then


def test_the_next_meeting_begins_with_the_decisions_of_the_last_one(carnet, panier, snapshot):
    note_decision(carnet, panier, SENT, snapshot, MARCH)
    held = meeting(carnet, panier, snapshot, NOVEMBER)
    assert held.document.sections[0].question == DECISIONS_QUESTION
    (row,) = held.document.sections[0].blocks[0].rows
    latest = max(snapshot.series("taux_chomage_localise", "departement", "05"), key=lambda item: item.period)
    assert read(row[0].text) == "Ouvrir une permanence à Gap"
    assert row[2].text == "15 décembre 2026"
    assert row[5].evidence.period == latest.period
    assert row[6].text == "pas de nouveau chiffre"


def test_decisions_of_the_meeting_itself_are_not_recalled_yet(carnet, panier, snapshot):
    note_decision(carnet, panier, SENT, snapshot, NOVEMBER)
    held = meeting(carnet, panier, snapshot, NOVEMBER)
    assert held.followed == () and len(held.decisions) == 1


def test_an_old_decision_is_recalled_until_it_is_closed():
    old, open_, last = (
        decision(id=rank, taken_on=day, status=status)
        for rank, day, status in ((1, date(2025, 1, 5), "faite"), (2, date(2025, 1, 5), "a_faire"), (3, MARCH, "faite"))
    )
    assert recalled([old, open_, last], NOVEMBER) == (open_, last)


def test_the_change_since_a_decision_is_told(snapshot):
    series = [item for item in snapshot.series("taux_chomage_localise", "departement", "05") if item.value is not None]
    before = series[-5]
    kept = decision(value_then=_written(before))
    followed = follow(kept, snapshot)
    assert followed.then.endswith(_words(before)) and followed.now.endswith(_words(series[-1]))
    assert followed.change == "écart non établi" or "point" in followed.change


def test_what_a_figure_was_is_not_told_once_it_is_not_published_any_more(snapshot):
    known = snapshot.series("taux_chomage_localise", "departement", "05")[-1]
    gone = replace(known, territory="nulle-part", value=43.21)
    followed = follow(decision(value_then=_written(gone)), snapshot)
    assert "43" not in followed.words and "n’est plus publié" in followed.then
    assert followed.change == "non comparable"


def test_what_a_figure_was_is_not_told_once_it_is_secret(snapshot):
    hidden = next(
        item
        for item in snapshot.observations_at("taux_pauvrete", "commune", "2021").values()
        if item.status == "secret"
    )
    followed = follow(decision(value_then=_written(replace(hidden, value=43.21, status="published"))), snapshot)
    assert "43" not in read(followed.words) and "secret aujourd’hui" in followed.then


def test_ending_a_meeting_keeps_what_it_has_shown(carnet, panier, snapshot):
    end_meeting(carnet, panier, snapshot, MARCH)
    held = meeting(carnet, panier, snapshot, NOVEMBER)
    assert held.document.sections[0].question == "Ce qui a changé depuis le 12 mars 2026"
    assert "Aucun des chiffres montrés n’a changé" in repr(held.document.sections[0].blocks)


def test_the_meeting_that_ends_compares_with_the_one_before_it(carnet, panier, snapshot):
    end_meeting(carnet, panier, snapshot, NOVEMBER)
    assert len(meeting(carnet, panier, snapshot, NOVEMBER).document.sections) == 1


def test_a_figure_published_since_is_told_in_the_document(carnet, panier, snapshot):
    shown = evidences_of(figure_at(UNEMPLOYMENT, snapshot))
    state = state_of(shown, snapshot, MARCH)
    latest = max(item.period for item in state.observations)
    kept = replace(state, observations=tuple(item for item in state.observations if item.period < latest))
    assert from_json(kept.to_json) == kept
    keep_state(carnet, subject(panier), MARCH, kept.to_json)
    section = meeting(carnet, panier, snapshot, NOVEMBER).document.sections[0]
    lists = [block for block in section.blocks if isinstance(block, Bullets)]
    assert [block.title for block in lists][0].startswith("Nouveaux chiffres")
    assert "Hautes-Alpes" in lists[0].items[0].text


def test_a_decision_is_rewritten_and_closed_but_keeps_its_day_and_its_figure(carnet, panier, snapshot):
    kept = note_decision(carnet, panier, SENT, snapshot, MARCH)
    changed = correct_decision(carnet, panier, kept.id, {"texte": "Fait", "etat": "faite", "adresse": "/ailleurs"})
    assert (changed.text, changed.status, changed.owner, changed.due) == ("Fait", "faite", "", None)
    assert (changed.address, changed.taken_on, changed.value_then) == (kept.address, MARCH, kept.value_then)


def test_a_file_saved_without_network_is_taken_back_once(carnet, panier, snapshot):
    known = note_decision(carnet, panier, SENT, snapshot, MARCH)
    file = {
        "decisions": [
            {"id": known.id, "adresse": known.address, "texte": known.text, "prise_le": "2026-03-12", "etat": "faite"},
            {"adresse": "", "texte": "Réunir un groupe de travail", "prise_le": "2026-11-20"},
        ]
    }
    assert take_back(carnet, panier, file, snapshot, NOVEMBER) == 2
    assert take_back(carnet, panier, file, snapshot, NOVEMBER) == 0
    first, second = decisions_of(carnet, panier)
    assert first.status == "faite"
    assert (second.text, second.taken_on) == ("Réunir un groupe de travail", date(2026, 11, 20))


def test_a_file_from_the_future_is_of_today(carnet, panier, snapshot):
    take_back(carnet, panier, {"decisions": [{"texte": "Demain", "prise_le": "2030-01-01"}]}, snapshot, NOVEMBER)
    assert decisions_of(carnet, panier)[0].taken_on == NOVEMBER


@pytest.mark.parametrize(
    "sent",
    [{"texte": ""}, {"texte": 3}, {"texte": "x", "etat": "perdue"}, {"texte": "x", "echeance": "demain"}],
)
def test_a_decision_that_is_not_one_is_refused_in_a_sentence(carnet, panier, snapshot, sent):
    with pytest.raises(ObservatoireError):
        note_decision(carnet, panier, SENT | sent, snapshot, MARCH)
    assert decisions_of(carnet, panier) == ()


@pytest.mark.parametrize("sent", [{}, {"decisions": "x"}, {"decisions": [1]}, {"decisions": [{}] * 501}])
def test_a_file_that_is_not_one_is_refused_in_a_sentence(carnet, panier, snapshot, sent):
    with pytest.raises(ObservatoireError):
        take_back(carnet, panier, sent, snapshot, NOVEMBER)


def test_an_unknown_panier_has_no_meeting(carnet, snapshot):
    with pytest.raises(UnknownPanier):
        meeting(carnet, "A" * 22, snapshot, MARCH)
    with pytest.raises(UnknownPanier):
        note_decision(carnet, "A" * 22, SENT, snapshot, MARCH)


def test_a_figure_is_summed_up_by_its_highlighted_territory_at_its_latest_period():
    assert lead(bars_figure()).territory == "est-béarn"
    assert lead(lines_figure()).territory == "sdsei-est-béarn" or lead(lines_figure()).territory == "est-béarn"
    assert lead(stacked_figure()).territory == "est-béarn"


def test_a_figure_about_several_territories_is_summed_up_by_none():
    assert lead(replace(table_figure(), sentences=())) is None


def test_the_table_of_decisions_has_no_number_that_a_decision_did_not_have(carnet, panier, snapshot):
    note_decision(carnet, panier, SENT | {"adresse": ""}, snapshot, MARCH)
    table = meeting(carnet, panier, snapshot, NOVEMBER).document.sections[0].blocks[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0][4:]] == ["", "", ""]


def _written(observation) -> str:
    return json.dumps(asdict(observation))


def _words(observation) -> str:
    return at(observation.period)
