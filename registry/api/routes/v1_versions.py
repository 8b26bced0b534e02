"""Versions of templates in our own dialect: list, get, compare, restore."""

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
from registry.api.payloads.v1.template import InTemplate, TemplateVersion
from registry.api.response import StrictResponse
from registry.domain.template import Template

_ONE = ROOT + "/templates/{template}"
_VERSIONS = _ONE + "/versions"
_VERSION = _VERSIONS + "/{version}"

router = APIRouter(route_class=JsonRoute, tags=["Template versions"])


@router.get(_VERSIONS, response_model=RevisionPage, responses=problem_responses(400, 404))
def list_versions(
    context: Context, paging: PageParameters, workspace: InWorkspace, template: InTemplate
) -> StrictResponse:
    """List who made which version, the newest first."""
    templates = context.services.templates
    id = templates.find(workspace, template).id
    return paging.respond_events(
        templates.versions(id, before=paging.before, limit=paging.reach), write_revision
    )


@router.get(_VERSION, response_model=TemplateVersion, responses=read_responses())
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


@router.get(_ONE + "/diff", response_model=Difference, responses=problem_responses(404))
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


@router.post(
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
