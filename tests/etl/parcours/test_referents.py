"""Persons that a référent follows, on average, and what the quotient must not tell of who has none."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours import count_parcours
from etl.parcours.family import HIDDEN_BY_US
from etl.parcours.referents import portfolios
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ENTERED = date(2022, 3, 1)
PLACE = ["level", "territory"]
#: (commune, SDSeI, persons with a référent, persons without one)
SETTLED = (
    ("64445", "pau-agglomeration", 57, 3),
    ("64102", "bab", 80, 40),
    ("64422", "haut-bearn", 30, 20),
    ("64483", "nive-nivelle", 90, 60),
)


@pytest.fixture
def followed() -> Extracts:
    """Six référents in each place: only three persons of Pau have none."""
    extracts = Extracts()
    for rank, (commune, _, with_one, without) in enumerate(SETTLED):
        for number in range(1000 * rank, 1000 * rank + with_one):
            person = extracts.person(number, ENTERED, commune)
            extracts.orientation(person, date(2022, 4, 1), id_referent=pseudonym(90_000 + 10 * rank + number % 6))
        crowd(extracts, without, ENTERED, 30, commune, first=1000 * rank + 500)
    return extracts


def shares(*told: tuple[str, str, float]) -> pd.DataFrame:
    """Shares of persons with a référent in 2023, as judged: (level, territory, number told of these persons)."""
    figures = pd.DataFrame(told, columns=[*PLACE, "numerator"])
    return figures.assign(indicator="part_avec_referent", period="2023", breakdown="ensemble")


def of_2023(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[figures["period"].eq("2023")].set_index(PLACE)


def test_a_portfolio_is_the_persons_of_the_place_divided_by_their_referents(counted, followed):
    with counted(followed) as microdata:
        found = of_2023(portfolios(microdata, RULE, shares(("sdsei", "pau-agglomeration", 57))))
    assert found.loc[("sdsei", "pau-agglomeration"), ["value", "status"]].tolist() == [57 / 6, "published"]


@pytest.mark.parametrize(
    "told",
    [
        [("sdsei", "pau-agglomeration", float("nan"))],  # the number of persons is not told
        [("sdsei", "bab", 80)],  # nothing is told of the place
        [],
    ],
)
def test_a_portfolio_is_not_told_where_the_share_does_not_tell_how_many_have_a_referent(counted, followed, told):
    with counted(followed) as microdata:
        found = of_2023(portfolios(microdata, RULE, shares(*told))).loc[("sdsei", "pau-agglomeration")]
    assert pd.isna(found["value"])
    assert found[["status", "qualifier", "method"]].tolist() == ["secret", "ours", HIDDEN_BY_US]


@pytest.mark.parametrize("other", [{"breakdown": "sexe:F"}, {"period": "2022"}, {"indicator": "part_emploi_durable"}])
def test_another_figure_that_is_told_does_not_make_the_portfolio_so(counted, followed, other):
    with counted(followed) as microdata:
        judged = shares(("sdsei", "pau-agglomeration", 57)).assign(**other)
        found = of_2023(portfolios(microdata, RULE, judged))
    assert found.loc[("sdsei", "pau-agglomeration"), "status"] == "secret"


def test_persons_without_a_referent_are_not_worked_back_from_the_portfolio(followed, tmp_path, geography_64, catalogue):
    """Three persons of Pau have none: 9.5 persons for one référent would leave only 57 of 60 with one."""
    followed.close(pseudonym(0), date(2024, 6, 30))
    database = followed.load(tmp_path / "extraits", geography_64)
    nothing = pd.DataFrame(columns=["indicator", "level", "territory", "period", "breakdown", "value", "status"])
    nothing["qualifier"] = []
    found = count_parcours(database, geography_64, catalogue, lambda: nothing).observations
    whole = found[found["breakdown"].eq("ensemble")]
    share = of_2023(whole[whole["indicator"].eq("part_avec_referent")])
    portfolio = of_2023(whole[whole["indicator"].eq("portefeuille_moyen_referent")])
    assert share.loc[("sdsei", "pau-agglomeration"), "status"] == "secret"
    assert portfolio["status"].to_dict() == share.loc[portfolio.index, "status"].to_dict()
    assert portfolio.loc[("departement", "64"), "status"] == "published"
    assert portfolio.loc["sdsei", "status"].eq("published").any()


def test_a_portfolio_that_counts_few_referents_of_the_rest_is_hidden(counted):
    """Seven référents follow somebody in the CA Pau Béarn Pyrénées, eight in the whole département: one follows only
    persons of elsewhere."""

    def portfolios_of(elsewhere: int) -> pd.DataFrame:
        extracts = Extracts()
        for number in range(70 + 20 * elsewhere):
            commune, referent = ("64445", number % 7) if number < 70 else ("64102", 10 + number % elsewhere)
            person = extracts.person(number, ENTERED, commune)
            extracts.orientation(person, date(2022, 4, 1), id_referent=pseudonym(90_000 + referent))
        told = shares(("sdsei", "pau-agglomeration", 70), ("departement", "64", 70 + 20 * elsewhere))
        with counted(extracts) as microdata:
            return of_2023(portfolios(microdata, RULE, told))

    assert portfolios_of(1).loc[("sdsei", "pau-agglomeration"), "status"] == "secret"
    many = portfolios_of(5)
    assert many.loc[("sdsei", "pau-agglomeration"), ["value", "status"]].tolist() == [10, "published"]
    assert many.loc[("departement", "64"), "value"] == 170 / 12
