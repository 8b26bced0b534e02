"""NeMo's filesets and their files: received and sent as streams."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from registry.api.body import StrictRoute, TooLarge, stream_patiently
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.filters.fields import FILESETS
from registry.api.payloads.nemo.fileset import (
    CreateFileset,
    FilesetFile,
    FilesetFiles,
    NemoFileset,
    UpdateFileset,
    write_file,
    write_fileset,
)
from registry.api.payloads.nemo.wire import PageOf
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import ListParameters
from registry.services import records
from registry.settings import Settings
from registry.store.files import StoredFile, Upload

_ROOT = "/apis/files/v2/workspaces/{workspace}/filesets"
_FILE = _ROOT + "/{name}/-/{path:path}"
_BINARY: Final[dict[str, Any]] = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
}
_WRITER = CachedWriter(records.FILESETS, write_fileset)
_BATCH = 1024 * 1024  # bytes that are written at once

router = APIRouter(route_class=StrictRoute, tags=["NeMo files"])


@router.post(_ROOT, response_model=NemoFileset, responses=error_responses(409, body=True))
def create_fileset(context: Context, workspace: str, body: CreateFileset) -> StrictResponse:
    """Make a fileset without files."""
    made = context.services.filesets.create(body.fields(), workspace=workspace, actor=context.actor)
    return StrictResponse(write_fileset(made))


@router.get(_ROOT, response_model=PageOf[NemoFileset], responses=error_responses(400, 404))
def list_filesets(context: Context, workspace: str, query: ListParameters) -> StrictResponse:
    """List the filesets of a workspace, or of all with `-` in its place."""
    return query.respond(context, workspace, FILESETS, context.services.filesets.records, _WRITER)


@router.get(_ROOT + "/{name}", response_model=NemoFileset, responses=error_responses(404))
def get_fileset(context: Context, workspace: str, name: str) -> StrictResponse:
    """Return a fileset."""
    return StrictResponse(write_fileset(context.services.filesets.find(workspace, name)))


@router.patch(
    _ROOT + "/{name}", response_model=NemoFileset, responses=error_responses(404, 409, body=True)
)
def change_fileset(
    context: Context, workspace: str, name: str, body: UpdateFileset
) -> StrictResponse:
    """Change what is given; what is absent or null stays as it is."""
    filesets = context.services.filesets
    changed = filesets.change(workspace, name, body.given(), actor=context.actor)
    return StrictResponse(write_fileset(changed))


@router.delete(_ROOT + "/{name}", response_model=NemoFileset, responses=error_responses(404))
def delete_fileset(context: Context, workspace: str, name: str) -> StrictResponse:
    """Remove a fileset with its files."""
    return StrictResponse(
        write_fileset(context.services.filesets.delete(workspace, name, actor=context.actor))
    )


@router.get(_ROOT + "/{name}/files", response_model=FilesetFiles, responses=error_responses(404))
def list_files(context: Context, workspace: str, name: str, path: str = "") -> StrictResponse:
    """List the files whose path begins with `path`."""
    found = context.services.filesets.files(workspace, name, path)
    return StrictResponse({"data": [write_file(workspace, name, file) for file in found]})


@router.put(
    _FILE,
    response_model=FilesetFile,
    responses=error_responses(404, body=True),
    openapi_extra={"requestBody": {"content": _BINARY, "required": True}},
)
async def upload_file(
    context: Context, request: Request, workspace: str, name: str, path: str
) -> StrictResponse:
    """Receive a file; one that is there is replaced when all of the new one has arrived."""
    upload = await run_in_threadpool(_begin, context, workspace, name, path)
    with upload:
        file = await _receive(request, upload, context.settings)
    return StrictResponse(write_file(workspace, name, file))


@router.get(
    _FILE,
    response_class=Response,
    responses={200: {"content": _BINARY, "description": "The file."}, **error_responses(404)},
)
def download_file(context: Context, workspace: str, name: str, path: str) -> Response:
    """Send a file, or the ranges of it that are asked for."""
    file = context.services.filesets.file(workspace, name, path)
    return FileResponse(file.place, media_type="application/octet-stream")


@router.delete(_FILE, response_model=FilesetFile, responses=error_responses(404))
def delete_file(context: Context, workspace: str, name: str, path: str) -> StrictResponse:
    """Remove a file."""
    removed = context.services.filesets.remove(workspace, name, path)
    return StrictResponse(write_file(workspace, name, removed))


def _begin(context: Context, workspace: str, name: str, path: str) -> Upload:
    return context.services.filesets.receive(workspace, name, path)


async def _receive(request: Request, upload: Upload, settings: Settings) -> StoredFile:
    size, batch = 0, bytearray()
    async for chunk in stream_patiently(request, settings.body_patience):
        size += len(chunk)
        if size > settings.max_file:
            raise TooLarge(settings.max_file)
        batch += chunk
        if len(batch) >= _BATCH:
            await run_in_threadpool(upload.write, bytes(batch))
            batch.clear()
    await run_in_threadpool(upload.write, bytes(batch))
    return await run_in_threadpool(upload.keep)
