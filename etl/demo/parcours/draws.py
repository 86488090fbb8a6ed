"""Draws that every entity of the extracts shares: codes, delays, pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.demo.draws import Floats

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]

#: One number for each kind of identifier, so that no two kinds share a pseudonym.
KINDS = (
    "personne",
    "foyer",
    "orientation",
    "rdv",
    "contrat",
    "sortie",
    "invitation",
    "action",
    "marche",
    "point",
    "structure",
    "referent",
    "fiche",
    "action_fiche",
    "indicateur_fiche",
)
NO_ID = np.uint64(0)


def pseudonyms(kind: str, departement: str, ranks: NDArray[np.integer]) -> Ids:
    """A 64-bit pseudonym for each rank (below 2**48): never twice the same, the mixing (splitmix64) is one to one."""
    seed = np.uint64(int.from_bytes(blake2b(departement.encode(), digest_size=8).digest(), "big"))
    mixed = (ranks.astype(np.uint64) | np.uint64((KINDS.index(kind) + 1) << 48)) ^ seed
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def picked(draws: np.random.Generator, shares: Mapping[str, float], count: int) -> pd.Categorical:
    """`count` codes drawn by their shares (any positive weights)."""
    weights = np.cumsum(list(shares.values()))
    return coded(np.searchsorted(weights / weights[-1], draws.random(count), side="right"), list(shares))


def picked_by(
    draws: np.random.Generator, groups: NDArray[np.integer], shares: Sequence[Mapping[str, float]]
) -> pd.Categorical:
    """A code for each entry of `groups`, drawn by the shares of its group; all groups list the codes they know."""
    codes = list(dict.fromkeys(code for of_group in shares for code in of_group))
    weights = np.array([[of_group.get(code, 0.0) for code in codes] for of_group in shares])
    limits = np.cumsum(weights, axis=1)
    limits /= limits[:, -1:]
    drawn = draws.random(len(groups))
    ranks = np.zeros(len(groups), dtype=np.int64)
    for column in range(len(codes) - 1):
        ranks += drawn >= limits[groups, column]
    return coded(ranks, codes)


def coded(ranks: NDArray[np.integer], codes: Sequence[str]) -> pd.Categorical:
    """Categories `codes`; rank -1 is an empty cell."""
    return pd.Categorical.from_codes(ranks, categories=list(codes))


def yes_no(flags: NDArray[np.bool_]) -> pd.Categorical:
    return coded(flags.astype(np.int8), ("N", "O"))


def blanked(column: pd.Categorical, empty: NDArray[np.bool_]) -> pd.Categorical:
    """The same codes, some of them empty."""
    return coded(np.where(empty, -1, column.codes), list(column.categories))


def lognormal(draws: np.random.Generator, median: float, spread: float, count: int) -> Floats:
    return median * np.exp(draws.normal(0, spread, count))
