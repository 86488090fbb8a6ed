"""A document made by hand, for the tests of the writers: every block, every kind of chart, every kind of absence.

Its numbers are invented and easy to recognise: where a figure is secret, missing or bounded there is none at all.
"""

from __future__ import annotations

from datetime import date

from observatoire.documents.model import (
    Bullets,
    Cell,
    Column,
    Definition,
    Document,
    KeyFigure,
    KeyFigures,
    Prose,
    Quadrants,
    Section,
    Sentence,
    Table,
)
from observatoire.formats import decimal, with_unit
from observatoire.typography import french
from observatoire.words import DEMO
from tests.documents.sample_figures import (
    FICTITIOUS,
    SOURCE,
    bars_figure,
    funnel_figure,
    lines_figure,
    map_figure,
    number,
    percent,
    seen,
    stacked_figure,
    table_figure,
)


def sample_document() -> Document:
    """A portrait of the SDSeI Est Béarn, with the mentions of a demonstration and of illustrative boundaries."""
    return Document(
        kind="portrait",
        title=french("Portrait de territoire : SDSeI Est Béarn"),
        subtitle=french("Pyrénées-Atlantiques · repère : France métropolitaine · dernières données connues"),
        departement_name="Pyrénées-Atlantiques",
        mentions=(DEMO, FICTITIOUS),
        sections=(
            Section(french("Quels sont les chiffres clés ?"), (_key_figures(), _prose(), _bullets())),
            Section(french("Combien de personnes sont pauvres ?"), (bars_figure(), lines_figure())),
            Section(french("Où les parcours s’arrêtent-ils ?"), (stacked_figure(), funnel_figure())),
            Section(french("Où la pauvreté est-elle la plus forte ?"), (map_figure(), table_figure(), _long_table())),
            Section(french("Que retenir ?"), (_quadrants(), Bullets("Ce que dit le terrain", ()))),
        ),
        definitions=_definitions(),
        published_on=date(2026, 11, 12),
        geo_year=2026,
        file_stem="portrait-sdsei-est-bearn",
        address="/territoire/sdsei/est-bearn?repere=france_metro",
        colour="#7a1f3d",
        licences=("Licence Ouverte 2.0",),
    )


def _key_figures() -> KeyFigures:
    return KeyFigures(
        (
            KeyFigure(
                "Taux de pauvreté",
                percent(8.84),
                (
                    "2021",
                    "\u22126,1\u00a0points par rapport au repère",
                    "stable",
                ),
                seen("Est Béarn"),
            ),
            KeyFigure("Foyers bénéficiaires du RSA", decimal(2345), ("décembre 2024",), seen("Est Béarn")),
            KeyFigure("Niveau de vie médian", with_unit(decimal(23370), "€ par an"), ("2021",), seen("Est Béarn")),
            KeyFigure("Jeunes ni en emploi ni en formation", "secret", ("2021", "trop peu de personnes")),
            KeyFigure("Taux de pauvreté des locataires", "≤\u00a05\u202f%", ("2021", "non comparé")),
            KeyFigure("Délai médian avant orientation", "trop récent pour être mesuré", ("2026",)),
        ),
        SOURCE,
    )


def _prose() -> Prose:
    return Prose(
        (
            Sentence(f"Le SDSeI Est Béarn compte {decimal(71234)} habitants en 2021.", (seen("Est Béarn"),)),
            Sentence(french("Le taux de pauvreté y est de 8,8 %, moins élevé qu’en France métropolitaine (14,9 %).")),
            Sentence(french("Trois chiffres ne sont pas donnés : ils sont couverts par le secret statistique.")),
        )
    )


def _bullets() -> Bullets:
    return Bullets(
        "À regarder",
        (
            Sentence(french("Le délai avant la première orientation n’est pas encore connu pour 2026.")),
            Sentence("La part des jeunes ni en emploi ni en formation est cachée par le secret statistique."),
        ),
    )


def _long_table() -> Table:
    """Forty communes: more than a slide or a page holds."""
    rows = tuple(
        (
            Cell(f"Commune n° {rank}"),
            Cell("secret") if rank % 7 == 0 else number(100 + 37 * rank, 0),
            Cell("non disponible") if rank % 5 == 0 else number(6 + rank / 4, 1),
        )
        for rank in range(1, 41)
    )
    total = (Cell("Est Béarn"), number(71234, 0), number(8.84, 1))
    columns = (Column("Commune"), Column("Foyers bénéficiaires du RSA", "foyers", True), Column("Taux", "%", True))
    return Table("Foyers bénéficiaires du RSA et taux par commune, 2021", columns, (*rows, total), pinned=(40,))


def _quadrants() -> Quadrants:
    def listed(title: str, *texts: str) -> Bullets:
        return Bullets(title, tuple(Sentence(french(text)) for text in texts))

    return Quadrants(
        (
            listed(
                "Forces",
                "Le taux de pauvreté (8,8 %) est moins élevé qu’en France métropolitaine (14,9 %).",
                "Le niveau de vie médian (23\u202f370 €) est plus élevé qu’en France métropolitaine (23\u202f080 €).",
            ),
            listed(
                "Faiblesses",
                "La part des foyers bénéficiaires du RSA sans contrat signé (46,9 %) est plus élevée que dans le "
                "département (38,2 %), et elle augmente depuis 2021.",
                "Le délai médian avant la première orientation (64 jours) dépasse la cible du plan (30 jours).",
                "La part des orientations vers l’emploi (28,2 %) est moins élevée que dans le département (30,5 %).",
                "La part des rendez-vous honorés (70,7 %) est moins élevée que dans le département (74,1 %).",
            ),
            listed(
                "Opportunités",
                "Les structures d’insertion par l’activité économique comptent 118 équivalents temps plein.",
            ),
            listed("Menaces"),
        )
    )


def _definitions() -> tuple[Definition, ...]:
    return (
        Definition(
            "taux_pauvrete",
            "Taux de pauvreté",
            french(
                "Part de la population dont le niveau de vie est inférieur à 60 % du niveau de vie médian national."
            ),
            french("Personnes pauvres / personnes des ménages fiscaux × 100"),
            "Insee-DGFiP-Cnaf-Cnav-CCMSA, Fichier localisé social et fiscal (Filosofi)",
            (french("Les taux inférieurs à 5 % sont publiés « ≤ 5 % »."),),
            (french("Que deux territoires dont les taux sont proches diffèrent."),),
        ),
        Definition(
            "personnes_etape",
            "Entrants de l’année ayant franchi chaque étape du parcours",
            "Personnes qui ont demandé le revenu de solidarité active (RSA) dans l’année et atteint chaque étape.",
            "Nombre de personnes entrées dans l’année qui ont atteint l’étape à la date de l’extraction",
            "Extraits du département",
            ("Une année récente a eu moins de temps.",),
            ("Que les personnes qui manquent d’une étape à l’autre ont abandonné.",),
        ),
    )
