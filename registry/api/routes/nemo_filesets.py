"""NeMo's filesets and their files: received and sent as streams."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from registry.api.body import StrictRoute, TooLarge, stream_patiently
from registry.api.body_cache import Writer
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.filters.fields import FILESETS
from registry.api.payloads.nemo.fileset import (
    CreateFileset,
    Fileset,
    FilesetFile,
    FilesetFiles,
    UpdateFileset,
    write_file,
    write_fileset,
)
from registry.api.payloads.nemo.wire import PageOf
from registry.api.response import Answer
from registry.api.routes.nemo_query import Listed
from registry.services import records
from registry.settings import Settings
from registry.store.files import StoredFile, Upload

_ROOT = "/apis/files/v2/workspaces/{workspace}/filesets"
_FILE = _ROOT + "/{name}/-/{path:path}"
_BINARY: Final[dict[str, Any]] = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
}
_WRITER = Writer(records.FILESETS, write_fileset)
_BATCH = 1024 * 1024  # bytes that are written at once

router = APIRouter(route_class=StrictRoute, tags=["NeMo files"])


@router.post(_ROOT, response_model=Fileset, responses=answers(409, body=True))
def create_fileset(call: Call, workspace: str, body: CreateFileset) -> Answer:
    """Make a fileset without files."""
    made = call.services.filesets.create(body.fields(), workspace=workspace, actor=call.actor)
    return Answer(write_fileset(made))


@router.get(_ROOT, response_model=PageOf[Fileset], responses=answers(400, 404))
def list_filesets(call: Call, workspace: str, wanted: Listed) -> Answer:
    """List the filesets of a workspace, or of all with `-` in its place."""
    return wanted.answer(call, workspace, FILESETS, call.services.filesets.records, _WRITER)


@router.get(_ROOT + "/{name}", response_model=Fileset, responses=answers(404))
def get_fileset(call: Call, workspace: str, name: str) -> Answer:
    """Return a fileset."""
    return Answer(write_fileset(call.services.filesets.get(workspace, name)))


@router.patch(_ROOT + "/{name}", response_model=Fileset, responses=answers(404, 409, body=True))
def change_fileset(call: Call, workspace: str, name: str, body: UpdateFileset) -> Answer:
    """Change what is given; what is absent or null stays as it is."""
    filesets = call.services.filesets
    changed = filesets.change(workspace, name, body.given(), actor=call.actor)
    return Answer(write_fileset(changed))


@router.delete(_ROOT + "/{name}", response_model=Fileset, responses=answers(404))
def delete_fileset(call: Call, workspace: str, name: str) -> Answer:
    """Remove a fileset with its files."""
    return Answer(write_fileset(call.services.filesets.delete(workspace, name, actor=call.actor)))


@router.get(_ROOT + "/{name}/files", response_model=FilesetFiles, responses=answers(404))
def list_files(call: Call, workspace: str, name: str, path: str = "") -> Answer:
    """List the files whose path begins with `path`."""
    found = call.services.filesets.files(workspace, name, path)
    return Answer({"data": [write_file(workspace, name, file) for file in found]})


@router.put(
    _FILE,
    response_model=FilesetFile,
    responses=answers(404, body=True),
    openapi_extra={"requestBody": {"content": _BINARY, "required": True}},
)
async def upload_file(call: Call, request: Request, workspace: str, name: str, path: str) -> Answer:
    """Receive a file; one that is there is replaced when all of the new one has arrived."""
    upload = await run_in_threadpool(_begin, call, workspace, name, path)
    with upload:
        file = await _receive(request, upload, call.settings)
    return Answer(write_file(workspace, name, file))


@router.get(
    _FILE,
    response_class=Response,
    responses={200: {"content": _BINARY, "description": "The file."}, **answers(404)},
)
def download_file(call: Call, workspace: str, name: str, path: str) -> Response:
    """Send a file, or the ranges of it that are asked for."""
    file = call.services.filesets.file(workspace, name, path)
    return FileResponse(file.place, media_type="application/octet-stream")


@router.delete(_FILE, response_model=FilesetFile, responses=answers(404))
def delete_file(call: Call, workspace: str, name: str, path: str) -> Answer:
    """Remove a file."""
    removed = call.services.filesets.remove(workspace, name, path)
    return Answer(write_file(workspace, name, removed))


def _begin(call: Call, workspace: str, name: str, path: str) -> Upload:
    return call.services.filesets.receive(workspace, name, path)


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
