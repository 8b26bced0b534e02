"""What each known trap of choices, conditions and references claims, asserted on the core."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Choose, Insert, Kind, Remove, Set
from streamlit_jsonschema_form.model.values import get, same
from support.strategies import written
from support.trying import Try, named


@pytest.mark.parametrize(
    ("id", "chosen"),
    [
        ('oneOf:{"k":"a","x":1}', 0),
        ('oneOf:{"k":"b","y":"q"}', 1),
        ('oneOf:{"k":"a","y":"stranger"}', 0),
        ('oneOf:{"k":"c"}', 0),
        ("oneOf:{}", 0),
        ("oneOf:null", None),
        ('oneOf:{"x":1,"y":"both"}', 0),
    ],
)
def test_a_branch_is_shown_that_changes_nothing_and_another_and_back_neither(id, chosen):
    it = Try(id)
    assert it.root.union.chosen == chosen
    assert it.after() is it.value
    if chosen is not None:
        there, back = Choose((), 0, 1 - chosen), Choose((), 0, chosen)
        assert it.after(there)["k"] == "ab"[1 - chosen]
        assert written(it.after(there, back)) == written(it.value)


def test_null_and_absent_are_two_things():
    absent, null = Try("anyOf:nullable"), Try("anyOf:nullable-null")
    assert absent.at("x").value is ABSENT
    assert absent.at("x").info.default is None
    assert absent.at("x").info.nullable
    assert null.after(Remove(("x",))) == {}
    assert absent.after(Set(("x",), None)) == {"x": None}


def test_types_are_told_by_the_value():
    text = Try("anyOf:num-or-str").at("x")
    assert (text.union.chosen, text.codec.name) == (1, "text")
    assert Try("types:list").at("x").kind is Kind.ARRAY
    free = Try("types:none")
    assert free.at("x", "a", 1).value is None
    assert free.after(Set(("x",), [1, "1"])) == {"x": [1, "1"]}
    anything = Try("types:true").at("x")
    assert anything.codec.encode(1.0, anything.info) == "1.0"
    assert Try("not").errors == [("/x", "not")]


@pytest.mark.parametrize("id", named("if:"))
def test_data_under_a_condition_stays_until_an_edit_and_returns_with_its_undoing(id):
    it = Try(id)
    shown = "e" if it.value.get("kind") == "a" else "f"
    assert shown in it.shown()
    left = [each.path for each in it.form.unused_values(it.state)]
    assert left == [(key,) for key in it.value if key in {"e", "f"} - {shown}]
    was = it.value.get("kind", ABSENT)
    other = "b" if was == "a" else "a"
    undo = Remove(("kind",)) if was is ABSENT else Set(("kind",), was)
    hidden = it.after(Set(("kind",), other))
    assert shown not in hidden
    assert written(it.after(Set(("kind",), other), undo)) == written(it.value)
    assert it.form.new("none") == {}


@pytest.mark.parametrize(
    ("id", "shown", "errors"),
    [
        ('dep:{"a":"1","b":"2","c":3}', ["a", "b", "c"], []),
        ('dep:{"b":"2"}', ["a", "b"], []),
        ('dep:{"a":"1"}', ["a", "b", "c"], [("/b", "required"), ("/c", "dependentRequired")]),
    ],
)
def test_what_depends_on_a_key_is_there_and_required_while_the_key_is(id, shown, errors):
    it = Try(id)
    assert it.shown() == shown
    assert it.errors == errors
    for key in ("b", "c"):
        assert it.at(key).required is ("a" in it.value)
    assert it.at("b").origin == ("property" if "a" in it.value else "undeclared")


def test_members_of_all_of_count_each_and_are_never_merged():
    it = Try("allOf:merge")
    assert (it.shown(), it.errors) == (["a", "b"], [("/a", "minLength")])
    assert it.at("b").required
    clash = Try("allOf:clash")
    assert clash.errors == [("/x", "type")]
    assert clash.after(Set(("x",), True)) == {"x": True}


@pytest.mark.parametrize("id", named("rec:"))
def test_recursion_goes_as_deep_as_anyone_looks(id):
    it = Try(id)
    deep = ("next",) * 40
    assert it.at(*deep).kind is Kind.OBJECT
    assert get(it.after(Set((*deep, "name"), "x")), (*deep, "name")) == "x"
    grown = it.after(Insert(("kids",), 0, {"name": "k"}))
    assert grown["kids"][0] == {"name": "k"}


def test_references_of_every_kind_lead_to_their_rules():
    assert Try("ref:anchor").root.info.types == {"string"}
    assert Try("ref:dynamic").root.codec.encode(2**53 + 1, Try("ref:dynamic").root.info) == str(
        2**53 + 1
    )
    assert Try("ref:pointer-escape").at("x").info.types == {"string"}
    beside = Try("ref:siblings")
    assert (beside.at("x").label, beside.errors) == ("Local", [("/x", "maxLength")])


@pytest.mark.parametrize("id", ["ref:missing", "ref:self"])
def test_a_reference_that_leads_nowhere_is_a_problem_of_the_schema_and_the_value_can_be_edited(id):
    it = Try(id)
    assert [problem.keyword for problem in it.form.problems] == ["$ref"]
    assert it.errors == [("/x", "$ref")]
    assert it.after(Set(("x",), [2])) == {"x": [2]}


@pytest.mark.parametrize("id", named("root:"))
def test_a_root_may_be_of_any_kind(id):
    it = Try(id)
    assert it.root.value is it.value
    assert it.errors == []
    if it.root.kind is Kind.SCALAR:
        shown = it.root.codec.encode(it.value, it.root.info)
        assert same(it.root.codec.decode(shown, it.value, it.root.info), it.value)
    assert it.after(Set((), {"a": 1})) == {"a": 1}
