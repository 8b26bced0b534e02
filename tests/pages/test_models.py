"""The table of models: search, filters, orders, pages, and what is said when nothing is there."""

import pytest

from registry.domain.review import ReviewState
from registry.ui import links

TEMPLATE = {
    "name": "server",
    "endpoint_type": "SYNC",
    "model_type": "EMBEDDING",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "acme/server", "tag": "1"}
    },
}


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def template(services):
    return services.templates.create(TEMPLATE, workspace="default", actor="ada")


@pytest.fixture
def add(services):
    def create(name, **fields):
        return services.models.create({"name": name, **fields}, workspace="default", actor="grace")

    return create


def names(app):
    return list(app.dataframe[0].value["name"])


def words(app):
    kinds = ("title", "error", "info", "warning", "caption", "markdown")
    return "\n".join(each.value for kind in kinds for each in app.main.get(kind))


def box(app, label):
    return next(each for each in [*app.selectbox, *app.multiselect] if each.label == label)


def test_an_empty_workspace_says_what_to_do_next(visit):
    app = visit("models")
    assert not app.exception
    assert "No models yet" in words(app)
    assert "register?workspace=default" in [link.proto.page + "?" + link.proto.query_string
                                            for link in app.main.get("page_link")]  # fmt: skip


def test_the_table_shows_what_a_model_is_and_where_it_comes_from(visit, add, template):
    add("m", display_name="M", base_model="acme/base", model_template_id=template.id)
    row = visit("models").dataframe[0].value.iloc[0]
    assert row["template"] == "server · v1"
    assert (row["name"], row["display_name"], row["model_type"]) == ("m", "M", "Embedding")
    assert (row["base_model"], row["review"], row["updated_by"]) == (
        "acme/base",
        "Pending",
        "grace",
    )


def test_the_newest_change_comes_first(visit, add):
    add("older")
    add("newer")
    assert names(visit("models")) == ["newer", "older"]


def test_the_search_is_taken_from_the_url(visit, add):
    add("llama", description="for the support desk")
    add("qwen")
    app = visit("models", workspace="default", q="SUPPORT")
    assert names(app) == ["llama"]
    assert app.text_input(key="q").value == "SUPPORT"


def test_no_match_is_not_an_empty_workspace_and_can_be_cleared(visit, add):
    add("llama")
    app = visit("models", q="nothing like it")
    assert "No models found" in words(app)
    app.button(key="clear").click().run()
    assert names(app) == ["llama"]


def test_a_link_to_the_models_of_a_template_shows_those_alone(visit, add, template):
    add("from-template", model_template_id=template.id)
    add("bare")
    query = links.models_link("default", template="server").query
    assert names(visit("models", **query)) == ["from-template"]


def test_a_link_to_a_state_of_review_shows_those_alone(visit, add, services):
    add("waiting")
    model = add("refused")
    services.models.review(
        model.id, ReviewState.CHANGES_REQUESTED, expected=model.revision, actor="lin"
    )
    query = links.models_link("default", review="changes_requested").query
    app = visit("models", **query)
    assert names(app) == ["refused"]
    assert box(app, "Review").value == [ReviewState.CHANGES_REQUESTED]


def test_filters_are_combined(visit, add):
    add("a", finetuning_type="lora", model_type="AGENT")
    add("b", finetuning_type="lora")
    add("c", model_type="AGENT")
    assert names(visit("models", type="Agent", tuning="LoRA")) == ["a"]


def test_the_order_is_taken_from_the_url(visit, add):
    for name in ("b", "a", "c"):
        add(name)
    assert names(visit("models", sort="Name, A to Z")) == ["a", "b", "c"]
    assert names(visit("models", sort="Name, Z to A")) == ["c", "b", "a"]


@pytest.mark.parametrize("query", [{"sort": "nonsense"}, {"page": "-1"}, {"page": "x"},
                                   {"type": "nonsense"}, {"template": "gone"}, {"page": "999"}],
                         ids=str)  # fmt: skip
def test_a_url_that_makes_no_sense_shows_everything(visit, add, query):
    add("m")
    app = visit("models", **query)
    assert not app.exception
    assert names(app) == ["m"]


def test_pages_are_read_from_the_store_fifty_at_a_time(visit, add):
    for number in range(53):
        add(f"m{number:02}")
    app = visit("models", sort="Name, A to Z")
    assert "**53 models**" in words(app)
    assert names(app) == [f"m{number:02}" for number in range(50)]
    app = visit("models", sort="Name, A to Z", page="2")
    assert names(app) == ["m50", "m51", "m52"]


def test_another_filter_leads_back_to_the_first_page(visit, add):
    for number in range(53):
        add(f"m{number:02}", model_type="AGENT")
    app = visit("models", sort="Name, A to Z", page="2")
    box(app, "Type").select("AGENT").run()
    assert names(app)[0] == "m00"


def test_models_of_other_workspaces_are_not_shown(visit, add, services):
    services.workspaces.create({"name": "team"}, actor="ada")
    services.models.create({"name": "theirs"}, workspace="team", actor="ada")
    add("ours")
    assert names(visit("models", workspace="team")) == ["theirs"]
