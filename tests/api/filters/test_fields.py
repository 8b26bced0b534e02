"""What filters find: every field and every operator, asked over HTTP."""

import json

import pytest

MODELS = "/apis/models/v2/workspaces/default/models"
ADAPTERS = "/apis/models/v2/workspaces/default/adapters"

GIVEN = {
    "alpha": {
        "description": "The first",
        "project": "search",
        "base_model": "meta/llama",
        "finetuning_type": "lora",
        "prompt": {"system_prompt": "s"},
        "custom_fields": {"team": "x", "rank": 7, "tags": ["a", "b"], "ok": True},
    },
    "Beta_1": {"description": "second", "base_model": "acme/other", "custom_fields": {"team": "5"}},
    "gamma": {"finetuning_type": "all_weights", "custom_fields": {"rank": 30, "team": 5}},
}
ALL = list(GIVEN)


@pytest.fixture
def models(client, fill):
    for name, fields in GIVEN.items():
        assert client.post(MODELS, json={"name": name, **fields}).status_code == 201
    client.post("/apis/entities/v2/workspaces", json={"name": "other"})
    client.post(MODELS.replace("default", "other"), json={"name": "elsewhere"})
    for name, kind, model in (
        ("one", "lora", "alpha"),
        ("two", "dora", "alpha"),
        ("3", "lora", "gamma"),
    ):
        fill(f"fs-{name}")
        body = {
            "name": name,
            "fileset": f"fs-{name}",
            "finetuning_type": kind,
            "enabled": kind == "lora",
        }
        assert client.post(f"{MODELS}/{model}/adapters", json=body).status_code == 201
    return client


def find(client, path=MODELS, **query):
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["data"]]


def asked(client, value, path=MODELS):
    return find(client, path, filter=value if isinstance(value, str) else json.dumps(value))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"name": "alpha"}, ["alpha"]),
        ({"name": "ALPHA"}, []),
        ({"name": {"$like": "ALPH"}}, ["alpha"]),
        ({"name": {"$like": "%pha"}}, ["alpha"]),
        ({"name": {"$like": "ga%ma"}}, ["gamma"]),
        ({"name": {"$like": "b_TA_"}}, ["Beta_1"]),
        ({"name": {"$like": "B_a"}}, []),
        ({"name": {"$in": ["alpha", "gamma", "x"]}}, ["alpha", "gamma"]),
        ({"name": {"$in": "alpha,gamma"}}, ["alpha", "gamma"]),
        ({"name": {"$nin": ["alpha"]}}, ["Beta_1", "gamma"]),
        ({"name": {"$gt": "alpha"}}, ["gamma"]),
        ({"name": {"$gte": "alpha", "$lt": "gamma"}}, ["alpha"]),
        ({"name": {"$lte": "alpha"}}, ["alpha", "Beta_1"]),
        ({"name": {"$not": {"$like": "a%m"}}}, ["alpha", "Beta_1"]),
        ({"description": None}, ["gamma"]),
        ({"description": {"$like": "SECOND"}}, ["Beta_1"]),
        ({"project": "search"}, ["alpha"]),
        ({"base_model": True}, ["alpha", "Beta_1"]),
        ({"base_model": False}, ["gamma"]),
        ({"base_model": "meta/llama"}, ["alpha"]),
        ({"base_model": {"name": "meta/llama"}}, ["alpha"]),
        ({"base_model": {"name": {"$like": "acme"}}}, ["Beta_1"]),
        ({"finetuning_type": "lora"}, ["alpha"]),
        ({"finetuning_type": True}, ["alpha", "gamma"]),
        ({"finetuning_type": False}, ["Beta_1"]),
        ({"finetuning_type": {"$in": ["lora", "all_weights"]}}, ["alpha", "gamma"]),
        ({"adapters": True}, ["alpha", "gamma"]),
        ({"adapters": False}, ["Beta_1"]),
        ({"adapters": {"$exists": True}}, ["alpha", "gamma"]),
        ({"adapters": {"finetuning_type": "dora"}}, ["alpha"]),
        ({"adapters": {"finetuning_type": {"$in": ["lora"]}}}, ["alpha", "gamma"]),
        ({"adapters": {"finetuning_type": "ppo"}}, []),
        ({"prompt": True}, ["alpha"]),
        ({"prompt": False}, ["Beta_1", "gamma"]),
        ({"lora_enabled": True}, []),
        ({"lora_enabled": False}, ALL),
        ({"entity_type": "model"}, ALL),
        ({"entity_type": "adapter"}, []),
        ({"fileset": None}, ALL),
        ({"workspace": "other"}, ["elsewhere"]),
        ({"workspace": "-", "name": {"$like": "e"}}, ["Beta_1", "elsewhere"]),
        ({"workspace": {"$in": ["other"]}}, []),
        ({"data.custom_fields.team": "x"}, ["alpha"]),
        ({"data.custom_fields.team": "5"}, ["Beta_1", "gamma"]),
        ({"data.custom_fields.team": 5}, ["gamma"]),
        ({"data.custom_fields.rank": {"$gt": 8}}, ["gamma"]),
        ({"data.custom_fields.rank": {"$gt": "8"}}, ["gamma"]),
        ({"data.custom_fields.rank": {"$in": ["7", "30"]}}, ["alpha", "gamma"]),
        ({"data.custom_fields.rank": {"$nin": [7, 30]}}, ["Beta_1"]),
        ({"data.custom_fields.rank": {"$exists": False}}, ["Beta_1"]),
        ({"data.custom_fields.tags": {"$contains": "b"}}, ["alpha"]),
        ({"data.custom_fields.ok": "true"}, ["alpha"]),
        ({"created_at": {"$gte": "2000-01-01"}}, ALL),
        ({"created_at": {"$lte": "2000-01-01T00:00:00+00:00"}}, []),
        ({"updated_at": {"$gt": "2026-01-01T00:00:00Z"}}, ALL[1:]),
        ({"created_at": "2026-01-01T00:00:00"}, ["alpha"]),
        ({"created_at": {"$in": ["2026-01-01T00:00:00"]}}, ["alpha"]),
        ({"$or": [{"name": "alpha"}, {"base_model": False}]}, ["alpha", "gamma"]),
        ({"$not": {"name": "alpha"}}, ["Beta_1", "gamma"]),
        ('name~"a" AND -name:"alpha"', ["Beta_1", "gamma"]),
        ('finetuning_type:"lora" OR description:null', ["alpha", "gamma"]),
        ("adapters:true prompt:false", ["gamma"]),
    ],
    ids=str,
)
def test_models_are_found(models, value, names):
    assert asked(models, value) == names


