"""Reads a whole store and says what is wrong in it, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.entity import Entity
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.saved_prompt import SavedPrompt
from registry.domain.template import Template
from registry.domain.workspace import ALWAYS_THERE, Workspace
from registry.errors import NotFound
from registry.services.history import find_revision
from registry.services.parameter_schemas import ParameterSchemas, check_schemas
from registry.services.records import (
    ADAPTERS,
    DEPLOYMENTS,
    FILESETS,
    GROUPS,
    MODELS,
    PROMPTS,
    TEMPLATES,
    WORKSPACES,
    DamagedRecord,
    Kind,
)
from registry.store.base import Store
from registry.store.records import Query, Record, Sort
from streamlit_jsonschema_form.problems import Problem

E = TypeVar("E", bound=Entity)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: `template`, `model`, `deployment`, `group` or `workspace`.
        id: of the entity.
        workspace: where it is.
        name: the entity's.
        problem: what is wrong, and where in the entity.
    """

    kind: str
    id: str
    workspace: str
    name: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.kind} {self.workspace}/{self.name} ({self.id}) {self.problem}"


class Reader(Protocol):
    """What references are looked up in."""

    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound."""

    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""

    def revision(self, current: Record, number: int) -> Record:
        """Return a record as it was at a revision. Raises NotFound."""


class StoreReader:
    """Looks references up in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.get = store.get
        self.find = store.find

    def revision(self, current: Record, number: int) -> Record:
        """Return a record as it was at a revision. Raises NotFound."""
        return find_revision(self._store, current, number)


def make_checker(reader: Reader) -> Callable[[Record], list[Problem]]:
    """Return a function that says what is wrong with a record and with what it refers to."""
    checks = _EntityChecks(reader)

    def at(kind: Kind[E], rules: Callable[[E], Iterator[Problem]], record: Record) -> list[Problem]:
        try:
            return list(rules(kind.read(record)))
        except DamagedRecord as error:
            return list(error.problems)

    checkers: dict[str, Callable[[Record], list[Problem]]] = {
        WORKSPACES.table: lambda record: at(WORKSPACES, checks.at_workspace, record),
        TEMPLATES.table: lambda record: at(TEMPLATES, checks.at_template, record),
        GROUPS.table: lambda record: at(GROUPS, checks.at_group, record),
        MODELS.table: lambda record: at(MODELS, checks.at_model, record),
        PROMPTS.table: lambda record: at(PROMPTS, checks.at_prompt, record),
        FILESETS.table: lambda record: at(FILESETS, checks.at_fileset, record),
        ADAPTERS.table: lambda record: at(ADAPTERS, checks.at_adapter, record),
        DEPLOYMENTS.table: lambda record: at(DEPLOYMENTS, checks.at_deployment, record),
    }
    return lambda record: checkers[record.kind](record)


def check(store: Store) -> Iterator[Finding]:
    """Yield what is wrong with each entity and each reference of a store, as it is found."""
    checks = _EntityChecks(StoreReader(store))
    yield from _check_all(store, WORKSPACES, checks.at_workspace)
    yield from _check_all(store, TEMPLATES, checks.at_template)
    yield from _check_all(store, GROUPS, checks.at_group)
    yield from _check_all(store, MODELS, checks.at_model)
    yield from _check_all(store, DEPLOYMENTS, checks.at_deployment)


def _check_all(
    store: Store, kind: Kind[E], checks: Callable[[E], Iterator[Problem]]
) -> Iterator[Finding]:
    for record in _walk(store, kind.table):
        for problem in _check_record(kind, record, checks):
            yield Finding(kind.noun, record.id, record.workspace, record.name, problem)


def _check_record(
    kind: Kind[E], record: Record, checks: Callable[[E], Iterator[Problem]]
) -> list[Problem]:
    try:
        return list(checks(kind.read(record)))
    except DamagedRecord as error:
        return list(error.problems)


def _walk(store: Store, table: str) -> Iterator[Record]:
    after: str | None = None
    while True:
        page = store.page(table, Query(sort=Sort(("name",)), limit=_BATCH, after=after))
        yield from page.records
        if page.next is None:
            return
        after = page.next


