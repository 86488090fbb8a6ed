"""The figures that a comité de pilotage asks for first, for a meeting that nobody has prepared yet.

Poverty and RSA on a map, the steps of the way, the delays and their thresholds, who waits, the return to employment,
the insertion offer; then what sets the territory apart. A figure that is not published is left out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from observatoire.carnet.paniers import Panier, PanierItem
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Figure
from observatoire.documents.panier_swot import panier_swot, swot_address
from observatoire.errors import ObservatoireError
from observatoire.territories import MAPPED_LEVELS
from observatoire.typography import french
from observatoire.view.question import available
from observatoire.warehouse import Snapshot, Territory

MAPPED = ("taux_pauvrete", "taux_couverture_rsa_foyers")
FOLLOWED = ("taux_pauvrete", "foyers_rsa", "taux_chomage_localise")
STEPS = ("etapes", "attente", "seuils", "stock")
OUTCOMES = ("retour", "sorties", "carte", "clauses")


def proposed_panier(territory: Territory, snapshot: Snapshot) -> Panier:
    """The panier of that meeting; it is in no carnet. Raises ObservatoireError when nothing is published to show."""
    shown = [(figure.address, figure.title) for figure in proposed_figures(territory, snapshot)]
    if not shown:
        raise ObservatoireError(f"Aucune figure n’est publiée pour préparer une séance sur {territory.name}.")
    with suppress(ObservatoireError):  # a territory that nothing sets apart
        swot = panier_swot(swot_address(territory.level, territory.code, ""), {}, snapshot)
        shown.append((swot.address, swot.title))
    items = tuple(PanierItem(address, name, "", rank) for rank, (address, name) in enumerate(shown, start=1))
    return Panier("", title(territory), items, 1, datetime.min, {})


def title(territory: Territory) -> str:
    return french(f"Comité de pilotage : {territory.name}")


def proposed_figures(territory: Territory, snapshot: Snapshot) -> tuple[Figure, ...]:
    """Figures about this very territory, in the order of the meeting, each once."""
    here = f"niveau={territory.level}&territoire={territory.code}"
    own = f"/territoire/{territory.level}/{territory.code}"
    addresses = [
        *(address for indicator in MAPPED if (address := _map(indicator, territory, snapshot))),
        *(f"{own}#{indicator}" for indicator in FOLLOWED),
        *(f"/parcours?{here}#{block}" for block in STEPS),
        *(f"/emploi?{here}#{block}" for block in OUTCOMES),
    ]
    found = {figure.address: figure for address in addresses if (figure := _figure(address, territory, snapshot))}
    return tuple(found.values())


def _map(indicator: str, territory: Territory, snapshot: Snapshot) -> str:
    """The map of the level of the territory, which is outlined; for the département, that of its first level."""
    levels = available(snapshot).get(indicator, {})
    mapped = territory.level in MAPPED_LEVELS and territory.level != "departement"
    level = next((name for name in ((territory.level,) if mapped else ("sdsei", "epci")) if name in levels), "")
    chosen = f"&territoire={territory.code}" if level == territory.level else ""
    return f"/carte?indicateur={indicator}&niveau={level}&repere=departement{chosen}" if level else ""


def _figure(address: str, territory: Territory, snapshot: Snapshot) -> Figure | None:
    """None for a figure that is not published, or that falls back on another territory."""
    try:
        figure = figure_at(address, snapshot)
    except ObservatoireError:
        return None
    whole = territory.level == "departement" and address.startswith("/carte")
    return figure if whole or territory.code in figure.address else None
