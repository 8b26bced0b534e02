"""Between entities and the store's records: one place for both directions."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.entity import Entity
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.saved_prompt import SavedPrompt
from registry.domain.template import Template
from registry.domain.validation_messages import problems_of, read
from registry.domain.workspace import ALWAYS_THERE, Workspace
from registry.errors import AlreadyExists, InUse, NotFound, NoWorkspace, StaleRevision, StoreDamaged
from registry.store.base import Store, Transaction
from registry.store.records import Compare, Query, Record, Sort
from streamlit_jsonschema_form.problems import Problem

E = TypeVar("E", bound=Entity)

_NAMED_USERS = 5


class DamagedRecord(StoreDamaged):
    """The store holds a record whose body is not valid, as after an edit by hand.

    Attributes:
        record: as it is in the store.
        problems: what is wrong, each at its place.
    """

    def __init__(self, noun: str, record: Record, problems: Sequence[Problem]) -> None:
        self.record, self.problems = record, tuple(problems)
        reasons = "; ".join(str(problem) for problem in problems[:5])
        super().__init__(
            f"{noun} {record.workspace}/{record.name} ({record.id}) cannot be read: {reasons}",
            "correct it in the store, or delete it",
        )


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """A kind of record and the entity that it holds.

    Attributes:
        table: the records' kind.
        noun: what people call one; the prefix of its ids.
        entity: the class.
        columns: the record's column for each field that is one; the others are the body.
        naming: the field or property that makes the record's name, unless a column does.
    """

    table: str
    noun: str
    entity: type[E]
    columns: Mapping[str, str]
    naming: str = "name"

    def read(self, record: Record) -> E:
        """Return a record's entity. Raises DamagedRecord when its body is not valid."""
        columns = {field: getattr(record, column) for field, column in self.columns.items()}
        try:
            return self.entity.model_validate({**record.body, **columns})
        except ValidationError as error:
            raise DamagedRecord(self.noun, record, problems_of(error)) from error

    def write(self, entity: E) -> Record:
        """Return an entity's record."""
        body = entity.to_json()
        name = getattr(entity, self.naming)
        columns: dict[str, Any] = {"revision": 1, "workspace": name, "name": name}
        for field, column in self.columns.items():
            body.pop(field)
            columns[column] = getattr(entity, field)
        return Record(kind=self.table, body=body, **columns)


