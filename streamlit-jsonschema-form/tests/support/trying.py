"""A trap in the form engine's hands: its form, its state and its plan."""

from streamlit_jsonschema_form.model import apply, compile
from streamlit_jsonschema_form.problems import json_pointer
from support.traps import IDS, TRAPS, value_of

BY_ID = {trap["id"]: trap for trap in TRAPS}


class Try:
    """A trap with its form, its state and its plan."""

    def __init__(self, id):
        self.form = compile(BY_ID[id]["schema"], formats=False)
        self.value = value_of(BY_ID[id])
        self.state = self.form.load(self.value)
        self.root = self.form.plan(self.state)

    @property
    def errors(self):
        return [(json_pointer(p.path), p.keyword) for p in self.form.errors(self.state)]

    def after(self, *edits):
        state = self.state
        for edit in edits:
            state = apply(self.form, state, edit)
        return state.value

    def at(self, *path):
        return self.root.at(path)

    def shown(self):
        """List the keys that are drawn."""
        return [child.path[-1] for child in self.root.children()]


def named(*prefixes):
    """Return the ids that begin in one of some ways."""
    return [id for id in IDS if id.startswith(prefixes)]
