"""The fictitious extracts of the 64, written and read once for all that is asked of them."""

import pandas as pd
import pytest

from etl.demo.parcours import write_extracts
from etl.extracts.contract import load_contract
from tests.etl.demo_parcours.extracts_read import read


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    """20,000 persons of the 64, without mistakes."""
    folder = tmp_path_factory.mktemp("extraits")
    write_extracts("64", folder, errors=False)
    return folder


@pytest.fixture(scope="package")
def extracts(folder):
    tables = {entity: read(folder, entity) for entity in load_contract()}
    for table in tables.values():
        for column in [name for name in table.columns if name.startswith("date")]:
            table[column] = pd.to_datetime(table[column])
    return tables
