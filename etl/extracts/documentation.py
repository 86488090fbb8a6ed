"""The contract in words: the tables of docs/extraits.md, written from the declarations and never by hand."""

from __future__ import annotations

from pathlib import Path

from etl.extracts.contract import ASK_THE_EDITOR, CONTRACT_VERSION, NOT_IN_WEBRSA, Contract, ContractField, Entity
from observatoire.errors import CheckFailed
from observatoire.typography import french

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "extraits.md"
BEGIN = "<!-- contrat : écrit par « python -m etl extracts documentation », ne pas corriger ici -->"
END = "<!-- fin du contrat -->"
TYPES = {
    "pseudonyme": "pseudonyme",
    "identifiant": "identifiant",
    "date": "date",
    "entier": "nombre entier",
    "decimal": "nombre",
    "booleen": "O ou N",
    "code": "code",
    "texte": "texte",
    "commune": "code de commune",
}
CONSEQUENCES = {"quarantine": "la ligne va en quarantaine", "flag": "la ligne est gardée et signalée"}


def contract_text(contract: Contract) -> str:
    """Markdown of every entity: its columns, its codes, its rules."""
    return "\n\n".join([f"Version {CONTRACT_VERSION}.", *(_entity(entity) for entity in contract.values())])


def write_documentation(contract: Contract, page: Path = PAGE) -> None:
    """Replace what stands between the two marks of the page. Raises CheckFailed when they are not there."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CheckFailed(f"{page} n’a pas les deux repères du contrat : remettez-les.")
    page.write_text(f"{before}{BEGIN}\n\n{contract_text(contract)}\n\n{END}{after}", encoding="utf-8")


def described(field: ContractField) -> str:
    """Description of a field with its codes and bounds, on one line."""
    parts = [field.description]
    if field.codes:
        parts.append(", ".join(f"`{code}` ({meaning})" for code, meaning in field.codes.items()))
    if field.bounds is not None:
        low, high = field.bounds
        parts.append(f"de {low:.0f} à {high:.0f}")
    if field.past:
        parts.append("jamais après l’extraction")
    return french(" ; ".join(parts)).replace("|", "\\|")


def rules_of(entity: Entity) -> list[str]:
    """Rules over several columns, rows or files, in words."""
    rules = []
    if entity.primary_key:
        rules.append(f"une seule ligne par {', '.join(f'`{name}`' for name in entity.primary_key)}")
    for order in entity.orders:
        rules.append(f"`{order.first}` n’est pas après `{order.then}` : sinon {CONSEQUENCES[order.otherwise]}")
    for reference in entity.references:
        rules.append(
            f"`{reference.field}` existe dans {reference.entity}.csv (`{reference.target_field}`), si ce fichier est "
            f"donné : sinon {CONSEQUENCES[reference.otherwise]}"
        )
    return [french(rule) for rule in rules]


def _place(field: ContractField) -> str:
    """Table and column of WebRSA as code; words are words."""
    words = field.webrsa or ""
    return words if words in ("", NOT_IN_WEBRSA, ASK_THE_EDITOR) else f"`{words}`"


def _entity(entity: Entity) -> str:
    lines = [
        f"### {entity.number}. {entity.title} : `{entity.id}.csv`",
        "",
        french(f"{entity.grain[0].upper()}{entity.grain[1:]}."),
        "",
        "| colonne | obligatoire | type | sens et codes | dans WebRSA |",
        "|---|---|---|---|---|",
    ]
    for name, field in entity.fields.items():
        required = "oui" if field.required else ""
        lines.append(f"| `{name}` | {required} | {TYPES[field.type]} | {described(field)} | {_place(field)} |")
    if rules := rules_of(entity):
        lines += ["", *(f"- {rule}" for rule in rules)]
    return "\n".join(lines)
