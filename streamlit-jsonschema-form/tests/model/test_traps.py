"""What each known trap claims, asserted on the core; that all come back unchanged is in `test_form`."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Insert, Kind, Remove, Rename, Set
from streamlit_jsonschema_form.model.codecs.choices import choices
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.problems import json_pointer
from support.strategies import written
from support.traps import value_of
from support.trying import BY_ID, Try, named

ONE_FIELD = [
    id for id in named("int:", "num:", "str:", "fmt:", "enum:") if "x" in value_of(BY_ID[id])
]
WRONG = ("str:object-in-string", "str:null-in-string")
MISTYPED = [id for id in (*named("int:", "num:"), *WRONG) if Try(id).errors == [("/x", "type")]]


@pytest.mark.parametrize("id", ONE_FIELD)
def test_a_field_shows_its_value_exactly_and_an_edit_beside_it_leaves_it(id):
    it = Try(id)
    node = it.at("x")
    shown = node.codec.encode(node.value, node.info)
    assert same(node.codec.decode(shown, node.value, node.info), node.value)
    beside = it.after(Set(("other",), "y"), Remove(("other",)))
    assert written(beside) == written(it.value)
    assert written(it.after(Set(("other",), "y"))["x"]) == written(it.value["x"])


@pytest.mark.parametrize("id", MISTYPED)
def test_a_value_of_another_type_is_json_text_and_can_be_set_right_or_removed(id):
    it = Try(id)
    # a number that is not whole can be mended as it stands
    assert it.at("x").kind is (Kind.SCALAR if id == "int:2.5" else Kind.RAW)
    assert it.after(Remove(("x",))) == {}
    right = "a" if id in WRONG else 5
    assert it.form.errors(it.after(Set(("x",), right))) == []


@pytest.mark.parametrize(
    ("id", "errors"),
    [
        ("num:below-min", ["minimum"]),
        ("num:above-max-slider", ["maximum"]),
        ("num:exclusive", ["exclusiveMinimum"]),
        ("num:multipleOf-0.1", ["multipleOf"]),
        ("str:too-long", ["maxLength"]),
        ("num:float-bounds-int", []),
        ("num:bound-bigint", []),
        ("str:bad-pattern-syntax", []),
        ("enum:empty", ["enum"]),
        ('enum:"zzz"', ["enum"]),
        ('enum:"null"', ["enum"]),
    ],
)
def test_a_value_that_breaks_a_rule_stays_in_a_widget_of_its_own(id, errors):
    it = Try(id)
    assert it.errors == [("/x", keyword) for keyword in errors]
    assert it.at("x").kind is Kind.SCALAR
    assert it.after() is it.value


@pytest.mark.parametrize("id", ["num:float-bounds-int", "num:bound-bigint"])
def test_bounds_are_known_as_they_were_written(id):
    info, rule = Try(id).at("x").info, BY_ID[id]["schema"]["properties"]["x"]
    assert (info.low.value, info.high.value) == (rule["minimum"], rule["maximum"])


@pytest.mark.parametrize("id", named("enum:"))
def test_an_option_is_told_from_others_by_type_and_a_stranger_is_one_more(id):
    it = Try(id)
    node = it.at("x")
    offered = choices(node.value, node.info)
    at = node.codec.encode(node.value, node.info)
    assert same(offered[at].value, node.value)
    allowed = [option.value for option in node.info.options]
    stranger = not any(same(value, node.value) for value in allowed)
    assert len(offered) == len(allowed) + stranger
    for number, option in enumerate(offered):
        assert same(node.codec.decode(number, node.value, node.info), option.value)


def test_titles_name_options_and_equal_ones_keep_their_values():
    assert [o.label for o in Try("enum:titles").at("x").info.options] == ["One", "Two"]
    same_label = Try("enum:same-label").at("x")
    assert [o.label for o in same_label.info.options] == ["Same", "Same"]
    assert same_label.codec.decode(1, "a", same_label.info) == "b"


@pytest.mark.parametrize("id", [id for id in named("presence:") if isinstance(Try(id).value, dict)])
def test_what_is_absent_stays_absent_and_what_is_there_is_not_overridden(id):
    it = Try(id)
    for child in it.root.children():
        key = child.path[-1]
        assert child.value is get(it.value, (key,))
        if child.value is ABSENT:
            there = it.after(Set((key,), None))
            assert there[key] is None
            assert written(it.after(Set((key,), None), Remove((key,)))) == written(it.value)
            assert child.kind is not Kind.RAW


@pytest.mark.parametrize("id", ["presence:null", "presence:[]", 'presence:"s"'])
def test_a_root_of_another_type_is_json_text(id):
    it = Try(id)
    assert (it.root.kind, it.errors) == (Kind.RAW, [("", "type")])
    assert it.after(Set((), {"a": "x"})) == {"a": "x"}


@pytest.mark.parametrize(
    ("id", "errors"),
    [
        ("presence:required-missing", [("/a", "required"), ("/b", "required")]),
        ("presence:optional-object-empty", [("/o/q", "required")]),
        ("presence:optional-object-absent", []),
        ("presence:const-absent", []),
        ("presence:const-wrong", [("/k", "const")]),
        ("presence:readonly", []),
        ('presence:{"a": null}', [("/a", "type")]),
        ('presence:{"b": null}', [("/b", "type")]),
    ],
)
def test_presence_is_judged_as_it_is(id, errors):
    assert Try(id).errors == errors


def test_an_optional_object_is_made_by_what_is_set_inside_and_goes_with_it():
    it = Try("presence:optional-object-absent")
    assert it.at("o").value is ABSENT
    assert it.after(Set(("o", "q"), "x")) == {"o": {"q": "x"}}
    assert it.after(Set(("o", "q"), "x"), Remove(("o", "q"))) == {}
    kept = Try("presence:optional-object-empty")
    assert kept.after(Set(("o", "q"), "x"), Remove(("o", "q"))) == {"o": {}}


def test_a_place_that_is_only_read_shows_its_value_as_written():
    node = Try("presence:readonly").at("k")
    assert node.info.read_only
    assert node.codec.encode(node.value, node.info) == "3.0"


def test_odd_keys_are_places_of_their_own():
    it = Try("keys:odd")
    paths = [child.path for child in it.root.children()]
    assert [path[0] for path in paths[:4]] == ["a.b", "a/b", "a~b", ""]
    assert len({child.id for child in it.root.children()}) == len(paths)
    for (key,) in paths:
        changed = it.after(Set((key,), "new"))
        assert {k for k in changed if not same(changed[k], it.value.get(k, ABSENT))} == {key}
    assert list(it.after(Set(("a.b",), "new"))) == list(it.value)


def test_the_value_keeps_its_own_order():
    it = Try("keys:order")
    assert it.shown() == ["a", "b", "z"]
    assert list(it.after(Set(("a",), "x"), Set(("z",), 5))) == ["b", "z", "a"]


def test_undeclared_keys_are_seen_and_edited():
    it = Try("keys:undeclared")
    assert (it.at("zzz").origin, it.at("zzz").kind) == ("undeclared", Kind.MAP)
    assert it.at("zzz", "deep", 1).value is None
    assert it.after(Set(("zzz", "deep", 1), 2)) == {"a": "1", "zzz": {"deep": [1, 2]}}


@pytest.mark.parametrize(
    ("id", "path", "keyword"),
    [
        ("keys:forbidden", ("zzz",), "additionalProperties"),
        ("keys:pattern", ("q",), "additionalProperties"),
        ("uneval", ("c",), "unevaluatedProperties"),
        ("types:false", ("x",), "false"),
        ("arr:tuple-closed", ("x", 1), "items"),
    ],
)
def test_what_is_forbidden_is_shown_reported_and_removable(id, path, keyword):
    it = Try(id)
    assert it.errors == [(json_pointer(path), keyword)]
    assert path in [child.path for child in it.at(*path[:-1]).children()]
    assert it.at(*path).value is get(it.value, path)
    assert it.form.errors(it.after(Remove(path))) == []


def test_keys_of_a_persons_own_are_named_typed_and_renamed():
    it = Try("keys:additional")
    assert it.shown() == ["", "a.b", "x"]
    assert it.errors == [("/x", "type")]
    assert it.at("").kind is Kind.SCALAR
    assert it.after(Rename((), "", "y")) == {"y": 1, "a.b": 2, "x": "wrong"}
    patterned = Try("keys:pattern")
    assert [patterned.at(key).info.types for key in ("i_1", "s_1")] == [{"integer"}, {"string"}]
    named = Try("keys:names")
    assert named.errors == [("/c", "enum")]
    assert named.form.errors(named.after(Rename((), "c", "b"))) == []
    words = Try("keys:properties-named-like-keywords")
    assert words.shown() == ["properties", "type", "items", "required"]
    assert words.at("required").info.types == {"boolean"}


@pytest.mark.parametrize("id", [id for id in named("arr:") if isinstance(Try(id).value["x"], list)])
def test_rows_keep_their_values_and_an_edit_of_one_leaves_the_others(id):
    it = Try(id)
    rows = it.value["x"]
    if it.at("x").kind is Kind.SCALAR:
        assert id == "arr:multi-bool"
        return
    assert [child.value for child in it.at("x").children()] == rows
    for at in range(len(rows)):
        changed = it.after(Set(("x", at), "new"))["x"]
        others = [n for n in range(len(rows)) if n != at]
        assert [written(changed[n]) for n in others] == [written(rows[n]) for n in others]
    assert written(it.after(Insert(("x",), 0, 1), Remove(("x", 0)))) == written(it.value)


@pytest.mark.parametrize(
    ("id", "errors"),
    [
        ('arr:["a",1,null,{"x":[]}]', ["/x/1", "/x/2", "/x/3"]),
        ('arr:[["a"],[]]', ["/x/0", "/x/1"]),
        ('arr:{"not":"array"}', ["/x"]),
        ("arr:null", ["/x"]),
        ("arr:multi-dup", ["/x/2", "/x/1"]),
        ("arr:minItems", ["/x"]),
        ("arr:maxItems", ["/x"]),
        ("arr:tuple", ["/x/3"]),
        ("arr:contains", ["/x"]),
        ("arr:numbers", ["/x/2"]),
        ("arr:tuple-short", []),
    ],
)
def test_what_is_wrong_in_a_list_is_told_at_its_row(id, errors):
    it = Try(id)
    assert [place for place, _ in it.errors] == errors
    if id in ('arr:{"not":"array"}', "arr:null"):
        assert it.at("x").kind is Kind.RAW
        assert it.after(Set(("x",), ["a"])) == {"x": ["a"]}


def test_a_selection_shows_only_what_it_can_tell_apart():
    assert Try("arr:multi-dup").at("x").kind is Kind.ARRAY
    picked = Try("arr:multi-bool").at("x")
    assert picked.codec.decode(picked.codec.encode([True], picked.info), [1], picked.info) == [True]
    assert picked.codec.decode([0], [True], picked.info) == [1]


def test_tuples_know_their_positions():
    it = Try("arr:tuple")
    assert it.at("x").kind is Kind.TUPLE
    kinds = [child.info.types for child in it.at("x").children()]
    assert kinds == [{"string"}, {"integer"}, {"boolean"}, {"boolean"}]
    assert Try("arr:contains").at("x", 0).kind is Kind.SCALAR


def test_rows_of_a_table_keep_absent_cells_and_extra_keys():
    it = Try("arr:table")
    assert it.at("x", 0, "b").value is ABSENT
    assert "zz" in [child.path[-1] for child in it.at("x", 1).children()]
    assert it.after(Set(("x", 2, "a"), 1))["x"] == [{"a": 1}, {"b": "q", "zz": 1}, {"a": 1}]
