"""The sidebar: pages, workspaces and the acting person."""

from importlib.metadata import version
from pathlib import Path
from typing import Final

import streamlit as st

from registry.domain.workspace import SYSTEM_WORKSPACE
from registry.errors import Conflict, Invalid
from registry.services import Services
from registry.ui import links, session
from streamlit_jsonschema_form.ui import escape_markdown

MARK: Final = str(Path(__file__).parent / "mark.svg")
_SWITCH: Final = "switch-workspace"
_NEXT_WORKSPACE: Final = "workspace to enter"


def draw(current: links.PageEntry, services: Services, workspace: str) -> None:
    """Draw the sidebar of the page `current`, in `workspace`."""
    with st.sidebar:
        _draw_header()
        with st.container(gap="xxsmall"):
            _draw_pages(workspace)
        st.space("small")
        _switch_workspace(current, services, workspace)
        st.space("small")
        st.caption(f":material/person: Acting as **{escape_markdown(session.actor())}**")
        st.caption(f"Patternshop {version('patternshop')}")


def _draw_pages(workspace: str) -> None:
    """Draw the links to all pages, those of a section under its heading."""
    section = ""
    for entry in links.PAGES:
        if entry.listed:
            if entry.section != section:
                section = entry.section
                st.space("xsmall")
                st.caption(section)
            links.page_link(entry, workspace).draw(entry.title, icon=entry.icon, width="stretch")


def _draw_header() -> None:
    """Draw the name; `st.logo` would link to the front page and drop the workspace."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.image(MARK, width=28, alt="")
        st.markdown("#### Patternshop")


def _switch_workspace(current: links.PageEntry, services: Services, workspace: str) -> None:
    known = [each.name for each in services.workspaces.list()]
    names = [name for name in known if name != SYSTEM_WORKSPACE or name == workspace]
    # The URL wins: after going back, the box would still show the last choice.
    st.session_state[_SWITCH] = workspace

    def switch() -> None:
        # Switching to the page that is open would be two steps in the browser's history.
        if current.listed:
            st.query_params.from_dict({"workspace": st.session_state[_SWITCH]})
        else:
            st.session_state[_NEXT_WORKSPACE] = st.session_state[_SWITCH]

    st.selectbox("Workspace", names, key=_SWITCH, on_change=switch)
    if chosen := st.session_state.pop(_NEXT_WORKSPACE, None):
        links.page_link(links.HOME, chosen).open()
    with st.popover("New workspace", icon=":material/add:", width="stretch"):
        _create_workspace(services)


def _create_workspace(services: Services) -> None:
    with st.form("new-workspace", border=False):
        name = st.text_input("Name", help="Letters, digits, underscores, hyphens and dots.")
        description = st.text_area("Description (optional)", height=80)
        if not st.form_submit_button("Create workspace", type="primary"):
            return
    try:
        services.workspaces.create(
            {"name": name, "description": description or None}, actor=session.actor()
        )
    except Invalid as error:
        st.error("\n\n".join(escape_markdown(problem.message) for problem in error.problems))
    except Conflict as error:
        st.error(escape_markdown(str(error)))
    else:
        links.page_link(links.HOME, name).open()
