"""What a département starts from: empty files, a mapping to fill in, a manifest, and what to do with them."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from etl.extracts.contract import Contract, Entity
from etl.extracts.csv_source import SEPARATOR
from etl.extracts.documentation import described
from etl.extracts.mapping import MAPPING_FILE
from etl.extracts.recognise import MANIFEST
from observatoire.errors import CheckFailed
from observatoire.typography import french

READ_ME = "LISEZ-MOI.md"


def write_templates(folder: Path, departement: str, contract: Contract, *, replace: bool = False) -> list[Path]:
    """Write the templates of a département into `folder`, made if absent; their paths.

    Raises CheckFailed when a file of theirs was filled in since, unless `replace`: nothing is then written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{entity.id}_{departement}_AAAAMMJJ.csv": _header(entity) for entity in contract.values()}
    texts[MAPPING_FILE] = _mapping(departement, contract)
    texts[MANIFEST] = _manifest(departement)
    texts[READ_ME] = _read_me(departement)
    # The mark of UTF-8 makes a French Excel read the accents.
    written = {
        folder / name: text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8") for name, text in texts.items()
    }
    filled = [path.name for path, content in written.items() if path.exists() and path.read_bytes() != content]
    if filled and not replace:
        raise CheckFailed(
            f"Rien n’a été écrit : dans {folder}, {', '.join(filled)} n’est plus le modèle et serait perdu ; donnez un "
            "autre dossier, ou ajoutez --remplacer."
        )
    for path, content in written.items():
        path.write_bytes(content)
    return list(written)


def _header(entity: Entity) -> str:
    return SEPARATOR.join(entity.fields) + "\r\n"


def _manifest(departement: str) -> str:
    model = {
        "departement": departement,
        "date_extraction": "AAAA-MM-JJ",
        "periode_debut": "AAAA-MM-JJ",
        "periode_fin": "AAAA-MM-JJ",
        "logiciel": "",
        "version": "",
        "filtre": "",
        "fichiers": {},
    }
    return json.dumps(model, ensure_ascii=False, indent=2) + "\n"


def _mapping(departement: str, contract: Contract) -> str:
    lines = [
        f"# Correspondance entre les colonnes de votre logiciel et celles du contrat, département {departement}.",
        f"# À remplir, puis à déposer dans data/departements/{departement}/{MAPPING_FILE}.",
        "# Retirez le dièse d’une ligne pour l’employer.",
        "# Ce qui n’est pas déclaré garde le nom et les codes du contrat.",
        "# Une colonne qui identifie une personne (nom, NIR, adresse…) ne se déclare pas : elle reste au logiciel.",
        "",
        '# Nom et version du logiciel, tels que vous les connaissez : software: "…"',
        'software: ""',
        "",
        "entities:",
    ]
    for entity in contract.values():
        lines += [f"  # {entity.number}. {entity.title} : {entity.grain}.", f"  {entity.id}:", *_entity_mapping(entity)]
    return "\n".join(lines) + "\n"


def _entity_mapping(entity: Entity) -> list[str]:
    lines = [
        f'    # file: "EXPORT_{entity.id.upper()}_*.csv"    # nom du fichier, * remplace n’importe quel texte',
        '    # separator: ";"',
        '    # date_format: "%d/%m/%y"                # seulement si ce n’est ni AAAA-MM-JJ ni JJ/MM/AAAA',
        "    columns:                                # nom dans votre fichier : nom du contrat",
    ]
    for name, field in entity.fields.items():
        required = "obligatoire ; " if field.required else ""
        lines.append(f"      # VOTRE_COLONNE: {name}    # {required}{described(field).replace('`', '')}")
    lines.append("    codes:                                  # champ du contrat, puis votre code : code du contrat")
    for name, field in entity.fields.items():
        if field.codes:
            ours = yaml.safe_dump(next(iter(field.codes)), default_style='"').strip()
            lines.append(f'      # {name}: {{"VOTRE CODE": {ours}}}')
    lines.append("    constants: {}                           # champ du contrat : même valeur pour toutes les lignes")
    return lines


def _read_me(departement: str) -> str:
    return french(f"""# Extraits du département {departement}

1. Exportez de votre logiciel un csv par fichier du modèle (séparateur « ; », dates AAAA-MM-JJ, une ligne d’en-tête).
   Le seul indispensable est `beneficiaires` ; chaque autre fichier ajoute des indicateurs.
2. Si les noms de colonnes ou les codes diffèrent, remplissez `{MAPPING_FILE}` et déposez-le dans
   `data/departements/{departement}/`.
3. Sur un poste du département, remplacez les identifiants par des pseudonymes :

       python -m etl extracts pseudonymise export*.csv --departement {departement} \\
           --cle cle.txt --creer-cle --sortie extraits

   Avec la correspondance, seules les colonnes du contrat sortent. `--creer-cle` ne sert que la première fois : gardez
   `cle.txt` au département, dans un coffre, la même clé sert à chaque extraction.
4. Nommez les fichiers `entité_{departement}_AAAAMMJJ.csv` (date de l’extraction), ou remplissez `{MANIFEST}` ;
   sans renseignement à donner, retirez `{MANIFEST}`.
5. Contrôlez :

       python -m etl extracts check extraits --departement {departement} --rejets rejets.csv

6. Publiez : `python -m etl build --departement {departement} --raw DOSSIER --extracts extraits --warehouse FICHIER`.

Le sens de chaque colonne, ses codes et les règles sont dans docs/extraits.md.
""")
