"""Figures made by hand: every kind of chart and drawing, with secret, bounded and missing numbers."""

from __future__ import annotations

from observatoire.documents.model import (
    Cell,
    Chart,
    Column,
    Evidence,
    Figure,
    Frozen,
    Picture,
    Point,
    Sentence,
    Series,
    Table,
)
from observatoire.formats import decimal, with_unit
from observatoire.typography import french

FICTITIOUS = french("Découpage illustratif : la composition réelle des SDSeI n’est pas publiée")
SOURCE = french(
    "Source : Insee-DGFiP-Cnaf-Cnav-CCMSA, Fichier localisé social et fiscal (Filosofi), millésime 2021 ; "
    "communes au 1er janvier 2026. Données publiées le 12 novembre 2026."
)
PLACES = ("Est Béarn", "Pau agglomération", "Béarn des Gaves", "Haut Béarn", "Pays basque intérieur", "Nive-Nivelle")
PARTS = ("Social", "Socioprofessionnel", "Emploi")
STEPS = (
    "Demande de RSA",
    "Ouverture du droit",
    "Première orientation",
    "Premier rendez-vous honoré",
    "Premier contrat signé",
    "Premier emploi",
)
YEARS = ("2015", "2016", "2017", "2018", "2019", "2020", "2021")


def bars_figure() -> Figure:
    """Bars with an interval, a highlighted territory, a benchmark, a secret figure and a bounded one."""
    values = (8.84, 14.23, None, 11.5, None, 12.0)
    absences = {2: "secret", 4: french("≤ 5 %")}
    points = tuple(
        Point(value, absences[rank] if value is None else percent(value), evidence=seen(place))
        if rank != 1
        else Point(value, percent(value), 13.1, 15.4, seen(place))
        for rank, (place, value) in enumerate(zip(PLACES, values, strict=True))
    )
    return Figure(
        key="taux_pauvrete",
        title=french(
            "Quelle part de la population vit sous le seuil de pauvreté dans les services départementaux des "
            "solidarités et de l’insertion, du plus au moins concerné, et où se situe votre territoire ?"
        ),
        subtitle="Services départementaux des solidarités et de l’insertion (SDSeI) · 2021 · en % de la population",
        table=_table_of("Taux de pauvreté", "Territoire", PLACES, (Series("Taux de pauvreté", points),), "%", 1, 0),
        source=SOURCE,
        address="/carte?indicateur=taux_pauvrete&niveau=sdsei&periode=2021&vue=barres",
        alt=french(
            "Barres : taux de pauvreté des six SDSeI en 2021. Pau agglomération a le plus élevé, 14,2 % ; Est Béarn, "
            "8,8 %. Le chiffre de Béarn des Gaves est secret ; celui du Pays basque intérieur est de 5 % ou moins."
        ),
        chart=Chart(
            "bars",
            PLACES,
            (Series("Taux de pauvreté", points),),
            "%",
            1,
            palette="difficulty",
            benchmark=(french("Repère : France métropolitaine, 14,9 %"), 14.9),
            highlighted="Est Béarn",
        ),
        sentences=(
            Sentence(
                french("Dans le SDSeI Est Béarn, 8,8 % de la population vit sous le seuil de pauvreté."),
                (seen("Est Béarn"),),
            ),
            Sentence(french("C’est moins qu’en France métropolitaine (14,9 %)."), (seen("France métropolitaine"),)),
        ),
        benchmark=french("Repère : France métropolitaine, 14,9 %"),
        indicators=("taux_pauvrete",),
        definition=french(
            "Part de la population dont le niveau de vie est inférieur à 60 % du niveau de vie médian de la France "
            "métropolitaine."
        ),
        not_to_conclude=(
            french("Que deux territoires dont les taux sont proches diffèrent."),
            french("Que le taux compte les personnes sans domicile : elles n’y sont pas."),
        ),
        notes=(
            french("Secret statistique : trop peu de ménages, le chiffre n’est pas publié ; ce n’est pas un zéro."),
            french("≤ 5 % : le producteur ne publie pas de taux plus bas."),
        ),
        mentions=(FICTITIOUS,),
        comment=french("À relire avec l’équipe de Pau : le taux de 2021 est-il celui du rapport de mai ?"),
        frozen=Frozen("F7K2M9QX", "https://observatoire.exemple.fr/f/F7K2M9QX"),
    )


