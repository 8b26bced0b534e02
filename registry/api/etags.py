"""Conditional requests (RFC 9110 §13): If-None-Match when reading, If-Match when changing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Protocol, TypeVar

from fastapi import Depends, Header
from starlette.responses import Response

from registry.api.response import StrictResponse
from registry.errors import RegistryError, StaleRevision, Unacceptable
from registry.services.records import retry_on_stale
from streamlit_jsonschema_form.problems import JsonValue

_ANY: Final = "*"
_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS: Final = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*")
_EXAMPLE: Final = '"model-3mJr7AoUXx2Wqd.4"'
_ADVICE: Final = "send the ETag that you read, or * to change whatever stands"

ResponseBody = dict[str, JsonValue] | bytes
"""An object, or JSON that is serialized already."""


class TaggedEntity(Protocol):
    """An entity with an ETag."""

    @property
    def id(self) -> str:
        """What no other entity has, ever."""

    @property
    def revision(self) -> int:
        """One more with each change."""


class TaggedRevision(TaggedEntity, Protocol):
    """A revision of such an entity, with its own ETag."""

    @property
    def updated_at(self) -> datetime:
        """When it was made."""


E = TypeVar("E", bound=TaggedEntity)
K = TypeVar("K", bound=TaggedRevision)


class Unconditional(RegistryError):
    """A change without If-Match."""

    def __init__(self) -> None:
        super().__init__(f"expected the header If-Match, got none; {_ADVICE}")


class Unmatched(RegistryError):
    """The entity is not in the state that the client had read.

    Attributes:
        current: the ETag of its present state.
    """

    def __init__(self, header: str, current: str) -> None:
        self.current = current
        super().__init__(
            f"expected what is tagged {header}, but {current} stands now; "
            "read it again and repeat the change"
        )


def etag_of(entity: TaggedEntity) -> str:
    """Return the strong tag of an entity: what is made anew under an old name has another id."""
    return f'"{entity.id}.{entity.revision}"'


def revision_etag(entity: TaggedRevision) -> str:
    """Return the strong tag of a revision at its own address, where no change is made to it.

    What a revision says of its time differs by the moment of the commit once it is the newest no more.
    """
    return f'"{entity.id}.{entity.revision}.{entity.updated_at.timestamp():.6f}"'


def respond(
    entity: TaggedEntity,
    body: dict[str, JsonValue],
    status: int = 200,
    *,
    location: str | None = None,
) -> StrictResponse:
    """Respond with a created or changed entity, and its location if given."""
    headers = {
        "etag": etag_of(entity),
        **({} if location is None else {_LOCATION_HEADERS[status]: location}),
    }
    return StrictResponse(body, status, headers)


_LOCATION_HEADERS: Final = {200: "content-location", 201: "location"}


@dataclass(frozen=True, slots=True)
class ConditionalRead:
    """A conditional GET.

    Attributes:
        header: the header If-None-Match.
    """

    header: str | None

    def respond(self, entity: E, write: Callable[[E], ResponseBody]) -> Response:
        """Respond with an entity, or with 304 when the client has it already."""
        return self._respond(etag_of(entity), lambda: write(entity))

    def respond_revision(self, entity: K, write: Callable[[K], ResponseBody]) -> Response:
        """Answer with a revision at its own address."""
        return self._respond(revision_etag(entity), lambda: write(entity))

    def _respond(self, tag: str, write: Callable[[], ResponseBody]) -> Response:
        if self.header is not None and _is_among(tag, _read_tags("If-None-Match", self.header)):
            return Response(status_code=304, headers={"etag": tag})
        return StrictResponse(write(), headers={"etag": tag})


@dataclass(frozen=True, slots=True)
class ConditionalChange:
    """A conditional PUT, POST or DELETE.

    Attributes:
        header: the header If-Match.
    """

    header: str | None

    def change(self, read: Callable[[], E], write: Callable[[E], E]) -> E:
        """Read an entity and write it changed, if the header matches it.

        Raises:
            Unconditional: there is no If-Match.
            Unmatched: the entity has another ETag, or got one meanwhile.
            RegistryError: whatever reading and writing raise.
        """
        if self.header is None:
            raise Unconditional
        if self.header.strip() == _ANY:
            return retry_on_stale(read, write)
        current = read()
        self._require(current)
        try:
            return write(current)
        except StaleRevision as error:
            raise Unmatched(self.header, etag_of(read())) from error

    def expected(self, current: TaggedEntity) -> int | None:
        """Return the revision that may be removed; None for any. Raises Unmatched."""
        if self.header is None or self.header.strip() == _ANY:
            return None
        self._require(current)
        return current.revision

    def _require(self, current: TaggedEntity) -> None:
        """Raise Unmatched unless one tag is the entity's; a weak one never is (RFC 9110 §8.8.3.2)."""
        header, tag = self.header or "", etag_of(current)
        if tag not in _read_tags("If-Match", header):
            raise Unmatched(header, tag)


def _is_among(tag: str, header: list[str]) -> bool:
    """Compare weakly."""
    return header == [_ANY] or tag in {each.removeprefix("W/") for each in header}


def _read_tags(header: str, text: str) -> list[str]:
    if text.strip() == _ANY:
        return [_ANY]
    if not _TAGS.fullmatch(text):
        message = f"expected {header} to be a tag with its quotes such as {_EXAMPLE}, or *"
        raise Unacceptable(f"{message}; got {text!r}")
    return re.findall(_TAG, text)


async def _reading(
    if_none_match: Annotated[
        str | None, Header(description="ETags that are known already: 304 when one still holds.")
    ] = None,
) -> ConditionalRead:
    return ConditionalRead(if_none_match)


async def _changing(
    if_match: Annotated[
        str | None,
        Header(description="The ETag that the change was made to, or `*` for whatever stands."),
    ] = None,
) -> ConditionalChange:
    return ConditionalChange(if_match)


IfNoneMatch = Annotated[ConditionalRead, Depends(_reading)]
"""The parameter of routes that return an entity."""

IfMatch = Annotated[ConditionalChange, Depends(_changing)]
"""The parameter of routes that change or remove one."""
