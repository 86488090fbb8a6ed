"""Which territories are alike: on which variables, how much each weighs, and the list without one of them."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.sentences.places import of_place
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import CompareView
from observatoire.view.pairs import Peer
from pages import _words
from pages._champs import field, options
from pages._comparer_pieces import frame, paragraphs, section


def peers_block(view: CompareView) -> html.Section:
    peers = view.alike.peers
    choices = [
        (f"{item.level}:{item.code}", french(f"{item.name} ({level_name(item.level)})"))
        for item in view.choices.territories
    ]
    control = field("Territoire", "comparer-territoire", options(choices), view.question.territoire)
    return section(
        view,
        "semblables",
        html.Div(control, className="barre"),
        *paragraphs(peers.sentences, "note" if peers.refusal else ""),
        html.H3("Sur quoi les territoires sont-ils rapprochés\u202f?"),
        _variables(view),
        *([html.P(view.alike.changes, className="note", role="status")] if view.alike.changes else []),
        *(_list(view) if peers.peers else []),
        sources=view.peer_sources,
        has_figure=not peers.refusal,
    )


def _variables(view: CompareView) -> html.Ul:
    """Each variable: used and removed by its link, removed and put back by its link, or set aside and why."""
    peers, removed = view.alike.peers, view.question.removed
    items = []
    for variable in peers.variables:
        without = ",".join((*removed, variable.indicator.id))
        said = f"{variable.indicator.title}, {formats.period(variable.period)} : {variable.text}"
        items.append(_item(view, said, without, "Retirer", variable.indicator.title))
    for indicator in view.alike.removed:
        without = ",".join(name for name in removed if name != indicator.id)
        items.append(_item(view, f"{indicator.title} : retirée par vous", without, "Remettre", indicator.title))
    items += [html.Li(french(f"{item.title} : {why}"), className="absent") for item, why in peers.set_aside]
    return html.Ul(items, className="variables")


def _item(view: CompareView, said: str, without: str, action: str, name: str) -> html.Li:
    href = replace(view.question, sans=without).address
    link = dcc.Link([action, html.Span(f"{formats.THIN}: {name}", className="hors-ecran")], href=href)
    return html.Li([french(said), " ", link])


def _list(view: CompareView) -> list:
    read = (
        f"Les plus proches {_of(view)}, le plus semblable d’abord. Sous chaque chiffre : la "
        "différence en écarts-types, puis la part de cette variable dans la distance."
    )
    return [*paragraphs([read], "precision"), _table(view)]


def _table(view: CompareView) -> html.Div:
    peers = view.alike.peers
    headings = [
        html.Th("Territoire semblable", scope="col"),
        html.Th("Distance", scope="col"),
        *(_heading(variable.indicator) for variable in peers.variables),
    ]
    own = [html.Th(peers.territory.name, scope="row"), html.Td("")]
    own += [html.Td(_bare(variable.text, variable.indicator)) for variable in peers.variables]
    table = html.Table(
        [
            html.Caption(f"Les plus proches {_of(view)}", className="hors-ecran"),
            html.Thead([html.Tr(headings), html.Tr(own, className="repere")]),
            html.Tbody([_peer(peer) for peer in peers.peers]),
        ],
        className="tableau semblables",
    )
    return frame(table, french(f"Territoires semblables à {peers.territory.name}"))


def _of(view: CompareView) -> str:
    place = view.alike.peers.territory
    return of_place(place.level, place.code, place.name, view.publication.departement)


def _heading(indicator: Indicator) -> html.Th:
    """A unit that is a word is read once, in the heading."""
    unit = [html.Span(indicator.unit, className="unite")] if _is_a_word(indicator) else []
    return html.Th([indicator.short_title, *unit], scope="col")


def _bare(text: str, indicator: Indicator) -> str:
    return text.removesuffix(indicator.unit).rstrip() if _is_a_word(indicator) else text


def _is_a_word(indicator: Indicator) -> bool:
    return indicator.unit not in ("", "%", "€")


def _peer(peer: Peer) -> html.Tr:
    place = peer.territory
    link = dcc.Link(place.name, href=_words.address(f"/territoire/{place.level}/{place.code}"))
    cells = [
        html.Td(
            [
                html.Span(_bare(part.text, part.indicator), className="nombre"),
                html.Span(f"{part.difference_text} · {part.share_text}", className="precision"),
            ]
        )
        for part in peer.contributions
    ]
    return html.Tr([html.Th(link, scope="row"), html.Td(html.Strong(peer.distance_text)), *cells])
