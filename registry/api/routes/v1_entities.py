"""Templates and models in our own dialect, with their history: the same operations for both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from registry.api.body import JsonRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import (
    change_responses,
    create_responses,
    delete_responses,
    problem_responses,
    read_responses,
)
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters, SortNames
from registry.api.payloads.v1.base import (
    ROOT,
    After,
    Before,
    Difference,
    InWorkspace,
    Note,
    Number,
    RevisionPage,
    Search,
    between,
    write_changes,
    write_difference,
    write_revision,
)
from registry.api.payloads.v1.entities import (
    InModel,
    ModelComparison,
    ModelContent,
    ModelListing,
    ModelRevision,
    Moment,
    ReviewBody,
    TemplateContent,
    TemplateListing,
    TemplateVersion,
)
from registry.api.response import StrictResponse
from registry.domain.adapter import FinetuningType
from registry.domain.model import Model
from registry.domain.review import ReviewState
from registry.domain.template import ModelType, Template
from registry.domain.vendor import ModelEndpointType
from registry.services import Services
from registry.services.listing import EntityFilter, ModelFilter, TemplateFilter, read_sort
from registry.services.models import Models
from registry.services.records import MODELS, TEMPLATES, EntityKind
from registry.services.templates import Templates
from streamlit_jsonschema_form.problems import JsonValue

F = TypeVar("F", bound=Callable[..., Response])

_MOST_SIDES: Final = 20
_ANY: Final = Query(description="Any of these.")


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """Which entities are listed, and in which order."""

    where: EntityFilter
    sort: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One of the two kinds of entities, and how it is served.

    Attributes:
        kind: how its records are read.
        service: returns its use cases.
        content: the body of a request.
        response: an entity in a response.
        page: a page of them.
        query: the dependency that reads which of them are listed.
        example: a name.
        write: writes one without its secrets.
        statuses: the errors that creating and changing may have besides the usual ones.
        texts: the descriptions of its operations, by the names of their functions.
    """

    kind: EntityKind[Any]
    service: Callable[[Services], Templates | Models]
    content: type[BaseModel]
    response: type[BaseModel]
    page: type[BaseModel]
    query: Callable[..., Any]
    example: str
    write: Callable[[Any, Services], dict[str, JsonValue]]
    statuses: tuple[int, ...]
    texts: Mapping[str, str]

    @property
    def every(self) -> str:
        """The path of all entities in a workspace."""
        return f"{ROOT}/{self.kind.table}"

    @property
    def one(self) -> str:
        """The path of an entity."""
        return f"{self.every}/{{{self.kind.noun}}}"

    @property
    def by_name(self) -> Any:
        """The parameter that names an entity."""
        noun = self.kind.noun
        return Path(alias=noun, description=f"The {noun}'s name.", examples=[self.example])

    def operation(
        self,
        router: APIRouter,
        method: str,
        path: str,
        model: Any,
        responses: Any,
        status: int = 200,
    ) -> Callable[[F], F]:
        """Declare an operation, whose description is in `texts`."""

        def declare(endpoint: F) -> F:
            name = endpoint.__name__
            router.add_api_route(
                path,
                endpoint,
                methods=[method],
                response_model=model,
                responses=responses,
                status_code=status,
                name=name.replace("revision", self.kind.revision),
                description=self.texts[name],
            )
            return endpoint

        return declare

    def make_router(self) -> APIRouter:
        """Return the routes of the entities as they are now."""
        router = APIRouter(route_class=JsonRoute, tags=[self.kind.table.capitalize()])
        by_name, every, one = self.by_name, self.every, self.one
        write, writer = self.write, CachedWriter(self.kind, self.write)

        def url_of(entity: Template | Model) -> str:
            return f"{every.format(workspace=entity.workspace)}/{entity.name}"

        @self.operation(
            router, "POST", every, self.response, create_responses(*self.statuses, at=one), 201
        )
        def create(
            context: Context,
            workspace: InWorkspace,
            body: self.content,  # type: ignore[name-defined]
            note: Note = "",
        ) -> StrictResponse:
            services = context.services
            _check_plugin(services, workspace, body)
            made = self.service(services).create(
                body, workspace=workspace, actor=context.actor, note=note
            )
            return respond(made, write(made, services), 201, location=url_of(made))

        @self.operation(router, "GET", every, self.page, problem_responses(400, 404))
        def list_them(
            context: Context,
            query: Annotated[EntityQuery, Depends(self.query)],
            paging: PageParameters,
            workspace: InWorkspace,
        ) -> StrictResponse:
            services = context.services
            services.workspaces.require(workspace)
            page = self.service(services).records.page_after(
                query.where.where(workspace, self.kind.texts),
                read_sort(query.sort, self.kind.sorts),
                limit=paging.limit,
                after=paging.cursor,
            )
            return paging.respond_page(page, lambda record: writer.write(record, services))

        @self.operation(router, "GET", one, self.response, read_responses())
        def get(
            context: Context,
            if_none_match: IfNoneMatch,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
        ) -> Response:
            services = context.services
            record = self.service(services).records.find(workspace, name)
            return if_none_match.respond(record, lambda found: writer.write(found, services))

        @self.operation(router, "PUT", one, self.response, change_responses(*self.statuses))
        def change(
            context: Context,
            if_match: IfMatch,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
            body: self.content,  # type: ignore[name-defined]
            note: Note = "",
        ) -> StrictResponse:
            services, service = context.services, self.service(context.services)
            _check_plugin(services, workspace, body)
            changed = if_match.change(
                lambda: service.find(workspace, name),
                lambda current: service.change(
                    current.id, body, expected=current.revision, actor=context.actor, note=note
                ),
            )
            return respond(changed, write(changed, services), location=url_of(changed))

        @self.operation(router, "DELETE", one, None, delete_responses(409), 204)
        def delete(
            context: Context,
            if_match: IfMatch,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
        ) -> Response:
            service = self.service(context.services)
            current = service.find(workspace, name)
            service.delete(current.id, actor=context.actor, expected=if_match.expected(current))
            return Response(status_code=204)

        return router

    def make_history_router(self) -> APIRouter:
        """Return the routes of the entities' revisions."""
        revision, write, by_name, one = self.kind.revision, self.write, self.by_name, self.one
        tag = f"{self.kind.noun.capitalize()} {revision}s"
        router = APIRouter(route_class=JsonRoute, tags=[tag])
        numbered, by_number = f"{one}/{revision}s/{{{revision}}}", Path(alias=revision)

        @self.operation(
            router, "GET", f"{one}/{revision}s", RevisionPage, problem_responses(400, 404)
        )
        def list_revisions(
            context: Context,
            paging: PageParameters,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
        ) -> StrictResponse:
            service = self.service(context.services)
            id = service.find(workspace, name).id
            found = service.history(id, before=paging.before, limit=paging.reach)
            return paging.respond_events(found, write_revision)

        @self.operation(router, "GET", numbered, self.response, read_responses())
        def get_revision(
            context: Context,
            if_none_match: IfNoneMatch,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
            number: Annotated[Number, by_number],
        ) -> Response:
            services = context.services
            found = self.service(services).find(workspace, name, number)
            return if_none_match.respond_revision(found, lambda it: write(it, services))

        @self.operation(router, "GET", f"{one}/diff", Difference, problem_responses(404))
        def compare_revisions(
            context: Context,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
            before: Before = None,
            after: After = None,
        ) -> StrictResponse:
            service = self.service(context.services)
            newest = service.find(workspace, name)
            sides = between(newest.revision, before, after)
            return StrictResponse(write_difference(sides, service.diff(newest.id, *sides)))

        @self.operation(
            router, "POST", f"{numbered}/restore", self.response, change_responses(body=False)
        )
        def restore_revision(
            context: Context,
            if_match: IfMatch,
            workspace: InWorkspace,
            name: Annotated[str, by_name],
            number: Annotated[Number, by_number],
        ) -> StrictResponse:
            service = self.service(context.services)
            restored = if_match.change(
                lambda: service.find(workspace, name),
                lambda current: service.restore(
                    current.id, number, expected=current.revision, actor=context.actor
                ),
            )
            return respond(restored, write(restored, context.services))

        return router


