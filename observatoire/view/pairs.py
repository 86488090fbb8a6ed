"""Which territories resemble this one, on which variables, and how much each variable weighs in saying so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.errors import ObservatoireError
from observatoire.statistics.peers import nearest
from observatoire.typography import french
from observatoire.view.question import available
from observatoire.warehouse import Observation, Snapshot, Territory

#: What a territory is made of, before what is done there. A population is compared on a logarithmic scale: a territory
#: twice as populated differs as much at every size.
STRUCTURAL = (
    "population",
    "taux_pauvrete",
    "niveau_vie_median",
    "rapport_interdecile",
    "taux_chomage_localise",
    "taux_couverture_rsa_foyers",
    "taux_neet_15_24",
)
LOGARITHMIC = ("population",)
#: Share of the territories of a level that must have a figure for a variable to be used.
COVERAGE = 0.8
#: Fewest territories to choose from, and how many are kept.
FEWEST_TERRITORIES, PEERS = 5, 5
#: One variable says nothing of resemblance.
FEWEST_VARIABLES = 2
#: Levels of which the observatory holds the whole of France; of the others, only those of the département.
NATIONAL_LEVELS = ("departement", "region")


@dataclass(frozen=True)
class PeerVariable:
    """A variable used: its latest period at which nearly every territory has a figure. text: the territory's own."""

    indicator: Indicator
    period: str
    text: str


@dataclass(frozen=True)
class Contribution:
    """difference: own − peer, in standard deviations; share: part of the squared distance (0–1); text: the peer's."""

    indicator: Indicator
    difference: float
    share: float
    text: str

    @property
    def difference_text(self) -> str:
        """ "+0,3": above the peer by 0.3 standard deviation."""
        return ("+" if round(self.difference, 1) > 0 else "") + formats.decimal(self.difference, 1)

    @property
    def share_text(self) -> str:
        return formats.with_unit(formats.decimal(100 * self.share), "%")


@dataclass(frozen=True)
class Peer:
    """distance: root mean square of the differences; 1 is one standard deviation on every variable."""

    territory: Territory
    distance: float
    contributions: tuple[Contribution, ...]

    @property
    def distance_text(self) -> str:
        return formats.decimal(self.distance, 2)


