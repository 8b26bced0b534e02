"""The code that pages offer to copy, run as it stands: by the real clients, and by a shell.

Every client has a workspace of its own, because the same code makes the same things.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.bootstrap import open_services
from registry.domain.names import derive_name
from registry.locations import LOCATIONS
from registry.services import Services
from registry.settings import Settings
from registry.ui.snippets import tasks as code
from registry.ui.snippets.clients import Client, Connection, Task
from registry.ui.snippets.examples import complete
from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.problems import JsonValue
from tests.browser.conftest import Server

HERE = Path(__file__).parent
PYTHON = LOCATIONS.code / ".venv" / "clients" / "bin" / "python"
LONGEST_S = 300
NASTY = (
    'it\'s "$(touch pwned)" `touch pwned` ${HOME} \\ %41 {} [1-3] é 漢 😀 \u202e\nsecond; line #!'
)
NAME = derive_name(NASTY)
FILE = "it's/$(touch pwned) 漢 %41 & 2.txt"
SECRET = "never-to-be-shown"
SCHEMA = {
    "type": "object",
    "required": [NASTY, "token"],
    "properties": {
        NASTY: {"type": "string", "examples": [NASTY]},
        "token": {"type": "string", "format": "password"},
    },
}

pytestmark = pytest.mark.xdist_group("copied code")


def fill(services: Services, home: str) -> None:
    """Make one of everything, with names that need care wherever they may be of any kind."""
    workspace = {"workspace": home, "actor": "ada"}
    services.workspaces.create({"name": home}, actor="ada")
    image = {"registry": "docker.io", "image": "acme/x", "tag": "1"}
    template = services.templates.create(
        {
            "name": NAME,
            "endpoint_type": "SYNC",
            "model_type": "EMBEDDING",
            "vendor_configuration": {"bundle_config": image},
            "model_creation_parameters_schema": SCHEMA,
        },
        **workspace,
        given_name=NASTY,
    )
    model = services.models.create(
        {
            "name": NAME,
            "description": NASTY,
            "model_type": "EMBEDDING",
            "model_template_id": template.id,
            "model_creation_parameters": {NASTY: "", "token": SECRET},
        },
        **workspace,
        given_name=NASTY,
    )
    services.filesets.create({"name": "weights"}, **workspace)
    with services.filesets.receive(home, "weights", FILE) as upload:
        upload.write(b"content")
        upload.keep()
    weights = {"name": "tone", "fileset": "weights", "finetuning_type": "lora"}
    services.adapters.create(weights, **workspace, model=(home, NAME))
    services.groups.create({"name": NASTY, "description": NASTY}, **workspace)
    services.deployments.create(model.id, {"name": NASTY}, actor="ada")
    services.prompts.create({"name": "ask", "description": NASTY}, **workspace)


def tasks(services: Services, connection: Connection) -> dict[str, tuple[Task, ...]]:
    """Write the code of every page."""
    home = connection.workspace
    template, model = services.templates.find(home, NAME), services.models.find(home, NAME)
    parameters, problems = complete(compile(SCHEMA), {})
    assert problems == ()
    group = services.groups.page(home, limit=1).items[0]
    deployment = services.deployments.page(workspace=home, limit=1).items[0]
    return {
        "template": code.template_tasks(template, connection, parameters, [NAME]),
        "model": code.model_tasks(model, connection, {}),
        "adapter": code.adapter_tasks(services.adapters.find(home, "tone"), connection),
        "group": (code.create_group(connection), *code.group_tasks(group, connection, model.id)),
        "deployment": code.deployment_tasks(deployment, connection),
        "fileset": (
            code.create_fileset(connection),
            *code.fileset_tasks(services.filesets.find(home, "weights"), connection, FILE),
        ),
        "prompt": (
            code.create_prompt(connection),
            *code.prompt_tasks(services.prompts.find(home, "ask"), connection),
        ),
    }


def run_programs(programs: list[str], folder: Path) -> list[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    ran = subprocess.run(
        [PYTHON, HERE / "run_programs.py"],
        cwd=folder,
        env={**kept, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


def run_commands(commands: list[str], folder: Path) -> list[str]:
    """Run commands with the machine's curl."""
    return [run_command(command, folder, os.environ["PATH"]) for command in commands]


def run_commands_without_curl(commands: list[str], folder: Path) -> list[str]:
    """Run commands with a stand-in for curl before all others."""
    stand_in = folder / "bin" / "curl"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{HERE / "curl.py"}" "$@"\n')
    stand_in.chmod(0o755)
    path = f"{stand_in.parent}:{os.environ['PATH']}"
    return [run_command(command, folder, path) for command in commands]


def run_command(command: str, folder: Path, path: str) -> str:
    ran = subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


Runner = Callable[[list[str], Path], list[str]]
RUNNERS: dict[str, tuple[Client, Runner]] = {
    **{each.value: (each, run_programs) for each in Client if each is not Client.CURL},
    "a stand-in for curl": (Client.CURL, run_commands_without_curl),
    **({"curl": (Client.CURL, run_commands)} if shutil.which("curl") else {}),
}


HOMES = {each: f"team.{number}" for number, each in enumerate(RUNNERS)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, str]]:
    """A served registry with a workspace for each client, and its address."""
    folder = tmp_path_factory.mktemp("served")
    server = Server(folder, samples="false", files=str(folder / "files"))
    settings = Settings(store=server.settings["store"], files=folder / "files", samples=False)
    registry = open_services(settings)
    for home in HOMES.values():
        fill(registry.services, home)
    server.start()
    yield registry.services, server.url
    server.stop()
    registry.close()


