"""What to do with a template."""

from collections.abc import Mapping, Sequence
from typing import Final

from registry.domain.names import MAX_NAME
from registry.domain.template import ModelType, Template
from registry.ui.snippets.clients import Client, Place, Task, write_get, write_loop
from registry.ui.snippets.literals import Expression, write_call, write_text
from registry.ui.snippets.shell import write_curl, write_path
from streamlit_jsonschema_form.problems import JsonValue

_NO_NEMO: Final[Mapping[Client, str]] = {
    Client.NEMO: "NeMo's platform knows no templates. It reads and changes the models that are made "
    "from one."
}
_NO_MODEL: Final = "No model was made from it yet."
_TWO_STEPS: Final = "`scale-egp` makes the model first, and gives it its parameters then."


def tasks_of(
    template: Template, place: Place, parameters: dict[str, JsonValue], models: Sequence[str]
) -> tuple[Task, ...]:
    """Return what to do with a template.

    Args:
        template: in the place's workspace.
        place: where it is.
        parameters: of a model to be made; no secret in it.
        models: names of some that were made from it.
    """
    return (
        _get(template, place),
        _create(template, place, parameters),
        _read_models(template, place, models),
    )


def _get(template: Template, place: Place) -> Task:
    return Task(
        "Get it",
        {
            Client.GP: place.with_gp(
                write_get("model_templates.retrieve", "template", template.id)
            ),
            Client.EGP: place.with_egp(write_get("model_templates().get", "template", template.id)),
            Client.CURL: write_curl(place.scale("model-templates", template.id)),
        },
        _NO_NEMO,
    )


def _create(template: Template, place: Place, parameters: dict[str, JsonValue]) -> Task:
    kind = template.model_type
    older = ModelType.GENERIC if kind is ModelType.BUNDLE else kind
    name = f"my-{template.name}"[:MAX_NAME]
    given: dict[str, JsonValue] = {
        "name": name,
        "account_id": place.workspace,
        "model_type": kind.value,
        "model_template_id": template.id,
        "model_creation_parameters": parameters,
    }
    made = write_call(
        "model = client.models().create",
        name=name,
        model_type=Expression(f"ModelType.{older.value}"),
        model_template_id=template.id,
    )
    filled = write_call(
        "model = client.models().update",
        Expression("model.id"),
        model_creation_parameters=parameters,
    )
    return Task(
        "Make a model from it",
        {
            Client.GP: place.with_gp(
                write_call("model = client.models.create", **given), "print(model)"
            ),
            Client.EGP: place.with_egp(
                made,
                *([filled] if parameters else []),
                "print(model)",
                imports="\nfrom scale_egp.sdk.enums import ModelType",
            ),
            Client.CURL: write_curl(place.scale("models"), body=given),
        },
        _NO_NEMO | ({Client.EGP: _TWO_STEPS} if parameters else {}),  # type: ignore[operator]
    )


def _read_models(template: Template, place: Place, models: Sequence[str]) -> Task:
    mine = f"    if model.model_template_id == {write_text(template.id)}:"
    told = "        print(model.id, model.name)"
    codes = {
        Client.GP: place.with_gp(
            f"for model in {write_call('client.models.list', account_id=place.workspace)}:",
            mine,
            told,
        ),
        Client.EGP: place.with_egp("for model in client.models().list():", mine, told),
        Client.CURL: write_curl(
            f"{place.url}/api/v1{write_path('workspaces', place.workspace, 'models')}",
            query={"model_template_id": template.id},
        ),
    }
    if models:
        found = write_call("client.models.list", filter={"name": {"in_": list(models)}})
        codes[Client.NEMO] = place.with_nemo(write_loop("model", found, "name", "base_model"))
    return Task("Read its models", codes, {} if models else {Client.NEMO: _NO_MODEL})
