import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.names import MAX_NAME, NAME_PATTERN, derive_name


@pytest.mark.parametrize("legal", ["a", "llama-3.1_8B", "." * 255])
def test_a_legal_name_is_itself(legal: str) -> None:
    assert derive_name(legal) == legal


@pytest.mark.parametrize(
    ("given", "readable"),
    [
        ("My Model", "My-Model-"),
        ("Modèle/été", "Modele-ete-"),
        ("模型", ""),
        ("", ""),
        ("a\n", "a-"),
        ("x" * 256, "x" * 246 + "-"),
    ],
)
def test_what_can_be_read_of_another_text_stays_in_its_name(given: str, readable: str) -> None:
    name = derive_name(given)
    assert re.fullmatch(re.escape(readable) + "[0-9a-f]{8}", name)


@given(st.text())
def test_every_text_gives_one_legal_name(text: str) -> None:
    name = derive_name(text)
    assert re.fullmatch(NAME_PATTERN, name)
    assert len(name) <= MAX_NAME
    assert derive_name(text) == name == derive_name(name)


def test_texts_that_look_alike_have_names_of_their_own() -> None:
    assert len({derive_name(text) for text in ("a b", "a/b", "a  b", "a b ", "a-b")}) == 5