@dataclass(frozen=True)
class Run:
    """What came of the code of one client.

    Attributes:
        home: its workspace.
        printed: what each task printed.
        services: to look at what is there afterwards.
        folder: where it ran.
    """

    home: str
    printed: dict[tuple[str, str], str]
    services: Services
    folder: Path


@pytest.fixture(scope="module", params=RUNNERS)
def ran(
    request: pytest.FixtureRequest,
    served: tuple[Services, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Everything that pages offer for one client, run in the order in which they offer it."""
    services, url = served
    home, (client, runner) = HOMES[request.param], RUNNERS[request.param]
    codes = {
        (noun, task.title): task.codes[client]
        for noun, offered in tasks(services, Connection(url, home)).items()
        for task in offered
        if client in task.codes
    }
    assert [code for code in codes.values() if SECRET in code] == []
    folder = tmp_path_factory.mktemp("work")
    printed = runner(list(codes.values()), folder)
    return Run(home, dict(zip(codes, printed, strict=True)), services, folder)


def test_everything_runs_and_answers(ran: Run) -> None:
    silent = {("fileset", "Download a file")}
    if ("group", "Add a model") not in ran.printed:
        silent.add(("group", "List models"))
    assert {key for key, text in ran.printed.items() if not text.strip()} <= silent
    assert not (ran.folder / "pwned").exists()
    assert SECRET not in "".join(ran.printed.values())


def test_every_answer_is_about_what_was_asked_for(ran: Run) -> None:
    model = ran.services.models.find(ran.home, NAME)
    template = ran.services.templates.find(ran.home, NAME)
    deployment = ran.services.deployments.page(workspace=ran.home, limit=1).items[0]
    marks = {
        ("template", "Get"): (template.id,),
        ("template", "List models"): (model.id, NAME),
        ("model", "Get"): (model.id,),
        ("model", "List adapters"): ("tone",),
        ("model", "List deployments"): (deployment.id,),
        ("adapter", "Get"): ("tone",),
        ("deployment", "Get"): (deployment.id,),
        ("fileset", "List files"): ("& 2.txt",),
        ("prompt", "Get"): ("ask",),
    }
    asked = {key: any_of for key, any_of in marks.items() if key in ran.printed}
    assert len(asked) >= 5
    for key, any_of in asked.items():
        assert any(mark in ran.printed[key] for mark in any_of), key


def test_a_change_that_says_what_is_there_changes_nothing(ran: Run) -> None:
    model = ran.services.models.find(ran.home, NAME)
    assert (model.given_name, model.description) == (NASTY, NASTY)


def model_of(services: Services, home: str) -> JsonValue:
    return services.models.find(home, f"my-{NAME}").model_creation_parameters


def add_adapter(services: Services, home: str) -> JsonValue:
    return services.adapters.find(home, f"{NAME}-adapter").model


def deployments_of(services: Services, home: str) -> JsonValue:
    return [each.name for each in services.deployments.page(workspace=home, limit=9).items]


def groups_of(services: Services, home: str) -> JsonValue:
    return [each.name for each in services.groups.page(home, limit=9).items]


def grouped(services: Services, home: str) -> JsonValue:
    return services.models.find(home, NAME).model_group_id is not None


def enabled(services: Services, home: str) -> JsonValue:
    return services.adapters.find(home, "tone").enabled


def files_of(services: Services, home: str) -> JsonValue:
    return [each.path for each in services.filesets.files(home, "my-files")]


def prompt_of(services: Services, home: str) -> JsonValue:
    return services.prompts.find(home, "summarise").description


@pytest.mark.parametrize(
    ("task", "look", "wanted"),
    [
        (("template", "Create a model"), model_of, {NASTY: NASTY, "token": "YOUR-TOKEN"}),
        (("model", "Add an adapter"), add_adapter, f"{{home}}/{NAME}"),
        (("model", "Record a deployment"), deployments_of, [NASTY, "production"]),
        (("group", "Create a group"), groups_of, [NASTY, "Fine-tuned models"]),
        (("group", "Add a model"), grouped, True),
        (("adapter", "Disable"), enabled, False),
        (("fileset", "Create a fileset"), files_of, ["README.md"]),
        (("prompt", "Create a prompt"), prompt_of, "Summarises a text."),
    ],
    ids=lambda given: given[-1] if isinstance(given, tuple) else "",
)
def test_what_the_code_makes_is_there(
    ran: Run, task: tuple[str, str], look: Callable[[Services, str], JsonValue], wanted: JsonValue
) -> None:
    """A client that has no code for a task is not asked for it."""
    if task in ran.printed:
        told = wanted.format(home=ran.home) if isinstance(wanted, str) else wanted
        assert look(ran.services, ran.home) == told


def test_the_file_that_is_downloaded_is_the_one_that_is_there(ran: Run) -> None:
    told = ran.printed.get(("fileset", "Download a file"))
    saved = ran.folder / FILE.rpartition("/")[2]
    assert told in {None, "7\n"} or saved.read_bytes() == b"content"


def test_every_client_can_do_something_with_what_it_knows(ran: Run) -> None:
    assert len(ran.printed) >= 10
