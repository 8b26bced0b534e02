"""The URL of the server as the browser sees it, for code that runs elsewhere."""

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from registry.ui import links, session

_WILDCARDS: Final = {
    "0.0.0.0": "127.0.0.1",
    "::": "[::1]",
}  # listened on, but no client can reach them


def find_server_url() -> str:
    """Return the URL of the REST API, without a trailing slash.

    A path prefix of a proxy applies to REST, too; Streamlit's own prefix (`server.baseUrlPath`) does
    not.
    """
    url = st.context.url
    if url is None:
        settings = session.settings()
        return f"http://{_WILDCARDS.get(settings.address, settings.address)}:{settings.port}"
    return strip_page(url, str(st.get_option("server.baseUrlPath") or ""))


def strip_page(url: str, base_path: str = "") -> str:
    """Return a page's URL without the page.

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
