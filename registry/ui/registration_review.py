"""The last step of a registration: everything at a glance, what stands against it, and sending it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.services import Services
from registry.ui import links, session
from registry.ui.conflict import draw_conflict
from registry.ui.registration import (
    Registration,
    Step,
    details_form,
    details_of,
    initial,
    parameters_form,
)
from streamlit_jsonschema_form.model import ABSENT, Form, State, Value, diff
from streamlit_jsonschema_form.model.rebase import carry_over
from streamlit_jsonschema_form.model.values import get
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui import (
    close_session,
    escape_markdown,
    open_session,
    refuse,
    review_value,
)
from streamlit_jsonschema_form.validation.masking import mask_value

PARAMETERS = "model_creation_parameters"
Go = Callable[[Step], None]


STEPS: Final = {"parameters": Step.PARAMETERS, "details": Step.DETAILS}
SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is reviewed, and how to go to a step."""

    registration: Registration
    forms: Mapping[str, Form]
    go: Go

    def lead_to(self, part: str, path: JsonPath) -> None:
        """Go to the step of a field, with the way to it open."""
        form, key = self.forms[part], self.registration.key(part)
        open_session(form, key, initial(form, self.registration.state(part))).go_to(path)
        self.go(STEPS[part])


def draw_review(
    services: Services,
    workspace: str,
    registration: Registration,
    template: Template | None,
    go: Go,
) -> None:
    """Draw the review of a registration, and the button that sends it."""
    forms = {"parameters": parameters_form(template), "details": details_form()}
    if _conflict(services, registration, forms):
        return
    desk = _Desk(registration, forms, go)
    problems = [*_unread(registration, forms), *_broken(services, workspace, registration)]
    _draw_problems(problems, desk)
    edits = registration.edits is not None
    pressed = st.button(
        "Save changes" if edits else "Register model",
        type="primary",
        icon=":material/check:",
        disabled=bool(problems),
    )
    if pressed:
        _send(services, workspace, registration, go)
    for part in forms:
        _section(part, desk)


def _unread(registration: Registration, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """List text that was typed and cannot be read as a value."""
    for part, form in forms.items():
        saved = registration.state(part)
        prefix = (PARAMETERS,) if part == "parameters" else ()
        for problem in form.unreadable(State.from_json(saved)) if saved else ():
            yield problem.under(*prefix)


def _broken(services: Services, workspace: str, registration: Registration) -> tuple[Problem, ...]:
    id = registration.edits[0] if registration.edits else None
    return services.models.validate(registration.given(), workspace=workspace, id=id)


def _draw_problems(problems: list[Problem], desk: _Desk) -> None:
    if not problems:
        st.success("Everything is in order.", icon=":material/task_alt:")
        return
    with st.container(border=True):
        count = len(problems)
        st.markdown(f"**:material/error: {count} problem{'s' if count > 1 else ''} to mend first**")
        for at, problem in enumerate(problems[:SHOWN]):
            inside = problem.path[:1] == (PARAMETERS,)
            st.button(
                escape_markdown(str(problem)),
                key=f"review problem {at}",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=desk.lead_to,
                args=("parameters", problem.path[1:]) if inside else ("details", problem.path),
            )
        if count > SHOWN:
            st.caption(f"… and {count - SHOWN} more.")


def _section(part: str, desk: _Desk) -> None:
    title, registration = part.capitalize(), desk.registration
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {title}", width="stretch")
        st.button(
            "Change",
            key=f"change {title}",
            icon=":material/edit:",
            on_click=desk.go,
            args=(STEPS[part],),
            help=f"Change {title.lower()}",
        )
    review_value(
        desk.forms[part],
        registration.value(part),
        key=registration.key(part),
        on_select=partial(desk.lead_to, part),
        against="defaults" if registration.origin is None else "loaded",
        loaded=(registration.state(part) or {}).get("base", ABSENT),
    )


def _send(services: Services, workspace: str, registration: Registration, go: Go) -> None:
    given, actor = registration.given(), session.actor()
    try:
        if registration.edits:
            id, revision = registration.edits
            model = services.models.change(id, given, expected=revision, actor=actor)
        else:
            model = services.models.create(given, workspace=workspace, actor=actor)
    except Invalid as error:
        _refuse(registration, error.problems, go)
    except AlreadyExists as error:
        _refuse(registration, [Problem(("name",), "name", str(error))], go)
    except StaleRevision:
        st.rerun()  # the review shows both sides
    except NotFound as error:
        st.error(
            f"{escape_markdown(str(error))}. It was deleted meanwhile; choose another.",
            icon=":material/error:",
        )
    else:
        done = registration.edits is None
        registration.close(services)
        if done:
            links.registered_link(workspace, model.name).open()
        st.toast("Changes saved.", icon=":material/check:")
        links.model_link(workspace, model.name).open()


def _refuse(
    registration: Registration, problems: list[Problem] | tuple[Problem, ...], go: Go
) -> None:
    """Put refusals on their fields, and go to the first."""
    inside = [p for p in problems if p.path[:1] == (PARAMETERS,)]
    own = [Problem(p.path[1:], p.keyword, p.message, p.schema_pointer) for p in inside]
    refuse(registration.key("parameters"), own)
    refuse(registration.key("details"), [p for p in problems if p not in inside])
    go(Step.PARAMETERS if inside else Step.DETAILS)
    st.rerun()


def _conflict(services: Services, registration: Registration, forms: Mapping[str, Form]) -> bool:
    """Show both sides when the model changed after the person opened it."""
    if registration.edits is None:
        return False
    id, revision = registration.edits
    try:
        newest = services.models.mask(services.models.get(id))
    except NotFound:
        st.error(
            "This model was deleted meanwhile. Go back and register it anew, or leave it.",
            icon=":material/delete_forever:",
        )
        return True
    if newest.revision == revision:
        return False
    base = services.models.mask(services.models.get(id, revision))
    before, theirs = _content(details_of(base), base), _content(details_of(newest), newest)
    own = {part: registration.value(part) for part in forms}
    seen = {part: mask_value(value, forms[part].secrets) for part, value in own.items()}
    mine, hidden = (_content(each["details"], None, each["parameters"]) for each in (own, seen))
    changes = [replace(each, after=get(hidden, each.path)) for each in diff(before, mine)]
    if draw_conflict(diff(before, theirs), changes, noun="model", by=newest.updated_by):
        _rebase(registration, newest.revision, carry_over(before, mine, theirs))
        st.rerun()
    return True


def _content(details: Value, model: object, parameters: Value = ABSENT) -> Value:
    given = getattr(model, PARAMETERS, None) if model else parameters
    held = {} if given is None or given is ABSENT else {PARAMETERS: given}
    return {**(details if isinstance(details, dict) else {}), **held}


def _rebase(registration: Registration, revision: int, merged: Value) -> None:
    details = dict(merged) if isinstance(merged, dict) else {}
    parameters: Value = details.pop(PARAMETERS, ABSENT)
    blank = State(ABSENT).to_json()
    for part, value in (("details", details), ("parameters", parameters)):
        close_session(registration.key(part))
        held = {} if value is ABSENT else {"value": value, "base": value}
        setattr(registration, part, {**blank, **held})
    registration.edits = (registration.edits[0], revision) if registration.edits else None
