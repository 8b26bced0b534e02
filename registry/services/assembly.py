"""All use cases over one store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from registry.services.activity import Activity
from registry.services.adapters import Adapters
from registry.services.deployments import Deployments
from registry.services.drafts import Drafts
from registry.services.dry_run import DryRun
from registry.services.filesets import Filesets
from registry.services.groups import Groups
from registry.services.ids import new_id
from registry.services.models import Models
from registry.services.parameter_schemas import ParameterSchemas
from registry.services.prompts import Prompts
from registry.services.records import ServiceContext, utc_now
from registry.services.template_binding import TemplateBinding
from registry.services.templates import Templates
from registry.services.workspaces import Workspaces
from registry.store.base import Store
from registry.store.files import Files


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case; threads may share them.

    Attributes:
        templates: what models are made from.
        models: each made from a template, or without one.
        schemas: the compiled schemas of template versions.
        dry_run: what would be refused, and what is probably a mistake.
        adapters: small weights of models.
        filesets: named sets of files.
        prompts: messages with placeholders.
        deployments: records of where models are meant to be served.
        groups: names under which models are shown together.
        workspaces: the tenants.
        drafts: unfinished forms.
        activity: what happened lately.
    """

    templates: Templates
    models: Models
    schemas: ParameterSchemas
    dry_run: DryRun
    adapters: Adapters
    filesets: Filesets
    prompts: Prompts
    deployments: Deployments
    groups: Groups
    workspaces: Workspaces
    drafts: Drafts
    activity: Activity


def build(
    store: Store,
    *,
    files: Files | None = None,
    tool_call_plugins: bool = False,
    clock: Callable[[], datetime] = utc_now,
    new_id: Callable[[str], str] = new_id,
) -> Services:
    """Make the services over a store.

    Args:
        store: opened and closed by the caller.
        files: the files of filesets; None stores none.
        tool_call_plugins: whether models may name parsers that run code in the inference server.
        clock: returns the present, aware, in UTC.
        new_id: makes an id from its prefix (`model`, `template`, …).
    """
    context = ServiceContext(store, clock, new_id)
    templates = Templates(context)
    schemas = ParameterSchemas()
    binding = TemplateBinding(templates, schemas, plugins=tool_call_plugins)
    models = Models(context, binding)
    return Services(
        templates=templates,
        models=models,
        schemas=schemas,
        dry_run=DryRun(templates, models, schemas),
        adapters=Adapters(context),
        prompts=Prompts(context),
        filesets=Filesets(context, files, plugins=tool_call_plugins),
        deployments=Deployments(context, binding),
        groups=Groups(context),
        workspaces=Workspaces(context),
        drafts=Drafts(context),
        activity=Activity(context),
    )
