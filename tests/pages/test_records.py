"""Adapters, deployments, filesets, groups and prompts: what programs made, to look at and delete."""

from urllib.parse import parse_qs

import pytest

from registry.errors import NotFound
from registry.ui.records.page import ROWS

HOME = {"workspace": "default", "actor": "grace"}
ODD = 'say "hi" to $HOME\n*and* [me](x)'
KINDS = ("adapter", "deployment", "fileset", "group", "prompt")


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def model(services):
    return services.models.create({"name": "llama"}, **HOME)


@pytest.fixture
def add(services, model):
    """Make one of any kind; returns what its address names it by."""

    def fileset(name, **fields):
        services.filesets.create({"name": name, **fields}, **HOME)
        return {"name": name}

    def adapter(name, **fields):
        given = {"name": name, "fileset": "weights", "finetuning_type": "lora", **fields}
        services.adapters.create(given, **HOME, model=("default", "llama"))
        return {"name": name}

    def prompt(name, **fields):
        services.prompts.create({"name": name, **fields}, **HOME)
        return {"name": name}

    def group(name, **fields):
        return {"id": services.groups.create({"name": name, **fields}, **HOME).id}

    def deployment(name, **fields):
        given = {"name": name, **fields}
        return {"id": services.deployments.create(model.id, given, actor="grace").id}

    makers = (adapter, deployment, fileset, group, prompt)
    return dict(zip(KINDS, makers, strict=True))


@pytest.fixture
def upload(services):
    def put(name, path, content=b"content"):
        with services.filesets.receive("default", name, path) as incoming:
            incoming.write(content)
            incoming.keep()

    return put


@pytest.fixture
def look(visit):
    def open_page(path, **query):
        app = visit(path, workspace="default", **query)
        assert not app.exception
        return app

    return open_page


def said(app):
    kinds = ("title", "markdown", "caption", "info", "warning", "error", "code")
    return "\n".join(each.value for kind in kinds for each in app.main.get(kind))


def pages_of(app):
    """The links of a page: their words and where they lead."""
    aside = {id(link.proto) for link in app.sidebar.get("page_link")}
    found = [each.proto for each in app.get("page_link") if id(each.proto) not in aside]
    return {link.label.replace("*", ""): (link.page, parse_qs(link.query_string)) for link in found}


