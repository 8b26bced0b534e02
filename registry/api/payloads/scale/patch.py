"""What a change says anew: a field that comes back as it was shown is not said."""

import json
from typing import Any

from registry.api.payloads.scale.base import JsonObject


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
