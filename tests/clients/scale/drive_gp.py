"""Drives `scale-gp`, both of its clients, through every method that the registry serves."""

import asyncio
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, get_args, get_type_hints

import httpx
import pytest
import scale_gp
from scale_gp import AsyncSGPClient, SGPClient
from scale_gp.types.model_list_params import ModelListParams
from scale_gp.types.models.deployment_list_all_params import DeploymentListAllParams
from scale_gp.types.models.deployment_list_params import DeploymentListParams

URL = os.environ["SERVED_AT"]
RESOURCES = ("model_templates", "models", "model_groups", "users")
IMAGE = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}
PARAMETERS = {
    "parameters": [
        {"name": "model_id", "type": "str", "description": "What to serve.", "required": True},
        {"name": "max_len", "type": "int", "description": "", "required": False},
    ]
}
CONFIGURATION = {
    "vendor": "LAUNCH",
    "bundle_config": {
        **IMAGE,
        "command": ["serve"],
        "env": {"A": "1"},
        "streaming_command": ["stream"],
        "readiness_initial_delay_seconds": 5,
        "healthcheck_route": "/health",
        "predict_route": "/v1",
        "streaming_predict_route": "/v1/stream",
    },
    "endpoint_config": {
        "cpus": 8,
        "memory": "32Gi",
        "storage": "100Gi",
        "gpus": 1,
        "gpu_type": "nvidia-hopper-h100-1g20gb",
        "min_workers": 1,
        "max_workers": 3,
        "per_worker": 5,
        "endpoint_type": "STREAMING",
        "high_priority": True,
    },
    "fine_tuning_job_bundle_config": {
        **IMAGE,
        "command": ["tune"],
        "env": {"B": "2"},
        "mount_location": "/mnt/config.json",
        "training_dataset_schema_type": "GENERATION",
        "resources": {
            "cpus": 2,
            "memory": "4Gi",
            "storage": "8Gi",
            "gpus": 1,
            "gpu_type": "nvidia-tesla-t4",
        },
    },
}
ENGINE = {
    "vendor": "LLMENGINE",
    "min_workers": 1,
    "max_workers": 2,
    "per_worker": 3,
    "cpus": 4,
    "memory": "16Gi",
    "storage": "32Gi",
    "gpus": 2,
    "gpu_type": "nvidia-ampere-a100",
    "high_priority": True,
    "num_shards": 2,
    "checkpoint_path": "s3://weights",
    "model_name": "m",
    "base_model_name": "b",
    "inference_framework_image_tag": "v2",
}
SCALING = {"vendor": "LAUNCH", "min_workers": 1, "max_workers": 9, "per_worker": 2}

EXECUTING = (
    "completions.create",
    "embeddings.create",
    "rerankings.create",
    "execute",
    "usage_statistics.retrieve",
)
"""What a registry refuses, whatever its fields."""

GENERAL = {"extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key"}
called: dict[str, set[str]] = {}
"""The fields that each method was given."""


def note(path: str, fields: Iterable[str]) -> None:
    called.setdefault(path, set()).update(fields)


class Driven:
    """A client, or a resource of it, whose methods are called, awaited and noted alike."""

    def __init__(self, target: Any, run: Callable[[Any], Any], path: str = "") -> None:
        self._target, self._run, self._path = target, run, path

    def __getattr__(self, name: str) -> Any:
        found, path = getattr(self._target, name), f"{self._path}.{name}".lstrip(".")
        if not inspect.ismethod(found):
            return Driven(found, self._run, path)

        def call(*args: Any, **kwargs: Any) -> Any:
            note(path, kwargs)
            return self._run(found(*args, **kwargs))

        return call


