"""From the files received to the published warehouse: `python -m etl`."""
