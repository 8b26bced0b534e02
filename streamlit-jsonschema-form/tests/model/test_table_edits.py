"""What is done to a table changes the cells that were edited, and not one byte else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, Insert, Move, Remove, Set, apply, compile, diff
from streamlit_jsonschema_form.model.tables import (
    TableChanges,
    apply_table_changes,
    begin,
    read_table,
)
from support.strategies import law

ITEM = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "score": {"type": "number"},
        "vip": {"type": "boolean"},
    },
}
FORM = compile(
    {
        "type": "object",
        "properties": {"l": {"type": "array", "items": ITEM}, "big": {"type": "integer"}},
    }
)
TAGS = compile({"type": "array", "items": {"type": "integer"}})
NAME, AGE, SCORE, VIP = range(4)


def _value():
    return {
        "big": 2**60 + 1,
        "l": [
            {"name": "a", "age": 2**60 + 1, "score": 1.0},
            {"score": 1, "name": "", "vip": False},
            {"name": "c", "score": -0.0},
        ],
    }


class Screen:
    """A table that is told, again and again, all that was done to it since it began."""

    def __init__(self, form=FORM, value=None, path=("l",)):
        self.form, self.path = form, path
        self.state = form.load(_value() if value is None else value)
        node = form.plan(self.state).at(path)
        table = read_table(node)
        assert not table.obstacle
        self.shown = begin(self.state, node, table)

    def tell(self, edited=None, added=(), deleted=()):
        changes = TableChanges(edited or {}, added, deleted)
        self.state = apply_table_changes(self.form, self.state, self.path, self.shown, changes)
        return self

    @property
    def rows(self):
        return self.form.plan(self.state).at(self.path).value

    @property
    def changes(self):
        return [(c.path, c.after) for c in diff(self.state.base, self.state.value)]


def test_a_table_that_nobody_touched_changes_nothing():
    screen = Screen()
    before = screen.state
    assert screen.tell().state is before


def test_one_cell_is_written_and_everything_else_is_as_it_was():
    screen = Screen().tell({0: {AGE: "7"}})
    assert screen.changes == [(("l", 0, "age"), 7)]
    kept = json.dumps(_value()).replace('"age": 1152921504606846977', '"age": 7')
    assert json.dumps(screen.state.value) == kept


def test_each_telling_holds_all_that_was_done_before():
    screen = Screen().tell({0: {AGE: "7"}}).tell({0: {AGE: "7"}, 2: {VIP: "0", NAME: "d"}})
    assert screen.changes == [
        (("l", 0, "age"), 7),
        (("l", 2, "name"), "d"),
        (("l", 2, "vip"), True),
    ]


def test_a_cell_that_is_as_it_began_holds_the_very_value_again():
    screen = Screen().tell({0: {SCORE: "2"}})
    assert screen.tell({0: {SCORE: "1.0"}}).changes == []
    screen.tell({0: {SCORE: "2"}})
    assert screen.tell({}).changes == []


def test_a_cleared_cell_is_absent_and_an_emptied_text_is_empty():
    screen = Screen().tell({0: {AGE: None, NAME: ""}})
    assert screen.rows[0] == {"name": "", "score": 1.0}
    assert screen.tell({0: {NAME: ""}}).rows[0]["age"] == 2**60 + 1


def test_a_number_that_cannot_be_read_is_kept_as_typed_and_changes_nothing():
    screen = Screen().tell({1: {AGE: "7x"}})
    assert screen.changes == []
    (problem,) = screen.form.unreadable(screen.state)
    assert problem.path == ("l", 1, "age")
    screen.tell({1: {AGE: "7"}})
    assert screen.form.unreadable(screen.state) == []
    assert screen.rows[1]["age"] == 7


def test_a_text_that_could_not_be_read_is_in_the_table_when_it_is_drawn_again():
    screen = Screen().tell({1: {AGE: "7x"}})
    node = screen.form.plan(screen.state).at(("l",))
    again = begin(screen.state, node, read_table(node))
    assert again.cells[1][AGE] == "7x"


def test_rows_are_added_at_the_end_and_filled():
    screen = Screen().tell(added=[{NAME: "x"}]).tell(added=[{NAME: "x", AGE: "5"}, {}])
    assert screen.rows[3:] == [{"name": "x", "age": 5}, {}]
    screen.tell(added=[{AGE: "6"}])
    assert screen.rows[3:] == [{"age": 6}]
    assert screen.rows[:3] == _value()["l"]


def test_rows_are_deleted_where_they_are_and_the_others_keep_their_names():
    screen = Screen()
    node = screen.form.plan(screen.state).at(("l", 2))
    screen.tell({2: {AGE: "1"}}, [{NAME: "x"}], [0])
    assert screen.rows == [*_value()["l"][1:2], {**_value()["l"][2], "age": 1}, {"name": "x"}]
    assert screen.form.plan(screen.state).at(("l", 1)).id == node.id
    screen.tell({2: {AGE: "1"}}, [], [0, 1])
    assert screen.rows == [{**_value()["l"][2], "age": 1}]


def test_a_list_that_is_not_there_begins_with_its_first_row():
    screen = Screen(value={"big": 1}).tell(added=[{NAME: "x"}])
    assert screen.state.value == {"big": 1, "l": [{"name": "x"}]}


def test_single_values_are_edited_added_and_deleted():
    screen = Screen(TAGS, [2**60 + 1, 2, 3], ()).tell({1: {0: "20"}}, [{0: "4"}, {}], [2])
    assert screen.rows == [2**60 + 1, 20, 4, 0]
    screen.tell({1: {0: None}}, [{0: "4"}, {}], [2])
    assert screen.rows == [2**60 + 1, 20, 4, 0]
    (problem,) = screen.form.unreadable(screen.state)
    assert problem.path == (1,)


@pytest.mark.parametrize("edit", [Move(("l",), 0, 2), Remove(("l", 0)), Insert(("l",), 0, {})])
def test_a_row_that_moved_meanwhile_is_still_the_one_that_is_edited(edit):
    screen = Screen()
    screen.state = apply(screen.form, screen.state, edit)
    screen.tell({2: {AGE: "5"}})
    edited = [row for row in screen.rows if row.get("age") == 5]
    assert edited == [{**_value()["l"][2], "age": 5}]


def test_an_edit_of_another_field_does_not_disturb_the_table():
    screen = Screen().tell({0: {AGE: "7"}})
    screen.state = apply(screen.form, screen.state, Set(("big",), 3))
    screen.tell({0: {AGE: "8"}})
    assert screen.changes == [(("big",), 3), (("l", 0, "age"), 8)]


cells = st.one_of(st.none(), st.sampled_from(["", "7", "1.0", "1e3"]))
deeds = st.builds(
    TableChanges,
    st.dictionaries(
        st.integers(0, 2), st.dictionaries(st.sampled_from([NAME, AGE, SCORE]), cells), max_size=3
    ),
    st.lists(st.dictionaries(st.sampled_from([NAME, AGE]), cells), max_size=2),
    st.lists(st.integers(0, 2), max_size=2, unique=True),
)


@law
@given(st.lists(deeds, max_size=3), deeds)
def test_only_the_last_telling_counts(before, last):
    """Deletions aside, which a table never takes back; and a text that cannot be read changes nothing."""
    told, at_once = Screen(), Screen()
    gone = sorted({*last.deleted, *(at for each in before for at in each.deleted)})
    for each in before:
        told.tell(each.edited, each.added, each.deleted)
    told.tell(last.edited, last.added, gone)
    at_once.tell(last.edited, last.added, gone)
    assert [_sorted(row) for row in told.rows] == [_sorted(row) for row in at_once.rows]


def _sorted(row):
    return sorted((key, repr(value)) for key, value in row.items())


def test_absent_rows_begin_as_an_empty_table():
    assert Screen(value={"big": 1}).shown.cells == []
    assert Screen(value=ABSENT).shown.items == []
