"""A secret of several lines is told by their number, and never by what it says."""

import pytest

from streamlit_jsonschema_form.model.codecs.text import (
    MASKED_TEXT,
    is_editable,
    masked_summary,
)
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.validation.masking import MASK

SECRET = FieldInfo(format="password", types=frozenset({"string"}))


def test_a_veil_tells_how_many_lines_there_are():
    assert masked_summary("a\nb\r\nc\n") == f"{MASK} 3 lines"
    assert masked_summary("one line") == MASK
    assert masked_summary("") == MASK


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\x00", "\ud800", "\u2028"], ids=ascii)
def test_every_secret_text_that_a_password_box_would_change_is_veiled(text):
    assert MASKED_TEXT.fits(text, SECRET)
    assert MASKED_TEXT.decode(MASKED_TEXT.encode(text, SECRET), text, SECRET) is text
    assert not MASKED_TEXT.fits(text, FieldInfo(types=frozenset({"string"})))


def test_only_a_text_that_a_text_area_keeps_is_edited_in_one():
    assert is_editable("a\nb\t")
    assert not is_editable("a\r\nb")


def test_an_empty_place_asks_for_lines_only_by_a_hint():
    assert not MASKED_TEXT.fits("", SECRET)
    assert MASKED_TEXT.fits("", FieldInfo(format="password", ui={"rows": 5}))
