"""The REST application, made from where settings and registry come from."""

from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from registry.api import errors
from registry.api.components import rename_schemas, restore_nulls
from registry.api.dependencies import RegistrySource
from registry.api.documentation import COMPONENTS
from registry.api.middleware import HeadAsGet, HeaderLimit
from registry.api.routes import (
    nemo_filesets,
    nemo_models,
    nemo_prompts,
    nemo_workspaces,
    scale_execution,
    scale_models,
    scale_templates,
    system,
    users,
    v1_drafts,
    v1_dry_runs,
    v1_entities,
    v1_events,
    v1_results,
    v1_transfer,
    v1_workspaces,
)

PREFIXES: Final = (
    "/api/v1",
    "/apis",
    "/docs",
    "/health",
    "/openapi.json",
    "/status",
    "/user-info",
    "/users",
    "/v3",
    "/v4",
)
"""The paths that are REST's; all others are the pages'."""

_ROUTERS: tuple[APIRouter, ...] = (
    system.router,
    nemo_models.router,
    nemo_models.adapter_router,
    nemo_workspaces.router,
    nemo_filesets.router,
    nemo_prompts.router,
    scale_templates.router,
    scale_execution.router,
    scale_models.deployment_router,
    scale_models.router,
    scale_models.group_router,
    users.router,
    v1_entities.template_router,
    v1_entities.version_router,
    v1_entities.model_router,
    v1_entities.revision_router,
    v1_dry_runs.router,
    v1_results.router,
    v1_drafts.router,
    v1_events.router,
    v1_workspaces.router,
    v1_transfer.router,
)

_DESCRIPTION = """The registry of model templates and models, in three dialects: NeMo's (`/apis`), \
Scale's (`/v4`, `/v3`) and its own (`/api/v1`). All three see the same entities."""


def create_api(source: RegistrySource) -> FastAPI:
    """Make the application; the registry is opened by the first request."""
    api = FastAPIOffline(
        title="Patternshop",
        description=_DESCRIPTION,
        version="1",
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs/assets",
        favicon_url="/docs/assets/favicon.png",
    )
    api.state.source = source
    api.state.routers = _ROUTERS
    errors.install(api)
    api.add_middleware(HeadAsGet)
    api.add_middleware(HeaderLimit)
    for router in _ROUTERS:
        # Not by include_router, which would look at every route twice.
        api.router.routes.extend(router.routes)
    _complete_document(api)
    return api


def _complete_document(api: FastAPI) -> None:
    write = api.openapi

    def openapi() -> dict[str, Any]:
        document = write()
        schemas = document["components"]["schemas"]
        # FastAPI returns the same document again, which is complete then.
        if not schemas.keys() >= COMPONENTS.keys():
            schemas.update(COMPONENTS)
            rename_schemas(document)
            restore_nulls(document)
        return document

    api.openapi = openapi  # type: ignore[method-assign]
