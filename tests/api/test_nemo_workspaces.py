ROOT = "/apis/entities/v2/workspaces"


def test_a_workspace_is_made_read_listed_and_removed(client):
    made = client.post(ROOT, json={"name": "team", "description": "d", "more": 1})
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["description"]) == ("team", "d")
    assert made.json()["id"].startswith("workspace-")
    assert client.get(f"{ROOT}/team").json() == made.json()
    listed = client.get(ROOT).json()
    assert [each["name"] for each in listed["data"]] == ["default", "system", "team"]
    assert listed["pagination"]["total_results"] == 3
    assert client.delete(f"{ROOT}/team").status_code == 204
    assert client.get(f"{ROOT}/team").status_code == 404


def test_the_default_workspace_was_always_there_and_stays(client):
    assert client.get(f"{ROOT}/default").json()["created_at"] is None
    assert client.delete(f"{ROOT}/default").status_code == 409
    assert client.post(ROOT, json={"name": "default"}).status_code == 409


def test_a_workspace_with_something_in_it_stays(client):
    client.post(ROOT, json={"name": "team"})
    client.post("/apis/models/v2/workspaces/team/models", json={"name": "m"})
    answer = client.delete(f"{ROOT}/team")
    assert answer.status_code == 409
    assert "team/m" in answer.json()["detail"]


def test_a_workspace_with_an_adapter_of_another_ones_model_stays(client, fill):
    client.post(ROOT, json={"name": "team"})
    fill("f")
    client.post("/apis/models/v2/workspaces/default/models", json={"name": "m"})
    adapter = {"name": "a", "fileset": "default/f", "finetuning_type": "lora", "model": "default/m"}
    assert client.post("/apis/models/v2/workspaces/team/adapters", json=adapter).status_code == 201
    assert client.delete(f"{ROOT}/team").status_code == 409


def test_pages_of_workspaces_in_each_order(client):
    for name in ("b", "a"):
        client.post(ROOT, json={"name": name})

    def names(**query):
        return [each["name"] for each in client.get(ROOT, params=query).json()["data"]]

    assert names(sort="name") == ["a", "b", "default", "system"]
    assert names(sort="-name", page_size=1, page=3) == ["b"]
    assert names(sort="-created_at") == ["a", "b", "default", "system"]
