"""What can be done with drafts."""

import json
from collections.abc import Mapping
from typing import Any

from registry.domain.draft import Draft
from registry.errors import NotFound
from registry.services.records import DRAFTS_TABLE, NOUNS, Ground
from registry.store.base import AllOf, Compare, Query, Record, Sort

_NOUN = NOUNS[DRAFTS_TABLE]


class Drafts:
    """Unfinished forms. Whoever knows a draft's id may go on with it; no one else finds it.

    The content is kept as JSON text in ASCII: half a surrogate pair or a NUL that someone typed is
    no reason to lose the rest.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def save(
        self,
        id: str | None,
        *,
        workspace: str,
        actor: str,
        purpose: str,
        content: Mapping[str, Any],
    ) -> str:
        """Keep a form's content; the last one to save wins.

        Args:
            id: of the draft to go on with; None, or one that was discarded, begins a new one.
            workspace: where the form belongs.
            actor: who fills it in.
            purpose: which form it is.
            content: JSON.

        Returns:
            The draft's id.
        """
        now = self._ground.clock()
        body = {"actor": actor, "purpose": purpose, "content": json.dumps(content)}
        with self._ground.changing(actor) as change:
            try:
                old = change.get(DRAFTS_TABLE, id or "")
            except NotFound:
                new = self._ground.new_id(_NOUN)
                change.insert(Record(DRAFTS_TABLE, new, workspace, new, 1, now, now, {**body}))
                return new
            if old.body != body:
                revision = old.revision + 1
                written = Record(
                    DRAFTS_TABLE, old.id, workspace, old.id, revision, old.created_at, now, {**body}
                )
                change.replace(written, expected=old.revision)
        return old.id

    def load(self, id: str) -> Draft:
        """Return a draft. Raises NotFound."""
        with self._ground.reading() as store:
            return _read(store.get(DRAFTS_TABLE, id))

    def discard(self, id: str, *, actor: str) -> None:
        """Remove a draft; one that is gone already is fine."""
        with self._ground.changing(actor) as change:
            try:
                change.delete(DRAFTS_TABLE, id)
            except NotFound:
                return

    def list(
        self, workspace: str, *, actor: str, purpose: str | None = None, limit: int = 20
    ) -> tuple[Draft, ...]:
        """Return someone's own drafts in a workspace, the last saved first."""
        wanted = [
            Compare(("workspace",), "eq", workspace),
            Compare(("body", "actor"), "eq", actor),
        ]
        if purpose is not None:
            wanted.append(Compare(("body", "purpose"), "eq", purpose))
        query = Query(AllOf(tuple(wanted)), Sort(("updated_at",), descending=True), limit)
        return tuple(_read(each) for each in self._ground.store.page(DRAFTS_TABLE, query).records)


def _read(record: Record) -> Draft:
    return Draft.model_validate(
        {
            **record.body,
            "content": json.loads(str(record.body["content"])),
            "id": record.id,
            "workspace": record.workspace,
            "created_at": record.created_at,
            "updated_at": record.updated_at,
        }
    )
