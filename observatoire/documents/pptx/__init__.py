"""Document → PowerPoint, one idea a module: house (theme and layouts), fitting (what fits where), frame (a slide and
what it always carries), blocks (one kind of slide each), charts (bars, lines, on the pieces of native and chart_parts,
with their workbook), tables, notes, packaging (French everywhere, same bytes).
"""
