"""Columns that must never arrive, and values that are not the pseudonyms they should be.

The name of a column is judged without accents, capitals, spaces or underscores. What is refused is told by the rank of
the column and by our own word for it, never by what stands in the file: a file without a header begins with a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from observatoire.errors import BadFile

REMOVE = (
    "retirez cette colonne à la source, ou passez le fichier dans « python -m etl extracts pseudonymise » "
    "sur un poste du département"
)

#: Words that a column name may not hold, and what they announce.
WORDS: dict[str, tuple[str, ...]] = {
    "prénom": ("prenom", "prenoms", "firstname"),
    "nom": ("noms", "patronyme", "lastname", "surname"),
    "identité": ("identite", "identites", "etatcivil"),
    "numéro de sécurité sociale": ("nss", "ss", "secu", "nia"),
    "matricule": ("matricule", "matr"),
    "adresse": ("adresse", "adresses", "adr", "address", "voie", "rue", "cp", "batiment", "etage"),
    "lieu plus fin que la commune": ("iris", "quartier", "latitude", "longitude"),
    "téléphone": ("telephone", "tel", "telephones", "portable", "mobile", "gsm", "fax", "phone"),
    "courriel": ("courriel", "courriels", "mail", "mails", "email", "emails", "mel"),
    "compte bancaire": ("iban", "bic", "rib"),
    "date de naissance": ("ddn", "dob", "birthdate", "birthday"),
}
#: Written without a separator: any of these inside the name, whatever stands around.
INSIDE: dict[str, tuple[str, ...]] = {
    "prénom": ("prenom",),
    "numéro de sécurité sociale": (
        "securitesociale",
        "numsecu",
        "numerosecu",
        "nosecu",
        "numeroinsee",
        "numinsee",
        "numnir",
    ),
    "matricule": ("matricule",),
    "numéro d’allocataire": ("numeroallocataire", "numallocataire", "numalloc", "noalloc", "nallocataire"),
    "numéro de dossier": ("numdossier", "nodossier", "numerodossier", "numdem", "numerodem", "numerodedossier"),
    "identifiant France Travail": ("numerodemandeur", "numdemandeur", "identifiantpe", "identifiantft", "idpoleemploi")
    + ("idfrancetravail", "identifiantfrancetravail"),
    "lieu plus fin que la commune": ("lieudit", "codeiris", "lambert"),
    "adresse": ("adresse", "codepostal", "codpos", "numvoie", "nomvoie", "libvoie", "typevoie", "typvoie"),
    "téléphone": ("telephone", "numtel", "numerotel", "numport"),
    "courriel": ("courriel", "email"),
    "compte bancaire": ("iban", "comptebancaire"),
    "date de naissance": ("dtnai", "datnai", "datenai", "birthdate"),
}
#: "nom" beside one of these is the name of a thing.
THINGS = frozenset(
    ("action", "atelier", "canton", "commune", "communes", "departement", "dispositif", "epci", "fiche", "logiciel")
    + ("lot", "marche", "organisme", "plan", "service", "site", "structure", "territoire")
)
#: What may follow "nom" in one word to make the name of a person.
NAME_OF = re.compile(
    r"nom(de)?(famille|fam|naissance|nai|usage|usu|marital|mar|jf|jeunefille|patronymique|pat|complet|referent|personne|"
    r"beneficiaire|allocataire|demandeur|conjoint|usager|prenom|pre)?"
)
#: "N° CAF", "NUM_DOS", "no allocataire": a number that a register gives to a person or to a household.
REGISTERS: dict[str, str] = {
    "numéro de dossier": r"(dossier|dos|rsa)(rsa|caf)?",
    "numéro d’allocataire": r"(caf|msa|alloc|allocataire)(rsa|caf|msa)?",
    "identifiant France Travail": r"(pe|ft|poleemploi|francetravail|demandeur(demploi)?)",
}
NUMBER = r"n(o|um|umero)?(de|d)?"
#: "identifiant_caf": the number under which a fund knows a person. "id_dossier" may be a pseudonym: it is let through.
FUND_IDENTIFIER = re.compile(r"(id|ident|identifiant)(de|du|d)?(la|l)?(caf|cnaf|msa|ccmsa)")
#: No column but that of a NIR begins with these letters: nir13, nirbenef, NIR_DEM.
NIR_WORD = re.compile(r"nir[a-z]*")
#: Where somebody lives, to the metre.
COORDINATE = re.compile(
    r"(geo|geom|coord|coords|coordonnee|coordonnees)[xy]|[xy](geo|coord|coordonnee)|(geo)?(lat|lon|lng)"
)
#: What an agent writes freely of a person says who she is. The date, the number or the code of a remark does not.
FREE_TEXT = re.compile(
    r"(?!date|dt|nb|nombre|type|code|periode|annee|mois|duree).*"
    r"(commentaire|observation|remarque|(texte|champ|zone)libre).*"
)
BIRTH = re.compile(r"(nais|naiss|naissance)$")
BIRTH_DATE = re.compile(r"(d|dt|dat|date|dte)(de)?(nai|nais|naiss|naissance)|ne{1,2}le|ddn|dob|birthdate")
BIRTH_YEAR = re.compile(r"(an|annee)(de)?(nais|naiss|naissance)$")
IDENTIFIER_WORDS = frozenset(("id", "ident", "identifiant", "num", "numero", "no", "ref", "cle"))

#: 13 or 15 digits that have the shape of a NIR: sex, year, month, département (Corsica has a letter), commune, order.
NIR = re.compile(r"[1-478]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[AB])\d{6}(\d{2})?")
MATRICULE = re.compile(r"\d{7}[A-Z]")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
PUNCTUATION = str.maketrans("", "", ".-")
PHONE = re.compile(r"(\+33|0)[1-9]\d{8}")


def plain(text: str) -> str:
    """Lower case, no accent."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()


