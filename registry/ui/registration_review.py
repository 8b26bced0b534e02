"""The last step of a registration: a summary, the problems to fix, and the submit button."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.ui import links, session
from registry.ui.conflict import draw_conflict
from registry.ui.error_view import draw_problem_buttons
from registry.ui.registration import (
    Registration,
    Step,
    StepContext,
    details_from,
    initial_state,
    loaded_state,
)
from streamlit_jsonschema_form.model import ABSENT, State, Value, diff, get, rebase
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui import (
    close_session,
    escape_markdown,
    open_session,
    refuse,
    review_value,
)
from streamlit_jsonschema_form.validation import mask_value

PARAMETERS: Final = "model_creation_parameters"
STEPS: Final = {"parameters": Step.PARAMETERS, "details": Step.DETAILS}


def draw_review(context: StepContext) -> None:
    """Draw the review of a registration, and the button that submits it."""
    if _draw_stale_edit(context):
        return
    problems = [*_unreadable(context), *_invalid(context)]
    editing = context.registration.edits is not None
    _draw_problems(problems, context)
    pressed = st.button(
        "Save changes" if editing else "Register model",
        type="primary",
        icon=":material/check:",
        disabled=bool(problems),
    )
    if pressed:
        _submit(context)
    for part in STEPS:
        _draw_part(part, context)


def _open_field(context: StepContext, part: str, path: JsonPath) -> None:
    """Open the step of a field, with everything around the field unfolded."""
    form, key = context.forms[part], context.registration.key(part)
    open_session(form, key, initial_state(form, context.registration.state(part))).go_to(path)
    context.go(STEPS[part])


def _unreadable(context: StepContext) -> Iterator[Problem]:
    """List text that was typed and cannot be read as a value."""
    for part, form in context.forms.items():
        saved = context.registration.state(part)
        prefix = (PARAMETERS,) if part == "parameters" else ()
        for problem in form.unreadable(State.from_json(saved)) if saved else ():
            yield problem.under(*prefix)


def _invalid(context: StepContext) -> tuple[Problem, ...]:
    edits = context.registration.edits
    return context.services.models.validate(
        context.registration.given(), workspace=context.workspace, id=edits[0] if edits else None
    )


def _draw_problems(problems: list[Problem], context: StepContext) -> None:
    if not problems:
        st.success("No problems found.", icon=":material/task_alt:")
        return
    buttons = []
    for problem in problems:
        inside = problem.path[:1] == (PARAMETERS,)
        part, path = ("parameters", problem.path[1:]) if inside else ("details", problem.path)
        buttons.append((str(problem), partial(_open_field, context, part, path)))
    draw_problem_buttons("continue", ":material/arrow_back:", buttons)


def _draw_part(part: str, context: StepContext) -> None:
    title, registration = part.capitalize(), context.registration
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {title}", width="stretch")
        st.button(
            "Edit",
            key=f"change {title}",
            icon=":material/edit:",
            on_click=context.go,
            args=(STEPS[part],),
            help=f"Edit {title.lower()}",
        )
    review_value(
        context.forms[part],
        registration.value(part),
        key=registration.key(part),
        on_select=partial(_open_field, context, part),
        against="defaults" if registration.origin is None else "loaded",
        loaded=(registration.state(part) or {}).get("base", ABSENT),
    )


def _submit(context: StepContext) -> None:
    services, registration = context.services, context.registration
    given, actor = registration.given(), session.actor()
    try:
        if registration.edits:
            id, revision = registration.edits
            model = services.models.change(id, given, expected=revision, actor=actor)
        else:
            model = services.models.create(given, workspace=context.workspace, actor=actor)
    except Invalid as error:
        _show_on_fields(context, error.problems)
    except AlreadyExists as error:
        _show_on_fields(context, [Problem(("name",), "name", str(error))])
    except StaleRevision:
        st.rerun()  # the review draws both sides
    except NotFound as error:
        st.error(
            f"{escape_markdown(str(error))}. It was deleted; choose another one.",
            icon=":material/error:",
        )
    else:
        is_new = registration.edits is None
        registration.close(services)
        if is_new:
            links.registered_link(context.workspace, model.name).open()
        st.toast("Changes saved.", icon=":material/check:")
        links.model_link(context.workspace, model.name).open()


def _show_on_fields(context: StepContext, problems: Sequence[Problem]) -> None:
    """Show problems at their fields, and open the step of the first."""
    registration = context.registration
    inside = [p for p in problems if p.path[:1] == (PARAMETERS,)]
    parameters = [Problem(p.path[1:], p.keyword, p.message, p.schema_pointer) for p in inside]
    refuse(registration.key("parameters"), parameters)
    refuse(registration.key("details"), [p for p in problems if p not in inside])
    context.go(Step.PARAMETERS if inside else Step.DETAILS)
    st.rerun()


def _draw_stale_edit(context: StepContext) -> bool:
    """Draw both sides if the model changed after the person opened it, and tell whether it did."""
    services, registration, forms = context.services, context.registration, context.forms
    if registration.edits is None:
        return False
    id, revision = registration.edits
    try:
        newest = services.models.mask(services.models.get(id))
    except NotFound:
        st.error(
            "This model was deleted while you were editing it, so your changes cannot be saved. "
            "Register it as a new model instead.",
            icon=":material/delete_forever:",
        )
        return True
    if newest.revision == revision:
        return False
    base = services.models.mask(services.models.get(id, revision))
    before, theirs = _content(details_from(base), base), _content(details_from(newest), newest)
    values = {part: registration.value(part) for part in forms}
    seen = {part: mask_value(value, forms[part].secrets) for part, value in values.items()}
    mine, hidden = (_content(each["details"], None, each["parameters"]) for each in (values, seen))
    changes = [replace(each, after=get(hidden, each.path)) for each in diff(before, mine)]
    if draw_conflict(diff(before, theirs), changes, noun="model", by=newest.updated_by):
        _rebase(registration, newest.revision, rebase(before, mine, theirs))
        st.rerun()
    return True


def _content(details: Value, model: object, parameters: Value = ABSENT) -> Value:
    given = getattr(model, PARAMETERS, None) if model else parameters
    held = {} if given is None or given is ABSENT else {PARAMETERS: given}
    return {**(details if isinstance(details, dict) else {}), **held}


def _rebase(registration: Registration, revision: int, merged: Value) -> None:
    details = dict(merged) if isinstance(merged, dict) else {}
    parameters: Value = details.pop(PARAMETERS, ABSENT)
    for key in registration.form_keys:
        close_session(key)
    registration.parameters, registration.details = loaded_state(parameters), loaded_state(details)
    registration.edits = (registration.edits[0], revision) if registration.edits else None
