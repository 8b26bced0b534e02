"""Three ways to write a filter, one tree."""

import json

import pytest

from registry.api.filters.parser import parse_filter
from registry.api.filters.tree import MAX_DEPTH, MAX_NODES, BadFilter, write_tree


def read(*parameters):
    node = parse_filter(parameters)
    return node and write_tree(node)


def words(text):
    return read(("filter", text))


def test_no_filter_asks_for_nothing():
    assert read() is None
    assert read(("page", "1"), ("filters", "x"), ("search[name]", "x")) is None


@pytest.mark.parametrize(
    ("name", "value", "tree"),
    [
        ("filter[name]", "beta", {"name": {"$eq": "beta"}}),
        ("filter[name][$like]", "llama", {"name": {"$like": "llama"}}),
        ("filter[name][like]", "llama", {"name": {"$like": "llama"}}),
        ("filter[name][$in]", "a,b", {"name": {"$in": ["a", "b"]}}),
        ("filter[name][nin]", "a,b", {"name": {"$nin": ["a", "b"]}}),
        ("filter[name]", "a,b", {"name": {"$in": ["a", "b"]}}),
        ("filter[name]", "", {"name": {"$eq": None}}),
        ("filter[name]", '["a","b"]', {"name": {"$in": ["a", "b"]}}),
        ("filter[name]", '{"$like":"x"}', {"name": {"$like": "x"}}),
        ("filter[name][not]", '{"$like":"x"}', {"$not": {"name": {"$like": "x"}}}),
        ("filter[adapters]", "true", {"adapters": {"$eq": "true"}}),
        (
            "filter[adapters][finetuning_type]",
            "lora",
            {"adapters.finetuning_type": {"$eq": "lora"}},
        ),
        ("filter[adapters][exists]", "true", {"adapters": {"$exists": "true"}}),
        ("filter[base_model][name][$like]", "x", {"base_model.name": {"$like": "x"}}),
        ("filter[data.custom_fields.a]", "1", {"data.custom_fields.a": {"$eq": "1"}}),
        ("filter[created_at][$gte]", "2026-01-01", {"created_at": {"$gte": "2026-01-01"}}),
        ("filter[$or]", '[{"name":"a"}]', {"$or": [{"name": {"$eq": "a"}}]}),
    ],
)
def test_brackets(name, value, tree):
    assert read((name, value)) == tree


def test_brackets_are_joined_and_repeated_ones_are_alternatives():
    assert read(("filter[a]", "1"), ("filter[b]", "2")) == {
        "$and": [{"a": {"$eq": "1"}}, {"b": {"$eq": "2"}}]
    }
    assert read(("filter[a]", "1"), ("filter[a]", "2,3")) == {"a": {"$in": ["1", "2", "3"]}}


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        ({"name": "a"}, {"name": {"$eq": "a"}}),
        ({"name": None}, {"name": {"$eq": None}}),
        ({"enabled": True}, {"enabled": {"$eq": True}}),
        (
            {"name": {"$like": "a", "$nin": ["b"]}},
            {"$and": [{"name": {"$like": "a"}}, {"name": {"$nin": ["b"]}}]},
        ),
        ({"a": 1, "b": 2}, {"$and": [{"a": {"$eq": 1}}, {"b": {"$eq": 2}}]}),
        ({"$or": [{"a": 1}, {"b": 2}]}, {"$or": [{"a": {"$eq": 1}}, {"b": {"$eq": 2}}]}),
        ({"$not": {"a": 1}}, {"$not": {"a": {"$eq": 1}}}),
        (
            {"a": {"$or": ["x", {"$like": "y"}]}},
            {"$or": [{"a": {"$eq": "x"}}, {"a": {"$like": "y"}}]},
        ),
        ({"a": {"$not": {"$in": ["x"]}}}, {"$not": {"a": {"$in": ["x"]}}}),
        ({"adapters": {"finetuning_type": "lora"}}, {"adapters.finetuning_type": {"$eq": "lora"}}),
    ],
    ids=str,
)
def test_objects(value, tree):
    assert words(json.dumps(value)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('name:"beta"', {"name": {"$eq": "beta"}}),
        ('name ~ "lla"', {"name": {"$like": "lla"}}),
        ("a>1", {"a": {"$gt": 1}}),
        ("a>=-1.5", {"a": {"$gte": -1.5}}),
        ("a<1e3", {"a": {"$lt": 1000.0}}),
        ("a<=1", {"a": {"$lte": 1}}),
        ('a IN ["x", 1]', {"a": {"$in": ["x", 1]}}),
        ('a not in ["x"]', {"a": {"$nin": ["x"]}}),
        ("a:null", {"a": {"$eq": None}}),
        ("a:true", {"a": {"$eq": True}}),
        ("-a:1", {"$not": {"a": {"$eq": 1}}}),
        ("NOT a:1", {"$not": {"a": {"$eq": 1}}}),
        ("--a:1", {"a": {"$eq": 1}}),
        (r'a:"say \"x\" ü"', {"a": {"$eq": 'say "x" ü'}}),
        ("a:1 b:2", {"$and": [{"a": {"$eq": 1}}, {"b": {"$eq": 2}}]}),
        (
            "a:1 or b:2 AND c:3",
            {"$or": [{"a": {"$eq": 1}}, {"$and": [{"b": {"$eq": 2}}, {"c": {"$eq": 3}}]}]},
        ),
        (
            "(a:1 OR b:2) c:3",
            {"$and": [{"$or": [{"a": {"$eq": 1}}, {"b": {"$eq": 2}}]}, {"c": {"$eq": 3}}]},
        ),
        ("data.custom_fields.x:1", {"data.custom_fields.x": {"$eq": 1}}),
    ],
)
def test_words(text, tree):
    assert words(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "(((",
        "[1]",
        '{"name":',
        "{}",
        '{"name":{}}',
        '{"$or":[]}',
        '{"$or":{"a":1}}',
        '{"$or":[1]}',
        '{"$not":[1]}',
        '{"$or":[{"name":"m1"}],"project":"p"}',
        '{"name":{"$foo":"x"}}',
        '{"name":{"$or":["a"],"$like":"b"}}',
        '{"$eq":"x"}',
        '{"a":NaN}',
        "name",
        "name:",
        "name:beta",
        'name:"a',
        "a:1)",
        "a:1 OR",
        "AND a:1",
        "a IN []",
        "a IN [1",
        "a NOT [1]",
        "in:1",
        "a:01x",
        "a:1 %",
        "(" * 10_000,
        "-" * 10_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(BadFilter):
        words(text)


@pytest.mark.parametrize(
    "name", ["filter[", "filter[]", "filter[a", "filter[a]b", "filter[a][[b]]"]
)
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(BadFilter):
        read((name, "x"))


def test_a_filter_has_an_end():
    deep = '{"$not":' * MAX_DEPTH + '{"a":1}' + "}" * MAX_DEPTH
    with pytest.raises(BadFilter, match="levels"):
        words(deep)
    with pytest.raises(BadFilter, match="levels"):
        words("(" * MAX_DEPTH + "a:1" + ")" * MAX_DEPTH)
    with pytest.raises(BadFilter, match="conditions"):
        words(" ".join(["a:1"] * MAX_NODES))
    assert words("(" * (MAX_DEPTH - 1) + "a:1" + ")" * (MAX_DEPTH - 1)) == {"a": {"$eq": 1}}
