from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.template import ModelType
from registry.services import Services
from streamlit_jsonschema_form.validation import MASK
from tests.api.scale.conftest import Ask

Cast = Callable[..., dict[str, Any]]
Places = Callable[..., list[list[Any]]]

OPTIONAL: dict[str, Any] = {
    "model_vendor": "LAUNCH",
    "model_creation_parameters": {"model_id": "meta/llama", "max_len": 10**20},
    "base_model_id": "base-1",
    "base_model_metadata": {"modelDetails": {"languages": 3}, "own": {"b": 1, "a": 2}},
    "description": "Answers",
    "model_card": "# Card",
    "training_data_card": "# Data",
    "display_name": "Llama",
}
VERSIONS = pytest.mark.parametrize("version", ["v3", "v4"])


def post(**fields: Any) -> dict[str, Any]:
    return {"name": "plain", "model_type": "GENERIC", "account_id": "default", **fields}


@VERSIONS
def test_a_model_comes_back_as_it_was_given(
    ask: Ask, cast: Cast, template: dict[str, Any], version: str
) -> None:
    group = ask("post", "/v4/model-groups", {"name": "g", "account_id": "default"})
    given = {**OPTIONAL, "model_group_id": group["id"]}
    made = cast(version=version, **given)
    for other in ("v3", "v4"):
        assert ask("get", f"/{other}/models/{made['id']}") == made
    assert {name: made[name] for name in given} == given
    assert list(made["base_model_metadata"]["own"]) == ["b", "a"]
    assert (made["name"], made["account_id"]) == ("llama", "default")
    assert made["model_template_id"] == template["id"]
    assert (made["deployment_count"], made["supports_multi_turn"]) == (0, False)


def test_the_nulls_of_the_older_client_mean_nothing(ask: Ask) -> None:
    made = ask("post", "/v3/models", post(**dict.fromkeys(OPTIONAL), model_group_id=None))
    assert {made[name] for name in OPTIONAL} == {None}


def test_a_model_from_the_app_is_read_and_a_change_leaves_alone_what_is_not_said(
    ask: Ask, services: Services
) -> None:
    given = {
        "name": "own",
        "display_name": "Own",
        "project": "search/ranking",
        "custom_fields": {"cost": 1.0},
        "fileset": "default/weights",
        "ownership": {"team": "search"},
        "api_endpoint": {"url": "https://example.com/", "api_key": "hunter2"},
        "model_vendor": "VERTEX_AI",
        "model_type": "BUNDLE",
    }
    made = services.models.create(given, workspace="default", actor="eve")
    old, new = (ask("get", f"/{version}/models/{made.id}") for version in ("v3", "v4"))
    assert (old["model_vendor"], old["model_type"]) == ("OTHER", "GENERIC")
    assert (new["model_vendor"], new["model_type"]) == ("VERTEX_AI", "BUNDLE")
    assert "hunter2" not in str(new)
    ask("patch", f"/v3/models/{made.id}", {**old, "description": "New"})
    changed = services.models.get(made.id)
    assert changed == made.model_copy(
        update={
            "description": "New",
            "revision": 2,
            "updated_at": changed.updated_at,
            "updated_by": "ada",
        }
    )


@VERSIONS
def test_parameters_may_wait_for_the_deployment_but_are_checked_when_they_come(
    ask: Ask, cast: Cast, places: Places, version: str
) -> None:
    made = cast(version=version, model_creation_parameters=None)
    path = f"/{version}/models/{made['id']}"
    place = ["body", "model_creation_parameters"]
    wrong = {"max_len": 5.7, "colour": "red", "eager": "maybe"}
    for method, where in (("patch", path), ("post", f"/{version}/models")):
        body = post(
            name="b",
            model_template_id=made["model_template_id"],
            model_creation_parameters=wrong,
        )
        assert places(method, where, body) == [
            [*place, name] for name in ("colour", "eager", "max_len", "model_id")
        ]
    assert ask("get", path) == made
    changed = ask("patch", path, {"model_creation_parameters": {"model_id": "a"}})
    assert changed["model_creation_parameters"] == {"model_id": "a"}


def test_parameters_are_read_as_the_clients_write_them(ask: Ask, cast: Cast) -> None:
    loose = {"model_id": 8, "max_len": "4096", "share": "0.5", "eager": "yes"}
    exact = {"model_id": "8", "max_len": 4096, "share": 0.5, "eager": True}
    made = cast(model_creation_parameters=loose)
    assert made["model_creation_parameters"] == exact
    path = f"/v4/models/{made['id']}"
    assert ask("patch", path, {"model_creation_parameters": {**loose, "max_len": None}}) == {
        **made,
        "model_creation_parameters": {**exact, "max_len": None},
    }


