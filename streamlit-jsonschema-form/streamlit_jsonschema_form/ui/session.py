"""One form in one browser session: its state, and how edits reach it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from streamlit_jsonschema_form.model.codecs.basic import PASSWORD, RAW, Codec
from streamlit_jsonschema_form.model.codecs.masked_text import VEILED
from streamlit_jsonschema_form.model.edits import Edit, Remove, Rename, Set, Write, apply
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.search import Found
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.model.state import Draft, State, path_of, place_id
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.unused import Unused
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.paste import Reader, read_json_only
from streamlit_jsonschema_form.ui.widget_names import Names, moved, tell_apart
from streamlit_jsonschema_form.validation.masking import MASK, mask_value, unmask

if TYPE_CHECKING:
    from streamlit_jsonschema_form.ui.fragments import Scene

SHOWN, NEW, TABLE, ROWS = "shown", "new", "table", "rows"


@dataclass
class Sheet:
    """What the session keeps of one form.

    Attributes:
        form: the compiled schema.
        key: unique in the session; the first part of every widget's key.
        state: the form's state now.
        on_change: called with the state after each edit, to save a draft.
        read_only: nothing can be edited.
        refused: problems that something else than the schema found, such as a taken name.
        unread: what was wrong with the text that was pasted last.
        notes: what to tell the person once, when the form is drawn next.
        raw: ids of the places that are shown as JSON text on request.
        asked: how the person wants a place drawn: `SHOWN` or `NEW` for a secret, `TABLE` or `ROWS`.
        tables: the tables that are on the screen, by their place.
        opened: whether a section is open, by its key; a header whose words change keeps its state.
        needle: the words that the person looks for among the fields.
        only: the name of the filter that is on; empty for none.
        held: ids of what the filter found since it is on.
        found: what is drawn while the person looks for something; None when that is all.
        long: whether the form has so many fields that they want filters.
        undo: what was here before the whole was replaced, to take that back.
        target: the place to go to with the next drawing.
        jumps: how often the person was led to a place.
        unused: the values that the present choices do not use.
        looked: the state in which they were looked for.
        doubted: whether what was loaded had problems, though nobody has sent it yet.
        submitted: the submit button was pressed and nothing stood against it.
        page: the page that is shown, of a form that has some.
        sources: who offers values, by the name that the hint `source` gives.
        reader: reads pasted text.
        reads: what the reader takes, for people.
        watching: the fragments that show something of the value, whatever is edited.
        wanted: whether the page still shows the form.
        linked: something on the screen shows what depends on other values than its own.
        drawn: the keys of the widgets that are on the screen.
        spotted: the keys of those, and of the menus, that have a spot of their own.
        left: those that were there before the form was drawn anew.
        choosers: the key of the select at each place that has one.
        replaced: what each select held that was drawn last with other options, by its key then.
        scene: what the screen shows of the state; None where every edit draws it all anew.
        settle: called at the end of an edit with its place, to have the screen follow.
        names: what the widgets of a place are called.
    """

    form: Form
    key: str
    state: State
    on_change: Callable[[State], None] | None = None
    read_only: bool = False
    refused: tuple[Problem, ...] = ()
    unread: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    raw: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, bool] = field(default_factory=dict)
    needle: str = ""
    only: str = ""
    held: frozenset[str] = frozenset()
    found: Found | None = None
    long: bool = False
    undo: State | None = None
    target: JsonPath | None = None
    jumps: int = 0
    unused: tuple[Unused, ...] = ()
    looked: State | None = None
    doubted: bool = False
    submitted: bool = False
    page: int = 0
    sources: Mapping[str, Source] = field(default_factory=dict)
    reader: Reader = read_json_only
    reads: str = "JSON."
    watching: tuple[str, ...] = ()
    wanted: Callable[[], bool] | None = None
    linked: bool = False
    drawn: set[str] = field(default_factory=set)
    spotted: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    choosers: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, object] = field(default_factory=dict)
    scene: "Scene | None" = field(default=None, repr=False)
    settle: "Callable[[Sheet, Node], None] | None" = field(default=None, repr=False)
    _judged: tuple[State, tuple[Problem, ...], list[Problem]] | None = field(
        default=None, repr=False
    )
    _planned: tuple[State, Node] | None = field(default=None, repr=False)
    names: Names = field(default_factory=Names)

    def edit(self, change: Edit) -> None:
        """Apply an edit, forget what was refused at its place, and save."""
        self.advance(apply(self.form, self.state, change), change.path)

    def advance(self, state: State, path: JsonPath) -> None:
        """Go on with the state after an edit at a place."""
        self.state = state
        kept = len(path)
        self.refused = tuple(p for p in self.refused if p.path[:kept] != path[: len(p.path)])
        self._save()

    def rename(self, node: Node, new: str) -> None:
        """Give a key another name; one that it cannot have stays in its box beside the reason."""
        path = self.where(node)
        fields = get(self.state.value, path[:-1]) if path else ABSENT
        if not (path and isinstance(fields, dict) and path[-1] in fields):
            return
        old, key = place_id(self.state, path), str(path[-1])
        why = f"the key {new!r} is there already; choose another" if new else "name the key"
        refused = new != key and (not new or new in fields)
        self._misname(old, Draft(new, why) if refused else None)
        if refused or new == key:
            return
        place = place_id(self.state, (*path[:-1], new))
        self.edit(Rename(path[:-1], key, new))
        self.names.rename(old, place)
        self.raw = {moved(each, old, place) for each in self.raw}

    def _misname(self, place: str, typed: Draft | None) -> None:
        """Keep the name that was typed for a key, or forget it."""
        rest = {each: kept for each, kept in self.state.misnamed.items() if each != place}
        self.state = replace(self.state, misnamed={**rest, place: typed} if typed else rest)
        self._save()

    def remove(self, node: Node) -> None:
        """Take away what is at a place, whatever it is called by now."""
        if (path := self.where(node)) is not None:
            self.edit(Remove(path))

    def where(self, node: Node) -> JsonPath | None:
        """Find where a place that was drawn is now; None when its row is gone."""
        return path_of(self.state, self.names.now(node.id))

    def name(self, node: Node, part: str) -> str:
        """Name a control of a place."""
        return f"{self.key}|{self.names.of(node.id)}|{part}"

    def replace(self, value: Value) -> None:
        """Put another value into the form, as pasting or filling in defaults does."""
        self.become(replace(self.state.forget(""), value=value))

    def reset(self, value: Value) -> None:
        """Begin again with a value, as if nothing had been typed; what was loaded stays known."""
        self.become(State(value, base=self.state.base))

    def take_back(self) -> None:
        """Bring back what was here before the whole was replaced; again, and it is back."""
        if self.undo:
            self.become(self.undo)

    def become(self, state: State) -> None:
        """Go on with another state; `take_back` leads to the one that is now."""
        self.undo = self.state
        self.state = replace(state, epoch=self.state.epoch + 1)
        self.refused, self.held = (), frozenset()
        self._save()

    def _save(self) -> None:
        if self.on_change:
            self.on_change(self.state)

    def widget_key(self, node: Node, codec: Codec) -> str:
        """Name the widget of a place; another codec, another epoch or other options make a fresh one.

        A browser says what was chosen by its words, which mean nothing among other options.
        """
        marks = codec.marks(node.facts)
        offered = f"|{tell_apart(marks)}" if marks else ""
        return self.name(node, f"{codec.name}{offered}|{self.state.epoch}")

    def project(self, node: Node, codec: Codec) -> str:
        """Make the widget's own state show the value of its place, and return the widget's key."""
        key = self.mount(self.widget_key(node, codec))
        if codec.marks(node.facts):
            chooser = self.name(node, f"{codec.name}|{self.state.epoch}")
            if (before := self.choosers.get(chooser, key)) != key:
                self.replaced[before] = st.session_state.get(before)
            self.choosers[chooser] = key
        draft = self.state.drafts.get(node.id)
        value = ABSENT if draft else self._visible(node.value, node, codec)
        shown = draft.text if draft and codec.text else codec.encode(value, node.facts)
        if key not in st.session_state or st.session_state[key] != shown:
            st.session_state[key] = shown
        return key

    def mount(self, key: str) -> str:
        """Note that a widget is on the screen; return its key."""
        if self.replaced.pop(key, self) is not self:  # it is back, and begins anew
            st.session_state.pop(key, None)
        self.drawn.add(key)
        return key

    def is_mounted(self, key: str) -> bool:
        """Tell whether a widget is on the screen: a browser may say once more what one held that went."""
        return key in self.drawn or key in self.left

    def is_chosen_late(self, key: str) -> bool:
        """Tell whether a choice was made while the options went: only then its select holds another one."""
        return key in self.replaced and st.session_state.get(key) != self.replaced[key]

    def pull(self, node: Node, codec: Codec) -> None:
        """Read a widget that changed into the value; the rows above may have moved meanwhile."""
        node = replace(node, id=self.names.now(node.id))
        path, key = path_of(self.state, node.id), self.widget_key(node, codec)
        if path is None or not (self.is_mounted(key) or self.is_chosen_late(key)):
            return
        value, raw = get(self.state.value, path), st.session_state[key]
        visible = self._visible(value, node, codec)
        decoded = codec.decode(raw, visible, node.facts)
        decoded = codec.spell(decoded, get(self.state.base, path))
        if not isinstance(decoded, Draft) and visible is not value:
            decoded = value if decoded is visible else unmask(decoded, value)
        if change := self._change(path, node, value, decoded, raw):
            self.edit(change)
        self.settled(node)

    def settled(self, node: Node) -> None:
        """Have the screen follow an edit at a place; the last that its callback does."""
        if self.settle:
            self.settle(self, node)

    def _visible(self, value: Value, node: Node, codec: Codec) -> Value:
        """Return what may be seen of a value: JSON text would show its secrets, so they are masked."""
        if codec is not RAW or value is ABSENT or not self.form.secrets:
            return value
        masked: Value = MASK if node.facts.secret else mask_value(value, self.form.secrets)
        return value if same(masked, value) else masked

    def _change(
        self, path: JsonPath, node: Node, value: Value, decoded: Value | Draft, raw: Any
    ) -> Edit | None:
        if isinstance(decoded, Draft):
            return Write(path, decoded)
        if decoded is ABSENT and node.is_row:
            shown = raw if isinstance(raw, str) else ""
            return Write(path, Draft(shown, "expected a value; fill it in or remove the row"))
        if decoded is value and node.id not in self.state.drafts:
            return None
        return Remove(path) if decoded is ABSENT else Set(path, decoded)

    def recompile(self, form: Form) -> None:
        """Go on with another schema: what is known of the old one does not hold for it."""
        self.form, self._planned, self._judged, self.scene = form, None, None, None

    def plan(self) -> Node:
        """Return the root of the tree to draw, planned once for each state."""
        if self._planned is None or self._planned[0] is not self.state:
            self._planned = (self.state, self.form.plan(self.state))
        return self._planned[1]

    def problems(self) -> list[Problem]:
        """List all that stands against sending the value: broken rules, refusals, unreadable text."""
        known = self._judged
        if known is None or known[0] is not self.state or known[1] is not self.refused:
            known = self._judged = (self.state, self.refused, self._judge())
        return known[2]

    def _judge(self) -> list[Problem]:
        drafts = self.form.unreadable(self.state)
        unread = {problem.path for problem in drafts}
        broken = [p for p in self.form.errors(self.state) if p.path not in unread]
        return [*broken, *self.refused, *drafts, *self._misnamed()]

    def _misnamed(self) -> Iterator[Problem]:
        for place, draft in self.state.misnamed.items():
            path = path_of(self.state, place)
            if path is not None and get(self.state.value, path) is not ABSENT:
                yield Problem(path, "text", draft.reason)

    def shows(self, problem: Problem) -> bool:
        """Tell whether a problem is worth showing yet: not before its place was edited or sent."""
        if self.state.submitted or problem.keyword == "text" or problem in self.refused:
            return True
        place = place_id(self.state, problem.path)
        if place in self.state.arranged:
            return problem.keyword not in ("anyOf", "oneOf")  # a kind just chosen is not filled yet
        parts = place.split("/")
        above = {"/".join(parts[: n + 1]) for n in range(1, len(parts))}
        return not above.isdisjoint(self.state.touched)

    def codec(self, node: Node) -> Codec:
        """Return how a place is shown: as the plan says, or as JSON on request or for unreadable text."""
        draft = self.state.drafts.get(node.id)
        if node.id in self.raw or (draft and draft.text and not node.codec.text):
            return RAW
        return VEILED if node.codec is PASSWORD and self.asked.get(node.id) == NEW else node.codec
