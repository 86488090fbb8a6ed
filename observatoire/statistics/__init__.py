"""Pure functions on numbers, each with its reference."""
