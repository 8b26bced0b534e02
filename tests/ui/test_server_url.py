"""The address of REST is the one at which the browser found the page."""

import pytest

from registry.ui.server_url import strip_page


@pytest.mark.parametrize(
    ("seen", "own", "served"),
    [
        ("http://127.0.0.1:8501/", "", "http://127.0.0.1:8501"),
        ("http://127.0.0.1:8501/model", "", "http://127.0.0.1:8501"),
        ("https://models.example.com/template/", "", "https://models.example.com"),
        ("https://example.com/registry/model", "", "https://example.com/registry"),
        ("https://example.com/registry/", "", "https://example.com/registry"),
        ("https://example.com/registry/model", "registry", "https://example.com"),
        ("https://example.com/team/registry/", "/registry/", "https://example.com/team"),
        ("http://[::1]:8501/models", "", "http://[::1]:8501"),
    ],
)
def test_what_a_proxy_puts_before_the_pages_stays_and_the_page_goes(seen, own, served):
    assert strip_page(seen, own) == served
