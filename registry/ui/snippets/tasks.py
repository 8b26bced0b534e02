"""What programs do with each kind of entity, as code to copy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.names import MAX_NAME
from registry.domain.saved_prompt import SavedPrompt
from registry.domain.template import ModelType, Template
from registry.ui.snippets.clients import Client, Connection, Task, write_loop, write_request
from registry.ui.snippets.literals import Expression, write_call, write_text
from registry.ui.snippets.shell import write_curl, write_path
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue

Remarks = Mapping[Client, str]


def _without_scale(nouns: str) -> Remarks:
    text = f"Scale's clients do not support {nouns}. Use `nemo-platform` or `curl`."
    return {Client.GP: text, Client.EGP: text}


def _without_nemo(nouns: str, hint: str = "Use one of Scale's clients or `curl`.") -> Remarks:
    return {Client.NEMO: f"`nemo-platform` does not support {nouns}. {hint}"}


_ADAPTERS: Final = _without_scale("adapters")
_FILESETS: Final = _without_scale("filesets")
_PROMPTS: Final = _without_scale("prompts")
_DEPLOYMENTS: Final = _without_nemo("these deployments")
_GROUPS: Final = _without_nemo("model groups")
_TEMPLATES: Final = _without_nemo("templates", "It reads and updates the models created from one.")

_CONTENT: Final = "your weights"
_SAMPLE: Final = "This uploads sample text. To upload a file, put {} in place of {}."
_UPLOADS: Final[Remarks] = {
    Client.NEMO: _SAMPLE.format('`open("weights.bin", "rb")`', f'`b"{_CONTENT}"`'),
    Client.CURL: _SAMPLE.format("`--upload-file weights.bin`", f"`--data-raw '{_CONTENT}'`"),
}
_WILDCARDS: Final = frozenset("#*?[")

_README: Final = "README.md"
_ADAPTER: Final = "-adapter"
_WEIGHTS: Final = "-weights"
_WEIGHTS_FILE: Final = "adapter_model.safetensors"
_GROUP: Final = "Fine-tuned models"
_PROMPT: Final[dict[str, Any]] = {
    "name": "summarise",
    "description": "Summarises a text.",
    "messages": [{"role": "user", "content": "Say in one sentence: {text}"}],
    "input_variables": ["text"],
}


def template_tasks(
    template: Template,
    connection: Connection,
    parameters: dict[str, JsonValue],
    models: Sequence[str],
) -> tuple[Task, ...]:
    """Return what to do with a template.

    Args:
        template: in the connection's workspace.
        connection: to the server.
        parameters: of a model to create; no secret in it.
        models: names of some models that use it.
    """
    return (
        connection.task(
            "Get",
            _TEMPLATES,
            gp=write_request("template", "model_templates.retrieve", template.id),
            egp=write_request("template", "model_templates().get", template.id),
            curl=write_curl(connection.scale("model-templates", template.id)),
        ),
        _create_model(template, connection, parameters),
        _list_models(template, connection, models),
    )


def _create_model(
    template: Template, connection: Connection, parameters: dict[str, JsonValue]
) -> Task:
    kind = template.model_type
    older = ModelType.GENERIC if kind is ModelType.BUNDLE else kind
    name = f"my-{template.name}"[:MAX_NAME]
    given: dict[str, JsonValue] = {
        "name": name,
        "account_id": connection.workspace,
        "model_type": kind.value,
        "model_template_id": template.id,
        "model_creation_parameters": parameters,
    }
    steps = [
        write_call(
            "model = client.models().create",
            name=name,
            model_type=Expression(f"ModelType.{older.value}"),
            model_template_id=template.id,
        ),
        "print(model)",
    ]
    remarks = dict(_TEMPLATES)
    if parameters:
        update = "model = client.models().update"
        model_id = Expression("model.id")
        steps.insert(1, write_call(update, model_id, model_creation_parameters=parameters))
        remarks[Client.EGP] = "`scale-egp` creates the model first, then sets its parameters."
    return connection.task(
        "Create a model",
        remarks,
        gp=write_request("model", "models.create", **given),
        egp="\n".join(steps),
        egp_imports="\nfrom scale_egp.sdk.enums import ModelType",
        curl=write_curl(connection.scale("models"), body=given),
    )


def _list_models(template: Template, connection: Connection, models: Sequence[str]) -> Task:
    condition = f"model.model_template_id == {write_text(template.id)}"
    listed = write_call("client.models.list", account_id=connection.workspace)
    named = write_call("client.models.list", filter={"name": {"in_": list(models)}})
    path = write_path("workspaces", connection.workspace, "models")
    return connection.task(
        "List models",
        {} if models else {Client.NEMO: "No model uses this template yet."},
        nemo=write_loop("model", named, "name", "base_model") if models else "",
        gp=write_loop("model", listed, "id", "name", condition=condition),
        egp=write_loop("model", "client.models().list()", "id", "name", condition=condition),
        curl=write_curl(f"{connection.url}/api/v1{path}", query={"model_template_id": template.id}),
    )


def model_tasks(
    model: Model, connection: Connection, parameters: dict[str, JsonValue]
) -> tuple[Task, ...]:
    """Return what to do with a model.

    Args:
        model: in the connection's workspace.
        connection: to the server.
        parameters: what a deployment has to add to the model's own; no secret in it.
    """
    url = connection.nemo("models", "models", model.name)
    text = model.description or "What it is for."
    update = "`scale-egp` updates only the name, base model, template and parameters of a model."
    reference: JsonValue = {"model": f"{model.workspace}/{model.name}"}
    adapters = write_call("client.adapters.list", workspace="-", filter=reference)
    deployments = write_call("client.models.deployments.list", model.id)
    shown = ("id", "name", "status")
    return (
        connection.task(
            "Get",
            {},
            nemo=write_request("model", "models.retrieve", model.name),
            gp=write_request("model", "models.retrieve", model.id),
            egp=write_request("model", "models().get", model.id),
            curl=write_curl(url),
        ),
        connection.task(
            "Update",
            {Client.EGP: update},
            nemo=write_request("model", "models.update", model.name, description=text),
            gp=write_request("model", "models.update", model.id, description=text),
            egp=write_request(
                "model", "models().update", model.id, name=model.given_name or model.name
            ),
            curl=write_curl(url, method="PATCH", body={"description": text}),
        ),
        connection.task(
            "List adapters",
            _ADAPTERS,
            nemo=write_loop("adapter", adapters, "name", "finetuning_type", "fileset"),
            curl=write_curl(
                Connection(connection.url, "-").nemo("models", "adapters"),
                query={"filter": write_json(reference)},
            ),
        ),
        add_adapter(model.name, connection),
        record_deployment(model.id, connection, parameters),
        connection.task(
            "List deployments",
            _DEPLOYMENTS,
            gp=write_loop("deployment", deployments, *shown),
            egp=_with_model(
                model.id,
                write_loop("deployment", "client.models().deployments().list(model)", *shown),
            ),
            curl=write_curl(connection.scale("models", model.id, "deployments")),
        ),
    )


def adapter_tasks(adapter: StoredAdapter, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with an adapter."""
    url = connection.nemo("models", "adapters", adapter.name)
    enabled = not adapter.enabled
    return (
        connection.task(
            "Get",
            _ADAPTERS,
            nemo=write_request("adapter", "adapters.retrieve", adapter.name),
            curl=write_curl(url),
        ),
        connection.task(
            "Enable" if enabled else "Disable",
            _ADAPTERS,
            nemo=write_request("adapter", "adapters.patch", adapter.name, enabled=enabled),
            curl=write_curl(url, method="PATCH", body={"enabled": enabled}),
        ),
    )


