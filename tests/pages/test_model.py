"""One model: its facts, parameters, result, specification, history, and what can be done with it."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from registry.domain.review import ReviewState
from registry.errors import NotFound

SCHEMA = {
    "type": "object",
    "required": ["model"],
    "properties": {
        "model": {"type": "string", "title": "Weights", "x-ui": {"section": "Basics", "arg": ""}},
        "length": {"type": "integer", "title": "Length", "default": 4096},
        "share": {"type": "number", "title": "Share", "default": 0.9},
        "seed": {"type": "integer", "title": "Seed", "default": 7},
        "note": {"type": "string", "title": "Note"},
        "token": {"type": "string", "format": "password", "title": "Token"},
    },
}
TEMPLATE = {
    "name": "server",
    "endpoint_type": "SYNC",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "acme/server", "tag": "1"}
    },
    "model_creation_parameters_schema": SCHEMA,
}
SPEC = {
    "checkpoint_model_name": "LlamaForCausalLM",
    "family": "llama",
    "precision": "bfloat16",
    "base_num_parameters": 8030261248,
    "num_layers": 32,
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_kv_heads": 8,
    "ffn_hidden_size": 14336,
    "vocab_size": 128256,
    "context_size": 131072,
    "tied_embeddings": False,
    "gated_mlp": True,
    "moe_config": {"num_experts": 8, "num_experts_per_tok": 2, "num_expert_layers": 32},
}


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def template(services):
    return services.templates.create(TEMPLATE, workspace="default", actor="ada")


@pytest.fixture
def add(services, template):
    def create(name="m", **fields):
        parameters = {"model": "acme/base", "length": 2048, "share": 0.9, "token": "s3cret"}
        given = {"model_template_id": template.id, "model_creation_parameters": parameters}
        given = {"name": name, **given, **fields}
        return services.models.create(given, workspace="default", actor="grace")

    return create


@pytest.fixture
def open_model(visit):
    def open_page(name="m", **query):
        app = visit("model", workspace="default", name=name, **query)
        assert not app.exception
        return app

    return open_page


def words(app):
    kinds = ("title", "subheader", "error", "info", "warning", "caption", "markdown", "code")
    return "\n".join(each.value for kind in kinds for each in app.main.get(kind))


def rows(app):
    """Return the last table's rows by their first cell's first line."""
    table = app.table[-1].value
    return {line[0].split("  \n")[0]: tuple(line[1:]) for line in table.itertuples(index=False)}


def facts(app):
    return {
        label: value
        for table in app.table
        for label, value in zip(table.value.index, table.value.iloc[:, 0], strict=True)
    }


def change(services, model, **fields):
    given = {**model.to_input().to_json(), **fields}
    return services.models.change(model.id, given, expected=model.revision, actor="lin")


def test_the_head_says_what_the_model_is(open_model, add):
    model = add(display_name="My *model*")
    app = open_model()
    assert app.title[0].value == r"My \*model\*"
    assert [each.value for each in app.code][:2] == ["m", model.id]
    assert "Chat completion" in words(app)
    assert "Revision 1 by grace" in words(app)


def test_the_overview_shows_only_what_is_set(open_model, add):
    add(project="search/ranking", ownership={"team": "search"}, custom_fields={"cost": 4711})
    shown = facts(open_model())
    assert (shown["Project"], shown["team"], shown["cost"]) == ("search/ranking", "search", "4,711")
    assert "Vendor" not in shown
    assert "Backend format" not in shown


def test_the_model_card_is_markdown_without_html(open_model, add):
    add(model_card="# Card\n\n<script>alert(1)</script>")
    card = next(each for each in open_model().markdown if each.value.startswith("# Card"))
    assert not card.allow_html


def test_no_key_of_an_endpoint_is_shown_anywhere(open_model, add):
    add(api_endpoint={"url": "https://models.example.com/v1", "api_key": "sk-secret"})
    for tab in ("Overview", "Parameters", "Specification", "History", "JSON"):
        app = open_model(tab=tab)
        tables = "".join(table.value.to_csv() for table in app.table)
        assert "sk-secret" not in words(app) + tables
        assert "s3cret" not in words(app) + tables


def test_parameters_say_whether_they_are_the_default(open_model, add):
    add()
    shown = rows(open_model(tab="Parameters"))
    assert shown["Weights"] == ("`acme/base`", ":material/edit: set")
    assert shown["Length"] == ("`2048`", ":material/edit: changed (default `4096`)")
    assert shown["Share"] == ("`0.9`", ":material/check: default")
    assert shown["Seed"] == ("—", "not set (default `7`)")
    assert shown["Note"] == ("—", "not set")
    assert shown["Token"][0] == "`••••••••`"


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("Set", {"**Basics**", "Weights", "Length", "Share", "Token"}),
        ("Changed", {"**Basics**", "Weights", "Length", "Token"}),
    ],
)
def test_parameters_are_filtered_by_the_url(open_model, add, show, expected):
    add()
    assert set(rows(open_model(tab="Parameters", show=show))) == expected


def test_values_that_the_template_does_not_know_are_listed_too(open_model, add):
    add(model_creation_parameters={"model": "acme/base", "extra": [1, 2]})
    shown = rows(open_model(tab="Parameters"))
    assert shown["extra"] == ("`[1, 2]`", ":material/help: not in the template")


def test_a_model_without_a_template_shows_its_parameters_and_has_no_result(open_model, add):
    add(model_template_id=None, model_creation_parameters={"anything": 1})
    assert rows(open_model(tab="Parameters"))["anything"][0] == "`1`"
    assert "Nothing to run" in words(open_model(tab="Run"))


def test_the_result_is_the_command_that_runs_it(open_model, add):
    add()
    shown = words(open_model(tab="Run"))
    assert "docker run" in shown
    assert "acme/server:1" in shown
    assert "s3cret" not in shown


def test_a_specification_is_written_in_readable_numbers(open_model, add):
    add(spec=SPEC)
    shown = facts(open_model(tab="Specification"))
    assert shown["Parameters"] == "8,030,261,248 (8.0 billion)"
    assert shown["Context size"] == "131,072 tokens"
    assert shown["Gated MLP"] == "Yes"
    assert shown["Experts"] == "8"


def test_a_missing_specification_says_how_to_add_it(open_model, add):
    add()
    assert "No specification yet" in words(open_model(tab="Specification"))


def test_the_json_is_the_whole_model_masked(open_model, add):
    model = add()
    shown = json.loads(open_model(tab="JSON").code[-1].value)
    assert shown["id"] == model.id
    assert shown["model_creation_parameters"]["token"] == "••••••••"
    assert shown["model_creation_parameters"]["length"] == 2048


def test_the_history_shows_who_changed_what(open_model, add, services):
    parameters = {"model": "acme/base", "length": 1024, "share": 0.9, "token": "s3cret"}
    change(services, add(), description="Better.", model_creation_parameters=parameters)
    app = open_model(tab="History")
    shown = rows(app)
    assert shown["Description"] == (":material/add: added", "—", "`Better.`")
    assert shown["Length"] == (":material/edit: changed", "`2048`", "`1024`")
    assert "Changed by **lin**" in words(app)
    assert "Created by **grace**" in words(app)


def test_any_two_revisions_can_be_compared_by_url(open_model, add, services):
    model = add(description="one")
    for text in ("two", "three"):
        model = change(services, model, description=text)
    shown = rows(open_model(tab="History", before="1", after="3"))
    assert shown["Description"][1:] == ("`one`", "`three`")


def test_an_old_revision_is_shown_as_it_was_and_says_so(open_model, add, services):
    change(services, add(description="Before."), description="After.")
    app = open_model(revision="1")
    assert "You are viewing revision 1" in words(app)
    assert "Before." in words(app)
    assert "After." not in words(app)
    with pytest.raises(KeyError):
        app.button(key="delete")


def test_the_history_leads_to_a_revision_and_back(open_model, add, services):
    change(services, add(description="Before."), description="After.")
    app = open_model(tab="History")
    app.button(key="show-1").click().run()
    assert app.query_params["revision"] in ("1", ["1"])
    assert "You are viewing revision 1" in words(app)
    app.button(key="show-newest").click().run()
    assert "You are viewing" not in words(app)


def test_an_old_revision_is_restored_once_that_is_confirmed(open_model, add, services):
    change(services, add(description="Before."), description="After.")
    app = open_model(revision="1")
    app.button(key="restore-shown").click().run()
    assert services.models.find("default", "m").revision == 2
    app.button(key="restore-shown").click()
    app.button(key="restore-sure").click().run()
    assert not app.exception
    restored = services.models.find("default", "m")
    assert (restored.revision, restored.description) == (3, "Before.")
    assert restored.updated_by == "ada"


def test_restoring_what_is_there_already_is_not_offered(open_model, add, services):
    services.models.review(add().id, ReviewState.APPROVED, expected=1, actor="lin")
    app = open_model(revision="1")
    app.button(key="restore-shown").click().run()
    assert "There is nothing to restore" in app.info[-1].value


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("approve", ReviewState.APPROVED),
        ("request-changes", ReviewState.CHANGES_REQUESTED),
    ],
)
def test_a_review_is_kept_with_its_note_and_shown(open_model, add, services, key, state):
    add()
    app = open_model()
    app.button(key="review").click().run()
    app.button(key="review").click()
    app.text_area(key="review-note").set_value("Because.")
    app.button(key=key).click().run()
    assert not app.exception
    review = services.models.find("default", "m").review
    assert (review.state, review.by, review.note) == (state, "ada", "Because.")
    assert "by **ada**" in words(open_model())
    assert "Because." in words(open_model())


@pytest.fixture
def open_dialog(registry):
    """Open a dialog over the first revision, as a page does that was loaded a while ago."""

    def script(id, dialog):
        from registry.ui import model_actions, session

        services = session.services()
        getattr(model_actions, dialog)(services, services.models.get(id, 1))

    def open_over(model, dialog):
        return AppTest.from_function(script, args=(model.id, dialog), default_timeout=30).run()

    return open_over


def test_a_review_of_what_changed_meanwhile_is_refused(open_dialog, add, services):
    model = add()
    change(services, model, description="Other.")
    app = open_dialog(model, "ask_review")
    app.button(key="approve").click().run()
    assert "is at revision 2" in app.error[0].value
    assert services.models.find("default", "m").review.state is ReviewState.PENDING


def test_what_changed_meanwhile_is_not_deleted(open_dialog, add, services):
    model = add()
    change(services, model, description="Other.")
    app = open_dialog(model, "confirm_deletion")
    app.text_input(key="delete-name").set_value("m").run()
    app.button(key="delete-sure").click().run()
    assert "is at revision 2" in app.error[0].value
    assert services.models.find("default", "m").description == "Other."


def test_a_model_with_deployments_stays_and_names_them(open_dialog, add, services):
    made = add()
    services.deployments.create(made.id, {"name": "production"}, actor="bob")
    app = open_dialog(made, "confirm_deletion")
    app.text_input(key="delete-name").set_value("m").run()
    app.button(key="delete-sure").click().run()
    (said,) = [each.value for each in app.error]
    assert "is used by deployment production; delete those first" in said
    assert "reload" not in said
    assert services.models.find("default", "m") == made


def test_a_model_is_deleted_only_when_its_name_is_typed(open_model, add, services):
    add()
    app = open_model()
    app.button(key="delete").click().run()
    assert app.button(key="delete-sure").disabled
    app.button(key="delete").click()
    app.text_input(key="delete-name").set_value("m").run()
    app.button(key="delete").click().run()
    app.button(key="delete").click()
    app.button(key="delete-sure").click().run()
    with pytest.raises(NotFound):
        services.models.find("default", "m")


def test_a_deleted_model_says_by_whom_and_keeps_its_history(open_model, add, services):
    services.models.delete(add().id, actor="lin")
    shown = words(open_model())
    assert "m was deleted" in shown
    assert "**lin** deleted it" in shown
    assert "Created by **grace**" in shown


@pytest.mark.parametrize("name", ["never", "", "../x"])
def test_a_model_that_never_was_leads_back(open_model, name):
    assert "Model not found" in words(open_model(name))


@pytest.mark.parametrize("revision", ["7", "0", "x", "-1", "9" * 30])
def test_a_revision_that_never_was_leads_to_the_newest(open_model, add, revision):
    add()
    assert "Revision not found" in words(open_model(revision=revision))


def test_a_tab_that_is_not_there_is_the_overview(open_model, add):
    add(description="What it is.")
    assert "What it is." in words(open_model(tab="Nonsense"))


def test_the_actions_lead_to_the_form(open_model, add):
    add()
    app = open_model()
    app.button(key="edit").click().run()
    assert not app.exception
    assert app.query_params["edit"] == "m"
    app = open_model()
    app.button(key="clone").click().run()
    assert app.query_params["from"] == "m"
