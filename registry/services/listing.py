"""Lists of entities: filters, orders, and pages by cursor or by number."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Generic, TypeVar

from typing_extensions import override

from registry.domain.adapter import FinetuningType
from registry.domain.entity import Entity
from registry.domain.review import ReviewState
from registry.domain.template import ModelType
from registry.domain.vendor import ModelEndpointType
from registry.errors import Invalid, Unacceptable
from registry.services.records import DamagedRecord, EntityKind, body
from registry.store.base import Store
from registry.store.records import AllOf, Compare, Field, Filter, Page, Query, Record, Sort, Text
from streamlit_jsonschema_form.problems import Problem

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Listing(Generic[E]):
    """One page of entities.

    Attributes:
        items: in order.
        next: where the next page begins (`after=`); None on the last.
        total: how many match, exact up to 10,000.
        exact: False when there are more than `total`.
        damaged: what is wrong with records of this page that cannot be read.
    """

    items: tuple[E, ...]
    next: str | None
    total: int
    exact: bool
    damaged: tuple[DamagedRecord, ...] = ()


@dataclass(frozen=True)
class EntityFilter:
    """Which entities are listed; empty fields do not filter.

    Attributes:
        search: words that must all occur, whatever their case.
    """

    search: str = ""

    def having(self) -> Iterator[tuple[Field, Collection[str]]]:
        """Yield fields, each with the values that it may have; none means any."""
        yield from ()

    def where(self, workspace: str | None, texts: tuple[Field, ...]) -> Filter:
        """Return the store's filter, in one workspace or in all.

        Args:
            workspace: None means all.
            texts: the fields that are searched.
        """
        searched = (Text(self.search, texts),) if self.search.strip() else ()
        return AllOf((*in_workspace(workspace), *searched, *self._conditions()))

    def _conditions(self) -> Iterator[Filter]:
        for path, values in self.having():
            if values:
                yield Compare(path, "in", [str(value) for value in values])


@dataclass(frozen=True)
class FieldFilter(EntityFilter):
    """Which entities of any kind are listed.

    Attributes:
        fields: fields of their bodies, each with the values that it may have.
    """

    fields: Mapping[str, Collection[str]] = field(default_factory=dict)

    @override
    def having(self) -> Iterator[tuple[Field, Collection[str]]]:
        return ((body(name), values) for name, values in self.fields.items())


@dataclass(frozen=True)
class TemplateFilter(EntityFilter):
    """Which templates are listed.

    Attributes:
        model_types: any of these.
        endpoint_types: any of these.
    """

    model_types: Collection[ModelType] = ()
    endpoint_types: Collection[ModelEndpointType] = ()

    @override
    def having(self) -> Iterator[tuple[Field, Collection[str]]]:
        yield body("model_type"), self.model_types
        yield body("endpoint_type"), self.endpoint_types


@dataclass(frozen=True)
class ModelFilter(EntityFilter):
    """Which models are listed.

    Attributes:
        model_types: any of these.
        templates: made from any of these, by id.
        base_models: based on any of these, as written there.
        finetuning_types: any of these.
        reviews: in any of these states.
        created_from: not earlier; aware.
        created_before: earlier; aware.
        groups: in any of these groups, by id.
        filesets: with any of these filesets, as written there.
    """

    model_types: Collection[ModelType] = ()
    templates: Collection[str] = ()
    base_models: Collection[str] = ()
    finetuning_types: Collection[FinetuningType] = ()
    reviews: Collection[ReviewState] = ()
    created_from: datetime | None = None
    created_before: datetime | None = None
    groups: Collection[str] = ()
    filesets: Collection[str] = ()

    @override
    def having(self) -> Iterator[tuple[Field, Collection[str]]]:
        yield body("model_type"), self.model_types
        yield body("model_template_id"), self.templates
        yield body("base_model"), self.base_models
        yield body("model_group_id"), self.groups
        yield body("fileset"), self.filesets
        yield body("finetuning_type"), self.finetuning_types
        yield body("review", "state"), self.reviews

    @override
    def _conditions(self) -> Iterator[Filter]:
        yield from super()._conditions()
        if self.created_from is not None:
            yield Compare(("created_at",), "ge", self.created_from)
        if self.created_before is not None:
            yield Compare(("created_at",), "lt", self.created_before)


def read_sort(text: str, allowed: Mapping[str, Field]) -> Sort:
    """Read `name` or `-name`, the second for descending. Raises Invalid for another field."""
    name = text.removeprefix("-")
    if name not in allowed:
        message = f"expected one of {', '.join(allowed)}, with - in front to sort descending, got {text!r}"
        raise Invalid("the sort key", [Problem(("sort",), "enum", message)])
    return Sort(allowed[name], descending=text.startswith("-"))


def fetch_record_page(store: Store, table: str, query: Query) -> Page:
    """Return a page of records. Raises Unacceptable for an `after` of another list."""
    try:
        return store.page(table, query)
    except ValueError as error:
        if query.after is None:
            raise
        raise Unacceptable(str(error)) from error


def make_listing(kind: EntityKind[E], page: Page) -> Listing[E]:
    """Read a page of records as entities; those that cannot be read are listed apart."""
    items: list[E] = []
    damaged: list[DamagedRecord] = []
    for record in page.records:
        try:
            items.append(kind.read(record))
        except DamagedRecord as error:
            damaged.append(error)
    return Listing(tuple(items), page.next, page.total, page.exact, tuple(damaged))


def in_workspace(workspace: str | None) -> tuple[Filter, ...]:
    """Return the condition that entities are in a workspace; none for all workspaces."""
    return () if workspace is None else (Compare(("workspace",), "eq", workspace),)


Key = Field | Callable[[Record], object]
"""What is sorted by: a field of the record, or something that is worked out from it."""

_ALL = 2**31 - 1
_MORE = 100


@dataclass(frozen=True, slots=True)
class SortKey:
    """One of the keys that a list is sorted by, the first counting most."""

    key: Key
    descending: bool = False


OLDEST_FIRST: Final = (SortKey(("created_at",)),)


def fetch_sorted_records(
    store: Store,
    table: str,
    where: Filter | None,
    orders: Sequence[SortKey],
    *,
    limit: int,
    offset: int = 0,
) -> Page:
    """Return a page of records and how many there are; past the end it is empty.

    Absent and null come last, whatever the direction; what is equal is in the order of ids.
    """
    first, *others = orders or [SortKey(("id",))]
    if not isinstance(first.key, tuple):
        page = store.page(table, Query(where, limit=_ALL, count_to=None))
    else:
        query = Query(where, Sort(first.key, first.descending), limit, offset, count_to=None)
        if not (others and limit):
            return store.page(table, query)
        page = _read_through(store, table, replace(query, limit=offset + limit, offset=0), first)
    rows = sorted(page.records, key=lambda record: record.id)
    for order in reversed(orders):
        rows.sort(key=_rank_by(order), reverse=order.descending)
    return Page(tuple(rows[offset : offset + limit]), None, page.total, exact=True)


def _read_through(store: Store, table: str, query: Query, first: SortKey) -> Page:
    """Return a page and all that is equal to its last record: what follows comes later."""
    page = whole = store.page(table, replace(query, limit=query.limit + 1))
    rank, rows = _rank_by(first), list(page.records)
    while page.next is not None and rank(rows[-1]) == rank(rows[query.limit - 1]):
        more = replace(query, limit=len(rows) + _MORE, after=page.next, count_to=0)
        page = store.page(table, more)
        rows += page.records
    return replace(whole, records=tuple(rows))


def _rank_by(order: SortKey) -> Callable[[Record], tuple[bool, int, object]]:
    read = order.key if callable(order.key) else _reader(order.key)

    def rank(record: Record) -> tuple[bool, int, object]:
        value = read(record)
        if value is None:
            return (not order.descending, 0, 0)
        return (order.descending, *_comparable(value))

    return rank


def _comparable(value: object) -> tuple[int, object]:
    """Order values of different types: truths, numbers, texts, lists and objects."""
    if isinstance(value, bool):
        return 0, value
    if isinstance(value, int | float):
        return 1, value
    if isinstance(value, list | dict):
        return 3, json.dumps(value)
    return 2, value


def _reader(field: Field) -> Callable[[Record], object]:
    first, *rest = field

    def read(record: Record) -> object:
        value = getattr(record, first)
        for part in rest:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    return read
