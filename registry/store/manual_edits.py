"""What somebody changed in `registry.json` by hand, as changes like any other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from registry.store.commit import RecordChange
from registry.store.records import KINDS_WITHOUT_HISTORY
from registry.store.row import Row
from registry.store.table import Table, Tables

ACTOR: Final = "file"
ACTION: Final = "import"
CONFLICT: Final = "conflict"
_NOTE: Final = "the file was edited by hand"
_CHANGED: Final = "somebody else had changed this meanwhile"
_NAME_TAKEN: Final = "its name is taken by another entity"


@dataclass(frozen=True, slots=True)
class MergeBase:
    """What an edited file is compared with.

    Attributes:
        rows: by kind and id every entity that was changed after the file was written, as it was
            then; None for one that was not there. None when the file does not say when that was:
            then everything that differs is an edit, and nothing that it lacks.
        is_former: whether a row is an older revision, and so no edit.
    """

    rows: Mapping[tuple[str, str], Row | None] | None
    is_former: Callable[[str, Row], bool]

    def of(self, kind: str, id: str, edited: Row | None, current: Row | None) -> Row | None:
        """Return an entity as it was before the edit."""
        if self.rows is not None:
            return self.rows.get((kind, id), current)
        return edited if edited is None or self.is_former(kind, edited) else current


def find_edits(
    current: Tables, edited: Mapping[str, Table], base: MergeBase, copy_name: str
) -> list[RecordChange]:
    """Return the changes that an edited file stands for; removals come first.

    What was committed since the file was written stays. An entity that was changed on both sides
    stays as committed, and a change of the action `conflict` mentions the edit.

    Args:
        current: the entities as they are.
        edited: those of the file.
        base: what the file was edited from.
        copy_name: the name of the copy of the file that is made if there are conflicts.
    """
    changes: list[RecordChange] = []
    for kind in {**edited, **current.by_kind}:
        if kind not in KINDS_WITHOUT_HISTORY:
            changes += _merge(current.of(kind), edited.get(kind, Table(kind)), base, copy_name)
    return sorted(changes, key=lambda change: change.row is not None)


def _merge(
    current: Table, edited: Table, base: MergeBase, copy_name: str
) -> Iterator[RecordChange]:
    edits, conflicts = _compare(current, edited, base)
    # What is no edit has its name again, which another edit may have taken.
    while taken := _find_taken(current, edits):
        for id in taken:
            del edits[id]
            conflicts[id] = _NAME_TAKEN
    for id, row in edits.items():
        yield _change(ACTION, current, id, row, _NOTE)
    for id, reason in conflicts.items():
        old = current.rows.get(id)
        note = f"an edit by hand was not taken in: {reason}; the edited file is kept as {copy_name}"
        change = _change(CONFLICT, current, id, old or edited.rows[id], note)
        yield change if old else change._replace(row=None)


def _compare(
    current: Table, edited: Table, base: MergeBase
) -> tuple[dict[str, Row | None], dict[str, str]]:
    """Return by their ids the edits, and why others are conflicts."""
    edits: dict[str, Row | None] = {}
    conflicts: dict[str, str] = {}
    for id in {**current.rows, **edited.rows}:
        mine, theirs = edited.rows.get(id), current.rows.get(id)
        if _has_same_content(mine, theirs):
            continue
        before = base.of(current.kind, id, mine, theirs)
        if _is_same(mine, before):
            continue
        if _is_same(theirs, before):
            edits[id] = mine
        else:
            conflicts[id] = _CHANGED
    return edits, conflicts


def _find_taken(current: Table, edits: Mapping[str, Row | None]) -> list[str]:
    """Return the ids of edits whose names others have."""
    names = {name: id for name, id in current.names.items() if id not in edits}
    return [
        id for id, row in edits.items() if row and names.get((row.workspace, row.name), id) != id
    ]


def _change(action: str, current: Table, id: str, row: Row | None, note: str) -> RecordChange:
    """Return the change of an entity to the next revision of a row, or its removal."""
    old = current.rows.get(id)
    named = row or current.rows[id]
    after = row if row is None or old is None else _next_revision(old, row)
    before = 0 if old is None else old.revision
    return RecordChange(action, current.kind, id, named.workspace, named.name, before, after, note)


def _is_same(one: Row | None, other: Row | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or one.text == other.text


def _has_same_content(one: Row | None, other: Row | None) -> bool:
    """Whether two rows have the same name and body, whatever their revision and times."""
    if one is None or other is None:
        return one is other
    names = [(row.workspace, row.name, row.body_text) for row in (one, other)]
    return names[0] == names[1]


def _next_revision(old: Row, row: Row) -> Row:
    """Return the edited row as the next revision, at this time unless a person wrote another."""
    touched = row.updated_at != old.updated_at
    at = row.updated_at if touched else datetime.now(UTC)
    return Row.of(replace(row.record(""), revision=old.revision + 1, updated_at=at))