def forbidden_as(header: str, *, of_person: bool = True) -> str | None:
    """What a column of this name holds that must not arrive ("nom", "adresse"…), or None.

    of_person: the rows are persons or what happened to them; a free text about them is refused too.

    >>> forbidden_as("Prénom"), forbidden_as("DATE_NAISSANCE"), forbidden_as("annee_naissance"), forbidden_as("nombre")
    ('prénom', 'date de naissance', None, None)
    """
    words = [word.rstrip("0123456789") or word for word in re.findall(r"[a-z0-9]+", _spaced(header))]
    joined = "".join(words)
    for kind, listed in WORDS.items():
        if set(words) & set(listed):
            return kind
    for kind, listed in INSIDE.items():
        if any(part in joined for part in listed):
            return kind
    for kind, register in REGISTERS.items():
        if re.fullmatch(NUMBER + register, joined):
            return kind
    if any(NIR_WORD.fullmatch(word) for word in words):
        return "numéro de sécurité sociale"
    if FUND_IDENTIFIER.fullmatch(joined):
        return "numéro d’allocataire"
    if COORDINATE.fullmatch(joined):
        return "lieu plus fin que la commune"
    if of_person and FREE_TEXT.fullmatch(joined):
        return "texte libre"
    if is_birth_date(header):
        return "date de naissance"
    if BIRTH.search(joined) and not BIRTH_YEAR.search(joined):
        return "naissance"
    if NAME_OF.fullmatch(joined) or ("nom" in words and not THINGS & set(words)):
        return "nom"
    return None


def is_birth_date(header: str) -> bool:
    """Whether a column of this name holds exact dates of birth."""
    return BIRTH_DATE.fullmatch("".join(re.findall("[a-z]+", plain(header)))) is not None


def is_birth_year(header: str) -> bool:
    """Whether a column of this name should hold years of birth; dates are often found in it."""
    return BIRTH_YEAR.fullmatch("".join(re.findall("[a-z]+", plain(header)))) is not None


def names_an_identifier(header: str) -> bool:
    """Whether a column of this name seems to hold the number under which somebody or something is known."""
    return bool(IDENTIFIER_WORDS & set(re.findall("[a-z]+", plain(header))))


def refuse_forbidden(file: str, header: Sequence[str], *, of_person: bool) -> None:
    """Raise BadFile at the first forbidden column of a header."""
    for rank, name in enumerate(header, 1):
        if kind := forbidden_as(name, of_person=of_person):
            raise BadFile(
                file, f"la colonne n° {rank} est interdite ({kind}) ; rien d’autre n’a été lu", REMOVE, line=1
            )


def identity_in(value: str, *, of_person: bool) -> str | None:
    """The identity that a value visibly is, if any. `of_person`: a CAF number or a phone, too."""
    packed = "".join(value.split()).translate(PUNCTUATION).upper()
    if NIR.fullmatch(packed):
        return "numéro de sécurité sociale"
    if "@" in value and MAIL.fullmatch(value.strip()):
        return "courriel"
    if of_person and MATRICULE.fullmatch(packed):
        return "matricule"
    if of_person and PHONE.fullmatch(packed):
        return "téléphone"
    return None


def _spaced(header: str) -> str:
    """Words apart: "dateNaissance" and "DATE_NAISSANCE" alike."""
    return plain(re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", header))
