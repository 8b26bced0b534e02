"""What form engines are known to change comes back unchanged from ours, drawn and edited beside."""

import pytest

from streamlit_jsonschema_form.model import compile
from support.many import Album
from support.strategies import written
from support.traps import IDS, TRAPS, beside, value_of


@pytest.fixture(scope="module")
def album():
    """Keep one page for all of them."""
    return Album()


@pytest.mark.parametrize("trap", TRAPS, ids=IDS)
def test_a_trap_comes_back_unchanged_after_any_number_of_runs(album, trap):
    album.show(compile(trap["schema"], formats=False), value_of(trap)).run().run()
    assert album.raised == ""
    assert written(album.value) == written(value_of(trap))


@pytest.mark.parametrize("trap", TRAPS, ids=IDS)
def test_editing_the_field_beside_a_trap_leaves_it_as_it_was(album, trap):
    form = compile(beside(trap), formats=False)
    album.show(form, {"trap": value_of(trap), "other": "x"})
    album.type("Other", "y").run()
    assert album.raised == ""
    assert written(album.value) == written({"trap": value_of(trap), "other": "y"})
    album.type("Other", "x").run()
    assert written(album.value) == written({"trap": value_of(trap), "other": "x"})
