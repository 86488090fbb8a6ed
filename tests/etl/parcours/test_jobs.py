"""From how many months a job is durable: the date of its end decides, else its code, and the cards say it."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from etl.parcours.jobs import check_cards
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from etl.parcours.settings import load_settings
from observatoire.errors import CheckFailed
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

SETTINGS = load_settings()
HIRED = date(2022, 5, 1)
SIX_MONTHS_JUST, A_DAY_LESS, A_DAY_MORE = date(2022, 10, 31), date(2022, 10, 30), date(2022, 11, 1)
THREE_MONTHS_JUST, NINE_MONTHS_JUST = date(2022, 7, 31), date(2023, 1, 31)


def asking(months: int, strictly: bool = False):
    return SETTINGS.model_copy(update={"durable_months": months, "durable_strictly": strictly})


def durable(counted, settings, kind: str, end: date | None) -> bool:
    """Whether a job started on HIRED counts as durable, the same in the share and in the number of exits."""
    extracts = Extracts()
    crowd(extracts, 1, date(2022, 3, 1), 30)
    values = {"type_sortie": kind, "date_fin_contrat": end or ""}
    extracts.add("sorties", id_sortie=pseudonym(900), id_personne=pseudonym(0), date=HIRED, **values)
    with counted(extracts, settings=settings) as microdata:
        (share,) = (one for one in every_rate(microdata) if one.indicator == "part_emploi_durable")
        (exits,) = (one for one in every_headcount(microdata) if one.indicator == "sorties_emploi")
        found = figure(count_rate(share, microdata), "part_emploi_durable", "2022")
        families = count_heads(exits, microdata)
    kinds = [
        name
        for name in ("durable", "transition", "positive", "autre")
        if figure(families, "sorties_emploi", "2022", breakdown=f"sortie:{name}") is not None
    ]
    assert found["denominator"] == 1, "a job is a job, however long"
    assert kinds == (["durable"] if found["numerator"] else ["transition"])
    return bool(found["numerator"])


def test_a_job_is_durable_from_six_months_just_unless_the_departement_says_otherwise():
    assert (SETTINGS.durable_months, SETTINGS.durable_strictly) == (6, False)


@pytest.mark.parametrize("kind", ["cdd_sup6", "cdd_inf6", "interim", "interim_sup6"])
@pytest.mark.parametrize(
    ("end", "six_or_more", "more_than_six"),
    [(A_DAY_LESS, False, False), (SIX_MONTHS_JUST, True, False), (A_DAY_MORE, True, True)],
)
def test_the_end_of_a_contract_decides_whatever_its_code(counted, kind, end, six_or_more, more_than_six):
    assert durable(counted, asking(6), kind, end) is six_or_more
    assert durable(counted, asking(6, strictly=True), kind, end) is more_than_six


@pytest.mark.parametrize(("months", "end"), [(3, THREE_MONTHS_JUST), (9, NINE_MONTHS_JUST)])
def test_another_number_of_months_may_be_asked(counted, months, end):
    assert durable(counted, asking(months), "cdd_inf6", end)
    assert not durable(counted, asking(months, strictly=True), "cdd_inf6", end)


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        (asking(6), True),
        (asking(3, strictly=True), True),
        (asking(6, strictly=True), False),
        (asking(7), False),
    ],
)
def test_six_months_or_more_without_an_end_is_durable_only_where_that_is_enough(counted, settings, known):
    assert durable(counted, settings, "cdd_sup6", None) is known
    assert durable(counted, settings, "interim_sup6", None) is known
    assert not durable(counted, settings, "cdd_inf6", None)
    assert not durable(counted, settings, "interim", None)


@pytest.mark.parametrize("kind", ["cdi", "creation_activite", "fonction_publique"])
def test_what_has_no_end_is_durable_whatever_date_is_written(counted, kind):
    assert durable(counted, asking(12, strictly=True), kind, THREE_MONTHS_JUST)


def test_a_subsidised_contract_is_not_durable_however_long(counted):
    assert not durable(counted, asking(6), "contrat_aide", NINE_MONTHS_JUST)


def test_a_card_that_says_another_threshold_stops_the_publication(catalogue):
    check_cards(SETTINGS, catalogue)
    for settings, words in ((asking(9), "neuf mois ou plus"), (asking(6, strictly=True), "plus de six mois")):
        with pytest.raises(CheckFailed, match=words):
            check_cards(settings, catalogue)


@pytest.mark.parametrize("change", [{"durable_months": 0}, {"durable_months": 13}, {"dated": ["retraite"]}])
def test_a_threshold_that_means_nothing_is_refused(change):
    with pytest.raises(ValidationError):
        type(SETTINGS).model_validate(SETTINGS.model_dump() | change)
