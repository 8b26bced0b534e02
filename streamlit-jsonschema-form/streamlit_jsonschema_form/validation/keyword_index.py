"""Which words a schema mentions: one that is nowhere in its text need not be looked for in its parts."""

import json

from streamlit_jsonschema_form.validation.dialect import Value


class Mentions:
    """The text of one schema, to be asked for words."""

    def __init__(self, schema: Value) -> None:
        try:
            self._text: str | None = json.dumps(schema, ensure_ascii=False)
        except (ValueError, TypeError, RecursionError):  # it is no JSON, or too deep to be written
            self._text = None

    def any(self, *words: str) -> bool:
        """Tell whether one of these keys or texts may be in it; false is certain."""
        text = self._text
        return text is None or any(f'"{word}"' in text for word in words)

    def lists(self, word: str) -> bool:
        """Tell whether a list may stand at this key somewhere; false is certain."""
        return self._text is None or f'"{word}": [' in self._text