async def _template_query(
    search: Search = "",
    model_type: Annotated[tuple[ModelType, ...], _ANY] = (),
    endpoint_type: Annotated[tuple[ModelEndpointType, ...], _ANY] = (),
    sort: Annotated[str, SortNames(TEMPLATES.sorts)] = "name",
) -> EntityQuery:
    return EntityQuery(TemplateFilter(search, model_type, endpoint_type), sort)


async def _model_query(
    search: Search = "",
    model_type: Annotated[tuple[ModelType, ...], _ANY] = (),
    model_template_id: Annotated[tuple[str, ...], _ANY] = (),
    base_model: Annotated[tuple[str, ...], _ANY] = (),
    finetuning_type: Annotated[tuple[FinetuningType, ...], _ANY] = (),
    review: Annotated[tuple[ReviewState, ...], _ANY] = (),
    created_from: Annotated[Moment | None, Query(description="Not earlier.")] = None,
    created_before: Annotated[Moment | None, Query(description="Earlier.")] = None,
    sort: Annotated[str, SortNames(MODELS.sorts)] = "-updated_at",
) -> EntityQuery:
    where = ModelFilter(
        search,
        model_type,
        model_template_id,
        base_model,
        finetuning_type,
        review,
        created_from,
        created_before,
    )
    return EntityQuery(where, sort)


