"""Kinds of entities and their records, and what every service needs to read and change them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

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
from registry.store.records import Field, Filter, Query, Record, Sort
from streamlit_jsonschema_form.problems import Problem

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

_NAMED_USERS = 5
_TRIES = 5


class DamagedRecord(StoreDamaged):
    """The store holds a record whose body is not valid, as after an edit by hand.

    Attributes:
        record: as it is stored.
        problems: what is wrong, each with its path.
    """

    def __init__(self, noun: str, record: Record, problems: Sequence[Problem]) -> None:
        self.record, self.problems = record, tuple(problems)
        reasons = "; ".join(str(problem) for problem in problems[:5])
        super().__init__(
            f"{noun} {record.workspace}/{record.name} ({record.id}) cannot be read: {reasons}",
            "correct it in the store, or delete it",
        )


def body(*path: str) -> Field:
    """Name a field in a record's body."""
    return ("body", *path)


_NAME: Final[Field] = ("name",)
_TIMES: Final = ("created_at", "updated_at")
_COLUMNS: Final = ("id", "name", "workspace", "revision", *_TIMES)


def _columns(*without: str, **renamed: str) -> dict[str, str]:
    return {name: name for name in _COLUMNS if name not in without} | renamed


@dataclass(frozen=True, slots=True)
class EntityKind(Generic[E]):
    """A kind of record and the entity that it holds.

    Attributes:
        table: the records' kind.
        noun: what people call one; the prefix of its ids.
        entity: the class.
        columns: the record's column for each field that is one; the others are the body.
        texts: the fields that a search looks in.
        sorts: the fields that a list can be sorted by, by name.
        naming: the field or property that makes the record's name, unless a column does.
    """

    table: str
    noun: str
    entity: type[E]
    columns: Mapping[str, str] = field(default_factory=_columns)
    texts: tuple[Field, ...] = (_NAME, body("description"))
    sorts: Mapping[str, Field] = field(
        default_factory=lambda: {name: (name,) for name in ("name", *_TIMES)}
    )
    naming: str = "name"

    @property
    def revision(self) -> str:
        """The field that counts revisions."""
        return next(name for name, column in self.columns.items() if column == "revision")

    def read(self, record: Record) -> E:
        """Return a record's entity. Raises DamagedRecord when its body is not valid."""
        columns = {name: getattr(record, column) for name, column in self.columns.items()}
        try:
            return self.entity.model_validate({**record.body, **columns})
        except ValidationError as error:
            raise DamagedRecord(self.noun, record, problems_of(error)) from error

    def write(self, entity: E) -> Record:
        """Return an entity's record."""
        body = entity.to_json()
        name = getattr(entity, self.naming)
        columns: dict[str, Any] = {"revision": 1, "workspace": name, "name": name}
        for name, column in self.columns.items():
            body.pop(name)
            columns[column] = getattr(entity, name)
        return Record(kind=self.table, body=body, **columns)


_SORTS: Final = {name: (name,) for name in ("name", *_TIMES, "workspace")}
TEMPLATES = EntityKind(
    "templates",
    "template",
    Template,
    columns=_columns("revision", version="revision"),
    texts=(
        _NAME,
        body("display_name"),
        body("description"),
        body("vendor_configuration", "bundle_config", "image"),
    ),
    sorts={**_SORTS, **{n: body(n) for n in ("display_name", "model_type", "endpoint_type")}},
)
_MODEL_TEXTS = ("display_name", "description", "project", "base_model", "fileset")
_MODEL_SORTS = ("display_name", "model_type", "base_model", "project")
MODELS = EntityKind(
    "models",
    "model",
    Model,
    texts=(_NAME, *map(body, _MODEL_TEXTS)),
    sorts={
        **_SORTS,
        **{name: body(name) for name in _MODEL_SORTS},
        "review": body("review", "state"),
        "updated_by": body("updated_by"),
    },
)
WORKSPACES = EntityKind("workspaces", "workspace", Workspace, _columns("workspace", "revision"))
GROUPS = EntityKind("groups", "group", Group)
ADAPTERS = EntityKind(
    "adapters",
    "adapter",
    StoredAdapter,
    texts=(_NAME, body("description"), body("model"), body("fileset")),
)
FILESETS = EntityKind(
    "filesets", "fileset", Fileset, texts=(_NAME, body("description"), body("project"))
)
PROMPTS = EntityKind(
    "prompts", "prompt", SavedPrompt, texts=(_NAME, body("description"), body("project"))
)
DEPLOYMENTS = EntityKind(
    "deployments",
    "deployment",
    Deployment,
    columns=_columns("name"),
    texts=(body("name"),),
    sorts={"name": body("name"), **{name: (name,) for name in _TIMES}},
    naming="address",
)
KINDS: Final[tuple[EntityKind[Any], ...]] = (
    WORKSPACES, TEMPLATES, GROUPS, FILESETS, PROMPTS, MODELS, ADAPTERS, DEPLOYMENTS,
)  # fmt: skip
"""Every kind of entity; each comes after those that it refers to."""