def lines_figure() -> Figure:
    """Two lines, a break of series in 2018, a period without a figure, and a benchmark."""
    own = (9.1, 9.3, None, 8.7, 8.6, 8.9, 8.84)
    reference = (14.2, 14.3, 14.5, 14.8, 14.6, 14.4, 14.9)
    series = (
        Series("SDSeI Est Béarn", _points(own, "Est Béarn", "non disponible"), breaks=("2018",)),
        Series("France métropolitaine", _points(reference, "France métropolitaine", "")),
    )
    return Figure(
        key="taux_pauvrete_evolution",
        title=french("La pauvreté augmente-t-elle ?"),
        subtitle="SDSeI Est Béarn · 2015 à 2021 · en % de la population",
        table=_table_of("Taux de pauvreté par année", "Année", YEARS, series, "%", 1),
        source=SOURCE,
        address="/territoire/sdsei/est-bearn?indicateur=taux_pauvrete",
        alt=french("Courbes : de 2015 à 2021, le taux d’Est Béarn va de 9,1 % à 8,8 %, sans chiffre en 2017."),
        chart=Chart("lines", YEARS, series, "%", 1, palette="difficulty", highlighted="SDSeI Est Béarn"),
        sentences=(Sentence("Aucune tendance ne se dégage depuis 2018.", ()),),
        indicators=("taux_pauvrete",),
        notes=(french("Rupture de série en 2018 : les années d’avant et d’après ne se comparent pas."),),
        frozen=Frozen("B3T8W4HN", "https://observatoire.exemple.fr/f/B3T8W4HN"),
    )


def stacked_figure() -> Figure:
    """Parts that make 100 %, one territory hidden."""
    rows = ((31.6, 40.2, 28.2), (22.4, 47.1, 30.5), None, (35.0, 35.0, 30.0))
    places = PLACES[:4]
    series = tuple(
        Series(
            part,
            tuple(
                Point(None, "secret") if row is None else Point(row[rank], percent(row[rank]), evidence=seen(place))
                for place, row in zip(places, rows, strict=True)
            ),
        )
        for rank, part in enumerate(PARTS)
    )
    return Figure(
        key="orientations_types",
        title=french("Vers quel parcours oriente-t-on ?"),
        subtitle="SDSeI des Pyrénées-Atlantiques · 2024 · en % des premières orientations",
        table=_table_of("Premières orientations", "Territoire", places, series, "%", 1, 0),
        source=french("Source : extraits du département, 30 juin 2026."),
        address="/parcours?niveau=sdsei&periode=2024",
        alt=french("Barres empilées : part des parcours sociaux, socioprofessionnels et emploi par SDSeI en 2024."),
        chart=Chart("stacked", places, series, "%", 1, palette="resource", highlighted="Est Béarn"),
        sentences=(
            Sentence(french("En Est Béarn, 28,2 % des orientations vont vers l’emploi."), (seen("Est Béarn"),)),
        ),
        indicators=("part_orientations",),
        notes=(french("Caché : moins de cinq personnes, ou déductible d’un autre chiffre."),),
    )


def funnel_figure() -> Figure:
    """Steps of a course, the last one bounded."""
    counts = (1234, 1180, 1012, 873, 655, None)
    points = tuple(
        Point(None, "moins de 5") if count is None else Point(float(count), decimal(count), evidence=seen("Est Béarn"))
        for count in counts
    )
    series = (Series("Personnes", points),)
    return Figure(
        key="personnes_etape",
        title=french("À quelle étape du parcours s’arrête-t-on ?"),
        subtitle="SDSeI Est Béarn · personnes entrées en 2024 · nombre de personnes",
        table=_table_of("Personnes ayant franchi chaque étape", "Étape", STEPS, series, "personnes", 0),
        source=french("Source : extraits du département, 30 juin 2026."),
        address="/parcours?territoire=sdsei:est-bearn&periode=2024",
        alt=french("Entonnoir : 1\u202f234 demandes, puis 655 contrats signés ; moins de 5 emplois."),
        chart=Chart("funnel", STEPS, series, "personnes", 0, palette="neutral"),
        sentences=(
            Sentence(
                f"Sur {decimal(1234)} personnes ayant demandé le RSA, 655 ont signé un premier contrat.",
                (seen("Est Béarn"), seen("Est Béarn")),
            ),
        ),
        indicators=("personnes_etape",),
        not_to_conclude=(
            french("Que les personnes qui manquent ont abandonné : elles attendent, ou ont quitté le RSA."),
        ),
        mentions=(FICTITIOUS,),
        frozen=Frozen("Q5Z7R2VD", "https://observatoire.exemple.fr/f/Q5Z7R2VD"),
    )


