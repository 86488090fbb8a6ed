"""The contract is one declaration, and it is that of the domain notes: 14 entities, their columns, their codes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from etl.extracts.contract import ContractField, Entity, load_contract
from etl.extracts.forbidden import forbidden_as

CONTRACT = load_contract()


def test_fourteen_entities_make_seventeen_files():
    assert sorted({entity.number for entity in CONTRACT.values()}) == list(range(1, 15))
    assert len(CONTRACT) == 17 and next(iter(CONTRACT)) == "beneficiaires"


@pytest.mark.parametrize(
    ("entity", "columns", "required"),
    [
        (
            "beneficiaires",
            "id_personne id_foyer role annee_naissance tranche_age sexe situation_familiale nb_enfants "
            "niveau_formation code_commune millesime_cog organisme date_demande date_ouverture_droit "
            "date_reception_information date_inscription_ft statut_tns rqth",
            "id_personne id_foyer",
        ),
        (
            "droits",
            "id_personne id_foyer date_debut date_fin etat sdd type_rsa motif_fin motif_local",
            "id_personne date_debut",
        ),
        (
            "orientations",
            "id_orientation id_personne rang date_proposition date_decision date_effet date_fin statut type type_local "
            "origine organisme id_structure id_referent",
            "id_orientation id_personne date_decision",
        ),
        (
            "rendez_vous",
            "id_rdv id_personne id_orientation type rang date_creation date_rdv statut canal id_structure",
            "id_rdv id_personne date_rdv",
        ),
        (
            "contrats",
            "id_contrat id_personne nature rang renouvellement date_signature date_validation date_debut date_fin "
            "statut duree_mois volet heures_hebdo sanction_en_cours",
            "id_contrat id_personne date_debut",
        ),
        (
            "sorties",
            "id_sortie id_personne date dispositif type_sortie source date_fin_contrat nature_preuve",
            "id_sortie id_personne date",
        ),
        (
            "invitations",
            "id_invitation id_personne id_action date_invitation canal relance date_seance present suite",
            "id_invitation id_personne id_action date_invitation",
        ),
        ("actions", "id_action libelle dispositif territoire date capacite operateur cout", "id_action"),
        (
            "clauses",
            "id_marche lot maitre_ouvrage territoire annee heures_engagees heures_realisees nb_beneficiaires nb_brsa "
            "part_qpv_pct type",
            "id_marche annee",
        ),
        ("referents", "id_referent id_structure portefeuille_max", "id_referent"),
        ("structures", "id libelle organisme siret code_commune", "id"),
        ("territoires", "code_commune millesime type code libelle date_debut date_fin", "code_commune code libelle"),
    ],
)
def test_an_entity_has_its_columns_in_order_and_asks_for_those_starred(entity, columns, required):
    assert " ".join(CONTRACT[entity].fields) == columns
    assert " ".join(CONTRACT[entity].required) == required


def test_no_column_of_the_contract_is_a_forbidden_one():
    assert {
        name: forbidden_as(name) for entity in CONTRACT.values() for name in entity.fields if forbidden_as(name)
    } == {}


def test_the_identifiers_of_persons_and_of_their_events_are_pseudonyms():
    named = {
        "id_personne",
        "id_foyer",
        "id_orientation",
        "id_rdv",
        "id_contrat",
        "id_sortie",
        "id_invitation",
        "id_referent",
    }
    found = {
        name for entity in CONTRACT.values() for name, field in entity.fields.items() if field.type == "pseudonyme"
    }
    assert found == named


def test_an_unknown_key_and_a_code_without_its_list_are_refused():
    with pytest.raises(ValidationError):
        ContractField.model_validate({"type": "texte", "description": "x", "obligatoire": True})
    with pytest.raises(ValidationError):
        ContractField.model_validate({"type": "code", "description": "x"})


def test_a_rule_about_a_column_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="nulle_part"):
        Entity.model_validate(
            {
                "id": "x",
                "number": 1,
                "title": "x",
                "grain": "x",
                "individual": False,
                "primary_key": ["nulle_part"],
                "fields": {"a": {"type": "texte", "description": "x"}},
            }
        )
