"""How a template version binds the models made from it, and their parameters."""

from functools import lru_cache
from typing import Any

from registry.domain.coercion import coerce_parameters
from registry.domain.model import Model, ModelInput
from registry.domain.template import ModelType, Template
from registry.errors import Invalid, NotFound
from registry.services.filesets import PluginsOff
from registry.services.parameter_schemas import PARAMETERS, ParameterSchemas
from registry.services.records import GROUPS, MODELS, TEMPLATES, DamagedRecord
from registry.services.templates import Templates
from registry.store.base import Store, Transaction
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import MASK, SecretNames, unmask

TEMPLATE_ID = "model_template_id"
TEMPLATE_VERSION = "model_template_version"
GROUP_ID = "model_group_id"
ENDPOINT = "api_endpoint"
_SECRET = "api_key"
ENDPOINT_SECRETS = SecretNames(frozenset({_SECRET}))

_PLUGIN = ("spec", "tool_call_config", "tool_call_plugin")

_CACHED = 256  # versions of templates, which never change


class TemplateBinding:
    """Finds the template version that a model is pinned to, and applies its schema."""

    def __init__(self, templates: Templates, schemas: ParameterSchemas, *, plugins: bool) -> None:
        self._templates = templates
        self._schemas = schemas
        self._plugins = plugins
        self._version = lru_cache(maxsize=_CACHED)(templates.get)

    def resolve(self, wanted: ModelInput, current: Model | None = None) -> dict[str, Any]:
        """Return the fields of a model with template version and type filled in. Raises Invalid."""
        template = self._choose(wanted)
        problems = self._check_plugin(wanted.tool_call_plugin, current)
        problems += self._schemas.check(template, wanted.model_creation_parameters)
        secrets = self._schemas.of(template).secrets if template else SecretNames()
        problems += _find_masks(wanted, secrets)
        if problems:
            raise Invalid(MODELS.noun, problems)
        default = template.model_type if template else ModelType.GENERIC
        return {
            **dict(wanted),
            "model_type": wanted.model_type or default,
            TEMPLATE_VERSION: template.version if template else None,
        }

    def _check_plugin(self, plugin: str | None, current: Model | None) -> list[Problem]:
        """Refuse a parser that runs code where the settings allow none; an unchanged one may stay."""
        if self._plugins or plugin is None or (current and current.tool_call_plugin == plugin):
            return []
        return [Problem(_PLUGIN, "not", str(PluginsOff()))]

    def template_of(self, model: Model) -> Template | None:
        """Return the version of the template that a model was made from. Raises NotFound."""
        if model.model_template_id is None:
            return None
        if model.model_template_version is None:
            return self._templates.get(model.model_template_id)
        return self._version(model.model_template_id, model.model_template_version)

    def read_loosely(self, wanted: ModelInput) -> ModelInput:
        """Return a model whose parameters are coerced as Scale's clients write them.

        Raises:
            Invalid: there is no such template or version.
        """
        given, template = wanted.model_creation_parameters, self._choose(wanted)
        if given is None or template is None:
            return wanted
        read = coerce_parameters(template.model_creation_parameters_schema, given)
        return wanted.model_copy(update={PARAMETERS: read})

    def check(self, model: Model, parameters: dict[str, Any]) -> list[Problem]:
        """Return what a model's template refuses in parameters. Raises NotFound."""
        return self._schemas.check(self.template_of(model), parameters)

    def secrets_of(self, model: Model) -> SecretNames:
        """Return the names of secret parameters; all of them where there is no readable schema."""
        try:
            template = self.template_of(model)
            return self._schemas.of(template).secrets if template else SecretNames()
        except (NotFound, Invalid, DamagedRecord):
            return SecretNames(frozenset(model.model_creation_parameters or ()))

    def _choose(self, wanted: ModelInput) -> Template | None:
        id, version = wanted.model_template_id, wanted.model_template_version
        if id is None:
            if version is not None:
                raise invalid_reference(
                    TEMPLATE_VERSION, "expected a template with the version, got none"
                )
            return None
        try:
            newest = self._templates.get(id)
        except NotFound as error:
            raise invalid_reference(
                TEMPLATE_ID, f"there is no template {id!r}; choose another"
            ) from error
        try:
            return newest if version is None else self._templates.get(id, version)
        except NotFound as error:
            message = (
                f"template {newest.name!r} has the versions 1 to {newest.version}, got {version}"
            )
            raise invalid_reference(TEMPLATE_VERSION, message) from error


def merge_unchanged(wanted: ModelInput, current: Model) -> ModelInput:
    """Return a change with the masked secrets and the template version that it leaves unchanged."""
    unchanged: dict[str, Any] = {
        PARAMETERS: unmask(wanted.model_creation_parameters, current.model_creation_parameters)
    }
    if wanted.api_endpoint is not None and wanted.api_endpoint.api_key == MASK:
        key = current.api_endpoint.api_key if current.api_endpoint else None
        unchanged[ENDPOINT] = wanted.api_endpoint.model_copy(update={_SECRET: key})
    same = wanted.model_template_id == current.model_template_id
    if same and wanted.model_template_version is None:
        unchanged[TEMPLATE_VERSION] = current.model_template_version
    return wanted.model_copy(update=unchanged)


def _find_masks(wanted: ModelInput, names: SecretNames) -> list[Problem]:
    """Return a problem wherever a mask would be stored instead of a secret.

    Args:
        wanted: as it would be stored.
        names: the parameters, at any depth, that are secrets.
    """
    endpoint = wanted.api_endpoint and wanted.api_endpoint.to_json()
    paths = [
        *names.find_masks({PARAMETERS: wanted.model_creation_parameters}),
        *ENDPOINT_SECRETS.find_masks({ENDPOINT: endpoint}),
    ]
    message = "expected the secret, got the mask that is shown in its place; type the secret again"
    return [Problem(path, "mask", message) for path in paths]


def require_references(change: Transaction, model: Model, current: Model | None = None) -> None:
    """Refuse a model whose template or group does not exist.

    Args:
        change: what is about to be committed.
        model: as it would be stored.
        current: as it is stored; a reference that stays the same is not checked.

    Raises:
        NotFound: the template went away since the parameters were checked against it.
        Invalid: there is no such group in the workspace.
    """
    if model.model_template_id is not None:
        change.get(TEMPLATES.table, model.model_template_id)
    if current is None or model.model_group_id != current.model_group_id:
        problems = check_group(change, model.workspace, model.model_group_id)
        if problems:
            raise Invalid(MODELS.noun, problems)


def check_group(reader: Store | Transaction, workspace: str, id: str | None) -> list[Problem]:
    """Return a problem unless a group of the workspace, or none, is named."""
    if id is None:
        return []
    try:
        found = reader.get(GROUPS.table, id).workspace
    except NotFound:
        found = None
    if found == workspace:
        return []
    message = f"there is no group {id!r} in workspace {workspace!r}; choose another, or create it"
    return [Problem((GROUP_ID,), "reference", message)]


def invalid_reference(field: str, message: str) -> Invalid:
    """Return the error of a model whose reference leads nowhere."""
    return Invalid(MODELS.noun, [Problem((field,), "reference", message)])
