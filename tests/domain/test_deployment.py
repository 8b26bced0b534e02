import pytest

from registry.domain.deployment import Deployment, DeploymentInput, LLMEngineScaling
from registry.domain.group import Group, GroupInput

ENGINE = {
    "cpus": 3,
    "memory": "8Gi",
    "storage": "16Gi",
    "gpus": 0,
    "gpu_type": None,
    "vendor": "LLMENGINE",
    "min_workers": 0,
    "max_workers": 1,
    "per_worker": 10,
    "high_priority": False,
    "num_shards": 4,
    "checkpoint_path": None,
    "model_name": None,
    "base_model_name": None,
    "inference_framework_image_tag": None,
}
LAUNCH = {"vendor": "LAUNCH", "min_workers": 0, "max_workers": 1, "per_worker": 10}


@pytest.mark.parametrize(
    ("given", "whole"),
    [({}, LAUNCH), ({"vendor": "LAUNCH"}, LAUNCH), ({"vendor": "LLMENGINE"}, ENGINE)],
)
def test_scaling_that_is_left_out_takes_its_defaults(
    given: dict[str, str], whole: dict[str, object]
) -> None:
    made = DeploymentInput.model_validate({"name": "a", "vendor_configuration": given})
    assert made.to_json()["vendor_configuration"] == whole
    again = DeploymentInput.model_validate(made.to_json())
    assert again == made


def test_a_scaling_that_is_made_already_is_taken_as_it_is() -> None:
    scaling = LLMEngineScaling(vendor="LLMENGINE")
    assert DeploymentInput(name="a", vendor_configuration=scaling).vendor_configuration is scaling


@pytest.mark.parametrize(
    "entity", [DeploymentInput, Deployment, GroupInput, Group, LLMEngineScaling]
)
def test_every_field_explains_itself(entity: type[DeploymentInput]) -> None:
    for drawn in entity.model_json_schema()["properties"].values():
        assert len(drawn["description"]) > 10
