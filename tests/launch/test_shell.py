import shlex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.launch.shell import split_words


def texts(line):
    return [word.text for word in split_words(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a b", ["a", "b"]),
        ("a \\\n  b # c\nd", ["a", "b", "d"]),
        ("a\\\nb", ["ab"]),
        ("a#b", ["a#b"]),
        ("'a b'\"c d\"e", ["a bc de"]),
        ('"a\\$b\\x"', ["a$b\\x"]),
        ("'' \"\"", ["", ""]),
        ("a\\ b", ["a b"]),
        ("a \\\r\n b", ["a", "b"]),
        ("# only a comment", []),
        ("", []),
    ],
)
def test_words_are_split_as_a_shell_does(line, expected):
    assert texts(line) == expected


@pytest.mark.parametrize(
    ("line", "expands"),
    [
        ("$X", True),
        ('"${X:?y}"', True),
        ("'$X'", False),
        (r"\$X", False),
        ("a$", False),
        ("`id`", True),
        ("$5", True),
    ],
)
def test_what_the_shell_would_fill_in_is_marked(line, expands):
    assert split_words(line)[0].expands is expands


@pytest.mark.parametrize("line", ["a 'b", 'a "b', "a | b", "a; b", "a && b", "a > b", "$(id)"])
def test_more_than_one_plain_command_is_refused_with_its_place(line):
    with pytest.raises(Invalid, match="line 1, column"):
        split_words(line)


@given(st.lists(st.text(max_size=8)))
def test_quoted_words_come_back(words):
    assert texts(shlex.join(words).replace("\r\n", "\n")) == [
        w.replace("\r\n", "\n") for w in words
    ]


WORDS = st.text(st.sampled_from("ab '\"\\$\n#-"), max_size=6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=3))
def test_we_split_as_the_real_shell(run_in_shell, parts):
    escaped = [part.translate({ord(c): f"\\{c}" for c in '"\\$`'}) for part, _ in parts]
    pairs = zip(parts, escaped, strict=True)
    line = " ".join(f'"{text}"' if double else shlex.quote(part) for (part, double), text in pairs)
    assert texts(line) == run_in_shell("sh", f"docker {line}")
