"""The parcours of RSA recipients, from the request to a job: how long they wait, where they stop.

Everything is read from what is published; a département that has given no extract has no view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.sentences.places import to_place
from observatoire.typography import french
from observatoire.view.parcours_attente import Limit, Waits, limits_after_orientation, waits
from observatoire.view.parcours_etapes import LATE_STEPS, FollowUp, Step, follow_up, steps
from observatoire.view.parcours_figures import ORIENTED, Fact, Figures, by_seniority, facts, figures, is_shorter
from observatoire.view.parcours_publics import Kinds, practices_by_kind, shares_by_kind
from observatoire.view.parcours_question import DELAY, ParcoursChoices, ParcoursQuestion, ask, compared_territory
from observatoire.view.parcours_temps import Quarters, Stock, quarters, stock
from observatoire.view.parcours_territoires import Attribute, Places, attributes, places
from observatoire.view.perimetre import perimeter_note
from observatoire.warehouse import Publication, Snapshot, Territory

SOURCE = "extraits_departement"
#: Questions of the screen, in order: anchor and name in the address of a file -> words.
QUESTIONS = {
    key: french(text)
    for key, text in {
        "etapes": "Où le parcours s’arrête-t-il ?",
        "attente": "Combien de temps attend-on une orientation ?",
        "seuils": "Les délais fixés sont-ils tenus ?",
        "stock": "Combien de personnes attendent ?",
        "territoires": "Où attend-on le plus longtemps ?",
        "publics": "Qui attend le plus longtemps ?",
        "evenements": "Le délai a-t-il changé autour d’un événement ?",
        "pratiques": "Est-on orienté, reçu, suivi, sous contrat ?",
    }.items()
}
ORIENTATION = "Orientation"
#: Rates of the last block, by theme.
PRACTICES = {
    ORIENTATION: (ORIENTED, "part_droits_devoirs", "part_reorientee_12_mois"),
    "Rendez-vous": ("taux_presence_rdv", "part_rdv_fixe_15_jours"),
    "Kiosques et séances collectives": (
        "taux_presence_kiosque",
        "part_orientes_invites_kiosque",
        "part_orientes_presents_kiosque",
    ),
    "Référents": ("part_avec_referent", "portefeuille_moyen_referent"),
    "Contrats": (
        "taux_contractualisation",
        "part_contrat_30_jours",
        "part_contrat_60_jours",
        "part_contrats_expires_non_renouveles",
    ),
}
#: Indicators whose « À ne pas conclure » are told on the screen.
WARNED = (DELAY, "personnes_etape", "stock_attente_orientation", "taux_presence_rdv")


@dataclass(frozen=True)
class KeyFigures:
    """`limit`: the most binding limit that judges the cohort, None when the register has none.

    `from_request`: the median from the request, whatever start was chosen; the mean of the survey starts there too.
    """

    median: Fact
    from_request: Fact
    mean: Fact
    limit: Limit | None
    contracts: Fact
    presence: Fact

    @property
    def left_out(self) -> tuple[int, int] | None:
        """(persons in the mean, persons of the cohort): whom the mean leaves out."""
        mean, everybody = self.mean.own, self.from_request.own
        if mean is None or everybody is None or mean.value is None or not mean.denominator or not everybody.denominator:
            return None
        return round(mean.denominator), round(everybody.denominator)

    @property
    def mean_flatters(self) -> bool:
        """Whether the mean, which leaves out who still waits, is shorter than the median beside it that counts them;
        not told of a median that starts elsewhere."""
        same_start = self.median.breakdown == self.from_request.breakdown
        return same_start and is_shorter(self.mean, self.from_request)


@dataclass(frozen=True)
class Blocks:
    """Everything shown, by block of the screen. `practices`: {theme: rates}; `practice_limits`: {indicator: limits}.

    `shares`: oriented within some days, beside `attributes`; `kinds`: who the practices are of.
    """

    own: Figures
    other: Figures | None
    key: KeyFigures
    steps: tuple[Step, ...]
    waits: Waits
    stock: Stock
    places: Places | None
    attributes: tuple[Attribute, ...]
    shares: tuple[Kinds, ...]
    quarters: Quarters
    practices: dict[str, tuple[Fact, ...]]
    practice_limits: dict[str, tuple[str, ...]]
    kinds: tuple[Kinds, ...]
    extracted_on: date | None


@dataclass(frozen=True)
class ParcoursView:
    """The screen, answered."""

    publication: Publication
    question: ParcoursQuestion
    choices: ParcoursChoices
    territory: Territory
    other: Territory | None
    notes: tuple[str, ...]
    blocks: Blocks

    @property
    def subtitle(self) -> str:
        """ "Est Béarn, comparé aux Pyrénées-Atlantiques : personnes qui ont demandé le RSA en 2025"."""
        other = self.other
        beside = f", comparé {to_place(other.level, other.code, other.name)}" if other is not None else ""
        return french(
            f"{self.territory.name}{beside} : personnes qui ont demandé le revenu de solidarité active (RSA) en "
            f"{self.question.periode}"
        )

    @property
    def source(self) -> str:
        return source_words(self.blocks.extracted_on, self.publication.geo_year)

    @property
    def follow_up(self) -> FollowUp | None:
        """How long the cohort has had to reach its steps."""
        return follow_up(self.question.periode, self.blocks.extracted_on)

    def is_recent(self, step: Step) -> bool:
        """Whether a late step of the cohort has not had its time: its share will grow."""
        return step.key in LATE_STEPS and self.follow_up is not None and self.follow_up.is_short

    @property
    def too_recent(self) -> str:
        """What to say of a cohort that is not followed long enough yet; nothing for the others."""
        if not self.blocks.waits.is_recent:
            return ""
        drawn = ", hors la courbe en tirets, qui dit ce qui est déjà connu" if self.blocks.waits.own.points else ""
        return french(
            f"Les personnes entrées en {self.question.periode} ne sont pas suivies depuis assez longtemps : leurs "
            f"chiffres sont « trop récents »{drawn}. Ils viendront avec une prochaine extraction."
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must not be concluded, once each."""
        indicators = load_catalogue().indicators
        return tuple(dict.fromkeys(text for name in WARNED for text in indicators[name].not_to_conclude))