class Harness:
    """One of the two clients, how many requests it sent, and a prefix for names of its own."""

    def __init__(self, kind: str) -> None:
        self.sent = 0
        self.prefix = kind
        self.loop = asyncio.new_event_loop()
        given = {"api_key": "any", "account_id": "default", "base_url": URL}
        if kind == "sync":
            hooks = {"request": [lambda _: self._count()]}
            self.client: Any = SGPClient(**given, http_client=httpx.Client(event_hooks=hooks))
        else:
            hooks = {"request": [self._count_later]}
            own = httpx.AsyncClient(event_hooks=hooks)
            self.client = AsyncSGPClient(**given, http_client=own)
        self.api = Driven(self.client, self.run)

    def _count(self) -> None:
        self.sent += 1

    async def _count_later(self, _: Any) -> None:
        self.sent += 1

    def run(self, value: Any) -> Any:
        return self.loop.run_until_complete(value) if inspect.isawaitable(value) else value

    def walk(self, method: str, *args: Any, **kwargs: Any) -> list[Any]:
        """Go through all pages of a list."""
        found = self.client
        for part in method.split("."):
            found = getattr(found, part)
        pages = found(*args, **kwargs)
        note(method, kwargs)
        if hasattr(pages, "__aiter__"):

            async def gather() -> list[Any]:
                return [each async for each in pages]

            return self.loop.run_until_complete(gather())
        return list(pages)

    def close(self) -> None:
        self.run(self.client.close())
        self.loop.close()


@pytest.fixture(params=["sync", "async"])
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    made = Harness(request.param)
    yield made
    made.close()


@pytest.fixture
def api(harness: Harness) -> Any:
    return harness.api


def make_template(harness: Harness, name: str, **fields: Any) -> Any:
    given = {
        "name": f"{harness.prefix} {name}",
        "account_id": "default",
        "endpoint_type": "SYNC",
        "model_type": "COMPLETION",
        "vendor_configuration": {"bundle_config": IMAGE},
        **fields,
    }
    return harness.api.model_templates.create(**given)


def make_model(harness: Harness, name: str, **fields: Any) -> Any:
    given = {"model_type": "COMPLETION", "account_id": "default", **fields}
    return harness.api.models.create(name=f"{harness.prefix}-{name}", **given)


def test_who_asks_is_an_admin_of_every_account(api: Any) -> None:
    user = api.users.info()
    accounts = [profile.account.id for profile in user.access_profiles]
    assert accounts == ["default", "search"]
    assert {profile.role for profile in user.access_profiles} == {"admin"}
    assert api.users.retrieve(user.id).to_dict() == user.to_dict()


def test_a_template_comes_back_with_every_optional_field(harness: Harness, api: Any) -> None:
    made = make_template(
        harness,
        "whole",
        vendor_configuration=CONFIGURATION,
        endpoint_protocol="VLLM",
        model_creation_parameters_schema=PARAMETERS,
        model_request_parameters_schema=PARAMETERS,
    )
    assert made.vendor_configuration.to_dict() == CONFIGURATION
    assert made.endpoint_protocol == "VLLM"
    assert made.model_creation_parameters_schema.to_dict() == PARAMETERS
    assert made.model_request_parameters_schema.to_dict() == PARAMETERS
    assert api.model_templates.retrieve(made.id) == made
    assert api.model_templates.delete(made.id).success
    with pytest.raises(scale_gp.NotFoundError):
        api.model_templates.retrieve(made.id)


def test_a_template_is_whole_without_its_optional_fields(harness: Harness, api: Any) -> None:
    made = make_template(harness, "bare")
    assert made.vendor_configuration.endpoint_config.memory == "8Gi"
    assert made.vendor_configuration.bundle_config.env == {}
    assert (made.account_id, made.created_by_identity_type) == ("default", "user")
    assert made.created_at.tzinfo is not None
    api.model_templates.delete(made.id)


def test_a_model_comes_back_with_every_optional_field(harness: Harness, api: Any) -> None:
    template = make_template(harness, "for models", model_creation_parameters_schema=PARAMETERS)
    group = api.model_groups.create(name=f"{harness.prefix} models", account_id="default")
    optional = {
        "base_model_id": "base-1",
        "base_model_metadata": {
            "delivery_date": "2026-03",
            "model_developer": "Meta",
            "model_license_url": "https://example.com/license",
            "model_details": {
                "alignments": 1,
                "languages": 2,
                "number_of_parameters": 3,
                "token_context_window": 4,
            },
            "ui_model_section_type": "OPENSOURCE",
        },
        "description": "Answers",
        "display_name": "Llama",
        "model_card": "# Card",
        "model_creation_parameters": {"model_id": "meta/llama", "max_len": "8"},
        "model_group_id": group.id,
        "model_template_id": template.id,
        "model_vendor": "FIREWORKS_AI",
        "training_data_card": "# Data",
    }
    made = make_model(harness, "whole", **optional)
    shown = made.to_dict(use_api_names=False)
    exact = {"model_creation_parameters": {"model_id": "meta/llama", "max_len": 8}}
    assert {name: shown[name] for name in optional} == {**optional, **exact}
    assert (made.deployment_count, made.supports_multi_turn) == (0, False)
    assert made.request_schema["required"] == ["prompts"]
    assert made.response_schema["type"] == "object"
    assert api.models.retrieve(made.id).to_dict() == made.to_dict()
    changes = {**optional, "description": "New", "model_vendor": "OPENAI"}
    changed = api.models.update(
        made.id, name=f"{harness.prefix} & Co", model_type="AGENT", **changes
    )
    assert (changed.name, changed.model_type) == (f"{harness.prefix} & Co", "AGENT")
    assert (changed.description, changed.model_vendor) == ("New", "OPENAI")
    assert changed.model_card == "# Card"
    assert api.models.delete(made.id).count == 1
    assert api.model_groups.delete(group.id).success
    api.model_templates.delete(template.id)


