"""The command line of documents and of the carnet. Exit codes: 0 done, 1 an expected failure, 2 wrong use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from observatoire.carnet import Carnet, carnet_address, open_carnet
from observatoire.carnet.backup import back_up, restore
from observatoire.catalogue import DATA
from observatoire.commands import Commands, run
from observatoire.documents.bilan_document import bilan
from observatoire.documents.copil_document import Meeting, copil_document, meeting
from observatoire.documents.freezing import public_site
from observatoire.documents.model import Document
from observatoire.documents.pdf_file import Paper
from observatoire.documents.portrait_document import portrait_document
from observatoire.documents.proposed_meeting import proposed_panier
from observatoire.documents.slides_html import slides_html
from observatoire.documents.writing import WRITERS, finished, write
from observatoire.errors import ObservatoireError
from observatoire.formats import decimal, slug
from observatoire.naming import named, territories_of
from observatoire.territories import LEVELS
from observatoire.typography import french
from observatoire.view.diagnostic import diagnostic
from observatoire.warehouse import Snapshot, Territory, Warehouse

KINDS = ("portrait", "bilan", "copil")
SLIDES = "html"
NO_SITE = (
    "Sans adresse publique du site (--adresse ou OBSERVATOIRE_ADRESSE), le document ne porte ni code, ni code QR, ni "
    "lien vers ses figures."
)

app = Commands("Les documents de l’observatoire, et la sauvegarde de ce que ses lecteurs gardent.")
out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

KindArgument = Annotated[str, typer.Argument(help="portrait, bilan ou copil.", metavar="NATURE")]
PlaceOption = Annotated[str, typer.Option("--territoire", help="niveau/nom ou niveau/code : sdsei/est-bearn.")]
EveryOption = Annotated[str, typer.Option("--tous", help="Tous les territoires d’un niveau : sdsei, epci…")]
PanierOption = Annotated[
    str, typer.Option("--panier", help="Clé du panier d’un copil, ou dont un bilan rappelle les décisions.")
]
FormatOption = Annotated[
    list[str], typer.Option("--format", help="pptx, docx, pdf ou xlsx, html pour un copil (répétable).")
]
PaperOption = Annotated[str, typer.Option("--papier", help="a3 : le portrait en une affiche, en PDF seulement.")]
OutputOption = Annotated[Path | None, typer.Option("-o", "--sortie", help="Fichier, ou dossier s’il y en a plusieurs.")]
BenchmarkOption = Annotated[str, typer.Option("--repere", help="departement, region, france_metro ou france.")]
WarehouseOption = Annotated[Path | None, typer.Option("--entrepot", help="Adresse de l’entrepôt publié.")]
CarnetOption = Annotated[Path | None, typer.Option("--carnet", help="Adresse du carnet.")]
SiteOption = Annotated[str, typer.Option("--adresse", help="Adresse du site, pour les codes des figures.")]


@app.command(name="document")
def document_command(
    kind: KindArgument,
    territoire: PlaceOption = "",
    tous: EveryOption = "",
    panier: PanierOption = "",
    format: FormatOption = ("pptx",),
    papier: PaperOption = "a4",
    output: OutputOption = None,
    repere: BenchmarkOption = "",
    entrepot: WarehouseOption = None,
    carnet: CarnetOption = None,
    adresse: SiteOption = "",
) -> None:
    """Écrire un portrait de territoire, un bilan annuel ou les diapositives d’un comité de pilotage."""
    formats = tuple(dict.fromkeys(format))
    _check_use(kind, territoire, tous, panier, formats)
    _check_paper(kind, papier, formats)
    _check_name(output, formats)
    warehouse = _warehouse(entrepot)
    snapshot = Warehouse(warehouse).snapshot()
    kept = open_carnet(carnet or carnet_address(warehouse))
    base = public_site(adresse or os.environ.get("OBSERVATOIRE_ADRESSE") or "")
    if not base:
        err.print(NO_SITE)
    for stem, document, held in _documents(kind, territoire, tous, panier, repere, snapshot, kept):
        for extension in formats:
            name = f"{stem}-affiche" if papier == "a3" else stem
            target = _target(output, name, extension, several=bool(tous) or len(formats) > 1)
            content = _content(document, held, extension, kept, base, snapshot, papier)
            _save(target, content)
            out.print(f"{target} ({decimal(len(content) / 1024)}\u00a0Kio)")


@app.command(name="sauvegarder")
def back_up_command(
    vers: Annotated[Path, typer.Option("--vers", help="Fichier de la sauvegarde.")],
    carnet: CarnetOption = None,
    entrepot: WarehouseOption = None,
) -> None:
    """Copier le carnet (paniers, décisions, figures figées), site ouvert ou non, et contrôler la copie."""
    size = back_up(_carnet_path(carnet, entrepot), vers)
    out.print(f"Carnet sauvegardé et contrôlé : {vers} ({decimal(size / 1024)}\u00a0Kio)")


@app.command(name="restaurer")
def restore_command(
    depuis: Annotated[Path, typer.Option("--depuis", help="Fichier de la sauvegarde.")],
    carnet: CarnetOption = None,
    entrepot: WarehouseOption = None,
    replace: Annotated[bool, typer.Option("--remplacer", help="Perdre le carnet actuel.")] = False,
) -> None:
    """Remettre une sauvegarde à la place du carnet. Arrêtez le site avant."""
    target = _carnet_path(carnet, entrepot)
    restore(depuis, target, replace=replace)
    out.print(f"Carnet restauré : {target}")


def main() -> None:
    """Entry point."""
    run(app, err)


def _check_use(kind: str, place: str, level: str, panier: str, formats: tuple[str, ...]) -> None:
    """Refuse what asks for nothing, or for two things."""
    if kind not in KINDS:
        raise typer.BadParameter(f"« {kind} » n’est pas un document : {', '.join(KINDS)}")
    known = (*WRITERS, SLIDES) if kind == "copil" else tuple(WRITERS)
    if unknown := [name for name in formats if name not in known]:
        raise typer.BadParameter(f"format inconnu « {unknown[0]} » : {', '.join(known)}")
    if kind == "copil":
        if bool(panier) + bool(place) + bool(level) != 1:
            raise typer.BadParameter("donnez --panier, --territoire, ou --tous pour tout un niveau")
    elif panier and kind != "bilan":
        raise typer.BadParameter("--panier ne sert qu’à un copil, ou à un bilan qui rappelle ses décisions")
    elif bool(place) == bool(level):
        raise typer.BadParameter("donnez --territoire, ou --tous pour tout un niveau")
    if level and level not in LEVELS:
        raise typer.BadParameter(f"niveau inconnu « {level} » : {', '.join(LEVELS)}")


def _check_paper(kind: str, paper: str, formats: tuple[str, ...]) -> None:
    if paper not in ("a4", "a3"):
        raise typer.BadParameter(f"papier inconnu « {paper} » : a4, a3")
    if paper == "a3" and (kind != "portrait" or formats != ("pdf",)):
        raise typer.BadParameter("l’affiche A3 est celle d’un portrait, en PDF : ajoutez --format pdf seul")


def _check_name(output: Path | None, formats: tuple[str, ...]) -> None:
    """Refuse a file whose name says another format: it would not open."""
    said = output.suffix.lower().removeprefix(".") if output is not None and not output.is_dir() else ""
    if said in (*WRITERS, SLIDES) and said not in formats:
        raise typer.BadParameter(f"« {output.name} » serait en {formats[0]} : ajoutez --format {said}")


def _documents(
    kind: str, place: str, level: str, panier: str, benchmark: str, snapshot: Snapshot, carnet: Carnet
) -> Iterator[tuple[str, Document, Meeting | None]]:
    """(name of the file without extension, document, meeting of a panier) of everything asked."""
    if panier and kind == "copil":
        held = meeting(carnet, panier, snapshot, date.today())
        yield held.document.file_stem, held.document, held
        return
    for territory in territories_of(level, snapshot) if level else [_territory(place, snapshot)]:
        document = _about(kind, territory, panier, benchmark, snapshot, carnet)
        yield document.file_stem, document, None


def _about(
    kind: str, territory: Territory, panier: str, benchmark: str, snapshot: Snapshot, carnet: Carnet
) -> Document:
    if kind == "copil":
        return copil_document(proposed_panier(territory, snapshot), (), None, snapshot)
    if kind == "bilan":
        decisions = meeting(carnet, panier, snapshot, date.today()).decisions if panier else ()
        return bilan(carnet, territory.level, territory.code, snapshot, date.today(), decisions)
    found = diagnostic(territory.level, territory.code, {"repere": benchmark}, snapshot)
    if benchmark and benchmark != found.portrait.benchmark_key:
        known = ", ".join(key for key, _ in found.portrait.benchmarks)
        raise typer.BadParameter(f"repère inconnu « {benchmark} » : {known}")
    return portrait_document(found, snapshot)


def _territory(text: str, snapshot: Snapshot) -> Territory:
    """The territory of "sdsei/est-bearn"; wrong use, with the nearest names, when there is not exactly one."""
    found, near = named(text, snapshot)
    if len(found) == 1:
        return found[0]
    why = f"plusieurs territoires s’appellent « {text} »" if found else f"territoire inconnu « {text} »"
    proposed = [f"{item.level}/{slug(item.name)} ({item.code})" for item in found or near]
    raise typer.BadParameter(french(why + (f" ; essayez : {', '.join(proposed)}" if proposed else "")))


def _content(
    document: Document,
    held: Meeting | None,
    extension: str,
    carnet: Carnet,
    base: str,
    snapshot: Snapshot,
    paper: Paper,
) -> bytes:
    if extension == SLIDES:
        shown = finished(document, carnet, base, snapshot)
        if held is None:
            return slides_html(shown, live=False).encode()
        return slides_html(shown, held.decisions, held.followed, live=False, key=held.key).encode()
    return write(document, extension, carnet, base, snapshot, paper)


def _target(output: Path | None, stem: str, extension: str, *, several: bool) -> Path:
    """The file to write: `output` itself, or in the folder that it names when there are several."""
    if several or (output is not None and output.is_dir()):
        return (output or Path()) / f"{stem}.{extension}"
    return output or Path(f"{stem}.{extension}")


def _save(target: Path, content: bytes) -> None:
    """Whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.write_bytes(content)
        os.replace(partial, target)
    except OSError as error:
        raise ObservatoireError(f"Le fichier {target} n’a pas pu être écrit ({error.strerror}).") from error


def _warehouse(asked: Path | None) -> Path:
    path = asked or Path(os.environ.get("OBSERVATOIRE_ENTREPOT") or DATA / "observatoire.duckdb")
    if not path.exists():
        raise ObservatoireError(
            f"Aucun entrepôt n’est publié à l’adresse {path} : lancez « make demo » ou « python -m etl build »."
        )
    return path


def _carnet_path(carnet: Path | None, warehouse: Path | None) -> Path:
    return carnet or carnet_address(
        warehouse or os.environ.get("OBSERVATOIRE_ENTREPOT") or DATA / "observatoire.duckdb"
    )
