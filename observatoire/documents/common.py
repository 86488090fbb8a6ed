"""What every file of a map view holds: its cells, its words to read first, its name."""

from __future__ import annotations

from dataclasses import dataclass, fields

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.documents.file_names import file_stem
from observatoire.territories import LEVEL_SPELLED_OUT, level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row
from observatoire.view.figures_of import NOT_COMPARED, NOT_ESTABLISHED, Judgement
from observatoire.warehouse import Observation
from observatoire.words import DEMO

FICTITIOUS = "Découpage illustratif"

#: What each word of the column « statut » means, in the order of the legend.
STATUS_MEANINGS = {
    "published": "chiffre du producteur, ou calculé ici sans perte à partir de ses chiffres (la méthode le dit)",
    "estimated": "chiffre calculé par l’observatoire à partir de données plus fines ; la méthode est dans le tableau",
    "secret": "trop peu de ménages, de personnes ou de structures, ou déductible d’un autre chiffre : non publié",
    "missing": "aucune source reçue ne donne ce chiffre, ou il ne se calcule pas : il est inconnu, et peut être nul",
    "not_applicable": "la question ne se pose pas pour ce territoire ou cette période",
    "immature": "les personnes suivies sont entrées depuis trop peu de temps pour mesurer un résultat",
}

EMPTY_VALUE = (
    "le chiffre est inconnu, ou connu seulement par ses bornes (« ≤ 5 % », « moins de 5 ») : ce n’est pas un zéro"
)

#: What a qualifier says of a figure, in the column « précision ». Bounded figures say their bound instead.
PRECISION_WORDS = {
    "rounded_5": "arrondi à 5 près",
    "rounded_10": "arrondi à 10 près",
    "rounded_100": "arrondi à 100 près",
    "provisional": "provisoire",
    "year_to_date": "année en cours, à ne pas comparer aux années entières",
    "fragile": "fragile : calculé sur peu de personnes",
    "old_perimeter": "ancien périmètre",
    "calculated": "calculé par l’observatoire",
}

#: The most that "moins de 5" may be: counts are whole.
BELOW_FIVE_AT_MOST = 4.0

COMPARISON_WORDS = {
    "mieux": "mieux que le repère",
    "moins bien": "moins bien que le repère",
    "plus élevé": "plus élevé que le repère",
    "moins élevé": "moins élevé que le repère",
    NOT_ESTABLISHED: f"{NOT_ESTABLISHED} avec le repère",
}


@dataclass(frozen=True)
class Cells:
    """One territory, as the files print it. Numbers have the decimals of the screen; None is an empty cell.

    A figure known only by a bound ("≤ 5 %", "moins de 5") has no `valeur`: the bound is in the bounds and in words, so
    that no sum or mean takes it for a figure.
    """

    code: str
    territoire: str
    niveau: str
    valeur: float | None
    unite: str
    statut: str
    precision: str
    borne_basse: float | None
    borne_haute: float | None
    ecart: float | None
    comparaison: str
    rang: int | None
    methode: str
    periode: str
    indicateur: str
    source: str
    mention: str


HEADINGS: dict[str, str] = {
    "code": "code",
    "territoire": "territoire",
    "niveau": "niveau",
    "valeur": "valeur",
    "unite": "unité",
    "statut": "statut",
    "precision": "précision",
    "borne_basse": "borne basse",
    "borne_haute": "borne haute",
    "ecart": "écart au repère",
    "comparaison": "comparaison",
    "rang": "rang",
    "methode": "méthode",
    "periode": "période",
    "indicateur": "indicateur",
    "source": "source",
    "mention": "mention",
}
COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Cells))
#: Columns that hold numbers, all others are text.
NUMBERS = ("valeur", "borne_basse", "borne_haute", "ecart", "rang")


def comparison_words(judgement: Judgement | None) -> str:
    """The verdict in the column « comparaison »: silence is not a result, so that it is said too."""
    return NOT_COMPARED if judgement is None else COMPARISON_WORDS[judgement.verdict]


def table(view: MapView) -> list[Cells]:
    """Every territory of the view in the order of its table: highest first, those without a figure last."""
    return [_cells(row, view) for row in view.sorted_rows]


def benchmark_cells(view: MapView) -> Cells:
    """The benchmark as a row of the table."""
    benchmark, observation = view.benchmark, view.benchmark.observation
    low, high = bounds_of(observation, view.indicator)
    return Cells(
        benchmark.code,
        f"Repère{formats.THIN}: {benchmark.name}",
        level_name(benchmark.level),
        value_of(observation, view.indicator),
        view.indicator.unit,
        status_of(observation),
        precision_of(observation, benchmark.text, formats.why_absent(observation)),
        low,
        high,
        None,
        "",
        None,
        method_of(observation),
        view.question.periode,
        view.indicator.title,
        source_of(observation),
        _demo(view),
    )


def decimals_of(column: str, indicator: Indicator, level: str) -> int:
    """Decimals that a column of numbers prints."""
    if column == "rang":
        return 0
    return indicator.decimals if column == "ecart" else indicator.decimals_at(level)


def unit_of_gap(indicator: Indicator) -> str:
    return "points" if indicator.unit == "%" else indicator.unit


def mentions(view: MapView) -> list[str]:
    """What the figure must not travel without: invented data, illustrative boundaries."""
    return ([DEMO] if view.publication.demo else []) + ([_fictitious(view)] if view.fictitious else [])


