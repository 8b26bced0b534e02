from urllib.parse import parse_qs, urlsplit

import pytest

from registry.ui import links

EVERY = {
    "page": links.page_link(links.MODELS, "team"),
    "template": links.template_link("team", "vllm"),
    "template version": links.template_link("team", "vllm", 3),
    "model": links.model_link("team", "m"),
    "model revision": links.model_link("team", "m", 2),
    "new template": links.new_template_link("team", source="vllm"),
    "register": links.register_link("team", template="vllm", version=2, draft="d"),
    "register again": links.register_link("team", source="m"),
    "compare": links.compare_link("team", ["b", "a"]),
    "adapter": links.name_link(links.ADAPTER, "team", "tone"),
    "deployment": links.id_link(links.DEPLOYMENT, "team", "deployment-1"),
    "fileset": links.name_link(links.FILESET, "team", "weights"),
    "group": links.id_link(links.GROUP, "team", "group-1"),
    "prompt": links.name_link(links.PROMPT, "team", "ask"),
}


@pytest.mark.parametrize("link", EVERY.values(), ids=EVERY)
def test_every_link_carries_the_workspace(link):
    assert parse_qs(urlsplit(link.url).query)["workspace"] == ["team"]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("page", "models?workspace=team"),
        ("template", "template?workspace=team&name=vllm"),
        ("template version", "template?workspace=team&name=vllm&version=3"),
        ("model revision", "model?workspace=team&name=m&revision=2"),
        ("new template", "new-template?workspace=team&from=vllm"),
        ("register", "register?workspace=team&template=vllm&version=2&draft=d"),
        ("register again", "register?workspace=team&from=m"),
        ("compare", "compare?workspace=team&name=b&name=a"),
        ("adapter", "adapter?workspace=team&name=tone"),
        ("deployment", "deployment?workspace=team&id=deployment-1"),
        ("fileset", "fileset?workspace=team&name=weights"),
        ("group", "group?workspace=team&id=group-1"),
        ("prompt", "prompt?workspace=team&name=ask"),
    ],
)
def test_a_link_is_the_address_that_is_sent_to_a_colleague(name, url):
    assert EVERY[name].url == url


def test_the_front_page_has_no_path_of_its_own():
    assert links.page_link(links.HOME, "team").url == "?workspace=team"


def test_what_is_special_in_an_address_comes_back_whole():
    query = parse_qs(urlsplit(links.model_link("a&b", "x=1 ä/#").url).query)
    assert query == {"workspace": ["a&b"], "name": ["x=1 ä/#"]}


def test_no_two_pages_share_a_path_or_a_script():
    assert len({entry.path for entry in links.PAGES}) == len(links.PAGES)
    assert len({entry.script for entry in links.PAGES}) == len(links.PAGES)
