"""A row: one entity in memory, never changed once made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.store.encoding import encode_quickly, in_utc, parser_of, quote, write_instant
from registry.store.records import Field, Record, look_up


@dataclass(slots=True, eq=False)
class Row:
    """The columns and the body of one entity.

    A body is parsed when it is first read: until then it takes no more memory than its text, and
    Python's garbage collector has less to walk.

    Attributes:
        body_text: the body as strict JSON, as `encode_quickly` writes it.
        number: TinyDB's document id: the sequence of the event that created the entity.
    """

    id: str
    workspace: str
    name: str
    revision: int
    created_at: datetime
    updated_at: datetime
    body_text: str
    number: int = 0
    _parse: Callable[[str], Any] | None = field(default=None, init=False)
    _body: dict[str, Any] | None = field(default=None, init=False)
    _head: str = field(default="", init=False)
    _searched: tuple[Field, ...] = field(default=(), init=False)
    _searched_text: str = field(default="", init=False)

    @classmethod
    def of(cls, record: Record) -> "Row":
        """Return a row that shares nothing with the record. Raises Invalid, ValueError."""
        return cls(
            record.id,
            record.workspace,
            record.name,
            record.revision,
            in_utc(record.created_at),
            in_utc(record.updated_at),
            encode_quickly(record.body),
        )

    @property
    def body(self) -> dict[str, Any]:
        """The body, to be read only."""
        if self._body is None:
            self._body = self._parse_body()
        return self._body

    @property
    def text(self) -> str:
        """The entity as one line of strict JSON, as it stands in `registry.json`."""
        if not self._head:  # it is what takes the time when `registry.json` is written again
            self._head = (
                f'{{"id": {quote(self.id)}, "workspace": {quote(self.workspace)}, '
                f'"name": {quote(self.name)}, "revision": {self.revision}, '
                f'"created_at": "{write_instant(self.created_at)}", '
                f'"updated_at": "{write_instant(self.updated_at)}", "body": '
            )
        return f"{self._head}{self.body_text}}}"

    def record(self, kind: str) -> Record:
        """Return the row as a record that belongs to the caller."""
        return Record(
            kind,
            self.id,
            self.workspace,
            self.name,
            self.revision,
            self.created_at,
            self.updated_at,
            self._parse_body(),
        )

    def searched_text(self, fields: tuple[Field, ...]) -> str:
        """Return the texts of some fields in lower case, a line each, so that no word spans two."""
        if self._searched != fields:
            # The first search reads every row. Keeping all their bodies would take thrice the time.
            entity = self.record("") if self._body is None else self
            texts = [look_up(entity, field) for field in fields]
            self._searched_text = "\n".join([t for t in texts if isinstance(t, str)]).lower()
            self._searched = fields
        return self._searched_text

    def _parse_body(self) -> Any:
        if self._parse is None:
            self._parse = parser_of(self.body_text)
        return self._parse(self.body_text)
