"""Widgets keep their names when a key gets another one, and no two places share one."""

from streamlit_jsonschema_form.ui.widget_names import WidgetNames, renamed_id


def test_a_renamed_place_keeps_its_name_and_so_does_all_inside_it():
    names = WidgetNames()
    names.rename("/m/a", "/m/b")
    assert names.of("/m/b") == "/m/a"
    assert names.of("/m/b/x/#3") == "/m/a/x/#3"
    assert names.of("/n/b") == "/n/b"


def test_a_key_that_comes_back_under_a_name_once_used_is_another_one():
    names = WidgetNames()
    names.rename("/a", "/b")
    assert names.of("/a") not in ("/a", "/b", names.of("/b"))


def test_names_stay_apart_through_any_renaming():
    names = WidgetNames()
    for old, new in (("/a", "/b"), ("/c", "/a"), ("/b", "/c"), ("/a", "/b"), ("/b", "/a")):
        names.rename(old, new)
    assert len({names.of(f"/{key}") for key in "abcd"}) == 4
    assert names.of("/c") == "/a"
    assert names.of("/a") == "/c"


def test_a_place_inside_a_renamed_one_can_be_renamed_too():
    names = WidgetNames()
    names.rename("/a/k", "/a/l")
    names.rename("/a", "/b")
    assert names.of("/b/l") == "/a/k"
    names.rename("/b/l", "/b/m")
    assert names.of("/b/m") == "/a/k"


def test_a_place_drawn_before_it_was_renamed_is_found_until_it_is_drawn_again():
    names = WidgetNames()
    names.rename("/a", "/b")
    names.rename("/b", "/c")
    assert names.current_id("/a/x") == "/c/x"
    names.mark_drawn()
    assert names.current_id("/a/x") == "/a/x"


def test_only_what_is_inside_moves():
    assert renamed_id("/ab", "/a", "/c") == "/ab"
    assert renamed_id("/a", "/a", "/c") == "/c"
