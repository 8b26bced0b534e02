"""Model templates, in both generations of Scale's dialect; the newer one never changes any."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.scale.base import DELETED, Deleted, Json
from registry.api.payloads.scale.names import settle_name
from registry.api.payloads.scale.patch import changed_fields
from registry.api.payloads.scale.templates import (
    TemplateCreate,
    TemplateUpdate,
    TemplateView,
    read_schemas,
    show_template,
)
from registry.api.response import Answer
from registry.api.routes.scale import (
    ALL,
    Account,
    ByGeneration,
    ByPage,
    home,
    in_account,
    narrow,
    page_of,
)
from registry.domain.template import Template
from registry.services.retry import retry_on_stale

_OLD = "/v3/model-templates"
_NEW = "/v4/model-templates"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model templates"])


@router.post(_NEW, response_model=TemplateView, responses=answers(403, 409, body=True))
@router.post(_OLD, response_model=TemplateView, responses=answers(403, 409, body=True))
def create_template(call: Call, generation: ByGeneration, body: TemplateCreate) -> Answer:
    """Add a model template."""
    services = call.services
    fields, given_name = settle_name(read_schemas(body.whole()))
    template = services.templates.create(
        fields,
        workspace=home(services, body.account_id),
        actor=call.actor,
        given_name=given_name,
    )
    return generation.answer(show_template(template))


@router.get(_NEW, response_model=page_of(TemplateView), responses=answers(403))
def list_templates(call: Call, paging: ByPage, account_id: Account = None) -> Answer:
    """List model templates, the oldest first."""
    services = call.services
    account = in_account(services, account_id)
    found = services.templates.page(account, limit=paging.limit, offset=paging.offset)
    return paging.answer(map(show_template, found.items), found.total)


@router.get(_OLD, response_model=list[TemplateView], responses=answers(403))
def list_all_templates(call: Call, account_id: Account = None) -> Answer:
    """List all model templates, the oldest first."""
    services = call.services
    found = services.templates.page(in_account(services, account_id), limit=ALL)
    return Answer([narrow(show_template(template)) for template in found.items])


@router.get(_NEW + _ONE, response_model=TemplateView, responses=answers(404))
@router.get(_OLD + _ONE, response_model=TemplateView, responses=answers(404))
def get_template(call: Call, generation: ByGeneration, id: str) -> Answer:
    """Return a model template in its newest version."""
    return generation.answer(show_template(call.services.templates.get(id)))


@router.patch(_OLD + _ONE, response_model=TemplateView, responses=answers(404, 409, body=True))
def change_template(call: Call, generation: ByGeneration, id: str, body: TemplateUpdate) -> Answer:
    """Make a new version; models keep to the version that they were made from."""
    services, given = call.services, body.given()

    def change(current: Template) -> Template:
        wanted = changed_fields(given, generation.show(show_template(current)))
        fields, given_name = settle_name(read_schemas(wanted, current), current)
        whole: Json = {**dict(current.to_input()), **fields}
        return services.templates.change(
            id, whole, expected=current.version, actor=call.actor, given_name=given_name
        )

    changed = retry_on_stale(lambda: services.templates.get(id), change)
    return generation.answer(show_template(changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=answers(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=answers(404, 409))
def delete_template(call: Call, id: str) -> Answer:
    """Remove a model template that no model was made from."""
    call.services.templates.delete(id, actor=call.actor)
    return Answer(DELETED)
