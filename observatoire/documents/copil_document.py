"""The document of a meeting: the decisions of the last one, what has changed since, then the figures of its panier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from observatoire import formats
from observatoire.carnet.database import Carnet
from observatoire.carnet.decisions import STATUSES, Decision, decisions_of
from observatoire.carnet.paniers import Panier, panier
from observatoire.carnet.states import keep_state, latest_state
from observatoire.documents.evidences import evidences
from observatoire.documents.file_names import file_stem
from observatoire.documents.model import Bullets, Cell, Column, Document, Prose, Section, Sentence, Table
from observatoire.documents.panier_document import panier_document
from observatoire.typography import french
from observatoire.view.changements import Changes, changements
from observatoire.view.etat import from_json, state_of, state_today
from observatoire.view.suivi import Followed, follow
from observatoire.warehouse import Snapshot

DECISIONS_QUESTION = french("Où en sont les décisions du dernier COPIL ?")
NOTHING_CHANGED = french("Aucun des chiffres montrés n’a changé depuis cette date.")
#: Title of each list of changes -> the field of Changes that it shows.
LISTS = {
    "Seuils franchis": "crossed_thresholds",
    "Différences apparues ou disparues": "newly_significant",
    "Nouveaux chiffres": "new",
    "Nouveaux chiffres, écart non établi avec les précédents": "steady",
    "Chiffres révisés": "revised",
}


@dataclass(frozen=True)
class Meeting:
    """A meeting that is about to be held. `followed`: decisions of earlier ones, to be recalled."""

    panier: Panier
    document: Document
    decisions: tuple[Decision, ...]
    followed: tuple[Followed, ...]

    @property
    def key(self) -> str:
        """Tells the decisions of two paniers apart in one browser, without telling the address of either."""
        return sha256(self.panier.id.encode()).hexdigest()[:16]


def meeting(carnet: Carnet, identifier: str, snapshot: Snapshot, today: date) -> Meeting:
    """The meeting of a panier, held `today`. Raises UnknownPanier."""
    shown, decisions = panier(carnet, identifier), decisions_of(carnet, identifier)
    kept = latest_state(carnet, subject(identifier), before=today)
    changes = None
    if kept is not None:
        before = from_json(kept.content)
        changes = changements(before, state_today(before, snapshot, today))
    earlier = recalled(decisions, today)
    followed = tuple(follow(item, snapshot) for item in earlier)
    return Meeting(shown, copil_document(shown, earlier, changes, snapshot), decisions, followed)


def end_meeting(carnet: Carnet, identifier: str, snapshot: Snapshot, today: date) -> None:
    """Keep what is published today of every figure of the panier: the next meeting compares with it."""
    document = panier_document(panier(carnet, identifier), snapshot)
    keep_state(carnet, subject(identifier), today, state_of(evidences(document), snapshot, today).to_json)


def subject(identifier: str) -> str:
    """Name of the states of a panier in the carnet."""
    return f"copil/{identifier}"


def copil_document(
    shown: Panier, decisions: Iterable[Decision], changes: Changes | None, snapshot: Snapshot
) -> Document:
    """The decisions to recall first, then the changes, then the figures, which are alone at the first meeting."""
    document = panier_document(shown, snapshot)
    told = tuple(follow(item, snapshot) for item in decisions)
    sections = [decisions_section(told)] if told else []
    sections += [changes_section(changes)] if changes is not None else []
    return replace(
        document,
        sections=(*sections, *document.sections),
        file_stem=file_stem(snapshot.publication(), "copil", shown.title),
    )


def recalled(decisions: Iterable[Decision], today: date) -> tuple[Decision, ...]:
    """Decisions of the last meeting before today, and the older ones that are still to be carried out."""
    earlier = [item for item in decisions if item.taken_on < today]
    last = max((item.taken_on for item in earlier), default=None)
    return tuple(item for item in earlier if item.taken_on == last or item.is_open)


def decisions_section(followed: tuple[Followed, ...]) -> Section:
    """A row a decision: who, when, where it stands, and what has become of its figure."""
    columns = ("Décision", "Responsable", "Échéance", "État", "Alors", "Maintenant", "Évolution")
    return Section(
        DECISIONS_QUESTION,
        (
            Table(
                "Décisions prises, et chiffre sur lequel chacune a été prise",
                tuple(Column(heading) for heading in columns),
                tuple(_row(item) for item in followed),
            ),
        ),
    )


def changes_section(changes: Changes) -> Section:
    """The changes that there are, by kind; a sentence when there is none."""
    question = f"Ce qui a changé depuis le {formats.day(changes.since)}"
    same = _unchanged(changes)
    if changes.is_empty:
        return Section(question, (Prose((Sentence(NOTHING_CHANGED),)),))
    lists = [Bullets(title, getattr(changes, field)) for title, field in LISTS.items() if getattr(changes, field)]
    return Section(question, (*lists, *([Prose((Sentence(same),))] if same else [])))


def _row(item: Followed) -> tuple[Cell, ...]:
    taken = item.decision
    due = formats.day(taken.due) if taken.due else "sans échéance"
    return (
        Cell(french(taken.text)),
        Cell(taken.owner or "non désigné"),
        Cell(due),
        Cell(STATUSES[taken.status]),
        Cell(item.then),
        Cell(item.now, evidence=item.now_evidence),
        Cell(item.change),
    )


def _unchanged(changes: Changes) -> str:
    if not changes.unchanged:
        return ""
    many = formats.count(changes.unchanged, "chiffre montré", "chiffres montrés")
    return french(f"{many} sur {formats.decimal(changes.compared)} {'n’a' if changes.unchanged == 1 else 'n’ont'} "
                  "pas changé.")  # fmt: skip
