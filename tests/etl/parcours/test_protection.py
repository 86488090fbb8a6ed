"""From counts to what may be told: small groups, shared totals, amounts of few structures, and the densities."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours import count_parcours, protection
from etl.parcours.delays import count_delay
from etl.parcours.magnitudes import protect_magnitude
from etl.parcours.offer import Magnitude, with_zeros
from etl.parcours.offer_rates import densities
from etl.parcours.protection import protect_families
from etl.parcours.rate_list import every_rate
from etl.parcours.rates import count_rate
from etl.parcours.settings import ENTRIES
from etl.parcours.steps import count_step, every_step
from etl.parcours.tying import inclusions_of
from etl.parcours.waits import DELAYS
from etl.secrecy.rule import load_rule
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2023, 3, 1)
RULE = load_rule()
#: (commune, SDSeI, persons)
SETTLED = (("64445", "pau-agglomeration", 60), ("64102", "bab", 45), ("64422", "haut-bearn", 3))


@pytest.fixture
def three_places() -> Extracts:
    extracts = Extracts()
    for number, (commune, _, persons) in enumerate(SETTLED):
        crowd(extracts, persons, ASKED, 40, commune, first=1000 * number)
    return extracts


def figure_of(figures: pd.DataFrame, indicator: str) -> pd.Series:
    """That of the département in 2023."""
    whole = figures["level"].eq("departement") & figures["breakdown"].eq("ensemble") & figures["period"].eq("2023")
    (number,) = figures.index[whole & figures["indicator"].eq(indicator)]
    return figures.loc[number]


def denominators(figures: pd.DataFrame, indicator: str, level: str) -> pd.Series:
    rows = figures[
        figures["indicator"].eq(indicator) & figures["level"].eq(level) & figures["breakdown"].eq("ensemble")
    ]
    return rows.set_index("territory")["denominator"]


def test_three_persons_are_not_told_nor_found_by_subtraction(counted, three_places):
    with counted(three_places) as microdata:
        found = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE)
    persons = denominators(found.figures, "delai_median_orientation", "sdsei")
    assert pd.isna(persons["haut-bearn"])
    assert persons.isna().sum() >= 2
    assert denominators(found.figures, "delai_median_orientation", "departement")["64"] == 108
    assert found.broken == 0 and found.attacked > 0


def test_a_total_hidden_in_one_family_is_hidden_in_all(counted, three_places):
    with counted(three_places) as microdata:
        steps = every_step(microdata)
        families = count_delay(DELAYS[0], microdata)
        families += [family for step, condition in steps.items() for family in count_step(step, condition, microdata)]
        figures = protect_families([families], microdata.atoms, RULE).figures
    secret = figures[figures["status"].eq("secret") & figures["level"].eq("sdsei")]
    medians = set(secret.loc[secret["indicator"].eq("delai_median_orientation"), "territory"])
    asked = figures[figures["breakdown"].eq("etape:demande") & figures["level"].eq("sdsei")].set_index("territory")
    assert medians
    assert asked.loc[sorted(medians & set(asked.index)), "value"].isna().all()


def test_what_waits_for_nobody_is_protected_last_and_hides_as_much(counted, monkeypatch):
    """Beside the attack of those that are tied, which has all of them and begins before the rest is asked for."""
    extracts = Extracts()
    for year in (2022, 2023, 2024):
        for number, (commune, _, persons) in enumerate(SETTLED):
            crowd(extracts, persons, date(year, 3, 1), 40, commune, first=10_000 * (year - 2021) + 1000 * number)
    order, attacked = [], []

    def each(work, pieces):
        for piece in pieces:
            order.append(piece.key)
            yield work(piece)

    def attack(settled, asked, *_):
        attacked.append((dict.fromkeys(settled), dict.fromkeys(order)))
        return 0, 0

    monkeypatch.setattr(protection, "settle_tied", attack)
    monkeypatch.setattr(protection, "AHEAD", 1)
    with counted(extracts) as microdata:
        families = count_delay(DELAYS[0], microdata)
        before, after = ([replace(family, population=name) for family in families] for name in ("avant", "après"))
        found = protect_families([before, families, after], microdata.atoms, RULE, each, inclusions_of(microdata))
    tied, last = ([(name, year) for year in ("2022", "2023", "2024")] for name in (ENTRIES, "après"))
    assert order == [("avant", "2022"), *tied, *last, ("avant", "2023"), ("avant", "2024")]
    ((settled, asked),) = attacked
    assert list(settled) == list(asked) == [("avant", "2022"), *tied, last[0]]
    secret = found.figures["status"].eq("secret").to_numpy().reshape(3, -1)
    assert secret.any() and (secret == secret[0]).all()


def test_what_is_hidden_keeps_no_trace_of_its_value(counted, three_places):
    with counted(three_places) as microdata:
        figures = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE).figures
    secret = figures[figures["status"] == "secret"]
    assert secret[["value", "low", "high", "numerator"]].isna().all(axis=None)
    assert set(secret["qualifier"]) == {"ours"}
    assert secret["method"].nunique() == 1


def magnitude(amounts: dict[tuple[str, str], float]) -> Magnitude:
    rows = pd.DataFrame(
        [(atom, "2024", contributor, amount) for (atom, contributor), amount in amounts.items()],
        columns=["atom", "period", "contributor", "amount"],
    )
    atoms = pd.Index(rows["atom"].unique())
    whole = pd.Series("64", index=atoms)
    return Magnitude("etp_iae", rows, {"epci": pd.Series(atoms, index=atoms), "departement": whole}, "somme")


def test_a_territory_of_two_structures_shows_no_amount_and_another_one_keeps_it_company():
    made = {("grand", f"s{n}"): 10.0 for n in range(6)} | {("moyen", f"m{n}"): 8.0 for n in range(4)}
    found = protect_magnitude(magnitude(made | {("petit", "a"): 5.0, ("petit", "b"): 4.0}), RULE)
    values = found.figures.set_index("territory")["value"]
    assert pd.isna(values["petit"]) and values["64"] == 101
    assert values[["grand", "moyen"]].isna().sum() == 1
    assert found.broken == 0


def test_a_structure_that_weighs_nearly_all_hides_the_amount_of_its_territory():
    made = {("a", "seule"): 95.0, ("a", "x"): 2.0, ("a", "y"): 3.0} | {("b", f"s{n}"): 10.0 for n in range(5)}
    made |= {("c", f"t{n}"): 12.0 for n in range(5)}
    values = protect_magnitude(magnitude(made), RULE).figures.set_index("territory")["value"]
    assert pd.isna(values["a"])


def test_amounts_that_many_make_up_are_told():
    made = {(place, f"{place}{n}"): 10.0 for place in ("a", "b") for n in range(5)}
    values = protect_magnitude(magnitude(made), RULE).figures.set_index("territory")["value"]
    assert values.to_dict() == {"a": 50, "b": 50, "64": 100}


def row(indicator: str, level: str, territory: str, period: str, value: float | None, **more) -> dict:
    given = {"breakdown": "ensemble", "low": None, "high": None, "status": "published", "qualifier": ""}
    return (
        given
        | {"indicator": indicator, "level": level, "territory": territory, "period": period, "value": value}
        | more
    )


def density(counted: list[dict], published: list[dict], geography) -> pd.DataFrame:
    return densities(pd.DataFrame(counted), pd.DataFrame(published), geography).set_index(["indicator", "territory"])


def test_a_density_of_the_iae_divides_by_the_jobseekers_of_the_same_year(geography_64):
    found = density(
        [row("etp_iae", "departement", "64", "2024", 400.0), row("siae", "departement", "64", "2024", 31.0)],
        [
            row("demandeurs_emploi", "departement", "64", "2024-T4", 50_000.0),
            row("demandeurs_emploi", "departement", "64", "2023-T4", 40_000.0),
            row("population", "departement", "64", "2022", 620_000.0),
        ],
        geography_64,
    )
    assert found.at[("etp_iae_pour_1000_de", "64"), "value"] == pytest.approx(8)
    assert found.at[("siae_pour_10000_hab", "64"), "value"] == pytest.approx(0.5)


def test_a_hidden_amount_hides_its_density_and_no_etp_is_said_in_words(geography_64):
    found = density(
        [
            row("etp_iae", "sdsei", "bab", "2024", None, status="secret", qualifier="ours"),
            row("etp_iae", "departement", "64", "2024", 0.0),
        ],
        [
            row("demandeurs_emploi", "sdsei", "bab", "2024-T4", 9_000.0),
            row("demandeurs_emploi_longue_duree", "departement", "64", "2024-T4", 12_000.0),
        ],
        geography_64,
    )
    assert found.at[("etp_iae_pour_1000_de", "bab"), "status"] == "secret"
    assert found.at[("deld_par_etp_iae", "64"), "status"] == "not_applicable"
    assert "aucun ETP" in found.at[("deld_par_etp_iae", "64"), "method"]
    assert found["value"].isna().all()


def test_an_epci_shared_with_another_departement_gets_no_density(geography_64):
    shared = next(
        code
        for code, communes in geography_64.memberships["epci"].groupby(geography_64.memberships["epci"]).groups.items()
        if 0 < communes.isin(geography_64.own_communes).sum() < len(communes)
    )
    found = density(
        [row("siae", "epci", shared, "2024", 3.0)], [row("population", "epci", shared, "2023", 20_000.0)], geography_64
    )
    assert pd.isna(found.at[("siae_pour_10000_hab", shared), "value"])
    assert "partagé" in found.at[("siae_pour_10000_hab", shared), "method"]
    found = density(
        [row("etp_iae", "epci", shared, "2024", None, status="secret", qualifier="ours")],
        [row("demandeurs_emploi", "epci", shared, "2024-T4", 900.0)],
        geography_64,
    )
    assert found.at[("etp_iae_pour_1000_de", shared), "status"] == "missing"  # it would not be told if it were known


def test_a_place_without_a_structure_counts_zero(geography_64):
    rows = pd.DataFrame(
        [("sdsei", "bab", "2024", "ensemble", 8.0)], columns=["level", "territory", "period", "breakdown", "value"]
    )
    full = with_zeros(rows, geography_64, "value").set_index("territory")["value"]
    assert (len(full), full["bab"], full["haut-bearn"]) == (7, 8, 0)


def test_everything_counted_is_published_within_its_bounds_and_passes_the_audit(
    three_places, tmp_path, geography_64, catalogue
):
    three_places.close(pseudonym(0), date(2024, 6, 30))
    three_places.add(
        "siae", id_siae="Structure A", type="ACI", code_commune="64445", annee=2023, etp_conventionnes_etat=4
    )
    database = three_places.load(tmp_path / "extraits", geography_64)
    published = pd.DataFrame([row("population", "departement", "64", "2022", 620_000.0)])
    whole = catalogue.indicators["part_orientee_42_jours"].model_copy(update={"levels": ("departement",)})
    catalogue = catalogue.model_copy(update={"indicators": catalogue.indicators | {whole.id: whole}})
    found = count_parcours(database, geography_64, catalogue, lambda: published)
    assert all(check.passed for check in found.checks if check.blocking)
    assert set(found.observations["source"]) == {"extraits_departement"}
    assert not found.observations.duplicated(["indicator", "level", "territory", "period", "breakdown"]).any()
    assert set(found.observations["indicator"]) <= set(catalogue.indicators)
    assert found.places["code"].tolist() == ["Structure A"]
    shares = found.observations[found.observations["indicator"].str.startswith("part_orientee_")]
    ends = shares[["value", "low", "high"]].dropna()
    assert len(ends) and (ends == ends.round(1)).all(axis=None)
    assert set(found.price.loc[found.price["indicator"].eq(whole.id), "level"]) == {"departement"}
    assert found.price.loc[found.price["indicator"].eq("etp_iae"), "share_hidden"].isna().all()
    stock = found.observations[found.observations["indicator"] == "stock_attente_orientation"]
    assert (stock["value"] % 5 == 0).all()


def test_the_few_who_come_between_two_figures_of_the_same_persons_are_not_told(counted):
    """Forty oriented in all, thirty-eight within 91 days: the difference would be two persons."""
    extracts = Extracts()
    crowd(extracts, 38, ASKED, 40, "64445")
    crowd(extracts, 2, ASKED, 200, "64445", first=100)
    for number, commune in enumerate(("64102", "64483", "64422"), start=1):
        crowd(extracts, 40, ASKED, 40, commune, first=1000 * number)
        crowd(extracts, 10, ASKED, 200, commune, first=1000 * number + 100)
    with counted(extracts) as microdata:
        families = count_delay(DELAYS[0], microdata)
        families += [family for item in every_step(microdata).items() for family in count_step(*item, microdata)]
        found = protect_families([families], microdata.atoms, RULE)
    here = found.figures[found.figures["level"].eq("sdsei") & found.figures["territory"].eq("pau-agglomeration")]
    within = here[here["indicator"].eq("part_orientee_91_jours") & here["breakdown"].eq("ensemble")].iloc[0]
    oriented = here[here["breakdown"].eq("etape:orientation")].iloc[0]
    assert "secret" in (within["status"], oriented["status"])
    assert found.broken == 0


@pytest.mark.parametrize(("closed", "waiting", "told"), [(4, 1, False), (1, 4, True), (0, 5, True)])
def test_a_share_does_not_tell_how_few_rights_were_closed_before_the_orientation(counted, closed, waiting, told):
    """Kaplan and Meier leave them out: of five persons not oriented, the share says that four at least were closed."""
    extracts = Extracts()
    crowd(extracts, 60, ASKED, 40)
    crowd(extracts, closed + waiting, ASKED, None, first=100)
    for number in range(100, 100 + closed):
        extracts.close(pseudonym(number), ASKED + timedelta(days=20))
    with counted(extracts) as microdata:
        found = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE).figures
    speed = figure_of(found, "part_orientee_91_jours")
    assert (speed["status"] == "published") is told
    assert figure_of(found, "part_reellement_orientee_91_jours")["value"] == pytest.approx(100 * 60 / 65)


def test_a_higher_threshold_counts_for_rights_closed_too(counted):
    """Nine rights closed and five persons still waiting are enough under the usual rule, not under one of eleven."""
    counts = RULE.counts.model_copy(update={"threshold": 11, "width": 9})
    rule = RULE.model_copy(update={"counts": counts, "rounding_base": 11})
    extracts = Extracts()
    crowd(extracts, 60, ASKED, 40)
    crowd(extracts, 14, ASKED, None, first=100)
    for number in range(100, 109):
        extracts.close(pseudonym(number), ASKED + timedelta(days=20))
    for usual, told in ((RULE, True), (rule, False)):
        with counted(extracts, usual) as microdata:
            found = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, usual).figures
        assert (figure_of(found, "part_orientee_91_jours")["status"] == "published") is told


def test_whoever_is_back_at_work_late_is_not_found_between_two_delays(counted):
    extracts = Extracts()
    for place, commune in enumerate(("64445", "64102", "64483")):
        crowd(extracts, 40, ASKED, 30, commune, first=1000 * place)
        for number in range(20):
            late = 300 if number < (2 if place == 0 else 8) else 60
            person = pseudonym(1000 * place + number)
            extracts.add(
                "sorties", id_sortie=person, id_personne=person, date=ASKED + timedelta(days=late), type_sortie="cdi"
            )
    with counted(extracts) as microdata:
        rates = [one for one in every_rate(microdata) if one.population == "entrees_droit"]
        families = [family for one in rates for family in count_rate(one, microdata)]
        found = protect_families([families], microdata.atoms, RULE).figures
    here = found[found["territory"].eq("pau-agglomeration") & found["breakdown"].eq("ensemble")]
    assert here[here["period"] == "2023"]["status"].eq("secret").any()


def test_nor_is_she_found_by_her_sex_for_the_whole_departement(counted):
    extracts = Extracts()
    for sexe, first, late in (("F", 0, 2), ("M", 1000, 9)):
        for number in range(first, first + 40):
            person = extracts.person(number, ASKED, sexe=sexe)
            days = 300 if number < first + late else 60
            if number < first + 20:
                start = ASKED + timedelta(days=days)
                extracts.add("sorties", id_sortie=person, id_personne=person, date=start, type_sortie="cdi")
    with counted(extracts) as microdata:
        rates = [one for one in every_rate(microdata) if one.population == "entrees_droit"]
        families = [family for one in rates for family in count_rate(one, microdata)]
        found = protect_families([families], microdata.atoms, RULE)
    women = found.figures[found.figures["breakdown"].eq("sexe:F") & found.figures["period"].eq("2023")]
    assert len(women) == 2
    assert women["status"].eq("secret").any()
    assert found.broken == 0
