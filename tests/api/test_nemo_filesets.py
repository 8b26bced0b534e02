"""NeMo's files: received whole or not at all, and what models say of them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.services.ids import new_id

ROOT = "/apis/files/v2/workspaces/default/filesets"
MODELS = "/apis/models/v2/workspaces/default/models"
PLUGIN = {"model": {"tool_calling": {"tool_call_plugin": "default/parser"}}}


@pytest.fixture
def fileset(client):
    return client.post(ROOT, json={"name": "fs"}).json()


def put(client, path, content=b"abc"):
    return client.put(f"{ROOT}/fs/-/{path}", content=content)


def kept(folder):
    return sorted(file.name for file in (folder / "files").rglob("*") if file.is_file())


def test_a_fileset_comes_back_as_it_was_given(client):
    given = {
        "name": "fs",
        "description": "d",
        "project": "p",
        "purpose": "model",
        "metadata": {"model": {"a": None}},
        "custom_fields": {"x": 1},
        "storage": {"type": "huggingface", "repo_id": "a/b"},
    }
    made = client.post(ROOT, json={**given, "cache": False, "more": 1})
    assert made.status_code == 200
    assert made.json().items() >= given.items()
    assert made.json()["id"].startswith("fileset-")
    assert client.get(f"{ROOT}/fs").json() == made.json()
    assert client.post(ROOT, json=given).status_code == 409


def test_files_are_kept_here_unless_it_says_otherwise(fileset):
    assert fileset["storage"] == {"type": "local", "path": fileset["id"]}
    assert (fileset["purpose"], fileset["metadata"]) == ("generic", {})
    assert (fileset["description"], fileset["project"]) == ("", "")


def test_a_fileset_changes_where_something_is_given(client, fileset):
    changed = client.patch(f"{ROOT}/fs", json={"purpose": "dataset", "name": "x", "project": None})
    assert changed.json() == {
        **fileset,
        "purpose": "dataset",
        "updated_at": changed.json()["updated_at"],
    }
    assert client.patch(f"{ROOT}/fs", json={}).json() == changed.json()
    assert client.patch(f"{ROOT}/none", json={}).status_code == 404


def test_filesets_are_listed_and_found(client, fileset):
    client.post(ROOT, json={"name": "hub", "storage": {"type": "huggingface"}})
    listed = client.get(ROOT, params={"filter[storage_type]": "local"}).json()
    assert [each["name"] for each in listed["data"]] == ["fs"]
    assert client.get(ROOT, params={"sort": "-name"}).json()["data"][0]["name"] == "hub"
    assert client.get(ROOT, params={"filter[enabled]": "true"}).status_code == 400


def test_a_file_goes_in_and_comes_out(client, fileset):
    answer = put(client, "weights/part 1.bin", b"\0\xff" * 2_000_000)
    assert answer.status_code == 200
    assert answer.json() == {
        "file_ref": "default/fs#weights/part 1.bin",
        "file_url": f"{ROOT}/fs/-/weights/part%201.bin",
        "path": "weights/part 1.bin",
        "size": 4_000_000,
        "cache_status": None,
    }
    assert client.get(answer.json()["file_url"]).content == b"\0\xff" * 2_000_000
    ranged = client.get(answer.json()["file_url"], headers={"Range": "bytes=1-3"})
    assert (ranged.status_code, ranged.content) == (206, b"\xff\0\xff")


def test_files_are_listed_by_their_beginning(client, fileset):
    for path in ("a", "a/b", "c"):
        put(client, path)
    assert paths(client) == ["a", "a/b", "c"]
    assert paths(client, "a") == ["a", "a/b"]
    assert paths(client, "x") == []


def paths(client, prefix=""):
    found = client.get(f"{ROOT}/fs/files", params={"path": prefix}).json()["data"]
    return [file["path"] for file in found]


def test_a_file_takes_the_place_of_the_one_before(client, fileset, tmp_path):
    put(client, "a", b"long before")
    put(client, "a", b"now")
    assert client.get(f"{ROOT}/fs/-/a").content == b"now"
    assert kept(tmp_path) == ["a"]


def test_an_empty_file_is_a_file(client, fileset):
    assert put(client, "empty", b"").json()["size"] == 0
    assert client.get(f"{ROOT}/fs/-/empty").content == b""


def test_files_go_one_by_one_and_with_their_fileset(client, fileset, tmp_path):
    put(client, "a")
    put(client, "b")
    assert client.delete(f"{ROOT}/fs/-/a").json()["path"] == "a"
    assert client.delete(f"{ROOT}/fs/-/a").status_code == 404
    assert client.delete(f"{ROOT}/fs").json()["name"] == "fs"
    assert client.delete(f"{ROOT}/fs").status_code == 404
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "path", ["a//b", "a/", "a/%2e/b", "%00", "x" * 256, "a/%2e%2e/b", "%2e%2e"]
)
def test_a_path_that_leads_nowhere_is_refused(client, fileset, path, tmp_path):
    assert put(client, path).status_code in {404, 422}
    assert kept(tmp_path) == []


def test_a_path_of_any_letters_stays_within_its_fileset(client, fileset, tmp_path):
    for path in ("ü/…", "..a", "C:\\x", ".incoming", "a%2525"):
        assert put(client, path).status_code == 200, path
    assert {file.parent.parent for file in (tmp_path / "files").rglob("*") if file.is_file()} == {
        tmp_path / "files"
    }


def test_a_file_that_is_too_large_leaves_nothing(serve, tmp_path):
    client = serve(max_file=1000)
    client.post(ROOT, json={"name": "fs"})
    assert put(client, "a", b"x" * 1000).status_code == 200
    assert put(client, "a", b"y" * 1001).status_code == 413
    assert client.get(f"{ROOT}/fs/-/a").content == b"x" * 1000
    assert kept(tmp_path) == ["a"]


def send(api, path, *events, wait=0.0):
    """Put a file as a server sees it: with events of one's own, and silence behind them."""
    answers = []
    coming = list(events)

    async def receive():
        if coming:
            return coming.pop(0)
        await asyncio.sleep(wait)
        return {"type": "http.disconnect"}

    async def answer(message):
        answers.append(message)

    scope = {
        "type": "http",
        "method": "PUT",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"x")],
        "scheme": "http",
        "server": ("x", 80),
    }
    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        apart.submit(asyncio.run, api(scope, receive, answer)).result()
    return answers[0]["status"]


