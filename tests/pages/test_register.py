"""Registering, cloning and editing models: the steps, the draft, the review, both sides of a conflict."""

import pytest

from registry.errors import NotFound

SCHEMA = {
    "type": "object",
    "required": ["model"],
    "properties": {
        "model": {"type": "string", "title": "Weights", "x-ui": {"arg": ""}},
        "length": {"type": "integer", "minimum": 1, "default": 4096, "x-ui": {"arg": "--length"}},
        "token": {"type": "string", "format": "password", "writeOnly": True},
        "keys": {"type": "array", "writeOnly": True, "items": {"type": "string"}},
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


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def template(services):
    return services.templates.create(TEMPLATE, workspace="default", actor="ada")


@pytest.fixture
def model(services, template):
    given = {
        "name": "first",
        "description": "The first.",
        "model_template_id": template.id,
        "model_creation_parameters": {"model": "acme/base", "length": 2048, "token": "s3cret"},
    }
    return services.models.create(given, workspace="default", actor="ada")


def box(app, label):
    return next(each for each in [*app.text_input, *app.text_area] if each.label == label)


def button(app, label):
    return next(each for each in app.main.button if each.label == label)


def step(app):
    return app.main.get("segmented_control")[0] if app.main.get("segmented_control") else None


def words(app):
    kinds = ("title", "error", "info", "warning", "success", "caption", "markdown")
    return "\n".join(each.value for kind in kinds for each in app.main.get(kind))


def tables(app):
    return "\n".join(str(table.value.to_dict("records")) for table in app.main.table)


def test_a_model_is_registered_in_steps_and_its_draft_is_gone(visit, services, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    draft = app.query_params["draft"]
    assert "acme/base" in app.main.code[0].value
    button(app, "Next: details").click().run()
    box(app, "Name *").set_value("mine").run()
    button(app, "Next: review").click().run()
    assert "No problems found" in words(app)
    button(app, "Register model").click().run()
    assert not app.exception
    made = services.models.find("default", "mine")
    assert made.model_creation_parameters == {"model": "acme/base"}
    assert (made.model_template_id, made.model_template_version) == (template.id, 1)
    assert app.query_params["done"] == "mine"
    with pytest.raises(NotFound):
        services.drafts.load(draft)


def test_a_default_is_shown_and_not_slipped_in(visit, template):
    app = visit("register", workspace="default", template="server")
    assert box(app, "Length").placeholder == "default: 4096"
    assert box(app, "Length").value == ""


def test_a_wrong_value_is_explained_at_its_field_and_holds_the_person_back(visit, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    box(app, "Length").set_value("0").run()
    button(app, "Next: details").click().run()
    assert "must be at least 1" in words(app)
    assert box(app, "Length").value == "0"


def test_another_session_goes_on_with_the_draft(visit, template):
    first = visit("register", workspace="default", template="server")
    box(first, "Weights *").set_value("acme/base").run()
    box(first, "Length").set_value("many").run()
    second = visit("register", workspace="default", draft=first.query_params["draft"])
    assert box(second, "Weights *").value == "acme/base"
    assert box(second, "Length").value == "many"


def test_nothing_is_lost_going_back_and_forth(visit, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    button(app, "Next: details").click().run()
    box(app, "Name *").set_value("two words").run()
    step(app).set_value(1).run()
    assert box(app, "Weights *").value == "acme/base"
    step(app).set_value(2).run()
    assert box(app, "Name *").value == "two words"


def test_a_taken_name_is_refused_at_the_name(visit, model):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    button(app, "Next: details").click().run()
    box(app, "Name *").set_value("first").run()
    button(app, "Next: review").click().run()
    assert any("/name" in each.label for each in app.main.button)
    assert button(app, "Register model").disabled


def test_without_a_template_any_model_can_be_registered(visit, services):
    app = visit("register", workspace="default")
    button(app, "Continue without a template").click().run()
    step(app).set_value(2).run()
    box(app, "Name *").set_value("plain").run()
    button(app, "Next: review").click().run()
    button(app, "Register model").click().run()
    assert not app.exception
    assert services.models.find("default", "plain").model_template_id is None


def test_a_clone_begins_with_everything_but_the_name_and_the_secrets(visit, model):
    app = visit("register", workspace="default", **{"from": "first"})
    assert box(app, "Weights *").value == "acme/base"
    assert box(app, "Token").value == ""
    button(app, "Next: details").click().run()
    assert box(app, "Name *").value == ""
    assert box(app, "Description").value == "The first."


def test_an_edit_makes_a_revision_and_keeps_the_secret_it_does_not_show(visit, services, model):
    app = visit("register", workspace="default", edit="first")
    assert "s3cret" not in str([each.value for each in app.text_input])
    box(app, "Length").set_value("1024").run()
    button(app, "Next: details").click().run()
    button(app, "Next: review").click().run()
    button(app, "Save changes").click().run()
    changed = services.models.get(model.id)
    assert changed.revision == 2
    assert changed.model_creation_parameters == {
        "model": "acme/base", "length": 1024, "token": "s3cret",
    }  # fmt: skip


def test_a_stale_edit_shows_both_sides_and_can_be_laid_over_the_newest(visit, services, model):
    app = visit("register", workspace="default", edit="first")
    box(app, "Length").set_value("1024").run()
    theirs = {**model.to_input().to_json(), "description": "Theirs."}
    services.models.change(model.id, theirs, expected=1, actor="grace")
    step(app).set_value(3).run()
    assert "grace changed this model" in words(app)
    button(app, "Apply my changes").click().run()
    button(app, "Save changes").click().run()
    assert not app.exception
    merged = services.models.get(model.id)
    assert (merged.revision, merged.description) == (3, "Theirs.")
    assert merged.model_creation_parameters == {
        "model": "acme/base", "length": 1024, "token": "s3cret",
    }  # fmt: skip


def test_a_secret_that_was_typed_is_on_neither_the_review_nor_the_sides_of_a_conflict(
    visit, services, model
):
    app = visit("register", workspace="default", edit="first")
    box(app, "Token").set_value("typed-s3cret").run()
    button(app, "Add to Keys").click().run()
    box(app, "Item 1").set_value("typed-s3cret").run()
    step(app).set_value(3).run()
    assert "typed-s3cret" not in words(app)
    assert words(app).count("••••••••") == 2
    theirs = {**model.to_input().to_json(), "description": "Theirs."}
    services.models.change(model.id, theirs, expected=1, actor="grace")
    app.run()
    assert "grace changed this model" in words(app)
    assert "/model_creation_parameters/token" in tables(app)
    assert "typed-s3cret" not in tables(app)


@pytest.mark.parametrize(
    "query", [{"draft": "draft-gone"}, {"template": "gone"}, {"edit": "gone"}, {"done": "gone"}]
)
def test_what_is_not_there_is_said_calmly(visit, registry, query):
    app = visit("register", workspace="default", **query)
    assert not app.exception
    assert "Nothing to continue" in words(app)


_WRITTEN = {
    "template": None,
    "version": None,
    "step": 1,
    "parameters": None,
    "details": None,
    "edits": None,
    "origin": None,
}


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"details": 5},
        {**_WRITTEN, "step": 9},
        {**_WRITTEN, "details": {"value": 1}},
        {**_WRITTEN, "template": {}, "version": 1},
        {**_WRITTEN, "edits": [1]},
    ],
)
def test_a_draft_that_no_form_wrote_is_said_calmly(visit, registry, content):
    draft = registry.services.drafts.begin(
        workspace="default", actor="ada", purpose="register", content=content
    )
    app = visit("register", workspace="default", draft=draft.id)
    assert not app.exception
    assert "was not written by this form" in words(app)


def test_a_template_is_chosen_and_its_version_too(visit, services, template):
    services.templates.change(
        template.id, {**TEMPLATE, "description": "Newer."}, expected=1, actor="ada"
    )
    app = visit("register", workspace="default")
    button(app, "Choose").click().run()
    box(app, "Weights *").set_value("acme/base").run()
    step(app).set_value(0).run()
    version = next(each for each in app.main.selectbox if each.label == "Version")
    assert version.value == 2
    version.set_value(1).run()
    button(app, "Next: parameters").click().run()
    assert box(app, "Weights *").value == "acme/base"
    saved = services.drafts.load(app.query_params["draft"]).content
    assert saved["version"] == 1


def test_a_name_taken_at_the_last_moment_is_refused_at_its_field(visit, services, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    button(app, "Next: details").click().run()
    box(app, "Name *").set_value("mine").run()
    button(app, "Next: review").click().run()
    pressed = button(app, "Register model")
    services.models.create({"name": "mine"}, workspace="default", actor="grace")
    pressed.click().run()
    assert not app.exception
    step(app).set_value(2).run()
    assert box(app, "Name *").value == "mine"
    assert services.models.find("default", "mine").created_by_user_id == "grace"


def test_a_template_that_went_away_is_replaced_without_losing_what_was_typed(
    visit, services, template
):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    services.templates.delete(template.id, actor="grace")
    services.templates.create({**TEMPLATE, "name": "other"}, workspace="default", actor="grace")
    app.run()
    assert "The template was deleted" in words(app)
    button(app, "Choose").click().run()
    assert box(app, "Weights *").value == "acme/base"


def test_a_registration_can_begin_from_a_model_that_is_there(visit, model):
    app = visit("register", workspace="default")
    button(app, "first").click().run()
    assert box(app, "Weights *").value == "acme/base"
    assert "Based on first" in words(app)


def test_a_draft_is_gone_on_with_in_its_own_workspace_only(visit, services, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    services.workspaces.create({"name": "team"}, actor="ada")
    other = visit("register", workspace="team", draft=app.query_params["draft"])
    assert "it belongs to workspace" in words(other)


def test_a_version_of_a_thousand_digits_is_no_version(visit, template):
    app = visit("register", workspace="default", template="server", version="9" * 5000)
    assert not app.exception
    assert box(app, "Weights *").value == ""


def test_a_click_that_comes_before_the_browser_knows_of_the_draft_loses_nothing(visit, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    del app.query_params["draft"]
    app.query_params["template"] = "server"
    button(app, "Next: details").click().run()
    assert box(app, "Name *").value == ""
    step(app).set_value(1).run()
    assert box(app, "Weights *").value == "acme/base"


def test_coming_back_to_the_page_begins_anew(visit, template):
    app = visit("register", workspace="default", template="server")
    box(app, "Weights *").set_value("acme/base").run()
    app.switch_page("../../pages/home.py").run()
    app.switch_page("../../pages/model_new.py")
    del app.query_params["draft"]
    app.query_params["template"] = "server"
    app.run()
    assert "draft" not in app.query_params
    assert box(app, "Weights *").value == ""


def test_a_parameter_that_asks_for_a_model_offers_those_of_the_registry(visit, services, model):
    asked = {"type": "string", "title": "Base", "x-ui": {"arg": "--base", "source": "models"}}
    schema = {"type": "object", "properties": {"base": asked}}
    given = {**TEMPLATE, "name": "asking", "model_creation_parameters_schema": schema}
    services.templates.create(given, workspace="default", actor="ada")
    app = visit("register", workspace="default", template="asking")
    (base,) = [each for each in app.selectbox if each.label == "Base"]
    assert base.options == ["first"]
    base.set_value(0).run()
    assert "--base first" in app.main.code[0].value
