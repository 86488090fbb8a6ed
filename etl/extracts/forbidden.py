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
    "prénom": ("prenom", "prenoms", "pren", "firstname"),
    "nom": ("noms", "patronyme", "lastname", "surname"),
    "identité": ("identite", "identites", "etatcivil"),
    "numéro de sécurité sociale": ("nss", "ss", "secu", "nia"),
    "matricule": ("matricule", "matr"),
    "adresse": ("adresse", "adresses", "adr", "address", "voie", "rue", "cp", "batiment", "etage"),
    "lieu plus fin que la commune": ("iris", "quartier", "latitude", "longitude"),
    "téléphone": ("telephone", "tel", "teleph", "telephones", "portable", "mobile", "gsm", "fax", "phone"),
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
    + ("idfrancetravail", "identifiantfrancetravail", "numagenpoleemploi"),
    "lieu plus fin que la commune": ("lieudit", "lieudist", "codeiris", "lambert"),
    "adresse": ("adresse", "codepostal", "codpos", "numvoie", "nomvoie", "libvoie", "typevoie", "typvoie"),
    "téléphone": ("telephone", "numtel", "numerotel", "numport", "numfixe", "nummob", "numfax"),
    "courriel": ("courriel", "email"),
    "compte bancaire": ("iban", "comptebancaire"),
    "date de naissance": ("dtnai", "datnai", "datenai", "birthdate"),
}
#: One word that is, whole, what is said: abbreviations of the tables of the software that départements use.
GLUED: dict[str, re.Pattern[str]] = {
    "adresse": re.compile(r"[a-z]*adr(ess|esse|esses|lig|ligne|post|dom)?|(no|num|nom|lib|typ|type|compl)voie"),
    "téléphone": re.compile(r"tel(port|portable|fixe|mob|mobile|dom|domicile|pro|perso|fax)"),
    "courriel": re.compile(r"(mail|mel)(perso|pro|contact|usager|benef|dem)"),
}
POSTCODE = re.compile(r"code?pos(t|tal)?")
#: "nom" before one of these is the name of a thing…
THINGS = frozenset(
    ("action", "atelier", "canton", "commune", "communes", "departement", "dispositif", "epci", "fiche", "logiciel")
    + ("lot", "marche", "organisme", "plan", "service", "site", "structure", "territoire")
)
#: … and before one of these the name of a person: "nom du référent (service)", but not "nom du service référent".
PERSONS = frozenset(
    ("referent", "referente", "agent", "usager", "beneficiaire", "allocataire", "demandeur", "conjoint", "personne")
    + ("conseiller", "conseillere", "responsable", "directeur", "directrice", "travailleur", "interlocuteur", "contact")
)
#: What may follow "nom" in one word to make the name of a person.
NAME_OF = re.compile(
    r"nom(de)?(famille|fam|naissance|nai|usage|usu|marital|mar|jf|jeunefille|patronymique|pat|complet|referent|personne|"
    r"beneficiaire|benef|allocataire|alloc|demandeur|dem|conjoint|usager|usuel|prenom|pre|ref|agent)?"
)
#: "N° CAF", "NUM_DOS", "no allocataire": a number that a register gives to a person or to a household.
REGISTERS: dict[str, str] = {
    "numéro de sécurité sociale": r"(ss|nss|secu|insee|nir)",
    "numéro de dossier": r"(dossier|dos|rsa)(rsa|caf)?",
    "numéro d’allocataire": r"(caf|msa|alloc|allocataire)(rsa|caf|msa)?",
    "identifiant France Travail": r"(pe|ft|poleemploi|francetravail|demandeur(demploi)?)",
}
NUMBER = r"n(o|um|umero)?(de|d)?"
#: "id_ft", "Identifiant Pôle emploi", "idassedic".
JOBSEEKER_IDENTIFIER = re.compile(
    r"(id|ident|identifiant)(de|du|d|a)?(pe|ft|poleemploi|francetravail|assedic|assedics|anpe)"
)
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
#: Anywhere in a name, but for "reconnaissance"; abbreviated, at the end of a word.
BIRTH = re.compile(r"(?<!con)naiss")
BIRTH_SHORT = re.compile(r"(nom)?(d|dt|dat|date|dte|com|commune|dep|dept|pays|ville|lieu|mois|jour)?nais?")
BIRTH_DATE = re.compile(
    r"(d|dt|dat|date|dte)(de)?(nai|nais|naiss|naissance)(usager|personne|beneficiaire|benef|demandeur|dem|allocataire)?|"
    r"naiss(ance)?(date|dt|le)|ne{1,2}le|ddn|dob|birthdate"
)
BIRTH_YEAR = re.compile(r"\b(an|annee)s? ?(de ?)?nais(s|sance)?\b|\bnaiss(ance)? ?(an|annee)\b")
INITIALS = re.compile(r"(?<![a-z0-9])([a-z]\.){2,}[a-z]?(?![a-z0-9])")
IDENTIFIER_WORDS = frozenset(("id", "ident", "identifiant", "num", "numero", "no", "ref", "cle"))
#: "N° usager": what follows is known under a number.
NUMBER_SIGN = re.compile(r"\bn\s?[°º]|№")
#: "IDPERS", "code_usager": the same in one word, or with a code.
IDENTIFIER_OF = re.compile(
    r"(id|ident|num|no|ref|cle|cod|code)(pers|personne|indiv|individu|usager|usag|benef|beneficiaire|alloc|allocataire|"
    r"dem|demandeur|foyer|foy|dossier|dos|cjt|conjoint|agent|referent)s?"
)

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
    for kind, pattern in GLUED.items():
        if any(pattern.fullmatch(word) for word in words):
            return kind
    if POSTCODE.fullmatch(joined):
        return "adresse"
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
    if JOBSEEKER_IDENTIFIER.fullmatch(joined):
        return "identifiant France Travail"
    if FUND_IDENTIFIER.fullmatch(joined):
        return "numéro d’allocataire"
    if COORDINATE.fullmatch(joined):
        return "lieu plus fin que la commune"
    if of_person and FREE_TEXT.fullmatch(joined):
        return "texte libre"
    if is_birth_date(header):
        return "date de naissance"
    if not is_birth_year(header) and (BIRTH.search(joined) or any(BIRTH_SHORT.fullmatch(word) for word in words)):
        return "naissance"
    if NAME_OF.fullmatch(joined) or _names_a_person(words):
        return "nom"
    return None


