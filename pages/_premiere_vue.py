"""What a reader sees before any script has run: the whole screen as plain HTML, the map included.

The address says everything of a screen, so the server can draw it at once; Dash then builds the same screen behind it
and takes its place when it is complete (assets/premiere_vue.js). The first view lives in a closed shadow tree: its
identifiers never meet those of the screen to come. Where the scripts cannot run, it stays, and can be read.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import unquote

import dash
from dash.development.base_component import Component

from observatoire.errors import ObservatoireError
from observatoire.view.carte import map_view
from observatoire.warehouse import Snapshot
from pages._carte_payload import payload
from pages._carte_svg import map_html
from pages._warehouse import current

VOID = {"br", "hr", "img", "input"}
#: Properties of a Dash component that are attributes of another name.
RENAMED = {"className": "class", "class_name": "class", "htmlFor": "for", "colSpan": "colspan", "rowSpan": "rowspan"}
#: Properties kept under their own name, beside aria-… and data-….
KEPT = ("id", "href", "src", "alt", "title", "width", "height", "role", "lang", "scope", "type", "name", "download")
#: Properties that are an attribute without a value when they are true.
FLAGS = ("hidden", "open", "disabled")
STYLES = re.compile(r'<link rel="stylesheet" href="[^"]+">')
CAPITAL = re.compile("[A-Z]")
LONGEST_PATH = 300
SEARCH = '<input type="text" placeholder="Chercher un territoire" aria-label="Chercher un territoire">'


def first_view(path: str, query: dict[str, str], shell: Callable[[], Component], styles: str) -> str:
    """The screen of an address as HTML, "" for an address that has none or when nothing is published.

    shell: draws what surrounds every screen. styles: the link elements of the style sheets.
    """
    found = _page(path)
    if found is None:
        return ""
    layout, variables = found
    try:
        screen = layout(**variables | query) if callable(layout) else layout
        inside = _html(screen, _drawn_by_scripts(path, query, current()))
        drawn = _html(shell(), {"_pages_content": inside, "recherche": SEARCH})
    except ObservatoireError:
        return ""
    except Exception:  # the screen itself will say it in its place: a fault of the first view must not hide the page
        logging.getLogger(__name__).exception("no first view at %s", path)
        return ""
    links = "".join(STYLES.findall(styles))
    drawn = _with_current_section(drawn, path)
    return f'<div id="premiere-vue"><template shadowrootmode="closed">{links}<div>{drawn}</div></template></div>'


def _with_current_section(drawn: str, path: str) -> str:
    """The link of the navigation that leads here is marked, as shell.js does: /indicateur/rsa is under /indicateurs."""
    section = re.escape(path.split("/")[1].removesuffix("s"))
    link = re.compile(rf'<a href="/{section}s?["/]' if section else '<a href="/"')
    start = drawn.find('class="navigation"')
    return drawn[:start] + link.sub(_marked, drawn[start:], count=1)


def _marked(link: re.Match) -> str:
    return link[0].replace("<a ", '<a aria-current="page" ', 1)


def _page(path: str) -> tuple[Callable[..., Component] | Component, dict[str, str]] | None:
    """The layout of the screen at a path, and what its address holds."""
    asked = unquote(path)[:LONGEST_PATH]
    for page in dash.page_registry.values():
        template = page.get("path_template")
        if template is None:
            if page["path"] == asked:
                return page["layout"], {}
            continue
        names = re.findall(r"<(\w+)>", template)
        pattern = re.sub(r"<\w+>", "([^/]+)", template)
        if match := re.fullmatch(pattern, asked):
            return page["layout"], dict(zip(names, match.groups(), strict=True))
    return None


def _drawn_by_scripts(path: str, query: dict[str, str], snapshot: Snapshot) -> dict[str, str]:
    """{identifier of a frame: what a script would draw in it}."""
    if path != "/carte":
        return {}
    view = map_view(query, snapshot)
    found = snapshot.layer_content(view.layer) if view.layer else None
    if found is None:
        return {}
    chosen = "Choisir dans la liste" if view.selected is None else view.selected.territory.name
    return {
        "carte": map_html(payload(view), json.loads(found[0])),
        "carte-choix": "<label>Territoire</label>"
        f'<select class="form-select"><option>{escape(chosen)}</option></select>',
    }


def _html(node, filled: dict[str, str]) -> str:
    """A tree of components as HTML. filled: {identifier: what stands inside that component}."""
    if node is None or isinstance(node, bool):
        return ""
    if isinstance(node, str | int | float):
        return escape(str(node), quote=False)
    if not isinstance(node, Component):
        return "".join(_html(child, filled) for child in node) if isinstance(node, Iterable) else ""
    props = {name: getattr(node, name) for name in node._prop_names if hasattr(node, name)}
    props |= {name: getattr(node, name) for name in vars(node) if name.startswith(("aria-", "data-"))}
    return _DRAWN.get(node._type, _plain)(node, props, filled)


def _plain(node: Component, props: dict, filled: dict[str, str]) -> str:
    tag = node._type.lower() if node._namespace == "dash_html_components" else "div"
    return _element(tag, props, filled.get(str(props.get("id")), _html(props.get("children"), filled)))


def _element(tag: str, props: dict, inside: str) -> str:
    attributes = []
    for name, value in props.items():
        known = RENAMED.get(name, name if name in KEPT or name.startswith(("aria-", "data-")) else None)
        if name in FLAGS and value:
            attributes.append(f" {name}")
        elif name == "style" and isinstance(value, dict):
            attributes.append(f' style="{escape(_style(value))}"')
        elif known is not None and value is not None and name not in FLAGS:
            attributes.append(f' {known}="{escape(str(value))}"')
    opening = f"<{tag}{''.join(attributes)}>"
    return opening if tag in VOID else f"{opening}{inside}</{tag}>"


def _style(style: dict) -> str:
    return ";".join(f"{CAPITAL.sub(_hyphened, name)}:{value}" for name, value in style.items())


def _hyphened(capital: re.Match) -> str:
    return f"-{capital[0].lower()}"


def _link(node: Component, props: dict, filled: dict[str, str]) -> str:
    return _element("a", props, _html(props.get("children"), filled))


def _nothing(node: Component, props: dict, filled: dict[str, str]) -> str:
    return ""


def _select(node: Component, props: dict, filled: dict[str, str]) -> str:
    options = "".join(
        f"<option{' selected' if option['value'] == props.get('value') else ''}>{escape(str(option['label']))}</option>"
        for option in props.get("options") or ()
    )
    name = f"form-select {props.get('class_name') or ''}".strip()
    return _element("select", {"id": props.get("id"), "className": name}, options)


def _radios(node: Component, props: dict, filled: dict[str, str]) -> str:
    choices = "".join(
        '<div class="form-check"><input type="radio" class="form-check-input"'
        f"{' checked' if option['value'] == props.get('value') else ''}>"
        f'<label class="form-check-label">{escape(str(option["label"]))}</label></div>'
        for option in props.get("options") or ()
    )
    return _element("div", {"id": props.get("id"), "className": props.get("class_name")}, choices)


def _field(node: Component, props: dict, filled: dict[str, str]) -> str:
    value = escape(str(props.get("value") or ""))
    if node._type == "Textarea":
        return _element("textarea", props, value)
    return f'<input value="{value}" class="{escape(str(props.get("className") or ""))}">'


_DRAWN: dict[str, Callable[[Component, dict, dict[str, str]], str]] = {
    "Link": _link,
    "Store": _nothing,
    "Location": _nothing,
    "Select": _select,
    "RadioItems": _radios,
}
