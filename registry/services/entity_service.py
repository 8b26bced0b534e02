"""What the services of all kinds of entities share: how entities and their records are read."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from registry.domain.entity import Entity
from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services.history import Entry, choose_revision, find_revision, list_revisions
from registry.services.listing import (
    OLDEST_FIRST,
    EntityFilter,
    Listing,
    SortKey,
    fetch_record_page,
    fetch_sorted_records,
    in_workspace,
    make_listing,
    read_sort,
)
from registry.services.records import EntityKind, ServiceContext, require_revision
from registry.store.batch_query import BatchQuery, BatchResult, by_id
from registry.store.records import AllOf, Compare, Filter, Page, Query, Record, Sort

E = TypeVar("E", bound=Entity)
R = TypeVar("R", Template, Model)


class RecordReader(Generic[E]):
    """The records of one kind, for answers that need no entities.

    Attributes:
        kind: how they are read as entities.
    """

    def __init__(self, context: ServiceContext, kind: EntityKind[E]) -> None:
        self._context = context
        self.kind = kind

    def get(self, id: str, revision: int | None = None) -> Record:
        """Return a record, as it is or as it was. Raises NotFound."""
        with self._context.reading() as store:
            record = store.get(self.kind.table, id)
            return record if revision is None else find_revision(store, record, revision)

    def get_with(self, id: str, *more: BatchQuery) -> tuple[Record, tuple[BatchResult, ...]]:
        """Return a record and the results of further queries, as of one moment. Raises NotFound."""
        with self._context.reading() as store:
            own, *others = store.query_many(by_id(self.kind.table, id), *more)
            if not own.records:
                raise NotFound(self.kind.table, id)
        return own.records[0], tuple(others)

    def find(self, workspace: str, name: str, revision: int | None = None) -> Record:
        """Return a record by its present name, as it is or as it was. Raises NotFound."""
        with self._context.reading() as store:
            if revision is None:
                return store.find(self.kind.table, workspace, name)
            query = self._by_names(workspace, [name])
            now, then = store.query_many(query, replace(query, revision=revision))
            (record,) = self._in_order(now, workspace, [name])
        return choose_revision(record, revision, then.records)

    def find_each(self, workspace: str, names: Sequence[str]) -> list[Record]:
        """Return a record for each name. Raises NotFound for the first that does not exist."""
        with self._context.reading() as store:
            (found,) = store.query_many(self._by_names(workspace, names))
            return self._in_order(found, workspace, names)

    def page(
        self,
        where: Filter | None,
        orders: Sequence[SortKey] = OLDEST_FIRST,
        *,
        limit: int,
        offset: int = 0,
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

    def _by_names(self, workspace: str, names: Sequence[str]) -> BatchQuery:
        named = Compare(("name",), "in", list(names))
        return BatchQuery(self.kind.table, AllOf((*in_workspace(workspace), named)))

    def _in_order(self, found: BatchResult, workspace: str, names: Sequence[str]) -> list[Record]:
        by_name = {record.name: record for record in found.records}
        missing = next((name for name in names if name not in by_name), None)
        if missing is not None:
            raise NotFound(self.kind.table, f"{workspace}/{missing}")
        return [by_name[name] for name in names]


class EntityService(Generic[E]):
    """Base of the services that read the entities of one kind.

    Attributes:
        kind: of the entities.
        default_sort: how lists are sorted.
        records: reads their stored records.
    """

    kind: EntityKind[E]
    default_sort: ClassVar = "name"

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self.records = RecordReader(context, self.kind)

    def get(self, id: str, revision: int | None = None) -> E:
        """Return an entity, as it is or as it was. Raises NotFound."""
        return self.kind.read(self.records.get(id, revision))

    def find(self, workspace: str, name: str, revision: int | None = None) -> E:
        """Return an entity by its name, as it is or as it was. Raises NotFound."""
        return self.kind.read(self.records.find(workspace, name, revision))

    def get_at(self, id: str, expected: int) -> E:
        """Return an entity that is about to change. Raises NotFound, StaleRevision."""
        with self._context.reading() as store:
            record = store.get(self.kind.table, id)
            require_revision(record, expected)
        return self.kind.read(record)

    def history(
        self, id: str, *, before: int | None = None, limit: int | None = None
    ) -> tuple[Entry, ...]:
        """Return what happened to an entity, as `list_revisions` does. Raises NotFound."""
        with self._context.reading() as store:
            return list_revisions(store, self.kind.table, id, before=before, limit=limit)

    def list(
        self,
        workspace: str | None,
        where: EntityFilter | None = None,
        *,
        sort: str | None = None,
        limit: int = 100,
        offset: int = 0,
        after: str | None = None,
    ) -> Listing[E]:
        """Return a page, with a total that is exact up to 10,000.

        Args:
            workspace: None means all.
            where: which entities.
            sort: a key of the kind's `sorts`, with `-` in front to sort descending.
            limit: at most so many.
            offset: how many to skip.
            after: the `next` of the page before, of the same filter and order.

        Raises:
            Invalid: there is no such sort key.
            Unacceptable: `after` is not the `next` of such a page.
        """
        kind = self.kind
        chosen = (where or EntityFilter()).where(workspace, kind.texts)
        order = read_sort(sort or self.default_sort, kind.sorts)
        query = Query(chosen, order, limit, offset, after)
        return make_listing(kind, fetch_record_page(self._context.store, kind.table, query))

    def page(
        self,
        workspace: str | None,
        orders: Sequence[SortKey] = OLDEST_FIRST,
        *,
        where: Filter | None = None,
        limit: int,
        offset: int = 0,
    ) -> Listing[E]:
        """Return a numbered page in any order, with a total that is exact."""
        chosen = AllOf((*in_workspace(workspace), *(() if where is None else (where,))))
        return make_listing(
            self.kind, self.records.page(chosen, orders, limit=limit, offset=offset)
        )


class RevisionedService(EntityService[R]):
    """Base of the services whose entities people edit; every change makes a new revision."""

    @abstractmethod
    def change(
        self,
        id: str,
        given: Entity | Mapping[str, Any],
        *,
        expected: int,
        actor: str,
        note: str = "",
        given_name: str | None = None,
        action: str = "update",
    ) -> R:
        """Make a new revision, unless nothing differs.

        Args:
            id: the entity's.
            given: the whole new content; another name renames it.
            expected: the revision that the change was made to.
            actor: who changes it.
            note: a few words for the history.
            given_name: the name that a program gave; without it, another name ends the old one.
            action: of the event.

        Raises:
            Invalid: the content is wrong.
            NotFound: there is no such entity.
            StaleRevision: someone else changed it meanwhile.
            AlreadyExists: the new name is taken.
        """

    def restore(self, id: str, revision: int, *, expected: int, actor: str) -> R:
        """Make a new revision with the content of an old one. Raises as `change` does."""
        old = self.get(id, revision)
        return self.change(
            id,
            old.to_input(),
            expected=expected,
            actor=actor,
            note=f"{self.kind.revision} {revision}",
            given_name=old.given_name,
            action="restore",
        )