def delete(app, name):
    """Delete what a page shows; a dialog stays open in a run whose button opens it again."""
    app.button(key="delete").click().run()
    assert app.button(key="delete-sure").disabled
    app.text_input(key="delete-name").set_value(name)
    app.button(key="delete").click().run()
    app.button(key="delete").click()
    app.button(key="delete-sure").click().run()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_gives_the_code_that_makes_the_first(look, model, kind):
    app = look(f"{kind}s")
    assert f"No {kind}s yet" in said(app)
    assert "client." in app.code[-1].value
    curl = look(f"{kind}s", client="curl").code[-1].value
    assert curl.startswith("curl ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_without_any_model_still_says_how(look, kind):
    assert f"No {kind}s yet" in said(look(f"{kind}s"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_program_made_is_in_the_list_and_has_an_address(look, add, kind):
    where = add[kind]("one")
    app = look(f"{kind}s")
    page, query = pages_of(app)["one"]
    assert page == kind
    assert query == {"workspace": ["default"], **{key: [value] for key, value in where.items()}}
    assert look(kind, **where).title[0].value == "one"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_meanwhile_appears_with_the_next_action(look, add, kind):
    add[kind]("first")
    app = look(f"{kind}s")
    add[kind]("second")
    app.button(key=f"refresh-{kind}s").click().run()
    assert set(pages_of(app)) >= {"first", "second"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_searched_and_sorted_by_its_address(look, add, kind):
    for name in ("beta", "alpha", "alphabet"):
        add[kind](name)
    found = [name for name in pages_of(look(f"{kind}s", q="alp", sort="Name")) if name[0] in "ab"]
    assert found == ["alpha", "alphabet"]
    app = look(f"{kind}s", q="nothing")
    assert f"No {kind}s found" in said(app)
    app.button(key="clear").click().run()
    assert "beta" in pages_of(app)


@pytest.mark.parametrize("kind", ["group", "fileset"])
def test_a_long_list_has_pages(look, add, kind):
    for number in range(ROWS + 2):
        add[kind](f"n{number:03}")
    first = [name for name in pages_of(look(f"{kind}s", sort="Name")) if name.startswith("n0")]
    assert first == [f"n{number:03}" for number in range(ROWS)]
    second = pages_of(look(f"{kind}s", sort="Name", page="2"))
    assert [name for name in second if name.startswith("n0")] == ["n025", "n026"]
    beyond = pages_of(look(f"{kind}s", sort="Name", page="9"))
    assert "n000" in beyond


@pytest.mark.parametrize("kind", KINDS)
def test_the_activity_tells_of_it_and_leads_to_it(look, add, kind):
    where = add[kind]("one")
    page, query = pages_of(look("home"))["one"]
    assert page == kind
    assert query == {"workspace": ["default"], **{key: [value] for key, value in where.items()}}


@pytest.mark.parametrize("kind", KINDS)
def test_every_tab_of_a_page_can_be_opened(look, add, kind):
    where = add[kind]("one")
    for tab in [each.label for each in look(kind, **where).tabs[:5]]:
        assert look(kind, **where, tab=tab).tabs


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_said_and_led_out_of(look, kind):
    app = look(kind, name="gone", id="gone")
    assert f"{kind.capitalize()} not found" in said(app)
    assert pages_of(app)[f"All {kind}s"][0] == f"{kind}s"


@pytest.mark.parametrize("kind", ["deployment", "group"])
def test_an_id_of_another_workspace_is_not_shown_as_if_it_were_here(
    look, visit, add, kind, services
):
    services.workspaces.create({"name": "other"}, actor="ada")
    where = add[kind]("one")
    app = visit(kind, workspace="other", **where)
    assert "it is in workspace 'default'" in said(app)


@pytest.mark.parametrize("kind", KINDS)
def test_deleting_asks_for_the_name(look, add, kind, services):
    where = add[kind]("one")
    delete(look(kind, **where), "one")
    entities = getattr(services, f"{kind}s")
    assert entities.list("default", limit=1).total == 0


@pytest.mark.parametrize("kind", ["deployment", "group"])
def test_any_text_may_be_a_name(look, add, kind):
    where = add[kind](ODD)
    app = look(kind, **where)
    assert app.title[0].value == r'say "hi" to \$HOME \*and\* \[me](x)'
    app.button(key="delete").click().run()
    app.text_input(key="delete-name").set_value('say "hi" to $HOME*and* [me](x)')
    app.button(key="delete").click().run()
    assert not app.button(key="delete-sure").disabled


def test_a_group_with_models_is_not_deleted_and_names_them(look, add, services, model):
    where = add["group"]("family")
    given = {**model.to_input().to_json(), "model_group_id": where["id"]}
    services.models.change(model.id, given, expected=1, actor="ada")
    app = look("group", **where)
    assert pages_of(app)["llama"][0] == "model"
    delete(app, "family")
    assert "is used by default/llama" in app.error[0].value
    assert pages_of(look("model", name="llama"))["family"] == (
        "group",
        {"workspace": ["default"], **{key: [value] for key, value in where.items()}},
    )


def test_an_adapter_leads_to_its_model_and_its_fileset(look, add):
    add["fileset"]("weights")
    add["adapter"]("tone", lora_config={"rank": 16}, description="As support does.")
    app = look("adapter", name="tone")
    assert pages_of(app)["default/llama"] == (
        "model",
        {"workspace": ["default"], "name": ["llama"]},
    )
    assert pages_of(app)["weights"][0] == "fileset"
    assert "As support does." in said(app)
    rows = app.table[0].value
    assert dict(zip(rows.index, rows.iloc[:, 0], strict=True))["Rank"] == "16"


def test_a_deployment_says_that_it_is_not_running_and_keeps_its_secrets(
    look, services, make_template
):
    template = make_template()
    given = {
        "name": "served",
        "model_template_id": template.id,
        "model_creation_parameters": {"model_id": "acme/base"},
    }
    model = services.models.create(given, **HOME)
    given = {"name": "production", "model_creation_parameters": {"token": "s3cret", "length": 7}}
    made = services.deployments.create(model.id, given, actor="grace")
    app = look("deployment", id=made.id)
    assert "starts nothing" in said(app)
    assert '"length": 7' in said(app)
    for tab in ("Overview", "JSON", "Code"):
        assert "s3cret" not in said(look("deployment", id=made.id, tab=tab))
    assert pages_of(app)["served"][0] == "model"


def test_a_fileset_lists_its_files_with_size_and_download(look, add, upload):
    add["fileset"]("weights", description="Of the base.")
    upload("weights", "a b/ü#1.bin", b"x" * 2_000)
    upload("weights", "config.json")
    app = look("fileset", name="weights")
    assert "2 files, 2.0 kB" in said(app)
    links = [each.proto.url for each in app.get("link_button")]
    root = "/apis/files/v2/workspaces/default/filesets/weights/-/"
    assert [url.partition("/apis")[1:] for url in links] == [
        ("/apis", f"{root}a%20b/%C3%BC%231.bin".removeprefix("/apis")),
        ("/apis", f"{root}config.json".removeprefix("/apis")),
    ]


def test_many_files_have_pages_and_a_page_that_went_shows_the_first(look, add, upload, services):
    add["fileset"]("weights")
    for number in range(ROWS + 1):
        upload("weights", f"n{number:03}")
    app = look("fileset", name="weights", files="2")
    assert [each.proto.url[-4:] for each in app.get("link_button")] == ["n025"]
    services.filesets.remove("default", "weights", "n000")
    app.run()
    assert len(app.get("link_button")) == ROWS


def test_a_fileset_that_is_kept_elsewhere_says_where(look, add):
    add["fileset"]("far", storage={"type": "huggingface", "repo_id": "meta/llama"})
    assert "stored by **huggingface**" in said(look("fileset", name="far"))
    app = look("fileset", name="far", tab="Details")
    rows = app.table[1].value
    assert dict(zip(rows.index, rows.iloc[:, 0], strict=True))["repo_id"] == "`meta/llama`"


def test_a_fileset_tells_who_uses_it(look, add, services):
    add["fileset"]("weights")
    add["adapter"]("tone")
    services.models.create({"name": "based", "fileset": "default/weights"}, **HOME)
    assert pages_of(look("model", name="based"))["weights"][0] == "fileset"
    app = look("fileset", name="weights", tab="Used by")
    assert {pages_of(app)["tone"][0], pages_of(app)["based"][0]} == {"adapter", "model"}


def test_a_prompt_shows_its_messages(look, add):
    message = {"role": "user", "content": "Say *{text}* in one sentence"}
    add["prompt"]("short", messages=[message], input_variables=["text"], tags=["a"])
    app = look("prompt", name="short")
    assert app.code[0].value == message["content"]


def test_the_page_of_a_model_shows_its_adapters_and_deployments(look, add):
    add["adapter"]("tone", finetuning_type="dora", enabled=False)
    where = add["deployment"]("production")
    adapters = look("model", name="llama", tab="Adapters")
    assert pages_of(adapters)["tone"][0] == "adapter"
    assert "DoRA · disabled" in said(adapters)
    deployments = look("model", name="llama", tab="Deployments")
    assert pages_of(deployments)["production"][1]["id"] == [where["id"]]
    assert "recorded, not running" in said(deployments)


def test_a_model_without_adapters_or_deployments_says_how_they_are_made(look, model):
    assert (
        "client.models.adapters.create"
        in look("model", name="llama", tab="Adapters").code[-1].value
    )
    code = look("model", name="llama", tab="Deployments").code[-1].value
    assert "client.models.deployments.create(" in code
    assert model.id in code


def test_a_model_goes_only_when_its_deployments_did(look, add, services, model):
    where = add["deployment"]("production")
    delete(look("deployment", **where), "production")
    services.models.delete(model.id, actor="ada")
    with pytest.raises(NotFound):
        services.models.get(model.id)
