"""Drafts in our own dialect."""

from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import Field

from registry.api.components import exemplify
from registry.api.payloads.v1.base import CountedPage, entity_page_example
from registry.api.payloads.v1.dry_run import StrictBody
from registry.domain.draft import Draft
from registry.domain.freeform import Text
from streamlit_jsonschema_form.problems import JsonValue

InDraft = Annotated[str, Path(description="The draft's id.", examples=["draft-6vKq3RmXt1YsWd"])]
Purpose = Annotated[Text, Field(min_length=1, max_length=255)]

_SENT: Final[dict[str, Any]] = {"purpose": "nightly-import", "content": {"step": 2}}
_KEPT: Final[dict[str, JsonValue]] = {
    "id": "draft-6vKq3RmXt1YsWd",
    "workspace": "default",
    "revision": 1,
    "actor": "ada",
    **_SENT,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


class DraftContent(StrictBody):
    """An unfinished form."""

    model_config = exemplify(_SENT)

    purpose: Purpose = Field(
        description="Which form; `register` and `template` are those of the app, whose content is "
        "the form's own state."
    )
    content: dict[str, Any] = Field(description="Whatever the form needs to go on.")


class KeptDraft(Draft):
    """A draft as it is kept."""

    model_config = exemplify(_KEPT)


class DraftListing(CountedPage[KeptDraft]):
    """The caller's own drafts, the last saved first."""

    model_config = exemplify(entity_page_example(_KEPT))


def write_draft(draft: Draft) -> dict[str, JsonValue]:
    """Write a draft; its content may hold what entities may not, as half of a surrogate pair."""
    return {**draft.to_json(), "content": draft.content}
