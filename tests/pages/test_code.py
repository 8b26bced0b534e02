"""Code to copy on the pages of models and templates: whole, filled in, and without secrets."""

import ast

import pytest

from registry.ui import session

CLIENTS = ("nemo-platform", "scale-gp", "scale-egp", "curl")
HERE = "https://models.example.com/registry"


@pytest.fixture
def open_code(visit):
    def open_page(page, name, **query):
        app = visit(page, workspace="default", name=name, tab="Code", **query)
        app.context = {"url": f"{HERE}/{page}"}
        app.run()
        assert not app.exception
        return app

    return open_page


@pytest.fixture
def model(make_template, make_model, registry):
    make_model("mine", make_template())
    return registry.services.models.find("default", "mine")


def choices(app):
    return app.pills[0].options


def code_of(app):
    return app.code[-1].value


def test_a_model_is_got_by_every_client_under_the_address_of_the_browser(open_code, model):
    for client in CLIENTS:
        code = code_of(open_code("model", "mine", client=client))
        assert HERE in code
        assert ("mine" if client in ("nemo-platform", "curl") else model.id) in code


def test_everything_that_is_offered_can_be_chosen(open_code, model):
    app = open_code("model", "mine")
    assert len(choices(app)) >= 5
    for choice in choices(app):
        shown = open_code("model", "mine", client="nemo-platform", do=choice)
        if not shown.info:
            ast.parse(code_of(shown))


def test_a_client_that_cannot_do_it_says_which_can(open_code, model):
    app = open_code("model", "mine", client="scale-gp", do="List adapters")
    assert "do not support adapters" in app.info[0].value
    assert "`curl`" in app.info[0].value


def test_a_template_makes_a_model_with_what_it_requires(open_code, make_template):
    template = make_template("server")
    code = code_of(open_code("template", "server", client="scale-gp", do="Create a model"))
    assert f'model_template_id="{template.id}"' in code
    assert 'model_creation_parameters={"model_id": "YOUR-MODEL-ID"}' in code
    assert 'name="my-server"' in code


def test_a_template_that_nobody_can_fill_says_what_is_left_to_do(open_code, make_template):
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string", "pattern": "^x$"}},
    }
    make_template(model_creation_parameters_schema=schema)
    app = open_code("template", "server", do="Create a model")
    assert any("also needs values that only you know" in each.value for each in app.caption)


def test_the_models_of_a_template_are_read_by_their_names(open_code, model):
    code = code_of(open_code("template", "server", client="nemo-platform", do="List models"))
    assert '"mine"' in code


def test_no_secret_is_in_the_code(open_code, make_template, registry):
    template = make_template()
    parameters = {"model_id": "acme/base", "token": "s3cret"}
    registry.services.models.create(
        {
            "name": "mine",
            "model_template_id": template.id,
            "model_creation_parameters": parameters,
            "api_endpoint": {"url": "http://h/", "model_id": "m", "api_key": "s3cret", "format": "nim"},
        },
        workspace="default",
        actor="ada",
    )  # fmt: skip
    for client in ("scale-gp", "curl"):
        app = open_code("model", "mine", client=client, do="Record a deployment")
        assert "production" in code_of(app)
        assert "s3cret" not in "".join(each.value for each in app.code)


def test_an_address_that_asks_for_something_else_shows_the_first(open_code, model):
    app = open_code("model", "mine", do="Fly to the moon", client="ftp")
    assert "models.retrieve" in code_of(app)


def test_an_old_link_opens_what_was_renamed(visit, open_code, model):
    assert "models.retrieve" in code_of(open_code("model", "mine", do="Get it"))
    app = visit("model", workspace="default", name="mine", tab="Result")
    assert any("docker run" in each.value for each in app.code)


def test_without_a_browsers_address_the_settings_tell_it(visit, model, monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_ADDRESS", "0.0.0.0")
    monkeypatch.setenv("PATTERNSHOP_PORT", "8600")
    session.close()
    app = visit("model", workspace="default", name="mine", tab="Code")
    assert 'base_url="http://127.0.0.1:8600"' in code_of(app)
