"""Entities as documents: what exports write and imports read, an object an entity.

    {"kind": "model", "id": …, "workspace": …, "name": …, "revision": 3,
     "created_at": …, "updated_at": …, "body": {…}}

Of a template there is one document for each version, the first version first, since models pin
versions. Drafts are not exported. Each kind comes after those that it refers to.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from registry.errors import Invalid, NotFound
from registry.services.assembly import Services
from registry.services.history import walk_events, walk_records
from registry.services.listing import in_workspace
from registry.services.records import DEPLOYMENTS, KINDS, MODELS, NOUNS, TEMPLATES, DamagedRecord
from registry.store.base import Store
from registry.store.batch_query import at_revision
from registry.store.records import AllOf, Event, Query, Record
from streamlit_jsonschema_form.problems import Problem

Document = dict[str, Any]

_TABLES: Final = {kind.noun: kind.table for kind in KINDS}
_PARAMETERS: Final = "model_creation_parameters"
_ENDPOINT: Final = "api_endpoint"
_TEXTS: Final = ("id", "workspace", "name")
_TIMES: Final = ("created_at", "updated_at")


class Export:
    """Reads a registry, or its history, in batches, so that its size does not matter.

    Args:
        services: over the store.
        store: what is read.
        workspace: only what is in it; None means everything.
        kinds: the nouns of what is read, as in documents; empty means all.
        secrets: whether they are written; otherwise the mask is, which an import takes for the
            stored secret.

    Attributes:
        left_out: the entities that were not written, since they cannot be read and may hold secrets.
        hidden: how many changes were written without their body, for the same reason.

    Raises:
        Invalid: there is no such kind.
    """

    def __init__(
        self,
        services: Services,
        store: Store,
        *,
        workspace: str | None = None,
        kinds: Collection[str] = (),
        secrets: bool = False,
    ) -> None:
        self._services = services
        self._store = store
        self._workspace = workspace
        self._where = AllOf(in_workspace(workspace))
        unknown = sorted(set(kinds) - set(_TABLES))
        if unknown:
            message = f"expected {', '.join(_TABLES)}, got {', '.join(unknown)}"
            raise Invalid("the kinds", [Problem((), "enum", message)])
        self._tables = [kind.table for kind in KINDS if not kinds or kind.noun in kinds]
        self._all_kinds = not kinds
        self._secrets = secrets
        self.left_out: list[DamagedRecord] = []
        self.hidden = 0

    def total(self) -> int:
        """Count the entities that will be written."""
        query = Query(self._where, limit=0, count_to=None)
        return sum(self._store.page(table, query).total for table in self._tables)

    def entities(self) -> Iterator[list[Document]]:
        """Yield the documents of each entity: one, or one a version."""
        for table in self._tables:
            for record in walk_records(self._store, table, self._where):
                try:
                    yield [self._write(version) for version in self._versions(record)]
                except DamagedRecord as error:
                    self.left_out.append(error)

    def events(self) -> Iterator[Document]:
        """Yield a document for each change in the history, the oldest first."""
        for commit in self._store.commits():
            for event in reversed(list(commit.events())):
                inside = self._workspace in (None, event.workspace)
                if inside and (self._all_kinds or event.kind in self._tables):
                    yield self._write_event(event)

    def _versions(self, record: Record) -> Iterator[Record]:
        """Yield a template as it was at each version, anything else as it is."""
        if record.kind == TEMPLATES.table:
            yield from reversed(list(_earlier_versions(self._store, record)))
        yield record

    def _write(self, record: Record) -> Document:
        return {
            "kind": NOUNS[record.kind],
            **{name: getattr(record, name) for name in (*_TEXTS, "revision")},
            **{name: getattr(record, name).isoformat() for name in _TIMES},
            "body": self._body_of(record),
        }

    def _body_of(self, record: Record) -> Document:
        """Return a record's body as it is written. Raises DamagedRecord."""
        return record.body if self._secrets else self._masked(record)

    def _masked(self, record: Record) -> Document:
        """Return a body with a mask instead of each secret. Raises DamagedRecord."""
        masked: Document = {}
        if record.kind == MODELS.table:
            masked = self._services.models.mask(MODELS.read(record)).to_json()
        if record.kind == DEPLOYMENTS.table:
            masked = self._services.deployments.mask(DEPLOYMENTS.read(record)).to_json()
        secret = {key: masked[key] for key in (_PARAMETERS, _ENDPOINT) if masked.get(key)}
        return {**record.body, **{key: secret[key] for key in secret if key in record.body}}

    def _write_event(self, event: Event) -> Document:
        document = {
            "sequence": event.sequence,
            "at": event.at.isoformat(),
            **{name: getattr(event, name) for name in ("actor", "action")},
            "kind": NOUNS.get(event.kind, event.kind),
            **{name: getattr(event, name) for name in (*_TEXTS, "from_revision", "to_revision")},
            "note": event.note,
        }
        if event.body is None or event.to_revision is None:
            return document
        record = Record(
            event.kind, event.id, event.workspace, event.name, event.to_revision, event.at,
            event.at, event.body,
        )  # fmt: skip
        try:
            return {**document, "body": self._body_of(record)}
        except (DamagedRecord, NotFound):
            self.hidden += 1
            return document


def _earlier_versions(store: Store, record: Record) -> Iterator[Record]:
    for event in walk_events(store, record.kind, record.id):
        if event.to_revision is None:
            return
        if event.to_revision < record.revision:
            yield from at_revision(record, event.to_revision, (event,))


def read_document(document: object, where: str) -> Record:
    """Return what a document says as a record, its fields unchecked but for their types.

    Args:
        document: parsed JSON or YAML.
        where: names it in messages: `line 7`.

    Raises:
        Invalid: with everything that is wrong.
    """
    if not isinstance(document, dict):
        raise Invalid(where, [Problem((), "type", "expected an object that describes an entity")])
    problems = list(_faults(document))
    if problems:
        raise Invalid(where, problems)
    columns: Document = {name: document[name] for name in (*_TEXTS, "revision", "body")}
    columns |= {name: datetime.fromisoformat(document[name]) for name in _TIMES}
    return Record(kind=_TABLES[document["kind"]], **columns)


def _faults(document: Document) -> Iterator[Problem]:
    if document.get("kind") not in _TABLES:
        known = ", ".join(_TABLES)
        message = f"expected one of {known}, got {document.get('kind')!r}"
        yield Problem(("kind",), "enum", message)
    for name in _TEXTS:
        if not isinstance(document.get(name), str) or not document[name]:
            yield Problem((name,), "type", f"expected a text, got {document.get(name)!r}")
    revision = document.get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 1:
        message = f"expected a whole number above 0, got {revision!r}"
        yield Problem(("revision",), "type", message)
    for name in _TIMES:
        if not _is_instant(document.get(name)):
            message = (
                f"expected a time such as 2026-01-31T12:00:00+00:00, got {document.get(name)!r}"
            )
            yield Problem((name,), "format", message)
    if not isinstance(document.get("body"), dict):
        yield Problem(("body",), "type", "expected an object with the entity's own fields")


def _is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
