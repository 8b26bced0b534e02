"""Commands for a POSIX shell: `curl` with every word quoted (POSIX.1-2024, XCU §2.2)."""

import json
from collections.abc import Mapping
from shlex import quote
from urllib.parse import quote as percent

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue


def write_curl(
    url: str,
    *,
    method: str | None = None,
    body: JsonValue = None,
    content: str | None = None,
    query: Mapping[str, str] | None = None,
    save_as: str | None = None,
) -> str:
    """Write a request that reports errors and exits with an error status.

    Args:
        url: with every part of its path escaped (`write_path`).
        method: by default GET, or POST if something is sent.
        body: what is sent as JSON; None sends nothing.
        content: a text that is sent as a file.
        query: parameters of the address.
        save_as: the file that the answer is written to; it is printed otherwise.
    """
    options = ["--get"] if query else [f"--request {method}"] if method else []
    words = ["curl --silent --show-error --fail-with-body", *options, quote(url)]
    words += [f"--data-urlencode {quote(f'{name}={text}')}" for name, text in (query or {}).items()]
    if body is not None:
        words += ["--header 'Content-Type: application/json'", f"--data-raw {quote(_json(body))}"]
    if content is not None:
        words += [
            "--header 'Content-Type: application/octet-stream'",
            f"--data-raw {quote(content)}",
        ]
    if save_as is not None:
        words.append(f"--output {quote(save_as)}")
    return " \\\n  ".join(words)


def write_path(*parts: str) -> str:
    """Write a path whose parts may hold any character."""
    return "".join(f"/{percent(part, safe='')}" for part in parts)


def _json(value: JsonValue) -> str:
    """Write JSON that can be pasted: a terminal would obey characters that cannot be seen."""
    text = write_json(value, indent=2)
    return "".join(
        each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text
    )
