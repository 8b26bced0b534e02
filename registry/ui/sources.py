"""Sources of options in forms: models and templates of the registry, by name."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from registry.domain.template import ModelType
from registry.errors import RegistryError
from registry.services import Services
from registry.services.listing import Listing, ModelFilter, TemplateFilter
from streamlit_jsonschema_form.problems import JsonValue, SourceUnavailable
from streamlit_jsonschema_form.ui import Option, Source

OFFERED: Final = 50


def sources_of(services: Services, workspace: str) -> dict[str, Source]:
    """Return the sources that a template's schema can name in `x-ui.source`.

    Each takes the arguments `workspace`, which is the given one when it is left out, and `model_type`.
    """

    def offer(list_entities: Callable[..., Listing[Any]], where: Callable[..., Any]) -> Source:
        def options(arguments: Mapping[str, JsonValue], text: str) -> list[Option]:
            home = arguments.get("workspace")
            try:
                found = list_entities(
                    home if isinstance(home, str) else workspace,
                    where(text, model_types=_types(arguments)),
                    limit=OFFERED,
                )
            except RegistryError as error:
                raise SourceUnavailable(str(error)) from error  # the form shows it at its field
            return [_option(each.name, each.display_name) for each in found.items]

        return options

    return {
        "models": offer(services.models.list, ModelFilter),
        "templates": offer(services.templates.list, TemplateFilter),
    }


def _types(arguments: Mapping[str, JsonValue]) -> tuple[ModelType, ...]:
    """Read the model type; none if it is unknown, so that all are offered."""
    given = arguments.get("model_type")
    return tuple(kind for kind in ModelType if kind.value == given)


def _option(name: str, title: str | None) -> Option:
    return Option(name, f"{title} · {name}" if title and title != name else name)