class _EntityChecks:
    """Looks at entities, each template version read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._schemas = ParameterSchemas()
        self._templates: dict[tuple[str, int | None], Template] = {}

    def at_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        """Find nothing: a workspace that can be read is sound."""
        yield from ()

    def at_template(self, template: Template) -> Iterator[Problem]:
        """Find a missing workspace, and what is wrong with the schemas."""
        yield from self._at_home(template.workspace)
        yield from check_schemas(template)

    def at_group(self, group: Group) -> Iterator[Problem]:
        """Find a missing workspace."""
        yield from self._at_home(group.workspace)

    def at_prompt(self, prompt: SavedPrompt) -> Iterator[Problem]:
        """Find a missing workspace."""
        yield from self._at_home(prompt.workspace)

    def at_fileset(self, fileset: Fileset) -> Iterator[Problem]:
        """Find a missing workspace."""
        yield from self._at_home(fileset.workspace)

    def at_adapter(self, adapter: StoredAdapter) -> Iterator[Problem]:
        """Find a missing workspace or model."""
        yield from self._at_home(adapter.workspace)
        yield from self._of_model(adapter.model_id)

    def at_deployment(self, deployment: Deployment) -> Iterator[Problem]:
        """Find a missing workspace or model."""
        yield from self._at_home(deployment.workspace)
        yield from self._of_model(deployment.model_id)

    def at_model(self, model: Model) -> Iterator[Problem]:
        """Find a missing workspace, group, template or version, and wrong parameters."""
        yield from self._at_home(model.workspace)
        if model.model_group_id is not None:
            yield from self._in_group(model.model_group_id)
        id, version = model.model_template_id, model.model_template_version
        if id is None:
            return
        template = self._template(id, version)
        if isinstance(template, Problem):
            yield template
        else:
            yield from self._schemas.check(template, model.model_creation_parameters)

    def _at_home(self, workspace: str) -> Iterator[Problem]:
        if workspace not in ALWAYS_THERE:
            try:
                self._reader.find(WORKSPACES.table, workspace, workspace)
            except NotFound:
                message = f"there is no workspace {workspace!r}; create it"
                yield Problem(("workspace",), "reference", message)

    def _of_model(self, id: str) -> Iterator[Problem]:
        try:
            self._reader.get(MODELS.table, id)
        except NotFound:
            message = f"there is no model {id!r}; restore it, or delete this"
            yield Problem(("model_id",), "reference", message)

    def _in_group(self, id: str) -> Iterator[Problem]:
        try:
            self._reader.get(GROUPS.table, id)
        except NotFound:
            message = f"there is no group {id!r}; restore it, or change the model"
            yield Problem(("model_group_id",), "reference", message)

    def _template(self, id: str, version: int | None) -> Template | Problem:
        """Return a template that parameters can be checked with; versions never change."""
        known = self._templates.get((id, version))
        if known is not None:
            return known
        found = self._read_template(id, version)
        # What is not there now may come with an import.
        if isinstance(found, Template):
            if len(self._templates) >= _BATCH:
                self._templates.clear()
            self._templates[id, version] = found
        return found

    def _read_template(self, id: str, version: int | None) -> Template | Problem:
        try:
            current = self._reader.get(TEMPLATES.table, id)
        except NotFound:
            message = f"there is no template {id!r}; restore it, or change the model"
            return Problem(("model_template_id",), "reference", message)
        if version is None:
            message = "expected the version of the template, got none; change the model"
            return Problem(("model_template_version",), "reference", message)
        try:
            template = TEMPLATES.read(self._reader.revision(current, version))
        except NotFound as error:
            return Problem(("model_template_version",), "reference", str(error))
        except DamagedRecord as error:
            return Problem(("model_template_id",), "reference", str(error))
        if check_schemas(template):
            message = "the template's schema is wrong, so parameters cannot be checked; correct it"
            return Problem(("model_template_id",), "reference", message)
        return template
