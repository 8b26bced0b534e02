"""Lists of what programs store beside templates and models: searched, in pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.entity import Entity
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.saved_prompt import SavedPrompt
from registry.services.listing import Listing, body, read_page, read_sort
from registry.services.records import (
    ADAPTERS,
    DEPLOYMENTS,
    FILESETS,
    GROUPS,
    PROMPTS,
    Kind,
    ServiceContext,
)
from registry.store.records import AllOf, Compare, Field, Filter, Query, Text

E = TypeVar("E", bound=Entity)

_NAME: Final[Field] = ("name",)
_DESCRIPTION: Final = body("description")


class EntityList(Generic[E]):
    """The entities of one kind, listed."""

    def __init__(self, context: ServiceContext, kind: Kind[E], *texts: Field) -> None:
        self._context = context
        self._kind = kind
        self._texts = texts

    def list(
        self,
        workspace: str | None,
        search: str = "",
        having: Mapping[str, Collection[str]] | None = None,
        *,
        sort: str = "name",
        limit: int,
        offset: int = 0,
    ) -> Listing[E]:
        """Return a page, with a total that is exact up to 10,000.

        Args:
            workspace: None means all.
            search: words that must all occur, whatever their case.
            having: fields, each with the values it may have.
            sort: `name`, `created_at` or `updated_at`, with `-` in front to sort descending.
            limit: at most so many.
            offset: how many to skip.

        Raises:
            Invalid: there is no such sort key.
        """
        parts: list[Filter] = []
        if workspace is not None:
            parts.append(Compare(("workspace",), "eq", workspace))
        if search.strip():
            parts.append(Text(search, self._texts))
        for field, texts in (having or {}).items():
            parts.append(Compare(body(field), "in", list(texts)))
        orders = {
            "name": self._texts[0],
            **{each: (each,) for each in ("created_at", "updated_at")},
        }
        query = Query(AllOf(tuple(parts)), read_sort(sort, orders), limit, offset)
        return read_page(self._kind, self._context.store.page(self._kind.table, query))


@dataclass(frozen=True, slots=True)
class EntityLists:
    """The kinds whose service has no list of its own."""

    adapters: EntityList[StoredAdapter]
    deployments: EntityList[Deployment]
    filesets: EntityList[Fileset]
    groups: EntityList[Group]
    prompts: EntityList[SavedPrompt]


def make_entity_lists(context: ServiceContext) -> EntityLists:
    """Make the lists; the first field searched is the name, which also sorts."""
    return EntityLists(
        adapters=EntityList(context, ADAPTERS, _NAME, _DESCRIPTION, body("model"), body("fileset")),
        deployments=EntityList(context, DEPLOYMENTS, body("name")),
        filesets=EntityList(context, FILESETS, _NAME, _DESCRIPTION, body("project")),
        groups=EntityList(context, GROUPS, _NAME, _DESCRIPTION),
        prompts=EntityList(context, PROMPTS, _NAME, _DESCRIPTION, body("project")),
    )
