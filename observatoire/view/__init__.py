"""Question (asked, = the URL) → View (answered, frozen).

Chart, map, table, sentence and every file are drawn from the same View, so they cannot disagree.
"""
