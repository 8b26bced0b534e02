"""Lists by pages that follow one another: a cursor in the body, and the whole address in `Link`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Protocol, TypeVar

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from registry.api.response import StrictResponse, write_around
from registry.domain.entity import Entity
from registry.errors import Unacceptable
from registry.services.listing import Listing
from registry.services.records import DamagedRecord
from registry.store.records import Page, Record
from streamlit_jsonschema_form.problems import JsonValue

MAX_LIMIT: Final = 1000
_LONGEST_CURSOR: Final = 4000
_DIGITS: Final = 18


class Sequenced(Protocol):
    """An item of a list in sequence order."""

    @property
    def sequence(self) -> int:
        """Its position among all events."""


E = TypeVar("E", bound=Entity)
S = TypeVar("S", bound=Sequenced)


class SortNames:
    """Annotation of `sort`: the fields that a list can be sorted by."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.known = [sign + field for field in fields for sign in ("", "-")]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the text, and document what it may be."""
        written = WithJsonSchema({"type": "string", "enum": self.known})
        return handler(Annotated[source, AfterValidator(self._check), written])

    def _check(self, given: str) -> str:
        if given in self.known:
            return given
        facts = {"expected": ", ".join(self.known)}
        raise PydanticCustomError("enum", "expected one of {expected}", facts)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is requested.

    Attributes:
        request: the request, for the address of the next page.
        limit: how many a page holds.
        cursor: where it begins; None for the first.
    """

    request: Request
    limit: int
    cursor: str | None

    @property
    def before(self) -> int | None:
        """The sequence that a cursor into events stands for. Raises Unacceptable."""
        if self.cursor is None:
            return None
        digits = self.cursor.isascii() and self.cursor.isdigit()
        if not digits or len(self.cursor) > _DIGITS:
            raise Unacceptable(
                f"expected the `next` of a page, got the cursor {self.cursor!r}; "
                "begin again at the first page"
            )
        return int(self.cursor)

    @property
    def reach(self) -> int:
        """How many to ask for: one more than the page holds tells whether there is another."""
        return self.limit + 1

    def respond_events(self, found: Sequence[S], write: Callable[[S], JsonValue]) -> StrictResponse:
        """Respond with a page of events, of which `reach` were queried."""
        shown = found[: self.limit]
        more = len(found) > self.limit
        return self.respond(map(write, shown), str(shown[-1].sequence) if more else None)

    def respond(
        self, items: Iterable[JsonValue], next: str | None, **more: JsonValue
    ) -> StrictResponse:
        """Respond with a page."""
        body = {"items": list(items), "next": next, **more}
        return StrictResponse(body, headers=self._links(next))

    def _links(self, next: str | None) -> dict[str, str]:
        """Say where the next page begins (RFC 8288)."""
        if next is None:
            return {}
        url = self.request.url.include_query_params(cursor=next)
        return {"link": f'<{url.path}?{url.query}>; rel="next"'}

    def respond_page(self, page: Page, write: Callable[[Record], bytes]) -> StrictResponse:
        """Respond with a page of records; those that cannot be read are listed as damaged."""
        texts: list[bytes] = []
        damaged: list[JsonValue] = []
        for record in page.records:
            try:
                texts.append(write(record))
            except DamagedRecord as error:
                damaged.append(str(error))
        rest = {
            "next": page.next,
            "total": page.total,
            "total_is_exact": page.exact,
            "damaged": damaged,
        }
        return StrictResponse(write_around("items", texts, rest), headers=self._links(page.next))

    def respond_listing(self, found: Listing[E], write: Callable[[E], JsonValue]) -> StrictResponse:
        """Respond with a page of entities; those that cannot be read are listed as damaged."""
        return self.respond(
            map(write, found.items),
            found.next,
            total=found.total,
            total_is_exact=found.exact,
            damaged=[str(error) for error in found.damaged],
        )


async def _window(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many on a page.")] = 100,
    cursor: Annotated[
        str | None,
        Query(
            max_length=_LONGEST_CURSOR,
            description="The `next` of the page before, of the same list, filter and order.",
        ),
    ] = None,
) -> PageRequest:
    return PageRequest(request, limit, cursor)


PageParameters = Annotated[PageRequest, Depends(_window)]
"""The parameter of routes that list."""
