"""The figures of a territory counted from the extracts, and one of them beside that of another territory, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from observatoire import breakdowns, formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.dates import last_day
from observatoire.formats import NO_BREAK
from observatoire.typography import french
from observatoire.view.figures_of import NOT_ESTABLISHED, Judgement, judge, lacks_its_interval
from observatoire.warehouse import Observation, Snapshot

#: Days within which the share of persons oriented is published.
BOUNDS_DAYS = (15, 30, 42, 45, 91)
SHARE = "part_orientee_{}_jours"
ORIENTED = "part_orientee_31_decembre"
#: The right that closes before the orientation counts as never oriented; from the request only.
REALLY_ORIENTED = "part_reellement_orientee_91_jours"
READ = (
    "delai_median_orientation",
    "delai_median_orientation_trimestre",
    "delai_moyen_orientation_realises",
    "delai_median_ouverture",
    "delai_median_rdv_honore",
    "delai_median_contrat",
    "delai_moyen_contrat_realises",
    *(SHARE.format(days) for days in BOUNDS_DAYS),
    REALLY_ORIENTED,
    "personnes_etape",
    "stock_attente_orientation",
    ORIENTED,
)
#: Read for everybody only: the breakdowns of these rates are not on this screen.
PRACTICES = (
    "part_droits_devoirs",
    "part_reorientee_12_mois",
    "taux_presence_rdv",
    "part_rdv_fixe_15_jours",
    "taux_presence_kiosque",
    "part_orientes_invites_kiosque",
    "part_orientes_presents_kiosque",
    "part_avec_referent",
    "portefeuille_moyen_referent",
    "taux_contractualisation",
    "part_contrat_30_jours",
    "part_contrat_60_jours",
    "part_contrats_expires_non_renouveles",
)
#: What a rate counts when it is not persons, one and several.
COUNTED = {
    "taux_presence_rdv": ("rendez-vous", "rendez-vous"),
    "taux_presence_kiosque": ("invitation", "invitations"),
    "part_orientes_invites_kiosque": ("invitation", "invitations"),
    "part_orientes_presents_kiosque": ("présence", "présences"),
    "part_contrats_expires_non_renouveles": ("contrat expiré", "contrats expirés"),
}
PERSONS = ("personne", "personnes")
#: The delays from here have no number of persons: it would be that of another screen, at a few persons.
FROM_OPENING, UNTOLD = "origine:ouverture", "nombre de personnes non donné"
NOT_PUBLISHED = "pas publié pour ce territoire"
#: Characters of a day, "2026-06-30": the vintage of an extract, and of no other source.
ISO_DAY = 10
FRAGILE_MARK, FRAGILE_COUNT = "fragile", "compté sur moins de 30 personnes"
FRAGILE = f"{FRAGILE_MARK} : {FRAGILE_COUNT}"
NO_MARGIN, NO_MARGIN_MEANS = "marge non connue", "que l’intervalle du chiffre n’est pas encore connu en entier"
SHORT_WORDS = {"secret": "secret", "immature": "trop récent"}
WHY_MISSING = {"not_followed": "plus personne n’est suivi aussi longtemps"}
#: Qualifier of a figure that stands on something the extracts do not hold; its method says what.
NOT_GIVEN = "no_extract"
#: Qualifier of a figure that is not told of territories so small; its method says why.
TOO_FINE = "too_fine"
#: A comparison of two figures, by kind of indicator and side.
SIDES = {
    "duration": {"higher": "plus long", "lower": "plus court", "close": NOT_ESTABLISHED},
    "other": {"higher": "plus élevé", "lower": "moins élevé", "close": NOT_ESTABLISHED},
}
FAVOURABLE = {True: " (mieux)", False: " (moins bien)", None: ""}


@dataclass(frozen=True)
class Figures:
    """Every figure read for one territory."""

    level: str
    code: str
    name: str
    known: dict[tuple[str, str, str], Observation]

    def of(self, indicator: str, period: str, breakdown: str = breakdowns.TOTAL) -> Observation | None:
        return self.known.get((indicator, period, breakdown))

    @cached_property
    def extracted_on(self) -> str:
        """Day of the extraction, "2026-06-30"; "" without a figure of the extracts."""
        return max((item.vintage for item in self.known.values() if len(item.vintage) == ISO_DAY), default="")

    def series(self, indicator: str, breakdown: str = breakdowns.TOTAL) -> tuple[Observation, ...]:
        """Oldest first."""
        found = [item for (name, _, cut), item in self.known.items() if name == indicator and cut == breakdown]
        return tuple(sorted(found, key=lambda item: item.period))


def figures(snapshot: Snapshot, level: str, code: str, period: str) -> Figures:
    """Figures of a territory: its delays, steps and stock of every period, and its practices of one."""
    practices = snapshot.peers(level, [(indicator, period) for indicator in PRACTICES], code)
    known = {(row.indicator, row.period, row.breakdown): row for found in practices.values() for row in found}
    return Figures(level, code, snapshot.territory(level, code).name, _every_period(snapshot, level, code) | known)


@lru_cache(maxsize=24)
def _every_period(snapshot: Snapshot, level: str, code: str) -> dict[tuple[str, str, str], Observation]:
    """Kept: the first question on a territory reads a thousand rows, the next ones none."""
    return {(row.indicator, row.period, row.breakdown): row for row in snapshot.broken_down(READ, level, code)}


@dataclass(frozen=True)
class Fact:
    """One figure of a territory (`own`), and that of the territory beside it (`other`), each None if unknown.

    level, other_level: those of the two territories, when they may have no figure at all; extracted_on: the day up to
    which they are counted, "" when it is not known.
    """

    indicator: Indicator
    period: str
    breakdown: str
    own: Observation | None
    other: Observation | None = None
    level: str = ""
    other_level: str = ""
    extracted_on: str = ""

    @property
    def text(self) -> str:
        return self._words(self.own)

    @property
    def interval(self) -> str:
        return formats.interval(self.own, self.indicator)

    @property
    def other_text(self) -> str:
        return self._words(self.other)

    @property
    def other_interval(self) -> str:
        return formats.interval(self.other, self.indicator)

    @property
    def reason(self) -> str:
        return self._absent(self.own, self.level) or why(self.own)

    @property
    def other_reason(self) -> str:
        return self._absent(self.other, self.other_level) or why(self.other)

    def _absent(self, observation: Observation | None, level: str) -> str:
        """Why nothing is published for a territory of a level: such a level never has it, or this territory has not."""
        if observation is not None or not level:
            return ""
        if level in self.indicator.levels:
            return self.too_recent or NOT_PUBLISHED
        alone = self.indicator.levels == ("departement",)
        return "donné au département seulement" if alone else "pas donné si finement"

    @property
    def too_recent(self) -> str:
        """That the period ends after the extraction; nothing when it is over, or when one of the two territories has a
        figure or a secret all the same.
        """
        counted = any(item is not None and item.status != "immature" for item in (self.own, self.other))
        if counted or not self.period or not self.extracted_on:
            return ""
        if last_day(self.period) <= date.fromisoformat(self.extracted_on):
            return ""
        return french(f"la période finit après l’extraction du {formats.vintage(self.extracted_on)}")

    def _words(self, observation: Observation | None) -> str:
        if observation is None and self.too_recent:
            return SHORT_WORDS["immature"]
        return figure_words(observation, self.indicator)

    @property
    def judgement(self) -> Judgement | None:
        return judge(self.own, self.other, self.indicator)

    @property
    def words(self) -> str:
        """ "plus long (moins bien)", "écart non établi", or nothing when the two figures do not compare."""
        return comparison_words(self.judgement, self.indicator)


def fact(
    indicator: str, period: str, own: Figures, other: Figures | None = None, breakdown: str = breakdowns.TOTAL
) -> Fact:
    return Fact(
        load_catalogue().indicators[indicator],
        period,
        breakdown,
        own.of(indicator, period, breakdown),
        other.of(indicator, period, breakdown) if other is not None else None,
        own.level,
        other.level if other is not None else "",
        own.extracted_on or (other.extracted_on if other is not None else ""),
    )


def is_shorter(one: Fact, other: Fact) -> bool:
    """Whether a known figure is below another; False when either is not known."""
    known = [fact.own.value for fact in (one, other) if fact.own is not None and fact.own.value is not None]
    return len(known) == 2 and known[0] < known[1]


def facts(indicators: Iterable[str], period: str, own: Figures, other: Figures | None) -> tuple[Fact, ...]:
    return tuple(fact(indicator, period, own, other) for indicator in indicators)


def by_seniority(period: str, own: Figures, other: Figures | None) -> tuple[Fact, ...]:
    """Who is oriented on 31 December by how long the right has been open; nothing where it is not told."""
    cuts = (f"anciennete:{modality}" for modality in breakdowns.modalities("anciennete"))
    return tuple(fact(ORIENTED, period, own, other, cut) for cut in cuts if own.of(ORIENTED, period, cut) is not None)


def figure_words(observation: Observation | None, indicator: Indicator) -> str:
    """The value with its unit, or the words of its status; "médiane non atteinte (> 180 jours)" for a long wait."""
    if observation is not None and observation.qualifier == "not_reached":
        days = formats.days_not_reached(observation)
        return f"médiane non atteinte (>{NO_BREAK}{days}{NO_BREAK}jours)" if days else "médiane non atteinte"
    if observation is not None and observation.status in SHORT_WORDS:
        return SHORT_WORDS[observation.status]
    return formats.figure(observation, indicator)


def base(observation: Observation | None) -> str:
    """ "sur 3 708 personnes", that their number is not given, or nothing where the figure is not told."""
    if is_untold(observation):
        return UNTOLD
    if observation is None or observation.value is None or not observation.denominator:
        return ""
    counted = COUNTED.get(observation.indicator, PERSONS)
    return french(f"sur {formats.count(round(observation.denominator), *counted)}")


def is_untold(observation: Observation | None) -> bool:
    """Whether a delay has a figure, and its number of persons none: from the opening of the right."""
    return observation is not None and observation.value is not None and observation.breakdown == FROM_OPENING


def why(observation: Observation | None) -> str:
    """Why there is no figure, or why it is to be read with care; nothing when there is nothing to say."""
    if observation is None:
        return ""
    if observation.status == "secret" or observation.qualifier in (NOT_GIVEN, TOO_FINE):
        return french(formats.why_absent(observation))
    if observation.value is None:
        return french(WHY_MISSING.get(observation.qualifier, ""))
    return french(FRAGILE) if is_fragile(observation) else ""


def is_fragile(observation: Observation | None) -> bool:
    """Whether there is a figure, counted on few persons."""
    return observation is not None and observation.value is not None and observation.qualifier == "fragile"


def fragile_mark(observation: Observation | None) -> str:
    """The word that stands beside a fragile figure; how few persons it means is said once, under the block."""
    return FRAGILE_MARK if is_fragile(observation) else ""


def margin_words(observation: Observation | None, indicator: Indicator) -> str:
    """ "entre 44 et 56 jours", that one end at least is not known, or nothing where there is no interval to give."""
    return NO_MARGIN if lacks_its_interval(observation, indicator) else formats.interval(observation, indicator)


def is_not_given(observation: Observation | None) -> bool:
    """Whether the extracts do not hold what the figure stands on."""
    return observation is not None and observation.qualifier == NOT_GIVEN


def why_none(shown: Sequence[Observation], otherwise: str = "") -> str:
    """ " : " and why a series has no figure: the extracts do not hold what it stands on; else `otherwise`."""
    reason = why(shown[-1]) if shown and is_not_given(shown[-1]) else otherwise
    return f" : {reason}" if reason else ""


def comparison_words(judgement: Judgement | None, indicator: Indicator) -> str:
    if judgement is None:
        return ""
    sides = SIDES.get(indicator.kind, SIDES["other"])
    return sides[judgement.side] + FAVOURABLE[judgement.favourable]
