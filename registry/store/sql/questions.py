"""Questions as SQL: one statement, so one snapshot and one round trip, however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from registry.store.base import Record
from registry.store.questions import Question, Reply, list_oldest_first
from registry.store.sql.filters import Filters
from registry.store.sql.pages import READ, read_record
from registry.store.sql.reading import READERS
from registry.store.sql.tables import ENTITIES

_PLACE, _TOTAL = "place", "total"


class Asker:
    """Answers questions.

    Args:
        questions: what is asked, one or more.
        dialect: as SQLAlchemy names it.

    Raises:
        ValueError: for a filter that makes no sense.
    """

    def __init__(self, questions: Sequence[Question], dialect: str) -> None:
        self._questions = questions
        self._dialect = dialect
        self._statement = union_all(*map(self._select, range(len(questions)), questions))

    def ask(self, connection: Connection) -> tuple[Reply, ...]:
        """Return a reply to each question."""
        totals: dict[int, int] = {}
        records: defaultdict[int, list[Record]] = defaultdict(list)
        for row in connection.execute(self._statement).mappings():
            if row[_TOTAL] is None:
                records[row[_PLACE]].append(read_record(row))
            else:
                totals[row[_PLACE]] = row[_TOTAL]
        return tuple(
            Reply(totals[place]) if question.counted else list_oldest_first(records[place])
            for place, question in enumerate(self._questions)
        )

    def _select(self, place: int, question: Question) -> Select[Any]:
        filters = Filters(question.kind, READERS[self._dialect])
        where = true() if question.where is None else filters.compile(question.where)
        # A null has to say what it stands for: a statement's first parts decide its types.
        columns: list[Any] = [*READ]
        total: Any = cast(null(), Integer())
        if question.counted:
            columns = [cast(null(), column.type).label(column.name) for column in READ]
            total = func.count()
        return (
            select(literal(place, Integer()).label(_PLACE), *columns, total.label(_TOTAL))
            .select_from(ENTITIES)
            .where(and_(ENTITIES.c.kind == question.kind, where))
        )