def parcours(query: Mapping[str, str | None], snapshot: Snapshot) -> ParcoursView | None:
    """Answer a query string; None when the département has given no extract."""
    asked = ask(query, snapshot)
    if asked is None:
        return None
    question, choices, notes = asked
    territory = snapshot.territory(question.niveau, question.territoire)
    return ParcoursView(
        snapshot.publication(),
        question,
        choices,
        territory,
        compared_territory(question, snapshot),
        (*notes, *perimeter_note(territory, snapshot)),
        _blocks(question, snapshot),
    )


def source_words(extracted_on: date | None, geo_year: int) -> str:
    """ "Source : Département, extraits du suivi du RSA, extraction du 30 juin 2026. Géographie : …"."""
    when = f", extraction du {formats.day(extracted_on)}" if extracted_on is not None else ""
    attribution = load_catalogue().sources[SOURCE].attribution
    return french(f"Source : {attribution}{when}. Géographie : communes au 1er janvier {geo_year}.")


@lru_cache(maxsize=64)
def _blocks(question: ParcoursQuestion, snapshot: Snapshot) -> Blocks:
    period = question.periode
    own = figures(snapshot, question.niveau, question.territoire, period)
    beside = compared_territory(question, snapshot)
    other = figures(snapshot, beside.level, beside.code, period) if beside is not None else None
    whole = figures(snapshot, "departement", snapshot.publication().departement, period)
    extracted_on = _extracted_on(own)
    waited = waits(question, own, other, snapshot, extracted_on)
    practices = {theme: facts(names, period, own, other) for theme, names in PRACTICES.items()}
    oriented, *others = practices[ORIENTATION]
    practices[ORIENTATION] = (oriented, *by_seniority(period, own, other), *others)
    return Blocks(
        own,
        other,
        KeyFigures(
            waited.median,
            waited.origins[0],
            waited.mean,
            waited.limits[0] if waited.limits else None,
            practices["Contrats"][0],
            practices["Rendez-vous"][0],
        ),
        steps(period, own, other),
        waited,
        stock(own),
        places(question, whole, snapshot) if question.decoupage else None,
        attributes(period, own),
        shares_by_kind(period, own),
        quarters(own, other, whole, snapshot),
        practices,
        limits_after_orientation(period, snapshot.publication()),
        practices_by_kind(period, own, snapshot),
        extracted_on,
    )


def _extracted_on(own: Figures) -> date | None:
    """Day of the extraction, as published with the figures."""
    days = [item.vintage for item in own.known.values() if item.source == SOURCE and len(item.vintage) == 10]
    return date.fromisoformat(max(days)) if days else None
