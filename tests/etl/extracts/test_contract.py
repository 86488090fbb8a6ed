"""The contract is one declaration, and it is that of the domain notes: 14 entities, their columns, their codes."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from etl.extracts.contract import ASK_THE_EDITOR, NOT_IN_WEBRSA, ContractField, Entity, load_contract
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
        (
            "actions",
            "id_action libelle dispositif territoire type_territoire date capacite operateur cout",
            "id_action",
        ),
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


#: Tables and columns that the public code of WebRSA shows (WebRSA: webrsa.SCHEMA.public.sql).
SEEN_IN_WEBRSA = {
    "dossiers": "numdemrsa dtdemrsa fonorg statudemrsa ddarrmut dddepamut",
    "foyers": "dossier_id sitfam ddsitfam typeocclog",
    "personnes": "foyer_id dtnai sexe dtinscpoleemploi",
    "prestations": "natprest rolepers",
    "situationsdossiersrsa": "etatdosrsa dtclorsa moticlorsa dtrefursa",
    "calculsdroitsrsa": "toppersdrodevorsa mtpersressmenrsa",
    "historiquesdroits": "personne_id toppersdrodevorsa etatdosrsa moticlorsa created modified",
    "detailscalculsdroitsrsa": "natpf ddnatdro dfnatdro mtrsavers",
    "orientsstructs": "personne_id typeorient_id structurereferente_id referent_id date_propo date_valid statut_orient "
    "rgorient origine",
    "typesorients": "parentid lib_type_orient code_type_orient",
    "structuresreferentes": "lib_struc code_insee typestructure dreesorganisme_id type_struct_stats code_stats",
    "contratsinsertion": "dd_ci df_ci rg_ci duree_engag decision_ci datevalidation_ci date_saisi_ci datedecision "
    "num_contrat typeinsertion forme_ci positioncer nat_cont_trav",
    "rendezvous": "daterdv created typerdv_id statutrdv_id rang",
    "informationspe": "etat date categorie ppae_date_signature ppae_modalite",
    "historiqueetatspe": "etat date categorie ppae_date_signature ppae_modalite",
    "questionnairesd2pdvs93": "situationaccompagnement dureeemploi",
}


def test_every_field_of_persons_says_where_it_is_in_webrsa_or_that_nobody_knows():
    of_persons = [entity for entity in CONTRACT.values() if entity.individual or entity.number == 13]
    assert [f"{entity.id}.{name}" for entity in of_persons for name, f in entity.fields.items() if not f.webrsa] == []


def test_no_table_or_column_of_webrsa_is_invented():
    seen = {f"{table}.{column}" for table, columns in SEEN_IN_WEBRSA.items() for column in columns.split()}
    columns = {column for listed in SEEN_IN_WEBRSA.values() for column in listed.split()}
    for entity in CONTRACT.values():
        for name, field in entity.fields.items():
            if field.webrsa in (None, NOT_IN_WEBRSA, ASK_THE_EDITOR):
                continue
            first = field.webrsa.split()[0]
            assert first in seen | columns | set(SEEN_IN_WEBRSA), (entity.id, name)
            assert set(re.findall(r"\w+\.\w+", field.webrsa)) <= seen, (entity.id, name)


def test_an_action_names_its_territory_with_the_types_of_the_file_of_territories():
    types = CONTRACT["territoires"].fields["type"].codes
    assert CONTRACT["actions"].fields["type_territoire"].codes == types
    assert not CONTRACT["actions"].fields["type_territoire"].required


def test_any_reminder_has_a_code_and_so_has_one_that_is_not_said():
    reminders = CONTRACT["invitations"].fields["relance"].codes
    assert {"aucune", "phoning", "autre"} <= set(reminders) and "non précisé" in reminders["autre"]
    assert {"courrier", "sms", "email"} <= set(reminders) & set(CONTRACT["invitations"].fields["canal"].codes)


def test_no_column_of_the_contract_is_a_forbidden_one():
    assert {
        name: kind
        for entity in CONTRACT.values()
        for name in entity.fields
        if (kind := forbidden_as(name, of_person=entity.individual))
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
