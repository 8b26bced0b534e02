"""NeMo's models: create, list, get, change, delete."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.filters.fields import model_filter_fields
from registry.api.payloads.nemo.model import (
    CreateModel,
    ModelEntity,
    UpdateModel,
    write_listed,
    write_model,
)
from registry.api.payloads.nemo.spec import NemoModelSpec
from registry.api.payloads.nemo.wire import PageOf
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import ListParameters, Verbose
from registry.services import records
from registry.services.records import retry_on_stale

_ROOT = "/apis/models/v2/workspaces/{workspace}/models"
_SHOWN, _LISTED = (
    {
        verbose: CachedWriter(records.MODELS, partial(write, verbose=verbose))
        for verbose in (False, True)
    }
    for write in (write_model, write_listed)
)

router = APIRouter(route_class=StrictRoute, tags=["NeMo models"])


@router.post(
    _ROOT,
    status_code=201,
    response_model=ModelEntity,
    responses=error_responses(403, 409, body=True),
)
def create_model(context: Context, workspace: str, body: CreateModel) -> StrictResponse:
    """Register a model."""
    services, plugin = context.services, _plugin_of(body.spec)
    services.filesets.require(body.fileset, workspace=workspace, plugin=plugin, filled=False)
    model = services.models.create(body.fields(), workspace=workspace, actor=context.actor)
    return StrictResponse(write_model(model, verbose=True), 201)


@router.get(_ROOT, response_model=PageOf[ModelEntity], responses=error_responses(400, 404))
def list_models(
    context: Context, workspace: str, query: ListParameters, verbose: Verbose = False
) -> StrictResponse:
    """List the models of a workspace, or of all with `-` in its place."""
    services = context.services
    fields = model_filter_fields(services.adapters.find_models)
    return query.respond(context, workspace, fields, services.models.records, _LISTED[verbose])


@router.get(_ROOT + "/{name}", response_model=ModelEntity, responses=error_responses(404))
def get_model(
    context: Context, workspace: str, name: str, verbose: Verbose = False
) -> StrictResponse:
    """Return a model."""
    return StrictResponse(
        _SHOWN[verbose].write(context.services.models.records.find(workspace, name))
    )


@router.patch(
    _ROOT + "/{name}",
    response_model=ModelEntity,
    responses=error_responses(403, 404, 409, body=True),
)
def change_model(
    context: Context, workspace: str, name: str, body: UpdateModel, verbose: Verbose = False
) -> StrictResponse:
    """Change what is given; what is absent or null stays as it is."""
    services, models, changes = context.services, context.services.models, body.changes()
    services.filesets.require(
        changes.get("fileset"), workspace=workspace, plugin=_plugin_of(body.spec), filled=True
    )
    changed = retry_on_stale(
        lambda: models.find(workspace, name),
        lambda model: models.change(
            model.id,
            {**dict(model.to_input()), **changes},
            expected=model.revision,
            actor=context.actor,
        ),
    )
    return StrictResponse(write_model(changed, verbose=verbose))


@router.delete(_ROOT + "/{name}", status_code=204, responses=error_responses(404, 409))
def delete_model(context: Context, workspace: str, name: str) -> Response:
    """Remove a model and its adapters."""
    models = context.services.models
    models.delete(models.find(workspace, name).id, actor=context.actor)
    return Response(status_code=204)


def _plugin_of(spec: NemoModelSpec | None) -> str | None:
    """Return the parser of tool calls that a specification names."""
    config = spec.tool_call_config if spec else None
    return config.tool_call_plugin if config else None
