"""The structures of insertion as points above a map: one circle a commune, sized by how many stand there."""

from __future__ import annotations

import json

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.figures.map import circle_radii
from observatoire.figures.map_points import Overlay, map_points
from observatoire.view.emploi import EmploiView
from observatoire.view.emploi_offer import APART, TYPES, Standing
from observatoire.view.emploi_question import STRUCTURES
from observatoire.warehouse import Snapshot

#: Radius of the largest circle, as a share of that of a count: the rates under the points stay in sight.
LARGEST = 0.7


def siae_overlay(view: EmploiView, snapshot: Snapshot) -> Overlay | None:
    """What to draw above the density map of a view; None without a map or without any structure."""
    standings = [item for item in view.offer.standings if item.total]
    if view.density is None or view.density.layer is None or not standings:
        return None
    most = max(item.total for item in standings)
    radii = [round(LARGEST * radius, 3) for radius in circle_radii([item.total for item in standings], most)]
    shown = _layer(view.density.layer, snapshot)
    named = snapshot.layer("commune")
    communes = _layer(named[0], snapshot) if named else None
    points, lost = (
        map_points(
            [(item.territory.code, r, words(item)) for item, r in zip(standings, radii, strict=True)], communes, shown
        )
        if communes is not None
        else ((), tuple(item.territory.code for item in standings))
    )
    names = {item.territory.code: item.territory.name for item in standings}
    sizes = sorted({1, round(most / 3) or 1, most}, reverse=True)
    return Overlay(
        title(view),
        points,
        tuple(
            (round(LARGEST * radius, 3), formats.value(size, load_catalogue().indicators[STRUCTURES]))
            for size, radius in zip(sizes, circle_radii(sizes, most), strict=True)
        ),
        tuple(names[code] for code in lost),
        f"/emploi?{view.question.query}",
    )


def title(view: EmploiView) -> str:
    """What the circles are, and of which year."""
    year = f", {view.offer.standings_period}" if view.offer.standings_period else ""
    return f"Cercles{formats.THIN}: structures d’insertion (SIAE) de chaque commune{year}"


def words(standing: Standing) -> str:
    """ "10 structures (3 ACI, 2 AI, 4 EI, 1 ETTI)"; those of no known type are said to be so."""
    kinds = [
        f"{count}{formats.NO_BREAK}{kind}"
        for kind, count in zip(TYPES, standing.types, strict=True)
        if count and kind != APART
    ]
    said = formats.count(standing.total, "structure")
    if untyped := standing.total - sum(
        count for kind, count in zip(TYPES, standing.types, strict=True) if kind != APART
    ):
        kinds.append(f"{untyped}{formats.NO_BREAK}de type inconnu")
    return f"{said} ({', '.join(kinds)})" if kinds else said


def _layer(name: str, snapshot: Snapshot) -> dict:
    return json.loads(snapshot.layer_content(name)[0])
