"""A list of pages as Backstage's templates have it, from the editor of templates to a registered model."""

import json

import pytest

PAGES = {
    "parameters": [
        {
            "title": "What to serve",
            "required": ["model", "device"],
            "properties": {
                "model": {
                    "title": "Weights",
                    "type": "string",
                    "pattern": "^[^/]+/[^/]+$",
                    "ui:autofocus": True,
                    "ui:field": "RepoUrlPicker",
                    "ui:options": {"allowedHosts": ["example.org"]},
                    "ui:help": "Owner and name.",
                },
                "device": {
                    "title": "Device",
                    "type": "string",
                    "default": "cpu",
                    "enum": ["cpu", "gpu"],
                    "enumNames": ["A processor", "A graphics card"],
                },
                "token": {"title": "Token", "type": "string", "ui:field": "Secret"},
            },
            "dependencies": {
                "device": {
                    "oneOf": [
                        {"properties": {"device": {"enum": ["cpu"]}}},
                        {
                            "required": ["memory"],
                            "properties": {
                                "device": {"enum": ["gpu"]},
                                "memory": {"title": "Memory", "type": "number", "maximum": 0.95},
                            },
                        },
                    ]
                }
            },
        },
        {
            "title": "How to run it",
            "properties": {
                "args": {
                    "title": "Arguments",
                    "type": "array",
                    "items": {"type": "string"},
                    "ui:options": {"addable": True, "orderable": False, "removable": True},
                },
                "notes": {"title": "Notes", "type": "string", "ui:widget": "textarea"},
            },
        },
    ]
}


def _box(app, label):
    return next(each for each in (*app.text_input, *app.text_area) if each.label == label)


def _type(app, label, text):
    _box(app, label).set_value(text).run()


def _press(app, label):
    next(button for button in app.main.button if button.label == label).click().run()
    assert not app.exception


def _pick(app, label, place):
    next(each for each in app.selectbox if each.label == label).set_value(place).run()


def _draft(app):
    found = app.query_params["draft"]
    return found if isinstance(found, str) else found[0]


@pytest.fixture
def template(visit, registry):
    """What the editor makes of the pages, its form filled as a person would."""
    app = visit("new-template", workspace="default", tab="Creation parameters")
    _type(app, "Creation parameters: JSON Schema, or a list of parameters", json.dumps(PAGES))
    assert "Weights *" in [each.label for each in app.text_input]  # the form beside it
    app = visit("new-template", workspace="default", draft=_draft(app))
    for label, text in (
        ("Name *", "paged"),
        ("Registry *", "r.io"),
        ("Image *", "i"),
        ("Tag *", "1"),
    ):
        _type(app, label, text)
    _pick(app, "Endpoint type *", 0)
    _pick(app, "Model type *", 0)
    _press(app, "Create template")
    return registry.services.templates.find("default", "paged")


def test_a_model_is_registered_page_by_page(visit, registry, template):
    assert template.model_creation_parameters_schema == PAGES
    app = visit("register", workspace="default", template="paged")
    (pages,) = [c for c in app.get("segmented_control") if c.label == "Page"]
    assert list(pages.options) == ["1. What to serve", "2. How to run it"]
    assert "Memory *" not in [each.label for each in app.text_input]
    _pick(app, "Device *", 1)
    _type(app, "Weights *", "acme/base")
    _type(app, "Memory *", "0.9")
    _type(app, "Token", "s3cret")
    _press(app, "Next")
    _press(app, "Add to Arguments")
    _type(app, "Item 1", "--trust")
    _type(app, "Notes", "Two\nlines")
    _press(app, "Next: details")
    _type(app, "Name *", "mine")
    _press(app, "Next: review")
    told = "\n".join(each.value for each in (*app.markdown, *app.code))
    assert "`0.9`" in told
    assert "s3cret" not in told
    _press(app, "Register model")
    model = registry.services.models.find("default", "mine")
    assert json.dumps(model.model_creation_parameters) == json.dumps(
        {
            "device": "gpu",
            "model": "acme/base",
            "memory": 0.9,
            "token": model.model_creation_parameters["token"],
            "args": ["--trust"],
            "notes": "Two\nlines",
        }
    )


def test_what_is_wrong_on_an_earlier_page_is_listed_and_leads_there(visit, template):
    app = visit("register", workspace="default", template="paged")
    _press(app, "Next")
    _press(app, "Next: details")
    _press(app, "Weights: is required")
    assert "Weights *" in [each.label for each in app.text_input]
