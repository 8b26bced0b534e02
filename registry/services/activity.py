"""The activity log: what happened lately."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.services.listing import body
from registry.services.records import (
    ADAPTERS,
    DEPLOYMENTS,
    FILESETS,
    GROUPS,
    MODELS,
    NOUNS,
    PROMPTS,
    TEMPLATES,
    WORKSPACES,
    ServiceContext,
)
from registry.store.records import Compare, Event, Query

_WITH_CREATOR = tuple(kind.table for kind in (MODELS, TEMPLATES, WORKSPACES, GROUPS, DEPLOYMENTS))
_SHOWN = (*_WITH_CREATOR, *(kind.table for kind in (ADAPTERS, FILESETS, PROMPTS)))
KINDS = frozenset(NOUNS[table] for table in _SHOWN)
"""The kinds of entities that have entries."""

_VERBS: Mapping[str, str] = {
    "create": "created",
    "update": "changed",
    "delete": "deleted",
    "restore": "restored",
    "review": "reviewed",
    "adapters": "changed",
    "conflict": "kept",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that someone did; it holds nothing of the entity's content.

    Attributes:
        sequence: orders entries; the next older page is asked for with `before=`.
        at: aware, UTC.
        actor: who did it.
        verb: `created`, `changed`, `deleted`, `restored`, `reviewed`, or another past tense.
        kind: `template`, `model`, `adapter`, `deployment`, `fileset`, `group`, `prompt` or `workspace`.
        id: of the entity.
        workspace: where it is.
        name: as it was then.
        revision: which it made; None when the entity was deleted.
        note: a few words; may be empty.
    """

    sequence: int
    at: datetime
    actor: str
    verb: str
    kind: str
    id: str
    workspace: str
    name: str
    revision: int | None
    note: str


class Activity:
    """Reads the events of everything but drafts."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def is_creator(self, user: str) -> bool:
        """Tell whether somebody created a template, model, group or deployment that is here."""
        store = self._context.store
        query = Query(Compare(body("created_by_user_id"), "eq", user), limit=0, count_to=1)
        return any(store.page(table, query).total for table in _WITH_CREATOR)

    def recent(
        self,
        workspace: str | None = None,
        *,
        kinds: Collection[str] = (),
        id: str | None = None,
        before: int | None = None,
        limit: int = 20,
    ) -> tuple[Entry, ...]:
        """Return what happened, the newest first.

        Args:
            workspace: None means all.
            kinds: any of `KINDS`; empty means all.
            id: only of the entity with this id, which may be gone.
            before: the `sequence` of the oldest entry that is known already.
            limit: at most so many.
        """
        events = self._context.store.events(
            kinds=tuple(table for table in _SHOWN if not kinds or NOUNS[table] in kinds),
            id=id,
            workspace=workspace,
            before=before,
            limit=limit,
        )
        return tuple(_entry_of(event) for event in events)


def _entry_of(event: Event) -> Entry:
    return Entry(
        sequence=event.sequence,
        at=event.at,
        actor=event.actor,
        verb=_VERBS.get(event.action, event.action),
        kind=NOUNS[event.kind],
        id=event.id,
        workspace=event.workspace,
        name=_name(event),
        revision=event.to_revision,
        note=event.note,
    )


def _name(event: Event) -> str:
    """Return the entity's name; the store writes the model's id in front of a deployment's."""
    return event.name.partition("/")[2] if event.kind == DEPLOYMENTS.table else event.name
