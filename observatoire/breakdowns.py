"""What a published figure is broken down by, "ensemble" or one "dimension:modality", in French and in reading order."""

from __future__ import annotations

from observatoire.errors import ObservatoireError
from observatoire.formats import sort_key
from observatoire.typography import french

TOTAL = "ensemble"
#: Its modalities are names that the extract gives; those of the other dimensions are the codes of the contract.
FREE = "dispositif"

_DIMENSIONS: dict[str, tuple[str, dict[str, str]]] = {
    "origine": (
        "Point de départ du délai",
        {
            "demande": "Depuis la demande",
            "premier_jour_mois": "Depuis le premier jour du mois de la demande",
            "ouverture": "Depuis l’ouverture du droit",
            "reception": "Depuis la réception de l’information par le département",
        },
    ),
    "sexe": ("Sexe", {"F": "Femmes", "M": "Hommes"}),
    "age": (
        "Âge",
        {
            "<25": "Moins de 25 ans",
            "25-29": "25 à 29 ans",
            "30-39": "30 à 39 ans",
            "40-49": "40 à 49 ans",
            "50-59": "50 à 59 ans",
            "60+": "60 ans et plus",
        },
    ),
    "famille": (
        "Situation familiale",
        {
            "homme_seul": "Homme seul sans enfant",
            "femme_seule": "Femme seule sans enfant",
            "monoparent": "Parent seul avec enfant",
            "couple_avec": "Couple avec enfant",
            "couple_sans": "Couple sans enfant",
        },
    ),
    "payeur": (
        "Caisse qui verse le RSA",
        {"CAF": "Caisse d’allocations familiales (Caf)", "MSA": "Mutualité sociale agricole (MSA)"},
    ),
    "organisme": (
        "Organisme d’orientation",
        {
            "ft": "France Travail",
            "cd": "Département",
            "delegataire": "Délégataire du département",
            "mission_locale": "Mission locale",
            "cap_emploi": "Cap emploi",
            "ccas": "Centre communal d’action sociale (CCAS)",
            "autre": "Autre organisme",
        },
    ),
    "type": (
        "Type de parcours",
        {"emploi": "Emploi", "socioprofessionnel": "Socioprofessionnel", "social": "Social"},
    ),
    FREE: ("Dispositif", {}),
    "sortie": (
        "Nature de la sortie",
        {
            "durable": "Emploi durable",
            "transition": "Emploi de transition",
            "positive": "Sortie positive",
            "autre": "Autre sortie",
        },
    ),
    "sortie_iae": (
        "Nature de la sortie d’une structure d’insertion",
        {
            "durable": "Emploi durable",
            "transition": "Emploi de transition",
            "positive": "Sortie positive",
        },
    ),
    "attente": (
        "Ancienneté de l’attente",
        {
            "moins_1_mois": "Moins d’un mois",
            "1_a_3_mois": "De 1 à 3 mois",
            "3_a_6_mois": "De 3 à 6 mois",
            "6_mois_et_plus": "6 mois et plus",
        },
    ),
    "anciennete": (
        "Ancienneté du droit",
        {
            "moins_6_mois": "Droit ouvert depuis moins de 6 mois",
            "6_a_12_mois": "Droit ouvert depuis 6 mois à moins d’un an",
            "1_an_et_plus": "Droit ouvert depuis un an ou plus",
        },
    ),
    "etape": (
        "Étape du parcours",
        {
            "demande": "Demande",
            "ouverture": "Ouverture du droit",
            "orientation": "Première orientation",
            "rendez_vous": "Premier rendez-vous honoré",
            "contrat": "Premier contrat signé",
            "emploi": "Premier emploi",
        },
    ),
    "siae": (
        "Type de structure",
        {
            "ACI": "Atelier et chantier d’insertion (ACI)",
            "AI": "Association intermédiaire (AI)",
            "EI": "Entreprise d’insertion (EI)",
            "ETTI": "Entreprise de travail temporaire d’insertion (ETTI)",
            "EITI": "Entreprise d’insertion par le travail indépendant (EITI)",
            "EA": "Entreprise adaptée (EA)",
        },
    ),
}
DIMENSIONS: tuple[str, ...] = tuple(_DIMENSIONS)
#: What the titles call the request, from which a delay starts unless its breakdown says otherwise.
REQUEST = ("la demande de RSA", "leur demande")


def parse(text: str) -> tuple[str, str]:
    """ "age:25-29" -> ("age", "25-29"); "ensemble" -> ("ensemble", ""). ObservatoireError for anything unknown."""
    if text == TOTAL:
        return TOTAL, ""
    dimension, _, modality = text.partition(":")
    known = dimension in _DIMENSIONS and (modality in modalities(dimension) or (dimension == FREE and modality.strip()))
    if not known:
        raise ObservatoireError(f"La ventilation « {text} » n’existe pas.")
    return dimension, modality


def modalities(dimension: str) -> tuple[str, ...]:
    """Codes of a dimension, in reading order; none for the dispositifs, whose names are data."""
    return tuple(_DIMENSIONS[dimension][1])


def dimension_label(dimension: str) -> str:
    """ "famille" -> "Situation familiale"."""
    return _DIMENSIONS[dimension][0]


def label(text: str) -> str:
    """ "age:25-29" -> "25 à 29 ans"; the name of a dispositif gets a capital, its other letters are the extract's."""
    dimension, modality = parse(text)
    if dimension == TOTAL:
        return "Ensemble"
    if dimension == FREE:
        name = modality.strip()
        return french(name[0].upper() + name[1:])
    return _DIMENSIONS[dimension][1][modality]


def title_from(title: str, breakdown: str) -> str:
    """The title of a delay, which starts from the request, with the start of the figure in its place.

    ("… 42 jours au plus après leur demande", "origine:ouverture") -> "… 42 jours au plus après l’ouverture du droit".
    """
    if parse(breakdown)[0] != "origine":
        return title
    start = label(breakdown).removeprefix("Depuis ")
    request = next((words for words in REQUEST if words in title), "")
    return title.replace(request, start) if request else f"{title}, depuis {start}"


def reading_order(text: str) -> tuple[int, int, str]:
    """Sort key of breakdowns: the total, then each dimension in turn; dispositifs in alphabetical order."""
    dimension, modality = parse(text)
    if dimension == TOTAL:
        return -1, 0, ""
    rank = 0 if dimension == FREE else modalities(dimension).index(modality)
    return DIMENSIONS.index(dimension), rank, sort_key(modality)
