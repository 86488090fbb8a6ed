"""A frozen figure as text and back: everything that its page shows, and nothing that the figure did not show."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from observatoire.catalogue import load_catalogue
from observatoire.documents.model import (
    Cell,
    Chart,
    Column,
    Evidence,
    Figure,
    Picture,
    Point,
    Sentence,
    Series,
    Table,
)
from observatoire.warehouse import Publication

#: What does not belong to the numbers: their place in a document, what a reader wrote beside them.
NOT_FROZEN = ("key", "comment", "frozen", "picture")


@dataclass(frozen=True)
class FrozenFigure:
    """A figure as it was published; `licences` of its sources; `frozen_on`: the day of its first export."""

    code: str
    figure: Figure
    publication: Publication
    licences: tuple[str, ...]
    frozen_on: date


def to_payload(figure: Figure, publication: Publication) -> str:
    """The canonical text of what is frozen: the same figure of the same publication always gives the same text."""
    told = {name: value for name, value in vars(figure).items() if name not in NOT_FROZEN}
    told["table"] = {name: value for name, value in vars(figure.table).items() if name != "printed"}  # made from rows
    size = [figure.picture.width, figure.picture.height] if figure.picture is not None else None
    content = {
        "figure": told,
        "picture_size": size,
        "publication": asdict(publication) | {"built_at": publication.built_at.isoformat()},
        "licences": licences_of(figure),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=vars)


def from_payload(code: str, payload: str, picture: str, frozen_on: date) -> FrozenFigure:
    """The figure that `to_payload` wrote."""
    content = json.loads(payload)
    told, size = content["figure"], content["picture_size"]
    publication = content["publication"]
    figure = Figure(
        key=code.lower(),
        **told
        | {name: tuple(told[name]) for name in ("indicators", "not_to_conclude", "notes", "mentions")}
        | {
            "table": _table(told["table"]),
            "chart": _chart(told["chart"]) if told["chart"] else None,
            "sentences": tuple(Sentence(item["text"], _evidences(item["evidence"])) for item in told["sentences"]),
            "picture": Picture(picture, *size) if picture and size else None,
        },
    )
    return FrozenFigure(
        code,
        figure,
        Publication(**publication | {"built_at": datetime.fromisoformat(publication["built_at"])}),
        tuple(content["licences"]),
        frozen_on,
    )


def licences_of(figure: Figure) -> list[str]:
    """Licences of the sources of the indicators of a figure, once each."""
    catalogue = load_catalogue()
    known = [catalogue.indicators[name] for name in figure.indicators if name in catalogue.indicators]
    return list(dict.fromkeys(catalogue.sources[source].licence for item in known for source in item.sources))


def _evidence(item: dict | None) -> Evidence | None:
    return Evidence(**item) if item else None


def _evidences(items: list[dict]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item) for item in items)


def _table(item: dict) -> Table:
    return Table(
        item["caption"],
        tuple(Column(**column) for column in item["columns"]),
        tuple(tuple(Cell(**cell | {"evidence": _evidence(cell["evidence"])}) for cell in row) for row in item["rows"]),
        tuple(item["pinned"]),
        tuple(item["highlighted"]),
    )


def _chart(item: dict) -> Chart:
    series = tuple(
        Series(
            one["name"],
            tuple(Point(**point | {"evidence": _evidence(point["evidence"])}) for point in one["points"]),
            tuple(one["breaks"]),
        )
        for one in item["series"]
    )
    benchmark = tuple(item["benchmark"]) if item["benchmark"] else None
    return Chart(**item | {"categories": tuple(item["categories"]), "series": series, "benchmark": benchmark})
