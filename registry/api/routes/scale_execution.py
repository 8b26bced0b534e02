"""What Scale's platform does and a registry does not: run models, and count what they used."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.documentation import error_responses
from registry.api.response import StrictResponse
from registry.errors import NotOffered

router = APIRouter(route_class=StrictRoute, tags=["Scale, not offered"])

_EXECUTE = "/models/{model_id}/deployments/{deployment_id}/execute"
_COUNTED = "/{id}/usage-statistics"
_REFUSED = error_responses(501)


@router.post("/v4" + _EXECUTE, status_code=501, responses=_REFUSED)
@router.post("/v3" + _EXECUTE, status_code=501, responses=_REFUSED)
async def execute_deployment(model_id: str, deployment_id: str) -> StrictResponse:
    """Refuse: deployments are records here, and nothing runs."""
    raise _refusal(f"{deployment_id!r} of model {model_id!r}")


@router.post("/v4/models/{deployment_id}/completions", status_code=501, responses=_REFUSED)
@router.post("/v4/models/{deployment_id}/chat-completions", status_code=501, responses=_REFUSED)
@router.post("/v4/models/{deployment_id}/embeddings", status_code=501, responses=_REFUSED)
@router.post("/v4/models/{deployment_id}/rerankings", status_code=501, responses=_REFUSED)
async def execute_model(deployment_id: str) -> StrictResponse:
    """Refuse: deployments are records here, and nothing runs."""
    raise _refusal(repr(deployment_id))


@router.get("/v4/models" + _COUNTED, status_code=501, responses=_REFUSED)
@router.get("/v4/model-groups" + _COUNTED, status_code=501, responses=_REFUSED)
@router.get("/v4/model-deployments" + _COUNTED, status_code=501, responses=_REFUSED)
async def count_usage(id: str) -> StrictResponse:
    """Refuse: nothing runs here, so nothing is used."""
    raise NotOffered(f"counting what {id!r} used", "ask the platform that runs the model")


def _refusal(deployment: str) -> NotOffered:
    where = f"send the request to where deployment {deployment} of your platform answers"
    return NotOffered("executing a model", where)