def add_adapter(model: str, connection: Connection) -> Task:
    """Return how to add an adapter, its weights first, to the model of this name."""
    name = model[: MAX_NAME - len(_ADAPTER + _WEIGHTS)] + _ADAPTER
    fileset = name + _WEIGHTS
    given = {"name": name, "fileset": fileset, "finetuning_type": "lora"}
    create = write_curl(connection.nemo("models", "models", model, "adapters"), body={**given})
    return connection.task(
        "Add an adapter",
        {**_UPLOADS, **_ADAPTERS},
        nemo="\n".join(
            (
                _upload(fileset, _WEIGHTS_FILE),
                write_request("adapter", "models.adapters.create", model, **given),
            )
        ),
        curl=f"{_upload_by_curl(connection, fileset, _WEIGHTS_FILE)}\n\n{create}",
    )


def deployment_tasks(deployment: Deployment, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with a deployment."""
    id, model_id = deployment.id, deployment.model_id
    url = connection.scale("models", model_id, "deployments", id)
    metadata: dict[str, Any] = {"deployment_metadata": {"note": "Load test, week 12."}}
    method = "models.deployments"
    return (
        connection.task(
            "Get",
            _DEPLOYMENTS,
            gp=write_request("deployment", f"{method}.retrieve", id, model_instance_id=model_id),
            egp=_with_model(
                model_id,
                write_request("deployment", "models().deployments().get", id, Expression("model")),
            ),
            curl=write_curl(url),
        ),
        connection.task(
            "Update metadata",
            {**_DEPLOYMENTS, Client.EGP: "`scale-egp` cannot change deployments."},
            gp=write_request(
                "deployment", f"{method}.update", id, model_instance_id=model_id, **metadata
            ),
            curl=write_curl(url, method="PATCH", body=metadata),
        ),
    )


def record_deployment(
    model_id: str, connection: Connection, parameters: dict[str, JsonValue]
) -> Task:
    """Return how to record a deployment of a model.

    Args:
        model_id: the model's.
        connection: to the server.
        parameters: what has to be added to the model's own.
    """
    given: dict[str, Any] = {"name": "production"}
    if parameters:
        given["model_creation_parameters"] = parameters
    create = ("models().deployments().create", Expression("model"))
    return connection.task(
        "Record a deployment",
        _DEPLOYMENTS,
        gp=write_request("deployment", "models.deployments.create", model_id, **given),
        egp=_with_model(model_id, write_request("deployment", *create, **given)),
        curl=write_curl(connection.scale("models", model_id, "deployments"), body=given),
    )


def _with_model(model_id: str, code: str) -> str:
    """Write code of Scale's older client that works on a model which is fetched first."""
    return f"{write_call('model = client.models().get', model_id)}\n{code}"


def fileset_tasks(fileset: Fileset, connection: Connection, file: str | None) -> tuple[Task, ...]:
    """Return what to do with a fileset; `file` is the path of a file in it, if it has any."""
    name = fileset.name
    url = connection.nemo("files", "filesets", name)
    get = connection.task(
        "Get",
        _FILESETS,
        nemo=write_request("fileset", "files.filesets.retrieve", name),
        curl=write_curl(url),
    )
    tasks = [get]
    if fileset.is_local:
        files = f"{write_call('client.files.list', fileset=name)}.data"
        tasks += [
            connection.task(
                "List files",
                _FILESETS,
                nemo=write_loop("file", files, "path", "size"),
                curl=write_curl(f"{url}/files"),
            ),
            connection.task(
                "Upload a file",
                {**_UPLOADS, **_FILESETS},
                nemo=f"{_upload(name, _README)}\nprint(fileset)",
                curl=_put_file(connection, name, _README),
            ),
        ]
    if file is not None:
        tasks.append(_download(name, connection, file))
    return tuple(tasks)


def create_fileset(connection: Connection) -> Task:
    """Return how to create a fileset with one file."""
    name = "my-files"
    return connection.task(
        "Create a fileset",
        {**_UPLOADS, **_FILESETS},
        nemo=f"{_upload(name, _README)}\nprint(fileset)",
        curl=_upload_by_curl(connection, name, _README),
    )


def file_url(connection: Connection, fileset: str, path: str) -> str:
    """Return the address of a file's content."""
    return connection.nemo("files", "filesets", fileset, "-", *path.split("/"))


def _upload(fileset: str, path: str) -> str:
    """Write in Python how to upload a file to a fileset, which is created if there is none."""
    return write_call(
        "fileset = client.files.upload_content",
        content=Expression(f'b"{_CONTENT}"'),
        remote_path=path,
        fileset=fileset,
        fileset_auto_create=True,
    )


def _upload_by_curl(connection: Connection, fileset: str, path: str) -> str:
    create = write_curl(connection.nemo("files", "filesets"), body={"name": fileset})
    return f"{create}\n\n{_put_file(connection, fileset, path)}"


def _put_file(connection: Connection, fileset: str, path: str) -> str:
    return write_curl(file_url(connection, fileset, path), method="PUT", content=_CONTENT)


def _download(name: str, connection: Connection, path: str) -> Task:
    download = write_call("content = client.files.download_content", remote_path=path, fileset=name)
    supported = _WILDCARDS.isdisjoint(path)
    wild = "`nemo-platform` treats `#`, `*`, `?` and `[` in a path as wildcards. Use `curl`."
    return connection.task(
        "Download a file",
        _FILESETS if supported else {Client.NEMO: wild, **_FILESETS},
        nemo=f"{download}\nprint(len(content))" if supported else "",
        curl=write_curl(file_url(connection, name, path), save_as=path.rpartition("/")[2]),
    )


def group_tasks(group: Group, connection: Connection, model_id: str) -> tuple[Task, ...]:
    """Return what to do with a group; `model_id` is of a model to add to it."""
    url = connection.scale("model-groups", group.id)
    add = "`scale-egp` can add a model to a group only when it creates the model."
    found = write_call("client.models.list", model_group_id=group.id)
    condition = f"model.model_group_id == {write_text(group.id)}"
    return (
        connection.task(
            "Get",
            _GROUPS,
            gp=write_request("group", "model_groups.retrieve", group.id),
            egp=write_request("group", "model_groups().get", group.id),
            curl=write_curl(url),
        ),
        connection.task(
            "Add a model",
            {**_GROUPS, Client.EGP: add},
            gp=write_request(
                "model", "model_groups.models.create", model_id, model_group_id=group.id
            ),
            curl=write_curl(f"{url}{write_path('models', model_id)}", method="POST"),
        ),
        connection.task(
            "List models",
            _GROUPS,
            gp=write_loop("model", found, "id", "name"),
            egp=write_loop("model", "client.models().list()", "id", "name", condition=condition),
            curl=write_curl(connection.scale("models"), query={"model_group_id": group.id}),
        ),
    )


def create_group(connection: Connection) -> Task:
    """Return how to create a group."""
    given = {"name": _GROUP, "account_id": connection.workspace}
    return connection.task(
        "Create a group",
        _GROUPS,
        gp=write_request("group", "model_groups.create", **given),
        egp=write_request("group", "model_groups().create", name=_GROUP),
        curl=write_curl(connection.scale("model-groups"), body={**given}),
    )


def prompt_tasks(prompt: SavedPrompt, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with a prompt."""
    return (
        connection.task(
            "Get",
            _PROMPTS,
            nemo=write_request("prompt", "inference.prompts.retrieve", prompt.name),
            curl=write_curl(connection.nemo("models", "prompts", prompt.name)),
        ),
    )


def create_prompt(connection: Connection) -> Task:
    """Return how to create a prompt."""
    return connection.task(
        "Create a prompt",
        _PROMPTS,
        nemo=write_request("prompt", "inference.prompts.create", **_PROMPT),
        curl=write_curl(connection.nemo("models", "prompts"), body=_PROMPT),
    )
