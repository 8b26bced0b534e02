"""A place that names a source offers what the page's source gives; without one it is as usual."""

import pytest

from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.problems import SourceUnavailable

TEXT = {"type": "string"}
ASKED = {"x-ui": {"source": {"name": "m", "arguments": {"in": {"from": "/workspace"}}}}}
SCHEMA = {"type": "object", "properties": {"workspace": TEXT, "model": {**TEXT, **ASKED}}}


class Source:
    """Offers names, and remembers what it was asked."""

    def __init__(self, *names):
        self.names, self.asked = names, []

    def __call__(self, arguments, text):
        self.asked.append((dict(arguments), text))
        return [Option(name, name.upper()) for name in self.names if text in name]


def test_a_choice_among_the_offers_is_the_value(show):
    source = Source("a", "b")
    screen = show(SCHEMA, {"workspace": "w"}, sources={"m": source})
    assert source.asked == [({"in": "w"}, "")]
    assert screen.find("selectbox", "Model").options == ["A", "B"]
    screen.pick("Model", 1)
    assert screen.value == {"workspace": "w", "model": "b"}
    screen.type("Workspace", "v")
    assert source.asked[-1] == ({"in": "v"}, "")
    screen.pick("Model", None)
    assert screen.value == {"workspace": "v"}


def test_a_value_that_is_not_offered_is_marked_and_kept(show):
    screen = show(SCHEMA, {"model": "zz"}, sources={"m": Source("a")})
    assert screen.find("selectbox", "Model").options == ["A", "zz (not offered)"]
    screen.type("Workspace", "v")
    assert screen.value == {"model": "zz", "workspace": "v"}


def test_many_offers_bring_a_search_whose_words_the_source_gets(show):
    source = Source(*(f"name-{n}" for n in range(60)))
    screen = show(SCHEMA, sources={"m": source}).type("Search for Model", "name-59")
    assert source.asked[-1] == ({}, "name-59")
    assert screen.find("selectbox", "Model").options == ["NAME-59"]
    screen.pick("Model", 0)
    assert screen.value == {"model": "name-59"}
    screen.type("Search for Model", "").pick("Model", 3)
    assert screen.value == {"model": "name-3"}


def _broken(_arguments, _text):
    raise SourceUnavailable("the disk is full; free some of it")


@pytest.mark.parametrize(
    ("sources", "said"),
    [({}, "No source named “m”"), ({"m": _broken}, "cannot be read")],
    ids=["unknown", "broken"],
)
def test_a_source_that_cannot_be_asked_leaves_the_usual_field_and_a_line(show, sources, said):
    screen = show(SCHEMA, sources=sources)
    assert said in screen.said
    screen.type("Model", "typed")
    assert screen.value == {"model": "typed"}


def test_a_number_may_be_offered_too(show):
    schema = {"properties": {"n": {"type": "integer", "x-ui": {"source": "m"}}}}
    screen = show(schema, {"n": 2**60 + 1}, sources={"m": lambda *_: [Option(7, "seven")]})
    assert screen.find("selectbox", "N").options == ["seven", "1152921504606846977 (not offered)"]
    assert screen.value == {"n": 2**60 + 1}
    screen.pick("N", 0)
    assert screen.value == {"n": 7}


def test_a_row_of_a_list_is_filled_from_a_source_beside_its_own_fields(show):
    item = {
        "type": "object",
        "properties": {
            "kind": TEXT,
            "name": {
                **TEXT,
                "x-ui": {"source": {"name": "m", "arguments": {"k": {"from": "1/kind"}}}},
            },
        },
    }
    source = Source("a")
    schema = {"properties": {"l": {"type": "array", "items": item}}}
    show(schema, {"l": [{"kind": "x"}, {}]}, sources={"m": source})
    assert source.asked == [({"k": "x"}, ""), ({}, "")]


def test_a_form_that_is_only_read_shows_what_is_chosen(show):
    screen = show(SCHEMA, {"model": "a"}, sources={"m": Source("a")}, read_only=True)
    assert screen.find("selectbox", "Model").disabled
    assert show(SCHEMA, sources={"m": Source()}).value is ABSENT
