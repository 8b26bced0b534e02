"""Documents in files: JSON Lines, one a line, or YAML files, one an entity, in a folder or a ZIP."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Final
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from registry.errors import Invalid
from registry.launch.yaml_text import read_yaml, write_yaml
from registry.services.export import Document
from registry.services.records import KINDS
from streamlit_jsonschema_form.json_text import InvalidText, read_json, write_json
from streamlit_jsonschema_form.problems import Problem

Found = tuple[str, object]
"""What names a document, and the document; an Invalid instead if it cannot be read."""

LARGEST_FILE: Final = 20_000_000
"""Bytes of one file in a ZIP; a small archive must not fill the memory."""

LARGEST_ZIP: Final = 2_000_000_000
"""Bytes of all files that are read from a ZIP, unpacked: a small archive must not keep a server busy."""

_TABLES: Final = {kind.noun: kind.table for kind in KINDS}
_ORDER: Final = {kind.table: place for place, kind in enumerate(KINDS)}
_LINES: Final = (".jsonl", ".ndjson", ".json")
_YAML: Final = (".yaml", ".yml")
_BETWEEN: Final = "---\n"
_ENCRYPTED: Final = 0x1


def write_json_lines(entities: Iterable[list[Document]], stream: IO[bytes]) -> Iterator[int]:
    """Write documents, a line each, and yield how many each entity had."""
    for documents in entities:
        for document in documents:
            stream.write(f"{write_json(document)}\n".encode())
        yield len(documents)


def write_folder(entities: Iterable[list[Document]], folder: Path) -> Iterator[int]:
    """Write a YAML file for each entity, `models/default/support-bot.yaml`, as `write_json_lines` does.

    A file has a YAML document for each version of a template. Its text is JSON where YAML would
    not give the same value back.
    """
    for documents in entities:
        file = folder / _place_of(documents)
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, _write_all(documents))
        yield len(documents)


def write_zip(entities: Iterable[list[Document]], stream: IO[bytes]) -> Iterator[int]:
    """Write the files of `write_folder` into one ZIP."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for documents in entities:
            archive.writestr(str(_place_of(documents)), _write_all(documents))
            yield len(documents)


def read_json_lines(stream: Iterable[bytes]) -> Iterator[Found]:
    """Yield the documents of JSON Lines; empty lines are skipped."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            where = f"line {number}"
            try:
                yield where, read_json(_text_of(line, where))
            except InvalidText as error:
                reasons = [reason.removeprefix("line 1, ") for reason in error.reasons]
                yield where, Invalid(where, [Problem((), "json", each) for each in reasons])
            except Invalid as error:
                yield where, error


def read_folder(folder: Path) -> Iterator[Found]:
    """Yield the documents of a folder's YAML files, in an order that meets references."""
    files = {str(f.relative_to(folder)): f for f in folder.rglob("*") if f.suffix in _YAML}
    for name in sorted(files, key=_by_kind):
        yield from _read_parts(name, files[name].read_bytes)


def read_zip(stream: IO[bytes]) -> Iterator[Found]:
    """Yield the documents of a ZIP's YAML files, as `read_folder` does.

    Raises:
        Invalid: it is no ZIP, or has too much in it.
    """
    try:
        archive = ZipFile(stream)
    except BadZipFile as error:
        raise Invalid("the file", [Problem((), "zip", f"it is no ZIP: {error}")]) from error
    with archive:
        listed = {info.filename: info for info in archive.infolist()}
        files = {name: info for name, info in listed.items() if name.endswith(_YAML)}
        _require_small_enough(sum(info.file_size for info in files.values()))
        for name in sorted(files, key=_by_kind):
            info = files[name]
            yield from _read_parts(name, lambda: _unpack(archive, info))  # noqa: B023


def read_yaml_file(stream: IO[bytes]) -> Iterator[Found]:
    """Yield the documents of one YAML file."""
    return _read_parts("the file", stream.read)


