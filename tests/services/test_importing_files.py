"""What can be taken in: text, ZIP files and folders of YAML."""

import json
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from registry.errors import Invalid
from registry.services import documents
from registry.services.documents import (
    read_file,
    read_folder,
    read_json_lines,
    read_zip,
    write_folder,
    write_zip,
)
from registry.services.export import Export
from registry.services.import_ import Import
from registry.store.memory import MemoryStore


def test_text_that_is_not_utf_8_is_refused_with_its_place(other, tmp_path):
    wrong = b'\xef\xbb\xbf{"kind": "poem"}\n{"kind": "caf\xe9"}\n'
    told = [str(v) for v in Import(other, actor="eve").run(read_json_lines(BytesIO(wrong)))]
    assert told[0].startswith("rejected line 1: /kind")
    assert (
        told[1] == "rejected line 2: expected text in UTF-8: invalid continuation byte at byte 14"
    )
    (tmp_path / "x.yaml").write_bytes(b"caf\xe9")
    told = [str(v) for v in Import(other, actor="eve").run(read_folder(tmp_path))]
    assert told[0].startswith("rejected x.yaml: expected text in UTF-8")


def zipped(services, store) -> BytesIO:
    stream = BytesIO()
    export = Export(services, store)
    assert sum(write_zip(export.entities(), stream)) == 5
    return stream


def outcomes_of(other, name, stream):
    return [v.outcome for v in Import(other, actor="eve").run(read_file(name, stream))]


def test_a_zip_of_yaml_comes_back_exactly(services, store, other, full):
    stream = zipped(services, store)
    assert sorted(ZipFile(stream).namelist())[-1] == "workspaces/research/research.yaml"
    assert outcomes_of(other, "a.ZIP", stream) == ["create", "create", "update", "create", "create"]
    assert outcomes_of(other, "a.zip", stream) == ["skip"] * 5
    for name in ("older", "newer"):
        ours, theirs = (s.find("models", "default", name).body for s in (store, other))
        assert json.dumps(theirs) == json.dumps(ours)


def test_a_zip_is_read_in_the_order_of_references_whatever_its_own(services, store, other, full):
    turned = BytesIO()
    with ZipFile(zipped(services, store)) as made, ZipFile(turned, "w") as archive:
        for name in sorted(made.namelist()):
            archive.writestr(f"shop-main/{name}", made.read(name))
    assert outcomes_of(other, "a.zip", turned)[0] == "create"
    assert outcomes_of(other, "a.zip", turned) == ["skip"] * 5


def test_one_file_of_yaml_is_read(services, store, other, full):
    with ZipFile(zipped(services, store)) as made:
        text = made.read("templates/default/vllm.yaml")
    assert outcomes_of(other, "vllm.yaml", BytesIO(text)) == ["create", "update"]


def test_a_zip_that_cannot_be_unpacked_is_refused(services, store, other, full, monkeypatch):
    with pytest.raises(Invalid, match="it is no ZIP"):
        outcomes_of(other, "a.zip", BytesIO(b"PK no"))
    content = zipped(services, store).getvalue()
    with ZipFile(BytesIO(content)) as made:
        first = made.getinfo("models/default/older.yaml")
    damaged = bytearray(content)
    damaged[first.header_offset + 80] ^= 0xFF
    told = list(Import(MemoryStore(), actor="eve").run(read_zip(BytesIO(damaged))))
    (refused,) = [result for result in told if result.outcome == "refuse"]
    assert refused.where == "models/default/older.yaml"
    monkeypatch.setattr(documents, "LARGEST_FILE", 10)
    told = Import(other, actor="eve").run(read_zip(BytesIO(content)))
    assert all("10 is the most" in result.reason for result in told)


def test_a_zip_with_too_much_in_it_is_refused_before_anything_is_read(
    services, store, other, full, monkeypatch
):
    stream = zipped(services, store)
    with ZipFile(stream) as made:
        unpacked = sum(info.file_size for info in made.infolist())
    with ZipFile(stream, "a") as archive:
        archive.writestr("notes.txt", "not read, so not counted")
    monkeypatch.setattr(documents, "LARGEST_ZIP", unpacked)
    assert outcomes_of(other, "a.zip", stream) == ["create", "create", "update", "create", "create"]
    monkeypatch.setattr(documents, "LARGEST_ZIP", unpacked - 1)
    reason = (
        f"its files have {unpacked:,} bytes unpacked, and {unpacked - 1:,} is the most; import it"
    )
    with pytest.raises(Invalid, match=reason):
        next(read_zip(stream))


def test_a_zip_that_lies_about_its_sizes_takes_no_memory():
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("models/bomb.yaml", bytes(300_000_000))
    content = bytearray(stream.getvalue())
    place = content.rindex(b"PK\x01\x02") + 24  # the size in the archive's list
    content[place : place + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    ((where, told),) = read_zip(BytesIO(content))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert where == "models/bomb.yaml"
    assert "cannot be unpacked" in str(told)
    assert most < 20_000_000


def test_an_encrypted_zip_is_refused(services, store, other, full):
    content = bytearray(zipped(services, store).getvalue())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 1)
    told = list(Import(other, actor="eve").run(read_zip(BytesIO(content))))
    assert len(told) == 4
    assert all("without a password" in result.reason for result in told)


def test_a_folder_of_yaml_comes_back_exactly(services, store, other, full, tmp_path):
    export = Export(services, store)
    assert export.total() == 4
    assert sum(write_folder(export.entities(), tmp_path)) == 5
    files = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.yaml"))
    assert files == [
        "models/default/newer.yaml",
        "models/default/older.yaml",
        "templates/default/vllm.yaml",
        "workspaces/research/research.yaml",
    ]
    assert "description: " in (tmp_path / files[2]).read_text("utf-8")
    importing = Import(other, actor="eve")
    outcomes = [result.outcome for result in importing.run(read_folder(tmp_path))]
    assert outcomes == ["create", "create", "update", "create", "create"]
    for name in ("older", "newer"):
        ours, theirs = (s.find("models", "default", name).body for s in (store, other))
        assert json.dumps(theirs) == json.dumps(ours)


def test_an_unchanged_file_is_not_written_again(services, store, full, tmp_path):
    list(write_folder(Export(services, store).entities(), tmp_path))
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.yaml")}
    list(write_folder(Export(services, store).entities(), tmp_path))
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.yaml")} == before
