"""What all routes of Scale's dialect share: its two generations, pages, orders and errors."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    WithJsonSchema,
    create_model,
)
from pydantic.config import JsonDict
from pydantic_core import CoreSchema, PydanticCustomError

from registry.api.body import StrictRoute
from registry.api.documentation import Responses, error_responses
from registry.api.payloads.scale.base import Deleted, JsonObject
from registry.api.response import StrictResponse, write, write_around
from registry.services import Services
from registry.services.listing import OLDEST_FIRST, Key, SortKey
from registry.store.records import Field

F = TypeVar("F", bound=Callable[..., StrictResponse])

FieldValues = Mapping[Field, str | None]
"""What each field of the listed must be; None asks for nothing."""

ALL: Final = 2**31 - 1
"""More than any registry holds."""

_OLD, _NEW = _BOTH = ("/v3", "/v4")
_MOST_AT_ONCE = 10_000

_NARROWED: Final[Mapping[str, Mapping[str, str]]] = {
    "model_type": {"BUNDLE": "GENERIC"},
    "model_vendor": {"VERTEX_AI": "OTHER", "FIREWORKS_AI": "OTHER"},
}
"""What the older client does not know, and one such thing makes it refuse a whole list."""


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """One of the two generations of the dialect.

    Attributes:
        is_old: `/v3`, whose client is strict about what it reads.
    """

    is_old: bool

    def show(self, view: JsonObject) -> JsonObject:
        """Return an entity as the clients of the generation can read it."""
        return narrow(view) if self.is_old else view

    @property
    def narrow_view(self) -> Callable[[JsonObject], JsonObject] | None:
        """What makes entities readable for the clients of the generation, if they need it."""
        return narrow if self.is_old else None

    def respond(self, view: JsonObject) -> StrictResponse:
        """Answer with an entity."""
        return StrictResponse(self.show(view))


def narrow(view: JsonObject) -> JsonObject:
    """Return an entity with nothing in it that the older client does not know."""
    known = {
        name: values.get(view[name], view[name])
        for name, values in _NARROWED.items()
        if name in view
    }
    return {**view, **known}


async def _api_version(request: Request) -> ApiVersion:
    return ApiVersion(is_old=request.url.path.startswith(f"{_OLD}/"))


RequestedVersion = Annotated[ApiVersion, Depends(_api_version)]
"""The parameter of routes that both generations share."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is wanted.

    Attributes:
        page: from 1.
        limit: how many a page holds.
    """

    page: int
    limit: int

    @property
    def offset(self) -> int:
        """How many come before the page."""
        return min((self.page - 1) * self.limit, ALL)

    def respond(self, items: Iterable[JsonObject], total: int) -> StrictResponse:
        """Answer with a page; past the end it is empty, for that is how clients know the end."""
        return self.respond_written(map(write, items), total)

    def respond_written(self, texts: Iterable[bytes], total: int) -> StrictResponse:
        """Answer with a page of what is JSON already."""
        rest = {
            "current_page": self.page,
            "items_per_page": self.limit,
            "total_item_count": total,
        }
        return StrictResponse(write_around("items", texts, rest))


async def _paging(
    page: Annotated[int, Query(ge=1, description="From 1. Past the end, pages are empty.")] = 1,
    limit: Annotated[int, Query(ge=1, le=_MOST_AT_ONCE, description="How many on a page.")] = 100,
) -> Paging:
    return Paging(page, limit)


ByPage = Annotated[Paging, Depends(_paging)]
"""The parameter of routes that list by pages."""

Account = Annotated[str | None, Query(description="Only of this workspace; of all without it.")]


def find_account(services: Services, account: str | None) -> str | None:
    """Return the workspace of a list, None for all. Raises NoWorkspace."""
    return None if account is None else require_account(services, account)


def require_account(services: Services, account: str) -> str:
    """Return the workspace to create something in. Raises NoWorkspace."""
    services.workspaces.require_home(account)
    return account


class CommaSeparated:
    """Annotation of a query parameter that holds several values, separated by commas."""

    def __init__(self, one: str, known: Iterable[str], ending: str = "") -> None:
        """Take what one such thing is called, what it begins with, and the pattern of its end."""
        self._one, self._known = one, tuple(known)
        each = f"(?:{'|'.join(self._known)}){ending}"
        self.pattern = f"(?:{each}(?:,{each})*)?"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the text, and document its pattern."""
        written = WithJsonSchema({"type": "string", "pattern": f"^{self.pattern}$"})
        return handler(Annotated[source, AfterValidator(self._check), written])

    def _check(self, given: str) -> str:
        if re.fullmatch(self.pattern, given):
            return given
        message = "expected {what}, several with commas between, of {known}; got {given}"
        facts = {"what": self._one, "known": ", ".join(self._known), "given": repr(given)}
        raise PydanticCustomError("string_pattern_mismatch", message, facts)


