"""`python -m observatoire`."""

from observatoire.cli import main

main()