def is_birth_date(header: str) -> bool:
    """Whether a column of this name holds exact dates of birth."""
    return BIRTH_DATE.fullmatch("".join(re.findall("[a-z]+", plain(header)))) is not None


def is_birth_year(header: str) -> bool:
    """Whether a column of this name should hold years of birth; dates are often found in it."""
    return BIRTH_YEAR.search(" ".join(re.findall("[a-z]+", _spaced(header)))) is not None


def names_an_identifier(header: str) -> bool:
    """Whether a column of this name seems to hold the number under which somebody or something is known."""
    words = re.findall("[a-z]+", plain(header))
    glued = (*words, "".join(words))
    return (
        bool(IDENTIFIER_WORDS & set(words))
        or NUMBER_SIGN.search(header.casefold()) is not None
        or any(IDENTIFIER_OF.fullmatch(word) for word in glued)
    )


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


def _names_a_person(words: Sequence[str]) -> bool:
    """Whether "nom" is among words and what it is first the name of is no thing."""
    if "nom" not in words:
        return False
    told = [word for word in words[words.index("nom") :] if word in THINGS | PERSONS]
    return told[0] in PERSONS if told else not THINGS & set(words)


def _spaced(header: str) -> str:
    """Words apart, initials together: "dateNaissance" and "DATE_NAISSANCE" alike, "N.I.R." as "NIR"."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", header)
    return INITIALS.sub(lambda initials: initials[0].replace(".", ""), plain(apart))
