"""The communes of today, the territories that hold them, and the way of an older code to a commune of today."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from etl.geography import commune_links, load_geography, read_passages, read_territories, read_zones_emploi
from observatoire.catalogue import load_departement
from observatoire.errors import BadFile, CheckFailed
from observatoire.typography import french

HEADER = "commune;niveau;code;nom;date_debut;date_fin;fictif\n"
OWN = pd.Index(["90001", "90002"])


def links_of(geography, *codes):
    links, lost = commune_links(pd.Index(codes), geography)
    return {(link.old, link.new): link.ratio for link in links.itertuples()}, lost


@pytest.fixture(scope="module")
def changing(geography_64):
    """64001 was split off from 64002 with a tenth of its people; 64901 became 64902, then 64003 and 64004."""
    rows = [
        ("64002", "64001", 0.1),
        ("64002", "64002", 0.9),
        ("64901", "64902", 1.0),
        ("64902", "64003", 0.25),
        ("64902", "64004", 0.75),
        ("64998", "64999", 1.0),
        ("64999", "64998", 1.0),
    ]
    changes = pd.DataFrame([row for row in rows if row[0] != row[1]], columns=["old", "new", "ratio"])
    return replace(geography_64, changes=changes)


def test_the_545_communes_of_the_pyrenees_atlantiques_have_an_epci_a_canton_and_an_sdsei(geography_64):
    assert len(geography_64.own_communes) == 545
    for level in ("epci", "canton", "sdsei"):
        assert geography_64.own_communes.isin(geography_64.memberships[level].index).all()


def test_an_epci_that_straddles_two_departements_keeps_all_its_members(geography_64):
    epci = geography_64.memberships["epci"]
    adour_madiran = set(epci.index[epci == "200072106"])
    assert {code[:2] for code in adour_madiran} == {"64", "65"}
    assert adour_madiran <= set(geography_64.near_communes)
    assert not adour_madiran <= set(geography_64.own_communes)


def test_every_departement_is_published_for_ranks_and_only_the_epci_that_touch_this_one(geography_64):
    wanted = geography_64.territories_of_interest
    assert len(wanted["departement"]) == 101
    assert len(wanted["epci"]) == 10
    assert wanted["commune"] == set(geography_64.own_communes)


def test_france_metropolitaine_has_no_overseas_commune(geography_64):
    metropolitan = geography_64.memberships["france_metro"].index
    assert not metropolitan.str.startswith("97").any()
    assert "2A004" in metropolitan and "64445" in metropolitan


def test_a_town_shared_between_cantons_is_one_unit(geography_64):
    canton = geography_64.memberships["canton"]["64445"]
    assert geography_64.names["canton"][canton] == "Pau"
    assert (geography_64.memberships["canton"] == canton).sum() == 1


def test_an_unknown_departement_is_refused_with_examples(catalogue):
    with pytest.raises(CheckFailed) as refused:
        load_geography(load_departement("20"), catalogue)
    assert str(refused.value) == french("« 20 » n’est pas un code de département : donnez par exemple 64, 2A ou 971.")


def test_a_merged_commune_reaches_the_one_that_absorbed_it(geography_64):
    assert links_of(geography_64, "64541", "64300") == ({("64541", "64300"): 1.0}, [])


def test_a_code_of_today_needs_no_link(geography_64):
    assert links_of(geography_64, "64445", "2A004") == ({}, [])


def test_a_code_that_reaches_nothing_is_lost_and_named(geography_64):
    assert links_of(geography_64, "64999") == ({}, ["64999"])


def test_changes_are_followed_one_after_the_other(changing):
    assert links_of(changing, "64901") == ({("64901", "64003"): 0.25, ("64901", "64004"): 0.75}, [])


def test_changes_that_turn_in_a_circle_do_not_loop_for_ever(changing):
    assert links_of(changing, "64998") == ({}, ["64998"])


def test_a_commune_split_off_later_takes_its_part_of_the_former_one(changing):
    assert links_of(changing, "64002") == ({("64002", "64001"): 0.1}, [])


def test_a_commune_split_off_that_the_file_already_lists_takes_nothing(changing):
    assert links_of(changing, "64002", "64001") == ({}, [])


def test_the_table_of_changes_is_read_without_the_communes_that_kept_their_code(tmp_path):
    path = tmp_path / "passages.csv"
    path.write_text(
        "annee_ini,annee_fin,cod_ini,cod_fin,annee,typemodif,ratio\n2008,2009,31483,31300,2008-02-13,d,0.011\n"
        "2008,2009,31483,31483,2008-02-13,d,0.989\n2023,2024,64541,64300,01/01/2024,f,1.0\n",
        encoding="utf-8",
    )
    assert read_passages(path).to_dict("records") == [
        {"old": "31483", "new": "31300", "ratio": 0.011},
        {"old": "64541", "new": "64300", "ratio": 1.0},
    ]


def test_a_zone_d_emploi_keeps_its_leading_zero(tmp_path):
    path = tmp_path / "zones.csv"
    path.write_text(
        "codgeo,libgeo,codze2020,libze2020\n01001,Une commune,51,Zone fictive\n64445,Pau,7522,Pau\n", encoding="utf-8"
    )
    membership, names = read_zones_emploi(path)
    assert membership.to_dict() == {"01001": "0051", "64445": "7522"}
    assert names == {"0051": "Zone fictive", "7522": "Pau"}


@pytest.fixture
def territories(tmp_path):
    def read(rows: str):
        path = tmp_path / "territories.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return read_territories(path, OWN)

    return read


def test_territories_of_the_departement_are_read_with_their_fictitious_flag(territories):
    series, names, fictitious = territories(
        "90001;sdsei;nord;Nord;2024-01-01;;oui\n90002;sdsei;sud;Sud;2024-01-01;;non\n"
    )["sdsei"]
    assert series.to_dict() == {"90001": "nord", "90002": "sud"}
    assert (names, fictitious) == ({"nord": "Nord", "sud": "Sud"}, {"nord"})


def test_a_territory_of_the_past_is_no_longer_read(territories):
    read = territories(
        "90001;sdsei;vieux;Vieux;2015-01-01;2023-12-31;non\n90001;sdsei;nord;Nord;2024-01-01;;non\n"
        "90002;sdsei;nord;Nord;2024-01-01;;non\n"
    )
    assert read["sdsei"][0].to_dict() == {"90001": "nord", "90002": "nord"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            "90001;sdsei;nord;Nord;;;non\n",
            "territories.csv : la commune 90002 n’a pas de territoire « sdsei » ; ajoutez sa ligne.",
        ),
        (
            "90001;sdsei;nord;Nord;;;non\n90002;sdsei;nord;Nord;;;non\n90001;sdsei;sud;Sud;;;non\n",
            "territories.csv : la commune 90001 est dans deux territoires « sdsei » ; gardez-en un seul.",
        ),
        (
            "90001;sdsei;nord;Nord;;;non\n90002;sdsei;nord;Nord;;;non\n64445;sdsei;sud;Sud;;;non\n",
            "territories.csv : la commune 64445 n’existe pas dans ce département ; "
            "corrigez le code (a-t-elle fusionné ?).",
        ),
    ],
)
def test_territories_that_do_not_share_out_every_commune_once_are_refused(territories, rows, sentence):
    with pytest.raises(CheckFailed) as refused:
        territories(rows)
    assert str(refused.value) == french(sentence)


def test_a_fictitious_flag_that_is_neither_oui_nor_non_is_refused_with_its_line(territories):
    with pytest.raises(BadFile) as refused:
        territories("90001;sdsei;nord;Nord;;;non\n90002;sdsei;nord;Nord;;;vrai\n")
    assert str(refused.value) == french(
        "territories.csv, ligne 3, colonne fictif : « fictif » vaut « oui » ou « non » ; corrigez la ligne."
    )
