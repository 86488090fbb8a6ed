"""What statistical secrecy costs: how many of the département's own figures are hidden, by indicator and level."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.territories import LEVELS, level_name
from observatoire.warehouse import Snapshot
from pages import _words

#: Why some shares are not told, and others only by steps: what is hidden would be found from them.
SHARES = (
    "La part du total cachée est arrondie à la tranche de 5\u202f% au-dessus, pour que rien de caché ne s’en déduise. "
    "Elle n’est pas dite pour les heures et les équivalents temps plein, dont le total caché dirait ce que fait une "
    "seule structure, ni quand trop peu de chiffres sont cachés ou trop peu de personnes comptées dans les autres."
)
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
                "personnes, ou permettraient d’en déduire un autre. Avant chaque publication, les effectifs, les "
                "parts, les montants, les délais médians et les courbes sont lus et attaqués ensemble, comme le ferait "
                "un lecteur qui connaît la règle. Les délais moyens, au jour près, sont tenus pour trop grossiers pour "
                "désigner quelqu’un\u202f: ils ne sont pas attaqués."
            ),
            html.Details(
                [
                    html.Summary("Voir le prix du secret, indicateur par indicateur"),
                    html.P(SHARES, className="note"),
                    _table(price),
                ]
            ),
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
                _share(row["share_hidden"]),
            ]
            for row in ordered
        ],
        "liste",
    )


def _share(at_most: float | None) -> str:
    """The upper bound of a share, in words."""
    if at_most is None:
        return "non dite"
    told = formats.with_unit(formats.decimal(100 * at_most), "%")
    return f"au plus {told}" if at_most else told
