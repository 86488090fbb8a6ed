"""How long people wait for an orientation: curves, delays from each start, shares within each limit of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.dates import first_day
from observatoire.thresholds import Nature, Threshold, in_force, regime_of
from observatoire.typography import french
from observatoire.view.figures_of import may_be_judged
from observatoire.view.parcours_figures import (
    BOUNDS_DAYS,
    REALLY_ORIENTED,
    SHARE,
    Fact,
    Figures,
    fact,
    is_not_given,
    why_none,
)
from observatoire.view.parcours_question import DELAY, FIRST_ORIGIN, ORIGINS, ParcoursQuestion, breakdown_of
from observatoire.warehouse import CurvePoint, Observation, Publication, Snapshot

NATURES: tuple[str, ...] = get_args(Nature)
NATURE_WORDS = {
    "loi": "loi",
    "decret": "décret",
    "plan": "plan national",
    "contrat": "contrat du département",
    "objectif_local": "objectif local",
}
#: Share of the median, in %.
HALF = 50
#: What the catalogue says of the nearest national figure begins so.
NATIONAL = "Repère national"
NOT_TOGETHER = (
    "Les délais du tableau ne se superposent pas : chacun part d’un autre jour, et certains ne comptent pas tout à "
    "fait les mêmes personnes. Un délai plus court depuis un départ plus tardif n’est pas une attente plus courte."
)
#: A right that closes ends the wait: the curve and the shares by day say nothing of those who have left.
STILL_HERE = "parmi les personnes encore au RSA"
NO_CURVE = (
    "Aucune courbe : moins de 50 personnes sont suivies, l’année vient de commencer, ou la courbe en dirait trop "
    "sur quelques personnes. Le délai médian, s’il est connu, est dans le tableau."
)
SECRET_CURVE = "Aucune courbe : le délai médian est caché par le secret statistique, la courbe l’est avec lui."
#: A share for each day would tell of few persons; the secrecy is told in docs/secret.md.
BAND = "La zone claire autour de la courbe est l’intervalle à 95\u202f%, élargi à 5 points près."
EACH_TENTH = (
    "Un point de la courbe est le jour où un dixième de plus des personnes est orienté. Avant le premier, moins de "
    "10\u202f% le sont : rien n’y est tracé."
)
#: Who is still there at a point: some who wait have left, or entered too late to be followed so far.
STILL_FOLLOWED = "Personnes encore suivies et non orientées, environ"
NO_LONGER_FOLLOWED = "Une personne dont le droit s’est fermé, ou entrée depuis moins longtemps, n’est plus suivie."
CURVE_END = (
    f"La courbe s’arrête quand trop peu de personnes sont encore suivies, ou au bout d’un an. {NO_LONGER_FOLLOWED}"
)
YOUNG_END = "Année trop récente, en tirets : la courbe s’arrête à ce qui est déjà connu."


@dataclass(frozen=True)
class Curve:
    """Share oriented by day of a territory, none when fewer than fifty persons are followed; its median."""

    name: str
    points: tuple[CurvePoint, ...]
    median: Observation | None


@dataclass(frozen=True)
class Limit:
    """A limit of the register and the share that it judges, counted from its own start."""

    threshold: Threshold
    fact: Fact
    same_start: bool

    @property
    def nature(self) -> str:
        return NATURE_WORDS[self.threshold.nature]

    @property
    def start(self) -> str:
        """ "depuis la réception de l’information par le département"."""
        return origin_words(self.threshold.start_event)

    @property
    def in_force(self) -> str:
        return in_force_words(self.threshold)

    @property
    def verdict(self) -> str:
        """The share against the target of the text; nothing without a target, or with a share too fragile for it."""
        target, own = self.threshold.target_pct, self.fact.own
        if target is None or not may_be_judged(own, self.fact.indicator) or own.low is None or own.high is None:
            return ""
        if own.high < target:
            return "non atteint"
        return "atteint" if own.low >= target else "trop proche pour trancher"


@dataclass(frozen=True)
class DaysRow:
    """The share oriented within `days`, from the chosen start, whether or not a limit has that length."""

    days: int
    fact: Fact


@dataclass(frozen=True)
class Waits:
    """`limits`: those that judge the cohort, most binding first; `later`: in force now, but not for this cohort;
    `really`: the share at 91 days that counts closed rights, None from another start than the request;
    `origins`: the median from each start; `national`: the sentence of the catalogue on the national figure.
    """

    own: Curve
    other: Curve | None
    median: Fact
    mean: Fact
    origins: tuple[Fact, ...]
    rows: tuple[DaysRow, ...]
    really: Fact | None
    limits: tuple[Limit, ...]
    later: tuple[Threshold, ...]
    national: str

    @property
    def drawn(self) -> tuple[Limit, ...]:
        """Limits that start where the curve starts: the others are told beside it, never drawn on it."""
        return tuple(limit for limit in self.limits if limit.same_start)

    @property
    def is_recent(self) -> bool:
        """Whether the cohort is too young for a median: its curve tells of those who have entered so far."""
        own = self.median.own
        return own is not None and own.status == "immature"

    @property
    def not_yet_a_median(self) -> str:
        """What a young curve that passes one half tells, and why it is not the median of the year."""
        half = next((point for point in self.own.points if point.share >= HALF), None)
        if not self.is_recent or half is None:
            return ""
        return french(
            f"La moitié des personnes déjà entrées est orientée en {formats.count(half.day, 'jour')} : ce n’est pas "
            "encore le délai médian de l’année, qui attend ses derniers entrés."
        )

    @property
    def how_to_read(self) -> str:
        """What a point of the curve is, and where the curve ends."""
        end = f"{YOUNG_END} {self.not_yet_a_median}" if self.is_recent else CURVE_END
        return f"{EACH_TENTH} {end}".rstrip()

    @property
    def why_no_curve(self) -> str:
        """Why there is no curve of the territory."""
        median = self.median.own
        if is_not_given(median):
            return f"Aucune courbe{why_none([median])}."
        return SECRET_CURVE if median is not None and median.status == "secret" else NO_CURVE


def waits(
    question: ParcoursQuestion, own: Figures, other: Figures | None, snapshot: Snapshot, extracted_on: date | None
) -> Waits:
    publication, period, breakdown = snapshot.publication(), question.periode, question.delay_breakdown
    limits = limits_of(question, own, other, publication)
    return Waits(
        _curve(own, question, snapshot),
        _curve(other, question, snapshot) if other is not None else None,
        fact(DELAY, period, own, other, breakdown),
        fact("delai_moyen_orientation_realises", period, own, other),
        tuple(fact(DELAY, period, own, other, breakdown_of(origin)) for origin in ORIGINS),
        tuple(DaysRow(days, fact(SHARE.format(days), period, own, other, breakdown)) for days in BOUNDS_DAYS),
        fact(REALLY_ORIENTED, period, own, other) if question.origine == FIRST_ORIGIN else None,
        limits,
        _later(limits, period, extracted_on, publication),
        _national(),
    )


def limits_of(
    question: ParcoursQuestion, own: Figures, other: Figures | None, publication: Publication
) -> tuple[Limit, ...]:
    """Limits on the orientation in force when the cohort began to enter, from the most binding."""
    regime = regime_of(question.periode, publication.departement, demo=publication.demo)
    judged = [limit for limit in regime if limit.end_event == "orientation" and limit.indicator]
    return tuple(
        Limit(
            limit,
            fact(limit.indicator, question.periode, own, other, breakdown_of(limit.start_event)),
            limit.start_event == question.origine,
        )
        for limit in sorted(judged, key=lambda limit: NATURES.index(limit.nature))
    )


def limits_after_orientation(period: str, publication: Publication) -> dict[str, tuple[str, ...]]:
    """{indicator: limits that judge it}, for what follows the orientation: its label and its dates."""
    found: dict[str, tuple[str, ...]] = {}
    for limit in regime_of(period, publication.departement, demo=publication.demo):
        if limit.end_event != "orientation" and limit.indicator:
            words = french(f"{limit.label}, {in_force_words(limit)}")
            found[limit.indicator] = (*found.get(limit.indicator, ()), words)
    return found


def origin_words(origin: str) -> str:
    """ "depuis la demande"."""
    said = breakdowns.label(f"origine:{origin}")
    return said[0].lower() + said[1:]


def _later(
    limits: tuple[Limit, ...], period: str, extracted_on: date | None, publication: Publication
) -> tuple[Threshold, ...]:
    if extracted_on is None:
        return ()
    judging = {limit.threshold.id for limit in limits}
    now = in_force(extracted_on, publication.departement, demo=publication.demo)
    return tuple(
        limit
        for limit in now
        if limit.end_event == "orientation" and limit.indicator and limit.id not in judging and limit.valid_from
        if first_day(limit.valid_from) > first_day(period)
    )


def _curve(found: Figures, question: ParcoursQuestion, snapshot: Snapshot) -> Curve:
    breakdown = question.delay_breakdown
    points = snapshot.curve(DELAY, found.level, found.code, question.periode, breakdown)
    return Curve(found.name, tuple(points), found.of(DELAY, question.periode, breakdown))


def _national() -> str:
    caveats = load_catalogue().indicators[SHARE.format(91)].caveats
    return next((text for text in caveats if text.startswith(NATIONAL)), "")


def in_force_words(limit: Threshold) -> str:
    """ "en vigueur depuis 2025", "en vigueur de 2024 à 2027", or what is not known; to say after a nature."""
    since, until = limit.valid_from, limit.valid_to
    if not (since or until):
        return "aux dates non connues"
    if since and until:
        return f"en vigueur {_between(_dated(since), _dated(until))}"
    if since:
        return f"en vigueur depuis {_dated(since) if since.isdigit() else f'le {_dated(since)}'}"
    return f"en vigueur jusqu’{f'à {until}' if until.isdigit() else f'au {_dated(until)}'}"


def _between(since: str, until: str) -> str:
    """ "de 2024 à 2027", "du 1er mars 2024 au 31 mai 2027"."""
    year_alone = since.isdigit() and until.isdigit()
    return f"de {since} à {until}" if year_alone else f"du {since} au {until}"


def _dated(text: str) -> str:
    return formats.day(date.fromisoformat(text)) if len(text) == 10 else formats.period(text)
