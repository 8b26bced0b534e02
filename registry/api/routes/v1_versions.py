"""Versions of templates in our own dialect: list, get, compare, restore."""

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import changing, problems, reading
from registry.api.etags import ByChanging, ByReading, answer
from registry.api.paging import ByWindow
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
from registry.api.response import Answer
from registry.domain.template import Template

_ONE = ROOT + "/templates/{template}"
_VERSIONS = _ONE + "/versions"
_VERSION = _VERSIONS + "/{version}"

router = APIRouter(route_class=JsonRoute, tags=["Template versions"])


@router.get(_VERSIONS, response_model=RevisionPage, responses=problems(400, 404))
def list_versions(
    call: Call, window: ByWindow, workspace: InWorkspace, template: InTemplate
) -> Answer:
    """List who made which version, the newest first."""
    templates = call.services.templates
    id = templates.find(workspace, template).id
    return window.answer_events(
        templates.versions(id, before=window.before, limit=window.reach), write_revision
    )


@router.get(_VERSION, response_model=TemplateVersion, responses=reading())
def get_version(
    call: Call,
    reading: ByReading,
    workspace: InWorkspace,
    template: InTemplate,
    version: Number,
) -> Response:
    """Return a version of a template, which never changes."""
    found = call.services.templates.find(workspace, template, version)
    return reading.answer_past(found, Template.to_json)


@router.get(_ONE + "/diff", response_model=Difference, responses=problems(404))
def compare_versions(
    call: Call,
    workspace: InWorkspace,
    template: InTemplate,
    before: Before = None,
    after: After = None,
) -> Answer:
    """Return what differs between two versions."""
    templates = call.services.templates
    newest = templates.find(workspace, template)
    sides = between(newest.version, before, after)
    return Answer(write_difference(sides, templates.diff(newest.id, *sides)))


@router.post(_VERSION + "/restore", response_model=TemplateVersion, responses=changing(body=False))
def restore_version(
    call: Call,
    changing: ByChanging,
    workspace: InWorkspace,
    template: InTemplate,
    version: Number,
) -> Answer:
    """Make a new version with the content of an old one, unless nothing differs."""
    templates = call.services.templates
    restored = changing.change(
        lambda: templates.find(workspace, template),
        lambda current: templates.restore(
            current.id, version, expected=current.version, actor=call.actor
        ),
    )
    return answer(restored, restored.to_json())
