"""Export and import in the app: a file is made once, looked at before it is taken in, and told."""

import json
from contextlib import closing
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import make_url

from registry.store.postgres.store import PostgresStore
from registry.ui import importing, session


@pytest.fixture
def filled(registry, make_template, make_model):
    """A registry with a template, and two models of it."""
    template = make_template()
    for name in ("a", "b"):
        make_model(name, template)
    return registry


@pytest.fixture
def made(text_of):
    """Prepare an export on its page, and return what would be downloaded."""

    def prepare(app):
        app.button(key="export").click().run()
        assert not app.exception
        return app.session_state["export file"]

    return prepare


def documents(made):
    return [json.loads(line) for line in made.read().splitlines()]


def test_an_export_is_prepared_once_and_offered_with_its_size(visit, filled, made, text_of):
    app = visit("transfer", workspace="default")
    assert "3 entities" in text_of(app)
    assert not app.get("download_button")
    export = made(app)
    assert [each["name"] for each in documents(export)][:1] == ["server"]
    assert len(documents(export)) == 3
    assert "3 documents, " in text_of(app)
    app.run()
    assert app.session_state["export file"] is export
    assert export.name.startswith("default-")
    assert export.name.endswith(".jsonl")


def test_what_is_chosen_is_taken_along_and_another_choice_wants_another_file(visit, filled, made):
    app = visit("transfer", workspace="default")
    app.multiselect(key="export-kinds").select("model").run()
    assert {each["kind"] for each in documents(made(app))} == {"model"}
    assert app.get("download_button")
    app.selectbox(key="export-as").select(".zip").run()
    assert not app.get("download_button")
    with ZipFile(BytesIO(made(app).read())) as archive:
        assert sorted(archive.namelist()) == ["models/default/a.yaml", "models/default/b.yaml"]


def test_a_link_chooses_the_kinds(visit, filled, made):
    app = visit("transfer", workspace="default", kind=["template", "poem"])
    assert app.multiselect(key="export-kinds").value == ["template"]
    assert [each["name"] for each in documents(made(app))] == ["server"]


def test_one_workspace_is_exported_unless_all_are_wanted(visit, filled, made):
    filled.services.workspaces.create({"name": "research"}, actor="ada")
    app = visit("transfer", workspace="research")
    assert [each["kind"] for each in documents(made(app))] == ["workspace"]
    app.selectbox(key="export-from-research").select("").run()
    assert len(documents(made(app))) == 4


def test_secrets_are_written_only_with_a_warning(visit, filled, made, text_of):
    template = filled.services.templates.find("default", "server")
    filled.services.models.create(
        {
            "name": "secretive",
            "model_template_id": template.id,
            "model_creation_parameters": {"model_id": "m", "token": "hush"},
        },
        workspace="default",
        actor="ada",
    )
    app = visit("transfer", workspace="default")
    assert b"hush" not in made(app).read()
    app.checkbox(key="export-secrets").check().run()
    assert "in plain text" in text_of(app)
    assert b"hush" in made(app).read()


def test_nothing_is_offered_of_an_empty_workspace(visit):
    app = visit("transfer", workspace="default", kind="model")
    assert app.button(key="export").disabled


def test_what_cannot_be_read_is_told_and_left_out(visit, filled, made, text_of):
    record = filled.store.find("models", "default", "a")
    with filled.store.transaction("eve") as tx:
        changed = {**{n: getattr(record, n) for n in record.__dataclass_fields__}, "revision": 2}
        tx.replace(type(record)(**{**changed, "body": {"spec": 7}}), expected=1)
    app = visit("transfer", workspace="default")
    assert len(documents(made(app))) == 2
    assert "Skipped: model default/a" in text_of(app)


# Import


@pytest.fixture
def lines(filled, visit, made) -> bytes:
    """What an export of the filled registry wrote."""
    content = made(visit("transfer", workspace="default")).read()
    services = filled.services
    for name in ("a", "b"):
        model = services.models.find("default", name)
        services.models.delete(model.id, expected=model.revision, actor="ada")
    return content


def upload(app, content, name="shop.jsonl"):
    app.file_uploader(key="import-file").upload(name, content).run()
    assert not app.exception
    return app


def counts(app):
    return {metric.label: int(metric.value) for metric in app.metric if metric.value != "0"}


def table(app):
    return app.dataframe[0].value.to_dict("records")


