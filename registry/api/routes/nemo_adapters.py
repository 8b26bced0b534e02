"""NeMo's adapters: under their model, and in a list of their own."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.filters.fields import ADAPTERS
from registry.api.filters.tree import write_tree
from registry.api.payloads.nemo.adapter import (
    CreateAdapter,
    CreateModelAdapter,
    NemoAdapter,
    UpdateAdapter,
    write_adapter,
)
from registry.api.payloads.nemo.wire import PageOf, without_nulls
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import ListParametersByAnyField
from registry.errors import NotFound
from registry.services import records

_ROOT = "/apis/models/v2/workspaces/{workspace}/adapters"
_NESTED = "/apis/models/v2/workspaces/{workspace}/models/{model_name}/adapters"

_WRITER = CachedWriter(records.ADAPTERS, lambda adapter: without_nulls(write_adapter(adapter)))

router = APIRouter(route_class=StrictRoute, tags=["NeMo adapters"])


@router.post(
    _NESTED,
    status_code=201,
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def create_model_adapter(
    context: Context, workspace: str, model_name: str, body: CreateModelAdapter
) -> StrictResponse:
    """Add an adapter to a model of the same workspace."""
    return _create(context, workspace, (workspace, model_name), body)


@router.post(
    _ROOT,
    status_code=201,
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def create_adapter(context: Context, workspace: str, body: CreateAdapter) -> StrictResponse:
    """Add an adapter to a model, which may be in another workspace."""
    home, _, name = body.model.rpartition("/")
    return _create(context, workspace, (home or workspace, name), body)


@router.get(_ROOT, response_model=PageOf[NemoAdapter], responses=error_responses(400, 404))
def list_adapters(
    context: Context, workspace: str, query: ListParametersByAnyField
) -> StrictResponse:
    """List the adapters of a workspace, or of all with `-` in its place."""
    filter = query.filter()
    pagination = {} if filter is None else {"filter": write_tree(filter)}
    records = context.services.adapters.records
    return query.respond(context, workspace, ADAPTERS, records, _WRITER, pagination)


@router.get(_ROOT + "/{name}", response_model=NemoAdapter, responses=error_responses(404))
def get_adapter(context: Context, workspace: str, name: str) -> StrictResponse:
    """Return an adapter."""
    return StrictResponse(write_adapter(context.services.adapters.find(workspace, name)))


@router.patch(
    _ROOT + "/{name}",
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def change_adapter(
    context: Context, workspace: str, name: str, body: UpdateAdapter
) -> StrictResponse:
    """Change what is given; what is absent or null stays as it is."""
    return _change(context, workspace, name, body)


@router.patch(
    _NESTED + "/{adapter}",
    response_model=NemoAdapter,
    responses=error_responses(400, 403, 404, 409, body=True),
)
def change_model_adapter(
    context: Context, workspace: str, model_name: str, adapter: str, body: UpdateAdapter
) -> StrictResponse:
    """Change an adapter of a model."""
    name = _find_of_model(context, workspace, model_name, adapter)
    return _change(context, *name, body)


@router.delete(_ROOT + "/{name}", status_code=204, responses=error_responses(404))
def delete_adapter(context: Context, workspace: str, name: str) -> Response:
    """Remove an adapter."""
    context.services.adapters.delete(workspace, name, actor=context.actor)
    return Response(status_code=204)


@router.delete(_NESTED + "/{adapter}", status_code=204, responses=error_responses(404))
def delete_model_adapter(
    context: Context, workspace: str, model_name: str, adapter: str
) -> Response:
    """Remove an adapter of a model."""
    name = _find_of_model(context, workspace, model_name, adapter)
    context.services.adapters.delete(*name, actor=context.actor)
    return Response(status_code=204)


def _create(
    context: Context, workspace: str, model: tuple[str, str], body: CreateModelAdapter
) -> StrictResponse:
    services = context.services
    services.filesets.require(body.fileset, workspace=workspace, filled=False)
    services.adapters.check_new(body.name, workspace=workspace, model=model)
    services.filesets.require(body.fileset, workspace=workspace, filled=True)
    given = body.model_dump(exclude={"model"})
    created = services.adapters.create(given, workspace=workspace, model=model, actor=context.actor)
    return StrictResponse(write_adapter(created), 201)


def _change(context: Context, workspace: str, name: str, body: UpdateAdapter) -> StrictResponse:
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
