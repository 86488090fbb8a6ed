"""Times and weights, measured on the real path: `make bench` or `python -m tests.bench`. Prints; never fails a test."""
