"""What figures are broken down by, in French and in reading order."""

from __future__ import annotations

import pytest

from observatoire.breakdowns import DIMENSIONS, FREE, dimension_label, label, modalities, parse, reading_order
from observatoire.errors import ObservatoireError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ensemble", "Ensemble"),
        ("age:25-29", "25 à 29 ans"),
        ("age:<25", "Moins de 25 ans"),
        ("origine:reception", "Depuis la réception de l’information par le département"),
        ("payeur:MSA", "Mutualité sociale agricole (MSA)"),
        ("attente:6_mois_et_plus", "6 mois et plus"),
        ("etape:rendez_vous", "Premier rendez-vous honoré"),
        ("sortie_iae:positive", "Sortie positive"),
    ],
)
def test_a_breakdown_is_said_in_french(text, words):
    assert label(text) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accompagnement global", "Accompagnement global"),
        ("ActiPro", "ActiPro"),
        ("PLIE", "PLIE"),
        ("étape : remise à niveau", "Étape\u202f: remise à niveau"),
    ],
)
def test_a_dispositif_keeps_the_letters_of_the_extract_but_the_first(name, words):
    assert label(f"dispositif:{name}") == words
    assert parse(f"dispositif:{name}") == ("dispositif", name)


def test_every_dimension_has_a_name_and_every_modality_its_own_words():
    for dimension in DIMENSIONS:
        assert dimension_label(dimension)
        words = [label(f"{dimension}:{code}") for code in modalities(dimension)]
        assert len(set(words)) == len(words) and (words or dimension == FREE)


def test_ages_and_waits_go_up_and_steps_follow_the_parcours():
    assert modalities("age") == ("<25", "25-29", "30-39", "40-49", "50-59", "60+")
    assert modalities("attente") == ("moins_1_mois", "1_a_3_mois", "3_a_6_mois", "6_mois_et_plus")
    assert modalities("etape") == ("demande", "ouverture", "orientation", "rendez_vous", "contrat", "emploi")


def test_breakdowns_are_read_total_first_then_dimension_by_dimension():
    told = ["dispositif:PLIE", "age:60+", "ensemble", "dispositif:étayage", "age:<25", "sexe:F", "dispositif:ActiPro"]
    assert sorted(told, key=reading_order) == [
        "ensemble",
        "sexe:F",
        "age:<25",
        "age:60+",
        "dispositif:ActiPro",
        "dispositif:étayage",
        "dispositif:PLIE",
    ]


@pytest.mark.parametrize("text", ["", "age", "age:", "age:12", "couleur:bleu", "dispositif:", "dispositif: "])
def test_what_is_no_breakdown_is_told_in_a_sentence(text):
    with pytest.raises(ObservatoireError, match="n’existe pas"):
        parse(text)
