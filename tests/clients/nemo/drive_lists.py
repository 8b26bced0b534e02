"""Drives the lists of `nemo-platform`: pages, orders and filters, as its clients write them."""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from nemo_platform import AsyncNeMoPlatform, NeMoPlatform
from nemo_platform.types.adapters.adapter_entity_filter_param import AdapterEntityFilterParam
from nemo_platform.types.models import Adapter, ModelEntityFilterParam, ModelEntitySortField
from nemo_platform.types.shared_params import DatetimeFilter, StringFilter

URL = os.environ["SERVED_AT"]
WORKSPACE = f"lists-{os.getpid()}"
MODELS = {
    "alpha": {
        "description": "The first",
        "project": "search",
        "base_model": "meta/llama",
        "finetuning_type": "lora",
        "prompt": {"system_prompt": "s"},
    },
    "beta": {"description": "second", "base_model": "acme/other"},
    "gamma": {"finetuning_type": "all_weights", "fileset": "files"},
}
ALL = list(MODELS)


@pytest.fixture(scope="module")
def client():
    with NeMoPlatform(base_url=URL, workspace=WORKSPACE) as made:
        made.workspaces.create(name=WORKSPACE)
        made.files.upload_content(
            content=b"{}", remote_path="a", fileset="files", fileset_auto_create=True
        )
        for name, fields in MODELS.items():
            made.models.create(name=name, **fields)
        for name, kind, model in (("one", "lora", "alpha"), ("two", "dora", "gamma")):
            made.adapters.create(
                name=name,
                model=model,
                fileset="files",
                finetuning_type=kind,
                description=f"adapter {name}",
                enabled=kind == "lora",
            )
        yield made


asked: set[str] = set()
"""The fields and operators that models were asked for."""

asked_of_adapters: set[str] = set()


def found(client, filter, **more):
    return [each.name for each in client.models.list(filter=filter, **more)]


def test_all_pages_are_walked(client):
    assert [each.name for each in client.models.list(page_size=1)] == ALL
    first = client.models.list(page_size=2)
    assert (first.pagination.total_pages, first.pagination.total_results) == (2, 3)
    assert [each.name for each in first.get_next_page().data] == ["gamma"]
    assert client.models.list(page=9).data == []
    assert [each.name for each in client.adapters.list(page_size=1)] == ["one", "two"]


def test_all_pages_are_walked_asynchronously(client):
    async def walk():
        async with AsyncNeMoPlatform(base_url=URL, workspace=WORKSPACE) as made:
            models = [each.name async for each in made.models.list(page_size=1, sort="-name")]
            adapters = [each.name async for each in made.adapters.list(page_size=1, sort="-name")]
            return models, adapters

    assert asyncio.run(walk()) == (ALL[::-1], ["two", "one"])


@pytest.mark.parametrize("sort", get_args(ModelEntitySortField))
def test_every_order(client, sort):
    turned = sort.startswith("-")
    names, adapters = (ALL[::-1], ["two", "one"]) if turned else (ALL, ["one", "two"])
    assert [each.name for each in client.models.list(sort=sort)] == names
    assert [each.name for each in client.adapters.list(sort=sort)] == adapters


