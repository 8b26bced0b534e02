"""Draws each plain field in a fragment of its own, so that most edits draw only that field again.

A field's fragment is inside the fragment of the form. What is drawn again is also sent and mounted
again, however large the form. What else an edit changes on the screen is found by comparing two
snapshots, whose trees share every object that did not change: if anything else differs, such as a
condition, a count or a problem of another field, the whole form is drawn.
"""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import offered
from streamlit_jsonschema_form.ui.draw_context import DrawContext
from streamlit_jsonschema_form.ui.navigation import move_to_drawn_field
from streamlit_jsonschema_form.ui.session import FormSession, Snapshot
from streamlit_jsonschema_form.ui.unused import find_unused
from streamlit_jsonschema_form.ui.widgets import WIDGETS

FORM: Final = "form"
"""The last part of the key of a whole form's fragment."""


def visible_problems(session: FormSession) -> tuple[Problem, ...]:
    """Return the problems to show, each at a field that is drawn."""
    visible = (problem for problem in session.problems() if session.is_visible(problem))
    return tuple(move_to_drawn_field(session, p) if p in session.refused else p for p in visible)


def start_drawing(session: FormSession) -> None:
    """Prepare to draw the whole form."""
    session.previous_keys |= session.drawn_keys
    session.drawn_keys = set()
    for key in session.stale_selects:
        st.session_state.pop(key, None)
    session.stale_selects = {}
    session.after_edit = update_screen
    session.snapshot, session.has_links = None, False


def finish_drawing(session: FormSession) -> None:
    """Record what the screen shows, unless any edit may change any part of it.

    Streamlit keeps the state of widgets that went with their fragment, but does not send it when they
    come back: they would be empty and report that. So their state is dropped, except that of a select whose
    options changed: it stays for one drawing, as a choice among the old options may be on its way.
    """
    for key in session.previous_keys - session.drawn_keys - session.stale_selects.keys():
        st.session_state.pop(key, None)
    session.previous_keys = set()
    session.select_keys = {
        name: key for name, key in session.select_keys.items() if key in session.drawn_keys
    }
    if not (session.search_result or session.has_links or session.form.pages()):
        session.snapshot = _take_snapshot(session)


def _take_snapshot(session: FormSession) -> Snapshot:
    state, problems = session.state, session.problems()
    context = (
        state.epoch,
        state.submitted and tuple(problems),
        session.loaded_invalid and len(problems),
        find_unused(session),
        session.form.retained_values(state),
        frozenset(session.raw_ids),
        tuple(session.notes),
        session.target,
    )
    return Snapshot(session.plan(), visible_problems(session), context, _controls(session))


def _controls(session: FormSession) -> dict[str, object]:
    prefix, widgets = f"{session.key}|", st.session_state
    keys = [key for key in widgets if isinstance(key, str) and key.startswith(prefix)]
    return {key: widgets[key] for key in keys if key not in session.fragment_keys}


def has_own_fragment(session: FormSession, node: Node) -> bool:
    """Tell whether a field is one plain widget outside of lists, which no other field depends on.

    A change of what others depend on seldom stays alone, and Streamlit would start twice for it.
    """
    if session.read_only or any(isinstance(part, int) for part in node.path):
        return False
    if not session.form.controlling_keys.isdisjoint(node.path[-1:]):
        return False
    plain = node.kind is Kind.SCALAR and not node.unions and node.id not in session.raw_ids
    codec = session.codec(node)
    return plain and codec is node.codec and codec.name in WIDGETS


def draw_in_fragment(
    context: DrawContext, node: Node, draw: Callable[[DrawContext, Node], None]
) -> None:
    """Draw a field so that it can be drawn again on its own."""
    session = context.session
    session.fragment_keys |= {session.widget_key(node, node.codec), session.key_of(node, "menu")}

    def draw_again() -> None:
        if session.is_current and not session.is_current():
            st.rerun()
        if session.snapshot is None:
            draw(context, node)
            return
        fresh = DrawContext(session, session.snapshot.problems)
        draw(fresh, session.plan().at(node.path))

    st.fragment(draw_again, key=_fragment_key(session, node))()


def _fragment_key(session: FormSession, node: Node) -> str:
    return session.key_of(node, "fragment")


def update_screen(session: FormSession, node: Node) -> None:
    """Draw what an edit changed: its field and the live results, or the whole form; ends the callback.

    What Streamlit draws anyway, because the form or something around it runs, is left to Streamlit.
    """
    run = get_script_run_ctx()
    running = run.fragment_ids_this_run if run else None
    if run is None or not running:
        return
    whole = f"{session.key}|{FORM}"
    fragments = run.fragment_storage
    for form in fragments.resolve_target(whole):
        if form in running or fragments.has_ancestor_in(form, running):
            return
    before, session.snapshot = (
        session.snapshot,
        _take_snapshot(session) if session.snapshot else None,
    )
    if (
        before
        and session.snapshot
        and changes_one_field(session, before, session.snapshot, node.path)
    ):
        st.rerun([_fragment_key(session, node), *session.live_fragments])
    st.rerun(whole)


def changes_one_field(
    session: FormSession, before: Snapshot, after: Snapshot, path: JsonPath
) -> bool:
    """Tell whether two snapshots differ in one field at most.

    Text that was typed and a click that follows at once arrive in one message of the field's fragment;
    the click shows in the other controls.
    """
    if before.context != after.context or _is_control_used(before.controls, after.controls):
        return False
    if _problems_elsewhere(before, path) != _problems_elsewhere(after, path):
        return False
    old, new = before.root, after.root
    for part in path:
        if not _is_same_around(session, old, new, part):
            return False
        old, new = old.entry(str(part)), new.entry(str(part))
    alike = old.kind is new.kind and old.codec is new.codec and old.info == new.info
    return alike and has_own_fragment(session, new)


def _is_control_used(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    return any(key in after and after[key] != value for key, value in before.items())


def _problems_elsewhere(snapshot: Snapshot, path: JsonPath) -> list[Problem]:
    return [problem for problem in snapshot.problems if problem.path != path]


def _keys(node: Node) -> list[str]:
    return list(node.value) if isinstance(node.value, dict) else []


def _has_same_values(old: Node, new: Node, part: str | int) -> bool:
    """Tell whether two objects hold the identical values, one key aside."""
    if not (isinstance(old.value, dict) and isinstance(new.value, dict)):
        return old.value is new.value
    before, after = old.value, new.value
    keys = before.keys() | after.keys()
    return all(before.get(key, keys) is after.get(key, keys) for key in keys if key != part)


def _is_same_around(session: FormSession, old: Node, new: Node, part: str | int) -> bool:
    """Tell whether an object looks the same, one key aside."""
    if old is new:
        return True
    if not (old.kind is new.kind is Kind.OBJECT):
        return False
    if (old.info, old.unions, old.required) != (new.info, new.unions, new.required):
        return False
    if new.path and offered(session, old) != offered(session, new):  # the root has no menu
        return False
    if new.extendable and _keys(old) != _keys(new):
        return False
    if session.form.is_static and old.factory is new.factory and old.scope is new.scope:
        return old.required_keys == new.required_keys and _has_same_values(old, new, part)
    olds, news = old.children(), new.children()
    if len(olds) != len(news):
        return False
    return all(a is b or a.path[-1] == b.path[-1] == part for a, b in zip(olds, news, strict=True))
