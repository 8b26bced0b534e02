"""NeMo's models, and their adapters: under their model, and in a list of their own."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.filters.fields import ADAPTERS, model_filter_fields
from registry.api.filters.tree import write_tree
from registry.api.payloads.nemo.adapter import (
    CreateAdapter,
    CreateModelAdapter,
    NemoAdapter,
    UpdateAdapter,
    write_adapter,
)
from registry.api.payloads.nemo.model import (
    CreateModel,
    ModelEntity,
    UpdateModel,
    write_listed,
    write_model,
)
from registry.api.payloads.nemo.spec import NemoModelSpec
from registry.api.payloads.nemo.wire import PageOf, without_nulls
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import ListParameters, ListParametersByAnyField, Verbose
from registry.errors import NotFound
from registry.services import records
from registry.services.records import retry_on_stale

_MODELS = "/apis/models/v2/workspaces/{workspace}/models"
_SHOWN, _LISTED = (
    {
        verbose: CachedWriter(records.MODELS, partial(write, verbose=verbose))
        for verbose in (False, True)
    }
    for write in (write_model, write_listed)
)

router = APIRouter(route_class=StrictRoute, tags=["NeMo models"])


@router.post(
    _MODELS,
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


@router.get(_MODELS, response_model=PageOf[ModelEntity], responses=error_responses(400, 404))
def list_models(
    context: Context, workspace: str, query: ListParameters, verbose: Verbose = False
) -> StrictResponse:
    """List the models of a workspace, or of all with `-` in its place."""
    services = context.services
    fields = model_filter_fields(services.adapters.find_models)
    return query.respond(context, workspace, fields, services.models.records, _LISTED[verbose])


@router.get(_MODELS + "/{name}", response_model=ModelEntity, responses=error_responses(404))
def get_model(
    context: Context, workspace: str, name: str, verbose: Verbose = False
) -> StrictResponse:
    """Return a model."""
    return StrictResponse(
        _SHOWN[verbose].write(context.services.models.records.find(workspace, name))
    )


@router.patch(
    _MODELS + "/{name}",
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


@router.delete(_MODELS + "/{name}", status_code=204, responses=error_responses(404, 409))
def delete_model(context: Context, workspace: str, name: str) -> Response:
    """Remove a model and its adapters."""
    models = context.services.models
    models.delete(models.find(workspace, name).id, actor=context.actor)
    return Response(status_code=204)


def _plugin_of(spec: NemoModelSpec | None) -> str | None:
    """Return the parser of tool calls that a specification names."""
    config = spec.tool_call_config if spec else None
    return config.tool_call_plugin if config else None


_ADAPTERS = "/apis/models/v2/workspaces/{workspace}/adapters"
_NESTED = "/apis/models/v2/workspaces/{workspace}/models/{model_name}/adapters"

_ADAPTER_WRITER = CachedWriter(
    records.ADAPTERS, lambda adapter: without_nulls(write_adapter(adapter))
)

adapter_router = APIRouter(route_class=StrictRoute, tags=["NeMo adapters"])


@adapter_router.post(
    _NESTED,
    status_code=201,
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def create_model_adapter(
    context: Context, workspace: str, model_name: str, body: CreateModelAdapter
) -> StrictResponse:
    """Add an adapter to a model of the same workspace."""
    return _create_adapter(context, workspace, (workspace, model_name), body)


@adapter_router.post(
    _ADAPTERS,
    status_code=201,
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def create_adapter(context: Context, workspace: str, body: CreateAdapter) -> StrictResponse:
    """Add an adapter to a model, which may be in another workspace."""
    home, _, name = body.model.rpartition("/")
    return _create_adapter(context, workspace, (home or workspace, name), body)


@adapter_router.get(
    _ADAPTERS, response_model=PageOf[NemoAdapter], responses=error_responses(400, 404)
)
def list_adapters(
    context: Context, workspace: str, query: ListParametersByAnyField
) -> StrictResponse:
    """List the adapters of a workspace, or of all with `-` in its place."""
    filter = query.filter()
    pagination = {} if filter is None else {"filter": write_tree(filter)}
    records = context.services.adapters.records
    return query.respond(context, workspace, ADAPTERS, records, _ADAPTER_WRITER, pagination)


@adapter_router.get(
    _ADAPTERS + "/{name}", response_model=NemoAdapter, responses=error_responses(404)
)
def get_adapter(context: Context, workspace: str, name: str) -> StrictResponse:
    """Return an adapter."""
    return StrictResponse(write_adapter(context.services.adapters.find(workspace, name)))


@adapter_router.patch(
    _ADAPTERS + "/{name}",
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def change_adapter(
    context: Context, workspace: str, name: str, body: UpdateAdapter
) -> StrictResponse:
    """Change what is given; what is absent or null stays as it is."""
    return _change_adapter(context, workspace, name, body)


@adapter_router.patch(
    _NESTED + "/{adapter}",
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def change_model_adapter(
    context: Context, workspace: str, model_name: str, adapter: str, body: UpdateAdapter
) -> StrictResponse:
    """Change an adapter of a model."""
    name = _find_of_model(context, workspace, model_name, adapter)
    return _change_adapter(context, *name, body)


@adapter_router.delete(_ADAPTERS + "/{name}", status_code=204, responses=error_responses(404))
def delete_adapter(context: Context, workspace: str, name: str) -> Response:
    """Remove an adapter."""
    context.services.adapters.delete(workspace, name, actor=context.actor)
    return Response(status_code=204)


@adapter_router.delete(_NESTED + "/{adapter}", status_code=204, responses=error_responses(404))
def delete_model_adapter(
    context: Context, workspace: str, model_name: str, adapter: str
) -> Response:
    """Remove an adapter of a model."""
    name = _find_of_model(context, workspace, model_name, adapter)
    context.services.adapters.delete(*name, actor=context.actor)
    return Response(status_code=204)


def _create_adapter(
    context: Context, workspace: str, model: tuple[str, str], body: CreateModelAdapter
) -> StrictResponse:
    services = context.services
    services.filesets.require(body.fileset, workspace=workspace, filled=False)
    services.adapters.check_new(body.name, workspace=workspace, model=model)
    services.filesets.require(body.fileset, workspace=workspace, filled=True)
    given = body.model_dump(exclude={"model"})
    created = services.adapters.create(given, workspace=workspace, model=model, actor=context.actor)
    return StrictResponse(write_adapter(created), 201)


def _change_adapter(
    context: Context, workspace: str, name: str, body: UpdateAdapter
) -> StrictResponse:
    services, changes = context.services, body.given()
    services.filesets.require(changes.get("fileset"), workspace=workspace, filled=True)
    changed = services.adapters.change(workspace, name, changes, actor=context.actor)
    return StrictResponse(write_adapter(changed))


def _find_of_model(context: Context, workspace: str, model: str, name: str) -> tuple[str, str]:
    """Return workspace and name of an adapter of a model. Raises NotFound for either."""
    pagination = context.services.models.find(workspace, model).adapters
    homes = [each.workspace for each in pagination if each.name == name]
    if not homes:
        raise NotFound("adapter", f"{workspace}/{name}", f"model {model!r} has none of that name")
    return (workspace if workspace in homes else homes[0]), name
