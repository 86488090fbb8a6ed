"""How a figure is protected is what its card says: hidden or rounded, and never what would protect nobody."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours import count_parcours
from etl.parcours.methods import check_methods
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rounded import rounded_heads
from etl.parcours.settings import COUNTED_LEVELS
from observatoire.catalogue import Catalogue
from observatoire.errors import CheckFailed
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2022, 3, 1)
#: (commune, exits): communes of several EPCI and SDSeI; the last two have few.
LEFT = (("64445", 31), ("64102", 17), ("64483", 12), ("64422", 7), ("64129", 3), ("64024", 2))
KINDS = ("cdi", "interim", "formation_qualifiante", "sans_solution", "sans_solution")


@pytest.fixture
def leavers() -> Extracts:
    extracts = Extracts()
    for place, (commune, exits) in enumerate(LEFT):
        crowd(extracts, exits, ASKED, 30, commune, first=1000 * place)
        for number in range(1000 * place, 1000 * place + exits):
            values = {"type_sortie": KINDS[number % 5], "date": date(2023, 1 + number % 12, 5)}
            extracts.add("sorties", id_sortie=pseudonym(50_000 + number), id_personne=pseudonym(number), **values)
    return extracts


def asking(catalogue: Catalogue, indicator: str, secrecy: str) -> Catalogue:
    update = {"secrecy": secrecy, "levels": COUNTED_LEVELS}
    card = catalogue.indicators[indicator].model_copy(update=update)
    return catalogue.model_copy(update={"indicators": {**catalogue.indicators, indicator: card}})


def exits(found) -> pd.DataFrame:
    rows = found.observations[found.observations["indicator"].eq("sorties_emploi")]
    return rows[rows["period"].eq("2023")].set_index(["level", "territory", "breakdown"]).sort_index()


def rounded_exits(microdata, geography, rule=RULE):
    (heads,) = (one for one in every_headcount(microdata) if one.indicator == "sorties_emploi")
    return rounded_heads(heads, microdata, geography, rule)


def test_a_headcount_whose_card_asks_for_rounding_is_rounded_and_none_of_it_is_hidden(
    leavers, tmp_path, geography_64, catalogue
):
    database = leavers.load(tmp_path / "extraits", geography_64)
    nothing = pd.DataFrame(columns=["indicator", "level", "territory", "period", "breakdown", "value", "status"])
    nothing["qualifier"] = []
    hidden, shown = (
        count_parcours(database, geography_64, asking(catalogue, "sorties_emploi", method), lambda: nothing)
        for method in ("suppression", "rounding")
    )
    assert exits(hidden)["status"].eq("secret").any()
    assert exits(shown)["status"].eq("published").all()
    assert (exits(shown)["value"] % 5 == 0).all()
    assert set(exits(shown)["qualifier"]) == {"rounded_5", "below_5"}
    assert all(check.passed for check in shown.checks if check.blocking)
    price = shown.price[shown.price["indicator"].eq("sorties_emploi")]
    assert set(price["method"]) == {"rounding"} and price["hidden"].sum() == 0
    young = shown.observations.query("indicator == 'sorties_emploi' and period == '2024'")
    assert young.empty or set(young["status"]) == {"immature"}


def test_rounded_figures_still_add_up(counted, leavers, geography_64):
    with counted(leavers) as microdata:
        figures = rounded_exits(microdata, geography_64).figures
    values = figures[figures["period"].eq("2023")].set_index(["level", "territory", "breakdown"])["value"]
    whole = values["departement", "64", "ensemble"]
    assert abs(whole - sum(exits for _, exits in LEFT)) < 5
    for level in ("sdsei", "epci"):
        assert values[level].xs("ensemble", level="breakdown").sum() == whole
    for level in ("sdsei", "departement"):
        for territory, of_place in values[level].groupby("territory"):
            kinds = of_place.drop((territory, "ensemble"))
            assert kinds.sum() == of_place[territory, "ensemble"], territory


def test_who_lives_nowhere_known_is_in_the_departement_alone(counted, leavers, geography_64):
    for row in leavers.rows["beneficiaires"][-5:]:
        row["code_commune"] = "99999"
    with counted(leavers) as microdata:
        found = rounded_exits(microdata, geography_64)
    values = found.figures[found.figures["period"].eq("2023")].set_index(["level", "territory", "breakdown"])["value"]
    outside = values["departement", "64", "ensemble"] - values["sdsei"].xs("ensemble", level="breakdown").sum()
    assert outside == 5 and found.broken == 0


def test_a_rounding_that_changed_nothing_would_not_pass_the_attack(counted, leavers, geography_64):
    with counted(leavers) as microdata:
        kept = rounded_exits(microdata, geography_64)
        as_it_is = rounded_exits(microdata, geography_64, RULE.model_copy(update={"rounding_base": 1}))
    assert kept.attacked > 0 and kept.broken == 0
    assert as_it_is.broken > 0


@pytest.mark.parametrize(
    ("indicator", "secrecy", "words"),
    [
        ("personnes_orientees", "rounding", "d’autres chiffres, exacts.*écrivez.*suppression"),
        ("taux_presence_rdv", "rounding", "n’existe que pour un effectif.*écrivez.*suppression"),
        ("delai_median_orientation", "rounding", "n’existe que pour un effectif"),
        ("siae", "rounding", "n’existe que pour un effectif.*écrivez.*none"),
        ("foyers_rsa", "rounding", "n’existe que pour un effectif.*écrivez.*none"),
        ("sorties_emploi", "none", "compté sur des personnes.*écrivez.*suppression"),
        ("heures_insertion_realisees", "none", "montants d’entreprises"),
        ("stock_attente_orientation", "none", "compté sur des personnes.*écrivez.*rounding"),
        ("stock_attente_orientation", "suppression", "revient à chaque trimestre.*écrivez.*rounding"),
        ("siae", "suppression", "ne sont pas des personnes.*écrivez.*none"),
    ],
)
def test_a_card_that_asks_for_what_would_protect_nobody_is_refused(counted, catalogue, indicator, secrecy, words):
    extracts = Extracts()
    crowd(extracts, 6, ASKED, 30)
    with counted(extracts) as microdata:
        told = every_rate(microdata), every_headcount(microdata)
    check_methods(catalogue, *told)
    check_methods(asking(catalogue, "sorties_emploi", "rounding"), *told)
    with pytest.raises(CheckFailed, match=f"(?s){indicator}.*{words}"):
        check_methods(asking(catalogue, indicator, secrecy), *told)
