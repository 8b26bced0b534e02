"""What programs keep here beside templates and models, to look through: searched, in pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from registry.domain.adapter import KeptAdapter
from registry.domain.deployment import Deployment
from registry.domain.entity import Entity
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.saved_prompt import SavedPrompt
from registry.services.listing import Listing, body, read_page, read_sort
from registry.services.records import ADAPTERS, DEPLOYMENTS, FILESETS, GROUPS, PROMPTS, Ground, Kind
from registry.store.records import AllOf, Compare, Field, Filter, Query, Text

E = TypeVar("E", bound=Entity)

_NAME: Final[Field] = ("name",)
_DESCRIPTION: Final = body("description")


class Shelf(Generic[E]):
    """One kind of entity."""

    def __init__(self, ground: Ground, kind: Kind[E], *texts: Field) -> None:
        self._ground = ground
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
            having: fields, and the texts of which each has to be one.
            sort: `name`, `created_at` or `updated_at`, with `-` in front to turn it.
            limit: at most so many.
            offset: how many to pass over.

        Raises:
            Invalid: there is no such order.
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
        return read_page(self._kind, self._ground.store.page(self._kind.table, query))


@dataclass(frozen=True, slots=True)
class Shelves:
    """Every kind that has no lists of its own for people."""

    adapters: Shelf[KeptAdapter]
    deployments: Shelf[Deployment]
    filesets: Shelf[Fileset]
    groups: Shelf[Group]
    prompts: Shelf[SavedPrompt]


def open_shelves(ground: Ground) -> Shelves:
    """Put up the shelves; what is searched first is the name, which also sorts."""
    return Shelves(
        adapters=Shelf(ground, ADAPTERS, _NAME, _DESCRIPTION, body("model"), body("fileset")),
        deployments=Shelf(ground, DEPLOYMENTS, body("name")),
        filesets=Shelf(ground, FILESETS, _NAME, _DESCRIPTION, body("project")),
        groups=Shelf(ground, GROUPS, _NAME, _DESCRIPTION),
        prompts=Shelf(ground, PROMPTS, _NAME, _DESCRIPTION, body("project")),
    )
