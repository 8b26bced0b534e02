"""What the documentation says of Scale's dialect, held against what it does."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.payloads.scale.models import DeploymentView, GroupView, ScaleModelView
from registry.api.payloads.scale.templates import ScaleTemplateView
from registry.api.payloads.scale.users import UserView
from registry.domain.template import ModelType
from tests.api.documented import DOCUMENT
from tests.api.scale.conftest import Ask

SCHEMAS = DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize(
    "view", [ScaleTemplateView, ScaleModelView, DeploymentView, GroupView, UserView]
)
def test_examples_of_answers_are_whole(view: Any) -> None:
    (example,) = view.model_json_schema()["examples"]
    assert set(view.model_validate(example).model_dump()) == set(example)


def test_examples_of_bodies_can_be_sent(ask: Ask) -> None:
    def example(name: str) -> dict[str, Any]:
        sent: dict[str, Any] = SCHEMAS[name]["examples"][0]
        return sent

    template = ask("post", "/v4/model-templates", example("TemplateCreate"))
    ask("patch", f"/v3/model-templates/{template['id']}", example("TemplateUpdate"))
    group = ask("post", "/v4/model-groups", example("GroupCreate"))
    ask("patch", f"/v4/model-groups/{group['id']}", example("GroupUpdate"))
    body = {**SCHEMAS["ModelCreate"]["examples"][0], "model_template_id": template["id"]}
    model = ask("post", "/v4/models", body)
    ask("patch", f"/v4/models/{model['id']}", example("ModelUpdate"))
    path = f"/v4/models/{model['id']}/deployments"
    deployment = ask("post", path, example("DeploymentCreate"))
    ask("patch", f"{path}/{deployment['id']}", example("DeploymentUpdate"))


@pytest.mark.parametrize("name", ["TemplateCreate", "TemplateView", "ModelCreate", "ModelView"])
def test_every_type_of_models_may_be_sent_and_may_come(name: str) -> None:
    assert SCHEMAS[name]["properties"]["model_type"]["enum"] == [*ModelType]


BAD = [
    b"{",
    b"[]",
    b'"text"',
    b"\xff",
    b'{"name": NaN}',
    b'{"name": "a", "name": "b"}',
    b'{"name": "' + b"x" * 2**20 + b'", "account_id": "default", "model_type": "AGENT"}',
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_a_bad_body_is_refused_shortly_and_leaves_nothing(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for what in ("models", "model-templates", "model-groups"):
        answer = client.post(f"/v4/{what}", content=body, headers=headers)
        assert answer.status_code == 422
        assert len(answer.content) < 10_000
        assert client.get(f"/v3/{what}").json() == []
