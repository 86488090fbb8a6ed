"""A median delay of a document is never a bare number of days when it has an interval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents.bilan_parts import delays_figure
from observatoire.documents.figure_parcours import parcours_figure
from observatoire.documents.median_words import median_words
from observatoire.view.parcours import parcours
from observatoire.view.parcours_question import DELAY
from tests.samples.parcours_warehouse import parcours_warehouse, row

EST_BEARN = {"niveau": "sdsei", "territoire": "est-bearn"}
HALF = "la moitié ont attendu"


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    return parcours(EST_BEARN, parcours_warehouse(tmp_path_factory.mktemp("parcours")))


def said(view, **changes) -> str:
    median = replace(view.blocks.waits.median.own, **changes)
    return median_words(median, load_catalogue().indicators[DELAY], HALF).replace("\xa0", " ")


def test_a_precise_median_is_half_of_the_persons_and_its_interval(view):
    precise = said(view, value=80.0, low=77.0, high=82.0)
    assert precise == f"{HALF} 80 jours ou moins (entre 77 et 82 jours)"


def test_a_median_with_a_wide_interval_is_an_estimate(view):
    assert said(view, value=211.0, low=95.0, high=265.0) == "délai médian estimé à 211 jours (entre 95 et 265 jours)"


def test_a_median_without_interval_is_said_alone(view):
    assert said(view, value=80.0, low=None, high=None) == f"{HALF} 80 jours ou moins"


def test_the_wait_and_the_bilan_say_the_interval(view, tmp_path):
    median = view.blocks.waits.median
    wait = parcours_figure(EST_BEARN, "attente", parcours_warehouse(tmp_path)).sentences[0].text
    assert median.interval and f"({median.interval})" in wait
    earlier = row(DELAY, 90.0, level="sdsei", territory="est-bearn", period="2024", margin=4.0)
    followed = parcours(EST_BEARN, parcours_warehouse(tmp_path / "followed", [earlier]))
    assert "(entre " in delays_figure(followed).sentences[0].text
