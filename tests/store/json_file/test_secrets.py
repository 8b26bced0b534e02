"""A secret that is gone from a draft is soon gone from every file."""

import random
import string
import time

import pytest

from tests.store.json_file.deeds import opened, put

SECRET = "hunter2-"


@pytest.fixture
def draft(make_record):
    def make(id, secret, revision=1, size=200):
        filler = "".join(random.choices(string.ascii_letters, k=size))
        return make_record(
            id, {"content": f"{filler}{secret}{filler}"}, kind="drafts", revision=revision
        )

    return make


def files_with(path, text):
    found = []
    for file in path.parent.iterdir():
        try:
            content = file.read_bytes()
        except (
            FileNotFoundError
        ):  # a temporary file that took its final name: look at that one, too
            return files_with(path, text)
        if text.encode() in content:
            found.append(file.name)
    return found


def wait_until_gone(path, text):
    """Wait as long as it may take: five seconds."""
    end = time.monotonic() + 5
    while files := files_with(path, text):
        assert time.monotonic() < end, files
        time.sleep(0.05)


@pytest.mark.parametrize("size", [20, 3000, 60_000])
def test_a_secret_that_was_typed_over_or_discarded_is_in_no_file(path, draft, size):
    with opened(path) as store, opened(path) as other:
        put(store, *(draft(f"d{n}", f"{SECRET}{n};", size=size) for n in range(9)))
        assert files_with(path, f"{SECRET}3;")
        assert other.get("drafts", "d3")
        with store.transaction("ana") as tx:
            tx.replace(draft("d3", "", 2, size // 2), expected=1)
            tx.delete("drafts", "d4")
        wait_until_gone(path, f"{SECRET}3;")
        wait_until_gone(path, f"{SECRET}4;")
        assert files_with(path, f"{SECRET}5;") == ["registry.db"]
        with other.transaction("ana") as tx:
            tx.delete("drafts", "d5")
    assert files_with(path, f"{SECRET}5;") == []
    assert files_with(path, f"{SECRET}6;") == ["registry.db"]


def test_secrets_are_gone_while_others_write_all_the_time(path, draft, make_record):
    with opened(path) as store:
        put(store, draft("d", SECRET))
        for n in range(60):
            put(store, make_record(str(n), {"text": "x" * random.randrange(5000)}))
        for n in range(40):
            with store.transaction("ana") as tx:
                tx.replace(
                    draft("d", f"{SECRET}{n};", n + 2, random.randrange(9000)), expected=n + 1
                )
            put(store, draft(f"e{n}", f"{SECRET}e{n};", 1, random.randrange(9000)))
        with store.transaction("ana") as tx:
            for id in ["d", *(f"e{n}" for n in range(40))]:
                tx.delete("drafts", id)
        began = time.monotonic()
        number = 100
        while files_with(path, SECRET):
            assert time.monotonic() - began < 5, files_with(path, SECRET)
            put(store, make_record(str(number := number + 1)))


def test_a_secret_is_gone_after_a_stop(path, draft):
    with opened(path) as store:
        put(store, draft("d", SECRET))
        with store.transaction("ana") as tx:
            tx.delete("drafts", "d")
    assert files_with(path, SECRET) == []