DRAFTS_TABLE = "drafts"
NOUNS = {kind.table: kind.noun for kind in KINDS} | {DRAFTS_TABLE: "draft"}


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """What every service needs: the store, the clock, new ids, and transactions."""

    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]

    def make(
        self, kind: EntityKind[E], fields: Mapping[str, Any], workspace: str, **more: object
    ) -> E:
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
        self,
        kind: EntityKind[E],
        fields: Mapping[str, Any],
        workspace: str,
        actor: str,
        *,
        note: str = "",
        called: str | None = None,
        **more: object,
    ) -> E:
        """Make an entity and store it. Raises Invalid, NoWorkspace, AlreadyExists."""
        entity = self.make(kind, fields, workspace, **more)
        with self.changing(actor, called=called) as change:
            require_workspace(change, workspace)
            change.insert(kind.write(entity), note=note)
        return entity

    def revise(
        self, kind: EntityKind[E], current: E, fields: Mapping[str, Any], **more: object
    ) -> E:
        """Return the next revision of an entity, or the same one if no field differs.

        Args:
            kind: the entity's.
            current: as it is stored.
            fields: the new values.
            more: fields that each revision sets anew, which make no difference by themselves.
        """
        record = kind.write(current)
        changed = current.model_copy(update={**fields})
        if is_same(kind.write(changed), record):
            return current
        columns = {kind.revision: record.revision + 1, "updated_at": self.clock()}
        return changed.model_copy(update={**columns, **more})

    def update(
        self,
        kind: EntityKind[E],
        current: E,
        fields: Mapping[str, Any],
        actor: str,
        *,
        action: str = "update",
        note: str = "",
        called: str | None = None,
        **more: object,
    ) -> E:
        """Store the next revision of an entity, as `revise` makes it, unless no field differs.

        Raises:
            StaleRevision: it was changed meanwhile.
            AlreadyExists: the new name is taken.
        """
        changed = self.revise(kind, current, fields, **more)
        if changed is not current:
            record = kind.write(changed)
            with self.changing(actor, called=called) as change:
                change.replace(record, expected=record.revision - 1, action=action, note=note)
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


def refuse_used(
    change: Transaction,
    noun: str,
    used: str,
    where: Filter,
    tables: Sequence[str] = (MODELS.table,),
    name: Callable[[Record], str] = reference,
) -> None:
    """Raise InUse if there are records that refer to an entity; it names some of them.

    Args:
        change: what is about to be committed.
        noun: the entity's.
        used: names the entity.
        where: the records that refer to it.
        tables: where they are looked for.
        name: names one of them.
    """
    query = Query(where, Sort(_NAME), limit=_NAMED_USERS, count_to=None)
    pages = [change.page(table, query) for table in tables]
    total = sum(page.total for page in pages)
    if total:
        names = [name(record) for page in pages for record in page.records]
        raise InUse(noun, used, names[:_NAMED_USERS], total)


def is_same(a: Record, b: Record) -> bool:
    """Tell whether two records have the same content, property order and 1 versus 1.0 included."""
    return (a.name, json.dumps(a.body)) == (b.name, json.dumps(b.body))


def unchanged_name(current: Model | Template, name: str) -> str | None:
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


def retry_on_stale(read: Callable[[], T], write: Callable[[T], T]) -> T:
    """Read an entity and write it changed; retry if another change came first.

    For callers that send no revision.

    Raises:
        StaleRevision: another change came first every time.
        RegistryError: whatever reading and writing raise.
    """
    for _ in range(_TRIES - 1):
        try:
            return write(read())
        except StaleRevision:
            continue
    return write(read())
