import pytest
from fastapi import APIRouter

from registry import errors
from registry.api.body import StrictRoute
from registry.api.errors import STATUSES, status_of
from registry.errors import (
    AlreadyExists,
    Denied,
    InUse,
    Invalid,
    NotFound,
    NotOffered,
    NoWorkspace,
    StaleRevision,
    StoreUnavailable,
    Unacceptable,
)
from streamlit_jsonschema_form.problems import Problem

EXAMPLES = {
    400: Unacceptable("no such filter"),
    403: Denied("not here"),
    404: NotFound("model", "default/m"),
    409: AlreadyExists("model", "default", "m"),
    422: Invalid("model", [Problem(("a", 0), "required", "missing; fill it in")]),
    501: NotOffered("running a model"),
    503: StoreUnavailable("no disk", "find it"),
}


@pytest.fixture
def raising(client):
    """A client of a server with one route, in every dialect, that raises what it is told to."""

    def ask(error, prefix="/apis"):
        router = APIRouter(route_class=StrictRoute)

        @router.get(f"{prefix}/raise")
        def fail() -> None:
            raise error

        client.app.include_router(router)
        return client.get(f"{prefix}/raise")

    return ask


def every(kind):
    for child in kind.__subclasses__():
        yield child
        yield from every(child)


def test_every_error_that_is_raised_on_purpose_has_a_status():
    """But for those of copying a registry elsewhere, which only the command line does."""
    for kind in every(errors.RegistryError):
        if kind.__module__ in ("registry.store.migrate_store", "registry.store.backup"):
            continue
        assert any(base in STATUSES for base in kind.__mro__), kind


@pytest.mark.parametrize("status", EXAMPLES)
@pytest.mark.parametrize("prefix", ["/apis", "/v3", "/v4"])
def test_both_platforms_read_the_error_in_detail(raising, status, prefix):
    answer = raising(EXAMPLES[status], prefix)
    assert answer.status_code == status
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize("status", EXAMPLES)
def test_our_own_dialect_answers_with_problems(raising, status):
    answer = raising(EXAMPLES[status], "/api/v1")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"] == str(EXAMPLES[status])


def test_a_problem_points_into_the_body(raising):
    error = raising(EXAMPLES[422], "/api/v1").json()["errors"][0]
    assert error["pointer"] == "/a/0"
    assert raising(EXAMPLES[422]).json()["detail"][0]["loc"] == ["body", "a", 0]


@pytest.mark.parametrize("status", EXAMPLES)
def test_what_would_fail_again_is_not_to_be_tried_again(raising, status):
    retry = raising(EXAMPLES[status]).headers.get("x-should-retry")
    assert retry == ("false" if status in {409, 501} else None)


def test_a_missing_workspace_is_the_bodys_fault_with_nemo_and_out_of_reach_with_scale():
    error = NoWorkspace("workspace", "nowhere")
    assert status_of(error, "/apis/models") == 422
    assert status_of(error, "/v4/models") == status_of(error, "/v3/models") == 403
    assert status_of(error, "/api/v1/models") == 404
    assert status_of(NotFound("workspace", "nowhere"), "/apis/models") == 404


@pytest.mark.parametrize(
    "error", [StaleRevision("model", "a/b", 1, 2), InUse("workspace", "w", ["w/m"], 1)]
)
def test_every_conflict_is_409(error):
    assert status_of(error, "/apis") == 409


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v4/models", "GET, HEAD, POST"),
        ("/v4/models/m", "DELETE, GET, HEAD, PATCH"),
        ("/v4/model-templates/t", "DELETE, GET, HEAD"),
        ("/apis/models/v2/workspaces/default/models/m", "DELETE, GET, HEAD, PATCH"),
        ("/health/live", "GET, HEAD"),
    ],
)
def test_a_method_that_a_path_does_not_have_is_told_which_it_has(client, path, allowed):
    answer = client.put(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
