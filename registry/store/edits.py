"""What somebody changed in the snapshot by hand, as changes like any other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from registry.store.commit import Change
from registry.store.row import Row
from registry.store.table import Table, Tables

ACTOR = "file"
ACTION = "import"
NOTE = "the file was edited by hand"


def find_edits(current: Tables, edited: Tables) -> list[Change]:
    """Return the changes that lead from the tables as they are to the edited ones."""
    kinds = {**current.by_kind, **edited.by_kind}
    return [
        *(change for kind in kinds for change in _find_removals(current.of(kind), edited.of(kind))),
        *(change for kind in kinds for change in _find_puts(current.of(kind), edited.of(kind))),
    ]


def _find_removals(current: Table, edited: Table) -> Iterator[Change]:
    for id, row in current.rows.items():
        if id not in edited.rows:
            yield _change(current.kind, row, row["revision"], None)


def _find_puts(current: Table, edited: Table) -> Iterator[Change]:
    for id, row in edited.rows.items():
        old = current.get(id)
        if old is None:
            yield _change(current.kind, row, 0, row)
        elif old.text != row.text and Row.of(old.record("")).text != row.text:
            yield _change(current.kind, row, old["revision"], _next_revision(old, row))


def _change(kind: str, named: Row, before: int, row: Row | None) -> Change:
    return Change(ACTION, kind, named["id"], named["workspace"], named["name"], before, row, NOTE)


def _next_revision(old: Row, row: Row) -> Row:
    """Return the edited row as the next revision, at this time unless a person wrote another."""
    touched = row["updated_at"] != old["updated_at"]
    at = row["updated_at"] if touched else datetime.now(UTC)
    return Row.of(replace(row.record(""), revision=old["revision"] + 1, updated_at=at))