def test_by_a_json_schema_parameters_are_taken_as_they_are(
    ask: Ask, services: Services, places: Places, pattern: Callable[..., dict[str, Any]]
) -> None:
    schema = {
        "type": "object",
        "properties": {"size": {"type": "integer", "maximum": 8}},
        "required": ["size"],
    }
    made = ask("post", "/v4/model-templates", pattern(model_creation_parameters_schema=schema))
    body = post(model_template_id=made["id"])
    for value in ("5", 9, None):
        wrong = {**body, "model_creation_parameters": {"size": value}}
        assert places("post", "/v4/models", wrong) == [
            ["body", "model_creation_parameters", "size"]
        ]
    for name, given in (("a", {"size": 5, "more": 1}), ("b", None)):
        right = {**body, "name": name, "model_creation_parameters": given}
        assert ask("post", "/v4/models", right)["model_creation_parameters"] == given


def test_a_secret_is_masked_and_stays_when_the_mask_comes_back(
    ask: Ask, services: Services, pattern: Callable[..., dict[str, Any]]
) -> None:
    schema = {"type": "object", "properties": {"token": {"type": "string", "writeOnly": True}}}
    made = ask("post", "/v4/model-templates", pattern(model_creation_parameters_schema=schema))
    body = post(model_template_id=made["id"], model_creation_parameters={"token": "hunter2"})
    model = ask("post", "/v4/models", body)
    assert model["model_creation_parameters"] == {"token": MASK}
    path = f"/v4/models/{model['id']}"
    ask("patch", path, {"model_creation_parameters": {"token": MASK, "more": 1}})
    kept = services.models.get(model["id"]).model_creation_parameters
    assert kept == {"token": "hunter2", "more": 1}


WRONG = [
    ({"name": None}, "name"),
    ({"name": ""}, "name"),
    ({"model_type": "BIG"}, "model_type"),
    ({"account_id": 5}, "account_id"),
    ({"model_vendor": "ACME"}, "model_vendor"),
    ({"model_template_id": "template-gone"}, "model_template_id"),
    ({"model_group_id": "group-gone"}, "model_group_id"),
    ({"model_creation_parameters": []}, "model_creation_parameters"),
    ({"description": "x" * 1001}, "description"),
]


@pytest.mark.parametrize(("fields", "place"), WRONG)
def test_a_wrong_field_is_refused_at_its_place(
    ask: Ask, places: Places, fields: dict[str, Any], place: str
) -> None:
    assert places("post", "/v4/models", post(**fields)) == [["body", place]]
    assert ask("get", "/v3/models") == []


@VERSIONS
def test_a_name_is_taken_once_in_its_account(ask: Ask, services: Services, version: str) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    for name in ("plain", "Plain & simple"):
        made = ask("post", f"/{version}/models", post(name=name))
        ask("post", f"/{version}/models", post(name=name, account_id="search"))
        said = ask("post", f"/{version}/models", post(name=name), status=409)
        assert f"model '{name}' already exists" in said["detail"]
        assert made["name"] == name
    said = ask("patch", f"/{version}/models/{made['id']}", {"name": "plain"}, status=409)
    assert "model 'plain' already exists" in said["detail"]
    for account in ("nowhere", "", "no name"):
        ask("post", f"/{version}/models", post(account_id=account), status=403)


def test_a_name_that_is_none_here_is_the_display_name_unless_there_is_one(
    ask: Ask, services: Services
) -> None:
    made = ask("post", "/v4/models", post(name="A & B"))
    assert (made["name"], made["display_name"]) == ("A & B", "A & B")
    path = f"/v4/models/{made['id']}"
    changed = ask("patch", path, {"name": "C & D"})
    assert (changed["name"], changed["display_name"]) == ("C & D", "C & D")
    changed = ask("patch", path, {"display_name": "Pretty"})
    assert (changed["name"], changed["display_name"]) == ("C & D", "Pretty")
    changed = ask("patch", path, {"name": "E & F"})
    assert (changed["name"], changed["display_name"]) == ("E & F", "Pretty")
    changed = ask("patch", path, {"name": "legal"})
    assert (changed["name"], changed["display_name"]) == ("legal", "Pretty")
    assert services.models.find("default", "legal").given_name is None
    both = ask("post", "/v4/models", post(name="G & H", display_name="Own"))
    assert (both["name"], both["display_name"]) == ("G & H", "Own")
    changed = ask("patch", f"/v4/models/{both['id']}", {"display_name": None})
    assert (changed["name"], changed["display_name"]) == ("G & H", None)