@dataclass(frozen=True)
class Peers:
    """Nearest first. set_aside: variables asked for that are not used, each with the reason as a sentence.

    compared: how many territories are, this one included; left_out: those without a figure for every variable. refusal:
    why there is no list, as a sentence. choices: every variable that may be asked for.
    """

    territory: Territory
    variables: tuple[PeerVariable, ...]
    peers: tuple[Peer, ...]
    set_aside: tuple[tuple[Indicator, str], ...]
    compared: int
    left_out: tuple[Territory, ...]
    choices: tuple[Indicator, ...]
    refusal: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Among which territories, on what, and how to read the distance."""
        if self.refusal:
            return (self.refusal,)
        level = self.territory.level
        names = ", ".join(f"{_short(item.indicator)} ({formats.period(item.period)})" for item in self.variables)
        compared = f"Comparaison de {formats.count_level(self.compared, level)}"
        if self.left_out:
            compared += (
                f" (sur {formats.decimal(self.compared + len(self.left_out))} : les autres n’ont pas tous ces chiffres)"
            )
        said = [
            f"{compared} sur {formats.count(len(self.variables), 'variable')} : {names}.",
            "Chaque variable pèse autant. Une distance de 1 veut dire que, sur chacune, l’écart égale l’écart-type : "
            "la dispersion habituelle des territoires autour de leur moyenne.",
        ]
        if level not in NATIONAL_LEVELS:
            said.append(
                "Seuls les territoires de même niveau du département sont comparés : l’observatoire n’a pas les autres."
            )
        return tuple(french(sentence) for sentence in said)


def peers_of(snapshot: Snapshot, level: str, code: str, variables: Sequence[str] | None = None) -> Peers:
    """The nearest territories of the same level by standardised structural variables, `variables` or all of them.

    Only territories whose figure is known for every variable are compared; nothing is put in place of a missing one.
    Raises ObservatoireError when the territory is unknown.
    """
    territory = snapshot.territory(level, code)
    if territory is None:
        raise ObservatoireError(f"Le territoire « {code} » n’existe pas à ce niveau.")
    catalogue, territories = load_catalogue(), {item.code: item for item in snapshot.territories(level)}
    choices = tuple(catalogue.indicators[name] for name in STRUCTURAL if level in catalogue.indicators[name].levels)
    used: list[tuple[PeerVariable, dict[str, Observation]]] = []
    set_aside: list[tuple[Indicator, str]] = []
    for indicator in choices:
        if variables is not None and indicator.id not in variables:
            continue
        found = _latest(indicator, level, code, len(territories), snapshot)
        if isinstance(found, str):
            set_aside.append((indicator, french(found)))
        else:
            used.append((PeerVariable(indicator, found[0], formats.figure(found[1][code], indicator)), found[1]))
    complete = [other for other in territories if all(other in figures for _, figures in used)] if used else []
    refusal = _refusal(len(used), len(complete), level)
    return Peers(
        territory,
        tuple(variable for variable, _ in used),
        () if refusal else _nearest(code, complete, used, territories),
        tuple(set_aside),
        len(complete),
        tuple(item for item in territories.values() if item.code not in complete) if used else (),
        choices,
        refusal,
    )


def _nearest(
    code: str,
    complete: list[str],
    used: list[tuple[PeerVariable, dict[str, Observation]]],
    territories: dict[str, Territory],
) -> tuple[Peer, ...]:
    values = {other: [_scaled(figures[other]) for _, figures in used] for other in complete}
    return tuple(
        Peer(
            territories[found.code],
            found.distance,
            tuple(
                Contribution(
                    variable.indicator, difference, share, formats.figure(figures[found.code], variable.indicator)
                )
                for (variable, figures), difference, share in zip(used, found.differences, found.shares, strict=True)
            ),
        )
        for found in nearest(code, values)[:PEERS]
    )


def _scaled(observation: Observation) -> float:
    return math.log(observation.value) if observation.indicator in LOGARITHMIC else observation.value


def _latest(
    indicator: Indicator, level: str, code: str, territories: int, snapshot: Snapshot
) -> tuple[str, dict[str, Observation]] | str:
    """(period, {territory: figure}) of the latest period that nearly everybody has, else why there is none."""
    periods = available(snapshot).get(indicator.id, {}).get(level, ())
    alone = False
    for period in periods:
        figures = {
            other: item
            for other, item in snapshot.observations_at(indicator.id, level, period).items()
            if item.is_comparable and (indicator.id not in LOGARITHMIC or item.value > 0)
        }
        if len(figures) >= COVERAGE * territories:
            if code in figures:
                return period, figures
            alone = True
    if alone:
        return "Ce territoire n’a pas de chiffre exact pour cette variable."
    return "Trop peu de territoires de ce niveau ont un chiffre la même période : la variable est écartée."


def _refusal(variables: int, compared: int, level: str) -> str:
    if variables < FEWEST_VARIABLES:
        known = {0: "aucune variable ne peut servir ici"}.get(variables, "une seule variable peut servir ici")
        return french(f"Pas de territoires semblables : {known}, il en faut au moins {FEWEST_VARIABLES}.")
    if compared < FEWEST_TERRITORIES:
        return french(
            f"Pas de territoires semblables : {formats.count_level(compared, level)} "
            f"{'a' if compared < 2 else 'ont'} un chiffre pour chaque variable, il en faut au moins "
            f"{formats.decimal(FEWEST_TERRITORIES)}."
        )
    return ""


def _short(indicator: Indicator) -> str:
    """The short title inside a sentence: its first letter small unless it begins a sigle."""
    name = indicator.short_title
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
