"""A request for one thing asks the store once."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from typing_extensions import override

from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.memory import MemoryStore
from registry.store.records import Page, Query, Record

NEMO = "/apis/models/v2/workspaces/{workspace}"
FILES = "/apis/files/v2/workspaces/{workspace}/filesets/{name}"
PLACES = {"workspace": "default", "name": "thing", "path": "config.json"}
ONES = (
    f"{NEMO}/models/{{name}}",
    f"{NEMO}/adapters/{{name}}",
    f"{NEMO}/prompts/{{name}}",
    FILES,
    f"{FILES}/-/{{path}}",
    "/apis/entities/v2/workspaces/{name}",
    "/v3/model-templates/{id}",
    "/v4/model-templates/{id}",
    "/v3/model-groups/{id}",
    "/v4/model-groups/{id}",
    "/v3/models/{id}",
    "/v4/models/{id}",
    "/v3/models/{model_id}/deployments/{id}",
    "/v4/models/{model_id}/deployments/{id}",
    "/users/{id}",
)
DIALECTS = ("/apis/", "/v3/", "/v4/", "/users/")


class CountingStore(MemoryStore):
    """A store in memory that counts how often it is read."""

    reads = 0

    @override
    def get(self, kind: str, id: str) -> Record:
        self.reads += 1
        return super().get(kind, id)

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        self.reads += 1
        return super().find(kind, workspace, name)

    @override
    def query_many(self, *queries: BatchQuery) -> tuple[BatchResult, ...]:
        self.reads += 1
        return super().query_many(*queries)

    @override
    def page(self, kind: str, query: Query) -> Page:
        self.reads += 1
        return super().page(kind, query)


@pytest.fixture
def store() -> Iterator[CountingStore]:
    opened = CountingStore()
    yield opened
    opened.close()


@pytest.fixture
def made(client: TestClient) -> dict[str, dict[str, str]]:
    """Make one thing of each kind, and say what is in the paths of each."""

    def post(path: str, **body: Any) -> Any:
        answer = client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    nemo, account = NEMO.format(**PLACES), {"account_id": "default"}
    post("/apis/entities/v2/workspaces", name="thing")
    post(FILES.format(**PLACES).removesuffix("/thing"), name="thing")
    file = client.put(f"{FILES.format(**PLACES)}/-/config.json", content=b"{}")
    assert file.is_success
    image = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}
    template = post(
        "/v4/model-templates",
        name="thing",
        endpoint_type="SYNC",
        model_type="COMPLETION",
        vendor_configuration={"bundle_config": image},
        **account,
    )
    given = {"name": "thing", "model_type": "COMPLETION", **account}
    model = post("/v4/models", model_template_id=template["id"], **given)
    post(f"{nemo}/models/thing/adapters", name="thing", fileset="thing", finetuning_type="lora")
    post(f"{nemo}/prompts", name="thing", messages=[{"role": "user", "content": "Hello"}])
    group = post("/v4/model-groups", name="thing", **account)
    parameters = {"model_id": "meta/llama"}
    under = f"/v4/models/{model['id']}/deployments"
    deployment = post(under, name="thing", model_creation_parameters=parameters, **account)
    ids = {"model-templates": template, "models": model, "model-groups": group}
    return {
        **{kind: {"id": one["id"]} for kind, one in ids.items()},
        "deployments": {"id": deployment["id"], "model_id": model["id"]},
        "users": {"id": "ada"},
    }


def test_every_operation_that_returns_one_thing_is_counted(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    ones = {path for path in paths if path.endswith("}") and "get" in paths[path]}
    assert {path for path in ones if path.startswith(DIALECTS)} == set(ONES)


@pytest.mark.parametrize("path", ONES)
def test_one_thing_costs_one_read(
    client: TestClient, store: CountingStore, made: dict[str, dict[str, str]], path: str
) -> None:
    kind = path.split("/")[-2]
    where = path.format(**PLACES | made.get(kind, {}))
    # What never changes, the version of a template, is read with the first request alone.
    first = client.get(where)
    assert first.status_code == 200, first.text
    store.reads = 0
    assert client.get(where).content == first.content
    assert store.reads == 1


@pytest.mark.parametrize("generation", ["v3", "v4"])
def test_a_model_costs_one_read_also_with_all_that_can_be_shown_beside_it(
    client: TestClient, store: CountingStore, made: dict[str, dict[str, str]], generation: str
) -> None:
    id, group = made["models"]["id"], made["model-groups"]["id"]
    assert client.patch(f"/v4/models/{id}", json={"model_group_id": group}).is_success
    where = f"/{generation}/models/{id}?view=Deployments&view=ModelGroup"
    first = client.get(where)
    assert first.json()["model_group"]["id"] == group, first.text
    assert [each["name"] for each in first.json()["deployments"]] == ["thing"]
    store.reads = 0
    assert client.get(where).content == first.content
    assert store.reads == 1
