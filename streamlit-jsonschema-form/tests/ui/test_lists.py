"""Lists with positions take one value after another, and no more than may be there."""

import pytest

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PAIR = {"prefixItems": [{**TEXT, "title": "Host"}, {**WHOLE, "title": "Port"}], "items": False}


def _button(screen, label):
    return screen.find("button", label)


def test_only_the_next_position_can_be_added(show):
    screen = show({"properties": {"p": PAIR}})
    assert "Then: Port." in screen.said
    screen.press("Add Host").type("Host", "h").press("Add Port").type("Port", "80")
    assert screen.value == {"p": ["h", 80]}
    assert _button(screen, "Add to P").disabled


def test_only_the_last_position_can_be_taken_away(show):
    screen = show({"properties": {"p": PAIR}}, {"p": ["h", 80]})
    assert "Remove" not in screen.menu("Host").options
    screen.act("Port", "remove")
    assert screen.value == {"p": ["h"]}


def test_further_rows_follow_the_positions(show):
    screen = show({"properties": {"p": {**PAIR, "items": TEXT}}}, {"p": ["h", 80]})
    screen.press("Add to P").type("Item 3", "more")
    assert screen.value == {"p": ["h", 80, "more"]}


def test_a_full_list_takes_no_more(show):
    screen = show({"properties": {"l": {"items": TEXT, "maxItems": 1}}}, {"l": ["a"]})
    assert _button(screen, "Add to L").disabled


BARRED = [
    ("orderable", {"Move up", "Move down"}),
    ("copyable", {"Duplicate"}),
    ("addable", {"Duplicate", "Insert above"}),
    ("removable", {"Remove"}),
]


@pytest.mark.parametrize(("hint", "deeds"), BARRED)
def test_a_hint_of_the_list_says_what_cannot_be_done_with_its_rows(show, hint, deeds):
    value = {"l": ["a", "b", "c"]}
    schema = {"properties": {"l": {"items": TEXT}}}
    free = set(show(schema, value).menu("Item 2").options)
    for ui in ({"l": {f"ui:{hint}": False}}, {"ui:globalOptions": {hint: False}}):
        screen = show(schema, value, ui=ui)
        assert free - set(screen.menu("Item 2").options) == deeds
        adders = [button for button in screen.page.button if button.label == "Add to L"]
        assert bool(adders) == (hint != "addable")


def test_a_full_list_takes_no_copy_and_nothing_between(show):
    screen = show({"properties": {"l": {"items": TEXT, "maxItems": 2}}}, {"l": ["a", "b"]})
    assert not {"Duplicate", "Insert above"} & set(screen.menu("Item 1").options)
    assert {"Duplicate", "Insert above"} <= set(
        screen.act("Item 2", "remove").menu("Item 1").options
    )


def test_a_locked_list_locks_its_rows(show):
    screen = show({"properties": {"l": {"items": TEXT, "readOnly": True}}}, {"l": ["a"]})
    assert screen.find("text_input", "Item 1").disabled
    assert _button(screen, "Add to L").disabled
    assert not screen.page.get("menu_button")[1:]