WRITERS: Final[Mapping[str, Callable[[Iterable[list[Document]], IO[bytes]], Iterator[int]]]] = {
    **dict.fromkeys(_LINES, write_json_lines),
    ".zip": write_zip,
}
"""What writes a file, by the end of its name."""

READERS: Final[Mapping[str, Callable[[IO[bytes]], Iterator[Found]]]] = {
    **dict.fromkeys(_LINES, read_json_lines),
    **dict.fromkeys(_YAML, read_yaml_file),
    ".zip": read_zip,
}
"""What reads a file, by the end of its name."""


def read_file(name: str, stream: IO[bytes]) -> Iterator[Found]:
    """Yield the documents of a file; one with an unknown extension holds JSON Lines."""
    return READERS.get(PurePosixPath(name).suffix.lower(), read_json_lines)(stream)


def _read_parts(name: str, read: Callable[[], bytes]) -> Iterator[Found]:
    """Split a file at the lines that are `---` and nothing else; no block text is so bare."""
    try:
        parts = _text_of(read(), name).split("\n" + _BETWEEN)
    except Invalid as error:
        yield name, error
        return
    for number, text in enumerate(parts, start=1):
        where = f"{name}, document {number}"
        try:
            yield where, read_yaml(text)
        except Invalid as error:
            yield where, error


def _text_of(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"expected text in UTF-8: {error.reason} at byte {error.start + 1}"
        raise Invalid(where, [Problem((), "encoding", message)]) from error


def _require_small_enough(unpacked: int) -> None:
    if unpacked > LARGEST_ZIP:
        reason = (
            f"its files have {unpacked:,} bytes unpacked, and {LARGEST_ZIP:,} is the most; import "
            "it in parts, or unpack it and import the folder with `patternshop import`"
        )
        raise Invalid("the file", [Problem((), "zip", reason)])


def _unpack(archive: ZipFile, info: ZipInfo) -> bytes:
    reason = ""
    if info.flag_bits & _ENCRYPTED:
        reason = "it is encrypted; make the ZIP without a password"
    if info.file_size > LARGEST_FILE:
        reason = f"it has {info.file_size:,} bytes, and {LARGEST_FILE:,} is the most"
    if reason:
        raise Invalid(info.filename, [Problem((), "zip", reason)])
    try:
        with archive.open(info) as file:
            # Limited, since the size that the archive declares may be wrong.
            return file.read(info.file_size + 1)
    except (BadZipFile, zlib.error, NotImplementedError) as error:
        raise Invalid(
            info.filename, [Problem((), "zip", f"cannot be unpacked: {error}")]
        ) from error


def _by_kind(name: str) -> tuple[int, str]:
    places = [_ORDER[part] for part in PurePosixPath(name).parts if part in _ORDER]
    return (places[0] if places else len(_ORDER)), name


def _write_all(documents: list[Document]) -> str:
    return _BETWEEN.join(map(_write_exactly, documents))


def _write_exactly(document: Document) -> str:
    text = write_yaml(document)
    try:
        same = write_json(read_yaml(text)) == write_json(document)
    except Invalid:
        same = False
    return text if same else write_json(document, indent=2) + "\n"


def _place_of(documents: list[Document]) -> PurePosixPath:
    last = documents[-1]
    workspace, name = _file_name(last["workspace"]), _file_name(last["name"])
    return PurePosixPath(_TABLES[last["kind"]], workspace, f"{name}.yaml")


def _file_name(name: str) -> str:
    return quote(name, safe=" ()@+,=~") if name not in (".", "..") else name.replace(".", "%2E")


def _replace(file: Path, text: str) -> None:
    """Write a file in one step, and not at all if it is there already: its time stays then."""
    if file.exists() and file.read_text("utf-8") == text:
        return
    draft = file.with_suffix(".part")
    draft.write_text(text, "utf-8")
    draft.replace(file)
