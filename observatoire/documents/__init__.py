"""View → file: CSV, XLSX, SVG, PNG.

A file says what the screen says: everything in it comes from the View, and it carries its title, territory, period,
benchmark, source, geography and secrecy legend wherever it goes.
"""