def banner(view: MapView) -> str:
    """The mentions on one line, or ""."""
    return " · ".join(mentions(view))


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def place(view: MapView) -> str:
    return "France" if view.question.niveau == "departement" else view.publication.departement_name


def benchmark_sentence(view: MapView) -> str:
    return f"{view.benchmark.name}, {view.benchmark.text}"


def published_on(view: MapView) -> str:
    return formats.day(view.publication.built_at)


def address(view: MapView) -> str:
    """Path and query that show the same view on the observatory's site."""
    return f"/carte?{view.question.query}"


def read_first(view: MapView) -> list[tuple[str, str]]:
    """(label, text) of everything a reader needs beside the cells, in reading order."""
    indicator, level = view.indicator, view.question.niveau
    spelled = LEVEL_SPELLED_OUT.get(level)
    territories = f"{place(view)}, {formats.count_level(len(view.rows), level)}"
    used = {row.observation.source for row in view.rows if row.observation is not None}
    licences = sorted({load_catalogue().sources[source].licence for source in used if source})
    said = [
        ("Titre", view.title),
        ("Contenu", view.subtitle),
        ("Territoire", f"{territories} ({spelled})" if spelled else territories),
        ("Période", formats.period(view.question.periode)),
        ("Repère", benchmark_sentence(view)),
        *(("À noter", note) for note in view.notes),
        *(("En bref", sentence) for sentence in view.sentences),
        ("Définition", indicator.definition),
        ("Calcul", indicator.formula),
        ("Source", view.source.removeprefix(french("Source : "))),
        *(("Licence", licence) for licence in licences),
        ("Géographie", f"communes au 1er janvier {view.publication.geo_year}"),
        *((f"Statut « {formats.STATUS_WORDS[status]} »", meaning) for status, meaning in STATUS_MEANINGS.items()),
        ("Valeur vide", EMPTY_VALUE),
        *(("Limite", caveat) for caveat in indicator.caveats),
        *(("À ne pas conclure", conclusion) for conclusion in indicator.not_to_conclude),
        ("Publication", f"données publiées le {published_on(view)}"),
        ("Adresse de la vue", address(view)),
    ]
    warnings = [("Avertissement", mention) for mention in mentions(view)]
    return [(french(label), french(text)) for label, text in warnings + said]


def file_name(view: MapView, extension: str) -> str:
    """A readable ASCII name: "taux-pauvrete-epci-2021-hautes-alpes.csv"."""
    return f"{file_stem(view.publication, view.question.file_stem, place(view))}.{extension}"


def _cells(row: Row, view: MapView) -> Cells:
    observation, indicator, judgement = row.observation, view.indicator, row.judgement
    low, high = bounds_of(observation, indicator)
    warnings = [_demo(view)] + ([FICTITIOUS.lower()] if row.territory.fictif else [])
    return Cells(
        row.territory.code,
        row.territory.name,
        level_name(row.territory.level),
        value_of(observation, indicator),
        indicator.unit,
        status_of(observation),
        precision_of(observation, row.text, row.reason),
        low,
        high,
        None if judgement is None else _rounded(judgement.gap, indicator.decimals),
        comparison_words(judgement),
        row.rank,
        method_of(observation),
        view.question.periode,
        indicator.title,
        source_of(observation),
        ", ".join(filter(None, warnings)),
    )


def _demo(view: MapView) -> str:
    return DEMO.lower() if view.publication.demo else ""


def _fictitious(view: MapView) -> str:
    levels = level_name(view.question.niveau, 2)
    return f"{FICTITIOUS}{formats.THIN}: la composition réelle des {levels} n’est pas publiée"


def _rounded(number: float, decimals: int) -> float:
    return round(number, decimals) + 0.0  # never a negative zero


def value_of(observation: Observation | None, indicator: Indicator) -> float | None:
    if observation is None or observation.value is None or observation.is_bounded:
        return None
    return _rounded(observation.value, indicator.decimals_at(observation.level))


def bounds_of(observation: Observation | None, indicator: Indicator) -> tuple[float | None, float | None]:
    """The interval of the screen, or what a bounded figure allows; none where the figure has no interval of its own."""
    if observation is None or observation.value is None:
        return None, None
    decimals = indicator.decimals_at(observation.level)
    if observation.is_bounded:
        known = BELOW_FIVE_AT_MOST if observation.qualifier == "below_5" else observation.value
        high = known if observation.high is None else observation.high
        return _rounded(observation.low or 0.0, decimals), _rounded(high, decimals)
    if not formats.interval(observation, indicator):
        return None, None
    return _rounded(observation.low, decimals), _rounded(observation.high, decimals)


def status_of(observation: Observation | None) -> str:
    return formats.STATUS_WORDS["missing" if observation is None else observation.status]


def precision_of(observation: Observation | None, text: str, reason: str) -> str:
    """The bound of a bounded figure, what else qualifies a figure, or why there is none."""
    if observation is None or observation.value is None:
        return french(reason)
    return text if observation.is_bounded else french(PRECISION_WORDS.get(observation.qualifier, ""))


def method_of(observation: Observation | None) -> str:
    return french(observation.method) if observation is not None and observation.value is not None else ""


def source_of(observation: Observation | None) -> str:
    if observation is None or not observation.source:
        return ""
    vintage = f", {formats.edition(observation.vintage)}" if observation.vintage else ""
    return f"{load_catalogue().sources[observation.source].attribution}{vintage}"
