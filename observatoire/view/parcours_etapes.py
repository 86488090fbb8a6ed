"""Where the parcours stops: how many persons of a cohort have reached each step, and the delays between steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observatoire import breakdowns, formats
from observatoire.dates import first_day, last_day
from observatoire.typography import french
from observatoire.view.parcours_figures import Fact, Figures, fact, figure_words, is_shorter

STEPS = "personnes_etape"
FIRST_STEP = "demande"
#: Delays that lead to a step: indicator, breakdown, from where, in words.
DELAYS_TO = {
    "ouverture": (("delai_median_ouverture", breakdowns.TOTAL, "depuis la demande"),),
    "orientation": (
        ("delai_median_orientation", breakdowns.TOTAL, "depuis la demande"),
        ("delai_median_orientation", "origine:ouverture", "depuis l’ouverture du droit"),
    ),
    "rendez_vous": (("delai_median_rdv_honore", breakdowns.TOTAL, "depuis l’orientation"),),
    "contrat": (("delai_median_contrat", breakdowns.TOTAL, "depuis l’orientation"),),
}
#: Means of the waits that are over, told beside the median that leads to a step, never alone.
MEANS_TO = {"contrat": "delai_moyen_contrat_realises"}
#: Steps that take months to reach: low in a cohort that its last person has just entered.
LATE_STEPS = ("contrat", "emploi")
#: Said of a late step of a cohort that has not had its time: its share will grow.
TOO_RECENT = "trop récent : des personnes sont entrées il y a moins d’un an"
#: Of a step whose number is told when that of the persons who asked is hidden.
NO_SHARE = "part non calculable"
DAYS_A_YEAR, MONTHS_A_YEAR = 365.25, 12


@dataclass(frozen=True)
class FollowUp:
    """Months between the request and the day on which steps are counted: of the last person who may have entered
    (`shortest`), and of the first one (`longest`).
    """

    counted_on: date
    shortest: int
    longest: int

    @property
    def words(self) -> str:
        """ "atteintes au 30 juin 2026 : de 6 à 18 mois après la demande"."""
        since = f"de {self.shortest} à {self.longest} mois" if self.shortest else f"{self.longest} mois au plus"
        return french(f"atteintes au {formats.day(self.counted_on)} : {since} après la demande")

    @property
    def is_short(self) -> bool:
        """Whether the last person has had less than a year to reach the late steps."""
        return self.shortest < MONTHS_A_YEAR


@dataclass(frozen=True)
class Delay:
    """A median delay that leads to a step, and from where it is counted."""

    fact: Fact
    since: str


@dataclass(frozen=True)
class Step:
    """A step. `share_pct`: of the cohort of the territory; `other_share_pct`: of the compared one; None if unknown.

    mean: that of the waits that are over, None when it is unknown.
    """

    key: str
    label: str
    fact: Fact
    share_pct: float | None
    other_share_pct: float | None
    delays: tuple[Delay, ...]
    mean: Fact | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every figure told of the step."""
        return (self.fact, *(delay.fact for delay in self.delays), *([self.mean] if self.mean is not None else []))

    @property
    def mean_flatters(self) -> bool:
        """Whether the mean, which leaves out who still waits, is shorter than the median that counts them."""
        return self.mean is not None and any(is_shorter(self.mean, delay.fact) for delay in self.delays)

    @property
    def text(self) -> str:
        """ "3 187 personnes", or the words of its status."""
        return figure_words(self.fact.own, self.fact.indicator)

    @property
    def share_text(self) -> str:
        return share_words(self.share_pct)

    @property
    def other_share_text(self) -> str:
        """Never empty: the share, else the words of what is hidden."""
        if self.other_share_pct is not None:
            return share_words(self.other_share_pct)
        known = self.fact.other is not None and self.fact.other.value is not None
        return NO_SHARE if known else figure_words(self.fact.other, self.fact.indicator)

    @property
    def is_hidden(self) -> bool:
        return self.fact.own is not None and self.fact.own.status == "secret"

    @property
    def is_missing(self) -> bool:
        """Whether it has no number because the extracts lack something, or because the territory is too small."""
        return self.fact.own is not None and self.fact.own.status == "missing"


def steps(period: str, own: Figures, other: Figures | None) -> tuple[Step, ...]:
    """The steps in order. A share is that of the persons who asked, whatever they did in between."""
    found = []
    for key in breakdowns.modalities("etape"):
        breakdown = f"etape:{key}"
        delays = [
            Delay(fact(indicator, period, own, other, cut), since) for indicator, cut, since in DELAYS_TO.get(key, ())
        ]
        found.append(
            Step(
                key,
                breakdowns.label(breakdown),
                fact(STEPS, period, own, other, breakdown),
                _share(period, own, breakdown),
                _share(period, other, breakdown),
                tuple(delays),
                _mean(MEANS_TO.get(key), period, own, other),
            )
        )
    return tuple(found)


def _mean(indicator: str | None, period: str, own: Figures, other: Figures | None) -> Fact | None:
    found = own.of(indicator, period) if indicator else None
    return fact(indicator, period, own, other) if found is not None and found.value is not None else None


def follow_up(period: str, extracted_on: date | None) -> FollowUp | None:
    """How long a cohort has been followed on the day of the extraction; None when that day is not known."""
    if extracted_on is None:
        return None
    last = min(last_day(period), extracted_on)
    return FollowUp(extracted_on, _months(last, extracted_on), _months(first_day(period), extracted_on))


def _months(start: date, end: date) -> int:
    return round((end - start).days / DAYS_A_YEAR * MONTHS_A_YEAR)


def share_words(share_pct: float | None) -> str:
    return "" if share_pct is None else formats.with_unit(formats.decimal(share_pct), "%")


def _share(period: str, found: Figures | None, breakdown: str) -> float | None:
    if found is None:
        return None
    reached, asked = (found.of(STEPS, period, cut) for cut in (breakdown, f"etape:{FIRST_STEP}"))
    if reached is None or asked is None or reached.value is None or not asked.value:
        return None
    return 100 * reached.value / asked.value
