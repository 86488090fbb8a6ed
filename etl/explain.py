"""A source or an indicator in words, written from the catalogue."""

from __future__ import annotations

from observatoire.catalogue import Catalogue, Indicator, Source


def names(catalogue: Catalogue) -> list[str]:
    return [*catalogue.indicators, *catalogue.sources]


def explain(name: str, catalogue: Catalogue) -> str | None:
    """French text of several lines; None when the catalogue does not know the name."""
    if name in catalogue.indicators:
        return _indicator(catalogue.indicators[name])
    if name in catalogue.sources:
        return _source(catalogue.sources[name])
    return None


def _indicator(indicator: Indicator) -> str:
    lines = [
        f"{indicator.title} ({indicator.id})",
        indicator.question,
        "",
        indicator.definition,
        "",
        f"Calcul : {indicator.formula}",
        f"Numérateur : {indicator.numerator}",
        f"Dénominateur : {indicator.denominator}",
        f"Champ : {indicator.population_covered}",
        f"Unité : {indicator.unit}",
        f"Mailles : {', '.join(indicator.levels)}",
        f"Sources, par ordre de préférence : {', '.join(indicator.sources)}",
        f"Prochaine mise à jour : {indicator.next_update}",
        "",
        "Limites :",
        *(f"- {text}" for text in indicator.caveats),
        "",
        "À ne pas conclure :",
        *(f"- {text}" for text in indicator.not_to_conclude),
    ]
    return "\n".join(lines)


def _source(source: Source) -> str:
    expected = [column for rule in source.files for column in rule.header]
    lines = [
        f"{source.title} ({source.id})",
        f"Producteur : {source.producer}",
        f"Page : {source.landing_page}",
        f"Licence : {source.licence}",
        f"Périodicité : {source.frequency}",
        f"Prochaine mise à jour : {source.next_update}",
        "Fichiers reconnus par leur nom : "
        + (" ; ".join(rule.name for rule in source.files) or "aucun (paquet installé)"),
    ]
    if expected:
        lines.append(f"Ou par leur en-tête : {', '.join(expected)}")
    if source.measures:
        lines += ["", "Colonnes lues :", *(f"- {column} → {measure}" for column, measure in source.measures.items())]
    if source.markers:
        lines += ["", "Marqueurs :", *(f"- « {marker} » → {kept[0]}" for marker, kept in source.markers.items())]
    if source.downloads:
        lines += ["", "Téléchargement :", *(f"- {rule.vintage} : {rule.url}" for rule in source.downloads)]
    if source.manual_download:
        lines += ["", f"À la main : {source.manual_download}"]
    lines += ["", "Limites :", *(f"- {text}" for text in source.caveats)]
    return "\n".join(lines)
