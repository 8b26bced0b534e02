"""The address at which the browser reaches the server, for code that is run elsewhere."""

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from registry.ui import links, session

_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # what listens, not what is asked


def served_at() -> str:
    """Return the address of REST, without a slash at its end.

    A path that a proxy puts before the pages stands before REST, too; one that Streamlit itself is
    told of (`server.baseUrlPath`) does not.
    """
    seen = st.context.url
    if seen is None:
        chosen = session.settings()
        return f"http://{_ANY.get(chosen.address, chosen.address)}:{chosen.port}"
    return strip(seen, str(st.get_option("server.baseUrlPath") or ""))


def strip(url: str, own: str = "") -> str:
    """Return what comes before the pages in a page's address.

    Args:
        url: of a page.
        own: the path that Streamlit itself puts before its pages.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    before, _, last = path.rpartition("/")
    if last in {entry.path for entry in links.PAGES}:
        path = before
    own = f"/{own.strip('/')}" if own.strip("/") else ""
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix(own)}"
