"""What insertion through work offers, territory by territory: structures, posts, and how many persons look for work."""

from __future__ import annotations

from dataclasses import dataclass, replace

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.view.emploi_question import (
    DENSITY,
    LONG_TERM,
    PER_INHABITANT,
    POSTS,
    SEEKERS,
    STRUCTURES,
    EmploiQuestion,
    counted,
    figures,
    year,
)
from observatoire.view.parcours_figures import Fact, Figures, fact
from observatoire.view.perimetre import PART_HERE, extends_beyond
from observatoire.warehouse import Observation, Snapshot, Territory

READ = (STRUCTURES, POSTS, DENSITY, PER_INHABITANT, LONG_TERM)
#: Its modalities, in reading order. The adapted firms are no insertion through work: given apart, never in the total.
TYPES = breakdowns.modalities("siae")
APART = "EA"


@dataclass(frozen=True)
class OfferRow:
    """The offer in one territory. types: figures by type of structure, in the order of TYPES. posts, seekers: those
    that the density is counted on, persons registered as looking for work in the last quarter of its year.

    part: the structures are those of the part of an EPCI that is in the département; its registered persons, known of
    the whole EPCI only, are then in `whole_seekers` and not beside them.
    """

    territory: Territory
    structures: Fact
    types: tuple[Fact, ...]
    posts: Fact
    seekers: Fact
    density: Fact
    per_inhabitant: Fact
    part: bool = False
    whole_seekers: Fact | None = None

    @property
    def name(self) -> str:
        """ "CC Adour Madiran, partie dans le département"."""
        return f"{self.territory.name}, {PART_HERE}" if self.part else self.territory.name

    @property
    def every_type_is_known(self) -> bool:
        """Whether a type without a figure has no structure here: those of no known type may be of any."""
        typed = sum(fact.own.value for fact in self.types if fact.own is not None and fact.breakdown != f"siae:{APART}")
        return self.structures.own is not None and self.structures.own.value == typed


@dataclass(frozen=True)
class Standing:
    """The structures of a commune in a year, by type in the order of TYPES.

    total: structures of insertion through work, those of no known type included and the adapted firms left out.
    """

    territory: Territory
    types: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class Offer:
    """period, density_period: years of the structures and of the density. standings: the commune with the most
    structures first, in standings_period: that year, or the latest one when nobody counts structures in it. long_term:
    jobseekers of long duration per post, (territory, figure).
    """

    period: str
    density_period: str
    whole: OfferRow
    rows: tuple[OfferRow, ...]
    standings_period: str
    standings: tuple[Standing, ...]
    long_term: tuple[tuple[Territory, Fact], ...]

    @property
    def posts_period(self) -> str:
        """Year of the posts: that of the density, which a reader computes again from its two columns."""
        return self.density_period or self.period

    @property
    def is_known(self) -> bool:
        return self.whole.structures.own is not None or bool(self.standings)


def offer(question: EmploiQuestion, snapshot: Snapshot, whole: Figures) -> Offer:
    """The offer of the département and of each territory of the level asked."""
    period, density_period = year(STRUCTURES, question, whole), year(DENSITY, question, whole)
    territories = dict(counted(snapshot)).get(question.decoupage, ())
    own = snapshot.territory("departement", whole.code)
    seekers = _seekers(density_period, (question.decoupage, "departement"), snapshot)
    counted_in = [item.period for item in whole.series(STRUCTURES)]
    standings_period = period if period in counted_in else (counted_in or [""])[-1]
    return Offer(
        period,
        density_period,
        _row(own, whole, period, density_period, seekers),
        tuple(
            _row(
                item,
                figures(snapshot, item.level, item.code, READ),
                period,
                density_period,
                seekers,
                part=extends_beyond(item, snapshot),
            )
            for item in territories
        ),
        standings_period,
        _standings(standings_period, snapshot),
        _long_term(year(LONG_TERM, question, whole), own, whole, snapshot),
    )


def _seekers(year_asked: str, levels: tuple[str, ...], snapshot: Snapshot) -> dict[tuple[str, str], Observation]:
    """{(level, code): persons registered in the last quarter of a year}."""
    period = f"{year_asked}-T4"
    return {
        (level, code): item
        for level in levels
        for code, item in snapshot.observations_at(SEEKERS, level, period).items()
    }


def _row(
    territory: Territory,
    known: Figures,
    period: str,
    density_period: str,
    seekers: dict[tuple[str, str], Observation],
    *,
    part: bool = False,
) -> OfferRow:
    registered = Fact(
        load_catalogue().indicators[SEEKERS],
        f"{density_period}-T4",
        breakdowns.TOTAL,
        seekers.get((territory.level, territory.code)),
    )
    return OfferRow(
        territory,
        fact(STRUCTURES, period, known),
        tuple(fact(STRUCTURES, period, known, breakdown=f"siae:{kind}") for kind in TYPES),
        fact(POSTS, density_period or period, known),
        replace(registered, own=None) if part else registered,
        fact(DENSITY, density_period, known),
        fact(PER_INHABITANT, period, known),
        part,
        registered if part and registered.own is not None else None,
    )


def _standings(period: str, snapshot: Snapshot) -> tuple[Standing, ...]:
    """Only the communes with a structure; a structure in a commune that is not known is left out."""
    communes = {item.code: item for item in snapshot.territories("commune")}
    counts = {(item.territory, item.breakdown): item.value for item in snapshot.parts_at(STRUCTURES, "commune", period)}
    whole = snapshot.observations_at(STRUCTURES, "commune", period)
    with_one = {commune for commune, _ in counts} | {code for code, item in whole.items() if item.value}
    found = []
    for code in sorted(with_one & set(communes)):
        types = {kind: round(counts.get((code, f"siae:{kind}")) or 0) for kind in TYPES}
        total = round(whole[code].value or 0) if code in whole else sum(types.values()) - types[APART]
        found.append(Standing(communes[code], tuple(types.values()), total))
    return tuple(sorted(found, key=lambda item: (-item.total, formats.sort_key(item.territory.name))))


def _long_term(period: str, own: Territory, whole: Figures, snapshot: Snapshot) -> tuple[tuple[Territory, Fact], ...]:
    """The département, then each zone d’emploi with a row, by name."""
    first = fact(LONG_TERM, period, whole)
    zones = snapshot.observations_at(LONG_TERM, "zone_emploi", period) if period else {}
    known = [item for item in snapshot.territories("zone_emploi") if item.code in zones]
    return (
        (own, first),
        *(
            (item, Fact(first.indicator, period, breakdowns.TOTAL, zones[item.code]))
            for item in sorted(known, key=lambda item: formats.sort_key(item.name))
        ),
    )
