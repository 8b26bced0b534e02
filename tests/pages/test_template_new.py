"""The editor of templates: drafts, schemas, what is refused, and both sides of a stale edit."""

import json

import pytest

SOUND = {"type": "object", "properties": {"size": {"type": "integer", "title": "Size"}}}


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def open_editor(visit):
    def open_page(**query):
        app = visit("new-template", workspace="default", **query)
        assert not app.exception
        return app

    return open_page


def box(app, label):
    return next(each for each in (*app.text_input, *app.text_area) if each.label == label)


def fill(app, **texts):
    for label, text in texts.items():
        box(app, label + " *").set_value(text).run()


def press(app, label):
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def write_schema(app, text, title="Creation parameters"):
    box(app, f"{title}: JSON Schema, or a list of parameters").set_value(text).run()
    assert not app.exception


def choose(app, label, place):
    next(each for each in app.selectbox if each.label == label).set_value(place).run()


def draft_of(app):
    found = app.query_params["draft"]
    return found if isinstance(found, str) else found[0]


def fill_in(app):
    fill(app, Name="mine", Registry="docker.io", Image="acme/mine", Tag="7")
    choose(app, "Endpoint type *", 0)
    choose(app, "Model type *", 0)


def test_a_template_is_created_from_the_form(open_editor, services):
    app = open_editor()
    fill_in(app)
    press(app, "Create template")
    template = services.templates.find("default", "mine")
    assert template.created_by_user_id == "ada"
    assert template.vendor_configuration.bundle_config.tag == "7"
    assert template.model_creation_parameters_schema is None
    assert app.title[0].value == "mine"
    assert [toast.value for toast in app.toast] == ["mine saved as version 1."]
    assert not services.drafts.list("default", actor="ada")


def test_nothing_is_kept_before_the_first_edit(open_editor, services):
    app = open_editor()
    assert "draft" not in app.query_params
    assert not services.drafts.list("default", actor="ada")


def test_what_is_missing_is_listed_and_said_at_its_field(open_editor, services, text_of):
    app = press(open_editor(), "Create template")
    assert "Fix 6 problems to save" in text_of(app)
    assert text_of(app).count("is required") == 6
    assert not services.templates.list("default").total


def test_a_draft_goes_on_in_another_session_after_a_restart(open_editor, visit, registry):
    first = open_editor()
    fill(first, Name="half-done")
    write = open_editor(draft=draft_of(first), tab="Creation parameters")
    write_schema(write, '{"type": "object", not JSON yet')
    again = open_editor(draft=draft_of(first), tab="Creation parameters")
    assert again.text_area[0].value == '{"type": "object", not JSON yet'
    assert box(open_editor(draft=draft_of(first)), "Name *").value == "half-done"


def test_an_edit_that_comes_before_the_browser_knows_of_the_draft_loses_nothing(open_editor):
    app = open_editor()
    fill(app, Name="mine")
    del app.query_params["draft"]
    fill(app, Tag="7")
    assert box(app, "Name *").value == "mine"


def test_the_form_of_the_schema_is_drawn_beside_it(open_editor):
    app = open_editor(tab="Creation parameters")
    write_schema(app, json.dumps(SOUND))
    assert any(each.label == "Size" for each in app.text_input)


def test_a_wrong_schema_is_told_at_its_line_and_the_last_sound_form_stays(open_editor, text_of):
    app = open_editor(tab="Creation parameters")
    write_schema(app, json.dumps(SOUND))
    wrong = json.dumps(SOUND, indent=1).replace('"integer"', '"interger"')
    write_schema(app, wrong)
    assert "Line 5 `/properties/size/type`" in text_of(app)
    assert app.code[0].value == '"type": "interger",'
    assert "the last valid schema" in text_of(app)
    assert any(each.label == "Size" for each in app.text_input)


def test_a_default_against_its_own_rules_is_warned_of(open_editor, text_of):
    app = open_editor(tab="Creation parameters")
    schema = {"type": "object", "properties": {"n": {"type": "integer", "default": "many"}}}
    write_schema(app, json.dumps(schema))
    assert "the default does not match its own schema" in text_of(app)


def test_a_parameter_list_makes_a_form_too(open_editor):
    app = open_editor(tab="Request parameters")
    entry = {"name": "SIZE", "type": "int", "description": "", "required": True}
    write_schema(app, json.dumps({"parameters": [entry]}), "Request parameters")
    assert any(each.label.lower() == "size *" for each in app.text_input)


def test_an_example_begins_a_schema(open_editor):
    app = press(open_editor(tab="Creation parameters"), "Start with a JSON Schema")
    assert json.loads(app.text_area[0].value)["type"] == "object"


def test_a_wrong_schema_keeps_a_template_from_being_saved(open_editor, services, text_of):
    app = open_editor()
    fill_in(app)
    app = open_editor(draft=draft_of(app), tab="Creation parameters")
    write_schema(app, "[1]")
    press(app, "Create template")
    assert "Fix 1 problem to save" in text_of(app)
    assert not services.templates.list("default").total
    assert app.text_area[0].value == "[1]"


