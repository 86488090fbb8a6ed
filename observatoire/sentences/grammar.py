"""How a sentence names an indicator: its noun, its gender, the words of its period (data/catalogue/grammar.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from observatoire import formats
from observatoire.catalogue import DATA, Declared, Indicator, read_yaml
from observatoire.dates import first_day, last_day
from observatoire.sentences.words import elided, is_vowel, joined


class Grammar(Declared):
    """noun: what follows the article; for a count, the plural of what is counted, `one` being its singular.

    when: how the period is said. topic: indicators that tell one story share it. offer: its growth is an opportunity.
    """

    noun: str
    one: str = ""
    gender: Literal["masculine", "feminine"]
    when: str = "{during}"
    topic: str
    offer: bool = False

    @property
    def subject(self) -> str:
        """ "le taux de pauvreté", "l’offre…", "le nombre de foyers allocataires du RSA"."""
        if self.one:
            return f"le nombre {elided('de', self.noun)}"
        article = "l’" if is_vowel(self.noun) else "le" if self.is_masculine else "la"
        return joined(article, self.noun)

    @property
    def is_masculine(self) -> bool:
        """Of the subject: a number of persons is masculine."""
        return self.gender == "masculine" or bool(self.one)

    @property
    def pronoun(self) -> str:
        return "il" if self.is_masculine else "elle"

    @property
    def that_of(self) -> str:
        return "celui" if self.is_masculine else "celle"

    def agreed(self, participle: str) -> str:
        """ "estimé" or "estimée"; "publié" or "publiée"."""
        return participle if self.is_masculine else f"{participle}e"

    def period(self, text: str) -> str:
        """The period as this indicator says it: "en 2021", "pour les demandes déposées au 2e trimestre 2026"."""
        return self.when.format(
            during=formats.during(text),
            first_day=f"au {formats.day(first_day(text))}",
            last_day=f"au {formats.day(last_day(text))}",
        )


@lru_cache(maxsize=2)
def load_grammar(path: Path = DATA / "catalogue" / "grammar.yml") -> dict[str, Grammar]:
    """{indicator: how it is named}."""
    return {key: Grammar.model_validate(item) for key, item in read_yaml(path).items()}


def grammar_of(indicator: Indicator) -> Grammar:
    return load_grammar()[indicator.id]
