"""Series are cut where what they count has changed, and nowhere else."""

from __future__ import annotations

from tests.coherence.indicators import CATALOGUE, INDICATORS


def test_each_break_bears_on_levels_of_its_indicator():
    for item in CATALOGUE.breaks:
        assert set(item.levels) <= set(CATALOGUE.indicators[item.indicator].levels), item
    assert len({(item.indicator, item.period) for item in CATALOGUE.breaks}) == len(CATALOGUE.breaks)


def test_rsa_counts_of_a_departement_are_cut_in_2016_and_in_2020_and_those_of_a_commune_never():
    breaks = [item for item in CATALOGUE.breaks if item.indicator == "foyers_rsa"]
    cuts = {(item.period, level) for item in breaks for level in item.levels}
    assert {period for period, level in cuts if level == "departement"} == {"2016-12", "2020-12"}
    assert not {level for _, level in cuts} & {"commune", "epci", "canton", "sdsei", "zone_emploi"}


def test_a_rate_is_cut_where_its_numerator_is():
    def cuts(indicator: str) -> set:
        return {(item.period, item.levels) for item in CATALOGUE.breaks if item.indicator == indicator}

    for indicator in INDICATORS:
        if indicator.ratio:
            assert cuts(indicator.ratio.numerator) <= cuts(indicator.id)


def test_nothing_of_filosofi_is_chained_to_2023():
    filosofi = {item.id for item in INDICATORS if any(source.startswith("filosofi") for source in item.sources)}
    cut = {
        item.indicator
        for item in CATALOGUE.breaks
        if item.period == "2023" and set(item.levels) == set(CATALOGUE.indicators[item.indicator].levels)
    }
    assert filosofi == cut and len(filosofi) == 7