_DATED = {"id": "id", "name": "name", "created_at": "created_at", "updated_at": "updated_at"}
TEMPLATES = Kind(
    "templates",
    "template",
    Template,
    {**_DATED, "workspace": "workspace", "version": "revision"},
)
MODELS = Kind(
    "models", "model", Model, {**_DATED, "workspace": "workspace", "revision": "revision"}
)
WORKSPACES = Kind("workspaces", "workspace", Workspace, _DATED)
GROUPS = Kind(
    "groups", "group", Group, {**_DATED, "workspace": "workspace", "revision": "revision"}
)
ADAPTERS = Kind(
    "adapters",
    "adapter",
    StoredAdapter,
    {**_DATED, "workspace": "workspace", "revision": "revision"},
)
FILESETS = Kind(
    "filesets",
    "fileset",
    Fileset,
    {**_DATED, "workspace": "workspace", "revision": "revision"},
)
PROMPTS = Kind(
    "prompts",
    "prompt",
    SavedPrompt,
    {**_DATED, "workspace": "workspace", "revision": "revision"},
)
_UNNAMED = {field: column for field, column in _DATED.items() if field != "name"}
DEPLOYMENTS = Kind(
    "deployments",
    "deployment",
    Deployment,
    {**_UNNAMED, "workspace": "workspace", "revision": "revision"},
    naming="address",
)
DRAFTS_TABLE = "drafts"
NOUNS = {
    kind.table: kind.noun
    for kind in (TEMPLATES, MODELS, WORKSPACES, GROUPS, DEPLOYMENTS, ADAPTERS, FILESETS, PROMPTS)
} | {DRAFTS_TABLE: "draft"}


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """What every service needs: the store, the clock, new ids, and how to begin a change."""

    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]

    def make(self, kind: Kind[E], fields: Mapping[str, Any], workspace: str, **more: object) -> E:
        """Return a new entity: these fields, an id, its times, the first revision.

        Raises:
            Invalid: a field is wrong.
        """
        now = self.clock()
        values = {
            "id": self.new_id(kind.noun),
            "workspace": workspace,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        columns = {
            name: values[column] for name, column in kind.columns.items() if column in values
        }
        return read(kind.entity, {**fields, **columns, **more}, kind.noun)

    def add(
        self, kind: Kind[E], fields: Mapping[str, Any], workspace: str, actor: str, **more: object
    ) -> E:
        """Make an entity and store it. Raises Invalid, NoWorkspace, AlreadyExists."""
        entity = self.make(kind, fields, workspace, **more)
        with self.changing(actor) as change:
            require_workspace(change, workspace)
            change.insert(kind.write(entity))
        return entity

    def update(self, kind: Kind[E], current: E, fields: Mapping[str, Any], actor: str) -> E:
        """Store the next revision of an entity, unless nothing differs. Raises StaleRevision."""
        record = kind.write(current)
        columns = {"revision": record.revision + 1, "updated_at": self.clock()}
        changed = current.model_copy(update={**fields, **columns})
        written = kind.write(changed)
        if is_same(written, record):
            return current
        with self.changing(actor) as change:
            change.replace(written, expected=record.revision)
        return changed

    def reading(self) -> AbstractContextManager[Store]:
        """Read, with errors that use the nouns people know."""
        return _user_errors(self.store)

    @contextmanager
    def changing(self, actor: str, *, called: str | None = None) -> Iterator[Transaction]:
        """Change things together, with errors that use the nouns people know.

        Args:
            actor: who changes them.
            called: the name to show for what may exist already, if not its name in the store.
        """
        with _user_errors(self.store, called), self.store.transaction(actor) as change:
            yield change


def utc_now() -> datetime:
    """Return the present, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def _user_errors(store: Store, called: str | None = None) -> Iterator[Store]:
    try:
        yield store
    except NotFound as error:
        raise type(error)(_noun(error.kind), error.reference, error.hint) from error
    except AlreadyExists as error:
        raise AlreadyExists(_noun(error.kind), error.workspace, called or error.name) from error
    except StaleRevision as error:
        raise StaleRevision(
            _noun(error.kind), error.reference, error.expected, error.current
        ) from error


def _noun(kind: str) -> str:
    return NOUNS.get(kind, kind)


def reference(record: Record) -> str:
    """Write `workspace/name`."""
    return f"{record.workspace}/{record.name}"


def require_revision(record: Record, expected: int) -> None:
    """Raise StaleRevision unless a record is at the revision that was read."""
    if record.revision != expected:
        raise StaleRevision(record.kind, reference(record), expected, record.revision)


def find_workspace(reader: Store | Transaction, name: str) -> Record:
    """Return a workspace's record. Raises NotFound."""
    try:
        return reader.find(WORKSPACES.table, name, name)
    except NotFound as error:
        raise NotFound(WORKSPACES.noun, name, "choose another, or create it first") from error


def require_workspace(reader: Store | Transaction, name: str) -> None:
    """Raise NoWorkspace unless the workspace exists; some always do."""
    if name in ALWAYS_THERE:
        return
    try:
        find_workspace(reader, name)
    except NotFound as error:
        raise NoWorkspace(error.kind, error.reference, error.hint) from error


def refuse_used(change: Transaction, noun: str, record: Record, field: str) -> None:
    """Raise InUse if models refer to a record, in a field of theirs."""
    users = Compare(("body", field), "eq", record.id)
    page = change.page(
        MODELS.table, Query(users, Sort(("name",)), limit=_NAMED_USERS, count_to=None)
    )
    if page.total:
        names = [reference(user) for user in page.records]
        raise InUse(noun, reference(record), names, page.total)


def is_same(a: Record, b: Record) -> bool:
    """Tell whether two records have the same content, property order and 1 versus 1.0 included."""
    return (a.name, json.dumps(a.body)) == (b.name, json.dumps(b.body))


def kept_name(current: Model | Template, name: str) -> str | None:
    """Return the name that a program gave, which holds as long as the name is the same."""
    return current.given_name if name == current.name else None


def check_name(
    store: Store, table: str, workspace: str, name: str, id: str | None
) -> list[Problem]:
    """Return a problem at `name` if another entity than `id` has it."""
    try:
        holder = store.find(table, workspace, name)
    except NotFound:
        return []
    if holder.id == id:
        return []
    message = f"the name {name!r} is taken in workspace {workspace!r}; choose another"
    return [Problem(("name",), "unique", message)]


def validate_input(entity: type[E], given: Entity | Mapping[str, Any], noun: str) -> E:
    """Return what was given as an input: valid, and without what a wider entity adds.

    Raises:
        Invalid: a field is wrong.
    """
    if type(given) is entity:
        return given
    return entity.take(given) if isinstance(given, entity) else read(entity, given, noun)
