"""Lists of entities: filters, orders and pages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from registry.domain.adapter import FinetuningType
from registry.domain.entity import Entity
from registry.domain.review import ReviewState
from registry.domain.template import ModelType
from registry.domain.vendor import ModelEndpointType
from registry.errors import Invalid, Unacceptable
from registry.services.records import DamagedRecord, Kind
from registry.store.base import Store
from registry.store.records import AllOf, Compare, Field, Filter, Page, Query, Sort, Text
from streamlit_jsonschema_form.problems import Problem

E = TypeVar("E", bound=Entity)

_COLUMNS = ("name", "created_at", "updated_at", "workspace")


def body(*place: str) -> Field:
    """Name a place in a record's body."""
    return ("body", *place)


_TEMPLATE_TEXTS = (
    ("name",),
    body("display_name"),
    body("description"),
    body("vendor_configuration", "bundle_config", "image"),
)
_MODEL_TEXTS = (
    ("name",),
    body("display_name"),
    body("description"),
    body("project"),
    body("base_model"),
    body("fileset"),
)


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


@dataclass(frozen=True, slots=True)
class TemplateFilter:
    """Which templates are wanted; empty fields do not filter.

    Attributes:
        search: words that must all occur, whatever their case.
        model_types: any of these.
        endpoint_types: any of these.
    """

    search: str = ""
    model_types: Collection[ModelType] = ()
    endpoint_types: Collection[ModelEndpointType] = ()

    def where(self, workspace: str | None) -> Filter:
        """Return the store's filter, in one workspace or in all."""
        return AllOf(
            (
                *_in_workspace(workspace),
                *_search(self.search, _TEMPLATE_TEXTS),
                *_any_of(body("model_type"), self.model_types),
                *_any_of(body("endpoint_type"), self.endpoint_types),
            )
        )


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which models are wanted; empty fields do not filter.

    Attributes:
        search: words that must all occur, whatever their case.
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

    search: str = ""
    model_types: Collection[ModelType] = ()
    templates: Collection[str] = ()
    base_models: Collection[str] = ()
    finetuning_types: Collection[FinetuningType] = ()
    reviews: Collection[ReviewState] = ()
    created_from: datetime | None = None
    created_before: datetime | None = None
    groups: Collection[str] = ()
    filesets: Collection[str] = ()

    def where(self, workspace: str | None) -> Filter:
        """Return the store's filter, in one workspace or in all."""
        return AllOf(
            (
                *_in_workspace(workspace),
                *_search(self.search, _MODEL_TEXTS),
                *_any_of(body("model_type"), self.model_types),
                *_any_of(body("model_template_id"), self.templates),
                *_any_of(body("base_model"), self.base_models),
                *_any_of(body("model_group_id"), self.groups),
                *_any_of(body("fileset"), self.filesets),
                *_any_of(body("finetuning_type"), self.finetuning_types),
                *_any_of(body("review", "state"), self.reviews),
                *_created("ge", self.created_from),
                *_created("lt", self.created_before),
            )
        )


MODEL_SORTS: Mapping[str, Field] = {
    **{name: (name,) for name in _COLUMNS},
    "display_name": body("display_name"),
    "model_type": body("model_type"),
    "base_model": body("base_model"),
    "project": body("project"),
    "review": body("review", "state"),
    "updated_by": body("updated_by"),
}
"""What models can be sorted by."""

TEMPLATE_SORTS: Mapping[str, Field] = {
    **{name: (name,) for name in _COLUMNS},
    "display_name": body("display_name"),
    "model_type": body("model_type"),
    "endpoint_type": body("endpoint_type"),
}
"""What templates can be sorted by."""


def read_sort(text: str, allowed: Mapping[str, Field]) -> Sort:
    """Read `name` or `-name`, the second for descending. Raises Invalid for another field."""
    name = text.removeprefix("-")
    if name not in allowed:
        message = f"expected one of {', '.join(allowed)}, with - in front to sort descending, got {text!r}"
        raise Invalid("the sort key", [Problem(("sort",), "enum", message)])
    return Sort(allowed[name], descending=text.startswith("-"))


def fetch_page(store: Store, kind: Kind[E], query: Query) -> Listing[E]:
    """Return a page of entities, as `fetch_record_page` does of records."""
    return read_page(kind, fetch_record_page(store, kind.table, query))


def fetch_record_page(store: Store, table: str, query: Query) -> Page:
    """Return a page of records. Raises Unacceptable for an `after` of another list."""
    try:
        return store.page(table, query)
    except ValueError as error:
        if query.after is None:
            raise
        raise Unacceptable(str(error)) from error


def read_page(kind: Kind[E], page: Page) -> Listing[E]:
    """Read a page of records as entities; those that cannot be read are listed apart."""
    items: list[E] = []
    damaged: list[DamagedRecord] = []
    for record in page.records:
        try:
            items.append(kind.read(record))
        except DamagedRecord as error:
            damaged.append(error)
    return Listing(tuple(items), page.next, page.total, page.exact, tuple(damaged))


def _in_workspace(workspace: str | None) -> Iterator[Filter]:
    if workspace is not None:
        yield Compare(("workspace",), "eq", workspace)


def _search(words: str, fields: tuple[Field, ...]) -> Iterator[Filter]:
    if words.strip():
        yield Text(words, fields)


def _any_of(field: Field, wanted: Collection[str]) -> Iterator[Filter]:
    if wanted:
        yield Compare(field, "in", [str(each) for each in wanted])


def _created(operator: Literal["ge", "lt"], moment: datetime | None) -> Iterator[Filter]:
    if moment is not None:
        yield Compare(("created_at",), operator, moment)
