"""What somebody changed in `registry.json` by hand, as changes like any other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from registry.store.commit import Change
from registry.store.row import Row
from registry.store.table import Table, Tables

ACTOR: Final = "file"
ACTION: Final = "import"
CONFLICT: Final = "conflict"
_NOTE: Final = "the file was edited by hand"
_CHANGED: Final = "an edit by hand was not taken in: somebody else had changed this meanwhile; "
_TAKEN: Final = "an edit by hand was not taken in: its name is taken by another entity; "

Key = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True)
class MergeBase:
    """What an edited file is compared with.

    Attributes:
        rows: every entity that was changed after the file was written, as it was then; None for one
            that was not there. None when the file does not tell when that was: then everything
            that differs is an edit, and nothing that it lacks.
        is_former: tells whether a row is an older revision, and so no edit.
    """

    rows: Mapping[Key, Row | None] | None
    is_former: Callable[[str, Row], bool]

    def of(self, kind: str, edited: Row | None, current: Row | None, id: str) -> Row | None:
        """Return an entity as it was before the edit."""
        if self.rows is not None:
            return self.rows.get((kind, id), current)
        if edited is None or self.is_former(kind, edited):
            return edited
        return current


def find_edits(
    current: Tables, edited: Mapping[str, Table], base: MergeBase, kept_as: str
) -> list[Change]:
    """Return the changes that take an edited file in; removals come first.

    What was committed since the file was written stays. An entity that was changed on both sides
    stays as committed, and a change of the action `conflict` tells of the edit.

    Args:
        current: the entities as they are.
        edited: those of the file.
        base: what the file was edited from.
        kept_as: the name of the copy of the file that is kept if there are conflicts.
    """
    changes: list[Change] = []
    for kind in {**edited, **current.by_kind}:
        changes += _Merge(current.of(kind), edited.get(kind, Table(kind)), base, kept_as).changes()
    return sorted(changes, key=lambda change: change.row is not None)


class _Merge:
    """The edits of one kind."""

    def __init__(self, current: Table, edited: Table, base: MergeBase, kept_as: str) -> None:
        self._current, self._edited = current, edited
        self._base, self._kept_as = base, kept_as
        self._puts: dict[str, Row | None] = {}
        self._conflicts: dict[str, str] = {}

    def changes(self) -> list[Change]:
        for id in {**self._current.rows, **self._edited.rows}:
            self._compare(id)
        self._refuse_taken_names()
        edits = (self._edit(id, row) for id, row in self._puts.items() if id not in self._conflicts)
        conflicts = (self._conflict(id, reason) for id, reason in self._conflicts.items())
        return [*edits, *conflicts]

    def _compare(self, id: str) -> None:
        kind, mine, theirs = self._current.kind, self._edited.get(id), self._current.get(id)
        if _is_same(mine, theirs):
            return
        before = self._base.of(kind, mine, theirs, id)
        if _is_same(mine, before) or _says_same(mine, theirs):
            return
        if _is_same(theirs, before):
            self._puts[id] = mine
        else:
            self._conflicts[id] = _CHANGED

    def _refuse_taken_names(self) -> None:
        """Drop edits whose names others have, until those that are left have names of their own."""
        while self._puts:
            left = {id: row for id, row in self._puts.items() if id not in self._conflicts}
            names = {name: id for name, id in self._current.names.items() if id not in left}
            taken = [
                id
                for id, row in left.items()
                if row and names.setdefault((row["workspace"], row["name"]), id) != id
            ]
            if not taken:
                return
            self._conflicts.update(dict.fromkeys(taken, _TAKEN))

    def _edit(self, id: str, row: Row | None) -> Change:
        old = self._current.get(id)
        if row is None:
            return self._change(ACTION, old, old, None, _NOTE)
        new = row if old is None else _next_revision(old, row)
        return self._change(ACTION, row, old, new, _NOTE)

    def _conflict(self, id: str, reason: str) -> Change:
        old = self._current.get(id)
        new = None if old is None else _next_revision(old, old)
        note = f"{reason}the edited file is kept as {self._kept_as}"
        return self._change(CONFLICT, old or self._edited.get(id), old, new, note)

    def _change(
        self, action: str, named: Row | None, old: Row | None, new: Row | None, note: str
    ) -> Change:
        assert named is not None
        before = 0 if old is None else old["revision"]
        kind = self._current.kind
        return Change(
            action, kind, named["id"], named["workspace"], named["name"], before, new, note
        )


def _is_same(one: Row | None, other: Row | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or one.text == other.text


def _says_same(one: Row | None, other: Row | None) -> bool:
    """Tell whether two rows have the same name and body, whatever their revision and times."""
    if one is None or other is None:
        return one is other
    names = [(row["workspace"], row["name"], row.body_text) for row in (one, other)]
    return names[0] == names[1]


def _next_revision(old: Row, row: Row) -> Row:
    """Return the edited row as the next revision, at this time unless a person wrote another."""
    touched = row["updated_at"] != old["updated_at"]
    at = row["updated_at"] if touched else datetime.now(UTC)
    return Row.of(replace(row.record(""), revision=old["revision"] + 1, updated_at=at))
