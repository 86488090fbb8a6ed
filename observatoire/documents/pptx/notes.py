"""Speaker notes: what the person who presents must know to answer, and what the slide had no room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from observatoire.documents.model import Definition, Document, Evidence, Figure, Sentence, Table
from observatoire.typography import french

#: Rows of a figure told in the notes; beyond, its page on the site has them all.
MOST_ROWS = 40


def figure_notes(figure: Figure, document: Document) -> list[str]:
    """Sentences and comment in full, definition, limits, what not to conclude, numbers, source, address."""
    defined = [found for found in document.definitions if found.indicator in figure.indicators]
    own = [french(f"Définition : {figure.definition}")] if figure.definition else []
    limits = [caveat for found in defined for caveat in found.caveats]
    conclusions = [*figure.not_to_conclude, *(text for found in defined for text in found.not_to_conclude)]
    return [
        *_texts(figure.sentences),
        french(f"Commentaire : {figure.comment}") if figure.comment else "",
        figure.benchmark,
        *(own or _meanings(defined)),
        *(french(f"Limite : {text}") for text in limits),
        *(french(f"À ne pas conclure : {text}") for text in dict.fromkeys(conclusions)),
        *figure.notes,
        *table_lines(figure.table.on_page),
        figure.source,
        french(f"En ligne : {document.online(figure.address)}"),
        french(f"Chiffres conservés sous le code {figure.frozen.code} : {figure.frozen.address}")
        if figure.frozen
        else "",
    ]


def words_notes(sentences: Sequence[Sentence], document: Document, seen: Iterable[Evidence | None] = ()) -> list[str]:
    """Sentences in full, then the indicators behind their numbers: definition, limits, what not to conclude."""
    evidence = [found for sentence in sentences for found in sentence.evidence] + [found for found in seen if found]
    indicators = {found.indicator for found in evidence}
    defined = [found for found in document.definitions if found.indicator in indicators]
    return [
        *_texts(sentences),
        *_meanings(defined),
        *(french(f"Limite : {text}") for found in defined for text in found.caveats),
        *(french(f"À ne pas conclure : {text}") for found in defined for text in found.not_to_conclude),
        *(french(f"Source : {found.source}") for found in defined),
        french(f"En ligne : {document.online(document.address)}"),
    ]


def table_lines(table: Table) -> list[str]:
    """The rows of a table in words, one a line: "Est Béarn ; Taux de pauvreté (%) : 8,8 %"."""
    said = [french(f"Chiffres : {table.caption}")]
    for row in table.rows[:MOST_ROWS]:
        parts = [
            f"{column.heading}{f' ({column.unit})' if column.unit else ''} : {cell.text}"
            for column, cell in zip(table.columns[1:], row[1:], strict=False)
        ]
        said.append(french(" ; ".join([row[0].text, *parts])))
    if len(table.rows) > MOST_ROWS:
        said.append("La suite du tableau est en ligne.")
    return said


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [sentence.text for sentence in sentences]


def _meanings(defined: Sequence[Definition]) -> list[str]:
    return [french(f"{found.title} : {found.definition} Calcul : {found.formula}") for found in defined]
