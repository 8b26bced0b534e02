"""A registry goes out of the browser as a file, and comes back in through it."""

import json
from pathlib import Path

from playwright.sync_api import expect


def test_an_export_is_downloaded_and_what_it_lacks_here_is_taken_in(own_server, open_shop):
    shop = open_shop(own_server).visit("transfer", workspace="default")
    shop.press("Prepare export")
    expect(shop.tab.get_by_text("10 documents, ")).to_be_visible()
    with shop.tab.expect_download() as waiting:
        shop.tab.get_by_role("button", name="Download default-").click()
    documents = [json.loads(line) for line in Path(waiting.value.path()).read_text().splitlines()]
    assert len(documents) == 10
    assert waiting.value.suggested_filename.endswith(".jsonl")
    copy = {**documents[0], "id": "template-copy", "name": "copy"}
    lines = "".join(f"{json.dumps(each)}\n" for each in (*documents, copy, {"kind": "poem"}))
    file = {"name": "shop.jsonl", "mimeType": "application/x-ndjson", "buffer": lines.encode()}
    shop.tab.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    take_in = shop.tab.get_by_role("button", name="Import 1 document")
    expect(take_in).to_be_enabled()
    expect(shop.tab.get_by_test_id("stMetric").filter(has_text="Unchanged")).to_contain_text("10")
    take_in.click()
    expect(shop.tab.get_by_text("Import complete: 1 created, 0 updated.")).to_be_visible()
    shop.press("Check the file again")
    expect(shop.tab.get_by_role("button", name="Nothing to import")).to_be_disabled()
    expect(shop.tab.get_by_test_id("stMetric").filter(has_text="Unchanged")).to_contain_text("11")
    shop.visit("template", workspace="default", name="copy")
    expect(shop.tab.get_by_text("template-copy")).to_be_visible()
