"""Commands mean exactly what was given, and can be pasted into a terminal."""

import json
from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from registry.launch.shell import split_words
from registry.ui.snippets.shell import write_curl, write_path

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
BEGIN = ["curl", "--silent", "--show-error", "--fail-with-body"]


def words(command: str) -> list[str]:
    """Split a command as a shell does; nothing in it may be put in by the shell."""
    found = split_words(command)
    assert [word for word in found if word.expands] == []
    return [word.text for word in found]


@given(TEXTS)
def test_any_name_is_one_part_of_a_path(name):
    path = write_path("models", name, "x")
    assert [unquote(part) for part in urlsplit(f"http://h{path}").path.split("/")] == [
        *("", "models", name, "x")
    ]


@given(TEXTS, TEXTS)
def test_a_body_is_sent_as_it_was_given(key, text):
    sent = words(write_curl("http://h/x", body={key: text}))
    assert json.loads(sent[sent.index("--data-raw") + 1]) == {key: text}


@given(TEXTS)
def test_nothing_in_a_command_would_be_obeyed_by_a_terminal(text):
    command = write_curl("http://h/x", body={"a": text})
    assert [each for each in command if not each.isprintable() and each != "\n"] == []


def test_a_request_is_a_get_unless_something_is_said_or_sent():
    assert words(write_curl("http://h/x")) == [*BEGIN, "http://h/x"]
    deed = write_curl("http://h/x", method="DELETE")
    assert words(deed) == [*BEGIN, "--request", "DELETE", "http://h/x"]


def test_a_query_is_escaped_by_curl_itself():
    command = write_curl("http://h/x", query={"filter": '{"a": "b & c"}'})
    wanted = ["--get", "http://h/x", "--data-urlencode", 'filter={"a": "b & c"}']
    assert words(command) == [*BEGIN, *wanted]


def test_what_is_special_to_a_shell_is_quoted():
    command = write_curl("http://h/$(x)", content="$y `z` 'w'", save_as="a b")
    header = ["--header", "Content-Type: application/octet-stream"]
    wanted = ["http://h/$(x)", *header, "--data-raw", "$y `z` 'w'", "--output", "a b"]
    assert words(command) == [*BEGIN, *wanted]
