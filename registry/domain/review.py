"""The review of a model: whether it may be used, and who says so."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import Text
from registry.domain.names import Description


class ReviewState(StrEnum):
    """The states of a review."""

    PENDING = "pending"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"


class Review(Entity):
    """The last word of a reviewer."""

    state: ReviewState = Field(default=ReviewState.PENDING, description="Where the review stands.")
    by: Text | None = Field(default=None, title="Reviewer", description="Who reviewed the model.")
    at: datetime | None = Field(
        default=None, title="When", description="When it was reviewed (UTC)."
    )
    note: Description | None = Field(
        default=None,
        description="Why, and what should change.",
        json_schema_extra=TEXTAREA,
    )
