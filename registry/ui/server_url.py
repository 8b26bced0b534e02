"""The address at which the browser reaches the server, for code that is run elsewhere."""

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from registry.ui import links, session

_WILDCARDS: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # what listens, not what is asked


def find_server_url() -> str:
    """Return the address of REST, without a slash at its end.

    A path that a proxy puts before the pages stands before REST, too; one that Streamlit itself is
    told of (`server.baseUrlPath`) does not.
    """
    url = st.context.url
    if url is None:
        settings = session.settings()
        return f"http://{_WILDCARDS.get(settings.address, settings.address)}:{settings.port}"
    return strip_page(url, str(st.get_option("server.baseUrlPath") or ""))


def strip_page(url: str, base_path: str = "") -> str:
    """Return what comes before the pages in a page's address.

    Args:
        url: of a page.
        base_path: the path that Streamlit itself puts before its pages.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    parent, _, last = path.rpartition("/")
    if last in {entry.path for entry in links.PAGES}:
        path = parent
    base_path = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix(base_path)}"
