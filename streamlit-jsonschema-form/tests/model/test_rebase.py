"""Carrying one person's change over to what another made meanwhile."""

from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model.values import ABSENT, diff, get, rebase
from streamlit_jsonschema_form.validation.equality import equal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_my_change_alone_gives_mine(base, mine):
    assert equal(rebase(base, mine, base), mine)


@given(JSON, JSON)
def test_without_a_change_of_mine_theirs_stays(base, theirs):
    assert rebase(base, base, theirs) is theirs


@given(JSON, JSON, JSON)
def test_whatever_they_did_all_i_changed_is_as_i_want_it(base, mine, theirs):
    merged = rebase(base, mine, theirs)
    for change in diff(base, mine):
        there = get(merged, change.path)
        assert there is change.after if change.after is ABSENT else equal(there, change.after)


def test_changes_of_different_fields_are_both_kept():
    base = {"tag": "v1", "env": {"A": "1"}}
    mine = {"tag": "v2", "env": {"A": "1"}}
    theirs = {"tag": "v1", "env": {"A": "1", "B": "2"}}
    assert rebase(base, mine, theirs) == {"tag": "v2", "env": {"A": "1", "B": "2"}}


def test_where_both_changed_one_field_mine_is_kept():
    mine, theirs = {"tag": "v2"}, {"tag": "v3"}
    assert rebase({"tag": "v1"}, mine, theirs) == mine


def test_what_i_changed_inside_something_they_removed_comes_back_whole():
    base = {"rows": [{"a": 1, "b": 1}]}
    mine = {"rows": [{"a": 2, "b": 1}]}
    assert rebase(base, mine, {"rows": []}) == mine
