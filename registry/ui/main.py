"""The main script: runs at each visit and each change, around the page that the URL names."""

import streamlit as st
from streamlit.navigation.page import Page

from registry.errors import NotFound
from registry.services import Services
from registry.ui import flash, links, session, sidebar
from registry.ui.error_view import handle_errors
from registry.ui.links import PageEntry


def navigate() -> tuple[PageEntry, Page]:
    """Return the page that the URL names, as ours and as Streamlit's."""
    entries = {entry.path: entry for entry in links.PAGES}
    page = st.navigation([entry.page() for entry in entries.values()], position="hidden")
    return entries[page.url_path or links.HOME.path], page


def find_workspace(services: Services) -> str | None:
    """Return the workspace that the URL names; None if it does not exist.

    The URL is not corrected: a URL that the script changes is a step in the browser's history that
    going back cannot leave.
    """
    workspace = session.workspace()
    try:
        services.workspaces.get(workspace)
    except NotFound:
        return None
    return workspace


def show_unknown_workspace() -> None:
    """Draw that the URL names a workspace that does not exist."""
    st.title("Workspace not found")
    st.warning(
        "The workspace in this address was deleted or never existed.",
        icon=":material/search_off:",
    )
    links.page_link(links.HOME, session.settings().workspace).draw(
        "Go to the default workspace", icon=":material/home:"
    )


def main() -> None:
    """Run the page that the URL names, in its workspace."""
    st.set_page_config(page_icon=sidebar.MARK, layout="wide")
    entry, page = navigate()
    with handle_errors():
        services = session.services()
        workspace = find_workspace(services)
        if workspace is None:
            show_unknown_workspace()
            return
        session.start_visit(entry.path)
        sidebar.draw(entry, services, workspace)
        flash.show()
        page.run()


main()
