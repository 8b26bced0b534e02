"""Pages of records, their order, totals and cursors, on every backend."""

import pytest

from registry.store.records import Compare, Query, Sort
from tests.store.contract.deeds import ids, put, rank


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
