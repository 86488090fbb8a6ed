"""The command line that other tools call. Exit codes: 0 done, 1 a check failed (nothing published), 2 wrong use."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl import explain as explanations
from etl.build import build, prepare
from etl.extracts.cli import app as extracts_app
from etl.extracts.private import DEFAULT_DATABASE
from etl.report import report
from observatoire.catalogue import DATA, load_catalogue
from observatoire.commands import Commands, run
from observatoire.formats import count

app = Commands("Des fichiers reçus à l’entrepôt publié de l’observatoire.")
app.add_typer(extracts_app, name="extracts")
out, err = Console(), Console(stderr=True)

DepartementOption = Annotated[str, typer.Option("--departement", help="Code du département : 64, 2A, 971…")]
RawOption = Annotated[
    Path,
    typer.Option("--raw", help="Dossier des fichiers reçus, lu avec ses sous-dossiers.", exists=True, file_okay=False),
]
WarehouseOption = Annotated[Path, typer.Option("--warehouse", help="Adresse de l’entrepôt publié.")]
VintageOption = Annotated[
    list[str] | None,
    typer.Option("--vintage", help="Ne garder qu’un millésime d’une source : SOURCE=MILLÉSIME (répétable)."),
]
ExtractsOption = Annotated[
    Path | None,
    typer.Option("--extracts", help="Dossier des extraits pseudonymisés du département.", exists=True, file_okay=False),
]
PrivateOption = Annotated[
    Path, typer.Option("--private", help="Base des données individuelles, lisible par l’ETL seul.")
]
DEFAULT_WAREHOUSE = DATA / "observatoire.duckdb"


@app.command(name="build")
def build_command(
    departement: DepartementOption,
    raw: RawOption,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    extracts: ExtractsOption = None,
    private: PrivateOption = DEFAULT_DATABASE,
    vintage: VintageOption = None,
) -> None:
    """Construire l’entrepôt d’un département et le publier."""
    pinned = _pinned(vintage)
    with _steps() as step:
        prepared = build(departement, raw, warehouse, extracts=extracts, private=private, pinned=pinned, progress=step)
    report(prepared, raw, out, err)
    out.print(f"Publié : {warehouse} ({count(prepared.figures, 'chiffre')}).")


@app.command()
def check(
    departement: DepartementOption,
    raw: RawOption,
    extracts: ExtractsOption = None,
    private: PrivateOption = DEFAULT_DATABASE,
    vintage: VintageOption = None,
) -> None:
    """Lire et contrôler les fichiers reçus sans rien publier."""
    pinned = _pinned(vintage)
    with _steps() as step:
        prepared = prepare(departement, raw, extracts=extracts, private=private, pinned=pinned, progress=step)
    report(prepared, raw, out, err)
    table = Table("Contrôle", "Résultat", "Détail", title="Contrôles")
    for result in prepared.checks:
        table.add_row(result.rule, "réussi" if result.passed else "à regarder", result.detail)
    out.print(table)
    out.print("Les fichiers peuvent être publiés.")


@app.command()
def demo(
    departement: DepartementOption = "64",
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    raw: Annotated[
        Path | None, typer.Option("--raw", help="Où écrire les fichiers fictifs (défaut : dossier temporaire).")
    ] = None,
    persons: Annotated[
        int | None, typer.Option("--personnes", help="Personnes des extraits fictifs (défaut : à la mesure du RSA).")
    ] = None,
) -> None:
    """Publier un entrepôt de démonstration : vraie géographie, statistiques fictives."""
    from etl.demo.publication import publish_demo  # read by this command only: every other one starts sooner

    with tempfile.TemporaryDirectory() as temporary, _steps() as step:
        prepared = publish_demo(departement, raw or Path(temporary), warehouse, persons=persons, progress=step)
    out.print(f"Démonstration publiée : {warehouse} ({count(prepared.figures, 'chiffre')}, statistiques fictives).")


@app.command(name="fetch")
def fetch_command(
    departement: DepartementOption,
    target: Annotated[Path, typer.Option("--target", help="Dossier où déposer les fichiers.")] = DATA / "raw",
    source: Annotated[list[str] | None, typer.Option("--source", help="Seulement cette source (répétable).")] = None,
) -> None:
    """Télécharger les fichiers publiés depuis l’adresse de leurs producteurs."""
    from etl.fetch import Download, fetch  # read by this command only: every other one starts sooner

    catalogue = load_catalogue()
    if unknown := sorted(set(source or ()) - set(catalogue.sources)):
        raise typer.BadParameter(f"source inconnue « {unknown[0]} » ; les sources : {', '.join(catalogue.sources)}")
    chosen = [item for item in catalogue.sources.values() if not source or item.id in source]
    downloads = [
        Download(
            item.id,
            rule.vintage,
            rule.url.format(departement=departement),
            rule.filename.format(departement=departement),
            None,
            rule.unzip,
        )
        for item in chosen
        for rule in item.downloads
    ]
    results = fetch(downloads, target)
    table = Table("Source", "Fichier", "Résultat", title="Téléchargements")
    for result in results:
        table.add_row(result.download.source, result.download.filename, result.sentence)
    out.print(table)
    for item in chosen:
        if item.manual_download and not item.downloads:
            out.print(f"[bold]{item.short_title}[/] ({item.landing_page}) : {item.manual_download}")
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="Identifiant d’une source ou d’un indicateur.", metavar="NOM")],
) -> None:
    """Dire ce qu’est une source ou un indicateur, tel que le catalogue le déclare."""
    text = explanations.explain(name, load_catalogue())
    if text is None:
        known = ", ".join(explanations.names(load_catalogue()))
        raise typer.BadParameter(f"« {name} » n’est ni une source ni un indicateur. Au catalogue : {known}")
    out.print(text, highlight=False)


def _pinned(vintage: list[str] | None) -> dict[str, str]:
    pairs = [item.partition("=") for item in vintage or ()]
    known = load_catalogue().sources
    for source, sign, _ in pairs:
        if not sign or source not in known:
            raise typer.BadParameter(f"--vintage attend SOURCE=MILLÉSIME avec une source parmi {', '.join(known)}")
    return {source: kept for source, _, kept in pairs}


class _steps:
    """A spinner on a terminal, one line a step elsewhere."""

    def __enter__(self):
        if not err.is_terminal:
            return lambda step: err.print(f"… {step}", highlight=False)
        self.bar = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err)
        self.bar.start()
        task = self.bar.add_task("")
        return lambda step: self.bar.update(task, description=step)

    def __exit__(self, *_):
        if err.is_terminal:
            self.bar.stop()


def main() -> None:
    """Entry point."""
    run(app, err, before="Rien n’a été publié. ")
