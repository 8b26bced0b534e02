"""Reads a whole store and reports what is wrong in it, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.entity import Entity
from registry.domain.model import Model
from registry.domain.template import Template
from registry.domain.workspace import ALWAYS_THERE
from registry.errors import NotFound
from registry.services.history import find_revision, walk_records
from registry.services.parameter_schemas import ParameterSchemas, check_schemas
from registry.services.records import (
    GROUPS,
    KINDS,
    MODELS,
    TEMPLATES,
    WORKSPACES,
    DamagedRecord,
    EntityKind,
)
from registry.store.base import Store
from registry.store.records import Record
from streamlit_jsonschema_form.problems import Problem

_CACHED: Final = 500  # versions of templates
_KINDS: Final[dict[str, EntityKind[Any]]] = {kind.table: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: the noun of its kind, such as `template`.
        id: of the entity.
        workspace: where it is.
        name: the entity's.
        problem: what is wrong, with its path in the entity.
    """

    kind: str
    id: str
    workspace: str
    name: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.kind} {self.workspace}/{self.name} ({self.id}) {self.problem}"


class StoreReader:
    """Looks references up in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound."""
        return self._store.get(kind, id)

    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""
        return self._store.find(kind, workspace, name)

    def revision(self, current: Record, number: int) -> Record:
        """Return a record as it was at a revision. Raises NotFound."""
        return find_revision(self._store, current, number)


def check(store: Store) -> Iterator[Finding]:
    """Yield what is wrong with each entity and each reference of a store, as it is found."""
    checker = RecordChecker(StoreReader(store))
    for kind in KINDS:
        for record in walk_records(store, kind.table, sort="name"):
            for problem in checker.check(record):
                yield Finding(kind.noun, record.id, record.workspace, record.name, problem)


class RecordChecker:
    """Checks records and the references in them; each template version is read once."""

    def __init__(self, reader: StoreReader) -> None:
        self._reader = reader
        self._schemas = ParameterSchemas()
        self._templates: dict[tuple[str, int | None], Template] = {}

    def check(self, record: Record) -> list[Problem]:
        """Return what is wrong with a record and its references."""
        try:
            return list(self._check(_KINDS[record.kind].read(record)))
        except DamagedRecord as error:
            return list(error.problems)

    def _check(self, entity: Entity) -> Iterator[Problem]:
        workspace = getattr(entity, "workspace", None)
        if workspace not in (None, *ALWAYS_THERE):
            yield from self._check_workspace(workspace)
        if isinstance(entity, Template):
            yield from check_schemas(entity)
        elif isinstance(entity, Model):
            yield from self._check_model(entity)
        elif isinstance(entity, Deployment | StoredAdapter):
            hint = "restore it, or delete this"
            yield from self._get(MODELS, entity.model_id, "model_id", hint)

    def _check_model(self, model: Model) -> Iterator[Problem]:
        if model.model_group_id is not None:
            hint = "restore it, or change the model"
            yield from self._get(GROUPS, model.model_group_id, "model_group_id", hint)
        if model.model_template_id is not None:
            template = self._template(model.model_template_id, model.model_template_version)
            if isinstance(template, Problem):
                yield template
            else:
                yield from self._schemas.check(template, model.model_creation_parameters)

    def _check_workspace(self, name: str) -> Iterator[Problem]:
        try:
            self._reader.find(WORKSPACES.table, name, name)
        except NotFound:
            message = f"there is no workspace {name!r}; create it"
            yield Problem(("workspace",), "reference", message)

    def _get(self, kind: EntityKind[Any], id: str, field: str, hint: str) -> Iterator[Problem]:
        try:
            self._reader.get(kind.table, id)
        except NotFound:
            yield Problem((field,), "reference", f"there is no {kind.noun} {id!r}; {hint}")

    def _template(self, id: str, version: int | None) -> Template | Problem:
        """Return a template that parameters can be checked with; versions never change."""
        known = self._templates.get((id, version))
        if known is not None:
            return known
        found = self._read_template(id, version)
        # What is not there now may come with an import.
        if isinstance(found, Template):
            if len(self._templates) >= _CACHED:
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
