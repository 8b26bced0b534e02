"""NeMo's prompts: create, list, get, replace, delete."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.body_cache import Writer
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.filters.fields import PROMPTS
from registry.api.payloads.nemo.prompt import CreatePrompt, Prompt, UpdatePrompt, write_prompt
from registry.api.payloads.nemo.wire import PageOf, without_nulls
from registry.api.response import Answer
from registry.api.routes.nemo_query import Listed
from registry.services import records

_ROOT = "/apis/models/v2/workspaces/{workspace}/prompts"
_FREE = ("tool_choice", "response_format", "parameters")
_WRITER = Writer(records.PROMPTS, lambda prompt: without_nulls(write_prompt(prompt), _FREE))

router = APIRouter(route_class=StrictRoute, tags=["NeMo prompts"])


@router.post(_ROOT, status_code=201, response_model=Prompt, responses=answers(409, body=True))
def create_prompt(call: Call, workspace: str, body: CreatePrompt) -> Answer:
    """Keep a prompt."""
    made = call.services.prompts.create(body.fields(), workspace=workspace, actor=call.actor)
    return Answer(write_prompt(made), 201)


@router.get(_ROOT, response_model=PageOf[Prompt], responses=answers(400, 404))
def list_prompts(call: Call, workspace: str, wanted: Listed) -> Answer:
    """List the prompts of a workspace, or of all with `-` in its place."""
    return wanted.answer(call, workspace, PROMPTS, call.services.prompts.records, _WRITER)


@router.get(_ROOT + "/{name}", response_model=Prompt, responses=answers(404))
def get_prompt(call: Call, workspace: str, name: str) -> Answer:
    """Return a prompt."""
    return Answer(write_prompt(call.services.prompts.get(workspace, name)))


@router.put(_ROOT + "/{name}", response_model=Prompt, responses=answers(404, 409, body=True))
def replace_prompt(call: Call, workspace: str, name: str, body: UpdatePrompt) -> Answer:
    """Replace everything but the name; what is absent takes its default."""
    prompts = call.services.prompts
    return Answer(write_prompt(prompts.replace(workspace, name, body.fields(), actor=call.actor)))


@router.delete(_ROOT + "/{name}", status_code=204, responses=answers(404))
def delete_prompt(call: Call, workspace: str, name: str) -> Response:
    """Remove a prompt."""
    call.services.prompts.delete(workspace, name, actor=call.actor)
    return Response(status_code=204)
