"""The employment screen, answered: who comes back to work, how people leave, and where insertion offers jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.typography import french
from observatoire.view.carte import MapView, map_view
from observatoire.view.emploi_offer import Offer, offer
from observatoire.view.emploi_question import (
    DENSITY,
    DURABLE,
    EXITS,
    LEAVERS,
    MONTHLY_EXITS,
    PROMISED,
    SIAE_EXITS,
    SIX_MONTHS,
    TWELVE_MONTHS,
    WORKED,
    EmploiChoices,
    EmploiQuestion,
    ask,
    figures,
    map_level,
    year,
)
from observatoire.view.figures_of import source_line
from observatoire.view.parcours_figures import Fact, Figures, fact
from observatoire.view.perimetre import perimeter_note
from observatoire.view.question import available
from observatoire.warehouse import Publication, Snapshot, Territory

#: Title of each block, in the order of the screen; the key is its anchor and its name in the files.
QUESTIONS = {
    "retour": "Combien retrouvent un emploi\u202f?",
    "sorties": "Reprises d’emploi et sorties connues\u202f: de quelle nature\u202f?",
    "dispositifs": "Sorties des dispositifs d’accompagnement\u202f: combien vers un emploi\u202f?",
    "rsa": "Combien sortent du RSA chaque mois\u202f?",
    "carte": "Où est l’insertion par l’activité économique\u202f?",
    "structures": "Quelles structures, et combien de postes\u202f?",
    "clauses": "Combien d’heures d’insertion dans les marchés\u202f?",
}
KEY_INDICATORS = (SIX_MONTHS, TWELVE_MONTHS, DURABLE, DENSITY)
#: Who is told apart among the entrants of a year.
PROFILE = ("sexe", "age", "famille", "payeur")
#: (indicator, which of its sentences) of the box « À ne pas conclure ».
NOT_TO_CONCLUDE = (
    *((TWELVE_MONTHS, 0), (TWELVE_MONTHS, 1), (DURABLE, 0), (LEAVERS, 0), (MONTHLY_EXITS, 0)),
    *((DENSITY, 0), (WORKED, 1)),
)


@dataclass(frozen=True)
class Pair:
    """The same persons after six and twelve months, or the hours promised and worked of a year."""

    label: str
    first: Fact
    second: Fact


@dataclass(frozen=True)
class Part:
    """One kind of exit or one dispositif; share: of the whole, in %, when both are known."""

    label: str
    fact: Fact
    share: float | None = None


@dataclass(frozen=True)
class Parts:
    """A year's figure and what it is made of. latest: the latest year with a figure for the territory, "" for none."""

    period: str
    whole: Fact
    parts: tuple[Part, ...]
    latest: str

    @property
    def has_value(self) -> bool:
        facts = (self.whole, *(part.fact for part in self.parts))
        return any(item.own is not None and item.own.value is not None for item in facts)


@dataclass(frozen=True)
class EmploiView:
    """Everything the screen and its files show. `beside`: the département, unless it is the territory itself.

    exits: of the département. monthly_exits: the same, oldest month first. hours_of: the territory, or the département
    when no market names it.
    """

    question: EmploiQuestion
    choices: EmploiChoices
    notes: tuple[str, ...]
    publication: Publication
    territory: Territory
    beside: Territory | None
    keys: tuple[Fact, ...]
    cohorts: tuple[Pair, ...]
    profile_period: str
    profile: tuple[tuple[str, tuple[Pair, ...]], ...]
    exits: Parts
    leavers: Parts
    monthly_exits: tuple[Fact, ...]
    density: MapView | None
    offer: Offer
    siae_exits: Parts
    hours_of: Territory
    hours: tuple[Pair, ...]
    not_to_conclude: tuple[str, ...]

    @property
    def departement(self) -> Territory:
        return self.beside or self.territory

    @property
    def fictitious(self) -> bool:
        """A perimeter shown is only illustrative."""
        return self.territory.fictif or any(row.territory.fictif for row in self.offer.rows)

    def source(self, *facts: Fact) -> str:
        """Source line of the figures shown together."""
        known = [item.own for item in facts if item.own is not None]
        return source_line(facts[0].indicator, known, load_catalogue(), self.publication.geo_year)


def emploi_view(query: Mapping[str, str | None], snapshot: Snapshot) -> EmploiView | None:
    """Answer a query string; None when the département has given no extract."""
    asked = ask(query, snapshot)
    return _answer(snapshot, *asked) if asked is not None else None


@lru_cache(maxsize=64)
def _answer(snapshot: Snapshot, question: EmploiQuestion, choices: EmploiChoices, notes: tuple[str, ...]) -> EmploiView:
    publication = snapshot.publication()
    whole = figures(snapshot, "departement", publication.departement)
    own = figures(snapshot, question.niveau, question.territoire)
    territory = snapshot.territory(question.niveau, question.territoire)
    other = whole if own != whole else None
    density, more = _density(question, snapshot)
    followed = _followed(question, whole)
    worked = own if own.series(PROMISED) or own.series(WORKED) else whole
    return EmploiView(
        question=question,
        choices=choices,
        notes=(*notes, *perimeter_note(territory, snapshot), *more),
        publication=publication,
        territory=territory,
        beside=snapshot.territory("departement", publication.departement) if other else None,
        keys=tuple(fact(key, year(key, question, whole), own, other) for key in KEY_INDICATORS),
        cohorts=_pairs(SIX_MONTHS, TWELVE_MONTHS, own, other),
        profile_period=followed,
        profile=_profile(followed, own),
        exits=_parts(EXITS, "sortie", year(EXITS, question, whole), whole, None),
        leavers=_parts(LEAVERS, breakdowns.FREE, year(LEAVERS, question, whole), own, other),
        monthly_exits=_monthly_exits(snapshot),
        density=density,
        offer=offer(question, snapshot, whole),
        siae_exits=_siae_exits(year(SIAE_EXITS, question, whole), own, other),
        hours_of=snapshot.territory(worked.level, worked.code),
        hours=_pairs(PROMISED, WORKED, worked, None),
        not_to_conclude=tuple(
            load_catalogue().indicators[indicator].not_to_conclude[rank] for indicator, rank in NOT_TO_CONCLUDE
        ),
    )


