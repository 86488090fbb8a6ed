"""The indicators that the observatory promises, by where their figures come from, and every one as it is declared."""

from __future__ import annotations

import pytest

from observatoire.catalogue import Indicator, load_catalogue

CATALOGUE = load_catalogue()
INDICATORS = sorted(CATALOGUE.indicators.values(), key=lambda indicator: indicator.id)
every_indicator = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)

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
    "delai_moyen_contrat_realises": "orientation",
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
    "part_droits_devoirs",
    "part_reorientee_12_mois",
    "taux_contractualisation",
    "part_contrats_expires_non_renouveles",
    "taux_presence_rdv",
    "taux_presence_kiosque",
    "part_orientes_invites_kiosque",
    "part_orientes_presents_kiosque",
    "part_emploi_durable",
    "taux_sortie_dispositif",
    "taux_sortie_dynamique_iae",
    "taux_sortie_rsa_mensuel",
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
