"""The contract of `registry.store.base`, on every backend."""

import json
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.store.base import AllOf, AnyOf, Compare, Not, Query, Sort, Text
from registry.store.memory import MemoryStore

FRESH_BY_ID = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**40, max_value=10**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([-0.0, 0.0, 1, 1.0, 1e22, 2**64, 5e-324]),
    texts,
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(texts, values, max_size=6)


def put(store, *records, actor="ana"):
    with store.transaction(actor) as tx:
        for record in records:
            tx.insert(record)


def ids(page):
    return [record.id for record in page.records]


@FRESH_BY_ID
@given(body=bodies)
def test_a_body_comes_back_exactly(store, make_record, body):
    put(store, record := make_record("x", body))
    try:
        assert json.dumps(store.get("models", "x").body) == json.dumps(body)
        assert store.get("models", "x") == record
        assert json.dumps(store.events(limit=1)[0].body) == json.dumps(body)
    finally:
        with store.transaction("ana") as tx:
            tx.delete("models", "x")


def test_an_integer_of_4300_digits_comes_back(store, make_record):
    put(store, make_record("x", {"n": 10**4299}))
    assert store.get("models", "x").body == {"n": 10**4299}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"a": [1, float("nan")]}, ("a", 1)),
        ({"a": {"b": float("inf")}}, ("a", "b")),
        ({"a": 10**4300}, ("a",)),
        ({"a": -(10**5000)}, ("a",)),
        ({"a": "x\x00y"}, ("a",)),
        ({"a": ["\ud800"]}, ("a", 0)),
        ({"a": {"\x00": 1}}, ("a",)),
        ({"a": {1: 2}}, ("a",)),
        ({"a": (1, 2)}, ("a",)),
        ({"a": b"x"}, ("a",)),
    ],
    ids=range(10),
)
def test_a_body_that_is_not_strict_json_is_refused_at_its_place(store, make_record, body, place):
    with pytest.raises(Invalid) as caught:
        put(store, make_record("x", body))
    assert [problem.path for problem in caught.value.problems] == [place]
    with pytest.raises(NotFound):
        store.get("models", "x")


def test_a_body_nested_too_deeply_is_refused(store, make_record):
    for depth in (400, 100_000):
        body = inner = {}
        for _ in range(depth):
            inner["a"] = inner = {}
        with pytest.raises(Invalid, match="300 levels"):
            put(store, make_record("x", body))
        # Python takes such a thing apart recursively, too.
        while body:
            body = body.popitem()[1]


def test_a_text_that_only_looks_like_an_escape_is_kept(store, make_record):
    put(store, make_record("x", {"a": r"\u0000 \ud800", "b": "🦜"}))
    assert store.get("models", "x").body == {"a": r"\u0000 \ud800", "b": "🦜"}


def test_what_is_given_and_returned_shares_nothing_with_the_store(store, make_record):
    body = {"list": [1, {"deep": []}]}
    put(store, make_record("x", body))
    body["list"].append(2)
    for found in (
        store.get("models", "x"),
        store.find("models", "default", "name-x"),
        store.page("models", Query()).records[0],
        store.events()[0],
    ):
        assert found.body == {"list": [1, {"deep": []}]}
        found.body["list"][1]["deep"].append("mine")
        found.body["new"] = 1
    assert store.get("models", "x").body == {"list": [1, {"deep": []}]}
    with store.transaction("ana") as tx:
        tx.get("models", "x").body["list"].clear()
    assert store.get("models", "x").body == {"list": [1, {"deep": []}]}


def test_times_come_back_as_the_same_instant_in_utc(store, make_record):
    east = datetime(2026, 5, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    put(store, replace(make_record("x"), created_at=east))
    assert store.get("models", "x").created_at == east
    assert store.get("models", "x").created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store, make_record):
    with pytest.raises(ValueError, match="zone"):
        put(store, replace(make_record("x"), created_at=datetime(2026, 1, 1)))


def test_a_record_is_found_by_id_and_by_name(store, make_record):
    put(store, make_record("x", name="llama"), make_record("x", kind="templates", name="llama"))
    put(store, make_record("y", name="llama", workspace="other"))
    assert store.find("models", "default", "llama").id == "x"
    assert store.find("models", "other", "llama").id == "y"
    assert store.get("templates", "x").kind == "templates"


