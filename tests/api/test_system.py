from starlette.testclient import TestClient

from registry.api.app import create_api
from registry.api.dependencies import RegistrySource
from registry.errors import StoreUnavailable


def test_a_live_server_says_so(client):
    assert client.get("/health/live").json() == {"status": "live"}


def test_a_server_whose_store_can_be_read_is_ready(client):
    assert client.get("/health/ready").json() == {"status": "ready"}
    assert client.get("/status").json()["status"] == "healthy"


def test_nobody_has_to_sign_in(client):
    assert client.get("/apis/auth/discovery").json() == {"auth_enabled": False, "oidc": None}


def test_a_store_that_cannot_be_opened_is_503_and_the_server_stays_live(load_settings):
    def fail():
        raise StoreUnavailable("the disk is gone", "bring it back")

    client = TestClient(create_api(RegistrySource(load_settings, fail)))
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"detail": "the disk is gone; bring it back"}


def test_wrong_settings_are_503_and_named(load_settings):
    client = TestClient(create_api(RegistrySource(load_settings, lambda: load_settings(port=0))))
    assert "port" in client.get("/health/ready").json()["detail"]


def test_an_unknown_path_is_404_in_json_in_every_dialect(client):
    for path in ("/apis/nope", "/v3/nope", "/v4/nope", "/users/a/b"):
        assert client.get(path).status_code == 404
        assert client.get(path).json() == {"detail": "Not Found"}
    answer = client.get("/api/v1/nope")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_slash_at_the_end_is_redirected(client):
    answer = client.get("/health/live/")
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/health/live")


def test_the_documentation_is_read_without_a_network(client):
    page = client.get("/docs").text
    assert "/docs/assets/swagger-ui-bundle.js" in page
    assert "https://" not in page.replace("https://fastapi.tiangolo.com", "")
    assert client.get("/docs/assets/swagger-ui-bundle.js").status_code == 200
