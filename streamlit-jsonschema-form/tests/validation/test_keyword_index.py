"""A word that a schema does not mention is nowhere in it."""

import pytest

from streamlit_jsonschema_form.validation.keyword_index import Mentions


@pytest.mark.parametrize("word", ["if", "a b", "$id", "ü"])
def test_a_word_is_found_wherever_it_stands(word):
    assert Mentions({"allOf": [{word: True}]}).any("other", word)
    assert Mentions({"enum": [word]}).any(word)


def test_a_part_of_a_word_is_not_the_word():
    assert not Mentions({"properties": {"iffy": {}, "x if": {}}}).any("if", "properties if")


def test_a_list_at_a_key_is_told_from_anything_else_there():
    assert Mentions({"not": {"items": [True]}}).lists("items")
    assert not Mentions({"items": {"enum": [1]}}).lists("items")


def test_what_cannot_be_written_may_mention_anything():
    around = {}
    around["items"] = around
    assert Mentions(around).any("if")
    assert Mentions({"const": object()}).any("if")
