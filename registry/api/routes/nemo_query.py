"""Lists in NeMo's dialect: what they are asked for, and how they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request

from registry.api.body_cache import Writer
from registry.api.dependencies import Caller
from registry.api.filters.fields import Meaning
from registry.api.filters.question import read_question
from registry.api.filters.tree import Node
from registry.api.payloads.nemo.adapter import Adapter
from registry.api.payloads.nemo.wire import paginate
from registry.api.response import Answer, write_around
from registry.domain.entity import Entity
from registry.services.paging import SortKey
from registry.services.record_reader import RecordReader

MAX_PAGE_SIZE = 1000
_MAX_PAGE = 2**31 - 1

E = TypeVar("E", bound=Entity)


class Order(StrEnum):
    """What lists can be sorted by; with `-` in front the other way round."""

    NAME = "name"
    NAME_DOWN = "-name"
    CREATED = "created_at"
    CREATED_DOWN = "-created_at"
    UPDATED = "updated_at"
    UPDATED_DOWN = "-updated_at"


PageNumber = Annotated[int, Query(ge=1, le=_MAX_PAGE, description="Pages count from 1.")]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Entities a page.")]
SortText = Annotated[
    str,
    Query(
        max_length=255,
        description="A field, with `-` in front to turn it; one that is unknown changes nothing.",
    ),
]
SortBy = Annotated[Order, Query(description="The default is oldest first.")]
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
class Wanted:
    """Which page of a list is asked for.

    Attributes:
        page: from 1.
        page_size: how many a page holds.
        sort: a field, with `-` in front to turn it.
        asked: every parameter, for filters can be written in many.
    """

    page: int
    page_size: int
    sort: str
    asked: list[tuple[str, str]]

    def filter(self) -> Node | None:
        """Return the filter. Raises BadFilter."""
        return read_question(self.asked)

    def answer(
        self,
        caller: Caller,
        workspace: str,
        meaning: Meaning,
        records: RecordReader[E],
        writer: Writer[E],
        more: Mapping[str, Any] = {},
    ) -> Answer:
        """Answer with the page.

        Args:
            caller: who asks.
            workspace: that of the path; `-` stands for all.
            meaning: what the fields of a filter mean.
            records: where the records are.
            writer: what writes them.
            more: what the answer tells beside them.

        Raises:
            BadFilter: the filter cannot be read, or asks for what is not there.
            NotFound: there is no such workspace.
        """
        question = meaning.read(workspace, self.filter())
        caller.services.workspaces.require(question.workspace)
        offset = (self.page - 1) * self.page_size
        order = read_order(self.sort)
        found = records.page(question.where, (order,), limit=self.page_size, offset=offset)
        texts = list(writer.write_readable(found.records))
        told = paginate(len(texts), found.total, self.page, self.page_size)
        return Answer(write_around("data", texts, {"pagination": told, "sort": self.sort, **more}))


async def _wanted(
    request: Request,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    sort: SortBy = Order.CREATED,
    filter: FilterText = None,
) -> Wanted:
    return Wanted(page, page_size, sort, request.query_params.multi_items())


async def _wanted_loosely(
    request: Request,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    sort: SortText = "created_at",
    filter: FilterText = None,
) -> Wanted:
    return Wanted(page, page_size, sort, request.query_params.multi_items())


Listed = Annotated[Wanted, Depends(_wanted)]
"""The parameter of routes that list; sorted by what all entities have."""

ListedByAny = Annotated[Wanted, Depends(_wanted_loosely)]
"""The parameter of routes that list; sorted by any field."""


def read_order(sort: str) -> SortKey:
    """Read `name` or `-name`; what is no field of an adapter leaves the order of creation."""
    name = sort.removeprefix("-")
    if name in _COLUMNS:
        return SortKey((name,), sort.startswith("-"))
    known = name in Adapter.model_fields
    return SortKey(("body", name) if known else ("created_at",), known and sort.startswith("-"))
