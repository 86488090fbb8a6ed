"""How many come back to work: by year of entry, then by kind of person."""

from __future__ import annotations

from dash import html

from observatoire.figures.cohorts import HEIGHT_PX, cohorts, cohorts_words
from observatoire.figures.dots import DotRow, dots
from observatoire.typography import french
from observatoire.view.emploi import EmploiView, Pair
from observatoire.view.emploi_question import TWELVE_MONTHS
from observatoire.view.emploi_words import text_of
from observatoire.view.parcours_figures import why
from pages._emploi_pieces import cell, empty_section, section
from pages._parcours_pieces import chart, key_of_lines, paragraph, reasons, twin

NAMES = ("à 6 mois", "à 12 mois")
TOO_RECENT = (
    "« Trop récent » : les dernières personnes entrées ne sont pas suivies depuis 6 ou 12 mois. Les compter dès "
    "maintenant ferait croire à une baisse."
)


def return_block(view: EmploiView) -> html.Section:
    pairs, name = view.cohorts, view.territory.name
    if not any(_is_known(pair) for pair in pairs):
        return empty_section("retour", f"Aucun retour à l’emploi n’est publié pour {name} : {_why_none(view)}.")
    facts = [item for pair in pairs for item in (pair.first, pair.second)]
    return section(
        view,
        "retour",
        *_finding(view),
        html.Div(
            [html.Div(_cohorts(view), className="col-6"), html.Div(_profile(view), className="col-6")],
            className="grille",
        ),
        *reasons([*facts, *(item for _, pairs in view.profile for pair in pairs for item in _both(pair))], drawn=True),
        source=view.source(*facts),
    )


def _why_none(view: EmploiView) -> str:
    """Why no year has a figure: hidden, too young, or that nobody gave it."""
    found = [item.own for pair in view.cohorts for item in _both(pair) if item.own is not None]
    hidden = next((why(item) for item in found if item.status == "secret"), "")
    young = any(item.status == "immature" for item in found)
    if hidden:
        recent = ", ou trop récents pour être mesurés" if young else ""
        return f"les chiffres y sont tous secrets{recent} (« secret » veut dire {hidden})"
    if young:
        return "les personnes entrées y sont suivies depuis trop peu de temps"
    return "les extraits reçus n’y ont pas de sorties vers l’emploi (fichier « sorties »)"


def _finding(view: EmploiView) -> list:
    """The latest mature figure in one sentence."""
    latest = next(item for item in view.keys if item.indicator.id == TWELVE_MONTHS)
    if latest.own is None or latest.own.value is None:
        return []
    words = (
        f"{latest.text} des personnes entrées en {latest.period} ont commencé un emploi dans les douze mois qui ont "
        f"suivi l’ouverture de leur droit ({latest.interval})."
    )
    return [paragraph(words)]


def _cohorts(view: EmploiView) -> list:
    rows = [[pair.label, cell(pair.first), cell(pair.second)] for pair in reversed(view.cohorts)]
    young = any(item.own is not None and item.own.status == "immature" for pair in view.cohorts for item in _both(pair))
    title = "Retour à l’emploi, par année d’ouverture du droit"
    return [
        chart(
            title,
            f"{view.territory.name}, part des personnes entrées, en %, intervalle à 95 %",
            cohorts(view.cohorts, NAMES),
            HEIGHT_PX,
            cohorts_words(view.cohorts, NAMES),
            paragraph(WHO_ENTERS, "precision"),
            *([paragraph(TOO_RECENT, "precision")] if young else []),
            twin(
                "Lire le tableau des années d’entrée", f"{title}, {view.territory.name}", _headings("Entrée en"), rows
            ),
        )
    ]


#: The other screen counts a cohort from the request.
WHO_ENTERS = (
    "Entrées : les personnes dont le droit s’est ouvert dans l’année. L’écran Parcours suit celles qui ont demandé le "
    "RSA dans l’année : leur nombre n’est pas le même."
)
#: True whether the level has no such figure, or the extracts nothing to count it on.
NOT_SO_FINE = (
    "Le retour à l’emploi selon le sexe, l’âge, la situation familiale ou la caisse n’est publié que pour le "
    "département : plus finement, ces chiffres seraient presque tous cachés."
)


def _profile(view: EmploiView) -> list:
    period = view.profile_period
    if not view.profile:
        whole = view.question.niveau == "departement"
        unknown = f"Les extraits ne donnent ni sexe, ni âge, ni famille, ni caisse des personnes entrées en {period}."
        return [paragraph(unknown if whole else NOT_SO_FINE, "note")]
    rows, lines = [], []
    for dimension, pairs in view.profile:
        rows.append(DotRow(dimension, heading=True))
        for pair in pairs:
            rows.append(DotRow(pair.label, pair.second.own, text_of(pair.second), pair.first.own))
            lines.append([pair.label, cell(pair.first), cell(pair.second)])
    indicator = view.profile[0][1][0].second.indicator
    drawn = dots(rows, indicator)
    title = f"Retour à l’emploi selon la personne, entrées de {period}"
    said = [f"{row.name} {row.words}" for row in rows if not row.heading]
    return [
        chart(
            title,
            f"{view.territory.name}, en %, intervalle à 95 %",
            drawn.figure,
            drawn.height_px,
            french(f"Part à 12 mois : {' ; '.join(said)}."),
            key_of_lines(*reversed(NAMES), ("●", "□")),
            twin("Lire le tableau des publics", f"{title}, {view.territory.name}", _headings("Personnes"), lines),
        )
    ]


def _headings(first: str) -> list[str]:
    return [first, *(name.capitalize() for name in NAMES)]


def _both(pair: Pair) -> tuple:
    return pair.first, pair.second


def _is_known(pair: Pair) -> bool:
    return any(item.own is not None and item.own.value is not None for item in _both(pair))