def sort_parameter(names: Iterable[str]) -> CommaSeparated:
    """Describe `sort_by`."""
    return CommaSeparated("field:asc or field:desc", names, ":(?:asc|desc)")


def split(given: Sequence[str]) -> list[str]:
    """Return what was sent, with commas or as several parameters."""
    return [each for part in given for each in part.split(",") if each]


SortKeys = Mapping[str, Field | Callable[[Services], Key]]
"""What a list can be sorted by; keys that are worked out are made when they are requested."""


def parse_sort(given: Sequence[str], keys: SortKeys, services: Services) -> list[SortKey]:
    """Return what a list is sorted by, the oldest first by default."""
    orders: list[SortKey] = []
    for name, _, direction in (each.partition(":") for each in split(given)):
        key = keys[name]
        orders.append(
            SortKey(key if isinstance(key, tuple) else key(services), direction == "desc")
        )
    return orders or [*OLDEST_FIRST]


def page_of(view: type[BaseModel]) -> type[BaseModel]:
    """Document a page of entities."""
    one = view.model_json_schema()["examples"][0]
    example: JsonDict = {
        "items": [one],
        "current_page": 1,
        "items_per_page": 100,
        "total_item_count": 1,
    }
    return create_model(
        f"{view.__qualname__.removesuffix('View')}Page",
        __config__=ConfigDict(json_schema_extra={"examples": [example]}),
        items=(list[view], ...),  # type: ignore[valid-type]
        current_page=(int, ...),
        items_per_page=(int, ...),
        total_item_count=(int, ...),
    )


class ScaleResource:
    """Declares the operations of a resource, in one generation of the dialect or in both.

    Attributes:
        router: its routes.
    """

    def __init__(self, tag: str, path: str) -> None:
        self.router = APIRouter(route_class=StrictRoute, tags=[tag])
        self._path = path

    def create(self, view: type[BaseModel], *statuses: int) -> Callable[[F], F]:
        """Declare how one is created."""
        return self._declare("POST", "", view, error_responses(*statuses, 409, body=True))

    def list_page(self, view: type[BaseModel], *statuses: int) -> Callable[[F], F]:
        """Declare how they are listed by pages: so does the newer generation."""
        errors = error_responses(403, *statuses)
        return self._declare("GET", "", page_of(view), errors, (_NEW,))

    def list_all(self, view: type[BaseModel], *statuses: int) -> Callable[[F], F]:
        """Declare how all are listed at once: so does the older generation."""
        errors = error_responses(403, *statuses)
        return self._declare("GET", "", list[view], errors, (_OLD,))  # type: ignore[valid-type]

    def get(self, view: type[BaseModel]) -> Callable[[F], F]:
        """Declare how one is returned."""
        return self._declare("GET", "/{id}", view, error_responses(404))

    def change(self, view: type[BaseModel], generations: Sequence[str] = _BOTH) -> Callable[[F], F]:
        """Declare how one is changed."""
        errors = error_responses(404, 409, body=True)
        return self._declare("PATCH", "/{id}", view, errors, generations)

    def delete(self) -> Callable[[F], F]:
        """Declare how one is removed."""
        return self._declare("DELETE", "/{id}", Deleted, error_responses(404, 409))

    def _declare(
        self,
        method: str,
        path: str,
        model: Any,
        responses: Responses,
        generations: Sequence[str] = _BOTH,
    ) -> Callable[[F], F]:
        def add(endpoint: F) -> F:
            for generation in generations:
                self.router.add_api_route(
                    generation + self._path + path,
                    endpoint,
                    methods=[method],
                    response_model=model,
                    responses=responses,
                )
            return endpoint

        return add