def test_a_bundle_is_a_model_too(harness: Harness, api: Any) -> None:
    made = make_model(harness, "bundle", model_type="BUNDLE")
    assert made.model_type == "BUNDLE"
    api.models.delete(made.id)


@pytest.mark.parametrize("scaling", [SCALING, ENGINE], ids=["launch", "llmengine"])
def test_a_deployment_comes_back_with_every_optional_field(
    harness: Harness, api: Any, scaling: dict[str, Any]
) -> None:
    model = make_model(harness, "deployed")
    made = api.models.deployments.create(
        model.id,
        name="production",
        account_id="default",
        deployment_metadata={"region": "eu", "n": [1, None]},
        model_creation_parameters={"model_id": "a", "nested": {"b": 1.5}},
        vendor_configuration=scaling,
        wait_for_ready=True,
    )
    assert made.vendor_configuration.to_dict() == scaling
    assert made.deployment_metadata == {"region": "eu", "n": [1, None]}
    assert made.model_creation_parameters == {"model_id": "a", "nested": {"b": 1.5}}
    assert (made.status, made.model_instance_id) == ("RECORDED_NOT_RUNNING", model.id)
    one = {"model_instance_id": model.id}
    assert api.models.deployments.retrieve(made.id, **one) == made
    changed = api.models.deployments.update(
        made.id,
        **one,
        name="staging",
        deployment_metadata={},
        model_creation_parameters={"model_id": "b"},
        vendor_configuration={"vendor": "LAUNCH"},
        wait_for_ready=False,
    )
    assert (changed.name, changed.deployment_metadata) == ("staging", {})
    assert changed.vendor_configuration.max_workers == 1
    assert api.models.retrieve(model.id).deployment_count == 1
    with pytest.raises(scale_gp.ConflictError, match="deployment staging"):
        api.models.delete(model.id)
    assert api.models.deployments.delete(made.id, **one).success
    api.models.delete(model.id)


def test_a_group_comes_back_and_takes_models_in(harness: Harness, api: Any) -> None:
    group = api.model_groups.create(
        name=f"{harness.prefix} g", account_id="default", description="d"
    )
    assert (group.name, group.description) == (f"{harness.prefix} g", "d")
    changed = api.model_groups.update(group.id, name=f"{harness.prefix} h", description="e")
    assert (changed.name, changed.description) == (f"{harness.prefix} h", "e")
    assert api.model_groups.retrieve(group.id) == changed
    model = make_model(harness, "grouped")
    assert model.model_group_id is None
    put = api.model_groups.models.create(model.id, model_group_id=group.id)
    assert (put.id, put.model_group_id) == (model.id, group.id)
    viewed = api.models.retrieve(model.id, view=["Deployments", "ModelGroup"])
    assert (viewed.deployments, viewed.model_group.name) == ([], f"{harness.prefix} h")
    with pytest.raises(scale_gp.ConflictError, match="grouped"):
        api.model_groups.delete(group.id)
    api.models.delete(model.id)
    assert api.model_groups.delete(group.id).success


