"""Filesets and files, as they are sent and answered."""

from typing import Any
from urllib.parse import quote

from registry.api.components import exemplify
from registry.api.payloads.nemo.wire import (
    DATES,
    NemoBody,
    WireDescription,
    WireName,
    WireProject,
    write_fields,
)
from registry.domain import fileset as domain
from registry.domain.fileset import LOCAL, FilesetPurpose
from registry.store.files import StoredFile

_FILE = {
    "file_ref": "default/llama-3.1-8b#config.json",
    "file_url": "/apis/files/v2/workspaces/default/filesets/llama-3.1-8b/-/config.json",
    "path": "config.json",
    "size": 826,
    "cache_status": None,
}


class UpdateFileset(NemoBody):
    """What of a fileset can change; absent and null leave it as it is."""

    model_config = exemplify({"purpose": "model"})

    description: WireDescription | None = None
    project: WireProject | None = None
    purpose: FilesetPurpose | None = None
    metadata: dict[str, Any] | None = None
    custom_fields: dict[str, Any] | None = None


class CreateFileset(UpdateFileset):
    """A new fileset; `storage` says where the files are, here if it is left out."""

    model_config = exemplify({"name": "llama-3.1-8b", "purpose": "model"})

    name: WireName
    storage: dict[str, Any] | None = None
    cache: bool | None = None

    def fields(self) -> dict[str, Any]:
        """Return the fileset's fields; nothing is cached, for nothing is fetched."""
        given = self.model_dump(exclude={"cache"})
        return {name: value for name, value in given.items() if value is not None}


class NemoFileset(NemoBody):
    """A fileset as it is answered."""

    model_config = exemplify(
        {
            "id": "fileset-3mJr7AoUXx2Wqd",
            "name": "llama-3.1-8b",
            "workspace": "default",
            "description": "",
            "purpose": "model",
            "storage": {"type": "local", "path": "fileset-3mJr7AoUXx2Wqd"},
            "metadata": {},
            "custom_fields": {},
            "project": "",
            **DATES,
        }
    )

    id: str
    name: str
    workspace: str
    description: str
    purpose: FilesetPurpose
    storage: dict[str, Any]
    metadata: dict[str, Any]
    custom_fields: dict[str, Any]
    project: str
    created_at: str
    updated_at: str


class FilesetFile(NemoBody):
    """A file as it is answered; one that is kept here needs no cache."""

    model_config = exemplify(_FILE)

    file_ref: str
    file_url: str
    path: str
    size: int
    cache_status: str | None = None


class FilesetFiles(NemoBody):
    """The files of a fileset."""

    model_config = exemplify({"data": [_FILE]})

    data: list[FilesetFile]


def write_fileset(fileset: domain.Fileset) -> dict[str, Any]:
    """Write a fileset; nobody is told which folder of this server its files are in.

    NeMo's client takes texts alone for description and project.
    """
    body = write_fields(NemoFileset, fileset)
    body |= {name: body[name] or "" for name in ("description", "project")}
    if fileset.is_local:
        body["storage"] = {"type": LOCAL, "path": fileset.id, **fileset.storage}
    return body


def write_file(workspace: str, fileset: str, file: StoredFile) -> dict[str, Any]:
    """Write a file."""
    address = f"/apis/files/v2/workspaces/{workspace}/filesets/{fileset}/-/{quote(file.path)}"
    return {
        "file_ref": f"{workspace}/{fileset}#{file.path}",
        "file_url": address,
        "path": file.path,
        "size": file.size,
        "cache_status": None,
    }