def map_figure() -> Figure:
    """A drawing with its own legend, wider than high."""
    areas = "".join(
        f'<path d="M{40 + 220 * rank} 60h200v300h-200z" fill="{fill}" stroke="#ffffff"/>'
        f'<text x="{60 + 220 * rank}" y="210" font-size="22">{place}</text>'
        for rank, (place, fill) in enumerate(
            zip(PLACES, ("#fdebd2", "#e08a3c", "#f3f4f6", "#f8c488", "#fdebd2", "#f8c488"), strict=True)
        )
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1400 440" width="1400" height="440"'
        ' font-family="\'Source Sans 3\', Arial, sans-serif" fill="#1b1f24">'
        f'<title>Carte</title><rect width="1400" height="440" fill="#ffffff"/>{areas}'
        '<text x="40" y="410" font-size="22">Taux de pauvreté (%) : de 8,8 à 14,2 ; gris : secret</text></svg>'
    )
    return Figure(
        key="carte_taux_pauvrete",
        title=french("Où la pauvreté est-elle la plus forte ?"),
        subtitle="SDSeI des Pyrénées-Atlantiques · 2021 · en % de la population",
        table=bars_figure().table,
        source=SOURCE,
        address="/carte?indicateur=taux_pauvrete&niveau=sdsei&periode=2021",
        alt=french("Carte : la pauvreté est la plus forte dans le SDSeI Pau agglomération (14,2 %)."),
        picture=Picture(svg, 1400, 440),
        sentences=(
            Sentence(french("Pau agglomération a le taux le plus élevé, 14,2 %."), (seen("Pau agglomération"),)),
        ),
        indicators=("taux_pauvrete",),
        frozen=Frozen("H6D1P8LS", "https://observatoire.exemple.fr/f/H6D1P8LS"),
    )


def table_figure() -> Figure:
    """A figure drawn as its table only: exact amounts, a secret cell, a bounded cell, a pinned row."""
    columns = (
        Column("Territoire"),
        Column("Population", "habitants", True),
        Column("Niveau de vie médian", "€ par an", True),
        Column("Taux de pauvreté", "%", True),
        Column("Comparaison"),
    )
    rows = (
        (Cell("Est Béarn"), number(71234, 0), number(23370, 0), number(8.84, 1), Cell("moins élevé que le repère")),
        (Cell("Béarn des Gaves"), number(40118, 0), number(21990, 0), Cell("secret"), Cell("non comparé")),
        (
            Cell("Pays basque intérieur"),
            number(38007, 0),
            Cell("secret"),
            Cell("≤\u00a05\u202f%"),
            Cell("non comparé"),
        ),
        (Cell("France métropolitaine"), number(65505213, 0), number(23080, 0), number(14.9, 1), Cell("repère")),
    )
    return Figure(
        key="tableau_revenus",
        title=french("Quels revenus dans chaque territoire ?"),
        subtitle="SDSeI des Pyrénées-Atlantiques · 2021",
        table=Table("Revenus et pauvreté par territoire", columns, rows, pinned=(3,), highlighted=(0,)),
        source=SOURCE,
        address="/territoire/sdsei/est-bearn?theme=pauvrete",
        alt=french("Tableau : population, niveau de vie médian et taux de pauvreté de trois SDSeI et de la France."),
        indicators=("population", "niveau_vie_median", "taux_pauvrete"),
    )


def seen(place: str) -> Evidence:
    level = "france_metro" if place.startswith("France") else "sdsei"
    return Evidence("taux_pauvrete", level, place.lower().replace(" ", "-"), "2021")


def percent(value: float) -> str:
    return with_unit(decimal(value, 1), "%")


def number(value: float, decimals: int) -> Cell:
    return Cell(decimal(value, decimals), value, decimals)


def _points(values: tuple[float | None, ...], place: str, absence: str) -> tuple[Point, ...]:
    return tuple(
        Point(None, absence) if value is None else Point(value, percent(value), evidence=seen(place))
        for value in values
    )


def _table_of(
    caption: str,
    first: str,
    categories: tuple[str, ...],
    series: tuple[Series, ...],
    unit: str,
    decimals: int,
    highlighted: int | None = None,
) -> Table:
    """The table twin of a chart: the same values, the same words."""
    columns = (Column(first), *(Column(line.name, unit, True) for line in series))
    rows = tuple(
        (Cell(category), *(Cell(p.text, p.value, decimals, p.evidence) for p in (line.points[rank] for line in series)))
        for rank, category in enumerate(categories)
    )
    return Table(caption, columns, rows, highlighted=() if highlighted is None else (highlighted,))
