"""What drawing a place asks of the whole form."""

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.draw_context import DrawContext, under
from streamlit_jsonschema_form.ui.session import FormSession


def test_the_problems_of_a_place_are_its_own_and_those_inside_it():
    form = compile({"properties": {"a": {"items": {"type": "integer"}}, "ab": {}}})
    state = form.load({"a": [1, "x", "y"], "ab": 1})
    paths = [(), ("a",), ("a", 1), ("a", 2), ("a", 1, "deep"), ("ab",), ("gone",)]
    problems = tuple(Problem(path, "type", f"wrong {path}") for path in paths)
    context = DrawContext(FormSession(form, "f", state), problems)
    root = form.plan(state)
    places = [root, root.entry("a"), root.at(("a", 1)), root.entry("ab"), root.entry("new")]
    assert [context.under(place) for place in places] == [
        under(problems, place.path) for place in places
    ]
    assert [context.count(place) for place in places] == [7, 4, 2, 1, 0]


def test_the_heading_of_a_required_object_is_bold_and_its_star_beside_it(show):
    inner = {"type": "object", "properties": {"port": {"type": "integer"}}}
    screen = show({"properties": {"server": inner}, "required": ["server"]})
    screen.type("Find a field", "port")
    assert "**Server** *" in [text.value for text in screen.page.markdown]
