"""Model templates, in both generations of Scale's dialect; the newer one never changes any."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.base import DELETED, Deleted, JsonObject
from registry.api.payloads.scale.fields import changed_fields, normalize_name
from registry.api.payloads.scale.templates import (
    ScaleTemplateView,
    TemplateCreate,
    TemplateUpdate,
    read_schemas,
    show_template,
)
from registry.api.response import StrictResponse
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    RequestedVersion,
    find_account,
    narrow,
    page_of,
    require_account,
)
from registry.domain.template import Template
from registry.services.records import retry_on_stale

_OLD = "/v3/model-templates"
_NEW = "/v4/model-templates"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model templates"])


@router.post(_NEW, response_model=ScaleTemplateView, responses=error_responses(403, 409, body=True))
@router.post(_OLD, response_model=ScaleTemplateView, responses=error_responses(403, 409, body=True))
def create_template(
    context: Context, api_version: RequestedVersion, body: TemplateCreate
) -> StrictResponse:
    """Add a model template."""
    services = context.services
    fields, given_name = normalize_name(read_schemas(body.whole()))
    template = services.templates.create(
        fields,
        workspace=require_account(services, body.account_id),
        actor=context.actor,
        given_name=given_name,
    )
    return api_version.respond(show_template(template))


@router.get(_NEW, response_model=page_of(ScaleTemplateView), responses=error_responses(403))
def list_templates(context: Context, paging: ByPage, account_id: Account = None) -> StrictResponse:
    """List model templates, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    found = services.templates.page(account, limit=paging.limit, offset=paging.offset)
    return paging.respond(map(show_template, found.items), found.total)


@router.get(_OLD, response_model=list[ScaleTemplateView], responses=error_responses(403))
def list_all_templates(context: Context, account_id: Account = None) -> StrictResponse:
    """List all model templates, the oldest first."""
    services = context.services
    found = services.templates.page(find_account(services, account_id), limit=ALL)
    return StrictResponse([narrow(show_template(template)) for template in found.items])


@router.get(_NEW + _ONE, response_model=ScaleTemplateView, responses=error_responses(404))
@router.get(_OLD + _ONE, response_model=ScaleTemplateView, responses=error_responses(404))
def get_template(context: Context, api_version: RequestedVersion, id: str) -> StrictResponse:
    """Return a model template in its newest version."""
    return api_version.respond(show_template(context.services.templates.get(id)))


@router.patch(
    _OLD + _ONE, response_model=ScaleTemplateView, responses=error_responses(404, 409, body=True)
)
def change_template(
    context: Context, api_version: RequestedVersion, id: str, body: TemplateUpdate
) -> StrictResponse:
    """Make a new version; models keep to the version that they were made from."""
    services, given = context.services, body.given()

    def change(current: Template) -> Template:
        wanted = changed_fields(given, api_version.show(show_template(current)))
        fields, given_name = normalize_name(read_schemas(wanted, current), current)
        whole: JsonObject = {**dict(current.to_input()), **fields}
        return services.templates.change(
            id, whole, expected=current.version, actor=context.actor, given_name=given_name
        )

    changed = retry_on_stale(lambda: services.templates.get(id), change)
    return api_version.respond(show_template(changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=error_responses(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=error_responses(404, 409))
def delete_template(context: Context, id: str) -> StrictResponse:
    """Remove a model template that no model was made from."""
    context.services.templates.delete(id, actor=context.actor)
    return StrictResponse(DELETED)
