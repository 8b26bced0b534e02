"""Questions as SQL: one statement, so one snapshot and one round trip, however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from registry.store.batch_query import BatchQuery, BatchResult, list_oldest_first
from registry.store.predicates import check_field
from registry.store.records import Field, Record
from registry.store.sql.filters import Filters
from registry.store.sql.pages import READ, read_record
from registry.store.sql.reading import READERS
from registry.store.sql.tables import ENTITIES, EVENTS

_PLACE, _TOTAL = "place", "total"


class Asker:
    """Answers questions.

    Args:
        questions: what is asked, one or more.
        dialect: as SQLAlchemy names it.

    Raises:
        ValueError: for a filter that makes no sense.
    """

    def __init__(self, questions: Sequence[BatchQuery], dialect: str) -> None:
        self._questions = questions
        self._dialect = dialect
        self._statement = union_all(*map(self._select, range(len(questions)), questions))

    def ask(self, connection: Connection) -> tuple[BatchResult, ...]:
        """Return a reply to each question."""
        totals: dict[int, int] = {}
        records: defaultdict[int, list[Record]] = defaultdict(list)
        for row in connection.execute(self._statement).mappings():
            if row[_TOTAL] is None:
                records[row[_PLACE]].append(read_record(row))
            else:
                totals[row[_PLACE]] = row[_TOTAL]
        return tuple(
            BatchResult(totals[place]) if question.counted else list_oldest_first(records[place])
            for place, question in enumerate(self._questions)
        )

    def _select(self, place: int, question: BatchQuery) -> Select[Any]:
        where = self._where(question)
        # A null has to say what it stands for: a statement's first parts decide its types.
        columns, source = _present() if question.revision is None else _recalled(question.revision)
        total: Any = cast(null(), Integer())
        if question.counted:
            columns = [cast(null(), column.type).label(column.name) for column in READ]
            total = func.count()
        return (
            select(literal(place, Integer()).label(_PLACE), *columns, total.label(_TOTAL))
            .select_from(source)
            .where(where)
        )

    def _where(self, question: BatchQuery) -> ColumnElement[bool]:
        filters = Filters(question.kind, READERS[self._dialect])
        parts = [ENTITIES.c.kind == question.kind]
        if question.where is not None:
            parts.append(filters.compile(question.where))
        if question.named_by is not None:
            parts.append(ENTITIES.c.id.in_(self._names(question.named_by)))
        return and_(*parts)

    def _names(self, field: Field) -> Select[Any]:
        """Select the texts at a field of the records that the first question tells."""
        column, *path = check_field(field)
        text = READERS[self._dialect](column, tuple(path)).text()
        return (
            select(text)
            .select_from(ENTITIES)
            .where(self._where(self._questions[0]))
            .correlate(None)
        )


def _present() -> tuple[list[Any], FromClause]:
    """Return the columns of entities as they are, and where those stand."""
    return [*READ], ENTITIES


def _recalled(revision: int) -> tuple[list[Any], FromClause]:
    """Return the columns of entities as they were at a revision, and where those stand."""
    is_present = ENTITIES.c.revision == revision
    then = {
        "name": EVENTS.c.name,
        "revision": EVENTS.c.to_revision,
        "updated_at": case((is_present, ENTITIES.c.updated_at), else_=EVENTS.c.at),
        "body": EVENTS.c.body,
    }
    columns = [then.get(column.name, column).label(column.name) for column in READ]
    event = EVENTS.alias()
    # Of two entities that had one id after one another, the one that is there is meant.
    newest = (
        select(func.max(event.c.sequence))
        .where(event.c.kind == ENTITIES.c.kind, event.c.id == ENTITIES.c.id)
        .where(event.c.to_revision == revision)
        .correlate(ENTITIES)
        .scalar_subquery()
    )
    return columns, ENTITIES.join(EVENTS, EVENTS.c.sequence == newest)
