"""Proposed forces, faiblesses, opportunités and menaces of a territory, each with the indicator behind it.

Forces and faiblesses are what the comparison says today; opportunités and menaces, what moves. A proposal to be edited:
it ranks figures, gives no cause, and leaves empty what the figures do not tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from observatoire.catalogue import Indicator
from observatoire.documents.model import Bullets, Quadrants, Sentence
from observatoire.sentences.amounts import counted, said
from observatoire.sentences.evolutions import before_of, followed, moves_well, trend_of_row, trend_words
from observatoire.sentences.grammar import grammar_of
from observatoire.sentences.places import than_in
from observatoire.sentences.rows import evidence_of, is_tested
from observatoire.sentences.words import sentence_case
from observatoire.typography import french
from observatoire.view.portrait import Portrait, PortraitRow
from observatoire.view.tendance import Trend

#: Lines proposed in a quadrant, at most.
MOST_LINES = 6
TITLES = {"forces": "Forces", "faiblesses": "Faiblesses", "opportunites": "Opportunités", "menaces": "Menaces"}
#: Read in place of a list that the figures leave empty: not a good nor a bad sign.
NOTHING_SURE = french("Les chiffres publiés n’en disent rien de sûr.")
#: An offer grows or shrinks when it changes by this part at least.
LEAST_GROWTH = 0.05
#: Shares are kept away from 0 and 100 % when they are standardised.
_LEAST_SHARE = 1.0


@dataclass(frozen=True)
class SwotLine:
    """A proposed line. `key`: stable whatever the figures become, so that an edited line finds its place again."""

    sentence: Sentence
    indicator: str
    key: str


@dataclass(frozen=True)
class Swot:
    """Four lists, most telling first; an empty one has nothing to propose."""

    forces: tuple[SwotLine, ...]
    faiblesses: tuple[SwotLine, ...]
    opportunites: tuple[SwotLine, ...]
    menaces: tuple[SwotLine, ...]


def swot(found: Portrait) -> Swot:
    """The proposal for a territory: at most `MOST_LINES` a quadrant, and one line a topic."""
    rows = [row for row in found.all_rows if row.observation is not None and row.observation.is_comparable]
    rows.sort(key=_order)
    judged = [row for row in rows if row.judgement is not None]
    moving = [_moving(row) for row in rows]
    return Swot(
        _lines("forces", (_standing(row) for row in judged if row.judgement.favourable is True)),
        _lines("faiblesses", (_standing(row) for row in judged if row.judgement.favourable is False)),
        _lines("opportunites", (_movement(each) for each in moving if _is_chance(each))),
        _lines("menaces", (_movement(each) for each in moving if _is_threat(each))),
    )


def swot_quadrants(proposal: Swot) -> Quadrants:
    """The proposal as a block of a document."""
    return Quadrants(
        tuple(
            Bullets(title, tuple(line.sentence for line in getattr(proposal, quadrant)), NOTHING_SURE)
            for quadrant, title in TITLES.items()
        )
    )


def standard_gap(value: float, benchmark: float, indicator: Indicator) -> float:
    """How far a figure is from another, without unit, so that indicators can be put in order.

    A share in % is measured in standard deviations of a proportion; the others by the logarithm of their ratio.
    """
    if indicator.unit == "%":
        share = min(max(benchmark, _LEAST_SHARE), 100 - _LEAST_SHARE)
        return abs(value - benchmark) / math.sqrt(share * (100 - share))
    return abs(math.log(value / benchmark)) if value > 0 and benchmark > 0 else 0.0


def _order(row: PortraitRow) -> tuple:
    """Sure figures first (tested, then published, then estimated), then the largest gap, then the catalogue's names."""
    observation, indicator = row.observation, row.indicator
    sure = 0 if is_tested(observation, indicator) else 2 if observation.status == "estimated" else 1
    other = row.benchmark.observation if row.judgement is not None else None
    gap = standard_gap(observation.value, other.value, indicator) if other is not None else 0.0
    return sure, -gap, indicator.id


