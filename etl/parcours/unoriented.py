"""Who waits for an orientation, as read off numbers of persons that other populations tell."""

from __future__ import annotations

import numpy as np

from etl.parcours.counting import count_by_place
from etl.parcours.persons import Microdata
from etl.parcours.waits import AFTER_REQUEST, cohort_of, dated_from_the_start

_FLOWS = """
SELECT commune, period, if(is_oriented, 'oriented', 'waiting') AS flow FROM year_end
UNION ALL SELECT commune, (period::INTEGER + 1)::VARCHAR, if(is_oriented, 'oriented_before', 'before') FROM year_end
UNION ALL SELECT commune, year(entry)::VARCHAR, 'entered' FROM entrant WHERE opened AND entry IS NOT NULL
UNION ALL SELECT commune, year(decided)::VARCHAR, 'decided' FROM entrant WHERE decided IS NOT NULL
"""
#: A bound from below that leaves fewer values than the rule: a number that is hidden is one at least.
AT_LEAST = 2
_TOLD = ("oriented", "waiting", "oriented_before", "before", "entered", "decided")


def exposed_oriented(microdata: Microdata) -> frozenset[tuple[str, str, str]]:
    """(period, level, territory) where the number of persons oriented in the year may not be told.

    Whoever is oriented in a year was waiting on the 31 December before, or has entered since, and waits no more on the
    next one. So those who waited, plus those entered, minus those oriented are as many as wait on the next 31 December,
    or more: the others have left without an orientation, or have kept an older one. Where those who waited may be told,
    and these others are few, or leave too little doubt on a share oriented that is secret, the number is not told. Nor
    is it where those who waited are hidden, and would be two at least: who guesses that they are four at most would
    know.
    """
    rule = microdata.rule
    flows = count_by_place(microdata, _FLOWS, ("period", "flow"), {name: f"flow = '{name}'" for name in _TOLD})
    year = flows["period"].astype(int)
    flows = flows[year.gt(microdata.since.year) & year.lt(microdata.extracted_on.year)]
    oriented, waiting, oriented_before, before, entered, decided = (flows[name].to_numpy() for name in _TOLD)
    most = before + entered - decided
    secret = rule.sensitive_rates(oriented, oriented + waiting, waiting)
    bare = np.where(secret, most < rule.counts.threshold, rule.small(most - waiting))
    hidden_before = rule.sensitive_rates(oriented_before, oriented_before + before, before)
    least_before = decided + np.where(secret, 0.0, waiting) - entered
    bare = np.where(hidden_before, least_before >= AT_LEAST, bare)
    return frozenset(flows.loc[bare, ["period", "level", "territory"]].itertuples(index=False, name=None))


def exposed_entrants(microdata: Microdata) -> frozenset[tuple[str, str, str]]:
    """(period, level, territory) where the number of persons entered in the year may not be told.

    Where openings are dated from the month of the request, whoever is oriented in the cohort of a year has entered in
    it: those who asked, minus those entered, are as many as were not oriented, or fewer. Where these are few, and would
    be two at least, the number is not told.
    """
    if not dated_from_the_start("demande", "ouverture", microdata):
        return frozenset()
    asked = cohort_of("demande", AFTER_REQUEST, microdata)
    flows = count_by_place(
        microdata,
        f"SELECT commune, year(demande)::VARCHAR AS period, if(decided IS NULL, 'not_oriented', 'oriented') AS flow"
        f" FROM entrant WHERE {asked}"
        " UNION ALL SELECT commune, year(entry)::VARCHAR, 'entered' FROM entrant WHERE opened AND entry IS NOT NULL",
        ("period", "flow"),
        {name: f"flow = '{name}'" for name in ("not_oriented", "oriented", "entered")},
    )
    least = flows["oriented"] + flows["not_oriented"] - flows["entered"]
    bare = microdata.rule.small(flows["not_oriented"].to_numpy()) & least.ge(AT_LEAST).to_numpy()
    return frozenset(flows.loc[bare, ["period", "level", "territory"]].itertuples(index=False, name=None))
