"""Fictitious extracts of a département, in the files of the contract (data/catalogue/extracts): the same every run.

Nobody in them exists. Territories differ: one orients fast, one slowly, one lets its queue grow; a platform opened in
some of them on 1 March 2023. People are still waiting at the extraction, some leave the RSA before any decision, some
come back to it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from etl.demo.draws import stream
from etl.demo.parcours.appointments import draw_appointments
from etl.demo.parcours.calendar import NEVER, as_days
from etl.demo.parcours.contracts import draw_contracts
from etl.demo.parcours.exits import draw_exits
from etl.demo.parcours.faults import ROWS_PER_FAULT, faults_of, with_faults
from etl.demo.parcours.files import ExtractFile, write_manifest
from etl.demo.parcours.invitations import draw_actions, draw_invitations
from etl.demo.parcours.offer import draw_offer
from etl.demo.parcours.orientations import draw_orientations
from etl.demo.parcours.people import draw_people
from etl.demo.parcours.places import Places, build_places
from etl.demo.parcours.returns import FORMER_NUMBERS, draw_former, followed, former_rights, with_former
from etl.demo.parcours.rights import draw_rights
from etl.demo.world import build_world
from observatoire.errors import CheckFailed
from observatoire.formats import decimal

#: Persons drawn together: bounds the memory, whatever the size of the extracts.
PERSONS_PER_PART = 100_000
#: Numbers of the rows of a part start here times its rank: no identifier is given twice.
NUMBERS_PER_PART = 1 << 24
#: Fewer would not show every mistake, nor any territory.
FEWEST_PERSONS = 500
#: More than receive the RSA in the whole country.
MOST_PERSONS = 5_000_000
MOST_PERSONS_OF_THE_DEMONSTRATION = 20_000
ENTRANTS_PER_HOUSEHOLD = 1.6


def write_extracts(departement: str, folder: Path, persons: int = 20_000, *, errors: bool = True) -> list[Path]:
    """Write every file of the contract and manifest.json into `folder`, made if absent; their paths.

    `persons`: rows of beneficiaires. `errors`: with the mistakes that the importer must catch, a few per thousand rows
    and one of each at least. Raises CheckFailed for an unknown département or too few persons, or more than a
    machine holds.
    """
    if persons < FEWEST_PERSONS:
        raise CheckFailed(f"Il faut au moins {FEWEST_PERSONS} personnes : donnez par exemple « --personnes 20000 ».")
    if persons > MOST_PERSONS:
        raise CheckFailed(f"Il faut au plus {decimal(MOST_PERSONS)} personnes, plus que n’en compte le RSA.")
    world = build_world(departement)
    places = build_places(world, persons)
    faults = faults_of(departement) if errors else ()
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, ExtractFile] = {}
    with duckdb.connect() as connection:

        def add(tables: dict[str, pd.DataFrame], part: int, each: int) -> None:
            for entity, rows in tables.items():
                draws = stream(f"erreurs {part} {entity}", departement)
                of_entity = [fault for fault in faults if fault.entity == entity]
                good, spoiled = with_faults(connection, rows, of_entity, draws, each)
                if entity not in files:
                    files[entity] = ExtractFile(folder, entity, departement)
                files[entity].append(connection, good)
                if spoiled is not None:
                    files[entity].append(connection, spoiled)

        for part, first in enumerate(range(0, persons, PERSONS_PER_PART)):
            count = min(PERSONS_PER_PART, persons - first)
            each = max(count // ROWS_PER_FAULT, part == 0)
            drawn = count - each * sum(fault.adds_a_row for fault in faults)
            add(draw_part(places, drawn, part), part, each)
        add({"actions": draw_actions(places), **draw_offer(world, places)}, 0, 1)
    entries = {file.path.name: file.manifest_entry() for file in files.values()}
    return [*(file.path for file in files.values()), write_manifest(folder, departement, entries)]


def persons_for(departement: str) -> int:
    """Persons of the demonstration: entrants of five years and a half for the RSA households of the fictitious world,
    20,000 at most so that it stays quick."""
    households = build_world(departement).departements.at[departement, "rsa_2019"]
    return min(MOST_PERSONS_OF_THE_DEMONSTRATION, round(ENTRANTS_PER_HOUSEHOLD * households))


def draw_part(places: Places, count: int, part: int) -> dict[str, pd.DataFrame]:
    """{entity: rows} of `count` persons, the same for the same part."""

    def draws(topic: str) -> np.random.Generator:
        return stream(f"extraits {part} {topic}", places.departement)

    first = part * NUMBERS_PER_PART
    people = draw_people(places, draws("personnes"), count, first)
    former = draw_former(people, draws("retours"))
    earlier = draw_orientations(places, followed(people, former), draws("orientations d'avant"), first + FORMER_NUMBERS)
    orientations = with_former(draw_orientations(places, people, draws("orientations"), first), earlier, former)
    contracts = draw_contracts(places, people, orientations, draws("contrats"), first)
    decided = orientations[orientations["_first"] & orientations["_current"]]
    decision = pd.Series(NEVER, index=people.index)
    decision[decided["_row"]] = decided["date_decision"].to_numpy()
    return {
        "beneficiaires": people,
        "droits": pd.concat(
            [draw_rights(people, draws("droits")), former_rights(draw_rights(former, draws("droits d'avant")), former)],
            ignore_index=True,
        ),
        "orientations": orientations,
        "rendez_vous": draw_appointments(places, people, orientations, contracts, draws("rendez-vous"), first),
        "contrats": contracts,
        "sorties": draw_exits(places, people, orientations, draws("sorties"), first),
        "invitations": draw_invitations(places, people, as_days(decision), draws("invitations"), first),
    }