def test_an_id_is_found(models):
    id = models.get(f"{MODELS}/gamma").json()["id"]
    assert asked(models, {"id": id}) == ["gamma"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"filter[name]": "alpha"}, ["alpha"]),
        ({"filter[base_model]": "true"}, ["alpha", "Beta_1"]),
        ({"filter[adapters]": "false"}, ["Beta_1"]),
        ({"filter[prompt]": "true"}, ["alpha"]),
        ({"filter[finetuning_type]": "true"}, ["alpha", "gamma"]),
        ({"filter[description]": ""}, ["gamma"]),
        ({"filter[name][$in]": "alpha,gamma", "filter[prompt]": "false"}, ["gamma"]),
        ({"filter[workspace]": "other"}, ["elsewhere"]),
        ({"filter[lora_enabled]": "true"}, []),
    ],
    ids=str,
)
def test_models_are_found_by_brackets(models, query, names):
    assert find(models, **query) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"name": "one"}, ["one"]),
        ({"model": "default/alpha"}, ["one", "two"]),
        ({"finetuning_type": "lora"}, ["one", "3"]),
        ({"enabled": True}, ["one", "3"]),
        ({"enabled": "false"}, ["two"]),
        ({"enabled": {"$in": [True, False]}}, ["one", "two", "3"]),
        ({"fileset": {"$like": "FS-T"}}, ["two"]),
        ({"description": None}, ["one", "two", "3"]),
        ({"project": None}, ["one", "two", "3"]),
        ({"entity_type": "adapter"}, ["one", "two", "3"]),
        ({"workspace": "other"}, []),
        ({"created_at": {"$gte": "2000-01-01"}}, ["one", "two", "3"]),
        ({"data.lora_config": None}, ["one", "two", "3"]),
    ],
    ids=str,
)
def test_adapters_are_found(models, value, names):
    assert asked(models, value, ADAPTERS) == names


@pytest.mark.parametrize(
    "value",
    [
        {"bogus": "x"},
        {"data.review": "x"},
        {"data.": "x"},
        {"prompt": "maybe"},
        {"prompt": {"$like": "x"}},
        {"adapters": 5},
        {"adapters": {"bogus": 1}},
        {"created_at": "soon"},
        {"created_at": {"$gte": 5}},
        {"created_at": {"$like": "2026"}},
        {"created_at": {"$gte": "0001-01-01T00:00:00+23:59"}},
        {"name": {"$like": ["x"]}},
        {"name": {"$exists": "x"}},
        {"entity_type": {"$like": "m"}},
        {"$or": [{"lora_enabled": True}]},
        {"lora_enabled": "maybe"},
    ],
    ids=str,
)
def test_what_a_field_cannot_be_asked_is_400_and_says_why(models, value):
    answer = models.get(MODELS, params={"filter": json.dumps(value)})
    assert answer.status_code == 400, answer.text
    assert len(answer.json()["detail"]) > 20


def test_the_fields_of_adapters_are_others(models):
    detail = models.get(ADAPTERS, params={"filter": '{"prompt":true}'}).json()["detail"]
    assert "'enabled'" in detail
    assert models.get(ADAPTERS, params={"filter": '{"enabled":5}'}).status_code == 400


def test_a_long_list_of_names_is_asked_for_at_once(models):
    names = [f"n{index}" for index in range(2000)]
    assert asked(models, {"name": {"$in": [*names, "alpha"]}}) == ["alpha"]
    assert asked(models, {"$or": [{"name": name} for name in names[:400]]}) == []
    assert asked(models, {"$and": [{"prompt": True}] * 400}) == ["alpha"]
    assert asked(models, {"data.custom_fields.rank": {"$in": [*range(400), 7]}}) == [
        "alpha",
        "gamma",
    ]
