"""Lists with positions take one value after another, and no more than may be there."""

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
    assert "remove" not in screen.menu("Host").options
    screen.act("Port", "remove")
    assert screen.value == {"p": ["h"]}


def test_further_rows_follow_the_positions(show):
    screen = show({"properties": {"p": {**PAIR, "items": TEXT}}}, {"p": ["h", 80]})
    screen.press("Add to P").type("Item 3", "more")
    assert screen.value == {"p": ["h", 80, "more"]}


def test_a_full_list_takes_no_more(show):
    screen = show({"properties": {"l": {"items": TEXT, "maxItems": 1}}}, {"l": ["a"]})
    assert _button(screen, "Add to L").disabled