def press(app, key="import"):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_an_upload_is_looked_at_before_it_changes_anything(visit, lines, filled):
    before = filled.store.events(limit=1)
    app = upload(visit("transfer", workspace="default"), lines)
    assert counts(app) == {"Create": 2, "Unchanged": 1}
    assert table(app)[0] | {"Entity": ""} == {
        "Outcome": "Create", "Entity": "", "Location": "line 2", "Reason": "",
    }  # fmt: skip
    assert app.button(key="import").label == "Import 2 documents"
    assert filled.store.events(limit=1) == before


def test_what_was_taken_in_is_told_and_the_same_again_changes_nothing(
    visit, lines, filled, text_of
):
    app = press(upload(visit("transfer", workspace="default"), lines))
    assert [each.value for each in app.success] == ["Import complete: 2 created, 0 updated."]
    assert filled.services.models.find("default", "a").updated_by == "grace"
    event = filled.store.events(limit=1)[0]
    assert (event.actor, event.action, event.note) == ("ada", "import", "from shop.jsonl")
    press(app, "import-again")
    assert counts(app) == {"Unchanged": 3}
    assert app.button(key="import").disabled


def test_a_zip_is_taken_in_too(visit, filled, made):
    app = visit("transfer", workspace="default")
    app.selectbox(key="export-as").select(".zip").run()
    content = made(app).read()
    assert counts(upload(app, content, "shop.zip")) == {"Unchanged": 3}


def test_errors_are_shown_first_with_their_lines(visit, lines):
    wrong = lines + b'{"kind": "poem"}\n{"kind":\n'
    app = upload(visit("transfer", workspace="default"), wrong)
    assert counts(app) == {"Rejected": 2, "Create": 2, "Unchanged": 1}
    assert [row["Location"] for row in table(app)[:2]] == ["line 4", "line 5"]
    assert "expected one of workspace" in table(app)[0]["Reason"]
    press(app)
    assert counts(app) == {"Rejected": 2, "Create": 2, "Unchanged": 1}


def test_a_file_that_is_no_zip_is_told(visit, lines, text_of):
    app = upload(visit("transfer", workspace="default"), b"no", "shop.zip")
    assert "it is no ZIP" in text_of(app)
    assert not app.metric


def changed_here(filled, visit, made):
    content = made(visit("transfer", workspace="default")).read()
    for name in ("a", "b"):
        model = filled.services.models.find("default", name)
        fields = model.to_input().to_json() | {"description": "mine"}
        filled.services.models.change(model.id, fields, expected=1, actor="bob")
    return content


def descriptions(filled):
    return [filled.services.models.find("default", name).description for name in ("a", "b")]


def test_conflicts_keep_what_is_here_unless_somebody_chooses_otherwise(visit, filled, made):
    app = upload(visit("transfer", workspace="default"), changed_here(filled, visit, made))
    assert counts(app) == {"Conflict": 2, "Unchanged": 1}
    assert app.button(key="import").disabled
    app.radio(key="import-conflicts").set_value("Overwrite with the file").run()
    press(app)
    assert descriptions(filled) == [None, None]


def test_conflicts_can_be_chosen_one_by_one(visit, filled, made):
    app = upload(visit("transfer", workspace="default"), changed_here(filled, visit, made))
    app.radio(key="import-conflicts").set_value("Choose individually").run()
    app.multiselect[-1].select("model default/b").run()
    assert app.button(key="import").label == "Import 1 document"
    press(app)
    assert counts(app) == {"Update": 1, "Conflict": 1, "Unchanged": 1}
    assert descriptions(filled) == ["mine", None]


def test_an_import_that_the_database_stops_is_told_and_goes_on_later(
    visit, lines, postgres_url, monkeypatch
):
    url = f"{postgres_url}&options=-c%20lock_timeout%3D100ms"
    monkeypatch.setenv("PATTERNSHOP_STORE", url)
    session.close()
    app = upload(visit("transfer", workspace="default"), lines)
    with closing(PostgresStore(make_url(postgres_url))) as other, other.transaction("bob"):
        press(app)
        assert app.error[0].value.endswith("lock timeout")
        assert "Import the same file again to continue" in app.info[0].value
    app.run()
    press(app)
    assert counts(app) == {"Create": 3}
    session.close()


def test_only_the_first_rows_of_a_long_file_are_shown(visit, lines, monkeypatch, text_of):
    monkeypatch.setattr(importing, "ROWS", 2)
    app = upload(visit("transfer", workspace="default"), lines)
    assert [row["Outcome"] for row in table(app)] == ["Create", "Create"]
    assert "Showing the first 2 of 3 documents." in text_of(app)
