"""What can be done with filesets, and what a reference to one has to be."""

from collections.abc import Mapping
from typing import Any

from registry.domain.fileset import Fileset, FilesetInput
from registry.errors import Denied, Invalid, NotFound, StoreUnavailable, Unacceptable
from registry.services.entity_service import EntityService
from registry.services.records import FILESETS, ServiceContext, retry_on_stale, validate_input
from registry.store.files import MAX_ENCODED, Files, StoredFile, Upload, encode_path
from streamlit_jsonschema_form.problems import Problem


class PluginsOff(Denied):
    """Parsers of tool calls that run code in the server are not allowed here."""

    def __init__(self) -> None:
        super().__init__(
            "tool_call_plugin is disabled: it runs code in the inference server; set "
            "tool_call_plugins in the settings to allow it"
        )


class Filesets(EntityService[Fileset]):
    """Named sets of files; files of filesets with another storage are not stored here."""

    kind = FILESETS

    def __init__(self, context: ServiceContext, files: Files | None, *, plugins: bool) -> None:
        super().__init__(context)
        self._stored = files
        self._plugins = plugins

    def create(
        self, given: FilesetInput | Mapping[str, Any], *, workspace: str, actor: str
    ) -> Fileset:
        """Add a fileset without files. Raises Invalid, NoWorkspace, AlreadyExists."""
        wanted = validate_input(FilesetInput, given, FILESETS.noun)
        return self._context.add(FILESETS, dict(wanted), workspace, actor)

    def change(
        self, workspace: str, name: str, changes: Mapping[str, Any], *, actor: str
    ) -> Fileset:
        """Change some fields of a fileset as it is now. Raises NotFound, Invalid."""

        def write(current: Fileset) -> Fileset:
            fields = {**dict(FilesetInput.take(current)), **changes}
            wanted = validate_input(FilesetInput, fields, FILESETS.noun)
            return self._context.update(FILESETS, current, dict(wanted), actor)

        return retry_on_stale(lambda: self.find(workspace, name), write)

    def delete(self, workspace: str, name: str, *, actor: str) -> Fileset:
        """Remove a fileset with its files. Raises NotFound."""
        with self._context.changing(actor) as change:
            fileset = FILESETS.read(change.find(FILESETS.table, workspace, name))
            change.delete(FILESETS.table, fileset.id)
        self._files.drop(fileset.id)
        return fileset

    def receive(self, workspace: str, name: str, path: str) -> Upload:
        """Start to receive a file. Raises NotFound, Invalid, Unacceptable, StoreUnavailable."""
        fileset = self.find(workspace, name)
        if not fileset.is_local:
            raise Unacceptable(
                f"fileset {workspace}/{name} stores its files elsewhere; upload the file there"
            )
        _check_path(path)
        return self._files.begin(fileset.id, path)

    def files(self, workspace: str, name: str, prefix: str = "") -> tuple[StoredFile, ...]:
        """Return the files whose path begins with the prefix. Raises NotFound."""
        found = self._files.list(self.find(workspace, name).id)
        return tuple(file for file in found if file.path.startswith(prefix))

    def file(self, workspace: str, name: str, path: str) -> StoredFile:
        """Return one file. Raises NotFound."""
        _check_path(path)
        return self._files.get(self.find(workspace, name).id, path)

    def remove(self, workspace: str, name: str, path: str) -> StoredFile:
        """Remove one file. Raises NotFound."""
        _check_path(path)
        return self._files.remove(self.find(workspace, name).id, path)

    def require(
        self, reference: str | None, *, workspace: str, plugin: object = None, filled: bool
    ) -> None:
        """Check the fileset that a model or an adapter refers to.

        Args:
            reference: `name` or `workspace/name`; None and empty for none.
            workspace: where a name alone is looked for.
            plugin: the parser of tool calls that it names itself.
            filled: whether the fileset has to have a file.

        Raises:
            Unacceptable: it is no reference, or there is no such fileset, or it is empty.
            PluginsOff: a parser is named, by itself or by the fileset, and none are allowed.
        """
        fileset = self._refer(reference.strip(), workspace) if reference else None
        if not self._plugins and (plugin or (fileset and fileset.tool_call_plugin)):
            raise PluginsOff
        if filled and fileset and fileset.is_local and not self._files.has_any(fileset.id):
            raise Unacceptable(f"Fileset {reference!r} exists but is empty; upload a file first")

    def _refer(self, reference: str, workspace: str) -> Fileset:
        parts = reference.split("/")
        if len(parts) > 2 or not all(parts):
            raise Unacceptable(
                f"invalid entity reference {reference!r}; expected 'name' or 'workspace/name'"
            )
        home = parts[0] if len(parts) == 2 else workspace
        try:
            return self.find(home, parts[-1])
        except NotFound as error:
            message = f"Fileset {reference!r} not found in workspace {home!r}"
            raise Unacceptable(message) from error

    @property
    def _files(self) -> Files:
        if self._stored is None:
            raise StoreUnavailable("files are not stored here", "set `files` to a folder")
        return self._stored


def _check_path(path: str) -> None:
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\0" in path:
        message = "expected a path such as config.json or weights/part-1.safetensors, got another"
    elif len(encode_path(path)) > MAX_ENCODED:
        message = f"expected a path of at most {MAX_ENCODED} bytes, percent-encoded; shorten it"
    else:
        return
    raise Invalid("file", [Problem(("path",), "path", message)])
