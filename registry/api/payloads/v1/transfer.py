"""Export and import in our own dialect: JSON Lines, a document an entity."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Any, Final

from pydantic import BaseModel, Field

from registry.api.components import exemplify
from registry.api.payloads.v1.base import write_as
from registry.services.import_ import ImportResult, Outcome
from streamlit_jsonschema_form.problems import JsonValue

LINES: Final = "application/x-ndjson"
LEFT_OUT: Final = "x-left-out"
_PIECE: Final = 256 * 1024
_WHAT: Final = "workspace search-team/search-team"

_DOCUMENT: Final = (
    '{"kind": "workspace", "id": "workspace-8cNd4WqTz2MxKb", "workspace": "search-team", '
    '"name": "search-team", "revision": 1, "created_at": "2026-01-01T00:00:00+00:00", '
    '"updated_at": "2026-01-01T00:00:00+00:00", "body": {"description": null}}\n'
)
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}, "example": _DOCUMENT}
DOCUMENTS: Final = {LINES: _TEXT}
"""What is answered."""

SENT: Final = {LINES: _TEXT, "text/plain": _TEXT}
"""What is sent; nothing depends on how it is called."""


class DocumentKind(StrEnum):
    """The kinds of entities that are carried."""

    WORKSPACE = "workspace"
    TEMPLATE = "template"
    GROUP = "group"
    FILESET = "fileset"
    PROMPT = "prompt"
    MODEL = "model"
    ADAPTER = "adapter"
    DEPLOYMENT = "deployment"


class ImportVerdict(BaseModel):
    """What became of a document."""

    outcome: Outcome = Field(
        description="`skip`: the same is there already; `conflict`: something else is; `refuse`: it "
        "breaks a rule."
    )
    what: str = Field(description="Kind, workspace and name; empty for what is no document.")
    reason: str
    where: str = Field(description="Which line.")
    choosable: bool = Field(description="Whether `overwrite` makes an update of it.")


class ImportSummary(BaseModel, title="ImportReport"):
    """What became of all documents."""

    __qualname__ = "ImportReport"

    model_config = exemplify(
        {
            "counts": {"create": 1, "update": 0, "skip": 0, "conflict": 0, "refuse": 0},
            "verdicts": [
                {
                    "outcome": "create",
                    "what": _WHAT,
                    "reason": "",
                    "where": "line 1",
                    "choosable": False,
                }
            ],
        }
    )

    counts: dict[Outcome, int]
    verdicts: list[ImportVerdict] = Field(
        description="Each document of a dry run, else those that were not taken in for a reason."
    )


def write_report(results: Iterator[ImportResult], *, everything: bool) -> dict[str, JsonValue]:
    """Carry an import out, and write what became of it."""
    counts: Counter[Outcome] = Counter()
    reported: list[JsonValue] = []
    for result in results:
        counts[result.outcome] += 1
        if everything or result.reason:
            reported.append(write_as(ImportVerdict, result))
    return {"counts": {each.value: counts[each] for each in Outcome}, "verdicts": reported}


def send(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
