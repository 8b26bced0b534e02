"""In a real browser: a file goes in and comes out to the byte, and nothing else of the form changes."""

import base64
import json
from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

VALUE = run_path(str(Path(__file__).with_name("files_values.py")))["VALUE"]
BYTES = bytes(range(256)) * 40
URL = "data:application/octet-stream;name=my%20file.bin;base64," + base64.b64encode(BYTES).decode()
UPLOADED = {"name": "my file.bin", "mimeType": "application/octet-stream", "buffer": BYTES}

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("files_page.py")
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    return page


def _holds(tab, value):
    """Wait until the page has written exactly this value."""
    shown = tab.get_by_test_id("stCode").last.locator("code")
    expect(shown).to_have_text(json.dumps(value), timeout=20_000)
    assert shown.text_content() == json.dumps(value)


def _upload(tab, label, *files):
    box = tab.get_by_test_id("stFileUploader").filter(has_text=label)
    box.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(files))


def _button(tab, name):
    return tab.get_by_role("button", name=name)


def test_a_file_comes_back_to_the_byte_and_changes_nothing_else(tab):
    _upload(tab, "Notes", {**UPLOADED, "name": "my file.txt", "mimeType": "text/plain"})
    text = URL.replace("application/octet-stream", "text/plain").replace(".bin", ".txt")
    _holds(tab, {**VALUE, "notes": text})
    with tab.expect_download() as waiting:
        _button(tab, "Download Notes").click()
    assert waiting.value.suggested_filename == "my file.txt"
    assert Path(waiting.value.path()).read_bytes() == BYTES
    _button(tab, "Remove Notes").click()
    _holds(tab, VALUE)
    expect(tab.get_by_test_id("stFileUploader").filter(has_text="Notes")).not_to_contain_text(
        "my file"
    )


def test_a_file_that_was_loaded_is_downloaded_and_replaced(tab):
    with tab.expect_download() as waiting:
        _button(tab, "Download Logo").click()
    assert waiting.value.suggested_filename == "logo old.png"
    assert Path(waiting.value.path()).read_bytes() == b"\x89PNG\r\n\x1a\n"
    _button(tab, "Replace Logo").click()
    _upload(tab, "Another file for Logo", UPLOADED)
    _holds(tab, {**VALUE, "logo": URL})
    expect(tab.get_by_text("my file.bin")).to_be_visible()
    expect(tab.get_by_text("Another file for Logo")).to_have_count(0)


def test_several_files_are_appended_in_their_order(tab):
    named = [
        {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": n.encode()} for n in ("a", "b")
    ]
    _upload(tab, "Add files to Samples", *named)
    made = [f"data:text/plain;name={n}.txt;base64,{b}" for n, b in (("a", "YQ=="), ("b", "Yg=="))]
    _holds(tab, {**VALUE, "samples": made})
    _upload(tab, "Add files to Samples", named[0])
    _holds(tab, {**VALUE, "samples": [*made, made[0]]})


def test_a_secret_of_several_lines_is_shown_and_typed_exactly(tab):
    expect(tab.get_by_text("3 lines")).to_be_visible()
    _button(tab, "Show Key").click()
    box = tab.get_by_label("Key", exact=True)
    expect(box).to_have_value(VALUE["key"])
    box.fill("a\nb\n\nc\n")
    box.press("Tab")
    _holds(tab, {**VALUE, "key": "a\nb\n\nc\n"})
    _button(tab, "Hide Key").click()
    expect(tab.get_by_text("4 lines")).to_be_visible()
    expect(tab.get_by_label("Key", exact=True)).to_have_count(0)