def test_lists_are_walked_over_several_pages(harness: Harness, api: Any) -> None:
    names = [f"{harness.prefix} {letter}" for letter in "abcde"]
    templates = [make_template(harness, letter) for letter in "abcde"]
    groups = [api.model_groups.create(name=name, account_id="default") for name in names]
    models = [make_model(harness, letter) for letter in "abcde"]
    deployments = [api.models.deployments.create(models[0].id, name=letter) for letter in "abcde"]
    sent = harness.sent
    found = harness.walk("model_templates.list", limit=2)
    assert [each.id for each in found] == [each.id for each in templates]
    assert harness.sent - sent == 4  # three pages, and the empty one that ends them
    for method, made in (
        ("model_templates.list", templates),
        ("model_groups.list", groups),
        ("models.list", models),
        ("models.deployments.list_all", deployments),
    ):
        assert [each.id for each in harness.walk(method, limit=2)] == [each.id for each in made]
        assert harness.walk(method, limit=2, page=4) == []
        assert harness.walk(method, account_id="search") == []
    found = harness.walk("models.deployments.list", models[0].id, limit=2, sort_by=["name:desc"])
    assert [each.name for each in found] == list("edcba")
    for more in ({"page": 4}, {"account_id": "search"}):
        assert harness.walk("models.deployments.list", models[0].id, limit=2, **more) == []
    page = api.models.list(limit=2, page=2)
    assert (page.current_page, page.total_item_count, len(page.items)) == (2, 5, 2)
    for deployment in deployments:
        api.models.deployments.delete(deployment.id, model_instance_id=models[0].id)
    for made, resource in ((models, api.models), (groups, api.model_groups)):
        for each in made:
            resource.delete(each.id)
    for each in templates:
        api.model_templates.delete(each.id)


def test_models_are_filtered_sorted_and_viewed(harness: Harness, api: Any) -> None:
    group = api.model_groups.create(name=f"{harness.prefix} f", account_id="default")
    first = make_model(harness, "x", model_group_id=group.id, description="2")
    second = make_model(harness, "y", model_type="AGENT", description="1")
    third = make_model(harness, "z", account_id="search", description="1")
    deployment = api.models.deployments.create(first.id, name="d")

    def ids(**query: Any) -> list[str]:
        return [each.id for each in harness.walk("models.list", limit=2, **query)]

    assert ids() == [first.id, second.id, third.id]
    assert ids(account_id="search") == [third.id]
    assert ids(model_group_id=group.id) == [first.id]
    assert ids(model_type="AGENT") == [second.id]
    assert ids(sort_by=["description:asc", "name:desc"]) == [third.id, second.id, first.id]
    assert ids(sort_by=["deployment_count:desc", "created_at:desc"])[0] == first.id
    (viewed, _, _) = harness.walk("models.list", view=["Deployments", "ModelGroup"])
    assert [each.id for each in viewed.deployments] == [deployment.id]
    assert viewed.model_group.id == group.id
    api.models.deployments.delete(deployment.id, model_instance_id=first.id)
    for each in (first, second, third):
        api.models.delete(each.id)
    api.model_groups.delete(group.id)


def orders(params: Any) -> list[str]:
    """Return what the client knows a list can be sorted by."""
    (listed,) = get_args(get_type_hints(params)["sort_by"])
    return list(get_args(listed))


def in_order(found: list[Any], order: str) -> bool:
    """Tell whether a list is sorted, as far as what it is sorted by is told and plain."""
    field, _, way = order.partition(":")
    values = [getattr(each, field, None) for each in found]
    plain = [each for each in values if isinstance(each, str | int | datetime)]
    return plain == sorted(plain, reverse=way == "desc")


def test_lists_are_sorted_by_everything_that_the_client_knows(harness: Harness, api: Any) -> None:
    group = api.model_groups.create(name=f"{harness.prefix} o", account_id="default")
    models = [
        make_model(harness, "o1", description="b", model_card="a", base_model_id="2"),
        make_model(harness, "o2", description="a", model_group_id=group.id, model_type="AGENT"),
        make_model(harness, "o3", display_name="c", model_vendor="OTHER", base_model_id="1"),
    ]
    made = [
        api.models.deployments.create(models[0].id, name=name, deployment_metadata={"n": name})
        for name in "cab"
    ]
    of_model = {"model_instance_id": models[0].id}
    assert len(orders(ModelListParams)) > 40
    assert len(orders(DeploymentListParams)) > 20
    for order in orders(ModelListParams):
        found = harness.walk("models.list", limit=2, sort_by=[order])
        assert {each.id for each in found} == {each.id for each in models}
        assert in_order(found, order), order
    for order in orders(DeploymentListParams):
        found = harness.walk("models.deployments.list", models[0].id, sort_by=[order], limit=2)
        assert {each.id for each in found} == {each.id for each in made}
        assert in_order(found, order), order
    for order in orders(DeploymentListAllParams):
        found = harness.walk("models.deployments.list_all", sort_by=[order], limit=2)
        assert in_order(found, order), order
    for each in made:
        api.models.deployments.delete(each.id, **of_model)
    for each in models:
        api.models.delete(each.id)
    api.model_groups.delete(group.id)