def test_what_is_not_there_is_not_found(store, make_record):
    put(store, make_record("x"))
    for look in (
        lambda: store.get("models", "y"),
        lambda: store.get("templates", "x"),
        lambda: store.find("models", "other", "name-x"),
    ):
        with pytest.raises(NotFound):
            look()


def test_a_taken_name_or_id_is_refused(store, make_record):
    put(store, make_record("x", name="a"), make_record("y", name="b"))
    with pytest.raises(AlreadyExists, match="'a' already exists in workspace 'default'"):
        put(store, make_record("z", name="a"))
    with pytest.raises(AlreadyExists):
        put(store, make_record("x", name="c"))
    with pytest.raises(AlreadyExists), store.transaction("ana") as tx:
        tx.replace(make_record("y", name="a", revision=2), expected=1)
    assert store.get("models", "y").name == "b"


def test_a_replacement_needs_the_revision_that_is_there(store, make_record):
    put(store, make_record("x", {"v": 1}))
    with store.transaction("ana") as tx:
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
    with pytest.raises(StaleRevision) as caught, store.transaction("bob") as tx:
        tx.replace(make_record("x", {"v": 3}, revision=2), expected=1)
    assert (caught.value.expected, caught.value.current) == (1, 2)
    assert store.get("models", "x").body == {"v": 2}
    with pytest.raises(NotFound), store.transaction("bob") as tx:
        tx.replace(make_record("y", revision=2), expected=1)


def test_a_revision_that_does_not_follow_is_refused(store, make_record):
    with pytest.raises(ValueError, match="expected revision 1"):
        put(store, make_record("x", revision=7))


def test_a_renamed_record_frees_its_name(store, make_record):
    put(store, make_record("x", name="old"))
    with store.transaction("ana") as tx:
        tx.replace(make_record("x", name="new", revision=2), expected=1)
        tx.insert(make_record("y", name="old"))
    assert store.find("models", "default", "old").id == "y"
    assert store.find("models", "default", "new").id == "x"


def test_a_deleted_record_is_gone_and_its_name_free(store, make_record):
    put(store, make_record("x"))
    with pytest.raises(StaleRevision), store.transaction("ana") as tx:
        tx.delete("models", "x", expected=2)
    with store.transaction("ana") as tx:
        tx.delete("models", "x", expected=1, note="no longer served")
    with pytest.raises(NotFound):
        store.get("models", "x")
    with pytest.raises(NotFound), store.transaction("ana") as tx:
        tx.delete("models", "x")
    put(store, make_record("z", name="name-x"))
    removal = store.events(id="x")[0]
    assert (removal.action, removal.from_revision, removal.to_revision) == ("delete", 1, None)
    assert (removal.body, removal.name, removal.note) == (None, "name-x", "no longer served")


def test_a_transaction_that_raises_leaves_nothing(store, make_record):
    put(store, make_record("x", {"v": 1}))
    with pytest.raises(ZeroDivisionError), store.transaction("ana") as tx:  # noqa: PT012 - the block is the subject
        tx.insert(make_record("y"))
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
        tx.insert(make_record("t", kind="templates"))
        1 / 0  # noqa: B018
    assert ids(store.page("models", Query())) == ["x"]
    assert store.get("models", "x").body == {"v": 1}
    assert store.page("templates", Query()).total == 0
    assert len(store.events()) == 1


def test_a_transaction_sees_its_own_changes_and_nobody_else_does(store, make_record):
    put(store, make_record("x", name="a"), make_record("y", name="b"))
    with store.transaction("ana") as tx:
        tx.delete("models", "x")
        tx.insert(make_record("z", {"k": 1}, name="a", minutes=1))
        assert ids(tx.page("models", Query())) == ["y", "z"]
        tx.replace(make_record("y", {"k": 1}, name="c", revision=2), expected=1)
        tx.insert(make_record("w", name="b", minutes=2))
        assert tx.find("models", "default", "a").id == "z"
        assert tx.find("models", "default", "b").id == "w"
        assert tx.get("models", "y").revision == 2
        with pytest.raises(NotFound):
            tx.get("models", "x")
        assert ids(tx.page("models", Query(Compare(("body", "k"), "eq", 1)))) == ["y", "z"]
        assert ids(tx.page("models", Query())) == ["y", "z", "w"]
        assert ids(store.page("models", Query())) == ["x", "y"]
        assert store.find("models", "default", "a").id == "x"
    assert ids(store.page("models", Query())) == ["y", "z", "w"]


