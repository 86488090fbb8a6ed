"""The front page: where the département stands, what is new, what deserves a look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.typography import french
from observatoire.view.portrait import Portrait, PortraitRow, portrait
from observatoire.view.question import available
from observatoire.warehouse import Publication, Snapshot

#: Key figures of the front page, in their order.
KEY_INDICATORS = ("taux_pauvrete", "foyers_rsa", "taux_chomage_localise")


@dataclass(frozen=True)
class Coverage:
    """How many communes have a published poverty rate."""

    published: int
    communes: int
    period: str


@dataclass(frozen=True)
class Alert:
    """One sentence that deserves a look, and where to look."""

    sentence: str
    href: str


@dataclass(frozen=True)
class Novelty:
    """One source file, by its date of reception."""

    title: str
    vintage: str
    received: str


@dataclass(frozen=True)
class Accueil:
    publication: Publication
    portrait: Portrait
    key_rows: tuple[PortraitRow, ...]
    coverage: Coverage | None
    alerts: tuple[Alert, ...]
    novelties: tuple[Novelty, ...]
    levels: tuple[tuple[str, int], ...]


@lru_cache(maxsize=8)
def accueil(snapshot: Snapshot, repere: str = "") -> Accueil:
    """The front page of the published version, against a benchmark (France by default)."""
    publication = snapshot.publication()
    own = portrait("departement", publication.departement, {"repere": repere or "france"}, snapshot)
    by_id = {row.indicator.id: row for row in own.all_rows}
    levels = tuple(
        (level, len(snapshot.territories(level)))
        for level in ("sdsei", "epci", "canton", "commune")
        if snapshot.territories(level)
    )
    coverage = _coverage(snapshot)
    return Accueil(
        publication,
        own,
        tuple(by_id[i] for i in KEY_INDICATORS if i in by_id),
        coverage,
        _alerts(snapshot, own, coverage),
        _novelties(snapshot),
        levels,
    )


def _coverage(snapshot: Snapshot) -> Coverage | None:
    periods = available(snapshot).get("taux_pauvrete", {}).get("commune", ())
    if not periods:
        return None
    figures = snapshot.observations_at("taux_pauvrete", "commune", periods[0])
    published = sum(1 for item in figures.values() if item.value is not None)
    return Coverage(published, len(snapshot.territories("commune")), periods[0])


def _alerts(snapshot: Snapshot, own: Portrait, coverage: Coverage | None) -> tuple[Alert, ...]:
    alerts = []
    silent = [row for row in own.all_rows if row.observation is not None and row.observation.qualifier in ("ND", "NR")]
    if silent:
        names = ", ".join(row.indicator.short_title.lower() for row in silent)
        alerts.append(
            Alert(
                f"Enquête OARSA de la Drees : le département n’a pas fourni {formats.count(len(silent), 'chiffre')} "
                f"({names}) pour {silent[0].period}.",
                f"/indicateur/{silent[0].indicator.id}",
            )
        )
    if coverage is not None and coverage.published < coverage.communes:
        hidden = coverage.communes - coverage.published
        alerts.append(
            Alert(
                f"Taux de pauvreté {coverage.period} : non publié par l’Insee pour {formats.decimal(hidden)} des "
                f"{formats.decimal(coverage.communes)} communes.",
                "/carte?indicateur=taux_pauvrete&niveau=commune",
            )
        )
    for level in ("sdsei",):
        periods = available(snapshot).get("taux_pauvrete", {}).get(level, ())
        if not periods:
            continue
        figures = snapshot.observations_at("taux_pauvrete", level, periods[0])
        names = {t.code: t.name for t in snapshot.territories(level)}
        refused = [names[code] for code, item in figures.items() if item.qualifier == "uncertain"]
        if refused:
            alerts.append(
                Alert(
                    f"{' et '.join(sorted(refused, key=formats.sort_key))} : le taux de pauvreté {periods[0]} est trop "
                    "incertain pour être donné, trop peu de communes ont un taux publié.",
                    f"/carte?indicateur=taux_pauvrete&niveau={level}",
                )
            )
        if any(t.fictif for t in snapshot.territories(level)):
            alerts.append(
                Alert(
                    "Le découpage en SDSeI est illustratif : le département n’a pas encore donné leurs communes.",
                    "/sources",
                )
            )
    broken = [row for row in own.all_rows if row.no_change.startswith("rupture")]
    if broken:
        names = ", ".join(row.indicator.short_title.lower() for row in broken)
        alerts.append(
            Alert(
                f"Ruptures de série : pas d’évolution affichée pour {names}.", f"/indicateur/{broken[0].indicator.id}"
            )
        )
    failed = [check for check in snapshot.check_results() if not check["passed"]]
    if failed:
        alerts.append(
            Alert(f"{formats.count(len(failed), 'contrôle')} à regarder avant de citer un chiffre.", "/sources")
        )
    return tuple(Alert(french(alert.sentence), alert.href) for alert in alerts)


def _novelties(snapshot: Snapshot, most: int = 5) -> tuple[Novelty, ...]:
    """The latest vintage of each source, most recent reception first."""
    catalogue = load_catalogue()
    latest: dict[str, dict] = {}
    for load in snapshot.source_loads():
        kept = latest.get(load["source"])
        if catalogue.sources[load["source"]].role == "statistics" and (
            kept is None or load["vintage"] > kept["vintage"]
        ):
            latest[load["source"]] = load
    recent = sorted(latest.values(), key=lambda load: load["file_date"], reverse=True)[:most]
    return tuple(
        Novelty(
            catalogue.sources[load["source"]].title, formats.vintage(load["vintage"]), formats.day(load["file_date"])
        )
        for load in recent
    )
