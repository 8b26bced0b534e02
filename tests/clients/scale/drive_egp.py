"""Drives `scale-egp`, the older client, through every method that the registry serves."""

import inspect
import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from scale_egp.exceptions import EGPException, ItemDoesNotExist
from scale_egp.sdk.client import EGPClient
from scale_egp.sdk.enums import ModelEndpointType, ModelType, ModelVendor
from scale_egp.sdk.models import model_vendor_configuration as vendor
from scale_egp.sdk.types.models import (
    CompletionRequest,
    ParameterSchema,
    ParameterSchemaField,
)

URL = os.environ["SERVED_AT"]
BUNDLE = vendor.ModelBundleConfiguration(registry="docker.io", image="vllm", tag="v1")
WHOLE = vendor.LaunchVendorConfiguration(
    bundle_config=vendor.ModelBundleConfiguration(
        registry="docker.io",
        image="vllm",
        tag="v1",
        command=["serve"],
        env={"A": "1"},
        streaming_command=["stream"],
        readiness_initial_delay_seconds=5,
        healthcheck_route="/health",
        predict_route="/v1",
        streaming_predict_route=None,
    ),
    endpoint_config=vendor.CreateModelEndpointConfig(
        cpus=8,
        memory="32Gi",
        storage="64Gi",
        gpus=1,
        gpu_type="nvidia-ampere-a10",
        min_workers=1,
        max_workers=2,
        per_worker=3,
        endpoint_type="BATCH",
        high_priority=None,
    ),
    fine_tuning_job_bundle_config=vendor.FineTuningBundleConfiguration(
        registry="docker.io",
        image="tune",
        tag="v1",
        command=["tune"],
        env={"B": "2"},
        mount_location=None,
        training_dataset_schema_type="RERANKING_QUESTIONS",
        resources=None,
    ),
)
PARAMETERS = ParameterSchema(
    parameters=[
        ParameterSchemaField(name="model_id", type="str", description="What", required=True),
        ParameterSchemaField(name="max_len", type="int", description="", required=False),
        ParameterSchemaField(name="share", type="float", description="", required=False),
        ParameterSchemaField(name="eager", type="bool", description="", required=False),
    ]
)

called: dict[tuple[str, str], set[str]] = {}
"""The fields that each method was given."""
numbers = count()


