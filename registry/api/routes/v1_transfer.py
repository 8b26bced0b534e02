"""Export and import in our own dialect, as the app and the command line do them."""

from collections import deque
from tempfile import TemporaryFile
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from registry.api.body import JsonRoute, receive
from registry.api.dependencies import Context
from registry.api.documentation import problem_responses
from registry.api.payloads.v1.transfer import (
    DOCUMENTS,
    LEFT_OUT,
    LINES,
    SENT,
    DocumentKind,
    ImportSummary,
    send,
    write_report,
)
from registry.api.response import StrictResponse
from registry.services.documents import read_json_lines, write_json_lines
from registry.services.export import Export
from registry.services.import_ import Import

_ALL: Final = "*"
_LEFT_OUT: Final = {
    "description": "How many entities are not in it, since they cannot be read.",
    "schema": {"type": "integer"},
}

router = APIRouter(route_class=JsonRoute, tags=["Export and import"])


@router.get(
    "/api/v1/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "JSON Lines, a document an entity; of a template one for each version.",
            "content": DOCUMENTS,
            "headers": {LEFT_OUT: _LEFT_OUT},
        },
        **problem_responses(404),
    },
)
def export(
    context: Context,
    workspace: Annotated[
        str | None, Query(description="Only what is in this workspace.", examples=["default"])
    ] = None,
    kind: Annotated[tuple[DocumentKind, ...], Query(description="Any of these.")] = (),
    secrets: Annotated[
        bool, Query(description="Write secrets too; the mask stands for them otherwise.")
    ] = False,
) -> StreamingResponse:
    """Write entities as they are now, with their ids; history and drafts stay here."""
    services = context.services
    services.workspaces.require(workspace)
    source = Export(services, context.store, workspace=workspace, kinds=kind, secrets=secrets)
    file = TemporaryFile()  # noqa: SIM115 - it is closed when it was sent
    deque(write_json_lines(source.entities(), file), maxlen=0)
    headers = {LEFT_OUT: str(len(source.left_out)), "content-length": str(file.tell())}
    return StreamingResponse(send(file), headers=headers, media_type=LINES)


@router.post(
    "/api/v1/import",
    response_model=ImportSummary,
    responses=problem_responses(400, 408, 413),
    openapi_extra={"requestBody": {"content": SENT, "required": True}},
)
async def take_in(
    context: Context,
    request: Request,
    *,
    dry_run: Annotated[bool, Query(description="Change nothing; say what would be done.")] = False,
    overwrite: Annotated[
        tuple[str, ...],
        Query(
            description="What was changed here since the export and is to be undone: as verdicts "
            "name it, or `*` for everything.",
            examples=[["model default/support-bot"]],
        ),
    ] = (),
) -> StrictResponse:
    """Create and update entities from what export wrote; the same again changes nothing."""
    content = await receive(request)
    return await run_in_threadpool(_take_in, context, content, overwrite, dry=dry_run)


def _take_in(
    context: Context, content: bytes, overwrite: tuple[str, ...], *, dry: bool
) -> StrictResponse:
    importing = Import(
        context.store,
        actor=context.actor,
        note="from REST",
        dry=dry,
        overwrite=_ALL in overwrite or overwrite,
    )
    verdicts = importing.run(read_json_lines(content.splitlines()))
    return StrictResponse(write_report(verdicts, everything=dry))
