"""Lists in NeMo's dialect: query parameters and pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request

from registry.api.body_cache import CachedWriter
from registry.api.dependencies import RequestContext
from registry.api.filters.fields import FilterFields
from registry.api.filters.parser import parse_filter
from registry.api.filters.tree import Node
from registry.api.payloads.nemo.adapter import NemoAdapter
from registry.api.payloads.nemo.wire import paginate
from registry.api.response import StrictResponse, write_around
from registry.domain.entity import Entity
from registry.services.entity_service import RecordReader
from registry.services.listing import SortKey

MAX_PAGE_SIZE = 1000
_MAX_PAGE = 2**31 - 1

E = TypeVar("E", bound=Entity)


class NemoOrder(StrEnum):
    """What lists can be sorted by; with `-` in front the other way round."""

    NAME = "name"
    NAME_DOWN = "-name"
    CREATED = "created_at"
    CREATED_DOWN = "-created_at"
    UPDATED = "updated_at"
    UPDATED_DOWN = "-updated_at"


NemoOrder.__name__ = NemoOrder.__qualname__ = (
    "Order"  # as OpenAPI publishes it: an enum takes no title
)


PageNumber = Annotated[int, Query(ge=1, le=_MAX_PAGE, description="Pages count from 1.")]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Entities a page.")]
SortText = Annotated[
    str,
    Query(
        max_length=255,
        description="A field, with `-` in front to turn it; one that is unknown changes nothing.",
    ),
]
SortBy = Annotated[NemoOrder, Query(description="The default is oldest first.")]
Verbose = Annotated[bool, Query(description="Whether the linear layers are told.")]
FilterText = Annotated[
    str | None,
    Query(
        alias="filter",
        description='A filter as JSON (`{"name": {"$like": "llama"}}`) or in words '
        '(`name~"llama"`); `filter[name][$like]=llama` does the same.',
        examples=['{"name":{"$like":"llama"}}'],
    ),
]

_COLUMNS = {"id", "name", "workspace", "created_at", "updated_at"}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which page of a list is asked for.

    Attributes:
        page: from 1.
        page_size: how many a page holds.
        sort: a field, with `-` in front to turn it.
        parameters: every query parameter; a filter may span several.
    """

    page: int
    page_size: int
    sort: str
    parameters: list[tuple[str, str]]

    def filter(self) -> Node | None:
        """Return the filter. Raises BadFilter."""
        return parse_filter(self.parameters)

    def respond(
        self,
        context: RequestContext,
        workspace: str,
        fields: FilterFields,
        records: RecordReader[E],
        writer: CachedWriter[E],
        more: Mapping[str, Any] = {},
    ) -> StrictResponse:
        """Respond with the page.

        Args:
            context: of the request.
            workspace: that of the path; `-` stands for all.
            fields: what the fields of a filter mean.
            records: where the records are.
            writer: what writes them.
            more: further members of the body.

        Raises:
            BadFilter: the filter cannot be read, or asks for what is not there.
            NotFound: there is no such workspace.
        """
        filter = fields.read(workspace, self.filter())
        context.services.workspaces.require(filter.workspace)
        offset = (self.page - 1) * self.page_size
        order = parse_sort(self.sort)
        found = records.page(filter.where, (order,), limit=self.page_size, offset=offset)
        texts = list(writer.write_readable(found.records))
        pagination = paginate(len(texts), found.total, self.page, self.page_size)
        return StrictResponse(
            write_around("data", texts, {"pagination": pagination, "sort": self.sort, **more})
        )


async def _list_query(
    request: Request,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    sort: SortBy = NemoOrder.CREATED,
    filter: FilterText = None,
) -> ListQuery:
    return ListQuery(page, page_size, sort, request.query_params.multi_items())


async def _list_query_by_any_field(
    request: Request,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    sort: SortText = "created_at",
    filter: FilterText = None,
) -> ListQuery:
    return ListQuery(page, page_size, sort, request.query_params.multi_items())


ListParameters = Annotated[ListQuery, Depends(_list_query)]
"""The parameter of routes that list; sorted by what all entities have."""

ListParametersByAnyField = Annotated[ListQuery, Depends(_list_query_by_any_field)]
"""The parameter of routes that list; sorted by any field."""


def parse_sort(sort: str) -> SortKey:
    """Read `name` or `-name`; what is no field of an adapter leaves the order of creation."""
    name = sort.removeprefix("-")
    if name in _COLUMNS:
        return SortKey((name,), sort.startswith("-"))
    known = name in NemoAdapter.model_fields
    return SortKey(("body", name) if known else ("created_at",), known and sort.startswith("-"))
