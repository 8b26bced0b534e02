"""What can be done with drafts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from registry.domain.draft import Draft
from registry.errors import NotFound
from registry.services.listing import Listing, fetch_record_page, in_workspace
from registry.services.records import (
    DRAFTS_TABLE,
    NOUNS,
    ServiceContext,
    body,
    require_revision,
    require_workspace,
)
from registry.store.base import Transaction
from registry.store.records import AllOf, Compare, Query, Record, Sort
from streamlit_jsonschema_form.problems import JsonValue

_NOUN = NOUNS[DRAFTS_TABLE]


class Drafts:
    """Unfinished forms. Whoever knows a draft's id may continue it; no one else finds it.

    The content is stored as JSON text in ASCII, so that half a surrogate pair or a NUL that someone
    typed loses nothing else.
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
        """Store a form's content; the last one to save wins.

        Args:
            id: of the draft to continue; None, or one that was discarded, makes a new one.
            workspace: where the form belongs.
            actor: who fills it in.
            purpose: which form it is.
            content: JSON.

        Returns:
            The draft's id.
        """
        encoded = _encode(actor, purpose, content)
        with self._context.changing(actor) as change:
            try:
                old = None if id is None else change.get(DRAFTS_TABLE, id)
            except NotFound:
                old = None
            return self._write(change, old, workspace, encoded).id

    def begin(
        self, *, workspace: str, actor: str, purpose: str, content: Mapping[str, Any]
    ) -> Draft:
        """Store a new form's content, as `save` does. Raises NoWorkspace."""
        with self._context.changing(actor) as change:
            require_workspace(change, workspace)
            encoded = _encode(actor, purpose, content)
            return _read(self._write(change, None, workspace, encoded))

    def replace(
        self,
        id: str,
        *,
        actor: str,
        purpose: str,
        content: Mapping[str, Any],
        expected: int | None = None,
    ) -> Draft:
        """Replace the content of a draft.

        Raises:
            NotFound: there is no such draft.
            StaleRevision: it is no longer at revision `expected`.
        """
        with self._context.changing(actor) as change:
            old = change.get(DRAFTS_TABLE, id)
            if expected is not None:
                require_revision(old, expected)
            encoded = _encode(actor, purpose, content)
            return _read(self._write(change, old, old.workspace, encoded))

    def load(self, id: str, workspace: str | None = None) -> Draft:
        """Return a draft, of this workspace if one is given. Raises NotFound."""
        with self._context.reading() as store:
            draft = _read(store.get(DRAFTS_TABLE, id))
        if workspace not in (None, draft.workspace):
            raise NotFound(_NOUN, id, f"there is none of that id in the workspace {workspace!r}")
        return draft

    def discard(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a draft; nothing happens if it no longer exists.

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
        fields = {"actor": actor, "purpose": purpose}
        own = (
            Compare(body(name), "eq", value) for name, value in fields.items() if value is not None
        )
        where = AllOf((*in_workspace(workspace), *own))
        query = Query(where, Sort(("updated_at",), descending=True), limit, after=after)
        page = fetch_record_page(self._context.store, DRAFTS_TABLE, query)
        return Listing(tuple(map(_read, page.records)), page.next, page.total, page.exact)

    def _write(
        self, change: Transaction, old: Record | None, workspace: str, body: dict[str, JsonValue]
    ) -> Record:
        """Insert a draft, or replace an old one, unless nothing differs."""
        now = self._context.clock()
        if old is None:
            id = self._context.new_id(_NOUN)
            new = Record(DRAFTS_TABLE, id, workspace, id, 1, now, now, body)
            change.insert(new)
            return new
        if old.body == body:
            return old
        revision = old.revision + 1
        new = replace(old, workspace=workspace, revision=revision, updated_at=now, body=body)
        change.replace(new, expected=old.revision)
        return new


def _encode(actor: str, purpose: str, content: Mapping[str, Any]) -> dict[str, JsonValue]:
    return {"actor": actor, "purpose": purpose, "content": json.dumps(content)}


def _read(record: Record) -> Draft:
    names = ("id", "workspace", "revision", "created_at", "updated_at")
    columns = {name: getattr(record, name) for name in names}
    content = json.loads(str(record.body["content"]))
    return Draft.model_validate({**record.body, "content": content, **columns})
