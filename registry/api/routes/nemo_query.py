"""Parameters that NeMo's lists share."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query

from registry.api.payloads.nemo.adapter import Adapter
from registry.services.paging import Order as By

MAX_PAGE_SIZE = 1000
_MAX_PAGE = 2**31 - 1


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


def read_order(sort: str) -> By:
    """Read `name` or `-name`; what is no field of an adapter leaves the order of creation."""
    name = sort.removeprefix("-")
    if name in _COLUMNS:
        return By((name,), sort.startswith("-"))
    known = name in Adapter.model_fields
    return By(("body", name) if known else ("created_at",), known and sort.startswith("-"))
