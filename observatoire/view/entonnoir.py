"""A funnel plot: which territories are further from the whole than chance allows for their size?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.errors import ObservatoireError
from observatoire.statistics.funnel import (
    CONFIDENCES,
    binomial_limits,
    poisson_limits,
    rate_is_outside,
    share_is_outside,
)
from observatoire.typography import french
from observatoire.view.figures_of import FEWEST_PERSONS, source_line, verdict_of
from observatoire.warehouse import Observation, Snapshot, Territory

FEWEST_TERRITORIES = 5
#: Points at which the limits are drawn.
STEPS = 100
#: Where a territory stands, by how far out it is.
POSITIONS = {0: "dans les limites", 1: "hors des limites à 95 %", 2: "hors des limites à 99,8 %"}
NO_COUNTS = {
    "interval": "Pas d’entonnoir : ce chiffre tient compte des personnes qui attendent encore, il n’est pas un simple "
    "rapport de deux effectifs.",
    "rounding": "Pas d’entonnoir : la source compte tout le monde et arrondit, les écarts ne viennent pas du hasard "
    "d’un petit nombre.",
    "none": "Pas d’entonnoir : il faut un effectif et le nombre de personnes auquel le rapporter.",
}


@dataclass(frozen=True)
class FunnelPoint:
    """size: persons (or inhabitants) that the figure is counted on; outside: 0 within, 1 beyond 95 %, 2 beyond 99.8 %.

    side: "higher", "lower" or "close"; verdict: as Judgement.verdict, against the whole; words: `POSITIONS`.
    """

    territory: Territory
    observation: Observation
    size: float
    value: float
    text: str
    outside: int
    side: str
    verdict: str
    words: str


@dataclass(frozen=True)
class FunnelLimit:
    """Limits of the figure at one size, in the unit of the indicator."""

    size: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float


@dataclass(frozen=True)
class Funnel:
    """points: largest figure first; reference: figure of the points put together; left_out: territories without a point
    and why; refusal: why there is no plot, as a sentence.
    """

    indicator: Indicator
    level: str
    period: str
    reference: float | None
    reference_text: str
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimit, ...]
    left_out: tuple[tuple[Territory, str], ...]
    refusal: str
    source: str

    @property
    def outside(self) -> tuple[FunnelPoint, ...]:
        """Territories to name on the plot."""
        return tuple(point for point in self.points if point.outside)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the plot says, and what it does not."""
        if self.refusal:
            return (self.refusal,)
        many, out = len(self.points), len(self.outside)
        far = [point for point in self.points if point.outside == 2]
        found = "aucun écart n’est plus grand que le hasard ne le permet."
        if out:
            farther = formats.decimal(len(far)) if far else "aucun"
            found = f"{formats.decimal(out)} hors des limites à 95 %, dont {farther} à 99,8 %."
        said = [f"{formats.count_level(many, self.level)}, ensemble à {self.reference_text} : {found}"]
        if 2 * len(far) > many:
            said.append(
                "Plus de la moitié des territoires sortent des limites : leurs écarts tiennent à autre chose qu’au "
                "hasard des petits nombres, et ces limites ne suffisent pas à dire lequel est singulier."
            )
        return tuple(french(sentence) for sentence in said)


def funnel(snapshot: Snapshot, indicator_id: str, level: str, period: str) -> Funnel:
    """Territories of a level around the figure that they make together, with the limits at 95 % and 99.8 %.

    Limits are binomial for a share of persons counted (wilson), Poisson for a rate of events (byar); every other
    indicator is refused with a sentence, as are fewer than five territories. Raises ObservatoireError when it is
    unknown.
    """
    catalogue = load_catalogue()
    indicator = catalogue.indicators.get(indicator_id)
    if indicator is None:
        raise ObservatoireError(f"L’indicateur « {indicator_id} » n’existe pas.")
    figures = snapshot.observations_at(indicator.id, level, period)
    kept, left_out = [], []
    for territory in sorted(snapshot.territories(level), key=lambda item: formats.sort_key(item.name)):
        observation = figures.get(territory.code)
        if reason := _left_out(observation):
            left_out.append((territory, french(reason)))
        else:
            kept.append((territory, observation))
    source = source_line(indicator, list(figures.values()), catalogue, snapshot.publication().geo_year)
    refusal = french(_refusal(indicator, len(kept), level))
    if refusal:
        return Funnel(indicator, level, period, None, "", (), (), tuple(left_out), refusal, source)
    counted = sum(item.numerator for _, item in kept)
    persons = sum(item.denominator for _, item in kept)
    reference = counted / persons
    per = 100.0 if indicator.comparison == "wilson" else _per(kept)
    points = tuple(
        sorted(
            (_point(territory, item, reference, indicator) for territory, item in kept), key=lambda point: -point.value
        )
    )
    return Funnel(
        indicator,
        level,
        period,
        per * reference,
        formats.value(per * reference, indicator, level),
        points,
        _limits(reference, per, max(point.size for point in points), min(point.size for point in points), indicator),
        tuple(left_out),
        "",
        source,
    )


def _left_out(observation: Observation | None) -> str:
    """Why a territory has no point; empty when it has one."""
    if observation is None or observation.value is None:
        return formats.why_absent(observation)
    if not observation.is_comparable:
        return "chiffre fragile ou connu seulement par une borne"
    if observation.numerator is None or not observation.denominator:
        return "l’effectif n’est pas publié"
    return "" if observation.denominator >= FEWEST_PERSONS else "trop peu de personnes comptées"


def _refusal(indicator: Indicator, points: int, level: str) -> str:
    if indicator.comparison not in ("wilson", "byar"):
        return NO_COUNTS[indicator.comparison]
    if points < FEWEST_TERRITORIES:
        having = "a" if points < 2 else "ont"
        return (
            f"Pas d’entonnoir : {formats.count_level(points, level)} seulement {having} un chiffre avec ses effectifs, "
            f"il en faut au moins {formats.decimal(FEWEST_TERRITORIES)}."
        )
    return ""


def _per(kept: list[tuple[Territory, Observation]]) -> float:
    """What a rate is given for (10 000 inhabitants), from any figure that is not 0."""
    return next((item.value * item.denominator / item.numerator for _, item in kept if item.numerator), 1.0)


def _point(territory: Territory, item: Observation, reference: float, indicator: Indicator) -> FunnelPoint:
    test: Callable[..., int] = share_is_outside if indicator.comparison == "wilson" else rate_is_outside
    signs = [test(item.numerator, item.denominator, reference, confidence) for confidence in CONFIDENCES]
    outside = sum(sign != 0 for sign in signs)
    side = {1: "higher", -1: "lower", 0: "close"}[signs[0]]
    return FunnelPoint(
        territory,
        item,
        item.denominator,
        item.value,
        formats.figure(item, indicator),
        outside,
        side,
        verdict_of(side, indicator),
        french(POSITIONS[outside]),
    )


def _limits(
    reference: float, per: float, largest: float, smallest: float, indicator: Indicator
) -> tuple[FunnelLimit, ...]:
    """The limits at sizes evenly spaced, from half the smallest to just beyond the largest."""
    between = binomial_limits if indicator.comparison == "wilson" else poisson_limits
    sizes = numpy.linspace(max(1.0, smallest / 2), 1.05 * largest, STEPS)
    (low_95, high_95), (low_998, high_998) = (between(reference, sizes, confidence) for confidence in CONFIDENCES)
    ends = numpy.column_stack([sizes, per * low_95, per * high_95, per * low_998, per * high_998])
    return tuple(FunnelLimit(*(float(end) for end in row)) for row in ends)
