import pytest

ROOT = "/apis/models/v2/workspaces/default/prompts"

FULL = {
    "project": "p",
    "description": "d",
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "{x}"}],
    "input_variables": ["x"],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "f",
                "description": "d",
                "parameters": {"a": None},
                "strict": True,
            },
        }
    ],
    "tool_choice": {"type": "auto", "more": None},
    "response_format": {"type": "text", "more": None},
    "tags": ["t"],
}


@pytest.fixture
def prompt(client):
    answer = client.post(ROOT, json={"name": "a", **FULL, "inference_params": {"top_p": 0.5}})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_every_field_comes_back_as_it_was_given(client, prompt):
    assert prompt.items() >= FULL.items()
    assert prompt["id"].startswith("prompt-")
    assert prompt["inference_params"]["top_p"] == 0.5
    assert client.get(f"{ROOT}/a").json() == prompt


def test_a_name_is_enough_and_taken_once(client, prompt):
    made = client.post(ROOT, json={"name": "b", "tags": None}).json()
    assert (made["messages"], made["tags"], made["tools"]) == ([], [], None)
    assert client.post(ROOT, json={"name": "b"}).status_code == 409


def test_put_replaces_everything_but_the_name(client, prompt):
    replaced = client.put(f"{ROOT}/a", json={"name": "x", "description": "new"}).json()
    assert (replaced["name"], replaced["id"], replaced["description"]) == ("a", prompt["id"], "new")
    assert (replaced["messages"], replaced["tools"], replaced["tags"]) == ([], None, [])
    again = client.put(f"{ROOT}/a", json={"description": "new"}).json()
    assert again["updated_at"] == replaced["updated_at"]
    assert client.put(f"{ROOT}/none", json={}).status_code == 404


def test_prompts_are_listed_and_found(client, prompt):
    client.post(ROOT, json={"name": "b"})
    found = client.get(ROOT, params={"filter[description]": "d"}).json()["data"]
    assert [each["name"] for each in found] == ["a"]
    assert found[0]["response_format"] == FULL["response_format"]
    assert [each["name"] for each in client.get(ROOT, params={"sort": "-name"}).json()["data"]] == [
        "b",
        "a",
    ]


def test_a_deleted_prompt_is_gone(client, prompt):
    assert client.delete(f"{ROOT}/a").status_code == 204
    assert client.get(f"{ROOT}/a").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": [{"role": "robot", "content": "x"}]},
        {"messages": None},
        {"tools": [{"type": "other", "function": {"name": "f"}}]},
        {"tool_choice": 5},
    ],
    ids=str,
)
def test_what_a_prompt_cannot_be_is_refused(client, wrong):
    assert client.post(ROOT, json={"name": "a", **wrong}).status_code == 422
