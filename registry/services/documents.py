"""Documents in files: JSON Lines, one a line, or a folder of YAML files, one an entity."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import quote

from registry.errors import Invalid, Problem
from registry.json_text import Unreadable, read_json, write_json
from registry.launch.yaml import write_yaml
from registry.launch.yaml_text import read_yaml
from registry.services.transfer import KINDS, Document

Found = tuple[str, object]
"""The place of a document in words, and the document; an Invalid in its place if there is none."""

_TABLES: Final = {kind.noun: kind.table for kind in KINDS}
_BETWEEN: Final = "---\n"


def write_lines(entities: Iterable[list[Document]], stream: TextIO) -> Iterator[int]:
    """Write documents, a line each, and yield how many each entity had."""
    for documents in entities:
        for document in documents:
            stream.write(write_json(document) + "\n")
        yield len(documents)


def write_folder(entities: Iterable[list[Document]], folder: Path) -> Iterator[int]:
    """Write a YAML file for each entity, `models/default/support-bot.yaml`, as `write_lines` does.

    A file has a YAML document for each version of a template. Its text is JSON where YAML would
    not give the same value back.
    """
    for documents in entities:
        last = documents[-1]
        inside = folder / _TABLES[last["kind"]] / _file_name(last["workspace"])
        inside.mkdir(parents=True, exist_ok=True)
        text = _BETWEEN.join(map(_write_exactly, documents))
        _replace(inside / f"{_file_name(last['name'])}.yaml", text)
        yield len(documents)


def read_lines(stream: Iterable[str]) -> Iterator[Found]:
    """Yield the documents of JSON Lines; empty lines are passed over."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            where = f"line {number}"
            try:
                yield where, read_json(line)
            except Unreadable as error:
                yield where, Invalid(where, [Problem((), "json", str(error))])


def read_folder(folder: Path) -> Iterator[Found]:
    """Yield the documents of a folder's YAML files, kind by kind, so that references are met."""
    for kind in KINDS:
        for file in sorted((folder / kind.table).rglob("*.yaml")):
            for number, text in enumerate(_parts(file), start=1):
                where = f"{file.relative_to(folder)}, document {number}"
                try:
                    yield where, read_yaml(text)
                except Invalid as error:
                    yield where, error


def _parts(file: Path) -> list[str]:
    """Split a file at the lines that are `---` and nothing else; no block text is so bare."""
    return file.read_text("utf-8").split("\n" + _BETWEEN)


def _write_exactly(document: Document) -> str:
    text = write_yaml(document)
    try:
        same = write_json(read_yaml(text)) == write_json(document)
    except Invalid:
        same = False
    return text if same else write_json(document, indent=2) + "\n"


def _file_name(name: str) -> str:
    return quote(name, safe=" ()@+,=~") if name not in (".", "..") else name.replace(".", "%2E")


def _replace(file: Path, text: str) -> None:
    """Write a file in one step, and not at all if it is there already: its time stays then."""
    if file.exists() and file.read_text("utf-8") == text:
        return
    draft = file.with_suffix(".part")
    draft.write_text(text, "utf-8")
    draft.replace(file)
