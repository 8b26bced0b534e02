"""The served process: however it is started, from whichever current directory."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from registry import server
from registry.locations import LOCATIONS
from registry.settings import load
from support.serving import free_port

IN_FORCE = {
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 20,
    "server.showEmailPrompt": False,
    "runner.postScriptGC": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": False,
}

WAYS = {
    "patternshop serve": (["-m", "registry", "serve", "--port", "{port}"], None),
    "streamlit run app.py": (
        ["-m", "streamlit", "run", str(LOCATIONS.code / "app.py"), "--server.port={port}"],
        None,
    ),
    "uvicorn app:app": (["-m", "uvicorn", "app:app", "--port", "{port}"], LOCATIONS.code),
}

TO_BE_ASKED = "streamlit run app.py, to be asked"
ASKABLE = {TO_BE_ASKED: ([*WAYS["streamlit run app.py"][0], "--server.enableAgentApi=true"], None)}

PROBE = """
import json, os, runpy, signal, sys, threading, time, urllib.request
from streamlit import config

def report():
    while True:
        try:
            urllib.request.urlopen("http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    with open({out!r}, "w") as out:
        json.dump({{name: config.get_option(name) for name in {names!r}}}, out)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=report, daemon=True).start()
sys.argv = {argv!r}
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read()


def await_health(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            assert fetch(f"{url}/_stcore/health") == b"ok"
        except OSError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    pytest.fail(f"no answer: {process.communicate()[0]}")


@contextmanager
def serving(way: str, folder: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen]]:
    arguments, current = (WAYS | ASKABLE)[way]
    port = free_port()
    own = {f"PATTERNSHOP_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, *(part.format(port=port) for part in arguments)],
        cwd=current or folder,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await_health(url, process)
        yield url, process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("way", WAYS)
def test_the_pages_are_served_and_the_store_is_kept_when_it_stops(way, tmp_path):
    store = tmp_path / "registry.json"
    with serving(way, tmp_path, store=f"tinydb:///{store}") as (url, process):
        assert b"<title>" in fetch(url)
        process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=20)[0]
    assert "Traceback" not in output
    assert len(json.loads(store.read_text("utf-8"))["templates"]) >= 8


@pytest.mark.parametrize("way", list(WAYS)[:2])
def test_the_settings_of_streamlit_are_in_force_from_any_directory(way, tmp_path):
    """Asked within the serving process itself: a file that is not read would go unnoticed."""
    arguments, _ = WAYS[way]
    port, out = free_port(), tmp_path / "options.json"
    argv = [part.format(port=port) for part in arguments[1:]]
    code = PROBE.format(port=port, out=str(out), names=list(IN_FORCE), argv=argv, module=argv[0])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=90, check=False
    )
    assert out.exists(), done.stderr.decode()
    assert json.loads(out.read_text()) == IN_FORCE


def test_every_path_of_rest_is_answered_in_json_and_every_other_by_the_pages(tmp_path):
    paths = {"/apis/a%0Ab": 404, "/v4": 404, "/api/v1/": 404, "/status": 200, "/health/live": 200}
    with serving("uvicorn app:app", tmp_path) as (url, _):
        for path, status in paths.items():
            kind, answered = ask(url + path)
            assert (path, "json" in kind, answered) == (path, True, status)
        for path in ("/", "/apiary", "/v4x", "/models"):
            assert ask(url + path) == ("text/html; charset=utf-8", 200)


def ask(url: str) -> tuple[str, int]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.headers["Content-Type"], answer.status
    except urllib.error.HTTPError as error:
        return error.headers["Content-Type"], error.code


def test_the_address_of_the_settings_and_of_streamlits_are_one():
    text = (LOCATIONS.code / ".streamlit" / "config.toml").read_text("utf-8")
    assert re.search(r'^address = "(.+)"$', text, re.MULTILINE)[1] == load().address


def test_it_listens_on_no_other_address(tmp_path):
    with serving("patternshop serve", tmp_path) as (url, _), pytest.raises(urllib.error.URLError):
        fetch(url.replace("127.0.0.1", "127.0.0.2") + "/_stcore/health")


def test_a_store_that_cannot_be_opened_does_not_keep_the_server_down(tmp_path):
    missing = tmp_path / "file-not-folder"
    missing.touch()
    store = f"tinydb:///{missing}/registry.json"
    with serving("patternshop serve", tmp_path, store=store) as (_, process):
        process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=20)[0]
    assert "The registry could not be opened" in output
    assert str(missing) in output
    assert "Traceback" not in output


def test_the_log_says_that_a_registry_outgrows_its_file(registry, monkeypatch, caplog):
    registry.services.workspaces.create({"name": "one"}, actor="ada")
    monkeypatch.setattr("registry.store.json_file.COMFORTABLE", 0)

    async def live() -> None:
        api = server.rest()
        async with server.lifespan(api)(None):
            pass

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        apart.submit(asyncio.run, live()).result()
    assert "it is time to move to PostgreSQL" in caplog.text


def shown(url: str, **headers: str) -> str:
    """What a visitor who sends these headers sees on the front page, as JSON."""
    asked = urllib.request.Request(
        f"{url}/_stcore/agent/interact",
        b"{}",
        {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read().decode()


def test_a_trusted_header_names_who_acts(tmp_path):
    with serving(TO_BE_ASKED, tmp_path, actor="ada", actor_header="X-Forwarded-User") as (url, _):
        assert "**grace**" in shown(url, X_Forwarded_User=" grace ")
        assert "**ada**" in shown(url)


def test_a_header_that_is_not_trusted_names_no_one(tmp_path):
    with serving(TO_BE_ASKED, tmp_path, actor="ada") as (url, _):
        assert "**ada**" in shown(url, X_Forwarded_User="eve")