PART = {"type": "http.request", "body": b"half", "more_body": True}


def test_an_upload_that_breaks_off_leaves_nothing(client, fileset, tmp_path):
    assert send(client.app, f"{ROOT}/fs/-/a", PART, PART) == 400
    assert kept(tmp_path) == []


def test_an_upload_that_stops_coming_is_given_up(serve, fileset, tmp_path):
    client = serve(body_patience=0.05)
    assert send(client.app, f"{ROOT}/fs/-/a", PART, wait=30) == 408
    assert kept(tmp_path) == []


def test_files_of_another_storage_are_not_taken(client):
    client.post(ROOT, json={"name": "fs", "storage": {"type": "s3"}})
    assert put(client, "a").status_code == 400


def test_a_file_needs_a_fileset(client):
    assert put(client, "a").status_code == 404
    assert client.get(f"{ROOT}/fs/files").status_code == 404


def test_where_no_folder_is_set_files_are_503(serve, store):
    from registry.services import build

    client = serve()
    source = client.app.state.source
    opened = source.registry()
    bare = type(opened)(build(store, new_id=new_id), opened.settings, store)
    client.app.state.source = type(source)(source.settings, lambda: bare)
    client.post(ROOT, json={"name": "fs"})
    assert put(client, "a").status_code == 503


# What models say of filesets


@pytest.mark.parametrize("reference", ["fs", "default/fs", " default/fs "])
def test_a_model_refers_to_a_fileset_and_keeps_the_text(client, fileset, reference):
    made = client.post(MODELS, json={"name": "m", "fileset": reference})
    assert (made.status_code, made.json()["fileset"]) == (201, reference)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("none", "Fileset 'none' not found in workspace 'default'"),
        ("other/fs", "Fileset 'other/fs' not found in workspace 'other'"),
        ("a/b/c", "invalid entity reference"),
        ("a/", "invalid entity reference"),
        ("fileset://fs", "invalid entity reference"),
    ],
)
def test_a_reference_that_leads_nowhere_is_400(client, fileset, reference, said):
    answer = client.post(MODELS, json={"name": "m", "fileset": reference})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_a_new_model_may_have_an_empty_fileset_and_a_changed_one_may_not(client, fileset):
    assert client.post(MODELS, json={"name": "m", "fileset": "fs"}).status_code == 201
    answer = client.patch(f"{MODELS}/m", json={"fileset": "fs"})
    assert (answer.status_code, "exists but is empty" in answer.json()["detail"]) == (400, True)
    put(client, "a")
    assert client.patch(f"{MODELS}/m", json={"fileset": "fs"}).status_code == 200


def test_parsers_that_run_code_are_off_unless_a_setting_allows_them(serve, client):
    client.post(ROOT, json={"name": "fs", "metadata": PLUGIN})
    answer = client.post(MODELS, json={"name": "m", "fileset": "fs"})
    assert answer.status_code == 403
    assert "tool_call_plugins" in answer.json()["detail"]
