from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.validation.masking import (
    MASK,
    mask_value,
    masked_places,
    unmask,
    without_masks,
)

KEYS = st.sampled_from(["token", "plain", "other"])
JSON = st.recursive(
    st.none() | st.integers() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(st.dictionaries(KEYS, JSON))
def test_what_was_masked_and_comes_back_is_what_was_kept(kept: dict[str, Any]) -> None:
    assert unmask(mask_value(kept, {"token"}), kept) == kept


def test_a_name_is_a_secret_at_any_depth() -> None:
    value = {"a": [{"token": {"deep": "x"}}], "token": ["y"], "plain": "z"}
    masked = {"a": [{"token": MASK}], "token": MASK, "plain": "z"}
    assert mask_value(value, {"token"}) == masked


def test_null_is_no_secret() -> None:
    assert mask_value({"token": None}, {"token"}) == {"token": None}


def test_what_is_new_beside_a_mask_is_kept_as_it_is_given() -> None:
    given_now = {"token": MASK, "new": 1, "list": [MASK]}
    assert unmask(given_now, {"token": "x", "list": ["y", "z"]}) == {
        "token": "x",
        "new": 1,
        "list": [MASK],
    }


def test_a_mask_is_no_value_to_carry_elsewhere() -> None:
    masked = {"token": MASK, "plain": "z", "list": [{"token": MASK}, MASK]}
    assert without_masks(masked) == {"plain": "z", "list": [{}]}


ROWS = [{"n": 1, "token": "a"}, {"n": 2, "token": "b"}]


def test_rows_that_moved_take_their_own_secrets_along() -> None:
    moved = [{"n": 2, "token": MASK}, {"n": 1, "token": MASK}]
    assert unmask(moved, ROWS) == list(reversed(ROWS))


def test_rows_that_stay_keep_their_secrets_when_others_come_or_go() -> None:
    assert unmask([{"n": 2, "token": MASK}], ROWS) == [ROWS[1]]
    new = {"n": 3, "token": "c"}
    assert unmask([new, *mask_value(ROWS, {"token"})], ROWS) == [new, *ROWS]


def test_a_row_that_was_edited_is_known_by_its_place() -> None:
    edited = [{"n": 9, "token": MASK}, {"n": 2, "token": MASK}]
    assert unmask(edited, ROWS) == [{"n": 9, "token": "a"}, ROWS[1]]


def test_a_mask_stays_where_several_rows_might_be_meant() -> None:
    alike = [{"token": "a"}, {"token": "b"}]
    assert unmask([{"token": MASK}], alike) == [{"token": MASK}]
    assert unmask([{"n": 9, "token": MASK}], ROWS) == [{"n": 9, "token": MASK}]


def test_masks_that_stand_for_nothing_are_found() -> None:
    value = {"token": MASK, "plain": MASK, "list": [{"token": "x"}, {"token": MASK}]}
    assert list(masked_places(value, {"token"})) == [("token",), ("list", 1, "token")]