def test_a_change_says_what_is_given_and_null_takes_away(ask: Ask, cast: Cast) -> None:
    made = cast(**OPTIONAL)
    path = f"/v4/models/{made['id']}"
    cleared = ask("patch", path, {**dict.fromkeys(OPTIONAL), "account_id": "x", "new": 1})
    assert cleared == {**made, **dict.fromkeys(OPTIONAL)}
    for name in ("name", "model_type"):
        said = ask("patch", path, {name: None}, status=422)
        assert said["detail"][0]["loc"] == ["body", name]
    assert ask("patch", path, OPTIONAL) == made
    assert ask("patch", path, {}) == made


def test_another_template_brings_its_newest_version(
    ask: Ask, services: Services, cast: Cast, pattern: Callable[..., dict[str, Any]]
) -> None:
    made = cast()
    other = ask("post", "/v4/model-templates", pattern("other"))
    ask("patch", f"/v3/model-templates/{other['id']}", {"model_type": "AGENT"})
    path = f"/v3/models/{made['id']}"
    ask("patch", path, {"model_template_id": other["id"]})
    kept = services.models.get(made["id"])
    assert (kept.model_template_id, kept.model_template_version) == (other["id"], 2)
    ask("patch", path, {"model_template_id": None})
    kept = services.models.get(made["id"])
    assert (kept.model_template_id, kept.model_template_version) == (None, None)


@pytest.mark.parametrize("kind", list(ModelType))
def test_every_type_has_schemas_of_requests_and_answers(ask: Ask, kind: ModelType) -> None:
    made = ask("post", "/v3/models", post(model_type=kind))
    assert made["request_schema"]["type"] == "object"
    assert isinstance(made["response_schema"], dict)
    assert made["supports_multi_turn"] == (kind in ("CHAT_COMPLETION", "AGENT"))


def test_requests_hold_the_parameters_that_the_template_asks_for_as_text_too(
    ask: Ask, pattern: Callable[..., dict[str, Any]]
) -> None:
    listed = [
        {"name": "n", "type": "int", "description": "How many", "required": True},
        {"name": "s", "type": "str", "description": "", "required": False},
    ]
    template = ask(
        "post",
        "/v4/model-templates",
        pattern(model_request_parameters_schema={"parameters": listed}),
    )
    made = ask("post", "/v4/models", post(model_template_id=template["id"]))
    bindings = made["request_schema"]["properties"]["model_request_parameters"]["properties"]
    assert bindings["bindings"] == {
        "type": "object",
        "properties": {
            "n": {"type": ["integer", "string"], "description": "How many"},
            "s": {"type": ["string", "number", "boolean"], "description": ""},
        },
        "required": ["n"],
        "additionalProperties": False,
    }


def names(page: dict[str, Any]) -> list[str]:
    return [each["name"] for each in page["items"]]


@pytest.fixture
def shelf(ask: Ask, services: Services) -> dict[str, str]:
    """Three models: b (two deployments, in group y), A & a (in group x, an agent), c (elsewhere)."""
    services.workspaces.create({"name": "search"}, actor="ada")
    groups = {
        name: ask("post", "/v4/model-groups", {"name": name, "account_id": "default"})["id"]
        for name in ("y", "x")
    }
    bodies = [
        post(name="b", model_group_id=groups["y"], description="two"),
        post(name="A & a", model_group_id=groups["x"], model_type="AGENT"),
        post(name="c", account_id="search", description="one"),
    ]
    ids = [ask("post", "/v4/models", body)["id"] for body in bodies]
    for name in ("p", "q"):
        ask("post", f"/v4/models/{ids[0]}/deployments", {"name": name})
    return groups


