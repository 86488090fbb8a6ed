"""The slides of a document as one HTML page: live, served by the site, or a file that works without any network.

Every slide is in the page from the start: showing the next one asks for nothing. The file holds its style, its script
and its letters, and forbids itself every request by its own policy.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from re import Match, sub

from observatoire.carnet.decisions import LONGEST_DECISION, LONGEST_OWNER, STATUSES, Decision
from observatoire.documents.model import Document
from observatoire.documents.slides.deck import Slide, place_of, slides_of
from observatoire.typography import french
from observatoire.view.suivi import Followed

MIMETYPE = "text/html; charset=utf-8"
ASSETS = Path(__file__).parent.parent.parent / "assets"
STYLE, SCRIPT = "copil/copil.css", "copil/copil.js"

#: Keys and what they do, as the help tells them.
KEYS = (
    ("→ ou Espace ou Page suivante", "Diapositive suivante"),
    ("← ou Page précédente", "Diapositive précédente"),
    ("Début, Fin", "Première, dernière diapositive"),
    ("Un numéro puis Entrée", "Aller à cette diapositive"),
    ("S", "Sommaire"),
    ("N", "Notes : définition, limites, à ne pas conclure, chiffres"),
    ("D", "Décisions : noter, modifier"),
    ("F", "Plein écran"),
    ("?", "Cette aide"),
    ("Échap", "Fermer"),
)


def slides_html(
    document: Document,
    decisions: Iterable[Decision] = (),
    followed: Iterable[Followed] = (),
    *,
    live: bool,
    key: str = "",
) -> str:
    """The page. `decisions`: those that may be changed during the meeting; `followed`: those told again on the slides.

    live: style and script are asked from the site, decisions are sent to it (to the address of the page itself); else
    everything is in the page, and decisions stay in the browser, under `key`, until they are saved as a file.
    """
    slides = slides_of(document, followed)
    shown = "".join(_slide(slide, rank, len(slides)) for rank, slide in enumerate(slides, start=1))
    addresses = {place_of(slide.address): slide.address for slide in slides if slide.address}
    meeting = {
        "direct": live,
        "cle": key or document.file_stem,
        "titre": document.title,
        "fichier": document.file_stem,
        "publie": document.published_on.isoformat(),
        "etats": STATUSES,
        "decisions": [decision_data(item) | _placed(item, addresses) for item in decisions],
    }
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">{_policy(live)}'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(document.title)}</title>{_style(live)}</head>"
        f'<body data-accent="{escape(document.colour)}"><main id="diapos">{shown}</main>{_bar(len(slides), live)}'
        f'<p id="annonce" class="hors-ecran" aria-live="polite"></p>{_summary(slides)}{_help()}{_decisions()}'
        f"{_ending() if live else ''}"
        f'<script type="application/json" id="seance">{_json(meeting)}</script>{_script(live)}</body></html>'
    )


def decision_data(decision: Decision) -> dict:
    """A decision as the page and the files that it saves hold it."""
    return {
        "id": decision.id,
        "adresse": decision.address,
        "texte": decision.text,
        "responsable": decision.owner,
        "echeance": decision.due.isoformat() if decision.due else "",
        "prise_le": decision.taken_on.isoformat(),
        "etat": decision.status,
    }


def _placed(decision: Decision, addresses: dict[str, str]) -> dict:
    """The slide that a decision is about today: a figure of a new period keeps the decisions of the one before."""
    return {"adresse": addresses.get(place_of(decision.address), decision.address)}


def asset_address(name: str) -> str:
    """Address of a file of the live page, which changes with its content: browsers keep it for a year."""
    return f"/assets/{name}?v={_digest(_text(name)).hex()[:12]}"


def _slide(slide: Slide, rank: int, count: int) -> str:
    mentions = "".join(f"<span>{escape(text)}</span>" for text in slide.mentions)
    banner = f'<p class="mentions">{mentions}</p>' if mentions else ""
    above = f'<p class="chapitre">{escape(slide.above)}</p>' if slide.above else ""
    below = f'<p class="sous-titre">{escape(slide.subtitle)}</p>' if slide.subtitle else ""
    source = f'<p class="source">{slide.source}</p>' if slide.source else ""
    said = slide.notes or f"<p>{french('Cette diapositive n’a pas de note.')}</p>"
    return (
        f'<section class="diapo{" couverture" if slide.cover else ""}" id="diapo-{rank}" aria-labelledby="titre-{rank}"'
        f' data-adresse="{escape(slide.address)}"{"" if rank == 1 else " hidden"}>{banner}'
        f'<header>{above}<h1 id="titre-{rank}">{escape(slide.title)}</h1>{below}</header>'
        f'<div class="corps">{slide.body}</div>{source}'
        f'<aside class="notes" aria-label="Notes de la diapositive {rank} sur {count}" tabindex="0">'
        f"<h2>Notes de présentation</h2>{said}</aside></section>"
    )


def _bar(count: int, live: bool) -> str:
    """Everything that the keyboard does, for a mouse or a finger; each button tells its key."""
    buttons = [
        ("precedente", "Précédente", "ArrowLeft"),
        ("suivante", "Suivante", "ArrowRight"),
        ("sommaire-ouvrir", "Sommaire", "s"),
        ("notes-ouvrir", "Notes", "n"),
        ("decision-ouvrir", "Décisions", "d"),
        ("plein-ecran", "Plein écran", "f"),
        ("aide-ouvrir", "Aide", "?"),
    ]
    drawn = "".join(
        f'<button type="button" id="{name}" aria-keyshortcuts="{key}">{words}</button>' for name, words, key in buttons
    )
    end = '<button type="button" id="terminer">Terminer la séance</button>' if live else ""
    return (
        f'<nav class="barre" aria-label="Diapositives"><p id="numero"><span id="rang">1</span> / {count}</p>'
        f'{drawn}{end}<p id="saisie" role="status"></p></nav>'
    )


def _summary(slides: tuple[Slide, ...]) -> str:
    items = "".join(
        f'<li><button type="button" data-diapo="{rank}">{escape(slide.title)}</button></li>'
        for rank, slide in enumerate(slides, start=1)
    )
    return _dialog("sommaire", "Sommaire", f"<ol>{items}</ol>")


def _help() -> str:
    rows = "".join(f"<dt>{escape(french(keys))}</dt><dd>{escape(french(does))}</dd>" for keys, does in KEYS)
    return _dialog("aide", "Aide : les touches", f"<dl>{rows}</dl>")


def _decisions() -> str:
    """The form, the decisions of the slide, and what may be done with all of them."""
    states = "".join(f'<option value="{key}">{words}</option>' for key, words in STATUSES.items())
    form = (
        '<p id="decision-sujet"></p><form id="decision-forme" method="dialog">'
        '<label for="decision-texte">Décision</label>'
        f'<textarea id="decision-texte" rows="3" maxlength="{LONGEST_DECISION}" required></textarea>'
        '<label for="decision-responsable">Responsable</label>'
        f'<input id="decision-responsable" maxlength="{LONGEST_OWNER}" autocomplete="off">'
        '<label for="decision-echeance">Échéance</label><input id="decision-echeance" type="date">'
        f'<label for="decision-etat">État</label><select id="decision-etat">{states}</select>'
        '<p class="actions"><button type="submit" id="decision-garder" class="principal">Noter la décision</button>'
        '<button type="button" id="decision-nouvelle" hidden>Ne pas modifier</button></p></form>'
        '<p id="decision-message" role="status"></p><h3 id="decision-titre-liste">Décisions sur cette diapositive</h3>'
        '<ul id="decision-liste" aria-labelledby="decision-titre-liste"></ul>'
        '<p class="actions"><button type="button" id="decision-enregistrer">Enregistrer toutes les décisions dans un '
        'fichier</button></p><p class="actions" id="decision-reprise"><label for="decision-fichier">Reprendre un '
        'fichier enregistré hors réseau</label> <input type="file" id="decision-fichier" accept=".json"></p>'
    )
    return _dialog("decision", "Décisions", form)


def _ending() -> str:
    said = french(
        "Terminer la séance garde les chiffres montrés aujourd’hui : la prochaine séance dira ce qui a changé "
        "depuis, et rappellera les décisions."
    )
    return _dialog(
        "fin",
        "Terminer la séance",
        f'<p>{said}</p><p class="actions"><button type="button" id="fin-oui" class="principal">Terminer la séance'
        '</button></p><p id="fin-message" role="status"></p>',
    )


def _dialog(name: str, title: str, body: str) -> str:
    return (
        f'<dialog id="{name}" aria-labelledby="{name}-titre"><h2 id="{name}-titre">{french(title)}</h2>{body}'
        '<p class="actions"><button type="button" class="fermer">Fermer</button></p></dialog>'
    )


def _policy(live: bool) -> str:
    """What the file allows itself: its own style, script, letters and images. The site sends that of live pages."""
    if live:
        return ""
    script, style = (f"'sha256-{b64encode(_digest(text)).decode()}'" for text in (_text(SCRIPT), _inline_style()))
    policy = (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src data:; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _style(live: bool) -> str:
    return f'<link rel="stylesheet" href="{asset_address(STYLE)}">' if live else f"<style>{_inline_style()}</style>"


def _script(live: bool) -> str:
    return f'<script src="{asset_address(SCRIPT)}"></script>' if live else f"<script>{_text(SCRIPT)}</script>"


@lru_cache(maxsize=1)
def _inline_style() -> str:
    """The style with its fonts inside."""

    def inside(found: Match) -> str:
        font = (ASSETS / STYLE).parent / found.group(1)
        return f'url("data:font/woff2;base64,{b64encode(font.read_bytes()).decode()}")'

    return sub(r'url\("([^"]+)"\)', inside, _text(STYLE))


@lru_cache(maxsize=4)
def _text(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _json(meeting: dict) -> str:
    """JSON that cannot close the element that holds it."""
    return json.dumps(meeting, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
