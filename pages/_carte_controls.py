"""The controls of the map screen: what may be asked, and how a change is read back as a question."""

from __future__ import annotations

from dash import Input, Output, dcc, html

from observatoire import formats
from observatoire.catalogue import THEMES
from observatoire.territories import level_name
from observatoire.view.carte import MapView, spelled_out
from observatoire.view.question import METHOD_NAMES, VIEW_NAMES
from pages._champs import field, options, segments

#: Every input of the screen, under the names of the URL. `adresse`: the query string after Back or Forward.
INPUTS = {
    "indicateur": Input("carte-indicateur", "value"),
    "niveau": Input("carte-niveau", "value"),
    "periode": Input("carte-periode", "value"),
    "repere": Input("carte-repere", "value"),
    "classes": Input("carte-classes", "value"),
    "vue": Input("carte-vue", "value"),
    "territoire": Input("carte-territoire", "data"),
    "adresse": Input("carte-adresse", "data"),
}

#: The same controls as answered: options that exist, values that were kept.
OUTPUTS = {
    "indicateur": Output("carte-indicateur", "value"),
    "niveaux": Output("carte-niveau", "options"),
    "niveau": Output("carte-niveau", "value"),
    "periodes": Output("carte-periode", "options"),
    "periode": Output("carte-periode", "value"),
    "reperes": Output("carte-repere", "options"),
    "repere": Output("carte-repere", "value"),
    "methodes": Output("carte-classes", "options"),
    "classes": Output("carte-classes", "value"),
    "sans_classes": Output("carte-classes-champ", "hidden"),
    "vue": Output("carte-vue", "value"),
    "territoire": Output("carte-territoire", "data"),
}


def answered(view: MapView) -> dict:
    """Props of the controls for a view, by the keys of OUTPUTS."""
    question, choices = view.question, view.choices
    return {
        "indicateur": question.indicateur,
        "niveaux": options((key, _capital(level_name(key, 2))) for key in choices.levels),
        "niveau": question.niveau,
        "periodes": options((key, _capital(formats.period(key))) for key in choices.periods),
        "periode": question.periode,
        "reperes": options(choices.benchmarks),
        "repere": question.repere,
        "methodes": options((key, METHOD_NAMES[key]) for key in choices.methods),
        "classes": question.classes,
        "sans_classes": not choices.methods,
        "vue": question.vue,
        "territoire": question.territoire,
    }


def subject(view: MapView, props: dict) -> html.Div:
    """What is measured, and on which territories."""
    return html.Div(
        [
            field("Indicateur", "carte-indicateur", indicator_options(view), props["indicateur"], "champ-large"),
            segments("Découpage", "carte-niveau", props["niveaux"], props["niveau"]),
            html.Div(id="carte-choix", className="champ"),
            dcc.Store(id="carte-territoire", data=props["territoire"]),
            dcc.Store(id="carte-adresse"),
        ],
        className="barre barre-sujet",
    )


def views(props: dict) -> list:
    """How it is shown: map, table or bars, for which period and against whom."""
    return [
        segments("Vue", "carte-vue", options(VIEW_NAMES.items()), props["vue"]),
        field("Période", "carte-periode", props["periodes"], props["periode"]),
        field("Repère", "carte-repere", props["reperes"], props["repere"]),
    ]


def classes(props: dict) -> html.Div:
    """How the classes are cut; hidden for counts, which are circles."""
    return html.Div(
        field("Classes", "carte-classes", props["methodes"], props["classes"]),
        id="carte-classes-champ",
        hidden=props["sans_classes"],
    )


def indicator_options(view: MapView) -> list[dict]:
    """Indicators by theme; a theme is a line that cannot be chosen (the list component has no groups)."""
    listed = []
    for theme, name in THEMES.items():
        indicators = [indicator for indicator in view.choices.indicators if indicator.theme == theme]
        if indicators:
            listed += [{"label": f"— {name} —", "value": f"theme-{theme}", "disabled": True}]
            in_order = sorted(indicators, key=lambda item: formats.sort_key(item.title))
            listed += options((indicator.id, indicator.title) for indicator in in_order)
    return listed


def level_words(level: str) -> str:
    """ "SDSeI : service départemental des solidarités et de l’insertion.", or nothing for a plain word."""
    spelled = spelled_out(level)
    return f"{_capital(level_name(level))}{formats.THIN}: {spelled}." if spelled else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
