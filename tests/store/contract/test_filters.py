"""What a filter chooses, on every backend."""

from datetime import datetime, timedelta, timezone

import pytest

from registry.errors import NotFound
from registry.store.records import AllOf, Compare, Not, Query, Sort, Text
from tests.store.contract.deeds import ids, put


@pytest.mark.parametrize(
    "query",
    [
        Query(Compare(("nonsense",), "eq", 1)),
        Query(Compare((), "eq", 1)),
        Query(Compare(("name",), "resembles", 1)),
        Query(Compare(("name",), "in", "abc")),
        Query(Compare(("name",), "exists", "yes")),
        Query(Compare(("created_at",), "lt", datetime(2026, 1, 1))),
        Query(Text("x", (("nonsense",),))),
        Query(sort=Sort(("nonsense",))),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(store, make_record, query):
    put(store, make_record("x"))
    with pytest.raises(ValueError, match="expected"):
        store.page("models", query)


def test_every_column_can_be_asked_for(store, make_record):
    put(store, make_record("x", minutes=1), make_record("y", minutes=2, workspace="w"))
    noon = store.get("models", "x").created_at
    for where in (
        Compare(("created_at",), "gt", noon),
        Compare(("updated_at",), "ge", noon + timedelta(seconds=60)),
        Not(Compare(("created_at",), "eq", noon.astimezone(timezone(timedelta(hours=-3))))),
        Compare(("workspace",), "eq", "w"),
        Compare(("id",), "gt", "x"),
        Compare(("name",), "like", "ME-Y"),
        AllOf((Compare(("revision",), "eq", 1), Compare(("workspace",), "ne", "default"))),
        AllOf((Compare(("workspace",), "eq", "w"), Compare(("workspace",), "exists", True))),
    ):
        assert ids(store.page("models", Query(where))) == ["y"], where
    nowhere = AllOf((Compare(("workspace",), "eq", "w"), Compare(("workspace",), "eq", "v")))
    assert ids(store.page("models", Query(nowhere))) == []


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("llama", []),
        ("%LLAMA%", ["Llama-3_8b", "tiny llama"]),
        ("llama%", ["Llama-3_8b"]),
        ("%b", ["Llama-3_8b", "a%b", "a\\b"]),
        ("l%a%3_8_", ["Llama-3_8b"]),
        ("a_b", ["a%b", "a\\b"]),
        ("a\\b", ["a\\b"]),
        ("%", ["Llama-3_8b", "a%b", "a\\b", "tiny llama"]),
        ("", []),
    ],
)
def test_wildcards_stand_for_characters(store, make_record, pattern, names):
    put(
        store,
        *(
            make_record(str(i), {"base_model": name})
            for i, name in enumerate(["Llama-3_8b", "a%b", "a\\b", "tiny llama", 5, None])
        ),
    )
    query = Query(Compare(("body", "base_model"), "matches", pattern), Sort(("id",)))
    found = [record.body["base_model"] for record in store.page("models", query).records]
    assert found == names


def test_words_are_searched_in_several_fields_whatever_their_case(store, make_record):
    put(
        store,
        make_record("a", {"description": "A small CHAT model"}, name="Llama-3"),
        make_record("b", {"description": None, "tags": ["chat"]}, name="chat"),
        make_record("c", {"description": "model\nÉTÉ"}, name="chat2"),
    )
    fields = (("name",), ("body", "description"))

    def search(words):
        return ids(store.page("models", Query(Text(words, fields), sort=Sort(("id",)))))

    assert search("chat") == ["a", "b", "c"]
    assert search("  LLAMA chat ") == ["a"]
    assert search("llama-3a") == []
    assert search("été") == ["c"]
    assert search("") == ["a", "b", "c"]
    assert ids(store.page("models", Query(Text("chat", (("body", "tags"),))))) == []


def test_texts_that_differ_only_behind_what_an_index_holds_are_told_apart(store, make_record):
    long = "x" * 3000
    bodies = {"a": long + "1", "b": long + "2", "c": long}
    put(store, *(make_record(id, {"display_name": text}) for id, text in bodies.items()))
    place = ("body", "display_name")
    assert ids(store.page("models", Query(Compare(place, "eq", long + "2")))) == ["b"]
    assert ids(store.page("models", Query(Compare(place, "in", [long, long + "1"])))) == ["a", "c"]
    assert ids(store.page("models", Query(Compare(place, "gt", long)))) == ["a", "b"]
    assert ids(store.page("models", Query(Compare(place, "like", "X2")))) == ["b"]


def test_capitals_of_every_script_are_found_in_lower_case(store, make_record):
    put(
        store,
        make_record("a", {"description": "ÉTÉ", "note": {"deep": "ΣΊΣΥΦΟΣ"}}, name="Æther"),
        make_record("b", {"description": "100%_\\ of İstanbul", "note": "x"}),
    )

    def like(field, value):
        return ids(store.page("models", Query(Compare(field, "like", value))))

    assert like(("body", "description"), "été") == ["a"]
    assert like(("body", "note", "deep"), "σίσυφος") == ["a"]
    assert like(("name",), "æTHER") == ["a"]
    assert like(("body", "description"), "0%_\\ OF i̇s") == ["b"]
    assert like(("body", "description"), "0_") == []


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_what_no_store_can_hold_is_not_found(store, make_record, text):
    put(store, make_record("x"))
    for look in (
        lambda: store.get("models", text),
        lambda: store.find("models", text, "x"),
        lambda: store.find("models", "default", text),
    ):
        with pytest.raises(NotFound):
            look()
    assert store.events(id=text) == ()
    for operator in ("eq", "like", "contains", "lt"):
        for field in (("name",), ("body", "p"), ("body", "model_type")):
            if operator != "lt":
                assert ids(store.page("models", Query(Compare(field, operator, text)))) == []
    assert ids(store.page("models", Query(Text(text, (("name",),))))) == []
