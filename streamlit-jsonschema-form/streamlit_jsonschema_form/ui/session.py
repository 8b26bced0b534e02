"""One form in one browser session: its state, and how edits reach it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.text import MASKED_TEXT, PASSWORD, RAW
from streamlit_jsonschema_form.model.edits import Edit, Remove, Rename, Set, Write, apply
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.scope import Schema
from streamlit_jsonschema_form.model.search import Found
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.model.state import State, UnreadableText, path_of, place_id
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.unused import UnusedValue
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import InvalidInput, JsonPath, Problem
from streamlit_jsonschema_form.ui.widget_names import WidgetNames, checksum, renamed_id
from streamlit_jsonschema_form.validation.masking import MASK, unmask

SHOWN, NEW, TABLE, ROWS = "shown", "new", "table", "rows"

Reader = Callable[[str, Schema], tuple[Value, tuple[str, ...]]]
"""Reads pasted text for a schema into a value and notes for the person; raises InvalidInput."""


def read_json_only(text: str, _schema: Schema) -> tuple[Value, tuple[str, ...]]:
    """Read JSON text.

    Raises:
        InvalidInput: it is not JSON.
    """
    try:
        return read_json(text), ()
    except InvalidText as error:
        raise InvalidInput(
            "the text", [Problem((), "text", reason) for reason in error.reasons]
        ) from error


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the screen shows of a state, to find out what an edit changes.

    Attributes:
        root: the tree of fields.
        problems: the problems shown beside fields.
        context: everything else on the screen that depends on the value.
        controls: the states of the form's other controls, by their keys.
    """

    root: Node
    problems: tuple[Problem, ...]
    context: tuple[object, ...]
    controls: dict[str, object]


