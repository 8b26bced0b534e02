"""NeMo's models: create, list, get, change, delete."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import Writer
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.filters.fields import mean_models
from registry.api.payloads.nemo.model import (
    CreateModel,
    ModelEntity,
    UpdateModel,
    write_listed,
    write_model,
)
from registry.api.payloads.nemo.spec import ModelSpec
from registry.api.payloads.nemo.wire import PageOf
from registry.api.response import Answer
from registry.api.routes.nemo_query import Listed, Verbose
from registry.services import records
from registry.services.retry import retry_on_stale

_ROOT = "/apis/models/v2/workspaces/{workspace}/models"
_SHOWN, _LISTED = (
    {verbose: Writer(records.MODELS, partial(write, verbose=verbose)) for verbose in (False, True)}
    for write in (write_model, write_listed)
)

router = APIRouter(route_class=StrictRoute, tags=["NeMo models"])


@router.post(
    _ROOT, status_code=201, response_model=ModelEntity, responses=answers(403, 409, body=True)
)
def create_model(call: Call, workspace: str, body: CreateModel) -> Answer:
    """Register a model."""
    services, plugin = call.services, _plugin_of(body.spec)
    services.filesets.require(body.fileset, workspace=workspace, plugin=plugin, filled=False)
    model = services.models.create(body.fields(), workspace=workspace, actor=call.actor)
    return Answer(write_model(model, verbose=True), 201)


@router.get(_ROOT, response_model=PageOf[ModelEntity], responses=answers(400, 404))
def list_models(call: Call, workspace: str, wanted: Listed, verbose: Verbose = False) -> Answer:
    """List the models of a workspace, or of all with `-` in its place."""
    services = call.services
    meaning = mean_models(services.adapters.find_models)
    return wanted.answer(call, workspace, meaning, services.models.records, _LISTED[verbose])


@router.get(_ROOT + "/{name}", response_model=ModelEntity, responses=answers(404))
def get_model(call: Call, workspace: str, name: str, verbose: Verbose = False) -> Answer:
    """Return a model."""
    return Answer(_SHOWN[verbose].write(call.services.models.records.find(workspace, name)))


@router.patch(
    _ROOT + "/{name}", response_model=ModelEntity, responses=answers(403, 404, 409, body=True)
)
def change_model(
    call: Call, workspace: str, name: str, body: UpdateModel, verbose: Verbose = False
) -> Answer:
    """Change what is given; what is absent or null stays as it is."""
    services, models, changes = call.services, call.services.models, body.changes()
    services.filesets.require(
        changes.get("fileset"), workspace=workspace, plugin=_plugin_of(body.spec), filled=True
    )
    changed = retry_on_stale(
        lambda: models.find(workspace, name),
        lambda model: models.change(
            model.id,
            {**dict(model.to_input()), **changes},
            expected=model.revision,
            actor=call.actor,
        ),
    )
    return Answer(write_model(changed, verbose=verbose))


@router.delete(_ROOT + "/{name}", status_code=204, responses=answers(404, 409))
def delete_model(call: Call, workspace: str, name: str) -> Response:
    """Remove a model and its adapters."""
    models = call.services.models
    models.delete(models.find(workspace, name).id, actor=call.actor)
    return Response(status_code=204)


def _plugin_of(spec: ModelSpec | None) -> str | None:
    """Return the parser of tool calls that a specification names."""
    config = spec.tool_call_config if spec else None
    return config.tool_call_plugin if config else None
