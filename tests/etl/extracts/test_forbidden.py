"""What identifies a person does not come in: neither by the name of a column, nor by its values, nor in a message."""

from __future__ import annotations

import duckdb
import pytest

from etl.extracts.forbidden import forbidden_as, identity_in
from etl.extracts.identities import MACRO
from etl.extracts.load import load_extracts
from observatoire.errors import BadFile, CheckFailed
from tests.samples.extracts.written import COMMUNES, content, person, pid, write

NOT_TEXT = b"\xff\xfe\x81\x8d" * 10


@pytest.mark.parametrize(
    "header",
    [
        *("nom", "NOM", "Nom de famille", "NOMFAMILLE", "nom_naissance", "nom_usage", "NOMNAI", "nom_referent"),
        *("prenom", "Prénom", "PRENOM_1", "prenoms", "NIR", "nir13", "num_nir", "N° sécurité sociale", "numSecu"),
        *("matricule", "MATRICULE_CAF", "numero allocataire", "NUM_ALLOCATAIRE", "N° allocataire", "NUMDEMRSA"),
        *("numero_dossier", "adresse", "Adresse 2", "ADRESSE_POSTALE", "voie", "N° voie", "NUMVOIE", "rue"),
        *("code postal", "CODPOS", "telephone", "Téléphone", "tel1", "TEL_PORTABLE", "e-mail", "E_MAIL", "courriel"),
        *("date de naissance", "date_naissance", "DTNAI", "ddn", "DateNaissance", "lieu_naissance", "mois_naissance"),
        *("iban", "IBAN_BIC", "RIB", "Né(e) le", "NEE_LE", "Identité", "N° SS", "N° CAF", "num_caf", "NOMUSU"),
        *("NOMPRE", "N° dossier", "NUM_DOS", "numPE", "Id France Travail", "N° demandeur d'emploi", "N° Pôle emploi"),
        *("IRIS", "lieu-dit", "latitude", "nirbenef", "NIR_DEM", "nirConjoint", "nia", "NIA", "numero_securite"),
        *(
            "numero_secu",
            "N° sécu",
            "identifiant_caf",
            "IDENT_CAF",
            "Identifiant de la MSA",
            "id caf",
            "geo_x",
            "GEO_Y",
        ),
        *("coord_x", "X_COORD", "geoLat", "lon", "commentaire", "Commentaires", "OBSERVATION", "observations_rdv"),
        *("rdv_commentaire", "remarques", "Texte libre"),
        *("codepos", "Code Post.", "C.P.", "compladr", "complideadr", "lieudist", "NOVOIE", "adr.ligne1"),
        *("numfixe", "telport", "Téléph.", "mailperso", "N.I.R.", "N° INSEE", "NUMSS", "n.i.r"),
        *("idassedic", "numagenpoleemploi", "Identifiant Pôle emploi", "id_ft", "Id. FT", "id_pe"),
        *("nomcomnai", "comnai", "date_de_naissance_usager", "naissance_date", "ville_naissance", "Naiss. (date)"),
        *("Date de naissance conjoint usager", "jour_naissance", "code_insee_naissance"),
        *("NOMUSUEL", "NOMBENEF", "NOMALLOC", "Nom du référent (service)", "NOM_REFERENT_STRUCTURE", "Prén."),
    ],
)
def test_a_file_with_an_identifying_column_is_refused_before_anything_else_is_read(folder, database, header):
    path = folder / "beneficiaires_64_20260630.csv"
    path.write_bytes(content([person("a")], ["id_personne", "id_foyer", header]).encode() + NOT_TEXT)
    with pytest.raises(BadFile, match="colonne n° 3 est interdite.*rien d’autre n’a été lu"):
        load_extracts(folder, "64", database, lambda: COMMUNES)
    assert not database.exists()


@pytest.mark.parametrize(
    "header",
    [
        *("nombre", "nb_enfants", "nom_commune", "NOM_STRUCTURE", "nomenclature", "annee_naissance", "an_naissance"),
        *("type_local", "date_envoi", "capacite", "souvenir", "telle_mesure", "avenir", "retour", "Caisse", "CAF"),
        *("date_annee_lecture", "Nb dossiers", "nomenclature_ft", "passage", "orientation_pe", "numero_rang"),
        *("Date inscription Pôle emploi", "inscription demandeur d'emploi", "id_dossier", "organisme", "geo_code"),
        *("code_geo", "geographie", "coordination", "organisme_caf", "code_caf", "insertion", "niveau", "nature"),
        *("manière", "dernier_niveau", "milliers", "colonne", "lateral", "long_terme", "axe_x", "observatoire"),
        *("nom de la structure", "Nom du service référent", "nom_organisme_referent", "canton", "date", "commune"),
        *("reconnaissance", "date_reconnaissance_rqth", "connaissance", "Année naiss.", "année de naissance"),
        *("annee_naissance_conjoint", "naissance_annee", "S.I.A.E.", "C.C.A.S.", "nombre_rdv", "nb_mois", "cadre"),
        *("code_position", "code_poste", "statut_ft", "inscription_pe", "Commune INSEE", "code_insee", "Date ouv."),
        *("nomination", "renommage", "économie", "maille", "mailing", "telles", "date_envoi_ft", "id_structure"),
        *("date_observation", "nb_observations", "code_observation", "type_commentaire", "periode_observation"),
    ],
)
def test_a_column_that_names_a_thing_is_not_taken_for_one_that_names_a_person(header):
    assert forbidden_as(header) is None


