"""NeMo's models over HTTP: what its contract says, and what it leaves to a better server."""

import re
from threading import Barrier, Thread

import pytest

from tests.spec import SPEC

ROOT = "/apis/models/v2/workspaces/default/models"

FULL = {
    "project": "search/ranking",
    "description": "Answers.",
    "spec": SPEC,
    "finetuning_type": "lora_merged",
    "base_model": "meta/llama",
    "api_endpoint": {"url": "http://H", "model_id": "m", "api_key": "k", "format": "nim"},
    "backend_format": "ANTHROPIC_MESSAGES",
    "prompt": {
        "system_prompt": "s",
        "icl_few_shot_examples": "e",
        "system_prompt_template": "t",
        "inference_params": {"temperature": 0.5, "max_tokens": 5, "stop": ["x"], "own": [1, None]},
    },
    "custom_fields": {"a": None, "b": [1.0, {"c": None}]},
    "ownership": {"team": "x", "gone": None},
    "model_providers": ["default/nim"],
    "trust_remote_code": True,
}


@pytest.fixture
def create(client):
    def send(name="m", workspace="default", **fields):
        path = ROOT.replace("default", workspace)
        answer = client.post(path, json={"name": name, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return send


@pytest.fixture
def patch(client):
    def send(name="m", **fields):
        answer = client.patch(f"{ROOT}/{name}", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return send


def get(client, name="m", **query):
    return client.get(f"{ROOT}/{name}", params=query).json()


def names(client, **query):
    return [each["name"] for each in client.get(ROOT, params=query).json()["data"]]


def test_every_field_comes_back_as_it_was_given(client, create):
    made = create(**FULL)
    expected = {**FULL, "api_endpoint": {**FULL["api_endpoint"], "url": "http://h/"}}
    for field, value in expected.items():
        if field not in ("spec", "prompt"):
            assert made[field] == value, field
    hidden = {"minimum_gpus_all_weights": None, "minimum_gpus_lora": None}
    config = {**SPEC["tool_call_config"], "tool_call_plugin": None}
    assert made["spec"] == {**SPEC, **hidden, "tool_call_config": config}
    params = made["prompt"]["inference_params"]
    assert params.items() >= {**FULL["prompt"]["inference_params"]}.items()
    assert get(client, verbose=True) == made


def test_linear_layers_are_told_when_asked_for(client, create, patch):
    create(spec=SPEC)
    assert get(client)["spec"]["linear_layers"] is None
    assert patch(description="x")["spec"]["linear_layers"] is None
    assert "linear_layers" not in client.get(ROOT).json()["data"][0]["spec"]
    for verbose in ("true", "1", "yes"):
        assert get(client, verbose=verbose)["spec"]["linear_layers"] == SPEC["linear_layers"]


def test_ids_and_times_are_written_as_nemo_writes_them(create):
    made = create()
    assert re.fullmatch(r"model-[1-9A-HJ-NP-Za-km-z]{20,22}", made["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", made["created_at"])
    assert made["updated_at"] == made["created_at"]


def test_unknown_fields_are_dropped_at_every_level(create):
    made = create(bogus=1, spec={**SPEC, "more": 1}, api_endpoint={"more": 1}, prompt={"more": 1})
    assert "bogus" not in made
    assert "more" not in made["spec"]
    assert "more" not in made["prompt"]


def test_null_stands_for_not_given(create):
    fields = dict.fromkeys(set(FULL) - {"trust_remote_code"})
    made = create(**fields)
    assert made["custom_fields"] == {}
    assert made["model_providers"] == []
    assert made["spec"] is None


def test_names_follow_the_published_rule(create, client):
    for name in ("A", "a" * 255, "Llama-3.1_8B", "-", "9"):
        assert create(name)["name"] == name
    for name in ("", "a" * 256, "a b", "ü", "a\n", ".", ".."):
        assert client.post(ROOT, json={"name": name}).status_code == 422, name


def test_a_long_name_is_refused_quickly_and_briefly(client):
    answer = client.post(ROOT, json={"name": "a" * 1_000_000})
    assert answer.status_code == 422
    assert len(answer.content) < 3000


def test_a_text_that_cannot_be_stored_is_refused_at_its_place(client):
    answer = client.post(ROOT, json={"name": "m", "custom_fields": {"a": ["\0"]}})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "custom_fields", "a", 0]


def test_half_a_surrogate_pair_is_refused(client):
    content = b'{"name": "m", "description": "\\ud800"}'
    answer = client.post(ROOT, content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_both_token_limits_are_one_too_many(client):
    params = {"max_tokens": 1, "max_completion_tokens": 1}
    answer = client.post(ROOT, json={"name": "m", "prompt": {"inference_params": params}})
    assert answer.status_code == 422
    fault = answer.json()["detail"][0]
    assert (fault["type"], fault["loc"]) == ("value_error", ["body", "prompt", "inference_params"])


# PATCH


@pytest.mark.parametrize("field", sorted(set(FULL) - {"project", "backend_format"}))
def test_absent_and_null_leave_a_field_as_it_is(create, patch, field):
    before = create(**FULL)
    assert patch(**{field: None})["updated_at"] == before["updated_at"]
    assert patch(unknown=1)[field] == patch()[field]


@pytest.mark.parametrize("field", sorted(set(FULL) - {"project"}))
def test_each_field_can_be_set_later(client, create, patch, field):
    create()
    patched = patch(**{field: FULL[field]})
    assert patched[field] not in (None, [], {}, False)
    assert patched["updated_at"] > patched["created_at"]
    expected = patched[field] if field != "spec" else get(client)["spec"]
    assert get(client)[field] == expected


def test_null_clears_the_backend_format_alone(create, patch):
    create(**FULL)
    assert patch(backend_format=None)["backend_format"] is None


def test_empty_texts_and_containers(create, patch):
    create(**FULL)
    patched = patch(
        description="",
        base_model="",
        custom_fields={},
        ownership={},
        model_providers=[],
        fileset="",
    )
    assert patched["description"] == ""
    assert patched["base_model"] is None
    assert patched["custom_fields"] == patched["ownership"] == {}
    assert patched["model_providers"] == []


def test_objects_are_replaced_as_a_whole(create, patch):
    create(**FULL)
    patched = patch(
        custom_fields={"only": None}, api_endpoint={}, prompt={"inference_params": {"own": None}}
    )
    assert patched["custom_fields"] == {"only": None}
    assert set(patched["api_endpoint"].values()) == {None}
    assert "own" not in patched["prompt"]["inference_params"]
    assert patched["prompt"]["system_prompt"] is None


def test_a_model_is_not_renamed_or_moved(client, create):
    create(project="a")
    patched = client.patch(
        f"{ROOT}/m", json={"name": "other", "project": "b", "workspace": "c", "id": "d"}
    ).json()
    assert (patched["name"], patched["project"], patched["workspace"]) == ("m", "a", "default")


def test_a_partial_specification_is_refused(client, create):
    create(spec=SPEC)
    answer = client.patch(f"{ROOT}/m", json={"spec": {"family": "x"}})
    assert answer.status_code == 422
    assert ["body", "spec", "num_layers"] in [each["loc"] for each in answer.json()["detail"]]


def test_a_change_through_nemo_leaves_what_nemo_cannot_say(services, create, patch):
    create()
    model = services.models.find("default", "m")
    more = {
        **dict(model.to_input()),
        "display_name": "M",
        "model_card": "card",
        "model_vendor": "OTHER",
    }
    services.models.change(model.id, more, expected=1, actor="ada")
    patch(description="new")
    kept = services.models.find("default", "m")
    assert (kept.display_name, kept.model_card, kept.model_vendor) == ("M", "card", "OTHER")


def test_changes_that_race_all_arrive(client, create):
    create()
    gate, statuses = Barrier(4), []

    def change(field):
        gate.wait()
        answer = client.patch(f"{ROOT}/m", json={field: "x"})
        statuses.append(answer.status_code)

    threads = [Thread(target=change, args=(field,)) for field in ("description", "base_model") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 4
    assert (get(client)["description"], get(client)["base_model"]) == ("x", "x")


# lists


def test_a_page_says_where_it_stands(client, create):
    for name in "abc":
        create(name)
    page = client.get(ROOT, params={"page": 2, "page_size": 2}).json()
    assert [each["name"] for each in page["data"]] == ["c"]
    assert page["pagination"] == {
        "page": 2,
        "page_size": 2,
        "current_page_size": 1,
        "total_pages": 2,
        "total_results": 3,
    }
    assert page["sort"] == "created_at"
    assert "filter" not in page
    empty = client.get(ROOT, params={"page": 9}).json()
    assert (empty["data"], empty["pagination"]["total_pages"]) == ([], 1)


def test_every_order(client, create, patch):
    for name in "bca":
        create(name)
    patch("b", description="changed last")
    assert names(client) == ["b", "c", "a"]
    assert names(client, sort="-created_at") == ["a", "c", "b"]
    assert names(client, sort="name") == ["a", "b", "c"]
    assert names(client, sort="-name") == ["c", "b", "a"]
    assert names(client, sort="updated_at") == ["c", "a", "b"]
    assert names(client, sort="-updated_at") == ["b", "a", "c"]


@pytest.mark.parametrize(
    "query",
    [
        {"page": 0},
        {"page": -1},
        {"page": 10**30},
        {"page_size": 0},
        {"page_size": 1001},
        {"sort": "id"},
        {"verbose": "maybe"},
    ],
    ids=str,
)
def test_what_a_list_cannot_do_is_422(client, query):
    assert client.get(ROOT, params=query).status_code == 422


def test_lists_leave_out_what_is_null_but_in_free_objects(client, create):
    create(custom_fields={"a": None}, spec=SPEC)
    listed = client.get(ROOT).json()["data"][0]
    assert "description" not in listed
    assert "minimum_gpus_lora" not in listed["spec"]
    assert listed["custom_fields"] == {"a": None}


def test_a_dash_lists_every_workspace(client, create):
    client.post("/apis/entities/v2/workspaces", json={"name": "other"})
    create("a")
    create("b", "other")
    everywhere = client.get(ROOT.replace("default", "-")).json()["data"]
    assert [(each["workspace"], each["name"]) for each in everywhere] == [
        ("default", "a"),
        ("other", "b"),
    ]
    assert client.post(ROOT.replace("default", "-"), json={"name": "c"}).status_code == 422


def test_a_list_in_a_workspace_that_is_not_there_is_404(client):
    assert client.get(ROOT.replace("default", "nowhere")).status_code == 404


# the rest


def test_a_name_that_is_taken_is_409_once(client, create):
    create()
    answer = client.post(ROOT, json={"name": "m"})
    assert answer.status_code == 409
    assert answer.headers["x-should-retry"] == "false"
    assert "already exists" in answer.json()["detail"]


def test_a_deleted_model_is_gone_and_its_name_free(client, create):
    first = create()
    answer = client.delete(f"{ROOT}/m", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"{ROOT}/m").status_code == 404
    assert client.delete(f"{ROOT}/m").status_code == 404
    assert create()["id"] != first["id"]


def test_a_missing_model_is_named_with_its_workspace(client):
    detail = client.get(f"{ROOT}/m").json()["detail"]
    assert "default" in detail
    assert detail.endswith("not found")


def test_a_slash_in_a_name_leads_nowhere(client):
    assert client.get(f"{ROOT}/a%2Fb").status_code == 404


def test_events_say_who_called(serve, services):
    client = serve(actor="ada", actor_header="X-Forwarded-User")
    client.post(ROOT, json={"name": "m"}, headers={"X-Forwarded-User": "grace"})
    assert services.activity.recent()[0].actor == "grace"
