"""The command line: `patternshop serve | demo | render | check | backup | migrate | export | …`.

What goes wrong ends in a sentence and an exit code, never in a traceback: 0 is done, 1 is an error
or a finding of `check`, 2 is a mistake in how the command was called or set up.
"""

import runpy
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

from registry.errors import Invalid, RegistryError
from registry.locations import LOCATIONS
from registry.settings import Settings, load
from registry.transfers import backup, export, migrate, open_registry, restore, take_in
from streamlit_jsonschema_form.problems import Problem

if TYPE_CHECKING:
    from registry.launch.plan import Launch
    from registry.services import Services

    _Planned = tuple[Launch, tuple[str, ...]]

APP: Final = LOCATIONS.code / "app.py"
PARAMETERS: Final = "model_creation_parameters"
READY_WITHIN_S: Final = 60.0
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Addresses to listen on, and how to reach them from here."""


class LaunchFormat(StrEnum):
    """The forms in which a launch can be written; each is a key of `launch.formats.RENDERERS`."""

    DOCKER = "docker"
    COMPOSE = "compose"
    KUBERNETES = "kubernetes"
    ENV = "env"


class _Commands(TyperGroup):
    """Ends every command that raises on purpose with its message and exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except RegistryError as error:
            _explain(error)
            raise typer.Exit(2 if isinstance(error, Invalid) else 1) from error


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A registry of model templates and models, filled in and reviewed in a browser.",
)


@app.callback(invoke_without_command=True)
def patternshop(
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Print the version if only that is requested."""
    if show_version:
        typer.echo(version("patternshop"))
        raise typer.Exit


app.command()(backup)
app.command()(restore)
app.command()(migrate)
app.command()(export)
app.command("import")(take_in)


def _explain(error: RegistryError) -> None:
    if isinstance(error, Invalid):
        lines = [f"{error.what}: {len(error.problems)} wrong", *(f"  {p}" for p in error.problems)]
    else:
        lines = [str(error)]
    typer.echo("\n".join(lines), err=True)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Listen on this port.")] = None,
    address: Annotated[str | None, typer.Option(help="Listen on this address.")] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open a browser when ready.")
    ] = None,
) -> None:
    """Serve the pages, until Ctrl+C."""
    settings = load(port=port, address=address, open_browser=open_browser)
    _require_free(settings)
    url = f"http://{EVERYWHERE.get(settings.address, settings.address)}:{settings.port}"
    if settings.open_browser:
        threading.Thread(target=_open_when_ready, args=(url,), daemon=True).start()
    typer.echo(f"Patternshop {version('patternshop')} at {url}, stored in {_place(settings)}")
    typer.echo("Press Ctrl+C to stop.")
    sys.argv = [
        "streamlit", "run", str(APP),
        f"--server.address={settings.address}", f"--server.port={settings.port}",
    ]  # fmt: skip
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


@app.command()
def demo() -> None:
    """Load the sample templates; those whose names are taken are left alone."""
    with open_registry() as registry:
        for sample in registry.load_samples():
            state = "loaded " if sample.loaded else "skipped"
            reason = "" if sample.loaded else ": the name is taken"
            typer.echo(f"{state} {sample.name}{reason}")


@app.command()
def check() -> None:
    """Read the whole store and print what is wrong in it, and where."""
    found = 0
    with open_registry() as registry:
        for finding in registry.check():
            typer.echo(str(finding))
            found += 1
        advice = registry.advice()
    if advice:
        typer.echo(advice, err=True)
    if found:
        typer.echo(f"{found} wrong", err=True)
        raise typer.Exit(1)
    typer.echo("nothing is wrong")


@app.command()
def render(
    model: Annotated[str | None, typer.Argument(help="The name of a registered model.")] = None,
    template: Annotated[
        str | None, typer.Option(help="Render a template, without a model.")
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The parameters: JSON, YAML or a command line; - reads the input."
        ),
    ] = None,
    form: Annotated[
        LaunchFormat, typer.Option("--as", help="What to write.")
    ] = LaunchFormat.DOCKER,
    workspace: Annotated[str | None, typer.Option(help="Where the model or template is.")] = None,
) -> None:
    """Print how to run a model: a docker command, a Compose file, a Deployment or an env file."""
    if (model is None) == (template is None) or (model is not None and parameters is not None):
        raise typer.BadParameter("expected MODEL, or --template NAME with --parameters FILE")
    from registry.launch.formats import RENDERERS

    place = workspace or load().workspace
    with open_registry() as registry:
        if model is not None:
            launch, notes = _plan_model(registry.services, place, model)
        else:
            text = _read(parameters) if parameters else "{}"
            launch, notes = _plan_template(registry.services, place, str(template), text)
    rendering = RENDERERS[form].render(launch)
    typer.echo(rendering.text, nl=False)
    for note in (*notes, *rendering.notes):
        typer.echo(note, err=True)


def _plan_model(services: "Services", workspace: str, name: str) -> "_Planned":
    from registry.launch.plan import plan

    model = services.models.find(workspace, name)
    template = services.models.template_of(model)
    if template is None:
        message = "was registered without a template, so nothing says how to run it"
        raise Invalid(f"model {name!r}", [Problem(("model_template_id",), "required", message)])
    given = model.model_creation_parameters or {}
    schema = services.schemas.of(template)
    return plan(template, given, schema=schema, name=model.name, workspace=workspace), ()


def _plan_template(services: "Services", workspace: str, name: str, text: str) -> "_Planned":
    """Plan what is not registered: by the rules that registering it would go by."""
    from registry.launch.parser import read_parameters
    from registry.launch.plan import plan

    template = services.templates.find(workspace, name)
    schema = services.schemas.of(template)
    command = template.vendor_configuration.bundle_config.command
    reading = read_parameters(text, schema, command=command or ())
    wanted = {
        "name": name,
        "model_template_id": template.id,
        "model_template_version": template.version,
        PARAMETERS: reading.value,
    }
    found = services.models.validate(wanted, workspace=workspace)
    problems = [replace(p, path=p.path[1:]) for p in found if p.path[:1] == (PARAMETERS,)]
    if problems:
        raise Invalid("the parameters", problems)
    launch = plan(template, reading.value, schema=schema, name=name, workspace=workspace)
    return launch, reading.notes


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file} is not text in UTF-8") from error


def _place(settings: Settings) -> str:
    """Name the file or the server that holds the registry."""
    from registry.store.factory import file_of

    if settings.store.startswith("tinydb:"):
        return str(file_of(settings.store, base=LOCATIONS.data))
    return settings.place


def _require_free(settings: Settings) -> None:
    """Refuse an address that cannot be listened on, before anything is loaded."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, settings.port))
        except OSError as error:
            place = f"{settings.address} port {settings.port}"
            message = (
                f"cannot listen on {place}: {error.strerror or error}; choose another with --port"
            )
            raise Invalid("The address", [Problem((), "address", message)]) from error


def _open_when_ready(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except OSError:  # nobody listens yet, or nobody answers yet
            time.sleep(0.1)
        else:
            webbrowser.open(url)
            return