def test_a_transaction_ends_with_its_block(store, make_record):
    with store.transaction("ana") as tx:
        pass
    with pytest.raises(RuntimeError, match="ended"):
        tx.insert(make_record("x"))


def test_a_thread_opens_one_transaction_at_a_time(store):
    with (
        store.transaction("ana"),
        pytest.raises(RuntimeError, match="open"),
        store.transaction("ana"),
    ):
        pass
    with store.transaction("ana"):
        pass


def test_closing_twice_is_fine(store):
    store.close()
    store.close()


# Events


def test_events_tell_the_newest_first_what_happened(store, make_record):
    before = datetime.now(UTC)
    put(store, make_record("x", {"v": 1}), make_record("y"))
    with store.transaction("bob") as tx:
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1, action="restore", note="n")
    last, second, first = store.events()
    assert (last.actor, last.action, last.note) == ("bob", "restore", "n")
    assert (last.kind, last.id, last.workspace, last.name) == ("models", "x", "default", "name-x")
    assert (last.from_revision, last.to_revision, last.body) == (1, 2, {"v": 2})
    assert (first.id, first.action, first.from_revision, first.to_revision) == ("x", "create", 0, 1)
    assert second.id == "y"
    assert first.sequence < second.sequence < last.sequence
    assert before <= first.at <= last.at <= datetime.now(UTC)
    assert first.at.tzinfo is UTC


def test_events_are_chosen_by_kind_entity_workspace_and_place(store, make_record):
    put(store, make_record("a"), make_record("a", kind="templates"))
    put(store, make_record("b", workspace="other"))
    put(store, make_record("c", kind="drafts"))

    def chosen(**kwargs):
        return [(event.kind, event.id) for event in store.events(**kwargs)]

    assert chosen(kinds=["drafts", "templates"]) == [("drafts", "c"), ("templates", "a")]
    assert chosen(id="a") == [("templates", "a"), ("models", "a")]
    assert chosen(id="a", kinds=["models"]) == [("models", "a")]
    assert chosen(workspace="other") == [("models", "b")]
    assert chosen(id="nobody") == []
    assert chosen(limit=0) == []
    every = store.events()
    for place, event in enumerate(every):
        assert store.events(before=event.sequence) == every[place + 1 :]
        assert store.events(before=event.sequence, limit=1) == every[place + 1 : place + 2]
        assert store.events(before=event.sequence, id="a") == tuple(
            e for e in every[place + 1 :] if e.id == "a"
        )


# Pages


