"""The published version that this process serves, found again at each request."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from observatoire.errors import ObservatoireError
from observatoire.warehouse import Snapshot, open_warehouse

DEFAULT = Path(__file__).parent.parent / "data" / "observatoire.duckdb"


def current() -> Snapshot:
    """The version published now, at OBSERVATOIRE_ENTREPOT or else data/observatoire.duckdb: one look at a file name.

    Raises ObservatoireError, with what to run, when nothing is published or when the file does not open.
    """
    address = os.environ.get("OBSERVATOIRE_ENTREPOT") or str(DEFAULT)
    if not os.path.exists(address):
        raise ObservatoireError(
            "Aucun entrepôt n’est publié : lancez « make demo » pour une démonstration, ou « make observatoire "
            "DEPARTEMENT=64 RAW=dossier » pour vos fichiers (sans make : « python -m etl --help »)."
        )
    try:
        return open_warehouse(address).snapshot()
    except duckdb.Error as error:
        raise ObservatoireError(
            "L’entrepôt publié ne s’ouvre pas : il est incomplet, ou d’une autre version. Publiez-le de nouveau avec "
            "« make observatoire DEPARTEMENT=64 RAW=dossier » (sans make : « python -m etl build »)."
        ) from error
