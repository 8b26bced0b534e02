"""Model templates, in both generations of Scale's dialect; the newer one never changes any."""

from registry.api.dependencies import Context
from registry.api.payloads.scale.base import DELETED, JsonObject
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
    ScaleResource,
    find_account,
    narrow,
    require_account,
)
from registry.domain.template import Template
from registry.services.records import retry_on_stale

_resource = ScaleResource("Scale model templates", "/model-templates")
router = _resource.router


@_resource.create(ScaleTemplateView, 403)
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


@_resource.list_page(ScaleTemplateView)
def list_templates(context: Context, paging: ByPage, account_id: Account = None) -> StrictResponse:
    """List model templates, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    found = services.templates.page(account, limit=paging.limit, offset=paging.offset)
    return paging.respond(map(show_template, found.items), found.total)


@_resource.list_all(ScaleTemplateView)
def list_all_templates(context: Context, account_id: Account = None) -> StrictResponse:
    """List all model templates, the oldest first."""
    services = context.services
    found = services.templates.page(find_account(services, account_id), limit=ALL)
    return StrictResponse([narrow(show_template(template)) for template in found.items])


@_resource.get(ScaleTemplateView)
def get_template(context: Context, api_version: RequestedVersion, id: str) -> StrictResponse:
    """Return a model template in its newest version."""
    return api_version.respond(show_template(context.services.templates.get(id)))


@_resource.change(ScaleTemplateView, ("/v3",))
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


@_resource.delete()
def delete_template(context: Context, id: str) -> StrictResponse:
    """Remove a model template that no model was made from."""
    context.services.templates.delete(id, actor=context.actor)
    return StrictResponse(DELETED)
