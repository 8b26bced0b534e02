import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.launch.yaml_text import read_yaml, write_yaml

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from("abc"), VALUES))
def test_what_we_write_comes_back(value):
    assert read_yaml(write_yaml(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2026-12-31", "2026-12-31"),
        ("a: 2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("a: yes", "yes"),
        ("a: 0o14", 12),
        ("a: 1e3", 1000.0),
        ("a: 12:30", "12:30"),
        ("a: ~", None),
        ("a: &x [1]\nb: *x", [1]),
        ("b: &b {c: 1}\na: {<<: *b, d: 2}", {"c": 1, "d": 2}),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text, value):
    assert read_yaml(text)["a"] == value


def test_aliases_become_copies():
    value = read_yaml("a: &x [1]\nb: *x")
    value["a"].append(2)
    assert value["b"] == [1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n2: b", "line 2, column 1: a key must be a text"),
        ("true: b", "a key must be a text"),
        ("[a]: b", "a key must be a text"),
        ("a: .inf", "line 1, column 4: is not a finite number"),
        ("a: 1e400", "is not a finite number"),
        ("a: !!binary aGk=", "has no meaning in JSON"),
        ("a: !!python/name:os.system x", "has no meaning in JSON"),
        ("a: 1\na: 2", "line 2, column 1"),
        ("a: [", "line 1, column"),
        ("--- 1\n--- 2", "another document"),
        ("a: &x [*x]", "without end"),
        ("a: 1" + "0" * 5000, "digits"),
        ("[" * 5000, "deeply"),
    ],
)
def test_what_json_cannot_hold_is_refused(text, message):
    with pytest.raises(Invalid, match=message):
        read_yaml(text)


def test_a_bomb_of_merges_is_refused():
    lines = ["a0: &a0 {k0: 1, k1: 2}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 20)]
    with pytest.raises(Invalid, match="merges expand"):
        read_yaml("\n".join(lines))
    with pytest.raises(Invalid, match="merges expand"):
        read_yaml("a: &a\n  <<: *a\n  b: 1\n")


def test_merges_of_a_human_size_are_read():
    text = "a: &a {x: 1, y: 2}\nb: &b {<<: *a, y: 3}\nc: {<<: [*a, *b], z: 4}"
    assert read_yaml(text)["b"] == {"x": 1, "y": 3}
    assert read_yaml(text)["c"] == {"x": 1, "y": 2, "z": 4}


def test_an_integer_that_cannot_be_written_is_refused():
    with pytest.raises(Invalid, match="line 1, column 4: has more than 4,300 digits"):
        read_yaml("a: 0x" + "f" * 4000)


def test_nesting_that_json_text_refuses_is_refused():
    assert read_yaml("[" * 100 + "]" * 100)
    with pytest.raises(Invalid, match="nested too deeply"):
        read_yaml("[" * 102 + "]" * 102)


def test_a_bomb_of_aliases_is_refused():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(Invalid, match="million"):
        read_yaml("\n".join(lines))
