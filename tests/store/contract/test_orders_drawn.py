"""Drawn orders against a second opinion, on every backend."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.store.records import Query, Sort
from tests.store.contract.deeds import FRESH_BY_ID, ids, look_up, put, rank, small

sortable = small | st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([10**40, -(10**40), 10**40 + 1, 1e-300, -1e-300, 123, 1230, -12, -1.25]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4),
    st.lists(small, max_size=2),
    st.dictionaries(st.sampled_from("ab"), small, max_size=2),
)
sort_fields = st.sampled_from([("body", "model_type"), ("body", "anything"), ("body", "0", "1")])


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
