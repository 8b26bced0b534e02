"""History in our own dialect, of templates and models: list, get, compare, restore."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import change_responses, problem_responses, read_responses
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters
from registry.api.payloads.v1.base import (
    ROOT,
    After,
    Before,
    Difference,
    InWorkspace,
    Number,
    RevisionPage,
    between,
    write_difference,
    write_revision,
)
from registry.api.payloads.v1.model import InModel, ModelRevision
from registry.api.payloads.v1.template import InTemplate, TemplateVersion
from registry.api.response import StrictResponse
from registry.api.routes.v1_models import write_model
from registry.domain.template import Template

_TEMPLATE = ROOT + "/templates/{template}"
_VERSIONS = _TEMPLATE + "/versions"
_VERSION = _VERSIONS + "/{version}"
_MODEL = ROOT + "/models/{model}"
_REVISIONS = _MODEL + "/revisions"
_REVISION = _REVISIONS + "/{revision}"

version_router = APIRouter(route_class=JsonRoute, tags=["Template versions"])
revision_router = APIRouter(route_class=JsonRoute, tags=["Model revisions"])


@version_router.get(_VERSIONS, response_model=RevisionPage, responses=problem_responses(400, 404))
def list_versions(
    context: Context, paging: PageParameters, workspace: InWorkspace, template: InTemplate
) -> StrictResponse:
    """List who made which version, the newest first."""
    templates = context.services.templates
    id = templates.find(workspace, template).id
    return paging.respond_events(
        templates.history(id, before=paging.before, limit=paging.reach), write_revision
    )


@version_router.get(_VERSION, response_model=TemplateVersion, responses=read_responses())
def get_version(
    context: Context,
    if_none_match: IfNoneMatch,
    workspace: InWorkspace,
    template: InTemplate,
    version: Number,
) -> Response:
    """Return a version of a template, which never changes."""
    found = context.services.templates.find(workspace, template, version)
    return if_none_match.respond_revision(found, Template.to_json)


@version_router.get(
    _TEMPLATE + "/diff", response_model=Difference, responses=problem_responses(404)
)
def compare_versions(
    context: Context,
    workspace: InWorkspace,
    template: InTemplate,
    before: Before = None,
    after: After = None,
) -> StrictResponse:
    """Return what differs between two versions."""
    templates = context.services.templates
    newest = templates.find(workspace, template)
    sides = between(newest.version, before, after)
    return StrictResponse(write_difference(sides, templates.diff(newest.id, *sides)))


@version_router.post(
    _VERSION + "/restore", response_model=TemplateVersion, responses=change_responses(body=False)
)
def restore_version(
    context: Context,
    if_match: IfMatch,
    workspace: InWorkspace,
    template: InTemplate,
    version: Number,
) -> StrictResponse:
    """Make a new version with the content of an old one, unless nothing differs."""
    templates = context.services.templates
    restored = if_match.change(
        lambda: templates.find(workspace, template),
        lambda current: templates.restore(
            current.id, version, expected=current.version, actor=context.actor
        ),
    )
    return respond(restored, restored.to_json())


@revision_router.get(_REVISIONS, response_model=RevisionPage, responses=problem_responses(400, 404))
def list_revisions(
    context: Context, paging: PageParameters, workspace: InWorkspace, model: InModel
) -> StrictResponse:
    """List who made which revision, the newest first."""
    models = context.services.models
    id = models.find(workspace, model).id
    return paging.respond_events(
        models.history(id, before=paging.before, limit=paging.reach), write_revision
    )


@revision_router.get(_REVISION, response_model=ModelRevision, responses=read_responses())
def get_revision(
    context: Context,
    if_none_match: IfNoneMatch,
    workspace: InWorkspace,
    model: InModel,
    revision: Number,
) -> Response:
    """Return a model as it was."""
    services = context.services
    found = services.models.find(workspace, model, revision)
    return if_none_match.respond_revision(found, partial(write_model, services))


@revision_router.get(_MODEL + "/diff", response_model=Difference, responses=problem_responses(404))
def compare_revisions(
    context: Context,
    workspace: InWorkspace,
    model: InModel,
    before: Before = None,
    after: After = None,
) -> StrictResponse:
    """Return what differs between two revisions, secrets masked."""
    models = context.services.models
    newest = models.find(workspace, model)
    sides = between(newest.revision, before, after)
    return StrictResponse(write_difference(sides, models.diff(newest.id, *sides)))


@revision_router.post(
    _REVISION + "/restore", response_model=ModelRevision, responses=change_responses(body=False)
)
def restore_revision(
    context: Context, if_match: IfMatch, workspace: InWorkspace, model: InModel, revision: Number
) -> StrictResponse:
    """Make a new revision with the content of an old one, unless nothing differs."""
    services, models = context.services, context.services.models
    restored = if_match.change(
        lambda: models.find(workspace, model),
        lambda current: models.restore(
            current.id, revision, expected=current.revision, actor=context.actor
        ),
    )
    return respond(restored, write_model(services, restored))
