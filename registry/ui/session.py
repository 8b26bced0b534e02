"""What every page uses: the services, the settings, the actor and the workspace.

The registry is opened once a process and shared by all sessions and by REST. No other module uses
Streamlit's caches.
"""

from typing import Final

import streamlit as st

from registry.access.actor import choose_actor
from registry.bootstrap import OpenRegistry, open_services
from registry.services import Services
from registry.settings import Settings, load

_VISIT_KEY: Final = "visit"


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings, read once a process. Raises Invalid."""
    return load()


@st.cache_resource(show_spinner=False, on_release=OpenRegistry.close)
def registry() -> OpenRegistry:
    """Return the one open registry, opened at the first call.

    A failure is not cached: the next call tries again. Raises Invalid, StoreUnavailable.
    """
    return open_services(settings())


def close() -> None:
    """Close the registry and forget the settings; the next call opens and reads them again."""
    registry.clear()
    settings.clear()


def services() -> Services:
    """Return the services over the one open registry. Raises as `registry` does."""
    return registry().services


def actor() -> str:
    """Return who acts, as events record it.

    A trusted proxy's header comes first, then the setting, then the operating system's user.
    """
    chosen = settings()
    header = chosen.actor_header
    named = st.context.headers.get(header, "") if header else ""
    return choose_actor(chosen.actor, trusting=header is not None, named=named)


def workspace() -> str:
    """Return the workspace that the URL names, else the one that the settings do."""
    return st.query_params.get("workspace") or settings().workspace


def start_visit(path: str) -> None:
    """Note which page this run shows; coming from another one is a new visit."""
    before, number = st.session_state.get(_VISIT_KEY, (None, 0))
    if before != path:
        st.session_state[_VISIT_KEY] = (path, number + 1)


def visit_number() -> int:
    """Return the number of this visit to a page, within the session."""
    number: int = st.session_state.get(_VISIT_KEY, (None, 0))[1]
    return number
