"""HEAD says what GET would say, without the content."""

import pytest

NEMO = "/apis/models/v2/workspaces/default/models"
FILES = "/apis/files/v2/workspaces/default/filesets"
OURS = "/api/v1/workspaces/default"


@pytest.fixture
def filled(client, fill):
    assert client.post(NEMO, json={"name": "llama"}).status_code == 201
    fill("weights")
    return client


@pytest.mark.parametrize(
    "path",
    [
        f"{NEMO}/llama",
        NEMO,
        f"{FILES}/weights/-/config.json",
        "/v4/models?limit=1",
        "/v3/models/none",
        f"{OURS}/models/llama",
        f"{OURS}/models/none",
        "/api/v1/export",
        "/health/live",
        "/user-info",
        "/docs",
        "/openapi.json",
        "/apis/nothing",
    ],
)
def test_head_answers_as_get_does_without_the_content(filled, path):
    whole, head = filled.get(path), filled.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers
    assert whole.content


def test_what_is_known_is_not_told_again(filled):
    tag = filled.head(f"{OURS}/models/llama").headers["etag"]
    answer = filled.head(f"{OURS}/models/llama", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"]) == (304, tag)


@pytest.mark.parametrize("path", ["/api/v1/import", "/v4/model-groups/g/models/m"])
def test_where_there_is_no_get_there_is_no_head(client, path):
    answer = client.head(path)
    assert answer.status_code == 405
    assert "HEAD" not in answer.headers["allow"]
