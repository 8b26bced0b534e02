"""NeMo's adapters: under their model, and in a list of their own."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import Writer
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.filters.fields import ADAPTERS
from registry.api.filters.tree import write_tree
from registry.api.payloads.nemo.adapter import (
    Adapter,
    CreateAdapter,
    CreateModelAdapter,
    UpdateAdapter,
    write_adapter,
)
from registry.api.payloads.nemo.wire import PageOf, without_nulls
from registry.api.response import Answer
from registry.api.routes.nemo_query import ListedByAny
from registry.errors import NotFound
from registry.services import records

_ROOT = "/apis/models/v2/workspaces/{workspace}/adapters"
_NESTED = "/apis/models/v2/workspaces/{workspace}/models/{model_name}/adapters"

_WRITER = Writer(records.ADAPTERS, lambda adapter: without_nulls(write_adapter(adapter)))

router = APIRouter(route_class=StrictRoute, tags=["NeMo adapters"])


@router.post(
    _NESTED,
    status_code=201,
    response_model=Adapter,
    responses=answers(400, 403, 404, 409, body=True),
)
def create_model_adapter(
    call: Call, workspace: str, model_name: str, body: CreateModelAdapter
) -> Answer:
    """Add an adapter to a model of the same workspace."""
    return _create(call, workspace, (workspace, model_name), body)


@router.post(
    _ROOT, status_code=201, response_model=Adapter, responses=answers(400, 403, 404, 409, body=True)
)
def create_adapter(call: Call, workspace: str, body: CreateAdapter) -> Answer:
    """Add an adapter to a model, which may be in another workspace."""
    home, _, name = body.model.rpartition("/")
    return _create(call, workspace, (home or workspace, name), body)


@router.get(_ROOT, response_model=PageOf[Adapter], responses=answers(400, 404))
def list_adapters(call: Call, workspace: str, wanted: ListedByAny) -> Answer:
    """List the adapters of a workspace, or of all with `-` in its place."""
    filter = wanted.filter()
    told = {} if filter is None else {"filter": write_tree(filter)}
    records = call.services.adapters.records
    return wanted.answer(call, workspace, ADAPTERS, records, _WRITER, told)


@router.get(_ROOT + "/{name}", response_model=Adapter, responses=answers(404))
def get_adapter(call: Call, workspace: str, name: str) -> Answer:
    """Return an adapter."""
    return Answer(write_adapter(call.services.adapters.get(workspace, name)))


@router.patch(
    _ROOT + "/{name}", response_model=Adapter, responses=answers(400, 403, 404, 409, body=True)
)
def change_adapter(call: Call, workspace: str, name: str, body: UpdateAdapter) -> Answer:
    """Change what is given; what is absent or null stays as it is."""
    return _change(call, workspace, name, body)


@router.patch(
    _NESTED + "/{adapter}", response_model=Adapter, responses=answers(400, 403, 404, 409, body=True)
)
def change_model_adapter(
    call: Call, workspace: str, model_name: str, adapter: str, body: UpdateAdapter
) -> Answer:
    """Change an adapter of a model."""
    name = _find_of_model(call, workspace, model_name, adapter)
    return _change(call, *name, body)


@router.delete(_ROOT + "/{name}", status_code=204, responses=answers(404))
def delete_adapter(call: Call, workspace: str, name: str) -> Response:
    """Remove an adapter."""
    call.services.adapters.delete(workspace, name, actor=call.actor)
    return Response(status_code=204)


@router.delete(_NESTED + "/{adapter}", status_code=204, responses=answers(404))
def delete_model_adapter(call: Call, workspace: str, model_name: str, adapter: str) -> Response:
    """Remove an adapter of a model."""
    name = _find_of_model(call, workspace, model_name, adapter)
    call.services.adapters.delete(*name, actor=call.actor)
    return Response(status_code=204)


def _create(call: Call, workspace: str, model: tuple[str, str], body: CreateModelAdapter) -> Answer:
    services = call.services
    services.filesets.require(body.fileset, workspace=workspace, filled=False)
    services.adapters.check_new(body.name, workspace=workspace, model=model)
    services.filesets.require(body.fileset, workspace=workspace, filled=True)
    given = body.model_dump(exclude={"model"})
    created = services.adapters.create(given, workspace=workspace, model=model, actor=call.actor)
    return Answer(write_adapter(created), 201)


def _change(call: Call, workspace: str, name: str, body: UpdateAdapter) -> Answer:
    services, changes = call.services, body.given()
    services.filesets.require(changes.get("fileset"), workspace=workspace, filled=True)
    changed = services.adapters.change(workspace, name, changes, actor=call.actor)
    return Answer(write_adapter(changed))


def _find_of_model(call: Call, workspace: str, model: str, name: str) -> tuple[str, str]:
    """Return workspace and name of an adapter of a model. Raises NotFound for either."""
    told = call.services.models.find(workspace, model).adapters
    homes = [each.workspace for each in told if each.name == name]
    if not homes:
        raise NotFound("adapter", f"{workspace}/{name}", f"model {model!r} has none of that name")
    return (workspace if workspace in homes else homes[0]), name