@dataclass
class FormSession:
    """A form in the browser session: its state, and what is on the screen.

    Attributes:
        form: the compiled schema.
        key: unique in the session; the first part of every widget's key.
        state: the current state of the form.
        on_change: called with the state after each edit, to save a draft.
        read_only: nothing can be edited.
        refused: problems that the host reported, such as a name that is taken.
        paste_problems: why the text that was pasted last could not be read.
        notes: messages to show once, with the next drawing.
        raw_ids: ids of the fields that are shown as JSON text on request.
        display_modes: how a field is drawn on request, by its id: `SHOWN` or `NEW` for a secret,
            `TABLE` or `ROWS` for a list.
        tables: the tables on the screen, by the ids of their lists.
        open_sections: whether a section is open, by its key.
        search_text: what is typed into the search box.
        filter_name: the active filter; empty for none.
        filter_hits: ids of the fields that the active filter has found so far.
        search_result: the fields to draw while a search or a filter is active, else None.
        has_many_fields: whether the form is long enough to offer filters.
        undo_state: the state before the whole value was replaced.
        target: the field to scroll to with the next drawing.
        jump_count: how often the form has scrolled to a field.
        unused: the values that the current choices do not use.
        unused_for: the state that `unused` was computed for.
        loaded_invalid: whether the loaded value had problems.
        submitted: the submit button was pressed and there were no problems.
        page: the index of the current page, in a form that has pages.
        sources: the sources of options, by the name in the hint `source`.
        reader: reads pasted text.
        reader_hint: the formats that the reader takes, for people.
        live_fragments: keys of fragments that are drawn again after every edit.
        is_current: tells whether the page still shows the form.
        has_links: something on the screen depends on values other than its own.
        drawn_keys: keys of the widgets on the screen.
        fragment_keys: keys of widgets and menus that are drawn in a fragment of their own.
        previous_keys: keys of the widgets of the drawing before.
        select_keys: the current key of each select on the screen.
        stale_selects: the states of selects whose options the last drawing changed, by their old keys.
        snapshot: what the screen shows; None where any edit draws the whole form again.
        after_edit: called with the edited field at the end of an edit, to update the screen.
        names: the names of the widgets of each field.
    """

    form: Form
    key: str
    state: State
    on_change: Callable[[State], None] | None = None
    read_only: bool = False
    refused: tuple[Problem, ...] = ()
    paste_problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    raw_ids: set[str] = field(default_factory=set)
    display_modes: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    open_sections: dict[str, bool] = field(default_factory=dict)
    search_text: str = ""
    filter_name: str = ""
    filter_hits: frozenset[str] = frozenset()
    search_result: Found | None = None
    has_many_fields: bool = False
    undo_state: State | None = None
    target: JsonPath | None = None
    jump_count: int = 0
    unused: tuple[UnusedValue, ...] = ()
    unused_for: State | None = None
    loaded_invalid: bool = False
    submitted: bool = False
    page: int = 0
    sources: Mapping[str, Source] = field(default_factory=dict)
    reader: Reader = read_json_only
    reader_hint: str = "JSON."
    live_fragments: tuple[str, ...] = ()
    is_current: Callable[[], bool] | None = None
    has_links: bool = False
    drawn_keys: set[str] = field(default_factory=set)
    fragment_keys: set[str] = field(default_factory=set)
    previous_keys: set[str] = field(default_factory=set)
    select_keys: dict[str, str] = field(default_factory=dict)
    stale_selects: dict[str, object] = field(default_factory=dict)
    snapshot: Snapshot | None = field(default=None, repr=False)
    after_edit: "Callable[[FormSession, Node], None] | None" = field(default=None, repr=False)
    _problem_cache: tuple[State, tuple[Problem, ...], list[Problem]] | None = field(
        default=None, repr=False
    )
    _plan_cache: tuple[State, Node] | None = field(default=None, repr=False)
    names: WidgetNames = field(default_factory=WidgetNames)

    def edit(self, change: Edit) -> None:
        """Apply an edit, drop the host's problems with its field, and save."""
        self.set_state(apply(self.form, self.state, change), change.path)

    def set_state(self, state: State, path: JsonPath) -> None:
        """Take the state that an edit at a path led to."""
        self.state = state
        depth = len(path)
        self.refused = tuple(p for p in self.refused if p.path[:depth] != path[: len(p.path)])
        self._save()

    def rename(self, node: Node, new: str) -> None:
        """Rename a key; a name that it cannot have stays in its box, with the reason."""
        path = self.current_path(node)
        fields = get(self.state.value, path[:-1]) if path else ABSENT
        if not (path and isinstance(fields, dict) and path[-1] in fields):
            return
        old, key = place_id(self.state, path), str(path[-1])
        reason = f"the key {new!r} already exists; choose another" if new else "enter a key"
        invalid = new != key and (not new or new in fields)
        self._set_key_text(old, UnreadableText(new, reason) if invalid else None)
        if invalid or new == key:
            return
        place = place_id(self.state, (*path[:-1], new))
        self.edit(Rename(path[:-1], key, new))
        self.names.rename(old, place)
        self.raw_ids = {renamed_id(each, old, place) for each in self.raw_ids}

    def _set_key_text(self, place: str, typed: UnreadableText | None) -> None:
        """Keep the text that was typed for a key, or drop it."""
        rest = {each: kept for each, kept in self.state.invalid_keys.items() if each != place}
        self.state = replace(self.state, invalid_keys={**rest, place: typed} if typed else rest)
        self._save()

    def remove(self, node: Node) -> None:
        """Remove the value of a field."""
        if (path := self.current_path(node)) is not None:
            self.edit(Remove(path))

    def current_path(self, node: Node) -> JsonPath | None:
        """Return the current path of a field that was drawn; None when it is gone."""
        return path_of(self.state, self.names.current_id(node.id))

    def current_field(self, node: Node) -> Node | None:
        """Return the current state of a field that was drawn; None when it is gone."""
        path = self.current_path(node)
        return None if path is None else self.plan().at(path)

    def label_of(self, path: JsonPath) -> str:
        """Return the labels that lead to a field, such as `Servers / Item 1 / Port`."""
        _, *nodes = self.plan().along(path)
        return " / ".join(node.label for node in nodes) or "The whole form"

    def go_to(self, path: JsonPath) -> None:
        """Open everything around a field and scroll to it with the next drawing; for callbacks."""
        self.target = path

    def key_of(self, node: Node, part: str) -> str:
        """Return the key of a field's widget."""
        return f"{self.key}|{self.names.of(node.id)}|{part}"

    def replace(self, value: Value) -> None:
        """Replace the whole value, as pasting or filling in defaults does."""
        self.load_state(replace(self.state.forget(""), value=value))

    def reset(self, value: Value) -> None:
        """Start over with a value; the loaded value stays known."""
        self.load_state(State(value, base=self.state.base))

    def undo(self) -> None:
        """Restore the state before the whole value was replaced; twice is a redo."""
        if self.undo_state:
            self.load_state(self.undo_state)

    def load_state(self, state: State) -> None:
        """Go on with another state; `take_back` leads to the one that is now."""
        self.undo_state = self.state
        self.state = replace(state, epoch=self.state.epoch + 1)
        self.refused, self.filter_hits = (), frozenset()
        self._save()

    def _save(self) -> None:
        if self.on_change:
            self.on_change(self.state)

    def widget_key(self, node: Node, codec: Codec) -> str:
        """Return the key of a field's widget: a new one for another codec, epoch or other options.

        Browsers report a choice by its label, which means nothing among other options.
        """
        marks = codec.marks(node.info)
        offered = f"|{checksum(marks)}" if marks else ""
        return self.key_of(node, f"{codec.name}{offered}|{self.state.epoch}")

    def write_widget(self, node: Node, codec: Codec) -> str:
        """Set the widget's state to the value of its field, and return the widget's key."""
        key = self.mount(self.widget_key(node, codec))
        if codec.marks(node.info):
            select = self.key_of(node, f"{codec.name}|{self.state.epoch}")
            if (before := self.select_keys.get(select, key)) != key:
                self.stale_selects[before] = st.session_state.get(before)
            self.select_keys[select] = key
        unreadable = self.state.unreadable.get(node.id)
        value = ABSENT if unreadable else self._masked(node.value, node, codec)
        shown = unreadable.text if unreadable and codec.text else codec.encode(value, node.info)
        if key not in st.session_state or st.session_state[key] != shown:
            st.session_state[key] = shown
        return key

    def mount(self, key: str) -> str:
        """Record that a widget is on the screen; return its key."""
        if self.stale_selects.pop(key, self) is not self:  # it is back, with a fresh state
            st.session_state.pop(key, None)
        self.drawn_keys.add(key)
        return key

    def is_mounted(self, key: str) -> bool:
        """Tell whether a widget is on the screen: browsers may still report one that is gone."""
        return key in self.drawn_keys or key in self.previous_keys

    def mounted_path(self, node: Node, key: str) -> JsonPath | None:
        """Return the current path of a field whose widget is on the screen, else None."""
        return self.current_path(node) if self.is_mounted(key) else None

    def is_stale_choice(self, key: str) -> bool:
        """Tell whether an option was chosen in a select while its options were being replaced."""
        return key in self.stale_selects and st.session_state.get(key) != self.stale_selects[key]

    def read_widget(self, node: Node, codec: Codec) -> None:
        """Write a changed widget into the value; rows above it may have moved since it was drawn."""
        node = replace(node, id=self.names.current_id(node.id))
        path, key = path_of(self.state, node.id), self.widget_key(node, codec)
        if path is None or not (self.is_mounted(key) or self.is_stale_choice(key)):
            return
        value, raw = get(self.state.value, path), st.session_state[key]
        visible = self._masked(value, node, codec)
        decoded = codec.decode(raw, visible, node.info)
        decoded = codec.preserve_spelling(decoded, get(self.state.base, path))
        if not isinstance(decoded, UnreadableText) and visible is not value:
            decoded = value if decoded is visible else unmask(decoded, value)
        if change := self._change(path, node, value, decoded, raw):
            self.edit(change)
        self.finish_edit(node)

    def finish_edit(self, node: Node) -> None:
        """Update the screen after an edit; the last call of a callback."""
        if self.after_edit:
            self.after_edit(self, node)

    def _masked(self, value: Value, node: Node, codec: Codec) -> Value:
        """Mask the secrets in a value that is shown as JSON text."""
        if codec is not RAW or value is ABSENT or not self.form.secrets:
            return value
        masked: Value = MASK if node.info.secret else self.form.secrets.mask(value)
        return value if same(masked, value) else masked

    def _change(
        self, path: JsonPath, node: Node, value: Value, decoded: Value | UnreadableText, raw: Any
    ) -> Edit | None:
        if isinstance(decoded, UnreadableText):
            return Write(path, decoded)
        if decoded is ABSENT and node.is_item:
            text = raw if isinstance(raw, str) else ""
            return Write(
                path, UnreadableText(text, "expected a value; fill it in or remove the row")
            )
        if decoded is value and node.id not in self.state.unreadable:
            return None
        return Remove(path) if decoded is ABSENT else Set(path, decoded)

    def recompile(self, form: Form) -> None:
        """Change the schema, and drop everything that was computed with the old one."""
        self.form, self._plan_cache, self._problem_cache, self.snapshot = form, None, None, None

    def plan(self) -> Node:
        """Return the root of the tree of fields, built once per state."""
        if self._plan_cache is None or self._plan_cache[0] is not self.state:
            self._plan_cache = (self.state, self.form.plan(self.state))
        return self._plan_cache[1]

    def problems(self) -> list[Problem]:
        """List everything to fix before submitting: schema errors, the host's problems, unreadable text."""
        cached = self._problem_cache
        if cached is None or cached[0] is not self.state or cached[1] is not self.refused:
            cached = self._problem_cache = (self.state, self.refused, self._find_problems())
        return cached[2]

    def _find_problems(self) -> list[Problem]:
        drafts = self.form.unreadable(self.state)
        unreadable = {problem.path for problem in drafts}
        errors = [p for p in self.form.errors(self.state) if p.path not in unreadable]
        return [*errors, *self.refused, *drafts, *self._key_problems()]

    def _key_problems(self) -> Iterator[Problem]:
        for place, unreadable in self.state.invalid_keys.items():
            path = path_of(self.state, place)
            if path is not None and get(self.state.value, path) is not ABSENT:
                yield Problem(path, "text", unreadable.reason)

    def is_visible(self, problem: Problem) -> bool:
        """Tell whether to show a problem yet: not before its field was edited or the form submitted."""
        if self.state.submitted or problem.keyword == "text" or problem in self.refused:
            return True
        id = place_id(self.state, problem.path)
        if id in self.state.restructured:
            return problem.keyword not in ("anyOf", "oneOf")  # a branch just chosen is still empty
        parts = id.split("/")
        ancestors = {"/".join(parts[: n + 1]) for n in range(1, len(parts))}
        return not ancestors.isdisjoint(self.state.touched)

    def codec(self, node: Node) -> Codec:
        """Return the codec to show a field with: JSON text on request, or where text cannot be read."""
        unreadable = self.state.unreadable.get(node.id)
        if node.id in self.raw_ids or (unreadable and unreadable.text and not node.codec.text):
            return RAW
        return (
            MASKED_TEXT
            if node.codec is PASSWORD and self.display_modes.get(node.id) == NEW
            else node.codec
        )


def get_session(key: str) -> FormSession | None:
    """Return the form that is open under `key` in this browser session, if any."""
    found = st.session_state.get(_entry(key))
    return found if isinstance(found, FormSession) else None


def open_session(form: Form, key: str, state: State) -> FormSession:
    """Return the form that is open under `key`; open it with `state` if there is none."""
    session = get_session(key)
    if session is None:
        session = st.session_state[_entry(key)] = FormSession(form, key, state)
        loaded = state.base is not ABSENT and not same(state.base, form.new("required"))
        session.loaded_invalid = loaded and bool(form.errors(state.base))
    elif session.form is not form:
        session.recompile(form)
    return session


def close_session(key: str) -> None:
    """Close a form: the next one under this key starts with its own value."""
    st.session_state.pop(_entry(key), None)


def _entry(key: str) -> str:
    return f"form:{key}"