def test_pages_follow_one_another_without_gap_or_overlap(store, make_record):
    put(store, *(make_record(f"{n:02}", {"g": n % 3}, minutes=n // 4) for n in range(23)))
    for sort in (Sort(), Sort(descending=True), Sort(("body", "g")), Sort(("body", "no"), True)):
        whole = ids(store.page("models", Query(sort=sort)))
        found, after = [], None
        while True:
            page = store.page("models", Query(sort=sort, limit=5, after=after))
            assert (page.total, page.exact) == (23, True)
            found += ids(page)
            after = page.next
            if after is None:
                break
            assert after.isascii()
            assert after.replace("-", "").replace("_", "").isalnum()
        assert found == whole
        assert len(set(found)) == 23


@pytest.mark.parametrize("descending", [False, True])
def test_a_list_of_some_values_can_be_sorted_by_them(store, make_record, descending):
    values = ["b", "a", "ab", None, 1, "b", ["b"], "a", "", "b"]
    put(store, *(make_record(str(n), {"model_id": value}) for n, value in enumerate(values)))
    field = ("body", "model_id")
    for wanted in (["b", "a", "b", "zz"], ["ab"], [""], [], ["b", 1]):
        where = Compare(field, "in", wanted)
        some = [n for n, value in enumerate(values) if value in wanted]
        some.sort(key=lambda n: (*rank(values[n]), str(n)), reverse=descending)
        expected = [str(n) for n in some]
        sort = Sort(field, descending)
        page = store.page("models", Query(where, sort, limit=2, offset=1))
        assert (ids(page), page.total) == (expected[1:3], len(expected))
        if page.next:
            assert ids(store.page("models", Query(where, sort, after=page.next))) == expected[3:]
    one = store.page("models", Query(Compare(field, "eq", "b"), Sort(field, descending)))
    assert ids(one) == sorted("059", reverse=descending)


def test_a_page_stays_in_its_place_while_records_come_and_go(store, make_record):
    put(store, *(make_record(f"{n:02}") for n in range(10)))
    first = store.page("models", Query(limit=4))
    with store.transaction("ana") as tx:
        tx.delete("models", "03")
        tx.delete("models", "05")
        tx.insert(make_record("00a"))
        tx.insert(make_record("06a"))
    rest = store.page("models", Query(limit=4, after=first.next))
    assert ids(rest) == ["04", "06", "06a", "07"]


def test_absent_and_null_come_last_in_both_directions(store, make_record):
    bodies = {"a": {}, "b": {"n": 2}, "c": {"n": None}, "d": {"n": 1.5}}
    put(store, *(make_record(id, body) for id, body in bodies.items()))
    assert ids(store.page("models", Query(sort=Sort(("body", "n"))))) == ["d", "b", "a", "c"]
    assert ids(store.page("models", Query(sort=Sort(("body", "n"), True)))) == ["b", "d", "c", "a"]


def test_offset_is_counted_after_the_cursor(store, make_record):
    put(store, *(make_record(str(n), {"even": n % 2 == 0}) for n in range(8)))
    first = store.page("models", Query(limit=2))
    assert ids(store.page("models", Query(limit=2, offset=3, after=first.next))) == ["5", "6"]
    even = Compare(("body", "even"), "eq", True)
    assert ids(store.page("models", Query(even, limit=2, offset=1))) == ["2", "4"]
    assert ids(store.page("models", Query(offset=100))) == []


def test_totals_are_exact_up_to_their_bound(store, make_record):
    put(store, *(make_record(str(n), {"even": n % 2 == 0}) for n in range(8)))
    even = Compare(("body", "even"), "eq", True)
    for where, count in ((None, 8), (even, 4)):
        for bound in (count - 1, count, count + 1, None):
            page = store.page("models", Query(where, limit=1, count_to=bound))
            expected = count if bound is None else min(count, bound)
            assert (page.total, page.exact) == (expected, bound is None or count <= bound)
        alone = store.page("models", Query(where, limit=0))
        assert (alone.records, alone.next, alone.total) == ((), None, count)


@pytest.mark.parametrize("after", ["", "x", "!!", "bnVsbA", "e30", "WzFd", "ä", "W1siaWQiXSwwXQ"])
def test_a_cursor_that_is_not_ours_is_refused(store, make_record, after):
    put(store, make_record("x"))
    with pytest.raises(ValueError, match="begin again at the first page"):
        store.page("models", Query(after=after))


def test_a_cursor_of_another_sort_is_refused(store, make_record):
    put(store, make_record("x"), make_record("y"))
    after = store.page("models", Query(limit=1)).next
    with pytest.raises(ValueError, match="same sort"):
        store.page("models", Query(sort=Sort(("name",)), after=after))


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


# Filters against a second opinion

OPERATORS = ["eq", "ne", "lt", "le", "gt", "ge", "in", "like", "matches", "contains", "exists"]
small = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2),
    st.sampled_from([0.0, 1.0, 1.5, -0.0]),
    st.sampled_from(["", "a", "A", "ab", "B", "1", "_B", "%a"]),
)
fields = st.sampled_from(
    [
        ("body", "p"),
        ("body", "q"),
        ("body", "o", "p"),
        ("body", "model_type"),
        ("body", "review", "state"),
        ("name",),
    ]
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "model_type": small | st.lists(small, max_size=3) | st.dictionaries(st.just("p"), small),
        "review": st.dictionaries(st.just("state"), small) | small,
        "p": small | st.lists(small, max_size=3) | st.dictionaries(st.just("p"), small),
        "q": small,
        "o": st.dictionaries(st.sampled_from(["p", "q"]), small, max_size=2) | small,
    },
)