@pytest.mark.parametrize("field", Adapter.model_fields)
def test_adapters_are_sorted_by_every_field(client, field):
    for sort in (field, f"-{field}"):
        assert {each.name for each in client.adapters.list(sort=sort)} == {"one", "two"}
    values = [getattr(each, field) for each in client.adapters.list(sort=field)]
    if isinstance(values[0], str) and field != "workspace":
        assert values == sorted(values)


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({"name": "beta"}, ["beta"]),
        ({"name": {"eq": "beta"}}, ["beta"]),
        ({"name": {"like": "AM"}}, ["gamma"]),
        ({"name": {"in_": ["alpha", "beta"]}}, ["alpha", "beta"]),
        ({"name": {"nin": ["alpha", "beta"]}}, ["gamma"]),
        ({"name": ["alpha", "gamma"]}, ["alpha", "gamma"]),
        ({"description": {"like": "SECOND"}}, ["beta"]),
        ({"project": "search"}, ["alpha"]),
        ({"fileset": "files"}, ["gamma"]),
        ({"base_model": True}, ["alpha", "beta"]),
        ({"base_model": False}, ["gamma"]),
        ({"base_model": "acme/other"}, ["beta"]),
        ({"base_model": {"name": "meta/llama"}}, ["alpha"]),
        ({"base_model": {"name": {"like": "acme"}}}, ["beta"]),
        ({"finetuning_type": "lora"}, ["alpha"]),
        ({"finetuning_type": True}, ["alpha", "gamma"]),
        ({"adapters": True}, ["alpha", "gamma"]),
        ({"adapters": False}, ["beta"]),
        ({"adapters": {"finetuning_type": "dora"}}, ["gamma"]),
        ({"prompt": True}, ["alpha"]),
        ({"prompt": False}, ["beta", "gamma"]),
        ({"lora_enabled": True}, []),
        ({"workspace": "default", "name": "alpha"}, []),
        ({"name": {"like": "a"}, "base_model": True}, ["alpha", "beta"]),
    ],
    ids=str,
)
def test_models_are_filtered(client, filter, names):
    asked.update(filter)
    asked.update(*(value for value in filter.values() if isinstance(value, dict)))
    assert found(client, filter) == names


def test_models_are_filtered_by_time(client):
    now = datetime.now(UTC)
    assert found(client, {"created_at": {"lte": now}}) == ALL
    assert found(client, {"created_at": {"gte": now + timedelta(hours=1)}}) == []
    asked.update(("created_at", "updated_at", *DatetimeFilter.__annotations__))
    naive = (now - timedelta(hours=1)).replace(tzinfo=None)
    assert found(client, {"updated_at": {"gte": naive, "lte": now}}) == ALL


@pytest.mark.parametrize(
    "query",
    [
        {"filter": '{"$or":[{"name":"alpha"},{"name":"gamma"}]}'},
        {"filter": 'name:"alpha" OR name:"gamma"'},
        {"filter[data.finetuning_type][$exists]": "true"},
    ],
    ids=str,
)
def test_other_ways_to_write_a_filter(client, query):
    assert [each.name for each in client.models.list(extra_query=query)] == ["alpha", "gamma"]


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({"name": {"like": "on"}}, ["one"]),
        ({"model": f"{WORKSPACE}/gamma"}, ["two"]),
        ({"enabled": True}, ["one"]),
        ({"enabled": False}, ["two"]),
        ({"finetuning_type": "dora"}, ["two"]),
        ({"description": "adapter one"}, ["one"]),
        ({"fileset": "files"}, ["one", "two"]),
        ({"created_at": {"gte": "2020-01-01T00:00:00"}}, ["one", "two"]),
        ({"updated_at": {"lte": "2020-01-01T00:00:00"}}, []),
    ],
    ids=str,
)
def test_adapters_are_filtered(client, filter, names):
    asked_of_adapters.update(filter)
    page = client.adapters.list(filter=filter)
    assert [each.name for each in page.data] == names


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("$eq", "beta", ["beta"]),
        ("$like", "AM", ["gamma"]),
        ("$in", ["alpha", "beta"], ["alpha", "beta"]),
        ("$nin", ["alpha", "beta"], ["gamma"]),
        ("$gt", "alpha", ["beta", "gamma"]),
        ("$gte", "beta", ["beta", "gamma"]),
        ("$lt", "beta", ["alpha"]),
        ("$lte", "beta", ["alpha", "beta"]),
        ("$exists", True, ALL),
    ],
)
def test_every_operator_of_the_language_of_filters(client, operator, value, names):
    query = {"filter": json.dumps({"name": {operator: value}})}
    assert [each.name for each in client.models.list(extra_query=query)] == names


def test_every_filter_that_the_client_knows_was_asked():
    known = {*ModelEntityFilterParam.__annotations__, *StringFilter.__annotations__}
    assert known | {*DatetimeFilter.__annotations__} <= asked
    assert {*AdapterEntityFilterParam.__annotations__} <= asked_of_adapters


def test_a_dash_stands_for_every_workspace(client):
    homes = {each.workspace for each in client.models.list(workspace="-", page_size=1000)}
    assert WORKSPACE in homes
