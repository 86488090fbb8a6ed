"""An archive opened safely: nothing outside its folder, nothing beyond a size, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from observatoire.errors import BadFile
from observatoire.formats import decimal

MAX_UNZIPPED_BYTES = 4 * 2**30


def unzip(archive: Path, folder: Path, max_bytes: int = MAX_UNZIPPED_BYTES) -> tuple[Path, ...]:
    """Extract every member of `archive` into `folder`, which is replaced as a whole; paths of the files, sorted.

    Raises BadFile, and leaves `folder` as it was: damaged or encrypted archive, member that would leave the folder,
    more than `max_bytes` bytes once extracted (counted as they come out, not as the archive declares them).
    """
    fresh = folder.with_name(folder.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    name = archive.name.removesuffix(".part")
    left_bytes = max_bytes
    try:
        with zipfile.ZipFile(archive) as opened:
            for member in (info for info in opened.infolist() if not info.is_dir()):
                inside = PurePosixPath(member.filename.replace("\\", "/"))
                if inside.is_absolute() or ".." in inside.parts or ":" in member.filename:
                    rule = f"l’archive contient « {member.filename} », qui sortirait de son dossier"
                    raise BadFile(name, rule, "n’ouvrez pas cette archive et prévenez le producteur")
                (fresh / inside).parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as packed, (fresh / inside).open("wb") as out:
                    while block := packed.read(min(2**20, left_bytes + 1)):
                        left_bytes -= len(block)
                        if left_bytes < 0:
                            rule = f"l’archive dépasse {decimal(max_bytes)} octets une fois ouverte"
                            raise BadFile(name, rule, "vérifiez-la avant de relever la limite")
                        out.write(block)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(fresh, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        # RuntimeError: encrypted, or a method that zipfile does not know; ValueError: names that are not text.
        rule = "l’archive est abîmée, chiffrée ou d’un format inconnu"
        raise BadFile(name, rule, "ouvrez-la à la main ou téléchargez-la depuis la page du producteur") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return files_of(folder)


def files_of(folder: Path) -> tuple[Path, ...]:
    """Paths of the files under `folder`, sorted."""
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