class Noted:
    """A collection of the client whose calls are noted."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not inspect.ismethod(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            given = inspect.signature(found).bind(*args, **kwargs).arguments
            called.setdefault((type(self._target).__name__, name), set()).update(given)
            return found(*args, **kwargs)

        return call


@pytest.fixture
def client() -> EGPClient:
    return EGPClient(api_key="any", account_id="default", endpoint_url=URL)


@pytest.fixture
def templates(client: EGPClient) -> Noted:
    return Noted(client.model_templates())


@pytest.fixture
def models(client: EGPClient) -> Noted:
    return Noted(client.models())


@pytest.fixture
def deployments(models: Noted) -> Noted:
    return Noted(models.deployments())


@pytest.fixture
def groups(client: EGPClient) -> Noted:
    return Noted(client.model_groups())


@pytest.fixture
def make_template(templates: Noted) -> Iterator[Callable[..., Any]]:
    """Make templates that go when the test is over."""
    made: list[Any] = []

    def make(**fields: Any) -> Any:
        given = {
            "name": f"Template {next(numbers)}",
            "endpoint_type": ModelEndpointType.SYNC,
            "model_type": ModelType.COMPLETION,
            "vendor_configuration": vendor.LaunchVendorConfiguration(bundle_config=BUNDLE),
            **fields,
        }
        made.append(templates.create(**given))
        return made[-1]

    yield make
    for each in made:
        assert templates.delete(each.id)


@pytest.fixture
def make_model(make_template: Callable[..., Any], models: Noted) -> Iterator[Callable[..., Any]]:
    """Make models that go when the test is over."""
    made: list[Any] = []

    def make(**fields: Any) -> Any:
        given = {"name": f"model-{next(numbers)}", "model_type": ModelType.COMPLETION, **fields}
        made.append(models.create(**given))
        return made[-1]

    yield make
    for each in made:
        assert models.delete(each.id)


def test_the_account_is_found_without_being_named() -> None:
    client = EGPClient(api_key="any", endpoint_url=URL)
    assert client.account_id == "default"
    users = Noted(client.users())
    info = client.user_info()
    assert users.who_am_i() == info == users.get(info.id)
    assert users.get_default_account_id() == "default"
    assert {role.role for role in info.access_profiles} == {"admin"}


def test_a_template_comes_back_as_it_was_given(templates: Noted, make_template: Any) -> None:
    bare = make_template()
    assert bare.vendor_configuration == vendor.LaunchVendorConfiguration(bundle_config=BUNDLE)
    assert bare.model_creation_parameters_schema is None
    whole = make_template(
        vendor_configuration=WHOLE,
        model_creation_parameters_schema=PARAMETERS,
        model_request_parameters_schema=PARAMETERS,
    )
    assert whole.vendor_configuration == WHOLE
    assert whole.model_creation_parameters_schema == PARAMETERS
    assert whole.model_request_parameters_schema == PARAMETERS
    assert templates.get(whole.id) == whole
    assert [each for each in templates.list() if each.id in (bare.id, whole.id)] == [bare, whole]


def test_things_are_made_in_another_account(
    deployments: Noted, make_template: Any, make_model: Any
) -> None:
    template, model = make_template(account_id="search"), make_model(account_id="search")
    made = deployments.create(model, name="there", account_id="search")
    assert {each.account_id for each in (template, model, made)} == {"search"}
    with pytest.raises(EGPException) as caught:
        deployments.create(model, name="elsewhere", account_id="default")
    assert caught.value.code == 422
    assert deployments.delete(made.id, model)


def test_a_template_is_changed_field_by_field(templates: Noted, make_template: Any) -> None:
    made = make_template()
    changed = templates.update(made.id, name="Anything: else")
    assert changed == made.copy(update={"name": "Anything: else"})
    changed = templates.update(
        made.id,
        name="Anything: else",
        endpoint_type=ModelEndpointType.STREAMING,
        model_type=ModelType.AGENT,
        vendor_configuration=WHOLE,
        model_creation_parameters_schema=PARAMETERS,
        model_request_parameters_schema=PARAMETERS,
    )
    assert changed.vendor_configuration == WHOLE
    assert (changed.endpoint_type, changed.model_type) == ("STREAMING", "AGENT")
    assert changed.model_creation_parameters_schema == PARAMETERS
    assert templates.get(made.id) == changed


def test_a_model_comes_back_as_it_was_given(
    models: Noted, groups: Noted, make_template: Any, make_model: Any
) -> None:
    template = make_template(model_creation_parameters_schema=PARAMETERS)
    bare = make_model()
    assert (bare.model_vendor, bare.model_template_id, bare.description) == (None, None, None)
    group = groups.create(name="models")
    optional = {
        "model_vendor": ModelVendor.LAUNCH,
        "model_template_id": template.id,
        "base_model_id": "base-1",
        "base_model_metadata": {"anything": {"b": 1, "a": [2.0]}},
        "model_group_id": group.id,
        "model_card": "# Card",
        "training_data_card": "# Data",
    }
    whole = make_model(**optional)
    assert {name: getattr(whole, name) for name in optional} == optional
    assert whole.model_creation_parameters is None
    assert whole.request_schema["type"] == "object"
    assert models.get(whole.id) == whole
    assert [each for each in models.list() if each.id in (bare.id, whole.id)] == [bare, whole]
    given = {"model_id": 5, "max_len": "8", "share": "0.5", "eager": "yes"}
    changed = models.update(whole.id, name="New & shiny", model_creation_parameters=given)
    exact = {"model_id": "5", "max_len": 8, "share": 0.5, "eager": True}
    assert (changed.name, changed.model_creation_parameters) == ("New & shiny", exact)
    changed = models.update(whole.id, base_model_id="base-2", model_template_id=template.id)
    assert (changed.base_model_id, changed.model_card) == ("base-2", "# Card")
    with pytest.raises(EGPException, match="is used by default/New-shiny") as caught:
        groups.delete(group.id)
    assert caught.value.code == 409


@pytest.mark.parametrize(
    "scaling",
    [
        None,
        vendor.LaunchDeploymentVendorConfiguration(min_workers=1, max_workers=4, per_worker=2),
        vendor.LLMEngineDeploymentVendorConfiguration(
            min_workers=1,
            max_workers=4,
            per_worker=2,
            cpus=8,
            memory="32Gi",
            storage="64Gi",
            gpus=1,
            gpu_type="nvidia-hopper-h100",
            high_priority=True,
            num_shards=1,
            checkpoint_path="s3://weights",
            model_name="m",
            base_model_name="b",
        ),
    ],
    ids=["none", "launch", "llmengine"],
)
def test_a_deployment_brings_the_parameters_that_its_model_could_not(
    models: Noted, deployments: Noted, make_template: Any, make_model: Any, scaling: Any
) -> None:
    template = make_template(model_creation_parameters_schema=PARAMETERS)
    model = make_model(model_template_id=template.id)
    with pytest.raises(EGPException) as caught:
        deployments.create(model, name="production")
    assert caught.value.code == 422
    (fault,) = caught.value.message
    assert fault["loc"] == ["body", "model_creation_parameters", "model_id"]
    union = scaling and vendor.DeploymentVendorConfiguration(__root__=scaling)
    made = deployments.create(
        model,
        name="production",
        model_creation_parameters={"model_id": "a", "max_len": 8},
        vendor_configuration=union,
    )
    assert made.vendor_configuration == union
    assert made.model_creation_parameters == {"model_id": "a", "max_len": 8}
    assert (made.status, made.model_instance_id) == ("RECORDED_NOT_RUNNING", model.id)
    assert deployments.get(made.id, model) == made
    assert deployments.list(model) == [made]
    with pytest.raises(EGPException, match="this is a registry") as caught:
        deployments.execute(made.id, model, CompletionRequest(prompts=["hi"]), timeout=60)
    assert caught.value.code == 501
    assert deployments.delete(made.id, model)
    with pytest.raises(ItemDoesNotExist):
        deployments.get(made.id, model)


def test_a_group_comes_back_as_it_was_given(groups: Noted) -> None:
    bare = groups.create(name="bare")
    whole = groups.create(name="whole & all", description="d")
    assert (bare.description, whole.description) == ("", "d")
    assert groups.get(whole.id) == whole
    assert [each for each in groups.list() if each.id in (bare.id, whole.id)] == [bare, whole]
    changed = groups.update(whole.id, name="w", description="e")
    assert (changed.name, changed.description) == ("w", "e")
    assert groups.update(bare.id, description="b").description == "b"
    for each in (bare, whole):
        assert groups.delete(each.id)
    with pytest.raises(ItemDoesNotExist):
        groups.get(bare.id)


def test_each_mistake_has_its_code(
    templates: Noted, models: Noted, groups: Noted, make_template: Any, make_model: Any
) -> None:
    template, model = make_template(), make_model()
    refused = [
        (404, lambda: templates.get("template-gone")),
        (404, lambda: models.update("model-gone", name="a")),
        (409, lambda: make_template(name=template.name)),
        (409, lambda: models.create(name=model.name, model_type=ModelType.AGENT)),
        (403, lambda: groups.create(name="a", account_id="nowhere")),
        (422, lambda: models.create(name="", model_type=ModelType.AGENT)),
        (422, lambda: models.create(name="a", model_type=ModelType.AGENT, model_template_id="x")),
    ]
    for code, attempt in refused:
        with pytest.raises(EGPException) as caught:
            attempt()
        assert caught.value.code == code
        assert caught.value.message


def test_what_the_newer_client_made_does_not_trouble_the_older_one(
    models: Noted, templates: Noted
) -> None:
    def post(path: str, **fields: Any) -> str:
        body = json.dumps({"account_id": "default", **fields}).encode()
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(
            urllib.request.Request(f"{URL}{path}", body, headers), timeout=60
        ) as answer:
            return str(json.load(answer)["id"])

    model = post("/v4/models", name="new", model_type="BUNDLE", model_vendor="VERTEX_AI")
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}
    template = post(
        "/v4/model-templates",
        name="new",
        model_type="BUNDLE",
        endpoint_type="SYNC",
        vendor_configuration={"bundle_config": BUNDLE.dict()},
        model_creation_parameters_schema=schema,
    )
    shown = next(each for each in models.list() if each.id == model)
    assert (shown.model_type, shown.model_vendor) == ("GENERIC", "OTHER")
    listed = next(each for each in templates.list() if each.id == template)
    (parameter,) = listed.model_creation_parameters_schema.parameters
    assert (parameter.name, parameter.type, parameter.required) == ("n", "int", False)
    models.delete(model)
    templates.delete(template)


def test_every_method_was_called_with_every_field() -> None:
    client = EGPClient(api_key="any", account_id="default", endpoint_url=URL)
    collections = (
        client.model_templates(),
        client.models(),
        client.models().deployments(),
        client.model_groups(),
        client.users(),
    )
    known = {
        (type(each).__name__, name): method
        for each in collections
        for name, method in inspect.getmembers(each, inspect.ismethod)
        if not name.startswith("_")
    }
    assert set(known) == set(called)
    fields = {name: set(inspect.signature(method).parameters) for name, method in known.items()}
    left = {name: each - called[name] for name, each in fields.items() if each - called[name]}
    assert left == {}
