"""Home: what is here, what to do next, what happened lately."""

import pytest

from registry.ui.home import DRAFTS_AT_ONCE


def test_an_empty_workspace_begins_with_a_template(visit, text_of, links_of):
    app = visit("home", workspace="default")
    assert not app.exception
    assert "Create your first template" in text_of(app)
    assert "No activity in this workspace yet." in text_of(app)
    assert links_of(app)["New template"] == "workspace=default"


def test_templates_without_models_lead_to_picking_one(visit, make_template, text_of, links_of):
    make_template()
    app = visit("home", workspace="default")
    assert "Register your first model" in text_of(app)
    assert "Choose a template" in links_of(app)


def test_counts_are_shown_and_lead_to_their_lists(visit, make_template, make_model, links_of):
    template = make_template()
    make_model("a", template)
    make_model("b", template)
    app = visit("home", workspace="default")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {"Templates": "1", "Models": "2", "Models to review": "2"}
    assert links_of(app)["View models"] == "workspace=default"
    assert links_of(app)["Review 2 models"] == "workspace=default&review=Pending"


def test_other_workspaces_count_for_nothing(visit, registry, make_template):
    make_template()
    registry.services.workspaces.create({"name": "other"}, actor="ada")
    app = visit("home", workspace="other")
    assert [metric.value for metric in app.metric] == ["0", "0", "0"]


def test_recent_activity_says_who_did_what_and_links_to_it(visit, make_template, text_of, links_of):
    template = make_template()
    app = visit("home", workspace="default")
    assert "grace created template" in text_of(app)
    assert links_of(app)["server"] == "workspace=default&name=server"
    moment = f"{template.created_at:%Y-%m-%d %H:%M:%S} UTC"
    assert any(moment in caption.value for caption in app.caption)


def test_something_deleted_is_told_without_a_link(
    visit, registry, make_template, text_of, links_of
):
    registry.services.templates.delete(make_template().id, actor="ada")
    app = visit("home", workspace="default")
    assert "ada deleted template" in text_of(app)
    assert sum(label == "server" for label in links_of(app)) <= 1  # of the older entry


def test_older_activity_is_shown_on_request(visit, make_template, text_of):
    for number in range(17):
        make_template(f"t{number}")
    app = visit("home", workspace="default")
    assert text_of(app).count("grace created template") == 15
    next(b for b in app.button if b.label == "Show more").click().run()
    assert text_of(app).count("grace created template") == 17
    assert not any(b.label == "Show more" for b in app.button)


def test_my_drafts_can_be_gone_on_with_and_discarded(visit, registry, links_of, text_of):
    save = registry.services.drafts.save
    content = {"details": {"value": {"name": "half-done"}}, "edits": None}
    mine = save(None, workspace="default", actor="ada", purpose="template", content=content)
    save(None, workspace="default", actor="grace", purpose="template", content=content)
    save(None, workspace="default", actor="ada", purpose="register", content={"edits": ["m", 1]})
    app = visit("home", workspace="default")
    found = links_of(app)
    assert found["New template half-done"] == f"workspace=default&draft={mine}"
    assert "Edit model (unnamed)" in found
    app.get_by_key(f"discard {mine}").click().run()
    assert "New template half-done" not in links_of(app)
    assert len(registry.services.drafts.list("default", actor="ada")) == 1
    assert len(registry.services.drafts.list("default", actor="grace")) == 1


def test_drafts_of_programs_crowd_out_none_of_mine(visit, registry, links_of):
    drafts = registry.services.drafts
    content = {"details": {"value": {"name": "mine"}}}
    drafts.begin(workspace="default", actor="ada", purpose="register", content=content)
    for _ in range(DRAFTS_AT_ONCE + 1):
        drafts.begin(workspace="default", actor="ada", purpose="import", content={})
    assert "New model mine" in links_of(visit("home", workspace="default"))


@pytest.mark.parametrize("content", [{"details": 5}, {"details": {"value": {"name": [1]}}}, {}])
@pytest.mark.parametrize("purpose", ["register", "template", "import"])
def test_what_a_program_left_in_a_draft_is_no_reason_to_fail(visit, registry, purpose, content):
    registry.services.drafts.begin(
        workspace="default", actor="ada", purpose=purpose, content=content
    )
    assert not visit("home", workspace="default").exception


def test_a_registry_that_outgrows_its_file_says_what_to_do(visit, make_template, monkeypatch):
    make_template("a")
    assert not visit("home", workspace="default").info
    monkeypatch.setattr("registry.store.json_file.COMFORTABLE", 1)
    make_template("b")
    app = visit("home", workspace="default")
    assert not app.exception
    assert "holds 2 entities. Up to 1 a file serves well" in app.info[0].value
    assert "patternshop migrate --from URL --to URL" in app.info[0].value
