"""The sample templates: loaded where their names are free; nothing is overwritten."""

from dataclasses import dataclass
from pathlib import Path

from registry.domain.workspace import DEFAULT_WORKSPACE
from registry.errors import AlreadyExists, Invalid
from registry.services.assembly import Services
from registry.store.base import Store
from streamlit_jsonschema_form.json_text import read_json
from streamlit_jsonschema_form.problems import JsonValue, Problem

ACTOR = "patternshop"
"""Who loads the samples, as events record it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of loading one sample.

    Attributes:
        name: the template's.
        loaded: False when the name was taken, and what has it was left alone.
    """

    name: str
    loaded: bool


def is_empty(store: Store) -> bool:
    """Tell whether nothing was ever put into a registry: also not something deleted since."""
    return not store.events(limit=1)


def load_samples(
    services: Services,
    folder: Path,
    *,
    workspace: str = DEFAULT_WORKSPACE,
    actor: str = ACTOR,
) -> list[Loaded]:
    """Create the templates that the `*.json` files of a folder hold, in the order of their names.

    Raises:
        Invalid: a file is no JSON or no template.
    """
    return [_load(services, file, workspace, actor) for file in sorted(folder.glob("*.json"))]


def _load(services: Services, file: Path, workspace: str, actor: str) -> Loaded:
    given = _read(file)
    try:
        template = services.templates.create(given, workspace=workspace, actor=actor, note="sample")
    except AlreadyExists as error:
        return Loaded(error.name, loaded=False)
    except Invalid as error:
        raise Invalid(f"the sample {file.name}", error.problems) from error
    return Loaded(template.name, loaded=True)


def _read(file: Path) -> dict[str, JsonValue]:
    try:
        given = read_json(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"the sample {file.name}", [Problem((), "json", str(error))]) from error
    if not isinstance(given, dict):
        message = f"expected an object with a template's fields, got {type(given).__name__}"
        raise Invalid(f"the sample {file.name}", [Problem((), "type", message)])
    return given