def test_a_taken_name_is_said_at_the_name_and_nothing_is_lost(open_editor, make_template, text_of):
    make_template("mine")
    app = open_editor()
    fill_in(app)
    press(app, "Create template")
    assert "already exists in workspace" in text_of(app)
    assert box(app, "Tag *").value == "7"
    fill(app, Name="mine-too")
    press(app, "Create template")
    assert app.title[0].value == "mine-too"


def test_a_clone_begins_with_everything_but_the_name(open_editor, make_template, services):
    make_template("server", model_request_parameters_schema=SOUND)
    app = open_editor(**{"from": "server"})
    assert box(app, "Name *").value == ""
    fill(app, Name="copy")
    press(app, "Create template")
    copy, server = (services.templates.find("default", name) for name in ("copy", "server"))
    assert copy.to_input().model_copy(update={"name": "server"}) == server.to_input()
    assert copy.id != server.id


def test_an_edit_makes_a_version_with_a_note(open_editor, make_template, services):
    template = make_template()
    app = open_editor(edit="server")
    fill(app, Tag="8")
    box(app, "Note for the history").set_value("new image").run()
    press(app, "Save version 2")
    assert services.templates.get(template.id).vendor_configuration.bundle_config.tag == "8"
    assert services.templates.history(template.id)[0].note == "new image"
    assert services.templates.get(template.id, 1).to_input() == template.to_input()


def test_an_edit_without_a_change_makes_no_version(open_editor, make_template, services):
    template = make_template()
    app = press(open_editor(edit="server"), "Save version 2")
    assert services.templates.get(template.id).version == 1
    assert [toast.value for toast in app.toast] == ["No changes to save."]


def test_a_stale_edit_shows_both_sides_and_goes_on_from_the_newest(
    open_editor, make_template, services, text_of
):
    template = make_template()
    app = open_editor(edit="server")
    fill(app, Tag="mine")
    given = {**template.to_input().to_json(), "description": "theirs"}
    services.templates.change(template.id, given, expected=1, actor="grace")
    press(app, "Save version 2")
    assert "grace changed this template after you opened it" in text_of(app)
    assert services.templates.get(template.id).version == 2
    press(app, "Apply my changes")
    assert box(app, "Tag *").value == "mine"
    press(app, "Save version 3")
    newest = services.templates.get(template.id)
    assert (newest.version, newest.description) == (3, "theirs")
    assert newest.vendor_configuration.bundle_config.tag == "mine"


def test_schemas_of_a_stale_edit_are_carried_over_too(
    open_editor, make_template, services, text_of
):
    template = make_template(model_creation_parameters_schema=SOUND)
    app = open_editor(edit="server", tab="Creation parameters")
    mine = {**SOUND, "title": "Mine"}
    write_schema(app, json.dumps(mine))
    theirs = {**SOUND, "description": "Theirs"}
    given = {**template.to_input().to_json(), "model_creation_parameters_schema": theirs}
    services.templates.change(template.id, given, expected=1, actor="grace")
    press(app, "Save version 2")
    press(app, "Apply my changes")
    press(app, "Save version 3")
    newest = services.templates.get(template.id)
    assert newest.model_creation_parameters_schema == {**mine, "description": "Theirs"}


def test_an_edit_of_a_deleted_template_goes_on_as_a_new_one(
    open_editor, make_template, services, text_of
):
    template = make_template()
    app = open_editor(edit="server")
    fill(app, Tag="mine")
    services.templates.delete(template.id, actor="grace")
    press(app, "Save version 2")
    assert "deleted while you were editing it" in text_of(app)
    press(app, "Continue as a new template")
    press(app, "Create template")
    assert services.templates.find("default", "server").version == 1


def test_a_draft_can_be_discarded(open_editor, services):
    app = open_editor()
    fill(app, Name="half-done")
    press(app, "Discard draft")
    assert app.title[0].value == "Templates"
    assert not services.drafts.list("default", actor="ada")


@pytest.mark.parametrize("query", [{"draft": "gone"}, {"edit": "missing"}, {"from": "missing"}])
def test_an_address_that_leads_nowhere_is_told_calmly(open_editor, text_of, query):
    assert "Nothing to continue" in text_of(open_editor(**query))


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"details": None, "texts": {}, "note": "", "edits": None, "origin": None},
        {"details": {"value": 1}, "texts": 5, "note": "", "edits": None, "origin": None},
    ],
)
def test_a_draft_that_no_form_wrote_is_said_calmly(visit, registry, content):
    draft = registry.services.drafts.begin(
        workspace="default", actor="ada", purpose="template", content=content
    )
    app = visit("new-template", workspace="default", draft=draft.id)
    assert not app.exception
    assert any("was not written by this form" in each.value for each in app.markdown)
