"""What can be done with drafts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from registry.domain.draft import Draft
from registry.errors import NotFound
from registry.services.listing import Listing, fetch_record_page
from registry.services.records import (
    DRAFTS_TABLE,
    NOUNS,
    ServiceContext,
    require_revision,
    require_workspace,
)
from registry.store.base import Transaction
from registry.store.records import AllOf, Compare, Query, Record, Sort
from streamlit_jsonschema_form.problems import JsonValue

_NOUN = NOUNS[DRAFTS_TABLE]


class Drafts:
    """Unfinished forms. Whoever knows a draft's id may go on with it; no one else finds it.

    The content is kept as JSON text in ASCII: half a surrogate pair or a NUL that someone typed is
    no reason to lose the rest.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

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
        body = _body(actor, purpose, content)
        with self._context.changing(actor) as change:
            try:
                old = change.get(DRAFTS_TABLE, id or "")
            except NotFound:
                return self._begin(change, workspace, body).id
            return self._go_on(change, old, workspace, body).id

    def begin(
        self, *, workspace: str, actor: str, purpose: str, content: Mapping[str, Any]
    ) -> Draft:
        """Keep a new form's content, as `save` does. Raises NoWorkspace."""
        with self._context.changing(actor) as change:
            require_workspace(change, workspace)
            return _read(self._begin(change, workspace, _body(actor, purpose, content)))

    def replace(
        self,
        id: str,
        *,
        actor: str,
        purpose: str,
        content: Mapping[str, Any],
        expected: int | None = None,
    ) -> Draft:
        """Keep a form's content in the place of what is there.

        Raises:
            NotFound: there is no such draft.
            StaleRevision: it is no longer at revision `expected`.
        """
        with self._context.changing(actor) as change:
            old = change.get(DRAFTS_TABLE, id)
            if expected is not None:
                require_revision(old, expected)
            return _read(self._go_on(change, old, old.workspace, _body(actor, purpose, content)))

    def load(self, id: str, workspace: str | None = None) -> Draft:
        """Return a draft, of this workspace if one is given. Raises NotFound."""
        with self._context.reading() as store:
            draft = _read(store.get(DRAFTS_TABLE, id))
        if workspace not in (None, draft.workspace):
            raise NotFound(_NOUN, id, f"there is none of that id in the workspace {workspace!r}")
        return draft

    def discard(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a draft; one that is gone already is fine.

        Raises:
            StaleRevision: it is no longer at revision `expected`.
        """
        with self._context.changing(actor) as change:
            try:
                change.delete(DRAFTS_TABLE, id, expected=expected)
            except NotFound:
                return

    def list(
        self, workspace: str, *, actor: str, purpose: str | None = None, limit: int = 20
    ) -> tuple[Draft, ...]:
        """Return someone's own drafts in a workspace, the last saved first."""
        return self.page(workspace, actor=actor, purpose=purpose, limit=limit).items

    def page(
        self,
        workspace: str,
        *,
        actor: str,
        purpose: str | None = None,
        limit: int,
        after: str | None = None,
    ) -> Listing[Draft]:
        """Return a page of someone's own drafts; `after` is the `next` of the page before.

        Raises:
            Unacceptable: `after` is of no such page.
        """
        wanted = [
            Compare(("workspace",), "eq", workspace),
            Compare(("body", "actor"), "eq", actor),
        ]
        if purpose is not None:
            wanted.append(Compare(("body", "purpose"), "eq", purpose))
        order = Sort(("updated_at",), descending=True)
        page = fetch_record_page(
            self._context.store,
            DRAFTS_TABLE,
            Query(AllOf(tuple(wanted)), order, limit, after=after),
        )
        return Listing(tuple(map(_read, page.records)), page.next, page.total, page.exact)

    def _begin(self, change: Transaction, workspace: str, body: dict[str, JsonValue]) -> Record:
        now, id = self._context.clock(), self._context.new_id(_NOUN)
        new = Record(DRAFTS_TABLE, id, workspace, id, 1, now, now, body)
        change.insert(new)
        return new

    def _go_on(
        self, change: Transaction, old: Record, workspace: str, body: dict[str, JsonValue]
    ) -> Record:
        if old.body == body:
            return old
        now, revision = self._context.clock(), old.revision + 1
        new = replace(old, workspace=workspace, revision=revision, updated_at=now, body=body)
        change.replace(new, expected=old.revision)
        return new


def _body(actor: str, purpose: str, content: Mapping[str, Any]) -> dict[str, JsonValue]:
    return {"actor": actor, "purpose": purpose, "content": json.dumps(content)}


def _read(record: Record) -> Draft:
    return Draft.model_validate(
        {
            **record.body,
            "content": json.loads(str(record.body["content"])),
            "id": record.id,
            "workspace": record.workspace,
            "revision": record.revision,
            "created_at": record.created_at,
            "updated_at": record.updated_at,
        }
    )