def test_lists_are_filtered(ask: Ask, shelf: dict[str, str]) -> None:
    assert names(ask("get", "/v4/models")) == ["b", "A & a", "c"]
    assert names(ask("get", "/v4/models", account_id="search")) == ["c"]
    assert names(ask("get", "/v4/models", model_type="AGENT")) == ["A & a"]
    assert names(ask("get", "/v4/models", model_type="7")) == []
    assert names(ask("get", "/v4/models", model_group_id=shelf["y"])) == ["b"]
    assert names(ask("get", "/v4/models", limit=1, page=2)) == ["A & a"]
    assert ask("get", "/v4/models", page=4)["items"] == []
    assert [each["name"] for each in ask("get", "/v3/models")] == ["b", "A & a", "c"]
    assert [each["name"] for each in ask("get", "/v3/models", account_id="search")] == ["c"]
    ask("get", "/v3/models", account_id="nowhere", status=403)


SORTED = [
    ("name:asc", ["A & a", "b", "c"]),
    ("created_at:desc", ["c", "A & a", "b"]),
    ("description:asc", ["c", "b", "A & a"]),
    ("description:desc", ["b", "c", "A & a"]),
    ("deployment_count:desc", ["b"]),
    ("deployments:desc,name:desc", ["b", "c", "A & a"]),
    ("model_group:asc", ["A & a", "b", "c"]),
    ("model_group:desc", ["b", "A & a", "c"]),
    ("supports_multi_turn:desc,name:asc", ["A & a", "b", "c"]),
    ("account_id:desc,name:desc", ["c", "b", "A & a"]),
    ("model_type:asc,name:desc", ["A & a", "c", "b"]),
    ("request_schema:desc,name:asc", ["b", "c", "A & a"]),
    ("", ["b", "A & a", "c"]),
]


@pytest.mark.parametrize(("order", "expected"), SORTED)
def test_lists_are_sorted_by_several_things(
    ask: Ask, shelf: dict[str, str], order: str, expected: list[str]
) -> None:
    assert names(ask("get", "/v4/models", sort_by=order))[: len(expected)] == expected
    repeated = order.split(",")
    assert names(ask("get", "/v4/models", sort_by=repeated))[: len(expected)] == expected


ORDERS = [
    "display_name",
    "model_vendor",
    "base_model_id",
    "base_model_metadata",
    "model_creation_parameters",
    "model_card",
    "training_data_card",
    "description",
    "model_template_id",
    "model_group_id",
    "model_group",
    "request_schema",
    "response_schema",
    "deployment_count",
    "supports_multi_turn",
    "deployments",
    "id",
    "created_at",
    "account_id",
    "created_by_user_id",
    "created_by_identity_type",
    "name",
    "model_type",
]


@pytest.mark.parametrize("field", ORDERS)
def test_every_field_of_the_contract_can_be_sorted_by(
    ask: Ask, shelf: dict[str, str], field: str
) -> None:
    for way in ("asc", "desc"):
        assert len(ask("get", "/v4/models", sort_by=f"{field}:{way}")["items"]) == 3


@pytest.mark.parametrize("order", ["name", "name:up", "spec:asc", "name:asc,", ",", "name:asc,x"])
def test_another_order_is_refused(places: Places, order: str) -> None:
    assert places("get", "/v4/models", sort_by=order) == [["query", "sort_by", 0]]


def test_views_show_deployments_and_the_group(
    ask: Ask, shelf: dict[str, str], places: Places
) -> None:
    plain = ask("get", "/v4/models")["items"]
    assert not {"deployments", "model_group"} & plain[0].keys()
    assert [each["deployment_count"] for each in plain] == [2, 0, 0]
    for view in ("Deployments,ModelGroup", ["Deployments", "ModelGroup"]):
        viewed = ask("get", "/v4/models", view=view)["items"]
        shown = [[each["name"] for each in model["deployments"]] for model in viewed]
        assert shown == [["p", "q"], [], []]
        groups = [model["model_group"] and model["model_group"]["name"] for model in viewed]
        assert groups == ["y", "x", None]
    one = ask("get", f"/v4/models/{plain[0]['id']}", view="ModelGroup")
    assert one == {**plain[0], "model_group": one["model_group"]}
    assert places("get", "/v4/models", view="Everything") == [["query", "view", 0]]


@VERSIONS
def test_a_model_goes_unless_it_has_deployments(ask: Ask, version: str) -> None:
    path = f"/{version}/models/{ask('post', '/v4/models', post())['id']}"
    deployment = ask("post", f"{path}/deployments", {"name": "p", "account_id": "default"})
    assert "deployment p" in ask("delete", path, status=409)["detail"]
    ask("delete", f"{path}/deployments/{deployment['id']}")
    assert ask("delete", path) == {"count": 1, "success": True}
    for method, body in (("get", None), ("patch", {"name": "b"}), ("delete", None)):
        ask(method, path, body, status=404)
