"""One template: overview, trial, parameters, versions, models, JSON, deletion."""

import json

import pytest

from streamlit_jsonschema_form.validation import MASK


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def change(services):
    """Make a new version of a template."""

    def apply(template, **fields):
        newest = services.templates.get(template.id)
        given = {**newest.to_input().to_json(), **fields}
        return services.templates.change(
            template.id, given, expected=newest.version, actor="grace", note="tuned"
        )

    return apply


@pytest.fixture
def open_template(visit):
    def open_page(name="server", **query):
        app = visit("template", workspace="default", name=name, **query)
        assert not app.exception
        return app

    return open_page


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def test_the_overview_tells_the_facts(open_template, make_template):
    make_template(description="For search.")
    app = open_template()
    assert app.title[0].value == "server"
    assert app.code[0].value == "docker.io/acme/server:1"
    assert "For search." in [element.value for element in app.markdown]


@pytest.mark.parametrize(
    "tab", ["Overview", "Try the form", "Parameters", "Versions", "Models", "JSON"]
)
def test_each_tab_opens_by_its_address(open_template, make_template, tab):
    make_template(model_request_parameters_schema={"type": "object"})
    assert not open_template(tab=tab).exception


@pytest.mark.parametrize("tab", ["Try the form", "Parameters"])
def test_a_template_without_schemas_is_fine(open_template, make_template, text_of, tab):
    make_template(model_creation_parameters_schema=None)
    assert "any parameters are accepted" in text_of(open_template(tab=tab))


def test_trying_the_form_shows_the_json_and_its_problems_and_keeps_nothing(
    open_template, make_template, services, text_of
):
    make_template()
    app = open_template(tab="Try the form")
    assert "Fix 1 problem to register a model" in text_of(app)
    next(box for box in app.text_input if box.label == "Weights *").set_value("acme/base").run()
    assert "Valid" in text_of(app)
    assert json.loads(app.code[-1].value) == {"model_id": "acme/base"}
    assert not services.models.list("default").total
    assert not services.drafts.list("default", actor="ada")


def test_trying_the_form_shows_no_secret(open_template, make_template):
    make_template()
    app = open_template(tab="Try the form")
    next(box for box in app.text_input if box.label == "Token").set_value("typed-s3cret").run()
    assert json.loads(app.code[-1].value) == {"token": MASK}


def test_the_parameters_are_a_table(open_template, make_template):
    make_template()
    table = open_template(tab="Parameters").dataframe[0].value
    rows = {row["Parameter"]: row for row in table.to_dict("records")}
    assert rows["model_id"]["Required"] == "yes"
    assert rows["model_id"]["Passed to the image as"] == "--id"
    assert rows["length"]["Passed to the image as"] == "$length"
    assert (rows["length"]["Default"], rows["length"]["Allowed"]) == ("4096", "≥ 1")
    assert rows["token"]["Allowed"] == "secret"


def test_an_old_version_says_so_and_leads_to_the_newest(
    open_template, make_template, change, text_of
):
    template = make_template()
    change(template, description="Second.")
    app = open_template(version="1")
    assert "You are viewing version 1 of 2" in text_of(app)
    press(app, "View the latest")
    assert "version" not in app.query_params
    assert "You are viewing" not in text_of(app)


def test_another_version_is_chosen_into_the_url(open_template, make_template, change):
    change(make_template(), description="Second.")
    app = open_template()
    app.selectbox[0].set_value(1).run()
    assert app.query_params["version"] in ("1", ["1"])


def test_versions_tell_who_and_why_and_what_differs(open_template, make_template, change, text_of):
    template = make_template()
    change(template, description="Second.")
    change(template, description="Third.")
    app = open_template(tab="Versions")
    assert text_of(app).count("Changed by **grace**") == text_of(app).count("tuned") == 2
    assert "Created by **grace**" in text_of(app)
    row = app.table[0].value.to_dict("records")[0]
    wanted = {"Field": "/description", "Version 2": "`Second.`", "Version 3": "`Third.`"}
    assert wanted.items() <= row.items()
    app = open_template(tab="Versions", before="1", after="3")
    assert app.table[0].value.to_dict("records")[0]["Version 1"] == "—"
    app.get_by_key("diff-as-text").set_value(True).run()
    assert '+  "description": "Third.",' in app.code[-1].value


def test_restoring_an_identical_version_is_not_offered(open_template, make_template, change):
    first = make_template(description="First.")
    change(change(first, description="Second."), description="First.")
    app = open_template(tab="Versions")
    app.get_by_key("restore-1").click().run()
    assert "There is nothing to restore" in app.info[-1].value


def test_restoring_makes_a_new_version(open_template, make_template, change, services):
    template = make_template(description="First.")
    change(template, description="Second.")
    app = open_template(tab="Versions")
    app.get_by_key("restore-1").click().run()
    app.get_by_key("restore-1").click()  # a dialog's button acts in the run that opens it
    press(app, "Restore version 1")
    restored = services.templates.get(template.id)
    assert (restored.version, restored.description) == (3, "First.")
    assert restored.updated_at > template.updated_at


def test_models_made_from_it_are_listed(open_template, make_template, make_model, links_of):
    template = make_template()
    make_model("m", template)
    found = links_of(open_template(tab="Models"))
    assert found["m"] == "workspace=default&name=m"
    assert found["View 1 model"] == "workspace=default&template=server"


def test_the_json_is_the_template(open_template, make_template):
    template = make_template()
    assert json.loads(open_template(tab="JSON").code[-1].value) == template.to_json()


@pytest.mark.parametrize(
    ("label", "query"), [("Edit", "edit"), ("Clone", "from"), ("Register a model", "template")]
)
def test_actions_lead_on_with_its_name(open_template, make_template, label, query):
    make_template()
    app = press(open_template(), label)
    assert app.query_params[query] in ("server", ["server"])


def test_deleting_asks_for_the_name(open_template, make_template, services):
    template = make_template()
    app = press(open_template(), "Delete")
    assert next(b for b in app.button if b.label == "Delete template").disabled
    assert services.templates.get(template.id)


def test_a_template_in_use_is_not_deleted_but_its_models_named(
    open_template, make_template, make_model, services, text_of, links_of
):
    template = make_template()
    make_model("m", template)
    app = press(open_template(), "Delete")
    assert "It is used by 1 model." in text_of(app)
    assert links_of(app)["m"] == "workspace=default&name=m"
    assert not any(b.label == "Delete template" for b in app.button)
    assert services.templates.get(template.id)


@pytest.mark.parametrize(
    "query", [{"name": "missing"}, {}, {"name": "server", "version": "9"}, {"version": "one"}]
)
def test_an_address_that_leads_nowhere_is_told_calmly(
    visit, make_template, text_of, links_of, query
):
    make_template()
    app = visit("template", workspace="default", **query)
    assert not app.exception
    assert "Template not found" in text_of(app)
    assert "All templates" in links_of(app)
