"""Draws each field on a spot of its own, and after an edit only that one, where nothing else changes.

A spot is a fragment within that of the form. Whatever is drawn again is also sent and mounted again: of
most edits that is one field, however many there are. What else of the screen an edit changes is found
by comparing the plans, of which what did not change is the same object: a condition, a count, a problem
elsewhere, and all of it is drawn.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from streamlit_jsonschema_form.model.tree import Kind, Node
from streamlit_jsonschema_form.model.unused import kept
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import offered
from streamlit_jsonschema_form.ui.draw_context import Canvas
from streamlit_jsonschema_form.ui.navigation import placed
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.unused import find_unused
from streamlit_jsonschema_form.ui.widgets import WIDGETS

FORM: Final = "form"
"""The fragment of a whole form, by the last part of its key."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the screen shows of a state.

    Attributes:
        root: the plan.
        shown: the problems under fields.
        told: all else that depends on the value.
        controls: what the form's other controls are set to, by their keys.
    """

    root: Node
    shown: tuple[Problem, ...]
    told: tuple[object, ...]
    controls: dict[str, object]


def shown_problems(sheet: Sheet) -> tuple[Problem, ...]:
    """Return the problems that are worth showing, each at a place that is drawn."""
    seen = (problem for problem in sheet.problems() if sheet.shows(problem))
    return tuple(placed(sheet, p) if p in sheet.refused else p for p in seen)


def begin(sheet: Sheet) -> None:
    """Note that all of a form is about to be drawn."""
    sheet.left |= sheet.drawn
    sheet.drawn = set()
    for key in sheet.replaced:
        st.session_state.pop(key, None)
    sheet.replaced = {}
    sheet.settle = settle
    sheet.scene, sheet.linked = None, False


def finish(sheet: Sheet) -> None:
    """Note that all of a form has been drawn, unless each of its edits may change any part of it.

    Streamlit keeps the state of widgets that are gone with their fragment, and yet sends none of it when
    they come back: they would be empty, and say so. So it is forgotten, save that of a select whose options
    changed, which stays for one drawing: a choice among the old ones may be on its way.
    """
    for key in sheet.left - sheet.drawn - sheet.replaced.keys():
        st.session_state.pop(key, None)
    sheet.left = set()
    sheet.choosers = {at: key for at, key in sheet.choosers.items() if key in sheet.drawn}
    if not (sheet.found or sheet.linked or sheet.form.pages()):
        sheet.scene = _look(sheet)


def _look(sheet: Sheet) -> Scene:
    state, problems = sheet.state, sheet.problems()
    told = (
        state.epoch,
        state.submitted and tuple(problems),
        sheet.doubted and len(problems),
        find_unused(sheet),
        kept(sheet.form, state),
        frozenset(sheet.raw),
        tuple(sheet.notes),
        sheet.target,
    )
    return Scene(sheet.plan(), shown_problems(sheet), told, _controls(sheet))


def _controls(sheet: Sheet) -> dict[str, object]:
    start, session = f"{sheet.key}|", st.session_state
    keys = [key for key in session if isinstance(key, str) and key.startswith(start)]
    return {key: session[key] for key in keys if key not in sheet.spotted}


def is_spot(sheet: Sheet, node: Node) -> bool:
    """Tell whether a place is one plain widget, and no value of a list, nor one that leads others.

    What leads others seldom changes alone, and Streamlit would begin twice for it.
    """
    if sheet.read_only or any(isinstance(part, int) for part in node.path):
        return False
    if not sheet.form.leading.isdisjoint(node.path[-1:]):
        return False
    plain = node.kind is Kind.SCALAR and not node.unions and node.id not in sheet.raw
    codec = sheet.codec(node)
    return plain and codec is node.codec and codec.name in WIDGETS


def draw_spot(canvas: Canvas, node: Node, draw: Callable[[Canvas, Node], None]) -> None:
    """Draw a place so that it can be drawn again alone."""
    sheet = canvas.sheet
    sheet.spotted |= {sheet.widget_key(node, node.codec), sheet.name(node, "menu")}

    def again() -> None:
        if sheet.wanted and not sheet.wanted():
            st.rerun()
        if sheet.scene is None:
            draw(canvas, node)
            return
        draw(Canvas(sheet, sheet.scene.shown, canvas.drawer), sheet.plan().at(node.path))

    st.fragment(again, key=_spot(sheet, node))()


def _spot(sheet: Sheet, node: Node) -> str:
    return sheet.name(node, "spot")


def settle(sheet: Sheet, node: Node) -> None:
    """Have the edit of a spot draw that spot and the result, or the whole form; ends the callback.

    What Streamlit draws anyway, as the form or something around it takes part, is left to it.
    """
    context = get_script_run_ctx()
    running = context.fragment_ids_this_run if context else None
    if context is None or not running:
        return
    whole = f"{sheet.key}|{FORM}"
    fragments = context.fragment_storage
    for form in fragments.resolve_target(whole):
        if form in running or fragments.has_ancestor_in(form, running):
            return
    before, sheet.scene = sheet.scene, _look(sheet) if sheet.scene else None
    if before and sheet.scene and is_alone(sheet, before, sheet.scene, node.path):
        st.rerun([_spot(sheet, node), *sheet.watching])
    st.rerun(whole)


def is_alone(sheet: Sheet, before: Scene, after: Scene, path: JsonPath) -> bool:
    """Tell whether all that two scenes differ in is the spot at a path.

    What is typed and a click that follows at once come together, as one message of the spot's fragment: the
    click shows in the other controls.
    """
    if before.told != after.told or _is_other_used(before.controls, after.controls):
        return False
    if _elsewhere(before.shown, path) != _elsewhere(after.shown, path):
        return False
    old, new = before.root, after.root
    for part in path:
        if not _is_same_around(sheet, old, new, part):
            return False
        old, new = old.entry(str(part)), new.entry(str(part))
    same = old.kind is new.kind and old.codec is new.codec
    return same and old.facts == new.facts and is_spot(sheet, new)


def _is_other_used(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    return any(key in after and after[key] != value for key, value in before.items())


def _elsewhere(problems: Iterable[Problem], path: JsonPath) -> list[Problem]:
    return [problem for problem in problems if problem.path != path]


def _keys(node: Node) -> list[str]:
    return list(node.value) if isinstance(node.value, dict) else []


def _holds_same(old: Node, new: Node, part: str | int) -> bool:
    """Tell whether two objects hold the very same values, one key aside."""
    if not (isinstance(old.value, dict) and isinstance(new.value, dict)):
        return old.value is new.value
    before, after = old.value, new.value
    keys = before.keys() | after.keys()
    return all(before.get(key, keys) is after.get(key, keys) for key in keys if key != part)


def _is_same_around(sheet: Sheet, old: Node, new: Node, part: str | int) -> bool:
    """Tell whether an object looks the same, whatever became of one of its keys."""
    if old is new:
        return True
    if not (old.kind is new.kind is Kind.OBJECT):
        return False
    if (old.facts, old.unions, old.required) != (new.facts, new.unions, new.required):
        return False
    if new.path and offered(sheet, old) != offered(sheet, new):  # the whole has no menu
        return False
    if new.extendable and _keys(old) != _keys(new):
        return False
    if sheet.form.steady and old.planner is new.planner and old.scope is new.scope:
        return old.required_keys == new.required_keys and _holds_same(old, new, part)
    olds, news = old.children(), new.children()
    if len(olds) != len(news):
        return False
    return all(a is b or a.path[-1] == b.path[-1] == part for a, b in zip(olds, news, strict=True))
