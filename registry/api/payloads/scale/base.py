"""What all bodies of Scale's dialect share."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from registry.api.components import Published, exemplify
from registry.domain.entity import Entity
from registry.domain.owner import IdentityType
from registry.domain.template import ModelType

OPEN: Final = ConfigDict(extra="ignore", protected_namespaces=())
"""Unknown fields are passed over: the command line of the older client sends some."""

JsonObject = dict[str, Any]

EXAMPLE_OWNER: Final[JsonObject] = {
    "account_id": "default",
    "created_at": "2026-01-01T00:00:00Z",
    "created_by_user_id": "ada",
    "created_by_identity_type": "user",
}


AnyModelType = Annotated[
    ModelType, WithJsonSchema({"type": "string", "enum": [kind.value for kind in ModelType]})
]
"""A type of models; forms leave one out, programs may send it."""


def absent() -> Any:
    """Stand for a field of a change that was not sent."""
    return None


class Body(BaseModel):
    """A body that was sent."""

    model_config = OPEN

    def given(self) -> JsonObject:
        """Return the fields that were sent, as JSON, with the defaults inside their values."""
        return self.model_dump(mode="json", include=self.model_fields_set)

    def whole(self) -> JsonObject:
        """Return every field as JSON, but for the account."""
        return self.model_dump(mode="json", exclude={"account_id"})


class EntityView(Published):
    """An entity as it is answered; only the documentation is made of it."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    account_id: str = Field(description="The workspace.")
    created_at: datetime
    created_by_user_id: str
    created_by_identity_type: IdentityType


class Deleted(BaseModel):
    """The answer to every deletion."""

    model_config = exemplify({"count": 1, "success": True})

    count: int
    success: bool


DELETED: Final[JsonObject] = {"count": 1, "success": True}

OWNER: Final = frozenset(
    {"id", "workspace", "created_at", "created_by_user_id", "created_by_identity_type"}
)
"""The fields of an entity that say whose it is."""


def write_entity(entity: Entity, fields: frozenset[str]) -> JsonObject:
    """Write some fields of an entity, after those that say whose it is."""
    written = entity.model_dump(mode="json", include={*OWNER, *fields})
    return {"id": written.pop("id"), "account_id": written.pop("workspace"), **written}
