"""What statistical secrecy costs: how many of the département's own figures are hidden, by indicator and level."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.territories import LEVELS, level_name
from observatoire.warehouse import Snapshot
from pages import _words

METHODS = {"suppression": "chiffres cachés", "rounding": "nombres arrondis à 5"}


def secrecy_section(snapshot: Snapshot) -> html.Section | None:
    """The price of secrecy; None when nothing was counted on persons."""
    price = snapshot.secrecy_price()
    if not price:
        return None
    cells, hidden = sum(row["cells"] for row in price), sum(row["hidden"] for row in price)
    return html.Section(
        [
            html.H2("Secret statistique", id="secret"),
            html.P(
                f"Sur {formats.count(cells, 'chiffre compté', 'chiffres comptés')} à partir des extraits du "
                f"département, {formats.decimal(hidden)} sont cachés\u202f: ils porteraient sur moins de cinq "
                "personnes, ou permettraient d’en déduire un autre. Avant chaque publication, tout ce qui est "
                "publié est attaqué comme le ferait un lecteur qui connaît la règle."
            ),
            html.Details([html.Summary("Voir le prix du secret, indicateur par indicateur"), _table(price)]),
        ]
    )


def _table(price: list[dict]) -> html.Table:
    indicators = load_catalogue().indicators
    ordered = sorted(price, key=lambda row: (indicators[row["indicator"]].title, LEVELS.index(row["level"])))
    return _words.stacked_table(
        "Chiffres cachés par indicateur et par maille",
        ["Indicateur", "Maille", "Protection", "Chiffres", "Cachés", "Part du total cachée"],
        [
            [
                dcc.Link(indicators[row["indicator"]].title, href=f"/indicateur/{row['indicator']}"),
                level_name(row["level"], 2),
                METHODS[row["method"]],
                formats.decimal(row["cells"]),
                formats.decimal(row["hidden"]),
                formats.with_unit(formats.decimal(100 * row["share_hidden"], 1), "%"),
            ]
            for row in ordered
        ],
        "liste",
    )
