"""What the official test suite of JSON Schema loads comes back unchanged from a form that is drawn."""

import random

import pytest

from streamlit_jsonschema_form.model import compile
from support.many import Album
from support.strategies import written
from support.suite import groups


def _cases():
    return [(group, test) for group in groups() for test in group.tests]


def _wrong(cases):
    album, wrong = Album(), []
    for group, test in cases:
        before = written(test["data"])
        form = compile(group.schema, dialect=group.dialect, formats=False)
        album.show(form, test["data"]).run()
        if album.raised or written(album.value) != before:
            wrong.append((*group.name, test["description"], album.raised))
            album = Album()
    return wrong


def test_a_sample_comes_back_unchanged_from_a_form_that_is_drawn_twice():
    assert _wrong(random.Random(7).sample(_cases(), 60)) == []


@pytest.mark.soak
def test_all_of_it_comes_back_unchanged_from_a_form_that_is_drawn_twice():
    assert _wrong(_cases()) == []
