"""Fields of bodies that clients send: which of them change, and under which name they are stored."""

import json
from typing import Any

from registry.api.payloads.scale.base import JsonObject
from registry.domain.model import Model
from registry.domain.names import derive_name
from registry.domain.template import Template


def changed_fields(given: JsonObject, shown: JsonObject) -> JsonObject:
    """Return the fields that differ from what is shown now.

    What this dialect shows may be less than what is kept, so what comes back as it was shown must
    leave what is kept alone.
    """
    return {
        name: value
        for name, value in given.items()
        if name not in shown or _text(value) != _text(shown[name])
    }


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def normalize_name(
    given: JsonObject, current: Model | Template | None = None
) -> tuple[JsonObject, str | None]:
    """Return the fields with a legal name, and the name that was given where it is none.

    A name that is not legal is shown as the display name too, unless there is one of its own.
    """
    if "name" not in given:
        return given, current.given_name if current else None
    wanted = given["name"]
    name = derive_name(wanted)
    fields = {**given, "name": name}
    given_name = None if name == wanted else wanted
    has_own = current is not None and current.display_name != current.given_name
    if fields.get("display_name") is None and ("display_name" in given or not has_own):
        fields["display_name"] = given_name
    return fields, given_name
