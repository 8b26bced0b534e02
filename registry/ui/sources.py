"""What forms of this app can offer: models and templates of the registry, by name."""

from collections.abc import Mapping, Sequence
from typing import Final

from registry.domain.template import ModelType
from registry.errors import RegistryError
from registry.services import Services
from registry.services.listing import ModelFilter, TemplateFilter
from streamlit_jsonschema_form.problems import JsonValue, SourceUnavailable
from streamlit_jsonschema_form.ui import Option, Source

OFFERED: Final = 50


def sources_of(services: Services, workspace: str) -> dict[str, Source]:
    """Return the sources that a template's schema can name in `x-ui.source`.

    Each takes the arguments `workspace`, which is the given one when it is left out, and `model_type`.
    """

    def models(arguments: Mapping[str, JsonValue], text: str) -> list[Option]:
        where = ModelFilter(text, model_types=_types(arguments))
        found = services.models.list(_workspace(arguments, workspace), where, limit=OFFERED)
        return [_option(each.name, each.display_name) for each in found.items]

    def templates(arguments: Mapping[str, JsonValue], text: str) -> list[Option]:
        where = TemplateFilter(text, model_types=_types(arguments))
        found = services.templates.list(_workspace(arguments, workspace), where, limit=OFFERED)
        return [_option(each.name, each.display_name) for each in found.items]

    return {"models": _translated(models), "templates": _translated(templates)}


def _translated(source: Source) -> Source:
    """Have the form show at its field why the registry cannot answer."""

    def offers(arguments: Mapping[str, JsonValue], text: str) -> Sequence[Option]:
        try:
            return source(arguments, text)
        except RegistryError as error:
            raise SourceUnavailable(str(error)) from error

    return offers


def _workspace(arguments: Mapping[str, JsonValue], own: str) -> str:
    given = arguments.get("workspace")
    return given if isinstance(given, str) else own


def _types(arguments: Mapping[str, JsonValue]) -> tuple[ModelType, ...]:
    """Read the type that is asked for; of none that is not one, so that all are offered."""
    given = arguments.get("model_type")
    return tuple(kind for kind in ModelType if kind.value == given)


def _option(name: str, title: str | None) -> Option:
    return Option(name, f"{title} · {name}" if title and title != name else name)