def _monthly_exits(snapshot: Snapshot) -> tuple[Fact, ...]:
    whole = figures(snapshot, "departement", snapshot.publication().departement, (MONTHLY_EXITS,))
    return tuple(fact(MONTHLY_EXITS, item.period, whole) for item in whole.series(MONTHLY_EXITS))


def _pairs(first: str, second: str, own: Figures, other: Figures | None) -> tuple[Pair, ...]:
    """Two indicators side by side, a pair a year, oldest first."""
    periods = sorted({item.period for key in (first, second) for item in own.series(key)})
    return tuple(
        Pair(formats.period(period), fact(first, period, own, other), fact(second, period, own, other))
        for period in periods
    )


def _followed(question: EmploiQuestion, whole: Figures) -> str:
    """The year asked when its cohort has been followed twelve months, else the latest one that has."""
    asked = whole.of(TWELVE_MONTHS, question.periode)
    is_young = asked is not None and asked.status == "immature"
    return year(TWELVE_MONTHS, replace(question, periode="") if is_young else question, whole)


def _profile(period: str, own: Figures) -> tuple[tuple[str, tuple[Pair, ...]], ...]:
    """(dimension in words, its modalities) of the entrants of a year; a modality that nobody counted is left out."""
    found = []
    for dimension in PROFILE:
        cuts = _cuts(dimension, (SIX_MONTHS, TWELVE_MONTHS), period, own)
        pairs = tuple(
            Pair(
                breakdowns.label(cut),
                fact(SIX_MONTHS, period, own, breakdown=cut),
                fact(TWELVE_MONTHS, period, own, breakdown=cut),
            )
            for cut in cuts
        )
        if pairs:
            found.append((breakdowns.dimension_label(dimension), pairs))
    return tuple(found)


def _parts(indicator: str, dimension: str, period: str, own: Figures, other: Figures | None) -> Parts:
    """A year's figure, and each modality of a dimension; a share only of a count whose whole is known."""
    whole = fact(indicator, period, own, other)
    total = whole.own.value if whole.own is not None and whole.indicator.kind == "count" else None
    parts = []
    for cut in _cuts(dimension, (indicator,), period, own):
        part = fact(indicator, period, own, other, cut)
        share = 100 * part.own.value / total if total and part.own.value is not None else None
        parts.append(Part(breakdowns.label(cut), part, share))
    return Parts(period, whole, tuple(parts), _latest(indicator, own))


def _latest(indicator: str, own: Figures) -> str:
    """The latest year with a figure, "" for none."""
    valued = [item.period for item in own.series(indicator) if item.value is not None]
    return valued[-1] if valued else ""


def _siae_exits(period: str, own: Figures, other: Figures | None) -> Parts:
    """Every kind of exit from the structures, told or not: a territory without any stands beside the département."""
    kinds = (f"sortie_iae:{kind}" for kind in breakdowns.modalities("sortie_iae"))
    parts = tuple(Part(breakdowns.label(kind), fact(SIAE_EXITS, period, own, other, kind)) for kind in kinds)
    return Parts(period, fact(SIAE_EXITS, period, own, other), parts, _latest(SIAE_EXITS, own))


def _cuts(dimension: str, indicators: tuple[str, ...], period: str, own: Figures) -> list[str]:
    """Breakdowns of a dimension that have a row in a year, in reading order."""
    found = {cut for indicator, at, cut in own.known if indicator in indicators and at == period}
    return sorted((cut for cut in found if breakdowns.parse(cut)[0] == dimension), key=breakdowns.reading_order)


def _density(question: EmploiQuestion, snapshot: Snapshot) -> tuple[MapView | None, tuple[str, ...]]:
    """The map asked, and a note when its year is not the one asked; no map when no level has figures and shapes."""
    level = map_level(question.indicateur, question.decoupage, snapshot)
    if not level:
        return None, ()
    periods = available(snapshot)[question.indicateur][level]
    period = question.periode if question.periode in periods else periods[0]
    chosen = question.territoire if question.niveau == level else ""
    view = map_view(
        {
            "indicateur": question.indicateur,
            "niveau": level,
            "periode": period,
            "repere": "departement",
            "territoire": chosen,
        },
        snapshot,
    )
    known = [row.observation for row in view.rows if row.observation is not None]
    geo_year = snapshot.publication().geo_year
    source = source_line(view.indicator, known, load_catalogue(), geo_year, every_source=True)
    late = question.periode not in ("", period)
    note = f"La carte montre {formats.period(period)} : elle n’a pas de chiffre pour {question.periode}."
    return replace(view, source=source), (french(note),) if late else ()
