"""A file is uploaded into the value, told, downloaded, replaced and removed; looking changes nothing."""

from streamlit_jsonschema_form.model.codecs.files import write_file
from streamlit_jsonschema_form.model.field_info import FieldInfo

URL = FieldInfo(format="data-url")
LOGO = write_file("logo.png", "image/png", b"\x89PNG\r\n", URL)
FILE = {"type": "string", "format": "data-url"}
ONE = {"type": "object", "properties": {"logo": FILE, "other": {"type": "string"}}}


def _upload(screen, label, *files):
    box = screen.find("file_uploader", label)
    box.set_value(list(files) if len(files) > 1 else files[0])
    return screen.run()


def test_an_upload_becomes_a_data_url_with_the_name_of_the_file(show):
    screen = _upload(show(ONE), "Logo", ("logo.png", b"\x89PNG\r\n", "image/png"))
    assert screen.value == {"logo": LOGO}
    assert "**logo.png**" in screen.said
    assert "6 Bytes" in screen.said
    assert not screen.page.file_uploader


def test_a_file_that_is_there_is_told_and_not_changed(show):
    odd = "data:text/csv;charset=utf-8,a,%62"
    screen = show(ONE, {"logo": odd, "other": "x"}).type("Other", "y")
    assert "text/csv" in screen.said
    assert screen.value == {"logo": odd, "other": "y"}


def test_a_file_is_replaced_and_removed(show):
    screen = show(ONE, {"logo": LOGO})
    screen.page.session_state["f|/logo|replace"] = True
    screen.run()
    _upload(screen, "Another file for Logo", ("b.txt", b"b", "text/plain"))
    assert screen.value == {"logo": write_file("b.txt", "text/plain", b"b", URL)}
    screen.press("Remove Logo")
    assert screen.value == {}
    _upload(screen, "Logo", ("logo.png", b"\x89PNG\r\n", "image/png"))
    assert screen.value == {"logo": LOGO}


def test_the_hint_says_which_files_are_taken(show):
    screen = show({"properties": {"logo": {**FILE, "ui:options": {"accept": ".png,.svg"}}}})
    assert list(screen.find("file_uploader", "Logo").proto.type) == [".png", ".svg"]


def test_bare_base64_is_written_where_the_schema_says_so(show):
    bare = {"type": "string", "contentEncoding": "base64", "contentMediaType": "application/json"}
    screen = _upload(show({"properties": {"it": bare}}), "It", ("x.json", b"{}", "text/x"))
    assert screen.value == {"it": "e30="}
    assert "application/json" in screen.said


def test_several_files_are_appended_to_a_list(show):
    first = "data:,1"
    screen = show({"properties": {"l": {"type": "array", "items": FILE}}}, {"l": [first]})
    _upload(screen, "Add files to L", ("a", b"a", "text/plain"), ("b", b"b", "text/plain"))
    made = [write_file(name, "text/plain", name.encode(), URL) for name in "ab"]
    assert screen.value == {"l": [first, *made]}
    screen.press("Remove Item 2")
    assert screen.value == {"l": [first, made[1]]}


def test_a_text_that_is_no_file_is_edited_as_text(show):
    screen = show(ONE, {"logo": "https://example.org/logo.png"})
    assert screen.find("text_input", "Logo").value == "https://example.org/logo.png"


def test_a_secret_file_is_told_by_its_size_alone_and_cannot_be_downloaded(show):
    secret = {"properties": {"key": {**FILE, "writeOnly": True}}}
    screen = show(secret, {"key": write_file("id_rsa", "text/plain", b"abc", URL)})
    assert "id_rsa" not in screen.said
    assert "3 Bytes" in screen.said
    assert not screen.page.get("download_button")[1:]
    screen.press("Remove Key")
    assert screen.value == {}


def test_a_form_to_read_offers_the_download_alone(show):
    screen = show(ONE, {"logo": LOGO}, read_only=True)
    assert [button.label for button in screen.page.button] == []
    assert len(screen.page.get("download_button")) == 2
    assert "No file." in show(ONE, read_only=True).said