def _write_model(model: Model, services: Services) -> dict[str, JsonValue]:
    """Write a model without its secrets."""
    return services.models.mask(model).to_json()


def _check_plugin(services: Services, workspace: str, body: BaseModel) -> None:
    """Refuse a model that names a parser of tool calls where the settings allow none."""
    if isinstance(body, ModelContent):
        plugin = body.tool_call_plugin
        services.filesets.require(None, workspace=workspace, plugin=plugin, filled=False)


_TEMPLATES = Resource(
    kind=TEMPLATES,
    service=lambda services: services.templates,
    content=TemplateContent,
    response=TemplateVersion,
    page=TemplateListing,
    query=_template_query,
    example="vllm-openai",
    write=lambda template, _: template.to_json(),
    statuses=(),
    texts={
        "create": "Add a template.",
        "list_them": "List the templates of a workspace in their newest versions.",
        "get": "Return the newest version of a template.",
        "change": "Make a new version with this content, unless nothing differs; models keep to "
        "theirs.",
        "delete": "Remove a template that no model was made from, with all its versions.",
        "list_revisions": "List who made which version, the newest first.",
        "restore_revision": "Make a new version with the content of an old one, unless nothing "
        "differs.",
        "get_revision": "Return a version of a template, which never changes.",
        "compare_revisions": "Return what differs between two versions.",
    },
)
_MODELS = Resource(
    kind=MODELS,
    service=lambda services: services.models,
    content=ModelContent,
    response=ModelRevision,
    page=ModelListing,
    query=_model_query,
    example="support-bot",
    write=_write_model,
    statuses=(403,),
    texts={
        "create": "Add a model, from a template or without one.",
        "list_them": "List the models of a workspace.",
        "get": "Return a model as it is now.",
        "change": "Make a new revision with this content, unless nothing differs; its review "
        "begins anew.",
        "delete": "Remove a model that has no deployments, with its adapters; what was done to it "
        "stays known.",
        "list_revisions": "List who made which revision, the newest first.",
        "restore_revision": "Make a new revision with the content of an old one, unless nothing "
        "differs.",
        "get_revision": "Return a model as it was.",
        "compare_revisions": "Return what differs between two revisions, secrets masked.",
    },
)

template_router, version_router = _TEMPLATES.make_router(), _TEMPLATES.make_history_router()
model_router, revision_router = _MODELS.make_router(), _MODELS.make_history_router()


@model_router.post(
    f"{ROOT}/models/{{model}}/review", response_model=ModelRevision, responses=change_responses()
)
def review(
    context: Context, if_match: IfMatch, workspace: InWorkspace, model: InModel, body: ReviewBody
) -> StrictResponse:
    """Say whether the revision that was looked at may be used."""
    services, models = context.services, context.services.models
    reviewed = if_match.change(
        lambda: models.find(workspace, model),
        lambda current: models.review(
            current.id, body.state, body.note or "", expected=current.revision, actor=context.actor
        ),
    )
    return respond(reviewed, _write_model(reviewed, services))


@model_router.get(
    f"{ROOT}/comparison", response_model=ModelComparison, responses=problem_responses(404)
)
def compare(
    context: Context,
    workspace: InWorkspace,
    model: Annotated[
        list[str],
        Query(
            min_length=2,
            max_length=_MOST_SIDES,
            description="The first model, and those that are held against it.",
            examples=[["support-bot", "support-bot-2"]],
        ),
    ],
) -> StrictResponse:
    """Hold models against the first of them."""
    models = context.services.models
    first, *others = map(MODELS.read, models.records.find_each(workspace, model))
    changes: list[JsonValue] = [
        {"model": other.name, "changes": write_changes(models.compare(first, other))}
        for other in others
    ]
    return StrictResponse({"first": first.name, "others": changes})
