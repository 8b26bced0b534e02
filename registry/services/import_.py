"""Imports documents: each is created, updates what exists, or is left out with a reason."""

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from typing_extensions import override

from registry.errors import Invalid, NotFound
from registry.services.check import RecordChecker, StoreReader
from registry.services.export import read_document
from registry.services.records import NOUNS, TEMPLATES, is_same, reference
from registry.store.base import Store, Transaction
from registry.store.records import Record
from streamlit_jsonschema_form.validation import MASK, unmask

ACTION: Final = "import"
_TOGETHER: Final = 1000
"""The most documents in one transaction."""

_LONGEST_S: Final = 0.5
"""How long one transaction may take."""


_LABELS: Final = {"skip": "unchanged", "refuse": "rejected"}


class Outcome(StrEnum):
    """What becomes of a document."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    CONFLICT = "conflict"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What becomes of one document, and why.

    Attributes:
        outcome: `skip` says that the same is there already, `conflict` that something else is,
            `refuse` that the document breaks a rule.
        what: the entity, `model default/support-bot`; empty for a document that is none.
        reason: for people; empty for a creation, an update and a skip.
        where: names the document: `line 7`.
        choosable: whether `overwrite` makes an update of this conflict.
    """

    outcome: Outcome
    what: str
    reason: str = ""
    where: str = ""
    choosable: bool = False

    def __str__(self) -> str:
        if not self.reason:
            return f"{self.outcome.label} {self.what}"
        return f"{self.outcome.label} {', '.join(filter(None, (self.where, self.what)))}: {self.reason}"


@dataclass(frozen=True, slots=True)
class _Decision:
    """A result, and the record to write for it."""

    result: ImportResult
    record: Record | None = None
    expected: int = 0


class Import:
    """Imports documents, a batch in each transaction, so that any number can be imported.

    An interrupted import can be repeated: what exists already is skipped.

    Args:
        store: what is changed.
        actor: who does it.
        note: a few words for the history.
        dry: only report what would be done.
        overwrite: update also what was changed here after the document was written: all of it, or
            what is named as in `ImportResult.what`.
    """

    def __init__(
        self,
        store: Store,
        *,
        actor: str,
        note: str = "",
        dry: bool = False,
        overwrite: bool | Collection[str] = False,
    ) -> None:
        self._store = store
        self._actor = actor
        self._note = note
        self._dry = dry
        self._overwrite = overwrite
        self._pending = _PendingStore(store)

    def run(self, documents: Iterable[tuple[str, object]]) -> Iterator[ImportResult]:
        """Yield the outcome of each document.

        Args:
            documents: each with a description of its place: `line 7`. A document that could not
                be read is an Invalid.
        """
        rest = iter(documents)
        waiting: list[tuple[str, object]] = []
        while waiting := waiting or list(islice(rest, _TOGETHER)):
            with self._changing() as change:
                results = list(self._import_some(change, waiting))
            yield from results
            del waiting[: len(results)]

    def _import_some(
        self, change: Transaction | None, documents: Iterable[tuple[str, object]]
    ) -> Iterator[ImportResult]:
        until = time.monotonic() + _LONGEST_S
        for where, document in documents:
            yield self._import_one(change, where, document)
            if time.monotonic() > until:
                return

    @contextmanager
    def _changing(self) -> Iterator[Transaction | None]:
        if self._dry:
            yield None
            return
        with self._store.transaction(self._actor) as change:
            self._pending = _PendingStore(self._store, change)
            yield change

    def _import_one(self, change: Transaction | None, where: str, document: object) -> ImportResult:
        try:
            if isinstance(document, Invalid):
                raise document
            decision = self._decide(read_document(document, where))
        except Invalid as error:
            return ImportResult(Outcome.REFUSE, "", "; ".join(map(str, error.problems)), where)
        if decision.record is not None:
            self._pending.add(decision.record)
            if change is not None:
                self._carry_out(change, decision.record, decision.expected)
        return replace(decision.result, where=where)

    def _carry_out(self, change: Transaction, record: Record, expected: int) -> None:
        if expected:
            change.replace(record, expected=expected, action=ACTION, note=self._note)
        else:
            change.insert(record, action=ACTION, note=self._note)

    def _decide(self, given: Record) -> _Decision:
        what = f"{NOUNS[given.kind]} {reference(given)}"
        present = self._pending.get_or_none(given.kind, given.id)
        wanted = given if present is None else replace(given, body=unmask(given.body, present.body))
        reason = self._taken(given) or self._conflict(wanted, present)
        if reason:
            return _Decision(ImportResult(Outcome.CONFLICT, what, reason))
        if present is not None:
            if self._is_there(wanted, present):
                return _Decision(ImportResult(Outcome.SKIP, what))
            if self._is_overtaken(wanted, present) and not self._overwrites(what):
                at = present.updated_at.isoformat()
                reason = f"it was changed here at {at}, after this was written"
                return _Decision(ImportResult(Outcome.CONFLICT, what, reason, choosable=True))
        return self._check_record(what, wanted, present)

    def _check_record(self, what: str, wanted: Record, present: Record | None) -> _Decision:
        expected = present.revision if present else 0
        created = present.created_at if present else wanted.created_at
        record = replace(wanted, revision=expected + 1, created_at=created)
        if MASK in json.dumps(record.body, ensure_ascii=False):
            reason = "its secrets were left out; export it with secrets, or create it here first"
            return _Decision(ImportResult(Outcome.REFUSE, what, reason))
        problems = self._pending.check(record)
        if problems:
            reason = "; ".join(map(str, problems[:5]))
            return _Decision(ImportResult(Outcome.REFUSE, what, reason))
        outcome = Outcome.UPDATE if present else Outcome.CREATE
        return _Decision(ImportResult(outcome, what), record, expected)

    def _taken(self, given: Record) -> str:
        try:
            holder = self._pending.find(given.kind, given.workspace, given.name)
        except NotFound:
            return ""
        return "" if holder.id == given.id else f"another entity has this name here ({holder.id})"

    def _conflict(self, wanted: Record, present: Record | None) -> str:
        """Return why it cannot be imported even with `overwrite`; empty when it can, or is here already."""
        if present is None:
            first = wanted.kind != TEMPLATES.table or wanted.revision == 1
            return "" if first else _no_version(wanted.revision - 1)
        if wanted.workspace != present.workspace:
            return f"it is in workspace {present.workspace!r} here"
        if wanted.kind != TEMPLATES.table or self._is_there(wanted, present):
            return ""
        if wanted.revision <= present.revision:
            return f"its version {wanted.revision} differs here"
        return "" if wanted.revision == present.revision + 1 else _no_version(wanted.revision - 1)

    def _is_overtaken(self, wanted: Record, present: Record) -> bool:
        return wanted.kind != TEMPLATES.table and present.updated_at > wanted.updated_at

    def _overwrites(self, what: str) -> bool:
        chosen = self._overwrite
        return chosen if isinstance(chosen, bool) else what in chosen

    def _is_there(self, wanted: Record, present: Record) -> bool:
        if wanted.kind != TEMPLATES.table:
            return self._pending.holds(wanted) or is_same(wanted, present)
        if wanted.revision > present.revision:
            return False
        return is_same(wanted, self._pending.revision(present, wanted.revision))


