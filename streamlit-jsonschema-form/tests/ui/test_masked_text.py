"""A secret of several lines is masked until it is asked for, and comes back as it was."""

import pytest

PEM = "-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----\n"
SCHEMA = {
    "type": "object",
    "properties": {
        "key": {"type": "string", "format": "password"},
        "other": {"type": "string"},
    },
}


def _everything(screen):
    return "\n".join(str(getattr(each, "proto", "")) for each in _elements(screen.page.main))


def _elements(block):
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _elements(child)


@pytest.mark.parametrize("text", [PEM, PEM.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_a_secret_of_several_lines_is_nowhere_on_the_page_until_it_is_asked_for(show, text):
    screen = show(SCHEMA, {"key": text, "other": "x"})
    assert "3 lines" in screen.said
    assert "c2VjcmV0" not in _everything(screen)
    screen.type("Other", "y")
    assert screen.value == {"key": text, "other": "y"}
    screen.press("Show Key")
    assert "c2VjcmV0" in _everything(screen)
    screen.press("Hide Key")
    assert "c2VjcmV0" not in _everything(screen)
    assert screen.value == {"key": text, "other": "y"}


def test_a_secret_that_is_shown_is_edited_in_place(show):
    screen = show(SCHEMA, {"key": PEM}).press("Show Key")
    screen.type("Key", PEM + "more", "text_area")
    assert screen.value == {"key": PEM + "more"}


def test_a_secret_that_a_text_area_would_change_is_shown_to_be_read(show):
    screen = show(SCHEMA, {"key": "a\r\nb"}).press("Show Key")
    assert [code.value for code in screen.page.code] == ["a\r\nb"]
    assert not screen.page.text_area


def test_another_secret_takes_the_place_of_one_that_nobody_sees(show):
    screen = show(SCHEMA, {"key": PEM}).press("Replace Key")
    assert screen.find("text_area", "Key").value == ""
    screen.press("Cancel Key")
    assert screen.value == {"key": PEM}
    screen.press("Replace Key").type("Key", "a\nb", "text_area")
    assert screen.value == {"key": "a\nb"}
    assert "2 lines" in screen.said
    assert not screen.page.text_area


def test_a_password_box_gives_way_to_a_box_of_several_lines_on_request(show):
    screen = show(SCHEMA).act("Key", "lines").type("Key", PEM, "text_area")
    assert screen.value == {"key": PEM}
    assert "c2VjcmV0" not in _everything(screen)


def test_a_hint_gives_an_empty_secret_a_box_of_several_lines(show):
    key = {"type": "string", "writeOnly": True, "ui:widget": "textarea"}
    screen = show({"properties": {"key": key}}).type("Key", PEM, "text_area")
    assert screen.value == {"key": PEM}
    assert "c2VjcmV0" not in _everything(screen)


def test_a_form_to_read_shows_a_secret_but_does_not_change_it(show):
    screen = show(SCHEMA, {"key": PEM}, read_only=True).press("Show Key")
    assert screen.find("text_area", "Key").disabled
    assert "Replace Key" not in [button.label for button in screen.page.button]
