"""What has become of the figure that a decision was taken on: what it said then, what it says now, and the change.

The figure is kept with the decision as it was published that day. What it was is told only where the same figure, of
the same period, is still published: a figure that has become secret is told as such, its old value is not.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from observatoire.carnet.decisions import Decision
from observatoire.catalogue import load_catalogue
from observatoire.documents.model import Evidence
from observatoire.typography import french
from observatoire.view.etat import State, figures_of, observation_of, state_today
from observatoire.view.paire import change_words, now_words, pair_of, then_words
from observatoire.warehouse import Snapshot


@dataclass(frozen=True)
class Followed:
    """A decision beside its figure: `then` "8,8 % en 2021", `now` "9,4 % en 2025", `change` "+0,6 point".

    All three are empty when the decision is tied to no single figure.
    """

    decision: Decision
    then: str = ""
    now: str = ""
    change: str = ""
    now_evidence: Evidence | None = None

    @property
    def words(self) -> str:
        """ "Alors : 8,8 % en 2021. Aujourd’hui : 9,4 % en 2025 (+0,6 point)." """
        if not self.now:
            return ""
        return french(f"Alors : {self.then}. Aujourd’hui : {self.now} ({self.change}).")


def kept_value(evidence: Evidence | None, snapshot: Snapshot) -> str:
    """The figure of a decision as published today, to be kept with it; "" when there is none."""
    if evidence is None:
        return ""
    found = figures_of([evidence], snapshot)
    return json.dumps(asdict(found[0]), ensure_ascii=False, sort_keys=True) if found else ""


def follow(decision: Decision, snapshot: Snapshot) -> Followed:
    """A decision and its figure, as published today."""
    then = observation_of(json.loads(decision.value_then)) if decision.value_then else None
    if then is None or then.indicator not in load_catalogue().indicators:
        return Followed(decision)
    publication = snapshot.publication()
    kept = State(
        decision.taken_on, decision.taken_on, publication.departement, publication.demo, (then,), beside=(), names=()
    )
    today = state_today(kept, snapshot, publication.built_at.date())
    pair = pair_of({then.period: then}, next(iter(today.by_series.values()), {}))
    latest = pair.latest
    evidence = None
    if latest is not None and latest.value is not None:
        evidence = Evidence(latest.indicator, latest.level, latest.territory, latest.period, latest.breakdown)
    words = (french(said(pair)) for said in (then_words, now_words, change_words))
    return Followed(decision, *words, evidence)
