"""The templates as cards: searched, filtered, sorted, paged, all by the URL."""

import pytest

from registry.domain.template import ModelType


@pytest.fixture
def titles():
    """Read the titles of the cards, in order."""

    def read(app):
        found = [element.value.split("  \n")[0] for element in app.main.markdown]
        return [text.strip("*") for text in found if text.startswith("**")]

    return read


def test_a_card_says_what_a_template_is(visit, make_template, make_model, text_of, links_of):
    config = {
        "bundle_config": {"registry": "ghcr.io", "image": "acme/server", "tag": "2"},
        "endpoint_config": {
            "cpus": 8,
            "memory": "64Gi",
            "gpus": 2,
            "gpu_type": "nvidia-hopper-h100",
        },
    }
    template = make_template(
        display_name="Server *of* models", description="word " * 80, vendor_configuration=config
    )
    make_model("m", template)
    app = visit("templates", workspace="default")
    assert not app.exception
    said = text_of(app)
    for words in ("ghcr.io/acme/server:2", "2 H100 · 8 CPUs · 64Gi", "3 parameters", "version 1"):
        assert words in said
    assert r"Server \*of\* models" in said
    assert "word…" in said
    assert links_of(app)["Register a model"] == "workspace=default&template=server"
    assert links_of(app)["Open"] == "workspace=default&name=server"
    assert links_of(app)["1 model"] == "workspace=default&template=server"


def test_no_templates_and_no_match_are_told_apart(visit, make_template, text_of):
    assert "No templates yet" in text_of(visit("templates", workspace="default"))
    make_template()
    app = visit("templates", workspace="default", q="nothing like it")
    assert "No templates found" in text_of(app)
    next(b for b in app.button if b.label == "Clear search and filters").click().run()
    assert "1 template" in text_of(app)


def test_the_url_searches_filters_and_sorts(visit, make_template, titles):
    make_template("a", description="fast")
    make_template("b", description="fast", model_type="RERANKING")
    make_template("c", description="slow")
    assert titles(visit("templates", workspace="default", q="fast")) == ["a", "b"]
    assert titles(visit("templates", workspace="default", type="embedding")) == ["a", "c"]
    assert titles(visit("templates", workspace="default", sort="Newest")) == ["c", "b", "a"]
    assert titles(visit("templates", workspace="default", q="fast", type="reranking")) == ["b"]


def test_types_are_counted_under_the_search_and_chosen_into_the_url(visit, make_template, titles):
    make_template("a", description="fast")
    make_template("b", model_type="RERANKING")
    app = visit("templates", workspace="default", q="fast")
    assert list(app.pills[0].options) == ["Embedding · 1"]
    app = visit("templates", workspace="default")
    app.pills[0].set_value([ModelType.RERANKING]).run()
    assert app.query_params["type"] in ("reranking", ["reranking"])
    assert titles(app) == ["b"]


@pytest.mark.parametrize(
    "query", [{"type": "nonsense"}, {"sort": "nonsense"}, {"page": "99"}, {"page": "-1"}]
)
def test_an_odd_url_shows_all_cards(visit, make_template, titles, query):
    make_template()
    app = visit("templates", workspace="default", **query)
    assert not app.exception
    assert titles(app) == ["server"]


def test_many_templates_are_paged(visit, make_template, titles, text_of):
    for number in range(14):
        make_template(f"t{number:02}")
    app = visit("templates", workspace="default")
    assert titles(app) == [f"t{number:02}" for number in range(12)]
    assert "14 templates" in text_of(app)
    assert titles(visit("templates", workspace="default", page="2")) == ["t12", "t13"]


def test_new_template_opens_the_editor(visit, make_template):
    make_template()
    app = visit("templates", workspace="default")
    next(b for b in app.button if b.label == "New template").click().run()
    assert app.title[0].value == "New template"
