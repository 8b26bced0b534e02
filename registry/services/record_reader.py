"""Stored records, for answers that need no entities."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from registry.domain.entity import Entity
from registry.errors import NotFound
from registry.services.history import choose_revision
from registry.services.listing import fetch_record_page
from registry.services.paging import SortKey, fetch_sorted_records
from registry.services.records import Kind, ServiceContext
from registry.store.batch_query import BatchQuery, BatchResult, by_id
from registry.store.records import AllOf, Compare, Filter, Page, Query, Record, Sort

E = TypeVar("E", bound=Entity)


class RecordReader(Generic[E]):
    """The records of one kind; each method is one access to the store.

    Attributes:
        kind: how they are read as entities.
    """

    def __init__(self, context: ServiceContext, kind: Kind[E]) -> None:
        self._context = context
        self.kind = kind

    def get(self, id: str) -> Record:
        """Return a record. Raises NotFound."""
        with self._context.reading() as store:
            return store.get(self.kind.table, id)

    def get_with(self, id: str, *more: BatchQuery) -> tuple[Record, tuple[BatchResult, ...]]:
        """Return a record and what else is asked for, as of one moment. Raises NotFound."""
        with self._context.reading() as store:
            own, *others = store.query_many(by_id(self.kind.table, id), *more)
            if not own.records:
                raise NotFound(self.kind.table, id)
        return own.records[0], tuple(others)

    def find(self, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""
        with self._context.reading() as store:
            return store.find(self.kind.table, workspace, name)

    def find_at(self, workspace: str, name: str, revision: int) -> Record:
        """Return a record, by its present name, as it was at a revision. Raises NotFound."""
        question = self._by_names(workspace, [name])
        with self._context.reading() as store:
            now, then = store.query_many(question, replace(question, revision=revision))
            (record,) = self._in_order(now, workspace, [name])
        return choose_revision(record, revision, then.records)

    def find_each(self, workspace: str, names: Sequence[str]) -> list[Record]:
        """Return a record for each name. Raises NotFound for the first that there is not."""
        with self._context.reading() as store:
            (found,) = store.query_many(self._by_names(workspace, names))
            return self._in_order(found, workspace, names)

    def _by_names(self, workspace: str, names: Sequence[str]) -> BatchQuery:
        inside = Compare(("workspace",), "eq", workspace)
        return BatchQuery(self.kind.table, AllOf((inside, Compare(("name",), "in", list(names)))))

    def _in_order(self, found: BatchResult, workspace: str, names: Sequence[str]) -> list[Record]:
        by_name = {record.name: record for record in found.records}
        missing = next((name for name in names if name not in by_name), None)
        if missing is not None:
            raise NotFound(self.kind.table, f"{workspace}/{missing}")
        return [by_name[name] for name in names]

    def page(
        self, where: Filter | None, orders: Sequence[SortKey], *, limit: int, offset: int = 0
    ) -> Page:
        """Return a numbered page, with a total that is exact."""
        return fetch_sorted_records(
            self._context.store, self.kind.table, where, orders, limit=limit, offset=offset
        )

    def page_after(
        self, where: Filter | None, sort: Sort, *, limit: int, after: str | None = None
    ) -> Page:
        """Return the page that follows the one whose `next` is `after`, or the first.

        Raises:
            Unacceptable: `after` is not the `next` of such a page.
        """
        return fetch_record_page(
            self._context.store, self.kind.table, Query(where, sort, limit, after=after)
        )
