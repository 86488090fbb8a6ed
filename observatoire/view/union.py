"""The portrait of a union of territories of one level: what can be added is, and the rest is refused with a sentence.

A count is added and a rate weighted by its own denominators when every part is published exactly. A median, a figure
known by a bound or hidden, and anything counted on the persons of the département's extracts give nothing: an addition
could tell a small group apart. The address of a union is `/territoire/union/<level>~<code>~<code>…`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.statistics.comparison import Range, with_rounding
from observatoire.territories import UNION
from observatoire.typography import french
from observatoire.view.portrait import Portrait, assembled, portrait
from observatoire.warehouse import Observation, Snapshot, Territory

SEPARATOR = "~"
#: Levels whose territories do not overlap, and the most parts of a union.
UNITED_LEVELS = ("commune", "epci", "canton", "mds", "sdsei", "zone_emploi", "departement")
MOST_PARTS = 100
#: Names printed whole in the name of a union, no more than this.
MOST_NAMES = 3

REFUSED_EXTRACTS = "ces chiffres comptent les personnes suivies par le département : ils ne s’additionnent pas ici"
REFUSED_ALONE = "l’union laisse dehors un seul territoire, dont le chiffre est caché : elle le révélerait"
REFUSED_HIDDEN = "le chiffre d’un des territoires réunis n’est pas publié"
REFUSED_BOUNDED = "le chiffre d’un des territoires réunis n’est connu que par une borne (« ≤ 5 % », « moins de 5 »)"
REFUSED_WEIGHTS = "le nombre de personnes qui sert à pondérer n’est pas publié pour chaque territoire réuni"
REFUSED_KIND = {
    "amount": "une médiane ne se calcule pas à partir de celles des territoires réunis",
    "duration": "un délai ne se calcule pas à partir de ceux des territoires réunis",
    "ratio": "un rapport ne se calcule pas à partir de ceux des territoires réunis",
}
REFUSED_RATE = "ce chiffre ne se déduit pas de ceux des territoires réunis"


def portrait_of(level: str, code: str, query: Mapping[str, str | None], snapshot: Snapshot) -> Portrait | None:
    """The portrait of a territory, or of a union when the level says so; None when it is unknown."""
    return union_portrait(code, query, snapshot) if level == UNION else portrait(level, code, query, snapshot)


def parts_of(code: str, snapshot: Snapshot) -> tuple[Territory, ...]:
    """Territories named by the code of a union, in the order of their names; none when one is unknown or repeated."""
    level, *codes = code.split(SEPARATOR)
    if level not in UNITED_LEVELS or not 2 <= len(codes) <= MOST_PARTS or len(set(codes)) < len(codes):
        return ()
    known = {territory.code: territory for territory in snapshot.territories(level)}
    if not set(codes) <= set(known):
        return ()
    return tuple(sorted((known[code] for code in codes), key=lambda item: formats.sort_key(item.name)))


def union_code(level: str, codes: Sequence[str]) -> str:
    """The same union has one code, whatever the order in which it was made."""
    return SEPARATOR.join((level, *sorted(codes)))


def union_address(level: str, codes: Sequence[str]) -> str:
    """Where a union is shown; a single territory is shown as itself."""
    return f"/territoire/{level}/{codes[0]}" if len(codes) == 1 else f"/territoire/{UNION}/{union_code(level, codes)}"


def union_portrait(code: str, query: Mapping[str, str | None], snapshot: Snapshot) -> Portrait | None:
    """The portrait of a union, compared to its benchmark and without peers; None when a part is unknown."""
    parts = parts_of(code, snapshot)
    if not parts:
        return None
    level, codes = parts[0].level, [part.code for part in parts]
    communes = tuple(sorted({commune for part in parts for commune in snapshot.members(level, part.code)}))
    people = [part.population for part in parts]
    territory = Territory(
        UNION,
        union_code(level, codes),
        _name(parts),
        parts[0].parent_departement,
        None if None in people else sum(people),
        any(part.fictif for part in parts),
        parts[0].geo_year,
    )
    return assembled(territory, level, _united(level, codes, snapshot), communes, query, snapshot)


def _name(parts: Sequence[Territory]) -> str:
    names = [part.name for part in parts]
    if len(names) > MOST_NAMES:
        return f"Union de {formats.count_level(len(names), parts[0].level)}"
    return f"{', '.join(names[:-1])} et {names[-1]}"


def _united(level: str, codes: Sequence[str], snapshot: Snapshot) -> list[Observation]:
    """The figures of the union by indicator and period; a refused one is missing and its method says why."""
    catalogue = load_catalogue()
    found: dict[tuple[str, str], list[Observation]] = {}
    for observation in snapshot.figures_of_several(level, codes):
        found.setdefault((observation.indicator, observation.period), []).append(observation)
    told = _told_by_subtraction(level, set(codes), snapshot)
    name = SEPARATOR.join(sorted(codes))
    return [
        united(catalogue.indicators[indicator], figures, len(codes), name, (indicator, period) in told)
        for (indicator, period), figures in found.items()
    ]


def united(
    indicator: Indicator, parts: Sequence[Observation], expected: int, name: str, told: bool = False
) -> Observation:
    """The figure of a union of `expected` territories, `parts` being those that have a row, all of one period.

    told: a subtraction would give a hidden figure. The half-widths of intervals add up: never narrower than the truth.
    """
    refusal = _refusal(indicator, parts, expected, told)
    if refusal:
        return _refused(parts[0], name, refusal)
    ranges = [with_rounding(part.value, indicator.decimals_at(part.level), part.low, part.high) for part in parts]
    if indicator.aggregation == "sum":
        total = Range(*(sum(getattr(item, end) for item in ranges) for end in ("value", "low", "high")))
        interval = any(part.low is not None for part in parts)
        return _answered(parts, name, total, interval, (None, None), f"somme de {_counted(parts)}")
    weights = [part.denominator for part in parts]
    people = sum(weights)
    mean = Range(
        *(
            sum(getattr(item, end) * weight for item, weight in zip(ranges, weights, strict=True)) / people
            for end in ("value", "low", "high")
        )
    )
    if indicator.ratio is not None:
        counted = sum(part.numerator for part in parts)
        exact = replace(mean, value=indicator.ratio.per * counted / people)
        return _answered(parts, name, exact, True, (counted, people), f"sommes de {_counted(parts)}")
    return _answered(
        parts, name, mean, True, (None, people), f"moyenne de {_counted(parts)}, pondérée par leurs personnes"
    )


def _refusal(indicator: Indicator, parts: Sequence[Observation], expected: int, told: bool) -> str:
    """Why there is no figure, as a clause; "" when there is one."""
    additive = indicator.aggregation in ("sum", "ratio") or indicator.weighting is not None
    if indicator.secrecy != "none":
        return REFUSED_EXTRACTS
    if not additive:
        return REFUSED_KIND.get(indicator.kind, REFUSED_RATE)
    if any(part.is_bounded for part in parts):
        return REFUSED_BOUNDED
    if len(parts) < expected or any(part.value is None for part in parts):
        return REFUSED_HIDDEN
    if told:
        return REFUSED_ALONE
    if indicator.aggregation == "sum":
        return ""
    weighted = all(part.denominator for part in parts)
    counted = indicator.ratio is None or all(part.numerator is not None for part in parts)
    return "" if weighted and counted else REFUSED_WEIGHTS


def _refused(part: Observation, name: str, refusal: str) -> Observation:
    return replace(
        part,
        territory=name,
        value=None,
        numerator=None,
        denominator=None,
        low=None,
        high=None,
        status="missing",
        qualifier="not_aggregable",
        method=french(refusal),
    )


def _answered(
    parts: Sequence[Observation],
    name: str,
    total: Range,
    interval: bool,
    counts: tuple[float | None, float | None],
    method: str,
) -> Observation:
    first = parts[0]
    qualifiers = {part.qualifier for part in parts}
    estimated = any(part.status == "estimated" for part in parts)
    kept = first.qualifier if len(qualifiers) == 1 and first.qualifier else "calculated"
    return replace(
        first,
        territory=name,
        value=total.value,
        numerator=counts[0],
        denominator=counts[1],
        low=total.low if interval else None,
        high=total.high if interval else None,
        status="estimated" if estimated else "published",
        qualifier="fragile" if "fragile" in qualifiers else kept,
        method=french(method),
    )


def _counted(parts: Sequence[Observation]) -> str:
    return formats.count_level(len(parts), parts[0].level)


def _told_by_subtraction(level: str, codes: set[str], snapshot: Snapshot) -> set[tuple[str, str]]:
    """(indicator, period) of the hidden or bounded figures of a territory that the union leaves alone outside.

    Alone in its level, or in a territory that holds it: the total less the union would be its figure.
    """
    wholes = [{territory.code for territory in snapshot.territories(level)}]
    if level == "commune":
        holders = {holder for code in codes for holder in snapshot.memberships(code)}
        wholes += [set(snapshot.members(*holder)) for holder in sorted(holders)]
    alone = {code for whole in wholes if len(left := whole - codes) == 1 for code in left}
    return {
        (figure.indicator, figure.period)
        for figure in (snapshot.figures_of_several(level, alone) if alone else ())
        if figure.status == "secret" or figure.is_bounded
    }
