"""Conditional requests (RFC 9110 §13): reading what changed, changing only what was read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Protocol, TypeVar

from fastapi import Depends, Header
from starlette.responses import Response

from registry.api.response import Answer
from registry.errors import RegistryError, StaleRevision, Unacceptable
from registry.services.retry import retry_on_stale
from streamlit_jsonschema_form.problems import JsonValue

_ANY: Final = "*"
_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS: Final = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*")
_EXAMPLE: Final = '"model-3mJr7AoUXx2Wqd.4"'
_ADVICE: Final = "send the ETag that you read, or * to change whatever stands"

Written = dict[str, JsonValue] | bytes
"""What is answered: an object, or JSON that was written already."""


class Tagged(Protocol):
    """An entity that changes by revisions."""

    @property
    def id(self) -> str:
        """What no other entity has, ever."""

    @property
    def revision(self) -> int:
        """One more with each change."""


class Kept(Tagged, Protocol):
    """A revision of such an entity."""

    @property
    def updated_at(self) -> datetime:
        """When it was made."""


E = TypeVar("E", bound=Tagged)
K = TypeVar("K", bound=Kept)


class Unconditional(RegistryError):
    """A change that does not say what it was made to."""

    def __init__(self) -> None:
        super().__init__(f"expected the header If-Match, got none; {_ADVICE}")


class Unmatched(RegistryError):
    """What stands is not what the caller had read.

    Attributes:
        current: the tag of what stands.
    """

    def __init__(self, wanted: str, current: str) -> None:
        self.current = current
        super().__init__(
            f"expected what is tagged {wanted}, but {current} stands now; "
            "read it again and repeat the change"
        )


def tag_of(entity: Tagged) -> str:
    """Return the strong tag of an entity: what is made anew under an old name has another id."""
    return f'"{entity.id}.{entity.revision}"'


def past_tag(entity: Kept) -> str:
    """Return the strong tag of a revision at its own address, where no change is made to it.

    What a revision says of its time differs by the moment of the commit once it is the newest no more.
    """
    return f'"{entity.id}.{entity.revision}.{entity.updated_at.timestamp():.6f}"'


def answer(
    entity: Tagged, body: dict[str, JsonValue], status: int = 200, *, place: str | None = None
) -> Answer:
    """Answer with an entity that was made or changed, at its place if it has a new one."""
    headers = {"etag": tag_of(entity), **({} if place is None else {_PLACES[status]: place})}
    return Answer(body, status, headers)


_PLACES: Final = {200: "content-location", 201: "location"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the caller knows already.

    Attributes:
        known: the header If-None-Match.
    """

    known: str | None

    def answer(self, entity: E, write: Callable[[E], Written]) -> Response:
        """Answer with an entity, or with 304 and no body when the caller has it already."""
        return self._answer(tag_of(entity), lambda: write(entity))

    def answer_past(self, entity: K, write: Callable[[K], Written]) -> Response:
        """Answer with a revision at its own address."""
        return self._answer(past_tag(entity), lambda: write(entity))

    def _answer(self, tag: str, write: Callable[[], Written]) -> Response:
        if self.known is not None and _is_among(tag, _read_tags("If-None-Match", self.known)):
            return Response(status_code=304, headers={"etag": tag})
        return Answer(write(), headers={"etag": tag})


@dataclass(frozen=True, slots=True)
class Changing:
    """What the caller's change was made to.

    Attributes:
        wanted: the header If-Match.
    """

    wanted: str | None

    def change(self, read: Callable[[], E], write: Callable[[E], E]) -> E:
        """Read an entity, and write it changed if it is what the caller had read.

        Raises:
            Unconditional: the caller does not say what that was.
            Unmatched: it is something else, or became it just now.
            RegistryError: whatever reading and writing raise.
        """
        if self.wanted is None:
            raise Unconditional
        if self.wanted.strip() == _ANY:
            return retry_on_stale(read, write)
        current = read()
        self._require(current)
        try:
            return write(current)
        except StaleRevision as error:
            raise Unmatched(self.wanted, tag_of(read())) from error

    def expected(self, current: Tagged) -> int | None:
        """Return the revision that may be removed; None for any. Raises Unmatched."""
        if self.wanted is None or self.wanted.strip() == _ANY:
            return None
        self._require(current)
        return current.revision

    def _require(self, current: Tagged) -> None:
        """Raise Unmatched unless one tag is the entity's; a weak one never is (RFC 9110 §8.8.3.2)."""
        wanted, tag = self.wanted or "", tag_of(current)
        if tag not in _read_tags("If-Match", wanted):
            raise Unmatched(wanted, tag)


def _is_among(tag: str, known: list[str]) -> bool:
    """Compare weakly."""
    return known == [_ANY] or tag in {each.removeprefix("W/") for each in known}


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
) -> Reading:
    return Reading(if_none_match)


async def _changing(
    if_match: Annotated[
        str | None,
        Header(description="The ETag that the change was made to, or `*` for whatever stands."),
    ] = None,
) -> Changing:
    return Changing(if_match)


ByReading = Annotated[Reading, Depends(_reading)]
"""The parameter of routes that return an entity."""

ByChanging = Annotated[Changing, Depends(_changing)]
"""The parameter of routes that change or remove one."""
