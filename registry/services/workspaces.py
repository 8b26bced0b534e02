"""What can be done with workspaces."""

from collections.abc import Mapping
from typing import Any

from registry.domain.workspace import DEFAULT_WORKSPACE, Workspace, WorkspaceInput
from registry.errors import AlreadyExists, Conflict, InUse
from registry.services.records import (
    ADAPTERS,
    DRAFTS_TABLE,
    FILESETS,
    GROUPS,
    MODELS,
    PROMPTS,
    TEMPLATES,
    WORKSPACES,
    Ground,
    accept,
    find_workspace,
    reference,
    require_workspace,
)
from registry.store.base import Compare, Query, Sort, Transaction

_TABLE = WORKSPACES.table
_CONTENT = (
    MODELS.table,
    TEMPLATES.table,
    GROUPS.table,
    ADAPTERS.table,
    FILESETS.table,
    PROMPTS.table,
)
_NAMED_USERS = 5
_MOST = 10_000

_DEFAULT = Workspace(
    id=DEFAULT_WORKSPACE, name=DEFAULT_WORKSPACE, description="The workspace that always exists."
)


class DefaultWorkspace(Conflict):
    """The default workspace always exists."""

    def __init__(self) -> None:
        super().__init__(f"workspace {DEFAULT_WORKSPACE!r} always exists; it cannot be deleted")


class Workspaces:
    """The tenants; `default` is there without a record of its own."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def create(self, given: WorkspaceInput | Mapping[str, Any], *, actor: str) -> Workspace:
        """Add a workspace. Raises Invalid, AlreadyExists."""
        wanted = accept(WorkspaceInput, given, WORKSPACES.noun)
        if wanted.name == DEFAULT_WORKSPACE:
            raise AlreadyExists(WORKSPACES.noun, DEFAULT_WORKSPACE, DEFAULT_WORKSPACE)
        now = self._ground.clock()
        id = self._ground.new_id(WORKSPACES.noun)
        workspace = Workspace(**dict(wanted), id=id, created_at=now, updated_at=now)
        with self._ground.changing(actor) as change:
            change.insert(WORKSPACES.write(workspace))
        return workspace

    def get(self, name: str) -> Workspace:
        """Return a workspace by its name. Raises NotFound."""
        if name == DEFAULT_WORKSPACE:
            return _DEFAULT
        return WORKSPACES.read(find_workspace(self._ground.store, name))

    def require(self, name: str | None) -> None:
        """Raise NotFound unless the workspace exists; None stands for all of them."""
        if name not in (None, DEFAULT_WORKSPACE):
            find_workspace(self._ground.store, str(name))

    def require_home(self, name: str) -> None:
        """Raise NoWorkspace unless there is a workspace that things can be in."""
        with self._ground.reading() as store:
            require_workspace(store, name)

    def list(self) -> tuple[Workspace, ...]:
        """Return all workspaces, `default` first, the others by name."""
        page = self._ground.store.page(_TABLE, Query(sort=Sort(("name",)), limit=_MOST))
        return (_DEFAULT, *(WORKSPACES.read(record) for record in page.records))

    def delete(self, name: str, *, actor: str) -> None:
        """Remove an empty workspace, drafts in it included.

        Raises:
            InUse: there are templates, models or groups in it; it names some of them.
            NotFound: there is no such workspace.
            DefaultWorkspace: it is the default.
        """
        if name == DEFAULT_WORKSPACE:
            raise DefaultWorkspace
        with self._ground.changing(actor) as change:
            record = find_workspace(change, name)
            _refuse_full(change, name)
            _drop_drafts(change, name)
            change.delete(_TABLE, record.id)


def _inside(workspace: str, limit: int) -> Query:
    where = Compare(("workspace",), "eq", workspace)
    return Query(where, Sort(("name",)), limit, count_to=None)


def _refuse_full(change: Transaction, workspace: str) -> None:
    pages = [change.page(table, _inside(workspace, _NAMED_USERS)) for table in _CONTENT]
    total = sum(page.total for page in pages)
    if total:
        names = [reference(record) for page in pages for record in page.records]
        raise InUse(WORKSPACES.noun, workspace, names[:_NAMED_USERS], total)


def _drop_drafts(change: Transaction, workspace: str) -> None:
    for draft in change.page(DRAFTS_TABLE, _inside(workspace, _MOST)).records:
        change.delete(DRAFTS_TABLE, draft.id)