def _lines(quadrant: str, said: Iterable[tuple[Indicator, Sentence]]) -> tuple[SwotLine, ...]:
    """One line a topic: the first that comes."""
    kept: dict[str, SwotLine] = {}
    for indicator, sentence in said:
        kept.setdefault(grammar_of(indicator).topic, SwotLine(sentence, indicator.id, f"{quadrant}/{indicator.id}"))
    return tuple(kept.values())[:MOST_LINES]


@dataclass(frozen=True)
class _Moving:
    """A row, its tested trend, and whether it moves for the better."""

    row: PortraitRow
    trend: Trend
    better: bool | None


def _moving(row: PortraitRow) -> _Moving:
    trend = trend_of_row(row)
    return _Moving(row, trend, moves_well(row, trend))


def _is_chance(moving: _Moving) -> bool:
    """Improving while worse than the benchmark, or an offer that grows."""
    if grammar_of(moving.row.indicator).offer:
        return _growth(moving.row) >= LEAST_GROWTH
    return moving.better is True and _is_worse(moving.row)


def _is_threat(moving: _Moving) -> bool:
    """Getting worse, or an offer that shrinks."""
    if grammar_of(moving.row.indicator).offer:
        return _growth(moving.row) <= -LEAST_GROWTH
    return moving.better is False


def _growth(row: PortraitRow) -> float:
    """Relative evolution of a count since the figure it may be compared with; 0 when there is none."""
    before = before_of(row) if row.change else None
    return (row.observation.value - before.value) / before.value if before is not None and before.value else 0.0


def _is_worse(row: PortraitRow) -> bool:
    return row.judgement is not None and row.judgement.favourable is False


def _standing(row: PortraitRow) -> tuple[Indicator, Sentence]:
    """ "Le taux de pauvreté est de 9,0 % en 2021, mieux que dans les Pyrénées-Atlantiques (12,6 %)."."""
    grammar, observation, benchmark = grammar_of(row.indicator), row.observation, row.benchmark
    verb = f"est {grammar.agreed('estimé')} à" if observation.status == "estimated" else "est de"
    figure = f"{said(observation.value, row.indicator, observation.level)} {grammar.period(observation.period)}"
    verdict = "mieux" if row.judgement.favourable else "moins bien"
    text = f"{sentence_case(grammar.subject)} {verb} {figure}, {verdict} {_than(row)}."
    return row.indicator, Sentence(french(text), evidence_of(observation, benchmark.observation))


def _movement(moving: _Moving) -> tuple[Indicator, Sentence]:
    """ "La part … s’améliore (60 % en 2025, +3 points depuis 2024), mais reste moins élevée qu’en France (70 %)."."""
    row, grammar = moving.row, grammar_of(moving.row.indicator)
    observation, before = row.observation, before_of(row)
    when = grammar.period(observation.period)
    if grammar.offer:
        way = "progresse" if _growth(row) > 0 else "recule"
        text = f"L’offre {way} : {counted(observation, row.indicator, grammar)} {when} ({row.change})."
        return row.indicator, Sentence(french(text), evidence_of(observation, before))
    way = trend_words(moving.trend) or row.change
    figure = f"{said(observation.value, row.indicator, observation.level)} {when}, {way}"
    text = f"{sentence_case(grammar.subject)} {'s’améliore' if moving.better else 'se dégrade'} ({figure})"
    seen = [observation, before, *followed(row, moving.trend)]
    if _is_worse(row):
        side = f"{'plus' if row.judgement.side == 'higher' else 'moins'} {grammar.agreed('élevé')} {_than(row)}"
        text += f", mais reste {side}" if moving.better else f" et est déjà {side}"
        seen.append(row.benchmark.observation)
    return row.indicator, Sentence(french(f"{text}."), evidence_of(*seen))


def _than(row: PortraitRow) -> str:
    benchmark = row.benchmark
    place = than_in(benchmark.level, benchmark.code, benchmark.name)
    return f"{place} ({said(benchmark.observation.value, row.indicator, benchmark.level)})"
