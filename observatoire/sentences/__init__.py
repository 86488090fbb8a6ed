"""French sentences written from the views: deterministic, and every number resolves to an observation."""

from observatoire.sentences.levels import level_sentences
from observatoire.sentences.rows import row_sentences
from observatoire.sentences.swot import Swot, SwotLine, swot, swot_quadrants

__all__ = ["Swot", "SwotLine", "level_sentences", "row_sentences", "swot", "swot_quadrants"]