def test_each_mistake_has_its_error_and_costs_one_request(harness: Harness, api: Any) -> None:
    template = make_template(harness, "wrong", model_creation_parameters_schema=PARAMETERS)
    model = make_model(harness, "wrong", model_template_id=template.id)
    refused: list[tuple[type[Exception], Callable[[], Any]]] = [
        (scale_gp.ConflictError, lambda: make_template(harness, "wrong")),
        (scale_gp.ConflictError, lambda: make_model(harness, "wrong")),
        (scale_gp.ConflictError, lambda: api.model_templates.delete(template.id)),
        (scale_gp.NotFoundError, lambda: api.models.retrieve("model-gone")),
        (scale_gp.NotFoundError, lambda: api.models.deployments.list("model-gone")),
        (scale_gp.PermissionDeniedError, lambda: make_model(harness, "w", account_id="nowhere")),
        (scale_gp.UnprocessableEntityError, lambda: make_model(harness, "w", model_type="BIG")),
        (scale_gp.UnprocessableEntityError, lambda: api.models.list(limit=0)),
        (scale_gp.UnprocessableEntityError, lambda: api.models.list(sort_by=["x:asc"])),
        (
            scale_gp.UnprocessableEntityError,
            lambda: api.models.update(model.id, model_creation_parameters={"max_len": 0.5}),
        ),
        (
            scale_gp.UnprocessableEntityError,
            lambda: api.models.deployments.create(model.id, name="d"),
        ),
    ]
    for error, attempt in refused:
        sent = harness.sent
        with pytest.raises(error):
            attempt()
        assert harness.sent == sent + 1
    with pytest.raises(scale_gp.UnprocessableEntityError) as caught:
        api.models.deployments.create(model.id, name="d")
    (fault,) = caught.value.body["detail"]
    assert fault["loc"] == ["body", "model_creation_parameters", "model_id"]
    api.models.delete(model.id)
    api.model_templates.delete(template.id)


def test_what_a_registry_does_not_do_is_refused_once(harness: Harness, api: Any) -> None:
    chat = {"prompt": "hi", "chat_history": []}
    days = {"chunks": 2, "start_date": "2026-01-01", "end_date": "2026-01-02"}
    refused: list[Callable[[], Any]] = [
        lambda: api.models.deployments.execute("d", model_instance_id="m", stream=False),
        lambda: api.models.completions.create("d", prompt="hi"),
        lambda: api.models.chat_completions.create("d", **chat),
        lambda: api.models.embeddings.create("d", texts=["hi"]),
        lambda: api.models.rerankings.create("d", query="hi", chunks=["a"]),
        lambda: api.models.usage_statistics.retrieve("m", **days),
        lambda: api.model_groups.usage_statistics.retrieve("g", **days),
        lambda: api.models.deployments.usage_statistics.retrieve("d", **days),
    ]
    for attempt in refused:
        sent = harness.sent
        with pytest.raises(scale_gp.InternalServerError, match="this is a registry") as caught:
            attempt()
        assert (caught.value.status_code, harness.sent) == (501, sent + 1)


def test_a_key_is_enough(harness: Harness) -> None:
    bare = SGPClient(api_key="any", base_url=f"{URL}/")
    assert bare.users.info().id
    bare.close()


def methods(target: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name in dir(target):
        if name.startswith(("_", "with_")):
            continue
        found = getattr(target, name)
        if inspect.ismethod(found):
            yield f"{path}.{name}", found
        elif hasattr(found, "_client"):
            yield from methods(found, f"{path}.{name}")


def test_every_method_was_called_with_every_field() -> None:
    client = SGPClient(api_key="any", base_url=URL)
    known = dict(each for name in RESOURCES for each in methods(getattr(client, name), name))
    assert set(known) == set(called)
    for name, method in known.items():
        parameters = inspect.signature(method).parameters.values()
        fields = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY} - GENERAL
        if not name.endswith(EXECUTING):
            assert fields <= called[name], (name, fields - called[name])
    client.close()