class _PendingStore(StoreReader):
    """The store as it will be: with what was imported so far, in this transaction or in a dry run.

    A transaction shows its own changes, except earlier versions of templates. A dry run remembers
    them here, without bodies: a hash is enough, and there may be many.

    Attributes:
        check: returns what is wrong with a record; it reads each version of a template once.
    """

    def __init__(self, store: Store, change: Transaction | None = None) -> None:
        super().__init__(store)
        self._change = change
        self._reader: Store | Transaction = change or store
        self.check = RecordChecker(self).check
        self._records: dict[tuple[str, str], Record] = {}
        self._names: dict[tuple[str, str, str], str] = {}
        self._hashes: dict[tuple[str, str], bytes] = {}
        self._versions: dict[tuple[str, int], Record] = {}

    def add(self, record: Record) -> None:
        """Remember what was imported."""
        if record.kind == TEMPLATES.table:
            self._versions[record.id, record.revision] = record
        if self._change is None:
            key = (record.kind, record.id)
            self._records[key] = replace(record, body={})
            self._names[record.kind, record.workspace, record.name] = record.id
            self._hashes[key] = _hash_of(record)

    def holds(self, record: Record) -> bool:
        """Tell whether the same was imported by this dry run."""
        return self._hashes.get((record.kind, record.id)) == _hash_of(record)

    @override
    def get(self, kind: str, id: str) -> Record:
        """Return a record, its body empty if it was imported by this dry run. Raises NotFound."""
        known = self._records.get((kind, id))
        if known is None:
            return self._reader.get(kind, id)
        return self._versions[id, known.revision] if kind == TEMPLATES.table else known

    def get_or_none(self, kind: str, id: str) -> Record | None:
        """Return a record, None when there is none."""
        try:
            return self.get(kind, id)
        except NotFound:
            return None

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""
        id = self._names.get((kind, workspace, name))
        found = self.get(kind, id) if id else self._reader.find(kind, workspace, name)
        now = self.get(kind, found.id)
        if (now.workspace, now.name) != (workspace, name):
            raise NotFound(kind, f"{workspace}/{name}")
        return now

    @override
    def revision(self, current: Record, number: int) -> Record:
        """Return a record as it was at a revision. Raises NotFound."""
        return self._versions.get((current.id, number)) or super().revision(current, number)


def _no_version(number: int) -> str:
    return f"its version {number} is neither here nor earlier in the import"


def _hash_of(record: Record) -> bytes:
    return hashlib.sha256(json.dumps([record.name, record.body]).encode()).digest()
