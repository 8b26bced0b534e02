"""NeMo's prompts: create, list, get, replace, delete."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.filters.fields import PROMPTS
from registry.api.payloads.nemo.prompt import CreatePrompt, Prompt, UpdatePrompt, write_prompt
from registry.api.payloads.nemo.wire import PageOf, without_nulls
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import ListParameters
from registry.services import records

_ROOT = "/apis/models/v2/workspaces/{workspace}/prompts"
_FREE = ("tool_choice", "response_format", "parameters")
_WRITER = CachedWriter(records.PROMPTS, lambda prompt: without_nulls(write_prompt(prompt), _FREE))

router = APIRouter(route_class=StrictRoute, tags=["NeMo prompts"])


@router.post(
    _ROOT, status_code=201, response_model=Prompt, responses=error_responses(409, body=True)
)
def create_prompt(context: Context, workspace: str, body: CreatePrompt) -> StrictResponse:
    """Keep a prompt."""
    made = context.services.prompts.create(body.fields(), workspace=workspace, actor=context.actor)
    return StrictResponse(write_prompt(made), 201)


@router.get(_ROOT, response_model=PageOf[Prompt], responses=error_responses(400, 404))
def list_prompts(context: Context, workspace: str, query: ListParameters) -> StrictResponse:
    """List the prompts of a workspace, or of all with `-` in its place."""
    return query.respond(context, workspace, PROMPTS, context.services.prompts.records, _WRITER)


@router.get(_ROOT + "/{name}", response_model=Prompt, responses=error_responses(404))
def get_prompt(context: Context, workspace: str, name: str) -> StrictResponse:
    """Return a prompt."""
    return StrictResponse(write_prompt(context.services.prompts.find(workspace, name)))


@router.put(
    _ROOT + "/{name}", response_model=Prompt, responses=error_responses(404, 409, body=True)
)
def replace_prompt(
    context: Context, workspace: str, name: str, body: UpdatePrompt
) -> StrictResponse:
    """Replace everything but the name; what is absent takes its default."""
    prompts = context.services.prompts
    return StrictResponse(
        write_prompt(prompts.replace(workspace, name, body.fields(), actor=context.actor))
    )


@router.delete(_ROOT + "/{name}", status_code=204, responses=error_responses(404))
def delete_prompt(context: Context, workspace: str, name: str) -> Response:
    """Remove a prompt."""
    context.services.prompts.delete(workspace, name, actor=context.actor)
    return Response(status_code=204)
