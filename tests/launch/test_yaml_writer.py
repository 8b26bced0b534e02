import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from registry.launch.yaml_text import write_yaml

WORDS = (
    "yes No on OFF y n true Null null NULL Y ~ = << 1e 0b1 nan inf .inf .NaN 1.0 +1 --- ... a/b:c"
)
NUMBERS = "0o14 014 0x1F 1e3 1_000 12:30 190:20:30 2001-01-01"
SIGNS = "- # *a &a !a %a @a `a | > [a] {a} 'a' \"a\" 😀 \ufeff \x07"
SPACED = ["", "- a", "? a", "a: b", "a #b", " a", "a ", "a\nb", "a\r\nb", "\t", "\x85", "\u2028"]
TRAPS = [*WORDS.split(), *NUMBERS.split(), *SIGNS.split(" "), *SPACED]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(TRAPS)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**6), 10**6) | st.booleans(),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(TEXTS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def readers(text):
    return [yaml.safe_load(text), YAML(typ="safe", pure=True).load(text)]


@pytest.mark.parametrize("text", TRAPS)
def test_traps_are_texts_for_every_reader(text):
    for found in readers(write_yaml({text: [text]})):
        assert found == {text: [text]}


@given(VALUES)
def test_readers_of_both_versions_agree(value):
    for found in readers(write_yaml({"a": value})):
        assert found == {"a": value}


def test_the_same_list_twice_is_written_twice():
    shared = ["a"]
    assert "&" not in write_yaml({"a": shared, "b": shared})


def test_plain_words_stay_plain():
    assert write_yaml({"image": "vllm", "args": ["serve"]}) == "image: vllm\nargs:\n  - serve\n"
