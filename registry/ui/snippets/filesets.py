"""What to do with filesets and their files."""

from collections.abc import Mapping
from typing import Final

from registry.domain.fileset import Fileset
from registry.ui.snippets.clients import Client, Connection, Task, write_loop
from registry.ui.snippets.literals import Expression, write_call
from registry.ui.snippets.shell import write_curl

_CONTENT: Final = "your weights"
_OWN: Final = "This uploads sample text. To upload a file, put {} in place of {}."
REAL_FILES: Final[Mapping[Client, str]] = {
    Client.NEMO: _OWN.format('`open("weights.bin", "rb")`', f'`b"{_CONTENT}"`'),
    Client.CURL: _OWN.format("`--upload-file weights.bin`", f"`--data-raw '{_CONTENT}'`"),
}
"""What to know before running code that uploads."""

_UNKNOWN: Final = "Scale's clients do not support filesets. Use `nemo-platform` or `curl`."
_FILE: Final = "README.md"
_WILD: Final = frozenset("#*?[")
_NO_WILD: Final = "`nemo-platform` treats `#`, `*`, `?` and `[` in a path as wildcards. Use `curl`."
_NO_SCALE: Final[Mapping[Client, str]] = {Client.GP: _UNKNOWN, Client.EGP: _UNKNOWN}


def tasks_of(fileset: Fileset, connection: Connection, file: str | None) -> tuple[Task, ...]:
    """Return what to do with a fileset; `file` is the path of one that is in it, if any."""
    name = fileset.name
    tasks = [_get(name, connection)]
    if fileset.is_local:
        tasks += [_list(name, connection), _upload(name, connection)]
    if file is not None:
        tasks.append(_download(name, connection, file))
    return tuple(tasks)


def new_fileset(name: str, connection: Connection) -> Task:
    """Return how to make a fileset with one file."""
    return Task(
        "Create a fileset",
        {
            Client.NEMO: connection.nemo_program(upload(name, _FILE), "print(fileset)"),
            Client.CURL: "\n\n".join(upload_by_curl(connection, name, _FILE)),
        },
        {**REAL_FILES, **_NO_SCALE},
    )


def upload(fileset: str, path: str) -> str:
    """Write in Python how a file comes into a fileset, which is made if need be."""
    return write_call(
        "fileset = client.files.upload_content",
        content=Expression(f'b"{_CONTENT}"'),
        remote_path=path,
        fileset=fileset,
        fileset_auto_create=True,
    )


def upload_by_curl(connection: Connection, fileset: str, path: str) -> tuple[str, str]:
    """Write the commands that make a fileset and put a file into it."""
    return (
        write_curl(connection.nemo("files", "filesets"), body={"name": fileset}),
        _put(connection, fileset, path),
    )


def file_url(connection: Connection, fileset: str, path: str) -> str:
    """Return the address of a file's content."""
    return connection.nemo("files", "filesets", fileset, "-", *path.split("/"))


def _put(connection: Connection, fileset: str, path: str) -> str:
    return write_curl(file_url(connection, fileset, path), method="PUT", content=_CONTENT)


def _get(name: str, connection: Connection) -> Task:
    got = write_call("fileset = client.files.filesets.retrieve", name)
    return Task(
        "Get",
        {
            Client.NEMO: connection.nemo_program(got, "print(fileset)"),
            Client.CURL: write_curl(connection.nemo("files", "filesets", name)),
        },
        _NO_SCALE,
    )


def _list(name: str, connection: Connection) -> Task:
    found = write_call("client.files.list", fileset=name)
    return Task(
        "List files",
        {
            Client.NEMO: connection.nemo_program(
                write_loop("file", f"{found}.data", "path", "size")
            ),
            Client.CURL: write_curl(connection.nemo("files", "filesets", name, "files")),
        },
        _NO_SCALE,
    )


def _upload(name: str, connection: Connection) -> Task:
    return Task(
        "Upload a file",
        {
            Client.NEMO: connection.nemo_program(upload(name, _FILE), "print(fileset)"),
            Client.CURL: _put(connection, name, _FILE),
        },
        {**REAL_FILES, **_NO_SCALE},
    )


def _download(name: str, connection: Connection, path: str) -> Task:
    kept = path.rpartition("/")[2]
    codes = {Client.CURL: write_curl(file_url(connection, name, path), save_as=kept)}
    if _WILD.isdisjoint(path):
        got = write_call("content = client.files.download_content", remote_path=path, fileset=name)
        codes[Client.NEMO] = connection.nemo_program(got, "print(len(content))")
    remarks = _NO_SCALE if Client.NEMO in codes else {Client.NEMO: _NO_WILD, **_NO_SCALE}
    return Task("Download a file", codes, remarks)
