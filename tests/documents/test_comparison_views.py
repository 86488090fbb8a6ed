"""Funnel, peers and watch-list of the demonstration of the Hautes-Alpes: what they say, and what they refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.errors import ObservatoireError
from observatoire.figures.funnel_svg import FunnelDrawing, funnel_svg
from observatoire.figures.label_places import name_width, overlap
from observatoire.statistics.funnel import CONFIDENCES, binomial_limits
from observatoire.view.entonnoir import FEWEST_TERRITORIES, funnel
from observatoire.view.pairs import STRUCTURAL, peers_of
from observatoire.view.question import available
from observatoire.view.vigilance import watch_list
from tests.unit.figures_by_hand import PRESENCE, STRUCTURES, figure, share


def latest(snapshot, indicator: str, level: str) -> str:
    return available(snapshot)[indicator][level][0]


def well_written(sentence: str) -> bool:
    return sentence.endswith(".") and not re.search(r"\d\.\d| [:;?!%»]|\bNone\b|nan", sentence)


# ---- peers ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alike(snapshot):
    return peers_of(snapshot, "departement", "05")


def test_peers_come_from_the_whole_of_france_nearest_first(alike):
    assert alike.compared > 80 and not alike.refusal
    assert len(alike.peers) == 5 and all(peer.territory.code != "05" for peer in alike.peers)
    assert [peer.distance for peer in alike.peers] == sorted(peer.distance for peer in alike.peers)
    assert all(well_written(sentence) for sentence in alike.sentences)


def test_each_variable_says_its_period_and_its_part_of_the_distance(alike):
    assert [variable.indicator.id for variable in alike.variables] == list(STRUCTURAL)
    assert all(variable.period and variable.text for variable in alike.variables)
    for peer in alike.peers:
        assert [one.indicator for one in peer.contributions] == [variable.indicator for variable in alike.variables]
        assert sum(one.share for one in peer.contributions) == pytest.approx(1)
        assert all(re.fullmatch(r"[+−]?\d+,\d", one.difference_text) for one in peer.contributions)


def test_removing_a_variable_changes_the_list_the_same_way_each_time(snapshot, alike):
    without = [variable for variable in STRUCTURAL if variable not in ("population", "taux_chomage_localise")]
    fewer, again = (peers_of(snapshot, "departement", "05", without) for _ in range(2))
    assert fewer == again and fewer.variables != alike.variables
    assert [peer.territory.code for peer in fewer.peers] != [peer.territory.code for peer in alike.peers]
    assert peers_of(snapshot, "departement", "05", STRUCTURAL) == alike


def test_territories_without_every_figure_are_named_and_nothing_is_put_in_their_place(snapshot, alike):
    period = {variable.indicator.id: variable.period for variable in alike.variables}
    assert alike.left_out and alike.compared + len(alike.left_out) == len(snapshot.territories("departement"))
    for territory in alike.left_out:
        figures = [snapshot.observation(name, "departement", territory.code, when) for name, when in period.items()]
        assert any(figure is None or not figure.is_comparable for figure in figures)


def test_a_variable_that_too_few_territories_have_is_set_aside_with_a_sentence(snapshot):
    communes = peers_of(snapshot, "commune", "05061")
    aside = {indicator.id: sentence for indicator, sentence in communes.set_aside}
    assert "taux_pauvrete" in aside and all(well_written(sentence) for sentence in aside.values())
    assert any("du département" in sentence for sentence in communes.sentences) or communes.refusal


def test_one_variable_says_nothing_of_resemblance(snapshot):
    alone = peers_of(snapshot, "departement", "05", ["population"])
    assert alone.peers == () and well_written(alone.refusal) and alone.sentences == (alone.refusal,)
    assert peers_of(snapshot, "departement", "05", []).refusal


def test_an_unknown_territory_has_no_peers(snapshot):
    with pytest.raises(ObservatoireError, match="n’existe pas"):
        peers_of(snapshot, "departement", "00")


# ---- funnel ---------------------------------------------------------------------------------------------------------


class Invented:
    """A version whose first communes have the shares given: (counted, persons), or None where it is hidden."""

    def __init__(self, snapshot, counts):
        self._snapshot, self._counts = snapshot, counts
        self._names = snapshot.territories("commune")[: len(counts)]

    def territories(self, level):
        return self._names

    def publication(self):
        return self._snapshot.publication()

    def observations_at(self, indicator, level, period):
        hidden = figure(PRESENCE, None, period, status="secret", qualifier="ours")
        return {
            territory.code: replace(share(*pair, period) if pair else hidden, level=level, territory=territory.code)
            for territory, pair in zip(self._names, self._counts, strict=True)
        }


def test_a_large_territory_far_from_the_whole_is_named_and_a_small_one_as_far_is_not(snapshot):
    counts = [(7000, 10000), (690, 1000), (355, 500), (3600, 5000), (25, 40), (1060, 1500), (3100, 5000)]
    found = funnel(Invented(snapshot, counts), "taux_presence_rdv", "commune", "2025")
    far = {point.size: (point.outside, point.verdict) for point in found.points}
    assert far[5000] in ((2, "moins bien"), (2, "mieux")) and far[40] == (0, "écart non établi")
    assert found.reference == pytest.approx(100 * sum(c for c, _ in counts) / sum(n for _, n in counts))
    assert all(point.outside for point in found.outside) and well_written(found.sentences[0])


@pytest.mark.parametrize(("width", "text"), [(1180.0, 17.0), (1180.0, 22.0), (380.0, 15.0)])
def test_names_of_territories_of_the_same_size_are_read_apart_on_the_plot(snapshot, width, text):
    counts = [(7000, 10000), (160, 400), (165, 410), (170, 405), (168, 402), (163, 404), (350, 500)]
    found = funnel(Invented(snapshot, counts), "taux_presence_rdv", "commune", "2025")
    drawn = ElementTree.fromstring(funnel_svg(FunnelDrawing(found, "Personnes", "Entonnoir"), width, text))
    words = [node for node in drawn.iter("{http://www.w3.org/2000/svg}text") if node.get("paint-order") == "stroke"]
    boxes = {}
    for node in words:
        x, base, size = float(node.get("x")), float(node.get("y")), float(node.get("font-size"))
        wide = name_width(node.text, size)
        left = x - wide if node.get("text-anchor") == "end" else x
        boxes[node.text] = (left, base - 0.8 * size, left + wide, base + 0.2 * size)
    assert len(set(boxes) & {point.territory.name for point in found.outside}) >= 3
    assert not [pair for pair in combinations(boxes, 2) if overlap(boxes[pair[0]], boxes[pair[1]])]


def test_the_limits_drawn_are_those_that_judge(snapshot):
    counts = [(7000, 10000), (690, 1000), (355, 500), (3600, 5000), (25, 40), (1060, 1500), (3100, 5000)]
    found = funnel(Invented(snapshot, counts), "taux_presence_rdv", "commune", "2025")
    assert len(found.limits) == 100 and found.limits[-1].size > max(point.size for point in found.points)
    for limit in found.limits[:: len(found.limits) // 4]:
        expected = [
            100 * float(end) for c in CONFIDENCES for end in binomial_limits(found.reference / 100, limit.size, c)
        ]
        assert [limit.low_95, limit.high_95, limit.low_998, limit.high_998] == pytest.approx(expected)
        assert limit.low_998 <= limit.low_95 < found.reference < limit.high_95 <= limit.high_998


def test_fewer_than_five_territories_make_no_funnel(snapshot):
    few = funnel(Invented(snapshot, [(70, 100)] * (FEWEST_TERRITORIES - 1)), "taux_presence_rdv", "commune", "2025")
    assert (
        few.points == few.limits == () and well_written(few.refusal) and "4\u00a0communes seulement ont" in few.refusal
    )
    assert not funnel(Invented(snapshot, [(70, 100)] * 5), "taux_presence_rdv", "commune", "2025").refusal


def test_a_territory_without_its_counts_has_no_point_and_its_reason_is_said(snapshot):
    counts = [(70, 100)] * 6 + [(9, 12)]
    found = funnel(Invented(snapshot, counts), "taux_presence_rdv", "commune", "2025")
    assert len(found.points) == 6 and [reason for _, reason in found.left_out] == ["trop peu de personnes comptées"]


@pytest.mark.parametrize("indicator", ["taux_pauvrete", "foyers_rsa", "niveau_vie_median"])
def test_a_figure_without_counted_persons_has_no_funnel_but_a_sentence(snapshot, indicator):
    found = funnel(snapshot, indicator, "epci", latest(snapshot, indicator, "epci"))
    assert found.points == () and found.reference is None and well_written(found.refusal)


def test_a_rate_of_few_structures_has_limits_of_its_own_kind(snapshot):
    class Structures(Invented):
        def observations_at(self, indicator, level, period):
            return {
                territory.code: figure(
                    STRUCTURES,
                    1e4 * many / people,
                    period,
                    numerator=many,
                    denominator=people,
                    territory=territory.code,
                )
                for territory, (many, people) in zip(self._names, self._counts, strict=True)
            }

    counts = [(3, 10_000), (4, 20_000), (0, 9_000), (30, 90_000), (90, 90_000), (12, 40_000)]
    found = funnel(Structures(snapshot, counts), STRUCTURES.id, "commune", "2025")
    assert found.reference == pytest.approx(1e4 * 139 / 259_000)
    assert {point.size: point.outside for point in found.points if point.value > 9} == {90_000: 2}
    assert found.points[0].verdict == "plus élevé" and found.limits[-1].high_998 > found.limits[-1].high_95


def test_an_unknown_indicator_has_no_funnel(snapshot):
    with pytest.raises(ObservatoireError, match="n’existe pas"):
        funnel(snapshot, "inconnu", "epci", "2021")


def test_a_hidden_figure_has_neither_point_nor_weight_in_the_whole(snapshot):
    found = funnel(Invented(snapshot, [(70, 100)] * 6 + [None]), "taux_presence_rdv", "commune", "2025")
    ((territory, reason),) = found.left_out
    assert reason.startswith("caché") and territory.code not in {point.territory.code for point in found.points}
    assert found.reference == pytest.approx(70)


# ---- watch-list -----------------------------------------------------------------------------------------------------


def test_the_watch_list_says_how_much_it_tested_and_how_much_it_could_not(snapshot):
    found = watch_list(snapshot, "epci", "departement")
    untested = sum(int(re.match(r"[\d\u202f]+", one)[0].replace("\u202f", "")) for one in found.refusals)
    judged = {item.id for item in load_catalogue().indicators.values() if item.polarity != "none"}
    series = {
        (item.territory, item.indicator)
        for place in snapshot.territories("epci")
        for item in snapshot.figures_of("epci", place.code)
        if item.indicator in judged
    }
    assert found.tested + untested == len(series) > 0
    assert all(well_written(sentence) for sentence in (*found.sentences, *found.refusals))
    assert found.expected_false == pytest.approx(0.05 * len(found.entries))
    assert all(entry.judgement.favourable is False and entry.trend.favourable is False for entry in found.entries)


@pytest.mark.parametrize("benchmark", ["inconnu", "departement"])
def test_a_level_is_not_compared_to_itself_nor_to_nothing(snapshot, benchmark):
    with pytest.raises(ObservatoireError, match="ne convient pas"):
        watch_list(snapshot, "departement", benchmark)
