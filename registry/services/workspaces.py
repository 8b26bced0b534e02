"""What can be done with workspaces."""

from collections.abc import Mapping
from typing import Any

from registry.domain.workspace import (
    DEFAULT_WORKSPACE,
    SYSTEM_WORKSPACE,
    Workspace,
    WorkspaceInput,
)
from registry.errors import AlreadyExists, Conflict
from registry.services.records import (
    ADAPTERS,
    DRAFTS_TABLE,
    FILESETS,
    GROUPS,
    MODELS,
    PROMPTS,
    TEMPLATES,
    WORKSPACES,
    ServiceContext,
    find_workspace,
    refuse_used,
    require_workspace,
    validate_input,
)
from registry.store.records import Compare, Query, Sort

_TABLE = WORKSPACES.table
_CONTENT = tuple(kind.table for kind in (MODELS, TEMPLATES, GROUPS, ADAPTERS, FILESETS, PROMPTS))
_MOST = 10_000

_DESCRIPTIONS = {
    DEFAULT_WORKSPACE: "The workspace that always exists.",
    SYSTEM_WORKSPACE: "What platforms keep for themselves.",
}
_BUILT_IN = {
    name: Workspace(id=name, name=name, description=text) for name, text in _DESCRIPTIONS.items()
}


class BuiltInWorkspace(Conflict):
    """Some workspaces always exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"workspace {name!r} always exists; it cannot be deleted")


class Workspaces:
    """The tenants; `default` and `system` are there without records of their own."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def create(self, given: WorkspaceInput | Mapping[str, Any], *, actor: str) -> Workspace:
        """Add a workspace. Raises Invalid, AlreadyExists."""
        wanted = validate_input(WorkspaceInput, given, WORKSPACES.noun)
        if wanted.name in _BUILT_IN:
            raise AlreadyExists(WORKSPACES.noun, wanted.name, wanted.name)
        workspace = self._context.make(WORKSPACES, dict(wanted), wanted.name)
        with self._context.changing(actor) as change:
            change.insert(WORKSPACES.write(workspace))
        return workspace

    def get(self, name: str) -> Workspace:
        """Return a workspace by its name. Raises NotFound."""
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        return WORKSPACES.read(find_workspace(self._context.store, name))

    def require(self, name: str | None) -> None:
        """Raise NotFound unless the workspace exists; None means all of them."""
        if name is not None and name not in _BUILT_IN:
            find_workspace(self._context.store, name)

    def require_home(self, name: str) -> None:
        """Raise NoWorkspace unless there is a workspace that things can be in."""
        with self._context.reading() as store:
            require_workspace(store, name)

    def list(self) -> tuple[Workspace, ...]:
        """Return all workspaces, those that always exist first, the others by name."""
        page = self._context.store.page(_TABLE, Query(sort=Sort(("name",)), limit=_MOST))
        made = (record for record in page.records if record.name not in _BUILT_IN)
        return (*_BUILT_IN.values(), *map(WORKSPACES.read, made))

    def delete(self, name: str, *, actor: str) -> None:
        """Remove an empty workspace, drafts in it included.

        Raises:
            InUse: there are templates, models or groups in it; it names some of them.
            NotFound: there is no such workspace.
            BuiltInWorkspace: it always exists.
        """
        if name in _BUILT_IN:
            raise BuiltInWorkspace(name)
        with self._context.changing(actor) as change:
            record = find_workspace(change, name)
            inside = Compare(("workspace",), "eq", name)
            refuse_used(change, WORKSPACES.noun, name, inside, _CONTENT)
            for draft in change.page(DRAFTS_TABLE, Query(inside, limit=_MOST)).records:
                change.delete(DRAFTS_TABLE, draft.id)
            change.delete(_TABLE, record.id)
