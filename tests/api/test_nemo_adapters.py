import pytest

MODELS = "/apis/models/v2/workspaces/default/models"
ADAPTERS = "/apis/models/v2/workspaces/default/adapters"
OTHER = "/apis/models/v2/workspaces/other/adapters"

GIVEN = {
    "name": "tone",
    "fileset": "default/w",
    "finetuning_type": "lora",
    "description": "d",
    "enabled": False,
    "lora_config": {"rank": 8, "alpha": 16},
}


@pytest.fixture
def model(client, fill):
    client.post("/apis/entities/v2/workspaces", json={"name": "other"})
    fill("w")
    return client.post(MODELS, json={"name": "base"}).json()


@pytest.fixture
def add(client, model):
    def send(name="tone", path=f"{MODELS}/base/adapters", **fields):
        answer = client.post(path, json={**GIVEN, "name": name, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return send


def told(client):
    return [each["name"] for each in client.get(f"{MODELS}/base").json()["adapters"]]


def test_an_adapter_comes_back_as_it_was_given(client, add):
    made = add()
    assert made == {
        **GIVEN,
        "workspace": "default",
        "model": "default/base",
        "created_at": made["created_at"],
        "updated_at": made["created_at"],
    }
    assert client.get(f"{ADAPTERS}/tone").json() == made
    assert client.get(f"{MODELS}/base").json()["adapters"] == [made]


def test_only_name_fileset_and_kind_are_needed(client, model):
    body = {"name": "a", "fileset": "w", "finetuning_type": "dora"}
    made = client.post(f"{MODELS}/base/adapters", json=body).json()
    assert (made["enabled"], made["lora_config"], made["fileset"]) == (True, None, "w")
    for field in body:
        short = {key: value for key, value in body.items() if key != field}
        answer = client.post(f"{MODELS}/base/adapters", json=short)
        assert answer.json()["detail"][0]["loc"] == ["body", field]


def test_an_adapter_lives_in_another_workspace_and_its_model_tells_it(client, add):
    made = add("far", OTHER, model="default/base")
    assert (made["workspace"], made["model"]) == ("other", "default/base")
    assert told(client) == ["far"]


def test_the_workspace_of_the_path_is_meant_where_the_model_names_none(add):
    assert add("near", ADAPTERS, model="base")["model"] == "default/base"


@pytest.mark.parametrize("parent", ["a/b/c", "", "a b", "/a", "a/", "x" * 128, None])
def test_a_wrong_reference_to_a_model_is_refused_at_its_place(client, model, parent):
    answer = client.post(ADAPTERS, json={**GIVEN, "model": parent})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "model"]


def test_models_tell_their_newest_adapter_first(client, add):
    for name in "abc":
        add(name)
    assert told(client) == ["c", "b", "a"]


def test_adding_an_adapter_does_not_change_when_the_model_changed(client, model, add):
    add()
    assert client.get(f"{MODELS}/base").json()["updated_at"] == model["updated_at"]


def test_names_are_unique_across_models_in_a_workspace(client, add):
    client.post(MODELS, json={"name": "second"})
    add()
    answer = client.post(f"{MODELS}/second/adapters", json=GIVEN)
    assert answer.status_code == 409
    assert answer.headers["x-should-retry"] == "false"
    assert add(path=OTHER, model="default/base")["workspace"] == "other"


def test_a_model_and_an_adapter_may_share_a_name(add):
    assert add("base")["name"] == "base"


def test_a_missing_model_or_workspace_is_told(client, model):
    answer = client.post(f"{MODELS}/none/adapters", json=GIVEN)
    assert answer.status_code == 404
    assert "none" in answer.json()["detail"]
    assert (
        client.post(
            OTHER.replace("other", "no"), json={**GIVEN, "model": "default/base"}
        ).status_code
        == 422
    )


@pytest.mark.parametrize("path", [f"{ADAPTERS}/tone", f"{MODELS}/base/adapters/tone"])
def test_three_fields_change_and_the_others_never(client, add, path):
    before = add()
    change = {"description": "new", "enabled": True, "name": "x", "lora_config": None}
    changed = client.patch(path, json=change).json()
    assert changed == {
        **before,
        "description": "new",
        "enabled": True,
        "updated_at": changed["updated_at"],
    }
    assert changed["updated_at"] > before["updated_at"]
    assert client.get(f"{MODELS}/base").json()["adapters"] == [changed]


def test_null_and_absent_change_nothing(client, add):
    before = add()
    nothing = {"description": None, "enabled": None, "fileset": None}
    assert client.patch(f"{ADAPTERS}/tone", json=nothing).json() == before
    assert client.patch(f"{ADAPTERS}/tone", json={}).json() == before


@pytest.mark.parametrize("path", [f"{ADAPTERS}/tone", f"{MODELS}/base/adapters/tone"])
def test_a_deleted_adapter_is_gone_everywhere(client, add, path):
    add()
    assert client.delete(path).status_code == 204
    assert client.get(f"{ADAPTERS}/tone").status_code == 404
    assert client.delete(path).status_code == 404
    assert told(client) == []


def test_an_adapter_of_another_model_is_not_found_under_this_one(client, add):
    client.post(MODELS, json={"name": "second"})
    add()
    path = f"{MODELS}/second/adapters/tone"
    assert client.patch(path, json={}).status_code == 404
    assert client.delete(path).status_code == 404
    assert "none" in client.delete(f"{MODELS}/none/adapters/tone").json()["detail"]


def test_adapters_go_with_their_model_in_every_workspace(client, add):
    add()
    add("far", OTHER, model="default/base")
    client.delete(f"{MODELS}/base")
    assert client.get(ADAPTERS.replace("default", "-")).json()["data"] == []


def test_adapters_follow_their_model_to_its_new_name(client, services, add):
    add()
    model = services.models.find("default", "base")
    wanted = {**dict(model.to_input()), "name": "renamed"}
    services.models.change(model.id, wanted, expected=model.revision, actor="ada")
    assert client.get(f"{ADAPTERS}/tone").json()["model"] == "default/renamed"
    listed = client.get(f"{MODELS}/renamed").json()["adapters"]
    assert [each["model"] for each in listed] == ["default/renamed"]


def test_a_list_of_adapters_echoes_its_filter(client, add):
    add("a")
    add("b", enabled=True)
    answer = client.get(ADAPTERS, params={"filter[enabled]": "true"}).json()
    assert [each["name"] for each in answer["data"]] == ["b"]
    assert answer["filter"] == {"enabled": {"$eq": "true"}}
    assert "filter" not in client.get(ADAPTERS).json()


def test_any_order_is_taken_and_an_unknown_one_changes_nothing(client, add):
    add("b", description="1")
    add("a", description="2")

    def names(sort):
        return [each["name"] for each in client.get(ADAPTERS, params={"sort": sort}).json()["data"]]

    assert names("name") == ["a", "b"]
    assert names("-description") == ["a", "b"]
    assert names("-created_at") == ["a", "b"]
    assert names("bogus") == names("-bogus") == ["b", "a"]


def test_an_adapters_fileset_has_to_be_there_and_to_hold_a_file(client, add):
    client.post("/apis/files/v2/workspaces/default/filesets", json={"name": "empty"})
    path = f"{MODELS}/base/adapters"
    for fileset, said in {"none": "not found", "empty": "is empty", "a/b/c": "invalid"}.items():
        answer = client.post(path, json={**GIVEN, "fileset": fileset})
        assert (answer.status_code, said in answer.json()["detail"]) == (400, True)
    add()
    assert client.post(path, json={**GIVEN, "fileset": "empty"}).status_code == 409
    assert client.patch(f"{path}/tone", json={"fileset": "none"}).status_code == 400
    assert client.patch(f"{path}/tone", json={"fileset": "empty"}).status_code == 400
    assert client.get(f"{ADAPTERS}/tone").json()["fileset"] == "default/w"


def test_a_nested_adapter_is_neither_listed_nor_read(client, add):
    add()
    assert client.get(f"{MODELS}/base/adapters").status_code == 405
    assert client.get(f"{MODELS}/base/adapters/tone").status_code == 405
