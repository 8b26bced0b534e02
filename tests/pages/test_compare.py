"""Models side by side: what differs, what is missing, and how models come and go."""

import pytest

SCHEMA = {
    "type": "object",
    "properties": {
        "length": {"type": "integer", "title": "Context length", "default": 4096},
        "share": {"type": "number", "title": "Share of memory"},
        "token": {"type": "string", "format": "password"},
        "deep": {"type": "object", "properties": {"rank": {"type": "integer"}}},
    },
}


def write(name, schema=SCHEMA):
    image = {"registry": "docker.io", "image": "acme/server", "tag": "1"}
    return {
        "name": name,
        "endpoint_type": "SYNC",
        "model_type": "GENERIC",
        "vendor_configuration": {"bundle_config": image},
        "model_creation_parameters_schema": schema,
    }


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def template(services):
    return services.templates.create(write("server"), workspace="default", actor="ada")


@pytest.fixture
def add(services, template):
    def create(name, parameters=None, **fields):
        given = {"model_template_id": template.id, "model_creation_parameters": parameters}
        given = {"name": name, **given, **fields}
        return services.models.create(given, workspace="default", actor="ada")

    return create


@pytest.fixture
def compare(visit):
    def open_page(*names, **query):
        app = visit("compare", workspace="default", name=list(names), **query)
        assert not app.exception
        return app

    return open_page


def rows(app):
    """Return what each field shows, one text a model."""
    table = app.table[0].value
    return {line[0]: tuple(line[1:]) for line in table.itertuples(index=False)}


def words(app):
    kinds = ("title", "error", "info", "warning", "success", "caption", "markdown")
    return "\n".join(each.value for kind in kinds for each in app.main.get(kind))


def test_only_differences_are_shown_first_and_marked_without_colour(compare, add):
    add("a", {"length": 8192, "share": 0.9})
    add("b", {"length": 4096, "share": 0.9})
    shown = rows(compare("a", "b"))
    assert shown["Context length"] == ("`8192`", "**≠** `4096`")
    assert "Share of memory" not in shown


def test_everything_is_shown_when_the_url_says_so(compare, add):
    add("a", {"share": 0.9})
    add("b", {"share": 0.9})
    shown = rows(compare("a", "b", differences="false"))
    assert shown["Share of memory"] == ("`0.9`", "`0.9`")
    assert shown["Template"] == ("`server v1`", "`server v1`")


def test_numbers_are_shown_as_they_are_written(compare, add):
    add("a", {"share": 1})
    add("b", {"share": 1.0})
    assert rows(compare("a", "b"))["Share of memory"] == ("`1`", "**≠** `1.0`")


def test_what_is_missing_is_a_dash(compare, add):
    add("a", {"deep": {"rank": 8}})
    add("b", {})
    assert rows(compare("a", "b"))["Deep / Rank"] == ("`8`", "**≠** —")


def test_secrets_are_masked_and_still_told_apart(compare, add):
    add("a", {"token": "one"})
    add("b", {"token": "two"})
    add("c", {"token": "one"})
    shown = rows(compare("a", "b", "c"))
    assert shown["Token"] == ("`••••••••`", "**≠** `••••••••`", "`••••••••`")
    assert "one" not in str(shown)


def test_models_of_different_templates_are_compared_field_by_field(compare, add, services):
    other = services.templates.create(write("other", None), workspace="default", actor="ada")
    add("a", {"length": 1})
    add("b", {"length": 2, "extra": True}, model_template_id=other.id)
    shown = rows(compare("a", "b"))
    assert shown["Template"] == ("`server v1`", "**≠** `other v1`")
    assert shown["Context length"] == ("`1`", "**≠** `2`")
    assert shown["extra"] == ("—", "**≠** `true`")


def test_models_that_differ_in_name_alone_are_said_to_be_the_same(compare, add):
    add("a", {"length": 1})
    add("b", {"length": 1})
    assert "differ only in their names" in words(compare("a", "b"))


def test_a_model_that_was_deleted_meanwhile_is_named(compare, add, services):
    add("a")
    add("b", {"length": 1})
    services.models.delete(add("gone").id, actor="ada")
    app = compare("a", "gone", "b")
    assert "Not found: gone" in words(app)
    assert rows(app)["Context length"] == ("—", "**≠** `1`")


def test_one_model_alone_asks_for_another(compare, add):
    add("a")
    assert "Add another model" in words(compare("a"))


def test_nothing_named_leads_to_the_table_of_models(compare):
    assert "Nothing to compare yet" in words(compare())


def test_a_model_can_be_removed_and_another_added(compare, add):
    for name in ("a", "b", "c"):
        add(name)
    app = compare("a", "b")
    app.button(key="remove-a").click().run()
    assert app.query_params["name"] in ("b", ["b"])
    app.selectbox(key="add|b").set_value("c").run()
    assert not app.exception
    assert app.query_params["name"] == ["b", "c"]


def test_a_name_given_twice_counts_once_and_the_seventh_is_left_out(compare, add):
    for name in "abcdefg":
        add(name, {"length": ord(name)})
    app = compare("a", "a", "b", "c", "d", "e", "f", "g")
    assert "Showing the first 6 of 7" in words(app)
    assert len(rows(app)["Context length"]) == 6
