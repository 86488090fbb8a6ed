"""The published version that this process serves, found again at each request."""

from __future__ import annotations

import os
from pathlib import Path

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
    return open_warehouse(address).snapshot()
