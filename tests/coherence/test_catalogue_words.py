"""What a person reads of the catalogue and of the methods page: questions, warnings, sigles, French typography."""

from __future__ import annotations

import re

from etl.derive import DENOMINATOR_YEARS_AWAY, EPCI_STABLE_SINCE, UNION_OUTSIDE_TOLERANCE
from etl.harmonize import MINIMUM_COVERAGE
from etl.unions import WIDEST_BOUNDS_POINTS
from observatoire.breakdowns import DIMENSIONS, dimension_label, label, modalities
from observatoire.catalogue import DATA, load_departement
from observatoire.events import events_of
from observatoire.thresholds import load_thresholds
from tests.coherence.indicators import CATALOGUE, INDICATORS, every_indicator, read_texts

METHODS_PAGE = (DATA.parent / "docs" / "methodes.md").read_text(encoding="utf-8")
#: Words that spell a sigle out; a reader meets both in the same indicator card.
SPELLED_OUT = {
    "RSA": "revenu de solidarité active",
    "EPCI": "établissements? publics? de coopération intercommunale",
    "MSA": "Mutualité sociale agricole",
    "Caf": "[Cc]aisses? d’allocations familiales",
    "OARSA": "enquête sur l’orientation et l’accompagnement des bénéficiaires du RSA",
    "Drees": "direction de la recherche, des études, de l’évaluation et des statistiques",
    "CER": "contrat d’engagements réciproques",
    "NEET": "ni en emploi, ni en études, ni en formation",
    "AAH": "allocation aux adultes handicapés",
    "ASS": "allocation de solidarité spécifique",
    "BIT": "Bureau international du travail",
    "Cnaf": "Caisse nationale des allocations familiales",
    "Dares": "direction de l’animation de la recherche, des études et des statistiques",
    "PPAE": "projet personnalisé d’accès à l’emploi",
    "IAE": "insertion par l’activité économique",
    "SIAE": "structures? d’insertion par l’activité économique",
    "ETP": "[ÉéEe]quivalents? temps plein",
    "DELD": "[Dd]emandeurs d’emploi de longue durée",
    "CDI": "contrat à durée indéterminée",
    "CDD": "contrat à durée déterminée",
    "GIP": "groupement d’intérêt public",
}


def other_texts() -> list[str]:
    departements = [load_departement(code) for code in ("05", "31", "34", "64", "65")]
    events = [event for departement in departements for event in events_of(departement.code, demo=True)]
    words = [label(f"{dimension}:{code}") for dimension in DIMENSIONS for code in modalities(dimension)]
    return (
        [text for item in CATALOGUE.breaks for text in (item.reason, item.source)]
        + [text for item in CATALOGUE.commune_changes for text in (item.reason, item.source)]
        + [note for departement in departements for note in departement.notes]
        + [text for event in events for text in (event.title, event.source)]
        + [text for limit in load_thresholds() for text in (limit.label, limit.source, limit.note)]
        + [*words, *(dimension_label(dimension) for dimension in DIMENSIONS)]
    )


def wrong_typography(text: str) -> list[str]:
    """Ordinary spaces where French wants a narrow no-break one, and straight apostrophes or quotes."""
    return re.findall(r".{0,12}(?: [;:!?%»]|« |\w'\w|\d \d{3}(?!\d)|\w[;!?](?:\s|$)|\d%|\").{0,12}", text)


@every_indicator
def test_each_indicator_asks_a_question_and_says_what_not_to_conclude(indicator):
    assert indicator.question.endswith("\u202f?")
    assert len(indicator.caveats) >= 3 and indicator.not_to_conclude
    assert all(re.match(r"Qu(e|’)", text) for text in indicator.not_to_conclude)


def test_no_two_indicators_ask_the_same_question_or_share_a_short_title():
    for name in ("question", "short_title", "title"):
        said = [getattr(item, name) for item in INDICATORS]
        assert [text for text in said if said.count(text) > 1] == []


@every_indicator
def test_every_sigle_is_spelled_out_in_the_same_card(indicator):
    card = "\n".join(read_texts(indicator))
    for sigle, words in SPELLED_OUT.items():
        if re.search(rf"\b{sigle}\b", card):
            assert re.search(words, card), f"{sigle} is not spelled out"


@every_indicator
def test_what_is_read_of_an_indicator_follows_french_typography(indicator):
    assert [wrong for text in read_texts(indicator) for wrong in wrong_typography(text)] == []


def test_breaks_notes_limits_events_and_breakdowns_follow_french_typography():
    assert [wrong for text in other_texts() for wrong in wrong_typography(text)] == []


def test_the_methods_page_follows_french_typography():
    assert wrong_typography(METHODS_PAGE) == []


def test_the_methods_page_gives_the_thresholds_of_the_code():
    years = {2: "deux"}[DENOMINATOR_YEARS_AWAY]
    for sentence in (
        f"au moins {100 * MINIMUM_COVERAGE:.0f}\u202f% de la population",
        f"{WIDEST_BOUNDS_POINTS:.0f} points au plus",
        f"à {years} ans d’écart au plus",
        f"de {EPCI_STABLE_SINCE} à aujourd’hui",
        f"moins de {100 * (1 - UNION_OUTSIDE_TOLERANCE):.0f}\u202f% des personnes",
    ):
        assert sentence in METHODS_PAGE, sentence


def test_the_typography_check_sees_what_it_forbids():
    for text in ("5 %", "5%", "12 345", "l'Insee", "« oui", "quoi ?", "quoi?"):
        assert wrong_typography(text), text
    assert wrong_typography("12\u202f345 foyers\u202f: «\u202fl’Insee\u202f», 5\u202f%") == []