def operand(operator):
    if operator == "in":
        return st.lists(small, max_size=3)
    return st.booleans() if operator == "exists" else small | st.lists(small, max_size=2)


compares = st.sampled_from(OPERATORS).flatmap(
    lambda operator: st.builds(Compare, fields, st.just(operator), operand(operator))
)
filters = st.recursive(
    compares | st.builds(Text, st.sampled_from(["a", "b A", ""]), st.tuples(fields, fields)),
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


def canonical(value):
    """One text for all that is equal as JSON: 1 and 1.0 are, True is neither."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return repr(value)
    if isinstance(value, int | float):
        return repr(float(value) + 0.0)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return "{" + ",".join(f"{k}:{canonical(v)}" for k, v in sorted(value.items())) + "}"


def sort_class(value):
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return "text" if isinstance(value, str) else "number"


def look_up(record, field):
    value = {"name": record.name, "body": record.body}
    for part in field:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def holds_order(operator, found, value):
    if sort_class(found) is None or sort_class(found) != sort_class(value):
        return False
    sign = (found > value) - (found < value)
    return {"lt": sign < 0, "le": sign <= 0, "gt": sign > 0, "ge": sign >= 0}[operator]


def holds_compare(record, where):
    found, value, operator = look_up(record, where.field), where.value, where.operator
    if operator in ("eq", "ne"):
        return (canonical(found) == canonical(value)) == (operator == "eq")
    if operator == "in":
        return canonical(found) in map(canonical, value)
    if operator == "exists":
        return (found is not None) == value
    if operator == "contains":
        return isinstance(found, list) and canonical(value) in map(canonical, found)
    if operator == "like":
        both = isinstance(found, str) and isinstance(value, str)
        return both and value.lower() in found.lower()
    if operator == "matches":
        both = isinstance(found, str) and isinstance(value, str)
        return both and bool(re.fullmatch(as_regex(value), found, re.IGNORECASE | re.DOTALL))
    return holds_order(operator, found, value)


def as_regex(pattern):
    return re.escape(pattern).replace("%", ".*").replace("_", ".")


def holds(record, where):
    match where:
        case Compare():
            return holds_compare(record, where)
        case Text(words, places):
            found = [look_up(record, place) for place in places]
            words = words.lower().split()
            return all(any(isinstance(t, str) and w in t.lower() for t in found) for w in words)
        case AllOf(parts):
            return all(holds(record, part) for part in parts)
        case AnyOf(parts):
            return any(holds(record, part) for part in parts)
        case Not(part):
            return not holds(record, part)


@settings(FRESH_BY_ID, max_examples=60)
@given(found=st.lists(documents, max_size=6), where=filters, descending=st.booleans())
def test_filters_choose_what_a_naive_reading_of_the_contract_chooses(
    store, make_record, found, where, descending
):
    records = [
        make_record(str(n), body, name="aB1"[: n % 3 + 1] + str(n)) for n, body in enumerate(found)
    ]
    put(store, *records)
    try:
        expected = sorted((r.id for r in records if holds(r, where)), reverse=descending)
        page = store.page("models", Query(where, Sort(("id",), descending)))
        assert ids(page) == expected
        assert page.total == len(expected)
    finally:
        with store.transaction("ana") as tx:
            for record in records:
                tx.delete("models", record.id)


# Orders against a second opinion

sortable = small | st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([10**40, -(10**40), 10**40 + 1, 1e-300, -1e-300, 123, 1230, -12, -1.25]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4),
    st.lists(small, max_size=2),
    st.dictionaries(st.sampled_from("ab"), small, max_size=2),
)
sort_fields = st.sampled_from([("body", "model_type"), ("body", "anything"), ("body", "0", "1")])


def rank(value):
    if isinstance(value, bool):
        return 1, value
    if isinstance(value, int | float):
        return 2, Fraction(value)
    return (3, value) if isinstance(value, str) else (4, json.dumps(value))


def sort_naively(records, field, descending):
    present = [r for r in records if look_up(r, field) is not None]
    absent = [r for r in records if look_up(r, field) is None]
    present.sort(key=lambda r: (*rank(look_up(r, field)), r.id), reverse=descending)
    absent.sort(key=lambda r: r.id, reverse=descending)
    return [r.id for r in present + absent]


@settings(FRESH_BY_ID, max_examples=40)
@given(
    found=st.lists(st.none() | st.just(...) | sortable, max_size=7),
    field=sort_fields,
    descending=st.booleans(),
    offset=st.integers(0, 3),
)
def test_records_are_sorted_as_a_naive_reading_of_the_contract_sorts_them(
    store, make_record, found, field, descending, offset
):
    records = []
    for n, value in enumerate(found):
        body = {} if value is ... else {field[-1]: value}
        for part in reversed(field[1:-1]):
            body = {part: body}
        records.append(make_record(str(n), body))
    put(store, *records)
    try:
        expected, sort = sort_naively(records, field, descending), Sort(field, descending)
        assert ids(store.page("models", Query(sort=sort, offset=offset))) == expected[offset:]
        walked, after = [], None
        while after is not None or not walked:
            page = store.page("models", Query(sort=sort, limit=2, after=after))
            walked += [ids(page)]
            after = page.next
        assert [id for page in walked for id in page] == expected
    finally:
        with store.transaction("ana") as tx:
            for record in records:
                tx.delete("models", record.id)


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


# Moving


def test_commits_are_told_as_they_were_made_and_can_be_made_elsewhere(store, make_record):
    put(store, make_record("x", {"v": 1}, name="a"), make_record("y", {"v": 1.0}, name="b"))
    with store.transaction("bob") as tx:
        tx.delete("models", "x", note="gone")
        tx.replace(make_record("y", {"v": 2}, name="a", revision=2, minutes=5), expected=1)
    put(store, make_record("t", kind="templates"))
    copy = MemoryStore()
    copy.append(list(store.commits()))
    assert copy.events() == store.events()
    lines = [commit.line() for commit in store.commits()]
    assert [commit.line() for commit in copy.commits()] == lines
    assert copy.page("models", Query()) == store.page("models", Query())
    assert [commit.sequence for commit in store.commits(after=2)] == [3, 5]
    assert [commit.actor for commit in store.commits()] == ["ana", "bob", "ana"]
    assert list(store.commits(after=5)) == []


def test_commits_of_another_store_are_appended_with_their_history(store, make_record):
    other = MemoryStore()
    put(other, make_record("x", {"v": 1}, name="a"), make_record("y", name="b"))
    with other.transaction("bob") as tx:
        tx.delete("models", "x")
        tx.replace(make_record("y", {"v": 1e22}, name="a", revision=2), expected=1)
        tx.insert(make_record("z", name="b"))
    first, second = other.commits()
    store.append([first])
    assert ids(store.page("models", Query())) == ["x", "y"]
    for commits in ([first], [replace(second, sequence=9)], [second, second]):
        with pytest.raises(ValueError, match="expected a commit that begins"):
            store.append(commits)
    store.append([second])
    store.append([])
    assert store.events() == other.events()
    assert store.page("models", Query()) == other.page("models", Query())
    put(store, make_record("w"))
    assert store.events(limit=1)[0].sequence == 6


# Threads


def test_threads_that_count_together_lose_nothing(store, make_record):
    put(store, make_record("counter", {"n": 0}))

    def count():
        for _ in range(10):
            with store.transaction("thread") as tx:
                now = tx.get("models", "counter")
                body = {"n": now.body["n"] + 1}
                new = replace(now, body=body, revision=now.revision + 1)
                tx.replace(new, expected=now.revision)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("models", "counter").body == {"n": 80}
    assert store.get("models", "counter").revision == 81


def test_a_name_wanted_by_many_goes_to_exactly_one(store, make_record):
    start = threading.Barrier(8)
    won, lost = [], []

    def claim(id):
        start.wait()
        try:
            put(store, make_record(id, name="wanted"))
        except AlreadyExists:
            lost.append(id)
        else:
            won.append(id)

    threads = [threading.Thread(target=claim, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert store.find("models", "default", "wanted").id == won[0]