def test_a_free_text_is_let_in_where_no_row_is_a_person(folder, database, load):
    """The fiche of a plan has its comment; an appointment has none, and a mapping cannot let one in."""
    assert forbidden_as("commentaire", of_person=False) is None
    write(folder, "beneficiaires", [person("a")])
    write(folder, "plan_actions_indicateurs", [{"id": "1", "fiche_id": "F1", "commentaire": "en bonne voie"}])
    assert load()["plan_actions_indicateurs"].rows_loaded == 1
    assert forbidden_as("nirbenef", of_person=False) == "numéro de sécurité sociale"


def test_a_mapping_cannot_make_a_field_of_a_comment(folder, database, declared):
    declared("entities:\n  sorties:\n    columns: {OBSERVATIONS: nature_preuve}\n")
    write(folder, "beneficiaires", [person("a")])
    with pytest.raises(CheckFailed, match="OBSERVATIONS.*interdite.*texte libre"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


def test_a_forbidden_column_is_found_under_another_separator_too(folder, database):
    (folder / "beneficiaires_64_20260630.csv").write_text("id_personne,id_foyer,prenom\n1,2,Zoé\n", encoding="utf-8")
    with pytest.raises(BadFile, match="interdite"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


def test_a_mapping_cannot_let_a_forbidden_column_in(folder, database, declared):
    declared("entities:\n  sorties:\n    columns: {NOM_USAGE: dispositif}\n")
    write(folder, "beneficiaires", [person("a")])
    with pytest.raises(CheckFailed, match="NOM_USAGE.*interdite"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("185026412345678", "numéro de sécurité sociale"),
        ("1 85 02 64 123 456 78", "numéro de sécurité sociale"),
        ("2850264123456", "numéro de sécurité sociale"),
        ("1 85 02 2A 123 456", "numéro de sécurité sociale"),
        ("1234567A", "matricule"),
        ("zoe.durand@example.fr", "courriel"),
        ("06 12 34 56 78", "téléphone"),
    ],
)
def test_a_value_that_is_visibly_an_identity_refuses_its_file_and_is_not_said(folder, database, value, kind):
    write(folder, "beneficiaires", [person("a"), person("b") | {"id_personne": value}])
    with pytest.raises(BadFile, match=f"ligne 3, colonne id_personne.*{kind}") as refused:
        load_extracts(folder, "64", database, lambda: COMMUNES)
    assert value not in str(refused.value)


def test_an_identity_is_found_wherever_it_stands_in_a_file(folder, database):
    """Beyond its first thousand lines, in a text that is kept, with its line as a spreadsheet shows it."""
    write(folder, "beneficiaires", [person("a")])
    exits = [{"id_sortie": pid(f"s{rank}"), "id_personne": pid("a"), "date": "2024-01-01"} for rank in range(1500)]
    exits[1400]["dispositif"] = "2 85 02 64 445 123 12"
    path = write(folder, "sorties", exits)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:7], "", *lines[7:]]) + "\n", encoding="utf-8")
    with pytest.raises(BadFile, match="ligne 1.?403, colonne dispositif.*numéro de sécurité sociale") as refused:
        load_extracts(folder, "64", database, lambda: COMMUNES)
    assert "445" not in str(refused.value)
    assert not database.exists()


@pytest.mark.parametrize("of_person", [True, False])
@pytest.mark.parametrize(
    "value",
    ["1 85 02 2a 123 456", "1-85-02-64-123-456-78", "2.85.02.64.123.456", "1234567a", "06.12.34.56.78"]
    + [
        "+33 6 12 34 56 78",
        "06\u202f12\u00a034\u200956\t78",
        "Zoe@Example.FR",
        "a@b",
        "34512345600012",
        "12/34567890123",
    ]
    + ["22cb12406ec6d68f", "Suivi 1234567A", "PLIE", "64445"],
)
def test_the_whole_column_is_judged_as_a_value_is(value, of_person):
    with duckdb.connect() as connection:
        connection.execute(MACRO)
        (found,) = connection.execute("SELECT identity(?, ?)", [value, of_person]).fetchone()
    assert found == identity_in(value, of_person=of_person)


@pytest.mark.parametrize("value", ["0f3a5c7e9b1d2f40", "00000000000000ab", "S-12", "34512345600012", "2024-03-05"])
def test_a_pseudonym_a_siret_and_a_date_are_no_identity(value):
    assert identity_in(value, of_person=False) is None


def test_a_free_text_about_a_person_that_holds_a_mail_refuses_its_file(folder, database):
    write(folder, "beneficiaires", [person("a")])
    rows = [{"id_personne": person("a")["id_personne"], "date_debut": "2024-01-01", "motif_local": "a@example.fr"}]
    write(folder, "droits", rows)
    with pytest.raises(BadFile, match="motif_local.*courriel"):
        load_extracts(folder, "64", database, lambda: COMMUNES)


def test_a_file_that_begins_with_a_person_instead_of_a_header_says_nothing_of_her(folder, database):
    (folder / "beneficiaires_64_20260630.csv").write_text("DURAND;Zoé;12 rue Neuve;F\n", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        load_extracts(folder, "64", database, lambda: COMMUNES)
    assert not any(word in str(refused.value) for word in ("DURAND", "Zoé", "Neuve"))


def test_an_unknown_column_is_left_and_said_and_never_loaded(folder, database, load):
    write(folder, "beneficiaires", [person("a", couleur="rouge-vif")])
    assert any("colonne inconnue" in said and "couleur" in said for said in load()["beneficiaires"].warnings)
    assert b"rouge-vif" not in database.read_bytes()
